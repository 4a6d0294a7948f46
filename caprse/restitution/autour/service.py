"""Publish what stands beside the collectif's path, at the closing of a trimestre: written once, read afterwards.

The effect of actions, for the animation; how many actions were done since the closing before; at the closing of the
bilan, départ and arrivée of each thématique. Each has its own figure and waits by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Row

from caprse.acces.unite import Unit
from caprse.carnet.places import read_bascules
from caprse.carnet.positionnement.comparaison import compare_lues, read_passages
from caprse.carnet.positionnement.fleches import Sens
from caprse.referentiel.schema import SANS_THEMATIQUE, Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.restitution.autour.regles import can_publish_lignes
from caprse.restitution.autour.requetes import INSERT_CHEMIN, LIST_CHEMINS, LIST_CHEMINS_PARUS
from caprse.restitution.figures.autour import aggregate_positions, count_actions, describe_paire
from caprse.restitution.figures.bilan import Source
from caprse.restitution.figures.effet import ActionNee, Effet, compute_effets
from caprse.restitution.figures.notation import Cotation, Figure, compute_positionnement, sum_figures
from caprse.restitution.publication.edition import count_groupes, number_unites
from caprse.restitution.publication.etats import Jalon, build_haltes, follow_jalons
from caprse.restitution.publication.lecture import TrimestreLu
from caprse.restitution.publication.memoire import list_groupes
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import Cadre, split_by_axe
from caprse.restitution.publication.requetes import GET_CADRE

EFFET, ACTIONS, POSITIONS = "effet", "actions", "positions"


@dataclass(frozen=True, slots=True)
class _Edition:
    """What may come out: of which kind, of which thématique, who counts with what, and what is told.

    ``source``: the version in whose questions it is told, where it is told of questions.
    """

    sorte: str
    thematique: str
    empreintes: Mapping[str, str]
    agregats: Mapping[str, Any]
    source: str = ""


def publish_chemin(unit: Unit, trimestre: TrimestreLu) -> int:
    """Publish each that may be shown; gives how many were.

    For systeme, under `lock_publication`, with the trimestre still open. Counts the members that transmitted answers,
    as the figures of the cycle do. Four statements, one more where versions differ.
    """
    lieu = {"collectif": trimestre.collectif_id, "trimestre": trimestre.id}
    lues = unit.db.execute(LIST_CHEMINS, {**lieu, "jour": trimestre.jour, "now": unit.now}).all()
    lignes = [ligne for ligne in lues if ligne.compte]
    if not lignes:
        return 0
    regle = unit.db.execute(GET_CADRE, lieu).one()
    parues = unit.db.execute(LIST_CHEMINS_PARUS, lieu).all()
    groupes = [*(regle.groupes or ()), *(groupe for parue in parues for groupe in list_groupes(parue.unites))]
    cadre = Cadre(regle.seuil, regle.k, build_unites(groupes))
    editions = [_compose_effet(unit, trimestre, lignes, regle.rang), *_compose_actions(lignes, cadre)]
    if trimestre.thematique == SANS_THEMATIQUE:
        editions += _compose_positions(unit, trimestre, lignes, cadre)
    sorties = [edition for edition in editions if _can_publish(edition, trimestre, parues, cadre)]
    if sorties:
        unit.db.execute(
            INSERT_CHEMIN, {**lieu, "editions": Jsonb([_dress(une, cadre) for une in sorties]), "now": unit.now}
        )
    return len(sorties)


def _can_publish(edition: _Edition, trimestre: TrimestreLu, parues: Sequence[Row[Any]], cadre: Cadre) -> bool:
    semblables = [p for p in parues if (p.sorte, p.thematique) == (edition.sorte, edition.thematique)]
    ici = [parue for parue in semblables if parue.trimestre_id == trimestre.id]
    # Told once: what was done since the closing before is another thing at each closing.
    if edition.sorte == ACTIONS:
        semblables = []
        if ici:
            return False
    # Closed again, it tells nothing twice; asked in another version, nobody knows what both tell together.
    if ici and ici[-1].empreintes == edition.empreintes:
        return False
    if any(parue.source != edition.source for parue in semblables if edition.source):
        return False
    anciennes = [split_by_axe(parue.empreintes) for parue in semblables]
    return can_publish_lignes(split_by_axe(edition.empreintes), anciennes, cadre)


def _dress(edition: _Edition, cadre: Cadre) -> dict[str, Any]:
    numeros = number_unites(edition.empreintes, cadre.unites)
    return {
        "sorte": edition.sorte,
        "thematique": edition.thematique,
        "structures": len(edition.empreintes),
        "agregats": edition.agregats,
        "lignes": [
            {"structure_id": un, "empreinte": empreinte, "unite": numeros[un]}
            for un, empreinte in edition.empreintes.items()
        ],
    }


def _compose_effet(unit: Unit, trimestre: TrimestreLu, lignes: Sequence[Row[Any]], rang: int) -> _Edition:
    """Closed trimestres and this one, each in the codes of its own version."""
    donnees: dict[str, list[Sequence[Any]]] = {}
    jours: dict[str, dict[tuple[int, str], datetime]] = {}
    tus: dict[str, set[int]] = {}
    for ligne in lignes:
        un = str(ligne.structure_id)
        for *brute, compte, le in ligne.donnees or ():
            donnees.setdefault(un, []).append(brute)
            jours.setdefault(un, {})[brute[0], brute[3]] = datetime.fromisoformat(le)
            if not compte:
                tus.setdefault(un, set()).add(brute[0])
    clos = [(numero, str(version)) for numero, version in lignes[0].clos]
    toutes = [brute for siennes in donnees.values() for brute in siennes]
    suivis = follow_jalons(unit, trimestre.collectif_id, toutes, {version for _, version in clos})
    jalons = [Jalon(numero, version, fige=False) for numero, version in clos]
    nees = {
        str(ligne.structure_id): [ActionNee(frozenset(codes), datetime.fromisoformat(le)) for codes, le in ligne.nees]
        for ligne in lignes
    }
    effets = {
        un: compute_effets(
            list(build_haltes(siennes, jalons, suivis, tus.get(un, ())).values()), jours[un], nees[un]
        ).get(rang, Effet())
        for un, siennes in donnees.items()
    }
    return _Edition(
        EFFET,
        "",
        {un: effet.empreinte for un, effet in effets.items() if effet.empreinte},
        sum(effets.values(), Effet()).to_contenu(),
    )


def _compose_actions(lignes: Sequence[Row[Any]], cadre: Cadre) -> Iterator[_Edition]:
    faites = {str(ligne.structure_id): ligne.faites for ligne in lignes if ligne.faites}
    if faites:
        groupes = count_groupes(faites, number_unites(faites, cadre.unites))
        empreintes = {un: f"actions:{combien}" for un, combien in faites.items()}
        yield _Edition(ACTIONS, "", empreintes, count_actions([*faites.values()], groupes))


def _compose_positions(
    unit: Unit, trimestre: TrimestreLu, lignes: Sequence[Row[Any]], cadre: Cadre
) -> Iterator[_Edition]:
    """Of each thématique, whoever answered one of its questions at both moments; over these questions alone."""
    referentiel = get_referentiel(unit.db, trimestre.referentiel_id)
    passages = read_passages(read_bascules(unit, trimestre.collectif_id))
    paires: dict[str, dict[str, tuple[Figure, Figure]]] = {}
    for ligne in lignes:
        groupes = compare_lues(
            unit, trimestre.collectif_id, referentiel, ligne.departs or {}, ligne.arrivees or {}, passages
        )
        for groupe in groupes:
            suivies = [une for une in groupe.fleches if une.sens not in (Sens.SANS, Sens.AUTRE)]
            if suivies:
                paires.setdefault(groupe.thematique, {})[str(ligne.structure_id)] = (
                    _compute(referentiel, groupe.thematique, {u.enjeu: Cotation(u.depart.niveau) for u in suivies}),
                    _compute(referentiel, groupe.thematique, {u.enjeu: Cotation(u.arrivee.niveau) for u in suivies}),
                )
    source = Source(str(trimestre.referentiel_id), referentiel.version, referentiel.titre)
    for code, siennes in paires.items():
        numeros = number_unites(siennes, cadre.unites)
        publiees = aggregate_positions(source, [*siennes.values()], count_groupes(siennes, numeros))
        if publiees is not None:
            empreintes = {un: f"{code}:{describe_paire(*paire)}" for un, paire in siennes.items()}
            yield _Edition(POSITIONS, code, empreintes, publiees.to_contenu(), source.id)


def _compute(referentiel: Referentiel, code: str, positions: Mapping[str, Cotation]) -> Figure:
    thematique = referentiel.thematique(code)
    enjeux = compute_positionnement(thematique, referentiel.niveau_max, positions)
    return sum_figures(code, thematique.titre, thematique.titre_court, [e for e in enjeux if e.repondus])
