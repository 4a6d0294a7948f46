"""The words of the mails: short, warm, with who writes and why the person receives it. Values in, values out."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from caprse.acces.regles import EXPLICATIONS, Role
from caprse.socle.dates import format_heure, format_instant

Message = tuple[str, str]


def build_message_lien(adresse_publique: str, jeton: str, expire_le: datetime, suite: str = "") -> Message:
    """Subject and text of a login link; ``suite``: the page to which it leads, home when empty."""
    adresse = build_adresse(adresse_publique, "connexion/lien", jeton)
    if suite:
        adresse += f"?suite={quote(suite, safe='')}"
    return (
        "Votre lien pour entrer dans le cahier CAP RSE",
        f"""Bonjour,

Voici votre lien pour entrer dans le cahier CAP RSE :

{adresse}

Ouvrez-le, puis appuyez sur « Entrer ». Il sert une seule fois, jusqu'à {format_heure(expire_le)} (heure de Paris).

Ne transférez pas ce message : avec ce lien, on entre à votre place.

{_signature(adresse_publique)}
Vous recevez ce message parce que votre adresse a été écrite sur la page de connexion.
Ce n'était pas vous ? Ne faites rien : sans ce lien, personne ne peut entrer.
""",
    )


def build_message_invitation(
    adresse_publique: str, jeton: str, *, nom: str, invitant: str | None, role: Role, lieu: str, expire_le: datetime
) -> Message:
    """Subject and text of an invitation. ``lieu`` is the name of the structure or collectif, empty for neither."""
    qui = f"{invitant} vous invite" if invitant else "Vous êtes invité(e)"
    ou = f" pour {lieu}" if lieu else ""
    return (
        f"Invitation au cahier CAP RSE{ou}",
        f"""Bonjour {nom},

{qui} à rejoindre le cahier CAP RSE{ou}.
Vous pourrez {EXPLICATIONS[role]}.

Pour accepter, ouvrez ce lien, puis appuyez sur « Rejoindre » :

{build_adresse(adresse_publique, "invitation", jeton)}

Il sert une seule fois, jusqu'au {format_instant(expire_le)}. Il n'y a pas de mot de passe à retenir.

{_signature(adresse_publique)}
Vous recevez ce message parce que {invitant or "l'administration du cahier"} a écrit votre adresse.
Vous n'attendiez rien ? Ne faites rien : aucun compte n'est ouvert sans votre accord.
""",
    )


def build_adresse(adresse_publique: str, chemin: str, jeton: str) -> str:
    """The address of a secret link; its host comes from the settings alone, never from a request."""
    return f"{adresse_publique.rstrip('/')}/{chemin}/{jeton}"


def _signature(adresse_publique: str) -> str:
    return f"À bientôt,\nLe cahier CAP RSE\n{adresse_publique}\n\n--"
