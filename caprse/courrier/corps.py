"""What a mail says, laid out twice with the same words: as plain text, and as a page with one button. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from caprse.socle.signes import drop_signes

CID_MARQUE = "marque@cahier-cap-rse"
MARQUE = Path(__file__).with_name("marque.png")
SIGNATURE = ("À bientôt,", "Le cahier CAP RSE")


@dataclass(frozen=True)
class Paragraphe:
    """A few sentences; its line breaks are kept."""

    texte: str


@dataclass(frozen=True)
class Intertitre:
    """The name of what follows."""

    texte: str


@dataclass(frozen=True)
class Citation:
    """What a person wrote, with who and when above it."""

    source: str
    texte: str


@dataclass(frozen=True)
class Liste:
    """Short points under each other."""

    points: tuple[str, ...]


@dataclass(frozen=True)
class Fiche:
    """What to remember at a glance: a name and a value on each line."""

    lignes: tuple[tuple[str, str], ...]


Bloc = Paragraphe | Intertitre | Citation | Liste | Fiche


@dataclass(frozen=True)
class Lien:
    """An address and what one does there."""

    libelle: str
    adresse: str


@dataclass(frozen=True)
class Teinte:
    """The colour that a mail takes from its thématique, a pale ground for it, and the name of the thématique."""

    couleur: str = "#0B5C6B"
    fond: str = "#E7F1F2"
    titre: str = ""


MAISON = Teinte()


@dataclass(frozen=True)
class Corps:
    """A whole mail. ``titre`` says it in one line; ``bouton`` stands between ``blocs`` and ``suite``.

    ``raison``: why one receives it. ``refus``: how not to receive the next ones, where one may choose.
    """

    titre: str
    salut: str
    blocs: tuple[Bloc, ...]
    bouton: Lien | None
    adresse: str
    raison: str
    suite: tuple[Bloc, ...] = ()
    refus: Lien | None = None
    teinte: Teinte = MAISON


def write_texte(corps: Corps) -> str:
    """The mail as plain text."""
    morceaux = [corps.salut, *(_write_bloc(bloc) for bloc in corps.blocs)]
    if corps.bouton is not None:
        morceaux.append(f"{corps.bouton.libelle} :\n{corps.bouton.adresse}")
    morceaux += [_write_bloc(bloc) for bloc in corps.suite]
    morceaux.append("\n".join((*SIGNATURE, corps.adresse)))
    pied = f"--\n{corps.raison}"
    if corps.refus is not None:
        pied += f"\n{corps.refus.libelle} :\n{corps.refus.adresse}"
    return "\n\n".join((*morceaux, pied)) + "\n"


def write_html(corps: Corps) -> str:
    """The mail as a page: what people wrote is escaped, nothing is fetched from anywhere."""
    return _GABARIT.render(corps=corps, marque=CID_MARQUE, signature=SIGNATURE)


def write_apercu(corps: Corps) -> str:
    """The same sheet for a screen, without what only a mail program needs; its links lead nowhere."""
    return _APERCU.render(corps=corps, signature=SIGNATURE)


def _write_bloc(bloc: Bloc) -> str:
    match bloc:
        case Paragraphe(texte) | Intertitre(texte):
            return texte
        case Citation(source, texte):
            tete = f"{source} :\n" if source else ""
            return tete + "\n".join(f"> {ligne}" for ligne in texte.splitlines())
        case Liste(points):
            return "\n".join(f"- {point}" for point in points)
        case Fiche(lignes):
            return "\n".join(f"{nom} : {valeur}" for nom, valeur in lignes)


_FINES = re.compile(r" (?=[;!?»])|(?<=«) ")


def _show(texte: str) -> Markup:
    """A text as HTML: signs that no reader sees left out, line breaks kept, no line that begins with « ! »."""
    propre = _FINES.sub("\u202f", drop_signes(texte)).replace(" :", "\u00a0:")
    return Markup("<br>").join(propre.splitlines()) if propre else Markup()


def _name_bloc(bloc: Bloc) -> str:
    return type(bloc).__name__.lower()


_ENVIRONNEMENT = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("gabarits")),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONNEMENT.filters |= {"texte": _show, "sorte": _name_bloc}
_GABARIT = _ENVIRONNEMENT.get_template("courriel.html")
_APERCU = _ENVIRONNEMENT.get_template("apercu.html")
