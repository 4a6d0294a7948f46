"""One mail to one server: the message, the connection, and what a failure means."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import parseaddr
from urllib.parse import urlsplit

from caprse.socle.reglages import Reglages

DELAI = 10.0
NOM_EXPEDITEUR = "Cahier CAP RSE"


class _Adresse(UnstructuredHeader, BaseHeader):
    """A header that holds an address of the web: one line, as it is. Folded or encoded, no program would follow it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_EN_TETES = HeaderRegistry()
_EN_TETES.map_to_type("list-unsubscribe", _Adresse)
_POLITIQUE = SMTP.clone(header_factory=_EN_TETES)


class EnvoiImpossible(Exception):
    """The mail did not leave. ``definitif``: no use trying again; ``serveur_absent``: the server itself failed."""

    def __init__(self, raison: str, *, definitif: bool = False, serveur_absent: bool = False) -> None:
        super().__init__(raison)
        self.definitif = definitif
        self.serveur_absent = serveur_absent


@dataclass(frozen=True)
class Lettre:
    """A mail as it leaves; ``desinscription`` is the address where its reader wants no more of them."""

    destinataire: str
    objet: str
    contenu: str
    identifiant: str
    date: datetime
    desinscription: str = ""


def build_message(reglages: Reglages, lettre: Lettre) -> EmailMessage:
    """The message with its headers. Raises ValueError for a header that would hold a line break or a bad address."""
    nom, adresse = parseaddr(reglages.expediteur)
    message = EmailMessage(policy=_POLITIQUE)
    message["From"] = Address(nom or NOM_EXPEDITEUR, addr_spec=adresse)
    message["To"] = Address(addr_spec=lettre.destinataire)
    message["Subject"] = lettre.objet
    message["Date"] = lettre.date
    message["Message-ID"] = f"<{lettre.identifiant}@{urlsplit(reglages.adresse_publique).hostname}>"
    # RFC 3834: keeps out-of-office answers away.
    message["Auto-Submitted"] = "auto-generated"
    if lettre.desinscription:
        # The mail program's own button (RFC 2369); RFC 8058 allows the one that asks nothing only over HTTPS.
        message["List-Unsubscribe"] = f"<{lettre.desinscription}>"
        if lettre.desinscription.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(lettre.contenu, cte="quoted-printable")
    message["Content-Language"] = "fr"
    return message


def send_message(reglages: Reglages, lettre: Lettre) -> None:
    """Send one mail, at most ``DELAI`` seconds per exchange. Raises EnvoiImpossible with a French sentence."""
    try:
        message = build_message(reglages, lettre)
    except (ValueError, IndexError, MessageError) as erreur:
        raise EnvoiImpossible(f"L'adresse ou l'objet du message est refusé ({erreur}).", definitif=True) from erreur
    smtp = _connect(reglages)
    try:
        smtp.send_message(message, parseaddr(reglages.expediteur)[1], [lettre.destinataire])
    except smtplib.SMTPRecipientsRefused as erreur:
        code, detail = erreur.recipients[lettre.destinataire]
        raise EnvoiImpossible(
            _tell("Le serveur refuse ce destinataire", code, detail), definitif=code >= 500
        ) from erreur
    except smtplib.SMTPResponseException as erreur:
        raise EnvoiImpossible(
            _tell("Le serveur refuse le message", erreur.smtp_code, erreur.smtp_error),
            definitif=isinstance(erreur, smtplib.SMTPDataError) and erreur.smtp_code >= 500,
            serveur_absent=not isinstance(erreur, smtplib.SMTPDataError),
        ) from erreur
    except (OSError, smtplib.SMTPException) as erreur:
        raise _absence(erreur) from erreur
    finally:
        # What the server says when we leave changes nothing: it has accepted the message, or refused it, already.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()


def _connect(reglages: Reglages) -> smtplib.SMTP:
    hote = reglages.smtp_hote or ""
    smtp: smtplib.SMTP | None = None
    try:
        if reglages.smtp_securite == "tls":
            smtp = smtplib.SMTP_SSL(hote, reglages.smtp_port, timeout=DELAI, context=ssl.create_default_context())
        else:
            smtp = smtplib.SMTP(hote, reglages.smtp_port, timeout=DELAI)
        if reglages.smtp_securite == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if reglages.smtp_utilisateur:
            smtp.login(reglages.smtp_utilisateur, reglages.smtp_mot_de_passe or "")
    except smtplib.SMTPAuthenticationError as erreur:
        _close(smtp)
        raise EnvoiImpossible(
            _tell("Le serveur refuse l'identifiant ou le mot de passe", erreur.smtp_code, erreur.smtp_error),
            serveur_absent=True,
        ) from erreur
    except (OSError, smtplib.SMTPException) as erreur:
        _close(smtp)
        raise _absence(erreur) from erreur
    return smtp


def _close(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None:
        smtp.close()


def _absence(erreur: Exception) -> EnvoiImpossible:
    # Once connected, smtplib tells a timeout as a lost connection.
    if isinstance(erreur, TimeoutError) or isinstance(erreur.__context__, TimeoutError):
        raison = "Le serveur d'envoi ne répond pas à temps."
    elif isinstance(erreur, ssl.SSLError):
        raison = f"La connexion chiffrée avec le serveur d'envoi a échoué ({erreur.reason or 'TLS'})."
    elif isinstance(erreur, smtplib.SMTPNotSupportedError):
        raison = "Le serveur d'envoi n'offre pas ce qui est demandé (chiffrement ou identification)."
    else:
        raison = f"Le serveur d'envoi ne répond pas ({type(erreur).__name__})."
    return EnvoiImpossible(raison, serveur_absent=True)


def _tell(phrase: str, code: int, detail: bytes | str) -> str:
    texte = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else detail
    return f"{phrase} ({code} {' '.join(texte.split())[:200]})."
