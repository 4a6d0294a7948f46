"""What a phone says of a consultation, in short sentences for people who read little French: pure."""

from __future__ import annotations

from dataclasses import dataclass

from caprse.avis.lecture import Consultation, MesAvis
from caprse.avis.regles import Etat
from caprse.referentiel.schema import Critere, Referentiel
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel

SAIT_PAS = "nsp"
TITRE_INCONNU = "Ce lien n’ouvre rien"
LIEN_INCONNU = "Vérifiez-le, ou demandez-en un nouveau à la personne qui vous l’a donné."
RIEN_CHOISI = "Choisissez une réponse. Si vous ne savez pas, choisissez « Je ne sais pas »."
QUESTION_MONTREE = ("Cette question est close", "On en parle ensemble maintenant.")
SANS_MEMOIRE = (
    "Votre réponse n’est pas partie : ce téléphone n’a pas gardé votre passage. "
    "Acceptez les cookies de cette page, puis recommencez."
)


@dataclass(frozen=True, slots=True)
class Choix:
    """One answer that may be chosen: what the form sends, what it is called, what it means here."""

    valeur: str
    nom: str
    texte: str
    choisi: bool


def list_choix(critere: Critere, referentiel: Referentiel, choisi: str | None) -> list[Choix]:
    """The niveaux of a critère from the lowest, in the words written for it, then « je ne sais pas »."""
    niveaux = [
        Choix(str(n.niveau), n.nom, critere.niveaux.get(n.niveau, n.definition), choisi == str(n.niveau))
        for n in referentiel.echelle
    ]
    return [*niveaux, Choix(SAIT_PAS, "Je ne sais pas", "", choisi == SAIT_PAS)]


def read_choix(texte: str) -> int | None:
    """The niveau that a form sends, None for « je ne sais pas ». Raises ValueError for anything else."""
    if texte == SAIT_PAS:
        return None
    if len(texte) != 1 or not texte.isascii() or not texte.isdigit():
        raise ValueError(texte)
    return int(texte)


def write_choix(miens: MesAvis, code: str) -> str | None:
    """What the form of a critère shows as chosen."""
    if code not in miens.niveaux:
        return None
    niveau = miens.niveaux[code]
    return SAIT_PAS if niveau is None else str(niveau)


def explain_fin(consultation: Consultation) -> tuple[str, str]:
    """The title and the sentence of a consultation that takes no voice any more."""
    if consultation.etat is Etat.OUVERTE:
        return "C’est terminé", "Toutes les questions ont été montrées à l’équipe. Merci d’y avoir répondu."
    if consultation.etat is Etat.CLOSE:
        return "C’est terminé", "Cette consultation est close. Merci à toutes les personnes qui ont répondu."
    return "C’est terminé", f"On pouvait répondre jusqu’au {format_date(consultation.fin)}. Merci de votre visite."


def format_avancement(repondues: int, total: int) -> str:
    """``Vous avez répondu à 3 questions sur 5.``"""
    if repondues >= total:
        return "Vous avez répondu à toutes les questions." if total > 1 else "Vous avez répondu à la question."
    return f"Vous avez répondu à {format_pluriel(repondues, 'question')} sur {total}."
