"""The people of the demonstration, and how a visitor takes their place. Every one of them is invented."""

from __future__ import annotations

from sqlalchemy import func, select

from caprse.acces.connexion.sessions import open_session
from caprse.acces.modele import Compte
from caprse.acces.regles import Role
from caprse.acces.unite import Unit
from caprse.socle.erreurs import Introuvable, Refus

# The domain does not exist: no mail can reach anyone.
COMPTES_DEMO: dict[Role, str] = {role: f"{role.value}@demo.exemple" for role in Role}

# One more person: the direction of a structure of the neighbouring collectif, which stands in its bilan.
AU_BILAN = "bilan"
COURRIEL_AU_BILAN = "bilan@demo.exemple"
NOM_AU_BILAN = "Direction au bilan (démonstration)"

NOMS_DEMO: dict[Role, str] = {
    Role.DIRECTION: "Direction (démonstration)",
    Role.CONTRIBUTION: "Contribution (démonstration)",
    Role.LECTURE: "Lecture (démonstration)",
    Role.ANIMATION: "Animation (démonstration)",
    Role.ADMINISTRATION: "Administration (démonstration)",
    Role.FEDERATION: "Fédération (démonstration)",
}


# What a card of the demonstration asks for, and whose place it gives.
ENTREES_DEMO: dict[str, str] = {
    **{role.value: courriel for role, courriel in COMPTES_DEMO.items()},
    AU_BILAN: COURRIEL_AU_BILAN,
}

FERMEE = (
    "La démonstration est fermée : ce cahier tient maintenant un vrai collectif. Rien n’est perdu. Connectez-vous "
    "avec votre adresse e-mail."
)


def is_demo_ouverte(unit: Unit) -> bool:
    """Whether the demonstration may be entered: until the first collectif that is not invented, then never again."""
    return unit.installation.reglages.demo and not unit.db.scalar(select(func.demo_fermee()))


def open_session_demo(unit: Unit, role: str, appareil: str) -> str:
    """Open a session for the invented person who holds this role, or who is at the bilan; returns its token.

    For the system unit. Raises Introuvable outside of the demonstration and for an unknown role, Refus before its data
    are there and once a collectif that is not invented is.
    """
    if not unit.installation.reglages.demo or role not in ENTREES_DEMO:
        raise Introuvable("Cette démonstration")
    if not is_demo_ouverte(unit):
        raise Refus(FERMEE)
    compte_id = unit.db.scalar(
        select(Compte.id).where(Compte.courriel == ENTREES_DEMO[role], Compte.demo, Compte.actif)
    )
    if compte_id is None:
        raise Refus("Les données de démonstration ne sont pas encore là : lancez « caprse demo ».")
    return open_session(unit, compte_id, appareil)
