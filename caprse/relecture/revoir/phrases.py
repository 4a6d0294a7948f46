"""Why an earlier answer comes back, in words; what the control shows of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from caprse.carnet.remplir.phrases import Echelle, get_choix, name_choix
from caprse.collectif.calendrier.reprise import name_numero
from caprse.progres.regles import LIBELLES_ETAT
from caprse.referentiel.schema import Critere
from caprse.relecture.revoir.regles import ActionServie, Anterieure, Motif, Proposee, confirm
from caprse.restitution.figures.formats import DEUX_POINTS
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel, shorten

QUOI_MAX = 90
ACTIONS_MAX = 2


def list_raisons(proposee: Proposee, echelle: Echelle) -> tuple[str, ...]:
    """One sentence for each reason."""
    return tuple(_say(motif, proposee.anterieure, echelle) for motif in proposee.motifs)


def build_avant(anterieure: Anterieure, raisons: Sequence[str], echelle: Echelle) -> dict[str, Any]:
    """What the control shows of the earlier answer, and what it records when it still holds."""
    avant = anterieure.saisie
    visait = f"Vous visiez : {name_choix(avant.cible, echelle)}" if avant.cible is not None else ""
    return {
        # Said once: in the reason, where it is one.
        "visait": "" if any(raison.startswith("Vous visiez") for raison in raisons) else visait,
        "trimestre": anterieure.trimestre,
        "quand": _say_quand(anterieure),
        "raisons": list(raisons),
        "saisie": asdict(confirm(anterieure)),
        "actions": list_actions(anterieure),
        "commentaire": avant.commentaire,
        "trace": avant.trace_titre,
        "lien": avant.trace_lien,
        "pieces": [
            {"titre": f"{t.titre} (confidentielle)" if t.confidentielle else t.titre, "lien": t.adresse}
            for t in anterieure.traces
        ],
    }


def list_actions(anterieure: Anterieure) -> list[str]:
    """What is planned for it, one line an action: two are named, the others are counted."""
    ouvertes = anterieure.ouvertes
    lignes = [
        f"Votre action : {shorten(action.quoi, QUOI_MAX)} ({_say_etat(action)})" for action in ouvertes[:ACTIONS_MAX]
    ]
    reste = len(ouvertes) - ACTIONS_MAX
    return [*lignes, f"Et {format_pluriel(reste, 'autre action', 'autres actions')}"] if reste > 0 else lignes


def list_avant(anterieure: Anterieure, critere: Critere, raisons: Sequence[str], echelle: Echelle) -> list[str]:
    """The same for the simple display: what was answered, what it says, what was written then."""
    avant, dit = anterieure.saisie, build_avant(anterieure, raisons, echelle)
    choix = get_choix(avant)
    descripteur = avant.motif if avant.niveau is None else critere.niveaux[avant.niveau]
    nom = name_choix(choix, echelle) if choix is not None else "sans réponse"
    trace = " ".join(filter(None, (avant.trace_titre, avant.trace_lien)))
    return [
        f"{_say_quand(anterieure)}{DEUX_POINTS}{nom}. {descripteur}".rstrip(),
        *([f"Vous aviez écrit : « {avant.commentaire} »"] if avant.commentaire else []),
        *([f"Trace : {trace}"] if trace else []),
        *([dit["visait"]] if dit["visait"] else []),
        *dit["actions"],
    ]


def _say_quand(anterieure: Anterieure) -> str:
    nom = name_numero(anterieure.trimestre, repris=anterieure.repris)
    return f"Au {nom[0].lower()}{nom[1:]}"


def _say_etat(action: ActionServie) -> str:
    etat = LIBELLES_ETAT[action.etat].lower()
    return f"{etat}, pour le {format_date(action.echeance)}" if action.echeance else etat


def _say(motif: Motif, anterieure: Anterieure, echelle: Echelle) -> str:
    match motif:
        case Motif.ACTION_FAITE:
            faites = anterieure.faites
            if len(faites) > 1:
                return f"{len(faites)} de vos actions sont faites : où en êtes-vous ?"
            return f"Votre action « {shorten(faites[0].quoi, QUOI_MAX)} » est faite : où en êtes-vous ?"
        case Motif.CIBLE_ECHUE:
            cible = anterieure.saisie.cible
            return f"Vous visiez {name_choix(cible or 0, echelle)}."
        case Motif.NOMMEE:
            demande = "Votre chargée de mission vous propose d’y revenir"
            return f"{demande} : {anterieure.note}" if anterieure.note else f"{demande}."
    if not anterieure.avis_loin:
        return "Une discussion est restée ouverte sur cette réponse."
    dit = "Une discussion est restée ouverte, et les" if anterieure.discutee else "Les"
    return f"{dit} avis recueillis sont loin de cette réponse."
