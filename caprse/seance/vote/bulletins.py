"""What one device may answer to each kind of question, read from a plain form with suspicion: pure rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from caprse.referentiel.schema import Critere, Niveau, Referentiel
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.tours import (
    Bulletin,
    BulletinConfiance,
    BulletinMots,
    BulletinNiveau,
    BulletinPoints,
    Choix,
    Options,
    OptionsConfiance,
    OptionsMots,
    OptionsNiveau,
    OptionsPoints,
)
from caprse.seance.regles import GenreTour
from caprse.socle.signes import drop_signes

MOTS_MAX = 3
LONGUEUR_MOT = 30
NON_CONCERNE = "nc"
PAS_DE_CHOIX = "Choisissez une réponse parmi celles de la liste."

CONFIANCES = ("Pas du tout confiant", "Peu confiant", "Assez confiant", "Confiant", "Très confiant")

_NOMBRE = re.compile(r"[0-9]{1,3}")


def build_options(contenu: ContenuVote, critere: Critere | None, echelle: Sequence[Niveau]) -> Options:
    """What the room chooses from, as it is today. ``contenu`` is that of its step.

    Raises ValueError for a niveau without its critère.
    """
    match contenu.genre:
        case GenreTour.NIVEAU:
            if critere is None:
                raise ValueError("Un vote sur un niveau demande son critère.")
            choix = tuple(Choix(n.niveau, n.nom, critere.niveaux.get(n.niveau, n.definition)) for n in echelle)
            return OptionsNiveau(critere.titre, critere.question_simple, choix)
        case GenreTour.POINTS:
            return OptionsPoints(list_options(contenu), contenu.points or 0)
        case GenreTour.MOTS:
            return OptionsMots(MOTS_MAX, LONGUEUR_MOT)
        case GenreTour.CONFIANCE:
            return OptionsConfiance(list_confiances())


def find_critere(referentiel: Referentiel, contenu: ContenuVote) -> Critere | None:
    """The critère of a vote on a niveau; None for other kinds. Raises KeyError where it is gone."""
    if contenu.genre is not GenreTour.NIVEAU or contenu.critere is None:
        return None
    return referentiel.critere(contenu.critere)


def word_question(contenu: ContenuVote, critere: Critere | None, titre: str) -> str:
    """The question as the room reads it; ``titre`` is that of its step."""
    return contenu.question or (critere.question_simple if critere else titre)


def list_options(contenu: ContenuVote) -> tuple[Choix, ...]:
    """The choices between which points are shared."""
    return tuple(Choix(rang, option.strip()) for rang, option in enumerate(contenu.options))


def list_confiances() -> tuple[Choix, ...]:
    """The degrees of confidence, from 1."""
    return tuple(Choix(rang, nom) for rang, nom in enumerate(CONFIANCES, start=1))


def read_vote(options: Options, formulaire: Mapping[str, str]) -> tuple[Bulletin | None, list[str]]:
    """The answer in a form, or why it is refused.

    Fields: ``choix`` (a niveau, ``nc``, a confidence), ``points-0``…, ``mot-1``…
    """
    match options:
        case OptionsNiveau():
            if formulaire.get("choix") == NON_CONCERNE and options.non_concerne:
                return BulletinNiveau(None), []
            choisi = _find_choix(options.choix, formulaire)
            return (BulletinNiveau(choisi.valeur), []) if choisi else (None, [PAS_DE_CHOIX])
        case OptionsConfiance():
            choisi = _find_choix(options.choix, formulaire)
            return (BulletinConfiance(choisi.valeur), []) if choisi else (None, [PAS_DE_CHOIX])
        case OptionsPoints():
            return _read_points(options, formulaire)
        case OptionsMots():
            return _read_mots(options, formulaire)


def _find_choix(choix: Sequence[Choix], formulaire: Mapping[str, str]) -> Choix | None:
    choisi = formulaire.get("choix", "")
    return next((un for un in choix if choisi == str(un.valeur)), None)


def _read_points(options: OptionsPoints, formulaire: Mapping[str, str]) -> tuple[BulletinPoints | None, list[str]]:
    maximum = options.points
    textes = [formulaire.get(f"points-{choix.valeur}", "").strip() or "0" for choix in options.choix]
    if not all(_NOMBRE.fullmatch(texte) and int(texte) <= maximum for texte in textes):
        return None, [f"Chaque proposition reçoit de 0 à {maximum} points."]
    points = tuple(int(texte) for texte in textes)
    total = sum(points)
    if total > maximum:
        return None, [f"Vous avez donné {total} points : partagez-en {maximum} au plus."]
    if total == 0:
        return None, ["Donnez au moins un point."]
    return BulletinPoints(points), []


def _read_mots(options: OptionsMots, formulaire: Mapping[str, str]) -> tuple[BulletinMots | None, list[str]]:
    bruts = [clean_mot(formulaire.get(f"mot-{rang}", "")) for rang in range(1, options.mots + 1)]
    mots = tuple(mot for mot in bruts if mot)
    raisons = []
    if not mots:
        raisons.append("Écrivez au moins un mot.")
    if any(len(mot) > options.longueur for mot in mots):
        raisons.append(f"Chaque mot a {options.longueur} signes au plus : raccourcissez.")
    return (None, raisons) if raisons else (BulletinMots(mots), [])


def clean_mot(texte: str) -> str:
    """The words as they may be shown: no sign that no reader sees, no pile of accents, single spaces."""
    # The widest a field may be: what is longer is refused anyway, and nothing here should take long.
    # Nothing on the wall that a screen there may not know how to draw: signs that Unicode keeps for later.
    connu = "".join(signe for signe in texte[:1000] if unicodedata.category(signe) != "Cn")
    return " ".join(drop_signes(connu).split())
