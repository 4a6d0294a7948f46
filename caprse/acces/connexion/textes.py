"""The words of the mails: short, warm, with who writes and why the person receives it. Values in, values out."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from caprse.acces.regles import EXPLICATIONS, Role
from caprse.courrier.corps import Corps, Lien, Paragraphe, write_html, write_texte
from caprse.socle.dates import format_heure, format_instant

# Its subject, its text, the same laid out.
Message = tuple[str, str, str]


def build_message_lien(adresse_publique: str, jeton: str, expire_le: datetime, suite: str = "") -> Message:
    """The mail of a login link; ``suite``: the page to which it leads, home when empty."""
    adresse = build_adresse(adresse_publique, "connexion/lien", jeton)
    if suite:
        adresse += f"?suite={quote(suite, safe='')}"
    return _write(
        "Votre lien pour entrer dans le cahier CAP RSE",
        Corps(
            titre="Votre lien pour entrer",
            salut="Bonjour,",
            blocs=(Paragraphe("Voici votre lien pour entrer dans le cahier CAP RSE."),),
            bouton=Lien("Entrer dans le cahier", adresse),
            suite=(
                Paragraphe(
                    "Ouvrez-le, puis appuyez sur « Entrer ». Il sert une seule fois, jusqu’à "
                    f"{format_heure(expire_le)} (heure de Paris)."
                ),
                Paragraphe("Ne transférez pas ce message : avec ce lien, on entre à votre place."),
            ),
            adresse=adresse_publique,
            raison=(
                "Vous recevez ce message parce que votre adresse a été écrite sur la page de connexion.\n"
                "Ce n’était pas vous ? Ne faites rien : sans ce lien, personne ne peut entrer."
            ),
        ),
    )


def build_message_invitation(
    adresse_publique: str, jeton: str, *, nom: str, invitant: str | None, role: Role, lieu: str, expire_le: datetime
) -> Message:
    """The mail of an invitation. ``lieu`` is the name of the structure or collectif, empty for neither."""
    qui = f"{invitant} vous invite" if invitant else "Vous êtes invité(e)"
    ou = f" pour {lieu}" if lieu else ""
    auteur = invitant or "l’administration du cahier"
    return _write(
        f"Invitation au cahier CAP RSE{ou}",
        Corps(
            titre=f"{qui} au cahier CAP RSE",
            salut=f"Bonjour {nom},",
            blocs=(Paragraphe(f"{qui} à rejoindre le cahier CAP RSE{ou}.\nVous pourrez {EXPLICATIONS[role]}."),),
            bouton=Lien("Accepter l’invitation", build_adresse(adresse_publique, "invitation", jeton)),
            suite=(
                Paragraphe(
                    "Ouvrez ce lien, puis appuyez sur « Rejoindre ». Il sert une seule fois, jusqu’au "
                    f"{format_instant(expire_le)}. Il n’y a pas de mot de passe à retenir."
                ),
            ),
            adresse=adresse_publique,
            raison=(
                f"Vous recevez ce message parce que {auteur} a écrit votre adresse.\n"
                "Vous n’attendiez rien ? Ne faites rien : aucun compte n’est ouvert sans votre accord."
            ),
        ),
    )


def build_adresse(adresse_publique: str, chemin: str, jeton: str) -> str:
    """The address of a secret link; its host comes from the settings alone, never from a request."""
    return f"{adresse_publique.rstrip('/')}/{chemin}/{jeton}"


def _write(objet: str, corps: Corps) -> Message:
    return objet, write_texte(corps), write_html(corps)
