"""A wall: the meeting room's screen, opened by a short code, ended by the console.

Nobody is logged in there. The code opens it once; from then on the browser holds a secret, kept here as its hash.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, update

from caprse.acces.jetons import LONGUEUR_MAX, derive_jeton
from caprse.acces.unite import Unit, as_systeme, hash_jeton
from caprse.seance.modele import Mur
from caprse.seance.mur.requetes import GET_MUR, OPEN_MUR
from caprse.seance.regles import ALPHABET_CODE, LONGUEUR_CODE_MUR, EtatSeance, read_code
from caprse.seance.regles import format_code as format_code
from caprse.seance.tenue import lock_seance
from caprse.socle.erreurs import ErreurMetier, Refus, SaisieInvalide

VALIDITE_CODE = timedelta(minutes=30)
VALIDITE_MUR = timedelta(hours=12)


class CodeMort(ErreurMetier):
    """A wall's code that opens nothing: unknown, used, too old or of a session that is over. All told alike."""

    def __init__(self) -> None:
        super().__init__("Ce code n’ouvre pas d’écran. Demandez-en un autre à la personne qui anime.")


class MurFerme(ErreurMetier):
    """The wall was ended, or never was one."""

    def __init__(self) -> None:
        super().__init__("Cet écran est fermé. Pour montrer une séance, demandez un code à la personne qui anime.")


@dataclass(frozen=True, slots=True)
class MurOuvert:
    """A wall that shows something. ``marque`` changes whenever what it shows may have changed."""

    seance_id: UUID
    marque: str


def create_code_mur(unit: Unit, seance_id: UUID) -> str:
    """A code that opens one wall on this session, within 30 minutes; an earlier one that was not used dies.

    For the animation. Returns 8 signs. Raises Introuvable, Refus when the session is over.
    """
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is EtatSeance.TERMINEE:
        raise Refus("Cette séance est terminée : elle ne se montre plus sur un écran.")
    with as_systeme(unit) as systeme:
        systeme.db.execute(
            update(Mur)
            .where(
                Mur.collectif_id == tenue.collectif_id,
                Mur.seance_id == seance_id,
                Mur.empreinte.is_(None),
                Mur.ferme_le.is_(None),
            )
            .values(code=None, ferme_le=unit.now)
        )
        code = "".join(secrets.choice(ALPHABET_CODE) for _ in range(LONGUEUR_CODE_MUR))
        systeme.db.execute(
            insert(Mur).values(
                collectif_id=tenue.collectif_id, seance_id=seance_id, code=code, expire_le=unit.now + VALIDITE_CODE
            )
        )
    return code


def open_mur(unit: Unit, code: str, acte: str = "") -> str:
    """Open the wall of this code, once; returns the secret of its browser. For systeme.

    ``acte``: which drawing of the form was sent; sent again, it gives the same wall. Raises SaisieInvalide for what
    cannot be a code, CodeMort for a code that opens nothing.
    """
    code = check_code(code)
    jeton = derive_jeton(acte, code)
    ouvert = unit.db.execute(
        OPEN_MUR,
        {
            "code": code,
            "empreinte": hash_jeton(jeton),
            "now": unit.now,
            "fin": unit.now + VALIDITE_MUR,
        },
    ).one_or_none()
    if ouvert is None and not _is_open(unit, jeton):
        raise CodeMort
    return jeton


def _is_open(unit: Unit, jeton: str) -> bool:
    """Whether this secret has opened a wall: the same form was sent twice."""
    return unit.db.execute(GET_MUR, {"empreinte": hash_jeton(jeton), "now": unit.now}).one_or_none() is not None


def check_code(code: str) -> str:
    """The code as it is kept. Raises SaisieInvalide when it cannot be one: that is no guess, only a slip."""
    net = read_code(code, LONGUEUR_CODE_MUR)
    if net is None:
        raise SaisieInvalide([f"Le code de l’écran compte {LONGUEUR_CODE_MUR} signes, lettres et chiffres."])
    return net


def get_mur(unit: Unit, jeton: str | None) -> MurOuvert:
    """The wall of this browser, as it stands now, in one statement. For systeme. Raises MurFerme."""
    if not jeton or len(jeton) > LONGUEUR_MAX:
        raise MurFerme
    ligne = unit.db.execute(GET_MUR, {"empreinte": hash_jeton(jeton), "now": unit.now}).one_or_none()
    if ligne is None:
        raise MurFerme
    return MurOuvert(ligne.seance_id, ligne.marque)


def close_mur(unit: Unit, jeton: str | None) -> None:
    """End the wall of this browser, from its own screen. For systeme. An ended one stays so."""
    if jeton and len(jeton) <= LONGUEUR_MAX:
        unit.db.execute(
            update(Mur).where(Mur.empreinte == hash_jeton(jeton), Mur.ferme_le.is_(None)).values(ferme_le=unit.now)
        )
