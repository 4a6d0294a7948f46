"""Secrets handed to people: login links, invitations, sessions. Only their hash is kept."""

from __future__ import annotations

import secrets

# The cookie that holds the session of a browser.
COOKIE = "caprse_session"
LONGUEUR_MAX = 100


def create_jeton() -> str:
    """A new secret: 32 random bytes, safe in an address and in a cookie."""
    return secrets.token_urlsafe(32)
