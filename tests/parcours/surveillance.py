"""What no page may do, whatever the journey: ask another host, fail, log an error."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

LOCAUX = frozenset({"127.0.0.1", "localhost"})
# Streamlit says so when a person types at the very moment their session ends and its line is closed.
LIGNE_FERMEE = "Cannot send rerun backMessage when disconnected"
# A browser writes by itself that the line is cut, for each look of the carnet meanwhile.
LIGNE_COUPEE = "Failed to load resource: net::ERR_"
REPONSES = ("/reponses", "/positions")
# While the base is away, or once the session has ended, the server says so to whoever asks for a line.
RECHERCHE_DU_SERVEUR = ("/_stcore/health", "/_stcore/host-config")


class Surveillance:
    """Collects the faults of every page of the contexts it watches."""

    def __init__(self, adresse: str) -> None:
        self.adresse = adresse
        self.fautes: list[str] = []

    def watch(self, contexte: BrowserContext) -> None:
        contexte.on("request", self._note_request)
        contexte.on("console", self._note_console)
        contexte.on("weberror", lambda erreur: self.fautes.append(f"erreur de page : {erreur.error}"))

    def check(self) -> None:
        """Raise AssertionError with every fault."""
        assert not self.fautes, "\n".join(self.fautes)

    def _note_request(self, requete: Request) -> None:
        adresse = urlsplit(requete.url)
        if adresse.scheme not in {"data", "blob"} and adresse.hostname not in LOCAUX:
            self.fautes.append(f"requête vers un autre hôte : {requete.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        lieu = message.location["url"] if message.location else ""
        refusee = lieu.endswith(RECHERCHE_DU_SERVEUR) and "404" not in message.text
        coupee = message.text.startswith(LIGNE_COUPEE) and urlsplit(lieu).path.startswith(REPONSES)
        voulue = refusee or coupee or message.text.startswith(LIGNE_FERMEE)
        if message.type == "error" and not voulue:
            self.fautes.append(f"erreur dans la console : {message.text} ({lieu})")
