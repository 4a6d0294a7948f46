"""The words of what happened: one thing, what it means for its reader, one button. Values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from caprse.courrier.corps import Bloc, Citation, Corps, Fiche, Paragraphe, Teinte
from caprse.courrier.fabriques import Avis
from caprse.relecture.rappels.gens import Adresses, Personne, write_courriel
from caprse.socle.dates import format_date, format_rendez_vous
from caprse.socle.francais import add_de, agree, enumerate_words, format_pluriel

Envoi = tuple[str, Corps]


@dataclass(frozen=True)
class TrimestreOuvert:
    """A trimestre that opens. ``criteres``: how many questions; ``traces``: to renew, by structure that has some."""

    numero: int
    thematique: str
    fin: date
    criteres: int
    teinte: Teinte
    structures: tuple[UUID, ...]
    rencontre: tuple[date, time | None, str] | None
    bilan: bool = False
    traces: tuple[tuple[UUID, int], ...] = ()


@dataclass(frozen=True)
class CarnetSuivi:
    """A carnet that was transmitted, or re-read. ``manquants``: criteres without an answer; ``motif`` says why."""

    id: UUID
    structure_id: UUID
    structure: str
    numero: int
    thematique: str
    teinte: Teinte
    par: str
    repondus: int
    manquants: int
    motif: str
    remarques: int


@dataclass(frozen=True)
class DecisionSuivie:
    """What a meeting decided for one structure."""

    structure_id: UUID
    structure: str
    quoi: str
    pilote: str
    echeance: date | None
    rencontre_id: UUID
    rencontre: str
    jour: date


LE_BILAN = "Le bilan"
HEURE_DU_BILAN = (
    "Une heure pour regarder tout le chemin : les questions du départ une deuxième fois, vos réponses à revoir, puis "
    "une page qui dit ce qui a changé."
)


def build_ouverture(fait: TrimestreOuvert, personne: Personne, adresses: Adresses) -> Envoi:
    """For the people of the structures: a new carnet is there."""
    quand = LE_BILAN if fait.bilan else f"Le trimestre\u00a0{fait.numero}"
    siens = [(identifiant, nom) for identifiant, nom in personne.structures if identifiant in fait.structures]
    noms = enumerate_words([nom for _, nom in siens])
    fiche = [] if fait.bilan else [("Thématique", fait.thematique)]
    fiche.append(("Dernier jour pour transmettre", format_date(fait.fin)))
    if fait.rencontre is not None:
        jour, heure, titre = fait.rencontre
        fiche.append(("Prochaine rencontre", f"{format_rendez_vous(jour, heure)}, {titre}"))
    if traces := sum(nombre for structure, nombre in fait.traces if structure in dict(siens)):
        fiche.append(("Traces à renouveler", f"{traces:d}"))
    objet = f"{fait.thematique} : votre nouveau carnet est ouvert"
    return write_courriel(
        objet,
        personne.nom,
        adresses,
        blocs=(
            Paragraphe(
                f"{quand} commence pour {noms}. {HEURE_DU_BILAN if fait.bilan else _count_questions(fait.criteres)}"
            ),
            Fiche(tuple(fiche)),
        ),
        bouton=("Ouvrir le carnet", chemin_ouverture(fait, personne)),
        suite="Vous pouvez vous arrêter et reprendre quand vous voulez : chaque réponse est enregistrée aussitôt.",
        raison=f"vous suivez le carnet de {noms}",
        teinte=fait.teinte,
    )


def chemin_ouverture(fait: TrimestreOuvert, personne: Personne) -> str:
    """The carnet of the first of the person's structures that has one."""
    siens = [identifiant for identifiant, _ in personne.structures if identifiant in fait.structures]
    return f"carnet?structure={siens[0]}" if siens else "carnet"


def build_avis_ouverture(fait: TrimestreOuvert, personne: Personne) -> Avis:
    """The same as a notice."""
    detail = f"À transmettre au plus tard le {format_date(fait.fin)}"
    return Avis(f"Votre carnet « {fait.thematique} » est ouvert", chemin_ouverture(fait, personne), detail)


def build_transmis(fait: CarnetSuivi, personne: Personne, adresses: Adresses) -> Envoi:
    """For the animation: a carnet waits to be re-read."""
    objet = f"{fait.structure} a transmis son carnet"
    fiche = [
        ("Carnet", f"{fait.thematique}, trimestre\u00a0{fait.numero}"),
        ("Réponses", _tell_reponses(fait)),
    ]
    blocs: list[Bloc] = [
        Paragraphe(f"{fait.par or fait.structure} vient de transmettre le carnet {add_de(fait.structure)}.")
    ]
    blocs.append(Fiche(tuple(fiche)))
    if fait.motif:
        blocs.append(Citation("Pourquoi il manque des réponses", fait.motif))
    return write_courriel(
        objet,
        personne.nom,
        adresses,
        blocs=tuple(blocs),
        bouton=("Relire ce carnet", f"relecture?carnet={fait.id}"),
        raison="vous accompagnez ce collectif",
        teinte=fait.teinte,
    )


def build_avis_transmis(fait: CarnetSuivi) -> Avis:
    """The same as a notice."""
    return Avis(
        f"{fait.structure} a transmis son carnet",
        f"relecture?carnet={fait.id}",
        f"{fait.thematique} · {_tell_reponses(fait)}",
    )


def build_relu(fait: CarnetSuivi, personne: Personne, adresses: Adresses) -> Envoi:
    """For the people of the structure: their carnet is re-read, nothing more is asked."""
    objet = f"{fait.thematique} : votre carnet est relu"
    remarques = (
        f"Elle a laissé {format_pluriel(fait.remarques, 'remarque')}, à côté "
        f"{agree(fait.remarques, 'du critère', 'des critères')}."
        if fait.remarques
        else "Tout est en ordre."
    )
    return write_courriel(
        objet,
        personne.nom,
        adresses,
        blocs=(
            Paragraphe(f"Votre chargée de mission a relu le carnet « {fait.thematique} » {add_de(fait.structure)}."),
            Paragraphe(f"{remarques} Vous n’avez rien à renvoyer."),
        ),
        bouton=("Relire nos réponses" if fait.remarques else "Voir nos résultats", chemin_relu(fait)),
        raison=f"vous suivez le carnet de « {fait.structure} »",
        teinte=fait.teinte,
    )


def chemin_relu(fait: CarnetSuivi) -> str:
    """Where the remarks are, else the results."""
    return f"{'carnet' if fait.remarques else 'resultats'}?structure={fait.structure_id}"


def build_avis_relu(fait: CarnetSuivi) -> Avis:
    """The same as a notice."""
    detail = format_pluriel(fait.remarques, "remarque") if fait.remarques else fait.structure
    return Avis(f"Votre carnet « {fait.thematique} » est relu", chemin_relu(fait), detail)


def build_decision(fait: DecisionSuivie, personne: Personne, adresses: Adresses) -> Envoi:
    """For the direction: a meeting decided something for its structure, which confirms it."""
    objet = f"Une décision concerne {fait.structure}"
    fiche = [("Rencontre", f"{fait.rencontre}, {format_date(fait.jour)}")]
    if fait.pilote:
        fiche.append(("Qui s’en occupe", fait.pilote))
    if fait.echeance is not None:
        fiche.append(("Pour le", format_date(fait.echeance)))
    return write_courriel(
        objet,
        personne.nom,
        adresses,
        blocs=(Citation("Ce qui est proposé pour votre structure", fait.quoi), Fiche(tuple(fiche))),
        bouton=("Lire et confirmer", "decisions"),
        suite="Elle compte une fois que vous l’avez confirmée.",
        raison=f"vous dirigez « {fait.structure} »",
    )


def build_avis_decision(fait: DecisionSuivie) -> Avis:
    """The same as a notice."""
    return Avis(f"Une décision concerne {fait.structure}", "decisions", fait.quoi)


def _count_questions(criteres: int) -> str:
    return (
        f"Il y a {format_pluriel(criteres, 'question')} : on y répond en une heure environ, en une ou plusieurs fois."
    )


def _tell_reponses(fait: CarnetSuivi) -> str:
    if fait.manquants:
        return f"{fait.repondus} sur {fait.repondus + fait.manquants}"
    return f"{format_pluriel(fait.repondus, 'réponse')}, rien ne manque"


def list_noms(personnes: Sequence[Personne]) -> str:
    """The names of people, as a sentence says them."""
    return enumerate_words([personne.nom for personne in personnes])
