"""What each kind of step shows on a wall, as plain JSON: the same that is kept for the replay. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from caprse.referentiel.schema import Referentiel
from caprse.restitution.figures.notation import lower_median
from caprse.seance.image.chiffres import (
    ATTENTE_TOUS,
    CRITERE_OUVERT,
    TROP_PEU,
    Parution,
    build_axes_radar,
    describe_changes,
    get_repartition_axe,
    get_repartition_critere,
)
from caprse.seance.regles import SEUIL, EtatMot, EtatTour, GenreTour, ModeTour
from caprse.seance.vote.bulletins import CONFIANCES
from caprse.seance.vote.depouillement import sum_groupes
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.mots import format_pluriel

LANCEMENT = "au lancement"
MOTS_MAX = 24
REVELES = frozenset({EtatTour.REVELE, EtatTour.REGLE})
# A quiet count of nothing: the sentence that a wall shows instead of a result that would name someone.
TROP_PEU_DE_VOTES = f"Il faut au moins {SEUIL} votes pour montrer un résultat : personne ne doit être reconnu."
TROP_PEU_DE_STRUCTURES = (
    f"Il faut au moins {SEUIL} structures pour montrer un résultat. Chacune retrouvera le sien dans son carnet."
)


class DecisionLue(Protocol):
    """A decision as it was read; ``structure`` where it is for one that shows its name."""

    quoi: str
    pilote: str
    echeance: date | None
    structure: str | None


@dataclass(frozen=True, slots=True)
class Cadre:
    """What figures are chosen from: publications, the newest trimestre first, and the launch day by axis."""

    referentiel: Referentiel
    parutions: tuple[Parution, ...]
    depart: Mapping[str, Fraction]
    seuil: int


def build_texte(contenu: Mapping[str, Any]) -> dict[str, Any]:
    """A text or a link."""
    return {"texte": contenu.get("texte") or "", "lien": contenu.get("lien") or ""}


def build_decisions(decisions: Sequence[DecisionLue], aujourdhui: date) -> dict[str, Any]:
    """Decisions with who leads them and for when; ``retard`` when the day has passed."""
    return {
        "decisions": [
            {
                "quoi": decision.quoi,
                "pilote": decision.pilote,
                "echeance": format_date(decision.echeance) if decision.echeance else "",
                "retard": decision.echeance is not None and decision.echeance < aujourdhui,
                "structure": decision.structure or "",
            }
            for decision in decisions
        ]
    }


def build_radar(cadre: Cadre) -> dict[str, Any]:
    """The collectif on the enjeux of its last published trimestre, and what changed since that theme came before.

    ``raison`` says why there is nothing to see, when there is nothing.
    """
    if not cadre.parutions:
        return {"axes": [], "raison": TROP_PEU}
    parution = cadre.parutions[0]
    if not parution.ouverte:
        return {"axes": [], "raison": ATTENTE_TOUS}
    precedente = next((p for p in cadre.parutions[1:] if p.total == parution.total and p.ouverte), None)
    axes = build_axes_radar(parution, precedente, cadre.depart, cadre.seuil)
    if all(axe["mediane"] is None for axe in axes):
        return {"axes": [], "raison": TROP_PEU}
    avant = None
    if any(axe["avant"] is not None for axe in axes):
        avant = f"au trimestre {precedente.numero}" if precedente else LANCEMENT
    titre = next((a.titre for a in parution.edition.agregats if a.code == parution.total), "")
    return {
        "raison": "",
        "thematique": titre,
        "axes": axes,
        "avant": avant,
        "maintenant": _name_maintenant(parution),
        "changements": describe_changes(axes) if avant else [],
        **_sign(parution),
    }


def find_axe(cadre: Cadre, contenu: Mapping[str, Any]) -> tuple[Parution, str, tuple[str, ...]] | None:
    """The newest publication that holds the axis of a step, that axis, and its critères; None when there is none.

    The axis of a critère is its enjeu, or its whole thématique where enjeux are not published (the transversal block).
    """
    for thematique in cadre.referentiel.thematiques:
        for enjeu in thematique.enjeux:
            criteres = tuple(critere.code for critere in enjeu.criteres)
            if contenu.get("critere") not in criteres and contenu.get("enjeu") != enjeu.code:
                continue
            for parution in cadre.parutions:
                codes = {agregat.code for agregat in parution.edition.agregats}
                if enjeu.code in codes:
                    return parution, enjeu.code, criteres
                if thematique.code in codes:
                    return parution, thematique.code, tuple(c.code for c in thematique.criteres)
    return None


def build_repartition(
    cadre: Cadre,
    contenu: Mapping[str, Any],
    trouve: tuple[Parution, str] | None,
    comptes: Mapping[str, Sequence[int]],
) -> dict[str, Any]:
    """The spread of a critère where it may be shown, else of its enjeu, with the question and the descriptors."""
    question = _get_question(cadre.referentiel, contenu)
    if trouve is None:
        return question | {"raison": TROP_PEU, "nombres": []}
    parution, axe = trouve
    if not parution.ouverte:
        return question | {"raison": ATTENTE_TOUS, "nombres": []}
    agregat = get_repartition_axe(parution, axe, cadre.seuil)
    if agregat is None:
        return question | {"raison": TROP_PEU, "nombres": []}
    noms = [f"{rang} · {nom}" for rang, nom in enumerate(parution.edition.niveaux)]
    critere = contenu.get("critere")
    nombres = get_repartition_critere(agregat, comptes, critere, cadre.seuil) if critere else None
    portee = "critere" if nombres is not None else "enjeu"
    nombres = nombres if nombres is not None else agregat.repartition
    mediane = lower_median(nombres)
    return question | {
        "raison": "",
        "portee": portee,
        "axe": agregat.titre,
        "note": CRITERE_OUVERT if critere and portee == "enjeu" else "",
        "noms": noms,
        "nombres": list(nombres),
        "mediane": noms[mediane] if mediane is not None else "",
        "compte": format_pluriel(sum(nombres), "réponse"),
        **_sign(parution),
    }


def build_vote(
    contenu: Mapping[str, Any], tours: Sequence[Mapping[str, Any]], referentiel: Referentiel
) -> dict[str, Any]:
    """The question and its choices; how many voted; then, once revealed, what came out, one entry per round.

    Nothing of a vote that is not revealed, and nothing at all under the threshold (the count saw to it).
    """
    dernier = tours[-1] if tours else None
    choix = dernier["options"].get("choix", []) if dernier else _list_choix(contenu, referentiel)
    question = dernier["question"] if dernier else contenu.get("question") or ""
    titre_critere = ""
    if critere := _find_critere(referentiel, contenu.get("critere")):
        question = question or critere.question
        titre_critere = critere.titre
    etat = dernier["etat"] if dernier else "attente"
    structures = (dernier["mode"] if dernier else contenu.get("mode")) == ModeTour.STRUCTURE
    return {
        "vote": dernier["genre"] if dernier else contenu["genre"],
        "structures": structures,
        "critere": titre_critere,
        "question": question,
        "choix": choix,
        "etat": etat,
        "numero": dernier["numero"] if dernier else 0,
        "votes": dernier["votes"] if dernier else 0,
        "points": dernier["options"].get("points") if dernier else contenu.get("points"),
        "tours": [_build_tour(tour, structures) for tour in tours if tour["etat"] in REVELES]
        if etat in REVELES
        else [],
        "convenu": dernier["niveau_convenu"] if dernier else None,
    }


def _build_tour(tour: Mapping[str, Any], structures: bool) -> dict[str, Any]:
    resultat: Mapping[str, Any] = tour["resultat"]
    vu: dict[str, Any] = {
        "nom": f"{'1er' if tour['numero'] == 1 else str(tour['numero']) + 'e'} tour",
        "votes": resultat["votes"],
        "raison": "",
        "nombres": [],
        "mots": [],
        "non_concernes": 0,
        "mediane": "",
    }
    if not resultat["montre"]:
        return vu | {
            "raison": TROP_PEU_DE_STRUCTURES if structures and resultat["votes"] >= SEUIL else TROP_PEU_DE_VOTES
        }
    if tour["genre"] == GenreTour.MOTS:
        groupes = [g for g in sum_groupes(tour["bulletins"] or ()) if g["etat"] == EtatMot.MONTRE]
        return vu | {"mots": [{"texte": g["texte"], "nombre": g["nombre"]} for g in groupes[:MOTS_MAX]]}
    choix = tour["options"]["choix"]
    return vu | {
        "nombres": [resultat["repartition"][str(c["valeur"])] for c in choix],
        "non_concernes": resultat.get("non_concernes", 0),
        "mediane": next((c["libelle"] for c in choix if c["valeur"] == resultat.get("mediane")), ""),
    }


def _list_choix(contenu: Mapping[str, Any], referentiel: Referentiel) -> list[dict[str, Any]]:
    """What will be asked, before the first round opens."""
    match contenu["genre"]:
        case GenreTour.NIVEAU:
            critere = _find_critere(referentiel, contenu.get("critere"))
            return [
                {"valeur": n.niveau, "libelle": n.nom, "texte": critere.niveaux.get(n.niveau, "") if critere else ""}
                for n in referentiel.echelle
            ]
        case GenreTour.POINTS:
            return [{"valeur": r, "libelle": nom, "texte": ""} for r, nom in enumerate(contenu["options"])]
        case GenreTour.CONFIANCE:
            return [{"valeur": n, "libelle": nom, "texte": ""} for n, nom in enumerate(CONFIANCES, start=1)]
    return []


def _get_question(referentiel: Referentiel, contenu: Mapping[str, Any]) -> dict[str, Any]:
    if critere := _find_critere(referentiel, contenu.get("critere")):
        textes = [critere.niveaux.get(niveau.niveau, "") for niveau in referentiel.echelle]
        return {"critere": critere.titre, "question": critere.question, "textes": textes}
    for thematique in referentiel.thematiques:
        for enjeu in thematique.enjeux:
            if enjeu.code == contenu.get("enjeu"):
                return {"critere": enjeu.titre, "question": enjeu.question, "textes": []}
    return {"critere": "", "question": "", "textes": []}


def _find_critere(referentiel: Referentiel, code: str | None) -> Any:
    try:
        return referentiel.critere(code) if code else None
    except KeyError:
        return None


def _name_maintenant(parution: Parution) -> str:
    return f"Trimestre {parution.numero}" + ("" if parution.clos else ", en cours")


def _sign(parution: Parution) -> dict[str, Any]:
    """Of which day the figures are, and how many carnets they count."""
    jour = format_date(parution.publie_le.astimezone(FUSEAU).date())
    return {
        "trimestre": parution.numero,
        "source": f"Chiffres au {jour}, {format_pluriel(parution.carnets, 'carnet transmis', 'carnets transmis')}",
    }
