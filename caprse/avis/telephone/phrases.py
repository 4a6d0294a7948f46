"""What a phone says of a consultation, in short sentences for people who read little French: pure."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from caprse.avis.lecture import Consultation, MesAvis
from caprse.avis.regles import Etat
from caprse.avis.telephone.mots import MOTS_FRANCAIS, Mots
from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.schema import Critere, Referentiel

SAIT_PAS = "nsp"


@dataclass(frozen=True, slots=True)
class Choix:
    """One answer that may be chosen: what the form sends, what it is called, what it means here.

    ``francais``: the same in French, where ``nom`` and ``texte`` are in another language.
    """

    valeur: str
    nom: str
    texte: str
    choisi: bool
    francais: str = ""


def list_choix(
    critere: Critere,
    referentiel: Referentiel,
    choisi: str | None,
    mots: Mots = MOTS_FRANCAIS,
    traduction: Traduction | None = None,
) -> list[Choix]:
    """The niveaux of a critère from the lowest, in the words written for it, then « je ne sais pas ».

    In another language, a niveau has its own words where they are translated, else those of the échelle; what the
    critère says in French goes with them.
    """
    choix, dits = [], traduction.find_niveaux(critere) if traduction else {}
    for n in referentiel.echelle:
        valeur, ecrit = str(n.niveau), critere.niveaux.get(n.niveau, n.definition)
        traduit = traduction.get_niveau(n.niveau) if traduction else None
        if traduit is None:
            choix.append(Choix(valeur, n.nom, ecrit, choisi == valeur))
        else:
            francais = f"{n.nom} – {ecrit}"
            choix.append(
                Choix(valeur, traduit.nom, dits.get(n.niveau, traduit.definition), choisi == valeur, francais)
            )
    francais = "" if mots.is_francais else MOTS_FRANCAIS.textes["sait_pas"]
    return [*choix, Choix(SAIT_PAS, mots.textes["sait_pas"], "", choisi == SAIT_PAS, francais)]


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


def explain_fin(consultation: Consultation, mots: Mots) -> Markup:
    """The sentence of a consultation that takes no voice any more."""
    if consultation.etat is Etat.OUVERTE:
        return mots("toutes_montrees")
    if consultation.etat is Etat.CLOSE:
        return mots("close")
    return mots("passee", jour=mots.format_jour(consultation.fin))


def format_avancement(repondues: int, total: int, mots: Mots) -> Markup:
    """``Vous avez répondu à 3 questions sur 5.``"""
    if repondues >= total:
        return mots("tout" if total > 1 else "seule")
    return mots("une_sur" if repondues == 1 else "sur", repondues=repondues, total=total)
