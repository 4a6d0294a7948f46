"""Prepare, start, drive and end a session. All may be asked twice: the second time changes nothing.

Whoever drives holds the session's row, so that two consoles and a wall act one after the other.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.modele import Rencontre
from caprse.seance.codes.service import create_codes, delete_codes
from caprse.seance.contenus.saisies import TITRE_MAX
from caprse.seance.image.lecture import freeze_etape
from caprse.seance.modele import Etape, Seance, Tour
from caprse.seance.regles import (
    ALPHABET_CODE,
    LONGUEUR_CODE,
    Ecran,
    EtatSeance,
    EtatTour,
    refusal_to_start,
    refusal_when_not_running,
)
from caprse.seance.requetes import FIND_REPETITION
from caprse.seance.tenue import Tenue, close_murs, list_etapes, lock_seance, touch_seance
from caprse.seance.vote.service import close_tour
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_ligne

ESSAIS = 5
THEMES = ("clair", "sombre")
MODIFIEE = "Quelqu’un a modifié cette séance entre-temps. Rechargez la page, puis recommencez."


def create_seance(unit: Unit, rencontre_id: UUID, titre: str) -> UUID:
    """Prepare a session for a rencontre. For the animation. Raises Introuvable, SaisieInvalide, Refus if cancelled."""
    rencontre = unit.db.execute(
        select(Rencontre.collectif_id, Rencontre.annulee_le).where(Rencontre.id == rencontre_id)
    ).one_or_none()
    unit.check(Operation.UPDATE_SEANCE, rencontre.collectif_id if rencontre else None, quoi="Cette rencontre")
    if rencontre is None:
        raise Introuvable("Cette rencontre")
    titre = _clean_titre(titre)
    if rencontre.annulee_le is not None:
        raise Refus("Cette rencontre est annulée : choisissez-en une autre.")
    return unit.db.execute(
        insert(Seance)
        .values(collectif_id=rencontre.collectif_id, rencontre_id=rencontre_id, titre=titre)
        .returning(Seance.id)
    ).scalar_one()


def update_titre(unit: Unit, seance_id: UUID, titre: str, version: int) -> None:
    """Give a session another title. Raises Introuvable, SaisieInvalide, Refus when it is over or moved meanwhile."""
    tenue = lock_seance(unit, seance_id)
    titre = _clean_titre(titre)
    _refuse_terminee(tenue)
    if tenue.version != version:
        raise Refus(MODIFIEE)
    if titre != tenue.titre:
        touch_seance(unit, tenue, titre=titre, version=Seance.version + 1)


def delete_seance(unit: Unit, seance_id: UUID) -> None:
    """Remove a session that is only prepared. Raises Introuvable, Refus once it began."""
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is not EtatSeance.PREPAREE:
        raise Refus("Cette séance a commencé : elle ne se supprime plus.")
    _delete(unit, tenue)


def start_seance(unit: Unit, seance_id: UUID) -> str:
    """Open the session on its first step; returns the 6-sign code that phones type. Already running: its code.

    Raises Introuvable, Refus when it is over or has no step.
    """
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is EtatSeance.EN_COURS:
        en_cours = select(Seance.code).where(Seance.collectif_id == tenue.collectif_id, Seance.id == tenue.id)
        return unit.db.execute(en_cours).scalar_one() or ""
    if raison := refusal_to_start(tenue.etat):
        raise Refus(raison)
    etapes = list_etapes(unit, tenue)
    if not etapes:
        raise Refus("Cette séance n’a pas encore d’étape : ajoutez-en une, puis commencez.")
    for _ in range(ESSAIS):
        code = "".join(secrets.choice(ALPHABET_CODE) for _ in range(LONGUEUR_CODE))
        try:
            with unit.db.begin_nested():
                touch_seance(
                    unit,
                    tenue,
                    version=Seance.version + 1,
                    etat=EtatSeance.EN_COURS,
                    code=code,
                    etape_id=etapes[0],
                    etape_depuis=unit.now,
                    ecran=Ecran.MONTRE,
                    commencee_le=unit.now,
                )
        except IntegrityError as erreur:
            # Another session runs under this code: draw again.
            if "uq_seance_code" not in str(erreur.orig):
                raise
        else:
            create_codes(unit, tenue)
            return code
    raise Refus("Aucun code libre n’a été trouvé. Réessayez.")


def rehearse(unit: Unit, seance_id: UUID) -> UUID:
    """Start a copy to try things out, removed whole when it ends; the copy that runs, where there is one already.

    Raises Introuvable, Refus when the session is over, has no step, or is a rehearsal itself.
    """
    tenue = lock_seance(unit, seance_id)
    _refuse_terminee(tenue)
    if tenue.repetition:
        raise Refus("Cette séance est déjà une répétition.")
    if (en_cours := unit.db.scalar(FIND_REPETITION, tenue.cle)) is not None:
        return UUID(str(en_cours))
    copie = unit.db.execute(
        insert(Seance)
        .values(collectif_id=tenue.collectif_id, rencontre_id=tenue.rencontre_id, titre=tenue.titre, repetition=True)
        .returning(Seance.id)
    ).scalar_one()
    _copy_etapes(unit, tenue, copie)
    start_seance(unit, copie)
    return copie


def go_to_etape(unit: Unit, seance_id: UUID, pas: int | UUID, vue: UUID | None = None) -> UUID | None:
    """Go so many steps on or back, or to that step; returns the step shown then. At either end nothing moves.

    ``vue`` is the step that the person saw: where the session has left it meanwhile, nothing moves. What is left keeps
    its figures of today, and its open round is closed: votes stay. For the animation and systeme. Raises Introuvable,
    Refus when the session does not run.
    """
    tenue = lock_seance(unit, seance_id)
    _refuse_sans_marche(tenue)
    if vue is not None and vue != tenue.etape_id:
        return tenue.etape_id
    etapes = list_etapes(unit, tenue)
    if isinstance(pas, UUID):
        if pas not in etapes:
            raise Introuvable("Cette étape")
        cible = pas
    else:
        rang = etapes.index(tenue.etape_id) if tenue.etape_id in etapes else 0
        cible = etapes[max(0, min(len(etapes) - 1, rang + pas))]
    if cible == tenue.etape_id:
        return cible
    _leave(unit, tenue)
    touch_seance(unit, tenue, etape_id=cible, etape_depuis=unit.now)
    return cible


def set_ecran(unit: Unit, seance_id: UUID, ecran: Ecran) -> None:
    """Show, pause or black out the wall. For the animation and systeme. Raises Introuvable, Refus, SaisieInvalide."""
    tenue = lock_seance(unit, seance_id)
    if ecran not in set(Ecran):
        raise SaisieInvalide(["L’écran montre, attend ou reste noir."])
    _refuse_sans_marche(tenue)
    if tenue.ecran != ecran:
        touch_seance(unit, tenue, ecran=ecran)


def set_theme(unit: Unit, seance_id: UUID, theme: str) -> None:
    """Dark or light wall: ``sombre`` or ``clair``. Raises Introuvable, Refus when over, SaisieInvalide."""
    tenue = lock_seance(unit, seance_id)
    if theme not in THEMES:
        raise SaisieInvalide(["Le fond de l’écran est clair ou sombre."])
    _refuse_terminee(tenue)
    if tenue.theme != theme:
        touch_seance(unit, tenue, theme=theme)


def end_seance(unit: Unit, seance_id: UUID) -> None:
    """End a session: walls and open rounds are closed, its code is freed. A rehearsal is removed whole. Idempotent.

    Raises Introuvable, Refus when it has not begun.
    """
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is EtatSeance.TERMINEE:
        return
    _refuse_sans_marche(tenue)
    if tenue.repetition:
        # Told before it goes, so that the consoles that follow it look again.
        touch_seance(unit, tenue)
        _delete(unit, tenue)
        return
    _leave(unit, tenue)
    close_murs(unit, seance_id)
    delete_codes(unit, tenue)
    touch_seance(
        unit,
        tenue,
        etat=EtatSeance.TERMINEE,
        code=None,
        terminee_le=unit.now,
        ecran=Ecran.MONTRE,
        version=Seance.version + 1,
    )


def _leave(unit: Unit, tenue: Tenue) -> None:
    with as_systeme(unit) as systeme:
        ouverts = select(Tour.id).where(
            Tour.collectif_id == tenue.collectif_id, Tour.seance_id == tenue.id, Tour.etat == EtatTour.OUVERT
        )
        for tour_id in list(systeme.db.scalars(ouverts)):
            close_tour(systeme, tour_id)
        if tenue.etape_id is not None:
            freeze_etape(systeme, tenue.id, tenue.etape_id)


def _copy_etapes(unit: Unit, tenue: Tenue, copie: UUID) -> None:
    repris = (Etape.ordre, Etape.genre, Etape.titre, Etape.contenu, Etape.minutes, Etape.notes)
    unit.db.execute(
        insert(Etape).from_select(
            ["collectif_id", "seance_id", *(colonne.key for colonne in repris)],
            select(Etape.collectif_id, literal(copie), *repris).where(
                Etape.collectif_id == tenue.collectif_id, Etape.seance_id == tenue.id
            ),
        )
    )


def _delete(unit: Unit, tenue: Tenue) -> None:
    unit.db.execute(
        delete(Seance)
        .where(Seance.collectif_id == tenue.collectif_id, Seance.id == tenue.id)
        .execution_options(synchronize_session=False)
    )


def _refuse_terminee(tenue: Tenue) -> None:
    if tenue.etat is EtatSeance.TERMINEE:
        raise Refus("Cette séance est terminée : elle ne change plus.")


def _refuse_sans_marche(tenue: Tenue) -> None:
    if raison := refusal_when_not_running(tenue.etat):
        raise Refus(raison)


def _clean_titre(titre: str) -> str:
    net = clean_ligne(titre)
    if not 1 <= len(net) <= TITRE_MAX:
        raise SaisieInvalide([f"Donnez un titre à la séance, en {TITRE_MAX} caractères au plus."])
    return net
