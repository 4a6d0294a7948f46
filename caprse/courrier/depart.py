"""Whether a mail can leave now, told to the person who causes it."""

from __future__ import annotations

from dataclasses import dataclass

from caprse.socle.installation import Installation


@dataclass
class EtatServeur:
    """What the postman of this process last met: in ``panne``, no mail leaves until the server or its setting is
    repaired. A process that never made the round knows of no failure.
    """

    panne: bool = False


def describe_depart(installation: Installation, courriel: str) -> str:
    """One sentence on a mail that is in the outbox: it leaves, it waits, or it has to be handed over."""
    if installation.reglages.sans_courrier:
        return f"Aucun courriel ne part de ce site : l’administration a le lien pour {courriel} (« Boîte d’envoi »)."
    if installation.get_piece(EtatServeur).panne:
        return (
            f"Le serveur d’envoi ne répond pas pour le moment : le message pour {courriel} est gardé, il partira "
            "de lui-même."
        )
    return f"Un message part pour {courriel}."
