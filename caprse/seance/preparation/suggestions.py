"""Steps suggested by themselves: what is still open, what is to be discussed, where the collectif is most divided."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from caprse.acces.unite import Unit
from caprse.referentiel.schema import Enjeu
from caprse.referentiel.service import get_referentiel
from caprse.restitution.publication.edition import Edition
from caprse.seance.contenus.etapes import decode_contenu
from caprse.seance.contenus.saisies import SaisieEtape, clean_etape
from caprse.seance.image.chiffres import restrict_for_room
from caprse.seance.modele import Etape
from caprse.seance.preparation.deroule import plan_etapes
from caprse.seance.preparation.modeles import Modele, build_brise_glace, plan_modele
from caprse.seance.preparation.requetes import GET_CADRE, GET_MATIERE
from caprse.seance.preparation.service import add_etapes, reorder_etapes
from caprse.seance.regles import GenreEtape
from caprse.seance.tenue import lock_seance


def suggest_etapes(unit: Unit, seance_id: UUID) -> tuple[SaisieEtape, ...]:
    """The steps that this session lacks, within the time that its rencontre leaves, in order.

    Open decisions of earlier rencontres, the collectif's radar where figures are published, critères « à discuter »,
    the widest published spreads, decisions. For the animation. Raises Introuvable.
    """
    tenue = lock_seance(unit, seance_id)
    ligne = unit.db.execute(GET_MATIERE, tenue.cle).one()
    capsule = get_referentiel(unit.db, ligne.referentiel_id).capsule(ligne.thematique)
    enjeux = [enjeu for thematique in capsule for enjeu in thematique.enjeux]
    edition = Edition.from_contenu(ligne.edition) if ligne.edition else None
    plan = plan_etapes(
        minutes=ligne.duree_minutes,
        decisions=ligne.decisions,
        publie=edition is not None,
        enjeux=enjeux,
        drapeaux=ligne.drapeaux or {},
        agregats=restrict_for_room(edition, ligne.seuil).enjeux if edition else (),
    )
    presentes = [
        (GenreEtape(genre), decode_contenu(GenreEtape(genre), contenu)) for genre, contenu in ligne.presentes or ()
    ]
    criteres = {critere.code for enjeu in enjeux for critere in enjeu.criteres}
    codes = {enjeu.code for enjeu in enjeux}
    reste = ligne.duree_minutes - ligne.prises
    manquantes = []
    for etape in plan:
        nette, _ = clean_etape(etape, criteres, codes)
        deja = nette is not None and (nette.genre, nette.contenu) in presentes
        if not deja and etape.minutes <= reste:
            manquantes.append(etape)
            reste -= etape.minutes
    return tuple(manquantes)


def add_modele(unit: Unit, seance_id: UUID, modele: Modele) -> int:
    """Add the steps of a template at the end; returns how many. For the animation. Raises Introuvable, Refus."""
    return len(add_etapes(unit, seance_id, plan_modele(modele, _list_enjeux(unit, seance_id))))


def add_brise_glace(unit: Unit, seance_id: UUID, question: str) -> UUID:
    """Add an icebreaker at the end; returns the step. For the animation. Raises Introuvable, Refus, SaisieInvalide."""
    return add_etapes(unit, seance_id, [build_brise_glace(question)])[0]


def _list_enjeux(unit: Unit, seance_id: UUID) -> tuple[Enjeu, ...]:
    """Those of the trimestre's own theme; in the bilan, those that it asks once more."""
    cadre = unit.db.execute(GET_CADRE, lock_seance(unit, seance_id).cle).one()
    capsule = get_referentiel(unit.db, cadre.referentiel_id).capsule(cadre.thematique)
    return capsule[0].enjeux if capsule else ()


def add_suggestions(unit: Unit, seance_id: UUID) -> int:
    """Add what `suggest_etapes` finds; returns how many steps. Decisions that closed the list close it still.

    Raises Introuvable, Refus when the session is over.
    """
    avant = unit.db.execute(
        select(Etape.id, Etape.genre).where(Etape.seance_id == seance_id).order_by(Etape.ordre)
    ).all()
    suggerees = suggest_etapes(unit, seance_id)
    if not suggerees:
        return 0
    ajoutees = add_etapes(unit, seance_id, suggerees)
    if avant and avant[-1].genre == GenreEtape.DECISIONS:
        *debut, fin = (etape.id for etape in avant)
        reorder_etapes(unit, seance_id, [*debut, *ajoutees, fin])
    return len(ajoutees)
