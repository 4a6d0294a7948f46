"""The path of the collectif, in one statement of what was published: for a member, the animation, a wall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import follow_versions
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.restitution.autour.lecture import Autour, get_compte, read_autour
from caprse.restitution.chemin.collectif import Paru, build_chemin_collectif
from caprse.restitution.chemin.regles import ThematiqueSuivie
from caprse.restitution.chemin.requetes import CHEMIN_COLLECTIF
from caprse.restitution.figures.chemin_collectif import CheminCollectif, Cloture
from caprse.restitution.publication.cycle_lu import CyclePublie, read_cycle
from caprse.restitution.publication.filiation import follow_thematique
from caprse.restitution.publication.visibilite import refusal_to_look
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"
TOUT = 32767  # every trimestre there is


@dataclass(frozen=True, slots=True)
class CheminCollectifVu:
    """The path of a collectif for its screens, files and walls. ``source`` is empty before the first opening."""

    collectif: str
    fictif: bool
    chemin: CheminCollectif
    source: str = ""


def get_chemin_structure(unit: Unit, structure_id: UUID) -> CheminCollectifVu:
    """What a member may read of the path of its collectif. Raises Introuvable to who may not read its carnets."""
    siennes = {structure_id, *(droit.structure_id for droit in unit.acteur.structures())}
    ligne = _read(unit, structure=structure_id, siennes=siennes)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"] if ligne else None, structure_id, QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    cycle, autour = (_list_lisibles(ligne[nom] or (), adherente=ligne["adherente"]) for nom in ("cycle", "autour"))
    return _build(unit, ligne, read_cycle(cycle, ligne["seuil"]), read_autour(autour, ligne["seuil"]))


def get_chemin_collectif(unit: Unit, collectif_id: UUID) -> CheminCollectifVu:
    """The same as it was published. Raises Introuvable to all but the animation."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = _read(unit, collectif=collectif_id)
    if ligne is None:
        raise Introuvable(QUOI)
    seuil = ligne["seuil"]
    return _build(unit, ligne, read_cycle(ligne["cycle"] or (), seuil), read_autour(ligne["autour"] or (), seuil))


def read_chemin_salle(unit: Unit, collectif_id: UUID, jusqu_a: int) -> CheminCollectifVu:
    """What a whole room may see of it up to trimestre ``jusqu_a``: each figure as if who looks counted in it.

    For systeme. Raises Introuvable.
    """
    ligne = _read(unit, collectif=collectif_id, jusqu_a=jusqu_a) if unit.acteur.systeme else None
    if ligne is None:
        raise Introuvable(QUOI)
    # Whoever looks has answered every part of the figure: the empreinte of such a one, of no known unit.
    bruts = [brut | {"siens": [[_answer_all(brut["agregats"]), None]]} for brut in ligne["cycle"] or ()]
    autour = [brut | {"siens": [[f"{get_compte(brut).code}:x", None]]} for brut in ligne["autour"] or ()]
    return _build(unit, ligne, read_cycle(bruts, ligne["seuil"]), read_autour(autour, ligne["seuil"]))


def _answer_all(agregats: Mapping[str, Any]) -> str:
    return " ".join(f"{part['code']}:x" for part in agregats["parts"])


def _list_lisibles(bruts: Iterable[Mapping[str, Any]], *, adherente: bool) -> list[Mapping[str, Any]]:
    """What a structure that had a carnet then, or is a member today, may look at."""
    return [
        brut
        for brut in bruts
        if not refusal_to_look(
            EtatTrimestre.CLOS, EtatCarnet(brut["etat_carnet"]) if brut["etat_carnet"] else None, adherente
        )
    ]


def _read(
    unit: Unit,
    *,
    structure: UUID | None = None,
    collectif: UUID | None = None,
    siennes: Iterable[UUID | None] = (),
    jusqu_a: int = TOUT,
) -> Mapping[str, Any] | None:
    ligne = (
        unit.db.execute(
            CHEMIN_COLLECTIF,
            {
                "structure": structure,
                "collectif": collectif,
                "siennes": list(siennes),
                "jour": unit.today,
                "jusqu_a": jusqu_a,
            },
        )
        .mappings()
        .one_or_none()
    )
    return dict(ligne) if ligne is not None else None


def _build(unit: Unit, ligne: Mapping[str, Any], lus: Sequence[CyclePublie], autour: Autour) -> CheminCollectifVu:
    trimestres: Sequence[Mapping[str, Any]] = ligne["trimestres"] or ()
    ouverts = [trimestre for trimestre in trimestres if trimestre["etat"] != EtatTrimestre.PREPARE]
    if not ouverts:
        return CheminCollectifVu(ligne["collectif"], ligne["fictif"], build_chemin_collectif((), (), (), ()))
    version = UUID(ouverts[-1]["referentiel_id"])
    clos = [trimestre for trimestre in trimestres if trimestre["etat"] == EtatTrimestre.CLOS]
    sources = {
        *(trimestre["referentiel_id"] for trimestre in clos),
        *(lu.cycle.source.id for lu in lus),
        *(une.source.id for une in autour.positions),
    }
    suivi = _Suivi(
        unit, get_referentiel(unit.db, version), follow_versions(unit, ligne["collectif_id"], sources, version)
    )
    referentiel = suivi.referentiel
    chemin = build_chemin_collectif(
        [ThematiqueSuivie(t.code, t.titre, t.titre_court) for t in referentiel.thematiques],
        [(t["numero"], date.fromisoformat(t["debut"]), date.fromisoformat(t["fin"])) for t in trimestres],
        [_build_cloture(suivi, trimestre, autour.actions.get(trimestre["numero"])) for trimestre in clos],
        [Paru(code, lu, codes) for lu in lus for code, codes in (suivi.follow(lu.cycle.source.id, lu.thematique),)],
        {suivi.follow(une.source.id, une.arrivee.code)[0]: une for une in autour.positions},
    )
    chemin = replace(chemin, repris=frozenset(t["numero"] for t in trimestres if t["repris"]))
    return CheminCollectifVu(
        ligne["collectif"],
        ligne["fictif"],
        dress(chemin, referentiel),
        f"{referentiel.titre}, version {referentiel.version}",
    )


@dataclass(frozen=True, slots=True)
class _Suivi:
    """What leads from the thématiques of each version to those of today."""

    unit: Unit
    referentiel: Referentiel
    suites: Mapping[str, Mapping[str, str]]

    def follow(self, source: str, thematique: str) -> tuple[str, Mapping[str, str] | None]:
        """Today's code of a thématique, with those of its parts where it asks the very same questions."""
        ancienne = get_referentiel(self.unit.db, UUID(source)).thematique(thematique)
        suivies = (
            (nouvelle.code, codes)
            for nouvelle in self.referentiel.thematiques
            if (codes := follow_thematique(ancienne, nouvelle, self.suites[source]))
        )
        return next(suivies, (thematique, None))


def _build_cloture(suivi: _Suivi, trimestre: Mapping[str, Any], actions: int | None) -> Cloture:
    source, thematique = trimestre["referentiel_id"], trimestre["thematique"]
    referentiel = get_referentiel(suivi.unit.db, UUID(source))
    return Cloture(
        trimestre["numero"],
        referentiel.name_trimestre(thematique),
        date.fromisoformat(trimestre["fin"]),
        tuple(suivi.follow(source, part.code)[0] for part in referentiel.capsule(thematique)),
        actions,
    )


def dress(chemin: CheminCollectif, referentiel: Referentiel) -> CheminCollectif:
    """The path with the face of each thématique; one of an earlier version has lost it."""
    codes = {thematique.code for thematique in referentiel.thematiques}
    return replace(
        chemin,
        rangees=tuple(
            replace(rangee, couleur=theme.couleur, dessin=theme.dessin)
            if rangee.code in codes and (theme := build_theme(referentiel, rangee.code))
            else rangee
            for rangee in chemin.rangees
        ),
    )
