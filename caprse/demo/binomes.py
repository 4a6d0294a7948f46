"""Invented lists of what structures share and look for; one binôme that has met, others still to propose."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert

from caprse.acces.unite import Unit
from caprse.demo.fiction import tell
from caprse.demo.trimestres import Scene
from caprse.progres.binomes.modele import Binome, BinomeVisite, Entraide
from caprse.progres.binomes.regles import Declaree, EtatBinome, Rencontre, build_groupe

# By rank of the structure: what it shares, what it looks for, how it would meet. One, the fifth, left the collectif.
LISTES: dict[int, tuple[tuple[str, ...], tuple[str, ...], Rencontre]] = {
    0: (("EMP-02", "PAR-11"), ("PAR-14", "ENV-04"), Rencontre.LES_DEUX),
    1: (("EMP-13", "GOV-07"), ("ENV-06",), Rencontre.LES_DEUX),
    2: (("PAR-14", "ENV-06"), ("EMP-02", "GOV-A"), Rencontre.LES_DEUX),
    3: (("ENV-04", "ENV-06"), ("EMP-13", "TER-03"), Rencontre.SUR_PLACE),
    5: (("TER-03",), ("ECO-A",), Rencontre.VISIO),
    6: (("ECO-A", "TER-05"), ("GOV-07",), Rencontre.LES_DEUX),
    7: (("ENV-03",), ("GOV-04",), Rencontre.SUR_PLACE),
    8: (("GOV-07",), ("TER-03", "ECO-12"), Rencontre.LES_DEUX),
}
ENSEMBLE = (0, 2)
NOTE = (
    "Nous avons vu l’accueil des nouveaux du lundi : chacun a une marraine ou un parrain. Nous l’essayons "
    "dès le mois prochain. Ils repartent avec nos consignes en photos."
)


def add_binomes(unit: Unit, scene: Scene, quand: datetime) -> None:
    """Lists written over the last weeks; then a binôme of two of them, accepted, with a visit that took place."""
    declarees = {}
    for rang, (offre, cherche, rencontre) in LISTES.items():
        if rang < len(scene.structures):
            une = _declare(unit, scene, rang, (_keep(scene, offre), _keep(scene, cherche), rencontre), quand)
            if une is not None:
                declarees[rang] = une
    if not declarees.keys() >= set(ENSEMBLE):
        return
    enjeux = {
        critere.code: enjeu.code
        for t in scene.referentiel.thematiques
        for enjeu in t.enjeux
        for critere in enjeu.criteres
    }
    groupe = build_groupe((declarees[rang] for rang in ENSEMBLE), enjeux)
    accepte = quand - timedelta(days=28)
    tell(unit, accepte, scene.animation)
    binome_id = unit.db.execute(
        insert(Binome)
        .values(
            collectif_id=scene.collectif_id,
            structures=list(groupe.membres),
            dons=[[str(don.de), str(don.a), list(don.codes)] for don in groupe.dons],
            lieu=groupe.lieu,
            etat=EtatBinome.ACCEPTE,
            accepte_le=accepte,
            cree_le=accepte,
            modifie_le=accepte,
            modifie_par=scene.animation,
        )
        .returning(Binome.id)
    ).scalar_one()
    visite = quand - timedelta(days=9)
    auteur = scene.auteurs[scene.structures[ENSEMBLE[0]].id][0]
    tell(unit, visite, auteur)
    unit.db.execute(
        insert(BinomeVisite).values(
            collectif_id=scene.collectif_id,
            binome_id=binome_id,
            jour=visite.date(),
            note=NOTE,
            cree_le=visite,
            modifie_le=visite,
            modifie_par=auteur,
        )
    )


def _keep(scene: Scene, codes: tuple[str, ...]) -> tuple[str, ...]:
    connus = {
        enjeu.code for t in scene.referentiel.thematiques for enjeu in t.enjeux
    } | scene.referentiel.titres.keys()
    return tuple(code for code in codes if code in connus)


def _declare(
    unit: Unit,
    scene: Scene,
    rang: int,
    dites: tuple[tuple[str, ...], tuple[str, ...], Rencontre],
    quand: datetime,
) -> Declaree | None:
    structure, (offre, cherche, rencontre) = scene.structures[rang], dites
    if not offre or not cherche:
        return None
    dite = quand - timedelta(days=40 - rang)
    unit.db.execute(
        insert(Entraide).values(
            collectif_id=scene.collectif_id,
            structure_id=structure.id,
            offre=list(offre),
            cherche=list(cherche),
            rencontre=rencontre,
            cree_le=dite,
            modifie_le=dite,
            modifie_par=scene.auteurs[structure.id][0],
        )
    )
    return Declaree(structure.id, structure.nom, offre, cherche, rencontre, structure.commune)
