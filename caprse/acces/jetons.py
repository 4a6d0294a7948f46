"""Secrets handed to people: login links, invitations, sessions. Only their hash is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode

# The cookie that holds the session of a browser.
COOKIE = "caprse_session"
LONGUEUR_MAX = 100
# The hidden field of a plain form that says which sending of it this is: two presses of one drawing are one act.
CHAMP_ACTE = "acte"
_ACTE = re.compile(r"[A-Za-z0-9_-]{43}")


def create_jeton() -> str:
    """A new secret: 32 random bytes, safe in an address and in a cookie."""
    return secrets.token_urlsafe(32)


def is_acte(acte: str) -> bool:
    """Whether this can be the identity that a form of ours was drawn with."""
    return _ACTE.fullmatch(acte) is not None


def derive_jeton(acte: str, secret: str) -> str:
    """The secret that both presses of one form give: found again by whoever holds the form and what it sends.

    ``secret``: what the form sends and few know. Without an identity, a new one.
    """
    if not is_acte(acte):
        return create_jeton()
    return urlsafe_b64encode(hashlib.sha256(f"{acte}:{secret}".encode()).digest()).decode().rstrip("=")
