"""Whether the workbook can work: the database answers and writes, its tables are those of this code."""

from __future__ import annotations

import shutil
import threading
import time

from sqlalchemy import Engine, column, func, or_, select, table
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from caprse.migrations import get_version_attendue, read_version_en_base
from caprse.socle.base import ETAT_DISQUE_PLEIN, ETATS_OCCUPEE, create_moteur, get_adresse
from caprse.socle.base_locale import SYSTEME, BaseLocale
from caprse.socle.installation import Installation

Sante = tuple[bool, dict[str, str]]
MUETTE = "ne répond pas"
PLEINE = "disque plein : plus rien ne peut être écrit, ce qui était enregistré l’est toujours"
OCCUPEE = "très occupée"
LECTURE_SEULE = "n’accepte pas l’écriture"
# What libpq says of a server that is not the one to write to.
EN_LECTURE = ("session is read-only", "hot standby")
DELAI = "3s"
# Probes of the same second share one answer: none of them is a way to keep the base busy.
VALIDITE = 1.0
RESTE = 1 << 20  # bytes of disk below which a local base can no longer work

# A result too big for this memory goes to a file, that Postgres makes and removes: it shows that there is room on the
# disk, and no table grows. Then a word in its write-ahead log, which it recycles: it shows that commits go through.
_PREPARE = select(
    func.current_setting("transaction_read_only"),
    func.set_config("work_mem", "64kB", True),
    func.set_config("statement_timeout", DELAI, True),
)
_SPILL = select(func.count()).select_from(func.generate_series(1, 8000))
_COMMIT = select(func.pg_logical_emit_message(True, "caprse", "sante"))
_PG_ROLES = table("pg_roles", column("rolname"), column("rolsuper"), column("rolbypassrls"))
_EST_SYSTEME = func.pg_has_role(func.session_user(), SYSTEME, "member")
# What the role of a connection may be: too much for the application, or the system's.
ROLES = select(
    _PG_ROLES.c.rolname.label("role"),
    or_(
        _PG_ROLES.c.rolsuper,
        _PG_ROLES.c.rolbypassrls,
        _EST_SYSTEME,
        func.has_table_privilege("public.mandat", "TRUNCATE"),
    ).label("puissant"),
    _EST_SYSTEME.label("systeme"),
).where(_PG_ROLES.c.rolname == func.session_user())


def check_sante(moteur: Engine) -> Sante:
    """Tell whether all is well, and otherwise which part fails."""
    attendue = get_version_attendue()
    en_base: str | None = "inconnues"
    try:
        with moteur.connect() as connexion:
            en_base = read_version_en_base(connexion)
            if connexion.execute(_PREPARE).one()[0] == "on":
                return False, {"etat": "en panne", "base": LECTURE_SEULE, "migrations": str(en_base)}
            connexion.execute(_SPILL)
            connexion.execute(_COMMIT)
            connexion.commit()
    except SQLAlchemyError as erreur:
        migrations = "inconnues" if en_base in {None, "inconnues"} else str(en_base)
        return False, {"etat": "en panne", "base": _describe(erreur), "migrations": migrations}
    if en_base != attendue:
        return False, {"etat": "en panne", "base": "ok", "migrations": f"{en_base or 'aucune'}, attendu {attendue}"}
    return True, {"etat": "ok", "base": "ok", "migrations": attendue}


def _describe(erreur: SQLAlchemyError) -> str:
    etat = getattr(erreur.orig, "sqlstate", None) if isinstance(erreur, DBAPIError) else None
    if etat == ETAT_DISQUE_PLEIN:
        return PLEINE
    if any(mot in str(erreur) for mot in EN_LECTURE):
        return LECTURE_SEULE
    return OCCUPEE if etat in ETATS_OCCUPEE else MUETTE


class Sonde:
    """Asks on a connection of its own: a health check never waits behind people, nor takes one of their places."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._moteur: Engine | None = None
        self._derniere: tuple[float, Sante] | None = None

    def check(self, installation: Installation) -> Sante:
        with self._verrou:
            if self._derniere is None or time.monotonic() - self._derniere[0] > VALIDITE:
                self._derniere = (time.monotonic(), self._ask(installation))
            return self._derniere[1]

    def _ask(self, installation: Installation) -> Sante:
        adresse = get_adresse(installation.moteur)
        if self._moteur is None or get_adresse(self._moteur) != adresse:
            self._moteur = create_moteur(adresse, taille=1)
        en_forme, detail = check_sante(self._moteur)
        if not en_forme and detail["base"] == MUETTE and installation.base_locale is not None:
            detail["base"] = _explain_locale(installation.base_locale)
        return en_forme, detail


def _explain_locale(locale: BaseLocale) -> str:
    """Why a base that lies on this machine does not answer, as far as it can be seen from here."""
    if shutil.disk_usage(locale.donnees).free < RESTE:
        return PLEINE
    return MUETTE if locale.is_running() else "arrêtée, le cahier la relance"


def check_installation(installation: Installation) -> Sante:
    """As ``check_sante``, for a running workbook: at once, and with what it knows of its own base."""
    return installation.get_piece(Sonde).check(installation)


def find_faute_de_roles(installation: Installation) -> str | None:
    """Why the roles of the base do not keep the application apart from the system; None when they do, or when the base
    does not answer or has no tables yet, which is told elsewhere.
    """
    try:
        with installation.moteur.connect() as connexion:
            if read_version_en_base(connexion) != get_version_attendue():
                return None
            ligne = connexion.execute(ROLES).one()
    except SQLAlchemyError:
        return None
    if ligne.puissant:
        return (
            f"Le rôle « {ligne.role} » de CAPRSE_DATABASE_URL peut trop : superutilisateur, exempté de la sécurité "
            "des lignes, propriétaire des tables ou membre de « caprse_systeme ». Donnez l’adresse du rôle de "
            "l’application."
        )
    try:
        with installation.get_moteurs_systeme().moteur.connect() as connexion:
            if connexion.execute(ROLES).one().systeme:
                return None
    except SQLAlchemyError:
        pass
    return (
        "Le rôle du système n’est pas joignable : rien n’est perdu, mais personne ne pourrait se connecter. Créez-le "
        "(create role caprse_systeme login password '…'), puis donnez son adresse dans CAPRSE_SYSTEME_URL, ou le même "
        "mot de passe qu’au rôle de CAPRSE_DATABASE_URL."
    )
