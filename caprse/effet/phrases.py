"""What is said of the effect of actions, in plain words. Pure."""

from __future__ import annotations

from caprse.restitution.figures.effet import Compte, EffetMontre
from caprse.restitution.figures.formats import DEUX_POINTS
from caprse.socle.francais import agree, format_pluriel

PRUDENCE = (
    "Ce n’est pas une preuve : d’autres choses ont changé, et une structure choisit ses actions là où elle veut "
    "avancer."
)
RIEN = (
    "Pas encore de chiffre : il faut qu’à la clôture d’un trimestre des réponses aient été revues, dans assez de "
    "structures pour que personne ne s’y reconnaisse."
)
POINT_VIRGULE = "\u00a0; "
AVEC, SANS = "avec une action", "sans action"


def describe_effet(effet: EffetMontre) -> str:
    """`À la clôture du trimestre 3 : avec une action, 12 critères revus sur 20 ont monté ; sans action, 9 sur 30.`"""
    morceaux = [f"{nom}, {_describe(compte)}" for nom, compte in ((AVEC, effet.avec), (SANS, effet.sans))]
    return f"À la clôture du trimestre\u00a0{effet.numero}{DEUX_POINTS}{POINT_VIRGULE.join(morceaux)}."


def list_lignes(effet: EffetMontre) -> list[dict[str, str]]:
    """The table: one line with an action, one without."""
    return [
        {
            "Critères": nom.capitalize(),
            "Revus": str(compte.revus),
            "Montés": str(compte.montes),
            "Pas montés": str(compte.revus - compte.montes),
        }
        for nom, compte in ((AVEC, effet.avec), (SANS, effet.sans))
    ]


def _describe(compte: Compte) -> str:
    if not compte.revus:
        return "aucun critère revu"
    sur = format_pluriel(compte.revus, "critère revu", "critères revus")
    return f"{compte.montes} sur {sur} {agree(compte.montes, 'a monté', 'ont monté')}"
