"""How a name says that its data are invented, where no line says so beside it: on paper, in mails, in calendars."""

from __future__ import annotations

MENTION = " (données inventées)"


def add_mention(nom: str) -> str:
    """The name, saying it once: that of a demonstration may say it by itself."""
    return nom if "inventées" in nom.casefold() else nom + MENTION


def drop_mention(nom: str) -> str:
    """The name alone, where what stands beside it says so."""
    return nom.removesuffix(MENTION)
