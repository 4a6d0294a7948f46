"""What the control shows of the starting point, as JSON: a question per enjeu, and its answer, which alone moves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from caprse.carnet.controle.contenu import HORS_SUJET, Contenu, format_quand
from caprse.carnet.positionnement.service import Position, PositionnementOuvert
from caprse.carnet.regles import Saisie
from caprse.referentiel.schema import Enjeu, Referentiel

ENJEU = "Un enjeu est un grand sujet de la thématique. Ici, une seule question pour chacun ; les détails viendront."


def build_question(enjeu: Enjeu, referentiel: Referentiel) -> Contenu:
    """All that the control asks of an enjeu; none of it changes while one answers."""
    return {
        "code": enjeu.code,
        "titre": enjeu.titre,
        "simple": enjeu.question_simple,
        "question": enjeu.question,
        "niveaux": [[niveau.nom, niveau.test, niveau.definition] for niveau in referentiel.echelle],
        "horsSujet": HORS_SUJET,
        "mots": {"enjeu": ENJEU},
        "avant": None,
        "breve": True,
    }


def build_etat(position: Position, today: date) -> Contenu:
    """The answer as it stands."""
    if position.modifie_le is None:
        return {"saisie": None, "version": 0, "quand": "", "auteur": "", "conflits": []}
    return {
        "saisie": asdict(Saisie(niveau=position.niveau, non_concerne=position.non_concerne)),
        "version": position.version,
        "quand": format_quand(position.modifie_le, today),
        "auteur": position.auteur,
        "conflits": [],
    }


def list_etats(ouvert: PositionnementOuvert, today: date) -> Contenu:
    """All answers, and a mark that changes as soon as one of them does."""
    etat = get_marque(ouvert)
    return {
        "marque": f"{etat}.{len(ouvert.positions)}.{sum(p.version for p in ouvert.positions.values())}",
        "carnet": etat,
        "etats": {code: build_etat(position, today) for code, position in ouvert.positions.items()},
    }


def get_marque(ouvert: PositionnementOuvert) -> str:
    """Whether it may still change."""
    return "termine" if ouvert.fige else "ouvert"
