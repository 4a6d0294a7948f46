"""The collectif's figures as a room may see them: publications only, and for everybody at once. Pure.

A wall is read by every structure together. So each figure is shown under the rule of a structure that counted in it
(it can subtract itself), without any name, and what the house does not publish axis by axis is shown only where
nothing can be told from it by difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from caprse.referentiel.schema import Referentiel
from caprse.restitution.chemin.service_collectif import CheminCollectifVu
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.comptages import Comptage, can_compare
from caprse.restitution.figures.formats import compute_points, format_points, round_pourcent
from caprse.restitution.publication.edition import Edition
from caprse.restitution.publication.regles import can_show
from caprse.restitution.publication.visibilite import restrict_edition
from caprse.seance.contenus.axes import AxeMontre

ATTENTE_TOUS = (
    "Ces chiffres s’ouvrent quand toutes les structures ont transmis leur carnet, ou à la clôture du trimestre : "
    "chacun répond d’abord, sans être influencé par les autres."
)
TROP_PEU = (
    "Il n’y a pas encore assez de réponses pour montrer ces chiffres sans que l’on puisse reconnaître une structure."
)
CRITERE_OUVERT = "Les chiffres de ce seul critère se montrent après la clôture : voici ceux de son enjeu."


@dataclass(frozen=True, slots=True)
class Parution:
    """The last publication of one trimestre; ``ouverte``: every member has answered, or the trimestre is closed.

    ``population``: what it counts of its thématique (`restitution/figures/comptages.py`), where that is known.
    """

    trimestre_id: str
    numero: int
    clos: bool
    ouverte: bool
    carnets: int
    publie_le: datetime
    edition: Edition
    population: str | None = None

    @property
    def total(self) -> str:
        return self.edition.total

    @property
    def comptage(self) -> Comptage:
        return Comptage(self.edition.source.id, self.population, len(self.edition.niveaux))

    def follows(self, autre: Parution) -> bool:
        """Whether it counts on its thématique what the other counts: what differs is then what moved."""
        return self.total == autre.total and can_compare(autre.comptage, self.comptage)


@dataclass(frozen=True, slots=True)
class Chiffres:
    """What figures are chosen from: publications, the newest trimestre first; the structures still awaited.

    ``chemin``: the path of the collectif, where a step shows it.
    """

    referentiel: Referentiel
    parutions: tuple[Parution, ...]
    seuil: int
    manquants: tuple[str, ...] = ()
    chemin: CheminCollectifVu | None = None


def restrict_for_room(edition: Edition, seuil: int) -> Edition:
    """The edition without the axes that too few *others* answered, for anyone who counted in it, and without names."""
    sans_noms = Edition(
        edition.source, edition.niveaux, edition.total, edition.transversal, edition.agregats, nommees=()
    )
    return restrict_edition(sans_noms, [frozenset(agregat.code for agregat in edition.agregats)], seuil)


def build_axes_radar(parution: Parution, precedente: Parution | None, seuil: int) -> tuple[AxeMontre, ...]:
    """The axes of a radar in the order of the référentiel; percentages as shown, None where nothing may be shown.

    ``avant`` is the median of the last trimestre that counted the same answers; the positionnement asked others.
    """
    montres = {agregat.code: agregat for agregat in restrict_for_room(parution.edition, seuil).agregats}
    anciens = (
        {agregat.code: agregat for agregat in restrict_for_room(precedente.edition, seuil).agregats}
        if precedente
        else {}
    )
    axes = []
    for titre in parution.edition.enjeux:
        agregat, ancien = montres.get(titre.code), anciens.get(titre.code)
        avant = _get_mediane(ancien)
        quartiles = agregat.quartiles if agregat else None
        axes.append(
            AxeMontre(
                titre.code,
                titre.titre,
                titre.titre_court,
                round_pourcent(quartiles.mediane) if quartiles else None,
                round_pourcent(quartiles.q1) if quartiles else None,
                round_pourcent(quartiles.q3) if quartiles else None,
                agregat.n if agregat else None,
                round_pourcent(avant) if avant is not None else None,
                compute_points(avant, quartiles.mediane) if quartiles and avant is not None else None,
            )
        )
    return tuple(axes)


def describe_changes(axes: Sequence[AxeMontre]) -> tuple[str, ...]:
    """``+12 points : Gouvernance``, in the order of the axes; what did not move is said in one line at the end."""
    phrases = [f"{format_points(axe.points)} : {axe.court}" for axe in axes if axe.points]
    stables = [axe.court for axe in axes if axe.points == 0]
    return (*phrases, *([f"Sans changement : {', '.join(stables)}"] if stables else []))


def get_repartition_axe(parution: Parution, axe: str, seuil: int) -> Agregat | None:
    """The published spread of one axis, or None when the room may not see it."""
    return next((a for a in restrict_for_room(parution.edition, seuil).agregats if a.code == axe), None)


def get_repartition_critere(
    axe: Agregat, comptes: Mapping[str, Sequence[int]], critere: str, seuil: int
) -> tuple[int, ...] | None:
    """The spread of one critère of a closed trimestre, or None when it may not be shown.

    ``comptes`` counts, for each critère of the axis, the arrêtés that the publication holds, niveau by niveau. They
    must add up to the published axis; and as showing all but one gives that one by subtraction, each of them is
    answered by nobody or by enough.
    """
    lignes = list(comptes.values())
    if tuple(sum(ligne[n] for ligne in lignes) for n in range(len(axe.repartition))) != axe.repartition:
        return None
    if not all(sum(ligne) == 0 or can_show(sum(ligne), True, seuil) for ligne in lignes):
        return None
    voulus = tuple(comptes.get(critere, ()))
    return voulus if sum(voulus) else None


def _get_mediane(agregat: Agregat | None) -> Fraction | None:
    return agregat.quartiles.mediane if agregat is not None and agregat.quartiles is not None else None
