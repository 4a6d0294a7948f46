"""What the control shows of a critère, as JSON: its question, and its answer, which alone moves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.carnet.regles import LONGUEURS, NIVEAU_DE_TRACE
from caprse.carnet.service import CarnetOuvert, ConflitOuvert, ReponseEnregistree
from caprse.referentiel.loi import describe
from caprse.referentiel.mots import find_mots
from caprse.referentiel.schema import Critere, Referentiel
from caprse.socle.dates import FUSEAU, format_horloge, format_jour_court

Contenu = dict[str, Any]

HORS_SUJET = "Ce sujet n’existe pas chez nous."
# Why a critère is set aside, most often; one of them is a motif, and so is any other sentence.
MOTIFS = (
    "Cette activité n’existe pas chez nous.",
    "Personne n’est dans ce cas chez nous.",
    "C’est notre siège ou notre réseau qui s’en occupe.",
    "Notre structure est trop récente.",
)
# Of a critère that the référentiel asks later in the cycle: said in one press.
PLUS_TARD = "Pas encore à ce trimestre."
# Said in place, for who meets the word for the first time.
MOTS = {
    "marche": "Chaque niveau est une marche. On monte une marche quand tout ce qui est écrit dessous est vrai aussi.",
    "enjeu": "Un enjeu est un groupe de critères sur un même sujet : c’est une étape du carnet.",
    "trace": "Une trace montre ce que vous faites : un document, une photo, un compte rendu. Elle est facultative.",
    "cible": "La cible est le niveau où vous voulez arriver ensemble. Elle n’est jamais plus basse qu’aujourd’hui.",
}


@dataclass(frozen=True)
class Suite:
    """What one may do next, from a weak answer: the name of a page of the site, and what its link says."""

    page: str
    libelle: str


def build_question(
    critere: Critere, referentiel: Referentiel, carnet: CarnetOuvert, suites: Sequence[Suite] = ()
) -> Contenu:
    """All that the control asks; none of it changes while one answers."""
    precedente = carnet.precedentes.get(critere.code)
    types = critere.pour_qui.types
    return {
        "code": critere.code,
        "titre": critere.titre,
        "simple": critere.question_simple,
        "question": critere.question,
        "niveaux": [[niveau.nom, critere.niveaux[niveau.niveau]] for niveau in referentiel.echelle],
        "horsSujet": HORS_SUJET,
        "motifs": [PLUS_TARD, *MOTIFS] if is_plus_tard(critere, carnet) else MOTIFS,
        "plusTard": PLUS_TARD if is_plus_tard(critere, carnet) else "",
        "desTrimestre": critere.des_le_trimestre,
        "mots": MOTS,
        "avant": None
        if precedente is None
        else {"choix": "nc" if precedente.non_concerne else precedente.niveau, "trimestre": precedente.trimestre},
        "pourQui": critere.pour_qui.texte if types is not None and not set(types) & set(carnet.types) else "",
        "loi": [asdict(loi) | {"court": loi.court} for loi in map(describe, critere.socle_legal)],
        "glossaire": [[mot.mot, mot.definition] for mot in find_mots(critere, referentiel.mots)],
        "trace": critere.trace_possible,
        "traceDes": NIVEAU_DE_TRACE,
        "longueurs": LONGUEURS,
        "suites": [asdict(suite) for suite in suites],
    }


def is_plus_tard(critere: Critere, carnet: CarnetOuvert) -> bool:
    """Whether the référentiel asks this critère from a later trimestre on: it may wait, or be answered already."""
    return carnet.numero < critere.des_le_trimestre


def build_etat(
    reponse: ReponseEnregistree | None, conflits: Iterable[ConflitOuvert] | None, moi: UUID | None, today: date
) -> Contenu:
    """The answer as it stands, what waits about it (None: not looked at), and what is said of them."""
    etat: Contenu = {"saisie": None, "version": 0, "quand": "", "auteur": ""}
    if reponse is not None:
        etat = {
            "saisie": asdict(reponse.saisie),
            "version": reponse.version,
            "quand": format_quand(reponse.modifie_le, today),
            "auteur": reponse.auteur,
        }
    etat["conflits"] = None if conflits is None else [_build_conflit(conflit, moi) for conflit in conflits]
    return etat


def format_quand(instant: datetime, today: date) -> str:
    """``à 14:02``, with its day when that is not today's: ``le 13 nov. à 14:02``."""
    jour = instant.astimezone(FUSEAU).date()
    heure = f"à {format_horloge(instant)}"
    return heure if jour == today else f"le {format_jour_court(jour, today)} {heure}"


def _build_conflit(conflit: ConflitOuvert, moi: UUID | None) -> Contenu:
    return {
        "champ": conflit.champ,
        "contenu": dict(conflit.contenu),
        "compte": str(conflit.compte_id),
        "auteur": conflit.auteur,
        "mien": conflit.compte_id == moi,
    }
