"""The console, where mails are shown for lack of a mail server."""

from __future__ import annotations

import logging
import sys
from typing import TextIO


class _Console(logging.StreamHandler[TextIO]):
    """Writes to whatever the standard output is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stdout

    @stream.setter
    def stream(self, _: TextIO) -> None:
        """Always the current standard output."""


def show_courriel(destinataire: str, objet: str, contenu: str) -> None:
    """Print one mail that cannot leave."""
    console = logging.getLogger("caprse.courrier.console")
    if not console.handlers:
        console.addHandler(_Console())
        console.setLevel(logging.INFO)
        console.propagate = False
    console.info(
        "\n--- Courriel non envoyé (aucun serveur de messagerie) ---\nÀ : %s\nObjet : %s\n\n%s\n---",
        destinataire,
        objet,
        contenu,
    )
