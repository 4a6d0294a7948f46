"""What a structure reads: its own results, and the collectif's as far as it may look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import follow_versions
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.collectif.modele import Structure
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.engagees import Engagee, list_engagees
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import BILAN, SANS_THEMATIQUE, Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.restitution.figures.bilan import Bilan, compute_depart
from caprse.restitution.figures.etats import Etat
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.cycle_lu import CyclePublie, read_cycle
from caprse.restitution.publication.edition import Edition, Publiee
from caprse.restitution.publication.etats import add_etat
from caprse.restitution.publication.lecture import read_bilan, read_positions
from caprse.restitution.publication.mouvements import MOUVEMENTS_MIN
from caprse.restitution.publication.service import list_axes_of
from caprse.restitution.publication.visibilite import explain_seuil, refusal_to_look, restrict_edition
from caprse.restitution.resultats.dits import Bascules, compute_dit, compute_dits, read_passages
from caprse.restitution.resultats.requetes import RESULTATS
from caprse.socle.dates import read_instant
from caprse.socle.ecran.cadre import Theme
from caprse.socle.erreurs import Introuvable

QUOI = "Cette structure"


@dataclass(frozen=True, slots=True)
class TrimestreVu:
    """One trimestre for one structure. ``bilan`` is None when it had no carnet then.

    Of the collectif either ``publication``, or ``raison``: one sentence that says why nothing is shown.
    """

    id: UUID
    numero: int
    titre: str
    debut: date
    fin: date
    etat: EtatTrimestre
    etat_carnet: EtatCarnet | None
    bilan: Bilan | None
    publication: Publiee | None
    raison: str | None
    thematique: str = ""
    referentiel: Referentiel | None = None
    repris_le: datetime | None = None

    @property
    def nom(self) -> str:
        """How charts name it."""
        return f"T{self.numero}"

    @property
    def theme(self) -> Theme | None:
        """The face of its thématique."""
        return build_theme(self.referentiel, self.thematique) if self.referentiel is not None else None


@dataclass(frozen=True, slots=True)
class ThematiqueVue:
    """One thématique of the whole cycle, in the order of the référentiel."""

    code: str
    titre: str
    titre_court: str


@dataclass(frozen=True, slots=True)
class Resultats:
    """All that a structure's screens show. ``choisi`` is None before the first trimestre opens.

    ``depart`` is the positionnement per thématique and per enjeu, ``cycle`` the thématiques in order,
    ``collectif_cycle`` what may be read of the collectif on each. ``suites``: the codes of each version that it met in
    those of the last state; empty where there is one only. ``dits``: the state at the chosen trimestre and the one
    before, by what their answers say today, some of which may have been corrected since they were frozen; ``suite``:
    the codes of the one before in those of the other, where the version changed. ``engagees``: by critère, its action.
    """

    structure_id: UUID
    structure: str
    collectif_id: UUID
    collectif: str
    fictif: bool
    montre_son_nom: bool
    trimestres: tuple[TrimestreVu, ...]
    choisi: TrimestreVu | None
    cycle: tuple[ThematiqueVue, ...]
    depart: tuple[Figure, ...]
    seuil_mouvement: int = MOUVEMENTS_MIN
    referentiel: Referentiel | None = None
    collectif_cycle: tuple[CyclePublie, ...] = ()
    suites: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dits: tuple[Etat, ...] = ()
    engagees: Mapping[str, Engagee] = field(default_factory=dict)
    suite: Mapping[str, str] | None = None

    @property
    def jusqu_ici(self) -> tuple[TrimestreVu, ...]:
        """The trimestres up to the chosen one: what came later says nothing of how it was then."""
        return tuple(vu for vu in self.trimestres if self.choisi is None or vu.numero <= self.choisi.numero)

    @property
    def a_rafraichir(self) -> UUID | None:
        """The open trimestre on which this structure may look at the collectif: its publication may be due."""
        return next(
            (t.id for t in self.trimestres if t.etat is EtatTrimestre.OUVERT and t.etat_carnet in ETATS_TRANSMIS),
            None,
        )


def get_resultats(unit: Unit, structure_id: UUID, numero: int | None = None) -> Resultats:
    """A structure's results; ``numero`` chooses a trimestre, by default the open one, else its last one.

    Closed trimestres are read from their arrêtés, never computed again; the open one is computed from its answers.
    Raises Introuvable to anyone who may not read this structure's carnets.
    """
    ligne = _read(unit, structure_id, numero)
    bruts: Sequence[Mapping[str, Any]] = ligne["trimestres"] or ()
    bascules = read_passages(unit, ligne)
    trimestres = tuple(
        _add_etat(unit, ligne, _build_trimestre(unit, ligne, vu), UUID(vu["referentiel_id"]), bascules) for vu in bruts
    )
    choisi = next((t for t, vu in zip(trimestres, bruts, strict=True) if vu["choisi"]), None)
    cycle, depart = _build_cycle(unit, ligne)
    referentiel = trimestres[-1].referentiel if trimestres else None
    jusqu_ici = [vu for vu in trimestres if choisi is None or vu.numero <= choisi.numero]
    return Resultats(
        structure_id,
        ligne["nom"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        ligne["montre_son_nom"],
        trimestres,
        choisi,
        cycle,
        depart,
        ligne["k"],
        referentiel,
        _read_cycle(ligne),
        _follow_suites(unit, ligne["collectif_id"], trimestres, bascules),
        compute_dits(unit, ligne, [vu.bilan for vu in jusqu_ici if vu.bilan is not None], bascules),
        list_engagees(ligne["actions"] or (), unit.today),
        _follow_suite(unit, ligne["collectif_id"], jusqu_ici, bascules),
    )


def set_montre_son_nom(unit: Unit, structure_id: UUID, montre: bool) -> None:
    """Agree that the collectif reads this structure's name and figures, or stop agreeing. For its direction alone.

    From the next publication on; withdrawn, the name disappears at once everywhere. Raises Introuvable.
    """
    # Transmitting is what only the direction may do: nobody else, not even the animation, speaks for the structure.
    unit.check(Operation.SEND_CARNET, structure_id=structure_id, quoi=QUOI)
    unit.db.execute(update(Structure).where(Structure.id == structure_id).values(montre_son_nom=montre))


def _read(unit: Unit, structure_id: UUID, numero: int | None) -> Mapping[str, Any]:
    siennes = {structure_id, *(droit.structure_id for droit in unit.acteur.structures())}
    ligne = (
        unit.db.execute(
            RESULTATS,
            {
                "structure": structure_id,
                "numero": numero,
                "jour": unit.today,
                "siennes": list(siennes),
            },
        )
        .mappings()
        .one_or_none()
    )
    unit.check(Operation.GET_CARNET, ligne["collectif_id"] if ligne else None, structure_id, QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return dict(ligne)


def _build_trimestre(unit: Unit, ligne: Mapping[str, Any], vu: Mapping[str, Any]) -> TrimestreVu:
    publication, raison = _build_publication(ligne, vu)
    referentiel_id = UUID(vu["referentiel_id"])
    referentiel = get_referentiel(unit.db, referentiel_id)
    bilan = None
    if vu["arrete"] is not None:
        bilan = Bilan.from_contenu(vu["arrete"])
        titre = bilan.total.titre if vu["thematique"] != SANS_THEMATIQUE else BILAN
    else:
        titre = referentiel.name_trimestre(vu["thematique"])
        if vu["carnet_id"] is not None and vu["etat"] == EtatTrimestre.OUVERT:
            bilan = read_bilan(
                unit.db,
                referentiel_id,
                vu["thematique"],
                ligne["nom"],
                vu["reponses"],
                ligne["positions"],
                Profil(frozenset(ligne["types"]), ligne["effectif"]),
            )
    return TrimestreVu(
        UUID(vu["id"]),
        vu["numero"],
        titre,
        date.fromisoformat(vu["debut"]),
        date.fromisoformat(vu["fin"]),
        EtatTrimestre(vu["etat"]),
        EtatCarnet(vu["etat_carnet"]) if vu["etat_carnet"] else None,
        bilan,
        publication,
        raison,
        vu["thematique"],
        referentiel,
        read_instant(vu["repris_le"]),
    )


def _add_etat(
    unit: Unit, ligne: Mapping[str, Any], vu: TrimestreVu, referentiel_id: UUID, bascules: Bascules
) -> TrimestreVu:
    """The state at the open trimestre is computed; at a closed one it is the one that its arrêté keeps, or none."""
    if vu.bilan is None or vu.etat is not EtatTrimestre.OUVERT:
        return vu
    return replace(vu, bilan=add_etat(vu.bilan, compute_dit(unit, ligne, vu.numero, referentiel_id, bascules)))


def _build_publication(ligne: Mapping[str, Any], vu: Mapping[str, Any]) -> tuple[Publiee | None, str | None]:
    """What may be read of the collectif: you answer before you look, then enough others."""
    etat = EtatTrimestre(vu["etat"])
    etat_carnet = EtatCarnet(vu["etat_carnet"]) if vu["etat_carnet"] else None
    if raison := refusal_to_look(etat, etat_carnet, ligne["adherente"]):
        return None, raison
    publication = vu["publication"]
    if publication is not None:
        siens: Sequence[tuple[str, int | None]] = publication["siens"] or ()
        edition = restrict_edition(
            Edition.from_contenu({**publication["edition"], "nommees": publication["nommees"]}),
            [list_axes_of(empreinte) for empreinte, _ in siens],
            ligne["seuil"],
            [unite for _, unite in siens],
        )
        if edition.agregats:
            return Publiee(edition, publication["carnets"], datetime.fromisoformat(publication["publie_le"])), None
    return None, explain_seuil(ligne["seuil"], etat, ligne["k"])


def _follow_suites(
    unit: Unit, collectif_id: UUID, trimestres: Sequence[TrimestreVu], bascules: Bascules
) -> dict[str, Mapping[str, str]]:
    """What leads from the version of each state to that of the last one; empty where there is one version."""
    sources = [vu.bilan.source.id for vu in trimestres if vu.bilan is not None and vu.bilan.etat is not None]
    if len(set(sources)) < 2:
        return {}
    return follow_versions(unit, collectif_id, set(sources), UUID(sources[-1]), bascules)


def _follow_suite(
    unit: Unit, collectif_id: UUID, jusqu_ici: Sequence[TrimestreVu], bascules: Bascules
) -> Mapping[str, str] | None:
    """What leads from the state before the last of these to the last one, where the version changed in between."""
    derniers = [vu.bilan.source.id for vu in jusqu_ici if vu.bilan is not None and vu.bilan.etat is not None]
    if len(set(derniers[-2:])) < 2:
        return None
    avant, apres = derniers[-2:]
    return follow_versions(unit, collectif_id, {avant}, UUID(apres), bascules)[avant]


def _read_cycle(ligne: Mapping[str, Any]) -> tuple[CyclePublie, ...]:
    """What may be read of the collectif over the cycle, under the same rules as a trimestre's figures."""
    lisibles = [
        brut
        for brut in ligne["cycle"] or ()
        if not refusal_to_look(
            EtatTrimestre(brut["etat"]),
            EtatCarnet(brut["etat_carnet"]) if brut["etat_carnet"] else None,
            ligne["adherente"],
        )
    ]
    return read_cycle(lisibles, ligne["seuil"])


def _build_cycle(unit: Unit, ligne: Mapping[str, Any]) -> tuple[tuple[ThematiqueVue, ...], tuple[Figure, ...]]:
    if not ligne["trimestres"]:
        return (), ()
    referentiel = get_referentiel(unit.db, UUID(ligne["trimestres"][-1]["referentiel_id"]))
    positions = read_positions(unit.db, ligne["positions"], referentiel)
    thematiques = tuple(ThematiqueVue(t.code, t.titre, t.titre_court) for t in referentiel.thematiques)
    return thematiques, compute_depart(referentiel.thematiques, referentiel.niveau_max, positions)
