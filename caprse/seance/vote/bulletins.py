"""What one device may answer to each kind of question, read from a plain form with suspicion: pure rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from caprse.referentiel.schema import Critere, Niveau
from caprse.seance.regles import GenreTour

Options = dict[str, Any]
Valeur = dict[str, Any]

MOTS_MAX = 3
LONGUEUR_MOT = 30
NON_CONCERNE = "nc"

CONFIANCES = ("Pas du tout confiant", "Peu confiant", "Assez confiant", "Confiant", "Très confiant")

_NOMBRE = re.compile(r"[0-9]{1,3}")
_ACCENTS_DE_SUITE = 2


def build_options(contenu: Mapping[str, Any], critere: Critere | None, echelle: Sequence[Niveau]) -> Options:
    """What the room chooses from, as it is today: plain JSON, kept with the tour. ``contenu`` is that of its step.

    ``choix``: list of ``valeur``, ``libelle``, ``texte``; for a niveau also ``titre``, ``non_concerne`` and
    ``simple``, the question in plain words; ``points`` to share; ``mots``, how many, and their ``longueur``.
    Raises ValueError for a niveau without its critère.
    """
    match GenreTour(contenu["genre"]):
        case GenreTour.NIVEAU:
            if critere is None:
                raise ValueError("Un vote sur un niveau demande son critère.")
            choix = [
                {"valeur": n.niveau, "libelle": n.nom, "texte": critere.niveaux.get(n.niveau, n.definition)}
                for n in echelle
            ]
            return {
                "titre": critere.titre,
                "simple": critere.question_simple,
                "choix": choix,
                "non_concerne": True,
            }
        case GenreTour.POINTS:
            choix = [
                {"valeur": rang, "libelle": option.strip(), "texte": ""}
                for rang, option in enumerate(contenu["options"])
            ]
            return {"choix": choix, "points": contenu["points"]}
        case GenreTour.MOTS:
            return {"mots": MOTS_MAX, "longueur": LONGUEUR_MOT}
        case GenreTour.CONFIANCE:
            return {"choix": [{"valeur": n, "libelle": nom, "texte": ""} for n, nom in enumerate(CONFIANCES, start=1)]}


def read_vote(genre: GenreTour, options: Options, formulaire: Mapping[str, str]) -> tuple[Valeur, list[str]]:
    """The answer in a form, and why it is refused; no reason when it is accepted.

    Fields: ``choix`` (a niveau, ``nc``, a confidence), ``points-0``…, ``mot-1``…
    """
    match genre:
        case GenreTour.NIVEAU:
            if formulaire.get("choix") == NON_CONCERNE and options["non_concerne"]:
                return {"non_concerne": True}, []
            return _read_choix("niveau", options, formulaire)
        case GenreTour.CONFIANCE:
            return _read_choix("confiance", options, formulaire)
        case GenreTour.POINTS:
            return _read_points(options, formulaire)
        case GenreTour.MOTS:
            return _read_mots(options, formulaire)


def _read_choix(nom: str, options: Options, formulaire: Mapping[str, str]) -> tuple[Valeur, list[str]]:
    choisi = formulaire.get("choix", "")
    for choix in options["choix"]:
        if choisi == str(choix["valeur"]):
            return {nom: choix["valeur"]}, []
    return {}, ["Choisissez une réponse parmi celles de la liste."]


def _read_points(options: Options, formulaire: Mapping[str, str]) -> tuple[Valeur, list[str]]:
    maximum: int = options["points"]
    textes = [formulaire.get(f"points-{choix['valeur']}", "").strip() or "0" for choix in options["choix"]]
    if not all(_NOMBRE.fullmatch(texte) and int(texte) <= maximum for texte in textes):
        return {}, [f"Chaque proposition reçoit de 0 à {maximum} points."]
    points = [int(texte) for texte in textes]
    total = sum(points)
    if total > maximum:
        return {"points": points}, [f"Vous avez donné {total} points : partagez-en {maximum} au plus."]
    if total == 0:
        return {"points": points}, ["Donnez au moins un point."]
    return {"points": points}, []


def _read_mots(options: Options, formulaire: Mapping[str, str]) -> tuple[Valeur, list[str]]:
    bruts = [clean_mot(formulaire.get(f"mot-{rang}", "")) for rang in range(1, options["mots"] + 1)]
    mots = [mot for mot in bruts if mot]
    raisons = []
    if not mots:
        raisons.append("Écrivez au moins un mot.")
    if any(len(mot) > options["longueur"] for mot in mots):
        raisons.append(f"Chaque mot a {options['longueur']} signes au plus : raccourcissez.")
    return {"mots": mots}, raisons


def clean_mot(texte: str) -> str:
    """The words as they may be shown: no control, invisible or direction sign, no pile of accents, single spaces."""
    # The widest a field may be: what is longer is refused anyway, and nothing here should take long.
    normal = unicodedata.normalize("NFC", texte[:1000])
    signes: list[str] = []
    suite = 0
    for signe in normal:
        categorie = unicodedata.category(signe)
        if categorie in {"Cc", "Zs", "Zl", "Zp"}:
            signe = " "
        elif categorie.startswith("C"):
            continue
        suite = suite + 1 if categorie.startswith("M") else 0
        if suite <= _ACCENTS_DE_SUITE:
            signes.append(signe)
    return " ".join("".join(signes).split())
