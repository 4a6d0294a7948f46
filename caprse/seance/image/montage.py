"""What each kind of step shows on a wall: the same that is kept for the replay. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from caprse.referentiel.schema import Critere, Referentiel
from caprse.restitution.figures.notation import lower_median
from caprse.seance.contenus.etapes import ContenuRepartition, ContenuTexte, ContenuVote
from caprse.seance.contenus.phrases import format_rendez_vous
from caprse.seance.contenus.scene_decisions import DecisionMontree, SceneCloture, SceneDecisions
from caprse.seance.contenus.scene_vote import MotMontre, SceneVote, TourMontre
from caprse.seance.contenus.scenes import SceneRadar, SceneRepartition, SceneTexte
from caprse.seance.contenus.tours import (
    Choix,
    OptionsPoints,
    ResultatChoix,
    ResultatMots,
    ResultatPoints,
    ResultatTu,
)
from caprse.seance.fiche import TourVu
from caprse.seance.image.chiffres import (
    ATTENTE_TOUS,
    CRITERE_OUVERT,
    TROP_PEU,
    Chiffres,
    Parution,
    build_axes_radar,
    describe_changes,
    get_repartition_axe,
    get_repartition_critere,
)
from caprse.seance.regles import EtatTour, GenreEtape, GenreTour, ModeTour
from caprse.seance.vote.bulletins import list_confiances, list_options
from caprse.seance.vote.phrases import explain_tu, list_groupes_montres
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.francais import format_pluriel

MOTS_MAX = 24
REVELES = frozenset({EtatTour.REVELE, EtatTour.REGLE})


class DecisionLue(Protocol):
    """A decision as it was read; ``structure`` where it is for one that shows its name."""

    quoi: str
    pilote: str
    echeance: date | None
    structure: str | None
    structure_id: UUID | None


def build_texte(titre: str, contenu: ContenuTexte) -> SceneTexte:
    """A text or a link."""
    return SceneTexte(titre, contenu.texte, contenu.lien)


def build_decisions(
    genre: GenreEtape, titre: str, decisions: Sequence[DecisionLue], aujourdhui: date
) -> SceneDecisions:
    """Decisions with who leads them and for when; ``retard`` when the day has passed."""
    return SceneDecisions(genre, titre, _list_decisions(decisions, aujourdhui))


def build_cloture(
    titre: str,
    decisions: Sequence[DecisionLue],
    prochaine: tuple[str, str | None, str, str] | None,
    aujourdhui: date,
) -> SceneCloture:
    """Thanks, the decisions of the day, the next meeting: its day, hour, title, place."""
    suite = ""
    if prochaine is not None:
        jour, heure, quoi, lieu = prochaine
        suite = f"{format_rendez_vous(jour, heure)}, {quoi}" + (f", {lieu}" if lieu else "")
    return SceneCloture(titre, _list_decisions(decisions, aujourdhui), suite)


def _list_decisions(decisions: Sequence[DecisionLue], aujourdhui: date) -> tuple[DecisionMontree, ...]:
    return tuple(
        DecisionMontree(
            decision.quoi,
            decision.pilote,
            format_date(decision.echeance) if decision.echeance else "",
            decision.echeance is not None and decision.echeance < aujourdhui,
            decision.structure or "",
            str(decision.structure_id or ""),
        )
        for decision in decisions
    )


def build_radar(titre: str, chiffres: Chiffres) -> SceneRadar:
    """The collectif on the enjeux of its last published trimestre, and what changed since that theme came before.

    ``raison`` says why there is nothing to see, when there is nothing.
    """
    if not chiffres.parutions:
        return SceneRadar(titre, TROP_PEU)
    parution = chiffres.parutions[0]
    if not parution.ouverte:
        return SceneRadar(titre, ATTENTE_TOUS)
    precedente = next((p for p in chiffres.parutions[1:] if parution.follows(p) and p.ouverte), None)
    axes = build_axes_radar(parution, precedente, chiffres.seuil)
    if all(axe.mediane is None for axe in axes):
        return SceneRadar(titre, TROP_PEU)
    compare = precedente is not None and any(axe.avant is not None for axe in axes)
    avant = f"au trimestre\u00a0{precedente.numero}" if precedente and compare else None
    return SceneRadar(
        titre,
        thematique=next((a.titre for a in parution.edition.agregats if a.code == parution.total), ""),
        axes=axes,
        avant=avant,
        maintenant=_name_maintenant(parution),
        changements=describe_changes(axes) if avant else (),
        trimestre=parution.numero,
        source=_sign(parution),
    )


def find_axe(chiffres: Chiffres, contenu: ContenuRepartition) -> tuple[Parution, str, tuple[str, ...]] | None:
    """The newest publication that holds the axis of a step, that axis, and its critères; None when there is none.

    The axis of a critère is its enjeu, or its whole thématique where enjeux are not published (the transversal block).
    """
    for thematique in chiffres.referentiel.thematiques:
        for enjeu in thematique.enjeux:
            criteres = tuple(critere.code for critere in enjeu.criteres)
            if contenu.critere not in criteres and contenu.enjeu != enjeu.code:
                continue
            for parution in chiffres.parutions:
                codes = {agregat.code for agregat in parution.edition.agregats}
                if enjeu.code in codes:
                    return parution, enjeu.code, criteres
                if thematique.code in codes:
                    return parution, thematique.code, tuple(c.code for c in thematique.criteres)
    return None


def build_repartition(
    titre: str,
    chiffres: Chiffres,
    contenu: ContenuRepartition,
    trouve: tuple[Parution, str] | None,
    comptes: Mapping[str, Sequence[int]],
) -> SceneRepartition:
    """The spread of a critère where it may be shown, else of its enjeu, with the question and the descriptors."""
    question = _build_question(titre, chiffres.referentiel, contenu)
    if trouve is None:
        return replace(question, raison=TROP_PEU)
    parution, axe = trouve
    if not parution.ouverte:
        return replace(question, raison=ATTENTE_TOUS)
    agregat = get_repartition_axe(parution, axe, chiffres.seuil)
    if agregat is None:
        return replace(question, raison=TROP_PEU)
    noms = tuple(f"{rang} · {nom}" for rang, nom in enumerate(parution.edition.niveaux))
    critere = contenu.critere
    propres = get_repartition_critere(agregat, comptes, critere, chiffres.seuil) if critere else None
    nombres = propres if propres is not None else agregat.repartition
    mediane = lower_median(nombres)
    return replace(
        question,
        portee="critere" if propres is not None else "enjeu",
        axe=agregat.titre,
        note=CRITERE_OUVERT if critere and propres is None else "",
        noms=noms,
        nombres=nombres,
        mediane=noms[mediane] if mediane is not None else "",
        compte=format_pluriel(sum(nombres), "réponse"),
        trimestre=parution.numero,
        source=_sign(parution),
    )


def build_vote(titre: str, contenu: ContenuVote, tours: Sequence[TourVu], referentiel: Referentiel) -> SceneVote:
    """The question and its choices; how many voted; then, once revealed, what came out, one entry per round.

    Nothing of a vote that is not revealed, and nothing at all under the threshold (the count saw to it).
    """
    critere = _find_critere(referentiel, contenu.critere)
    demande = critere.question_simple if critere else ""
    titre_critere = critere.titre if critere else ""
    if not tours:
        return SceneVote(
            titre,
            contenu.genre,
            contenu.mode is ModeTour.STRUCTURE,
            titre_critere,
            contenu.question or demande,
            _list_choix(contenu, critere, referentiel),
            etat=None,
            numero=0,
            votes=0,
            points=contenu.points,
            tours=(),
            convenu=None,
        )
    dernier = tours[-1]
    structures = dernier.mode is ModeTour.STRUCTURE
    reveles = [tour for tour in tours if tour.etat in REVELES] if dernier.etat in REVELES else []
    return SceneVote(
        titre,
        dernier.genre,
        structures,
        titre_critere,
        dernier.question or demande,
        dernier.options.choix,
        dernier.etat,
        dernier.numero,
        dernier.votes,
        dernier.options.points if isinstance(dernier.options, OptionsPoints) else None,
        tuple(_build_tour(tour) for tour in reveles),
        dernier.niveau_convenu,
    )


def _build_tour(tour: TourVu) -> TourMontre:
    nom = f"{'1er' if tour.numero == 1 else str(tour.numero) + 'e'} tour"
    choix = tour.options.choix
    match tour.resultat:
        case ResultatMots(votes=votes):
            return TourMontre(
                nom,
                votes,
                mots=tuple(
                    MotMontre(tete.texte, nombre) for tete, nombre in list_groupes_montres(tour.mots)[:MOTS_MAX]
                ),
            )
        case ResultatPoints(votes=votes, repartition=repartition):
            return TourMontre(nom, votes, nombres=tuple(repartition[un.valeur] for un in choix))
        case ResultatChoix(votes=votes, repartition=repartition) as resultat:
            return TourMontre(
                nom,
                votes,
                nombres=tuple(repartition[un.valeur] for un in choix),
                non_concernes=resultat.non_concernes or 0,
                mediane=next((un.libelle for un in choix if un.valeur == resultat.mediane), ""),
            )
        case ResultatTu(votes=votes) as tu:
            return TourMontre(nom, votes, explain_tu(tour.genre, tu))
        case None:
            raise ValueError("Un tour qui n’est pas révélé n’a pas de résultat.")


def _list_choix(contenu: ContenuVote, critere: Critere | None, referentiel: Referentiel) -> tuple[Choix, ...]:
    """What will be asked, before the first round opens."""
    match contenu.genre:
        case GenreTour.NIVEAU:
            descripteurs = critere.niveaux if critere else {}
            return tuple(Choix(n.niveau, n.nom, descripteurs.get(n.niveau, "")) for n in referentiel.echelle)
        case GenreTour.POINTS:
            return list_options(contenu)
        case GenreTour.CONFIANCE:
            return list_confiances()
        case GenreTour.MOTS:
            return ()


def _build_question(titre: str, referentiel: Referentiel, contenu: ContenuRepartition) -> SceneRepartition:
    if critere := _find_critere(referentiel, contenu.critere):
        textes = tuple(critere.niveaux.get(niveau.niveau, "") for niveau in referentiel.echelle)
        return SceneRepartition(titre, critere.titre, critere.question_simple, textes)
    for thematique in referentiel.thematiques:
        for enjeu in thematique.enjeux:
            if enjeu.code == contenu.enjeu:
                return SceneRepartition(titre, enjeu.titre, enjeu.question, ())
    return SceneRepartition(titre, "", "", ())


def _find_critere(referentiel: Referentiel, code: str | None) -> Critere | None:
    try:
        return referentiel.critere(code) if code else None
    except KeyError:
        return None


def _name_maintenant(parution: Parution) -> str:
    return f"Trimestre\u00a0{parution.numero}" + ("" if parution.clos else ", en cours")


def _sign(parution: Parution) -> str:
    """Of which day the figures are, and how many carnets they count."""
    jour = format_date(parution.publie_le.astimezone(FUSEAU).date())
    return f"Chiffres au {jour}, {format_pluriel(parution.carnets, 'carnet transmis', 'carnets transmis')}"
