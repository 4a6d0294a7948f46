"""One signal on its way: to the very address that was checked, over TLS, without following anything."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from urllib.parse import urlsplit

from caprse.echanges.signaux.regles import HORS_RESEAU, is_publique

DELAI = 5.0
# However slowly it answers, the next signal and the mails behind it do not wait longer.
DELAI_EN_TOUT = 10.0
REPONSE_MAX = 1024


class SignalPerdu(Exception):
    """It was not received; ``str()`` is the reason, one French sentence."""


class _Liee(http.client.HTTPConnection):
    """A connection to one address of the network, whatever the name is said to be a moment later."""

    def __init__(self, hote: str, port: int, ip: str, contexte: ssl.SSLContext | None) -> None:
        super().__init__(hote, port, timeout=DELAI)
        self._ip, self._contexte = ip, contexte
        self.coupee = False

    def connect(self) -> None:
        prise = socket.create_connection((self._ip, self.port), DELAI)
        self.sock = self._contexte.wrap_socket(prise, server_hostname=self.host) if self._contexte else prise

    def cut(self) -> None:
        """End it from another thread. What was read by then reads as whole, and is not."""
        self.coupee = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def send_signal(adresse: str, corps: bytes, en_tetes: dict[str, str], *, locale: bool) -> None:
    """Post it; anything but a 2xx is a failure. ``locale``: this machine and its network are allowed.

    Raises SignalPerdu.
    """
    parties = urlsplit(adresse)
    hote, securise = parties.hostname or "", parties.scheme == "https"
    if not securise and not locale:
        raise SignalPerdu("L’adresse n’est pas en https.")
    port = parties.port or (443 if securise else 80)
    ip = resolve(hote, port, locale=locale)
    connexion = _Liee(hote, port, ip, ssl.create_default_context() if securise else None)
    arret = threading.Timer(DELAI_EN_TOUT, connexion.cut)
    arret.daemon = True
    arret.start()
    try:
        cible = (parties.path or "/") + (f"?{parties.query}" if parties.query else "")
        connexion.request("POST", cible, corps, {"Content-Type": "application/json", **en_tetes})
        reponse = connexion.getresponse()
        reponse.read(REPONSE_MAX)
        statut = reponse.status
        if connexion.coupee:
            raise TimeoutError
    except (OSError, http.client.HTTPException) as erreur:
        raise SignalPerdu("Le site ne répond pas, ou pas comme il faut.") from erreur
    finally:
        arret.cancel()
        connexion.close()
    if 300 <= statut < 400:
        raise SignalPerdu("Le site renvoie vers une autre adresse : donnez celle-là.")
    if not 200 <= statut < 300:
        raise SignalPerdu(f"Le site a répondu {statut:d}.")


def resolve(hote: str, port: int, *, locale: bool) -> str:
    """The address that is then connected to, checked: all that the name gives must be public. Raises SignalPerdu."""
    try:
        trouvees = [str(info[4][0]) for info in socket.getaddrinfo(hote, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as erreur:
        raise SignalPerdu("Le nom du site n’existe pas.") from erreur
    if not locale and not all(is_publique(ip) for ip in trouvees):
        raise SignalPerdu(HORS_RESEAU)
    return trouvees[0]
