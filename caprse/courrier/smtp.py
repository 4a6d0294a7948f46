"""One mail to one server: the message, the connection, and what a failure means."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from caprse.courrier.corps import CID_MARQUE, MARQUE
from caprse.courrier.entetes import POLITIQUE, check_entetes, check_ligne, encode_adresse, encode_objet
from caprse.socle.adresses import check_expediteur, refusal_courriel
from caprse.socle.reglages import Reglages

DELAI = 10.0
NOM_EXPEDITEUR = "Cahier CAP RSE"


class EnvoiImpossible(Exception):
    """The mail did not leave. ``definitif``: no use trying again; ``serveur_absent``: the server itself failed, the
    other mails would too; ``reglage``: nothing is wrong with this mail, it leaves once the server or ours is repaired.
    """

    def __init__(
        self, raison: str, *, definitif: bool = False, serveur_absent: bool = False, reglage: bool = False
    ) -> None:
        super().__init__(raison)
        self.definitif = definitif
        self.serveur_absent = serveur_absent
        self.reglage = reglage or serveur_absent


@dataclass(frozen=True)
class Lettre:
    """A mail as it leaves; ``desinscription`` is the address where its reader wants no more of them.

    ``html``: the same words laid out, empty when there is only the text.
    """

    destinataire: str
    objet: str
    contenu: str
    identifiant: str
    date: datetime
    desinscription: str = ""
    html: str = ""


def build_message(reglages: Reglages, lettre: Lettre) -> bytes:
    """The message as it goes over the wire, read again once built.

    Raises ValueError for a header that would hold a line break, a bad address, or anything but what was meant.
    """
    message = EmailMessage(policy=POLITIQUE)
    nom, expediteur = check_expediteur(reglages.expediteur)
    objet = " ".join(mot for mot in lettre.objet.split(" ") if mot)
    if raison := refusal_courriel(lettre.destinataire):
        raise ValueError(raison)
    entetes = {
        "From": encode_adresse(nom or NOM_EXPEDITEUR, expediteur),
        "To": lettre.destinataire,
        "Subject": encode_objet(objet),
        "Date": format_datetime(lettre.date),
        "Message-ID": f"<{lettre.identifiant}@{_get_hote(reglages)}>",
        # RFC 3834: keeps out-of-office answers away.
        "Auto-Submitted": "auto-generated",
    }
    if lettre.desinscription:
        # The mail program's own button (RFC 2369); RFC 8058 allows the one that asks nothing only over HTTPS.
        entetes["List-Unsubscribe"] = f"<{lettre.desinscription}>"
        if lettre.desinscription.startswith("https://"):
            entetes["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for cle, valeur in entetes.items():
        message[cle] = check_ligne(valeur)
    message.set_content(_clean_contenu(lettre.contenu), cte="quoted-printable")
    if lettre.html:
        message.add_alternative(_clean_contenu(lettre.html), subtype="html", cte="quoted-printable")
        _, page = message.iter_parts()
        assert isinstance(page, EmailMessage)  # noqa: S101 - made of the same class as the message that holds it
        # The mark travels with the mail: nothing is asked of any server when it is read.
        page.add_related(
            MARQUE.read_bytes(), "image", "png", cid=f"<{CID_MARQUE}>", disposition="inline", filename="cap-rse.png"
        )
    message["Content-Language"] = "fr"
    octets = message.as_bytes()
    attendus = {cle: str(message[cle]) for cle in message}
    check_entetes(octets, attendus | {"From": expediteur, "Subject": objet})
    return octets


def _get_hote(reglages: Reglages) -> str:
    hote = urlsplit(reglages.adresse_publique).hostname or "localhost"
    return f"[{hote}]" if ":" in hote else hote


def _clean_contenu(contenu: str) -> str:
    """The text without the signs that no reader sees and that some mail programs refuse."""
    return "".join(signe for signe in contenu if signe in "\r\n\t" or unicodedata.category(signe) not in {"Cc", "Cs"})


def send_message(reglages: Reglages, lettre: Lettre) -> None:
    """Send one mail, at most ``DELAI`` seconds per exchange. Raises EnvoiImpossible with a French sentence."""
    try:
        _, expediteur = check_expediteur(reglages.expediteur)
    except ValueError as erreur:
        # Ours to repair, not the mail's: it leaves once the setting is right.
        raise EnvoiImpossible(f"L’adresse d’expédition est mal réglée ({erreur}).", serveur_absent=True) from erreur
    try:
        octets = build_message(reglages, lettre)
    except (ValueError, IndexError, MessageError) as erreur:
        raise EnvoiImpossible(f"L’adresse ou l’objet du message est refusé ({erreur}).", definitif=True) from erreur
    smtp = _connect(reglages)
    try:
        smtp.sendmail(expediteur, [lettre.destinataire], octets)
    except smtplib.SMTPRecipientsRefused as erreur:
        code, detail = erreur.recipients[lettre.destinataire]
        raise _refusal("Le serveur refuse ce destinataire", code, detail) from erreur
    except smtplib.SMTPDataError as erreur:
        raise _refusal("Le serveur refuse le message", erreur.smtp_code, erreur.smtp_error) from erreur
    except smtplib.SMTPResponseException as erreur:
        raise EnvoiImpossible(
            _tell("Le serveur refuse le message", erreur.smtp_code, erreur.smtp_error), serveur_absent=True
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
            _tell("Le serveur refuse l’identifiant ou le mot de passe", erreur.smtp_code, erreur.smtp_error),
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
        raison = "Le serveur d’envoi ne répond pas à temps."
    elif isinstance(erreur, ssl.SSLError):
        raison = f"La connexion chiffrée avec le serveur d’envoi a échoué ({erreur.reason or 'TLS'})."
    elif isinstance(erreur, smtplib.SMTPNotSupportedError):
        raison = "Le serveur d’envoi n’offre pas ce qui est demandé (chiffrement ou identification)."
    else:
        raison = f"Le serveur d’envoi ne répond pas ({type(erreur).__name__})."
    return EnvoiImpossible(raison, serveur_absent=True)


# Refusals of whoever sends, not of what is sent: no right to relay or to write under this name, wrong identification.
_CODES_REGLAGE = frozenset({530, 534, 535, 538})
_REGLAGE = re.compile(r"\b5\.7\.\d+\b|\brelay", re.IGNORECASE)


def _refusal(phrase: str, code: int, detail: bytes | str) -> EnvoiImpossible:
    """What a refusal means: this mail is no good, or our settings are, and then every mail waits for them."""
    raison = _tell(phrase, code, detail)
    reglage = code in _CODES_REGLAGE or (code >= 500 and _REGLAGE.search(raison) is not None)
    return EnvoiImpossible(raison, definitif=code >= 500 and not reglage, reglage=reglage)


def _tell(phrase: str, code: int, detail: bytes | str) -> str:
    texte = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else detail
    return f"{phrase} ({code} {' '.join(texte.split())[:200]})."
