"""Settings: one table, read once from the environment, refused whole with every reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from caprse.socle.adresses import read_adresse_publique, read_expediteur, read_hote, read_hotes, read_port
from caprse.socle.postgres.adresse import AdresseInvalide, read_adresse

PORT_TLS = 465
# All four, or none.
OIDC = ("oidc_metadata_url", "oidc_client_id", "oidc_client_secret", "oidc_cookie_secret")


class ReglagesInvalides(Exception):
    """The environment is refused; ``raisons`` lists every reason in French."""

    def __init__(self, raisons: list[str]) -> None:
        self.raisons = tuple(raisons)
        super().__init__("\n".join(raisons))


@dataclass(frozen=True)
class Reglages:
    """All settings, with their defaults."""

    database_url: str | None = None
    systeme_url: str | None = None
    migration_url: str | None = None
    ecoute_url: str | None = None
    var: Path = Path("var")
    demo: bool = False
    adresse_publique: str = "http://localhost:8501"
    hotes: str = ""
    smtp_hote: str | None = None
    smtp_port: int = 587
    smtp_securite: str = "starttls"
    smtp_utilisateur: str | None = None
    smtp_mot_de_passe: str | None = None
    expediteur: str = "cahier@localhost"
    mandataires: int = 0
    session_jours: int = 30
    oidc_metadata_url: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_cookie_secret: str | None = None
    oidc_nom: str = "votre compte professionnel"
    signaux_locaux: bool = False

    @property
    def tls(self) -> bool:
        """Whether people reach the site over HTTPS: cookies are then marked Secure."""
        return self.adresse_publique.startswith("https://")

    @property
    def sans_courrier(self) -> bool:
        """Whether no mail leaves this site: what is written waits in the outbox of the administration."""
        return self.smtp_hote is None

    @property
    def base_locale(self) -> bool:
        return self.database_url is None

    @property
    def oidc(self) -> bool:
        return self.oidc_metadata_url is not None


# One line per setting: what the operator reads in `caprse reglages` and in docs/exploitation.md.
AIDE: dict[str, str] = {
    "database_url": "Adresse du serveur Postgres (rôle de l’application). Vide : base locale fournie.",
    "systeme_url": "Adresse du même serveur avec le rôle du système (caprse_systeme). "
    "Vide : celle de CAPRSE_DATABASE_URL, même mot de passe, avec ce rôle.",
    "migration_url": "Adresse du même serveur avec le rôle propriétaire, pour « caprse migrer ».",
    "ecoute_url": "Adresse directe du serveur (rôle de l’application), si CAPRSE_DATABASE_URL passe par PgBouncer.",
    "var": "Dossier des données locales.",
    "demo": "1 : entrées de démonstration (base locale seulement).",
    "adresse_publique": "Adresse où l’on joint le site ; elle sert aux liens des courriels.",
    "hotes": "Autres noms sous lesquels on joint le site, séparés par des virgules (sans port).",
    "smtp_hote": "Serveur d’envoi des courriels. Vide : boîte d’envoi lisible par l’administration.",
    "smtp_port": "Port du serveur d’envoi.",
    "smtp_securite": "starttls, tls ou aucune.",
    "smtp_utilisateur": "Identifiant du serveur d’envoi.",
    "smtp_mot_de_passe": "Mot de passe du serveur d’envoi.",
    "expediteur": "Adresse d’expédition des courriels.",
    "mandataires": "Nombre de serveurs mandataires de confiance devant le site (X-Forwarded-For).",
    "session_jours": "Durée d’une session, en jours.",
    "oidc_metadata_url": "Adresse de configuration du fournisseur OpenID Connect.",
    "oidc_client_id": "Identifiant client OpenID Connect.",
    "oidc_client_secret": "Secret client OpenID Connect.",
    "oidc_cookie_secret": "Secret du cookie OpenID Connect (longue valeur au hasard).",
    "oidc_nom": "Nom du fournisseur affiché sur la page de connexion.",
    "signaux_locaux": "1 : les signaux peuvent aller vers cette machine ou son réseau, sans HTTPS (essais).",
}


def _read_bool(valeur: str) -> bool:
    match valeur.strip().lower():
        case "1" | "oui" | "true":
            return True
        case "0" | "non" | "false":
            return False
    raise ValueError("attendu : 1 ou 0")


def _read_int(valeur: str) -> int:
    try:
        return int(valeur)
    except ValueError:
        raise ValueError("attendu : un nombre entier") from None


_LECTEURS: dict[str, Callable[[str], object]] = {
    "bool": _read_bool,
    "int": _read_int,
    "Path": Path,
    "str": str,
    "str | None": str,
}
# Settings that a person writes in several ways: read into the one form that the house uses, or refused.
_LECTEURS_PROPRES: dict[str, Callable[[str], object]] = {
    "adresse_publique": read_adresse_publique,
    "expediteur": read_expediteur,
    "hotes": read_hotes,
    "smtp_hote": read_hote,
    "smtp_port": read_port,
    "smtp_securite": lambda valeur: valeur.strip().lower(),
}


def load_reglages(environ: Mapping[str, str] | None = None) -> Reglages:
    """Read ``CAPRSE_*`` variables; ``CAPRSE_X_FILE`` names a file that holds the value of ``CAPRSE_X``.

    Raises ReglagesInvalides with every reason: unknown name, bad value, unreadable file, demonstration on
    a real server.
    """
    environ = os.environ if environ is None else environ
    raisons: list[str] = []
    valeurs: dict[str, object] = {}
    connus = {f"CAPRSE_{champ.name.upper()}": champ for champ in fields(Reglages)}
    raisons.extend(
        f"{nom} : réglage inconnu."
        for nom in sorted(environ)
        if nom.startswith("CAPRSE_") and nom not in connus and nom.removesuffix("_FILE") not in connus
    )
    for nom, champ in connus.items():
        brut = environ.get(nom)
        fichier = environ.get(f"{nom}_FILE")
        if brut is not None and fichier is not None:
            raisons.append(f"{nom} et {nom}_FILE sont donnés tous les deux ; n’en gardez qu’un.")
            continue
        if fichier is not None:
            try:
                brut = Path(fichier).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as erreur:
                raisons.append(f"{nom}_FILE : le fichier « {fichier} » est illisible ({_explain_lecture(erreur)}).")
                continue
        if not brut:
            continue
        try:
            valeurs[champ.name] = (_LECTEURS_PROPRES.get(champ.name) or _LECTEURS[str(champ.type)])(brut)
        except ValueError as erreur:
            raisons.append(f"{nom} : valeur « {brut} » refusée ({erreur}).")
    # The port says the encryption, and the other way round, to whoever gives only one of them.
    if valeurs.get("smtp_port") == PORT_TLS:
        valeurs.setdefault("smtp_securite", "tls")
    if valeurs.get("smtp_securite") == "tls":
        valeurs.setdefault("smtp_port", PORT_TLS)
    reglages = Reglages(**valeurs)  # type: ignore[arg-type]
    raisons.extend(_check(reglages))
    if raisons:
        raise ReglagesInvalides(raisons)
    return reglages


def _explain_lecture(erreur: OSError | UnicodeDecodeError) -> str:
    """Why a file is not read, in the words of the person who put it there."""
    match erreur:
        case FileNotFoundError():
            return "il n’existe pas"
        case PermissionError():
            return "le compte qui lance le cahier n’a pas le droit de le lire"
        case IsADirectoryError():
            return "c’est un dossier"
        case UnicodeDecodeError():
            return "il n’est pas en UTF-8"
        case _:
            return "le système le refuse"


def _check(reglages: Reglages) -> list[str]:
    """Rules between settings."""
    raisons = []
    if reglages.demo and not reglages.base_locale:
        raisons.append(
            "CAPRSE_DEMO est refusé avec un vrai serveur (CAPRSE_DATABASE_URL) : ce sont de vraies données."
        )
    if reglages.smtp_securite not in {"starttls", "tls", "aucune"}:
        raisons.append("CAPRSE_SMTP_SECURITE : attendu starttls, tls ou aucune.")
    if reglages.smtp_hote is None and (reglages.smtp_utilisateur or reglages.smtp_mot_de_passe):
        raisons.append("CAPRSE_SMTP_HOTE manque : sans lui, aucun courriel ne part.")
    if bool(reglages.smtp_utilisateur) != bool(reglages.smtp_mot_de_passe):
        raisons.append("CAPRSE_SMTP_UTILISATEUR et CAPRSE_SMTP_MOT_DE_PASSE vont ensemble.")
    if (
        reglages.smtp_hote not in {None, "localhost", "127.0.0.1", "::1"}
        and reglages.expediteur == Reglages.expediteur
    ):
        raisons.append("CAPRSE_EXPEDITEUR : donnez l’adresse d’expédition que ce serveur d’envoi accepte.")
    raisons.extend(_check_base(reglages))
    if reglages.session_jours < 1:
        raisons.append("CAPRSE_SESSION_JOURS : attendu un nombre de jours, 1 au moins.")
    if reglages.mandataires < 0:
        raisons.append("CAPRSE_MANDATAIRES : attendu un nombre, 0 s’il n’y a pas de mandataire.")
    manquants = [nom for nom in OIDC if not getattr(reglages, nom)]
    if len(manquants) < len(OIDC):
        # One of them alone would be left aside in silence, and the button would not be there.
        raisons.extend(
            f"CAPRSE_{nom.upper()} manque : les quatre réglages d’OpenID Connect vont ensemble." for nom in manquants
        )
    return raisons


def _check_base(reglages: Reglages) -> list[str]:
    """The addresses of the database."""
    raisons = []
    for nom in ("database_url", "systeme_url", "migration_url", "ecoute_url"):
        url = getattr(reglages, nom)
        try:
            if url is not None:
                read_adresse(url)
        except AdresseInvalide as erreur:
            raisons.append(f"CAPRSE_{nom.upper()} : {erreur}.")
    if reglages.base_locale:
        raisons.extend(
            f"CAPRSE_{nom.upper()} ne va qu’avec CAPRSE_DATABASE_URL : sans lui, c’est la base locale qui sert."
            for nom in ("systeme_url", "migration_url", "ecoute_url")
            if getattr(reglages, nom) is not None
        )
    return raisons
