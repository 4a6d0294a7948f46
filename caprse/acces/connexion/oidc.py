"""Login with an OpenID Connect provider: Streamlit runs the exchange, this turns its proof into a session of ours.

Streamlit's own cookie lasts thirty days, cannot be revoked and is not marked Secure. Here it only serves, for a few
minutes, to open an ordinary session by a POST, and is removed at once: there is one kind of session to revoke.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import Response
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from caprse.acces.connexion.sessions import open_session
from caprse.acces.modele import Compte
from caprse.acces.unite import Unit
from caprse.socle.adresses import refusal_courriel
from caprse.socle.erreurs import Refus
from caprse.socle.reglages import Reglages

FRAICHEUR_JOURS = 15 / (24 * 60)
FOURNISSEUR = "default"


def build_secrets(reglages: Reglages) -> dict[str, Any] | None:
    """What ``st.App(secrets=…)`` needs for ``st.login``, or None when OpenID Connect is not configured."""
    if not reglages.oidc:
        return None
    return {
        "auth": {
            "redirect_uri": f"{reglages.adresse_publique.rstrip('/')}/oauth2callback",
            "cookie_secret": reglages.oidc_cookie_secret,
            "client_id": reglages.oidc_client_id,
            "client_secret": reglages.oidc_client_secret,
            "server_metadata_url": reglages.oidc_metadata_url,
        }
    }


def build_adresse_fournisseur() -> str:
    """The address that starts the exchange: Streamlit's own, signed for two minutes."""
    return str(generate_login_redirect_url(FOURNISSEUR))


def read_identite(request: Request) -> dict[str, Any] | None:
    """Who the provider said this browser is, if it said so in the last fifteen minutes; else None."""
    secret = get_cookie_secret()

    def read(nom: str) -> bytes | None:
        valeur = request.cookies.get(nom)
        return decode_signed_value(secret, nom, valeur, max_age_days=FRAICHEUR_JOURS) if valeur else None

    contenu = get_cookie_with_chunks(read, USER_COOKIE_NAME)
    if not contenu:
        return None
    identite: dict[str, Any] = json.loads(contenu)
    return identite


def open_session_oidc(unit: Unit, identite: Mapping[str, Any], appareil: str) -> str:
    """Open a session for the account whose address the provider vouches for; returns its token. For the system unit.

    An account is never created: an invitation does that. Raises Refus when the address is not verified, unknown, or
    its account closed.
    """
    courriel = identite.get("email")
    # Some providers write the boolean as a word.
    verifie = identite.get("email_verified") in (True, "true")
    if identite.get("is_logged_in") is not True or not isinstance(courriel, str) or not verifie:
        raise Refus(
            "Votre fournisseur d’identité ne garantit pas votre adresse e-mail. Demandez plutôt un lien par e-mail."
        )
    compte_id = None
    if refusal_courriel(courriel) is None:
        compte_id = unit.db.scalar(
            select(Compte.id).where(func.lower(Compte.courriel) == func.lower(courriel), Compte.actif)
        )
    if compte_id is None:
        raise Refus(
            "Aucun compte n’est ouvert pour cette adresse. Demandez une invitation à la direction de votre structure "
            "ou à votre chargée de mission."
        )
    return open_session(unit, compte_id, appareil)


def forget_identite(request: Request, retour: Response) -> None:
    """Remove the provider's proof from the browser: Streamlit's cookies, and the pieces long ones are cut into."""
    for nom in request.cookies:
        if any(nom == base or nom.startswith(f"{base}_") for base in (USER_COOKIE_NAME, TOKENS_COOKIE_NAME)):
            retour.delete_cookie(nom, path="/")
