"""Why an earlier answer comes back, in words; what the control shows of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from caprse.carnet.remplir.phrases import Echelle, name_choix
from caprse.relecture.revoir.regles import Anterieure, Motif, Proposee, confirm
from caprse.socle.francais import shorten

QUOI_MAX = 90


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
        "raisons": list(raisons),
        "saisie": asdict(confirm(anterieure)),
        "commentaire": avant.commentaire,
        "trace": avant.trace_titre,
        "lien": avant.trace_lien,
    }


def _say(motif: Motif, anterieure: Anterieure, echelle: Echelle) -> str:
    match motif:
        case Motif.ACTION_FAITE:
            faites = anterieure.faites
            if len(faites) > 1:
                return f"{len(faites)} de vos actions sont faites : où en êtes-vous ?"
            return f"Votre action « {shorten(faites[0].quoi, QUOI_MAX)} » est faite : où en êtes-vous ?"
        case Motif.CIBLE_ECHUE:
            cible = anterieure.saisie.cible
            return f"Vous visiez {name_choix(cible or 0, echelle)} : y êtes-vous ?"
        case Motif.NOMMEE:
            demande = "Votre chargée de mission vous propose d’y revenir"
            return f"{demande} : {anterieure.note}" if anterieure.note else f"{demande}."
    return "Une discussion est restée ouverte sur cette réponse."
