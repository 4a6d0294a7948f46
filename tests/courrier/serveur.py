"""A mail server on the loopback, which keeps what it is given and misbehaves on demand."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from caprse.socle.installation import Installation, set_installation


def read_texte(message: EmailMessage) -> str:
    """The words of a mail, as a program without pages shows them."""
    texte = message.get_body(("plain",))
    assert isinstance(texte, EmailMessage)
    return str(texte.get_content()).replace("\r\n", "\n")


def read_page(message: EmailMessage) -> str:
    """The words of a mail laid out, as most programs show them."""
    page = message.get_body(("html",))
    assert isinstance(page, EmailMessage)
    return str(page.get_content()).replace("\r\n", "\n")


@dataclass
class Boite:
    """What the server received, and how it is to behave."""

    recus: list[Envelope] = field(default_factory=list)
    port: int = 0
    refus_destinataire: str = ""
    refus_message: str = ""
    lenteur: float = 0.0
    sourd_au_depart: bool = False
    identifiants: list[tuple[bytes, bytes]] = field(default_factory=list)
    mot_de_passe: bytes = b"secret"

    def messages(self) -> list[EmailMessage]:
        """The messages, parsed."""
        return [message_from_bytes(octets, policy=policy.default) for octets in self.octets()]

    def octets(self) -> list[bytes]:
        """The messages, as they came over the wire."""
        return [e.content for e in self.recus if isinstance(e.content, bytes)]

    async def handle_RCPT(  # noqa: N802
        self, _s: SMTP, _session: Session, enveloppe: Envelope, adresse: str, _options: list[str]
    ) -> str:
        if self.refus_destinataire:
            return self.refus_destinataire
        enveloppe.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, _s: SMTP, _session: Session, enveloppe: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.lenteur)
        if self.refus_message:
            return self.refus_message
        self.recus.append(enveloppe)
        return "250 OK"

    async def handle_QUIT(self, _s: SMTP, _session: Session, _e: Envelope) -> str:  # noqa: N802
        if self.sourd_au_depart:
            await asyncio.sleep(3_600)
        return "221 Au revoir"

    def authenticate(self, _s: SMTP, _session: Session, _e: Envelope, _m: str, donnees: Any) -> AuthResult:
        self.identifiants.append((donnees.login, donnees.password))
        return AuthResult(success=donnees.password == self.mot_de_passe, handled=False)


def find_port() -> int:
    """A port where nothing listens."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextmanager
def run_serveur(
    boite: Boite, certificat: Path | None = None, *, tls: bool = False, auth: bool = False
) -> Iterator[Boite]:
    """Run the server until the end of the block; ``certificat`` gives STARTTLS, or TLS from the start with ``tls``."""
    contexte = None
    if certificat is not None:
        contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexte.load_cert_chain(certificat)
    options: dict[str, Any] = {}
    if contexte is not None and tls:
        options["ssl_context"] = contexte
    elif contexte is not None:
        options["tls_context"] = contexte
    if auth:
        options |= {"authenticator": boite.authenticate, "auth_required": True}
    controleur = Controller(boite, hostname="127.0.0.1", port=boite.port or find_port(), **options)
    boite.port = controleur.port
    controleur.start()
    try:
        yield boite
    finally:
        controleur.stop(no_assert=True)


def with_smtp(installation: Installation, boite: Boite, adresse: str = "https://cahier.exemple.test") -> Installation:
    """The same installation, named as the current one, which hands its mail to this server."""
    reglages = replace(
        installation.reglages,
        smtp_hote="127.0.0.1",
        smtp_port=boite.port,
        smtp_securite="aucune",
        expediteur="cahier@exemple.test",
        adresse_publique=adresse,
    )
    avec = replace(installation, reglages=reglages)
    set_installation(avec)
    return avec


def create_certificat(dossier: Path, *noms: str) -> Path:
    """A certificate for 127.0.0.1 and these names, signed by itself, with its key, in one file."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    maintenant = datetime.datetime.now(datetime.UTC)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - datetime.timedelta(days=1))
        .not_valid_after(maintenant + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), *(x509.DNSName(n) for n in noms)]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(cle, hashes.SHA256())
    )
    fichier = dossier / "certificat.pem"
    fichier.write_bytes(
        cle.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificat.public_bytes(serialization.Encoding.PEM)
    )
    return fichier
