"""Prepare, start, drive and end a session. All may be asked twice: the second time changes nothing.

Whoever drives holds the session's row, so that two consoles and a wall act one after the other.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.modele import Rencontre
from caprse.seance.contenus.saisies import TITRE_MAX
from caprse.seance.image.lecture import freeze_etape
from caprse.seance.modele import Seance
from caprse.seance.regles import (
    ALPHABET_CODE,
    LONGUEUR_CODE,
    Ecran,
    EtatSeance,
    refusal_to_start,
    refusal_when_not_running,
)
from caprse.seance.tenue import Tenue, close_murs, lock_seance
from caprse.seance.vote.tours import close_tour
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

ESSAIS = 5
THEMES = ("clair", "sombre")
MODIFIEE = "Quelqu'un a modifié cette séance entre-temps. Rechargez la page, puis recommencez."

_ETAPES = text("""
select id from etape where collectif_id = :collectif and seance_id = :seance order by ordre
""")
_OUVERTS = text("""
select id from tour where collectif_id = :collectif and seance_id = :seance and etat = 'ouvert'
""")
_BOUGER = "update seance set revision = revision + 1, {} where collectif_id = :collectif and id = :seance"
_TOUCHER = text("update seance set revision = revision + 1 where collectif_id = :collectif and id = :seance")
_COMMENCER = text(
    _BOUGER.format(
        "version = version + 1, etat = 'en_cours', code = :code, etape_id = :etape, etape_depuis = :now,"
        " ecran = 'montre', commencee_le = :now"
    )
)
_ALLER = text(_BOUGER.format("etape_id = :etape, etape_depuis = :now"))
_MONTRER = text(_BOUGER.format("ecran = :ecran"))
_HABILLER = text(_BOUGER.format("theme = :theme"))
_NOMMER = text(_BOUGER.format("titre = :titre, version = version + 1"))
_TERMINER = text(
    _BOUGER.format("etat = 'terminee', code = null, terminee_le = :now, ecran = 'montre', version = version + 1")
)
_SUPPRIMER = text("delete from seance where collectif_id = :collectif and id = :seance")

# A rehearsal that already runs on the very same steps is joined, not doubled.
_REPETITION = text("""
select s.id from seance s
  join seance o on o.collectif_id = s.collectif_id and o.rencontre_id = s.rencontre_id and o.titre = s.titre
 where o.collectif_id = :collectif and o.id = :seance and s.repetition and s.etat = 'en_cours' and not exists (
   select from (select ordre, genre, titre, contenu, minutes from etape
                 where collectif_id = :collectif and seance_id = s.id) a
     full join (select ordre, genre, titre, contenu, minutes from etape
                 where collectif_id = :collectif and seance_id = :seance) b
       on (a.ordre, a.genre, a.titre, a.contenu, a.minutes) = (b.ordre, b.genre, b.titre, b.contenu, b.minutes)
    where a.ordre is null or b.ordre is null)
 limit 1
""")
_COPIER = text("""
insert into etape (collectif_id, seance_id, ordre, genre, titre, contenu, minutes)
select collectif_id, :copie, ordre, genre, titre, contenu, minutes from etape
 where collectif_id = :collectif and seance_id = :seance
""")


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
        unit.db.execute(_NOMMER, {**tenue.cle, "titre": titre})


def delete_seance(unit: Unit, seance_id: UUID) -> None:
    """Remove a session that is only prepared. Raises Introuvable, Refus once it began."""
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is not EtatSeance.PREPAREE:
        raise Refus("Cette séance a commencé : elle ne se supprime plus.")
    unit.db.execute(_SUPPRIMER, tenue.cle)


def start_seance(unit: Unit, seance_id: UUID) -> str:
    """Open the session on its first step; returns the 6-sign code that phones type. Already running: its code.

    Raises Introuvable, Refus when it is over or has no step.
    """
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is EtatSeance.EN_COURS:
        code: str = unit.db.execute(
            text("select code from seance where collectif_id = :collectif and id = :seance"), tenue.cle
        ).scalar_one()
        return code
    if raison := refusal_to_start(tenue.etat):
        raise Refus(raison)
    etapes = list(unit.db.scalars(_ETAPES, tenue.cle))
    if not etapes:
        raise Refus("Cette séance n'a pas encore d'étape : ajoutez-en une, puis commencez.")
    for _ in range(ESSAIS):
        code = "".join(secrets.choice(ALPHABET_CODE) for _ in range(LONGUEUR_CODE))
        try:
            with unit.db.begin_nested():
                unit.db.execute(_COMMENCER, {**tenue.cle, "code": code, "etape": etapes[0], "now": unit.now})
            return code
        except IntegrityError as erreur:
            # Another session runs under this code: draw again.
            if "uq_seance_code" not in str(erreur.orig):
                raise
    raise Refus("Aucun code libre n'a été trouvé. Réessayez.")


def rehearse(unit: Unit, seance_id: UUID) -> UUID:
    """Start a copy to try things out, removed whole when it ends; the copy that runs, where there is one already.

    Raises Introuvable, Refus when the session is over, has no step, or is a rehearsal itself.
    """
    tenue = lock_seance(unit, seance_id)
    _refuse_terminee(tenue)
    if tenue.repetition:
        raise Refus("Cette séance est déjà une répétition.")
    if (en_cours := unit.db.scalar(_REPETITION, tenue.cle)) is not None:
        return UUID(str(en_cours))
    copie = unit.db.execute(
        insert(Seance)
        .values(collectif_id=tenue.collectif_id, rencontre_id=tenue.rencontre_id, titre=tenue.titre, repetition=True)
        .returning(Seance.id)
    ).scalar_one()
    unit.db.execute(_COPIER, {**tenue.cle, "copie": copie})
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
    etapes = list(unit.db.scalars(_ETAPES, tenue.cle))
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
    unit.db.execute(_ALLER, {**tenue.cle, "etape": cible, "now": unit.now})
    return cible


def set_ecran(unit: Unit, seance_id: UUID, ecran: Ecran) -> None:
    """Show, pause or black out the wall. For the animation and systeme. Raises Introuvable, Refus, SaisieInvalide."""
    tenue = lock_seance(unit, seance_id)
    if ecran not in set(Ecran):
        raise SaisieInvalide(["L'écran montre, attend ou reste noir."])
    _refuse_sans_marche(tenue)
    if tenue.ecran != ecran:
        unit.db.execute(_MONTRER, {**tenue.cle, "ecran": str(ecran)})


def set_theme(unit: Unit, seance_id: UUID, theme: str) -> None:
    """Dark or light wall: ``sombre`` or ``clair``. Raises Introuvable, Refus when over, SaisieInvalide."""
    tenue = lock_seance(unit, seance_id)
    if theme not in THEMES:
        raise SaisieInvalide(["Le fond de l'écran est clair ou sombre."])
    _refuse_terminee(tenue)
    if tenue.theme != theme:
        unit.db.execute(_HABILLER, {**tenue.cle, "theme": theme})


def touch_seance(unit: Unit, seance_id: UUID) -> None:
    """Say that something which the wall shows has changed. Raises Introuvable."""
    unit.db.execute(_TOUCHER, lock_seance(unit, seance_id).cle)


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
        unit.db.execute(_TOUCHER, tenue.cle)
        unit.db.execute(_SUPPRIMER, tenue.cle)
        return
    _leave(unit, tenue)
    close_murs(unit, seance_id)
    unit.db.execute(_TERMINER, {**tenue.cle, "now": unit.now})


def _leave(unit: Unit, tenue: Tenue) -> None:
    with as_systeme(unit) as systeme:
        for tour_id in list(systeme.db.scalars(_OUVERTS, tenue.cle)):
            close_tour(systeme, tour_id)
        if tenue.etape_id is not None:
            freeze_etape(systeme, tenue.id, tenue.etape_id)


def _refuse_terminee(tenue: Tenue) -> None:
    if tenue.etat is EtatSeance.TERMINEE:
        raise Refus("Cette séance est terminée : elle ne change plus.")


def _refuse_sans_marche(tenue: Tenue) -> None:
    if raison := refusal_when_not_running(tenue.etat):
        raise Refus(raison)


def _clean_titre(titre: str) -> str:
    net = titre.replace("\x00", "").strip()
    if not 1 <= len(net) <= TITRE_MAX:
        raise SaisieInvalide([f"Donnez un titre à la séance, en {TITRE_MAX} caractères au plus."])
    return net
