"""What nobody is named for, told without anybody: « la rencontre a été prévue », never « le site a prévu ». Pure."""

from __future__ import annotations

import re

# Nouns of the sentences of the journal whose article does not say their gender.
_MOTS = """action actions adhésion échéance invitation présences décisions séances structure structures
rencontres questions réponses discussions personnes sessions équipe dates clés adresse adresses"""
_FEMININS = frozenset(_MOTS.split())
_ARTICLE = r"(?:le|la|les|l’|un|une|des|\d+|ce qui|notre|tout)"
# Who it was done to, how often, or when, may stand before what was done.
_GESTE = re.compile(
    rf"a (?P<verbe>\w+) (?P<avant>à [^«]+? (?=(?:le|la|un|une) )|de nouveau |au collectif |en séance )?"
    rf"(?P<quoi>(?P<article>{_ARTICLE}(?=\s)|l’)\s?(?P<nom>[\w-]*)[^:(,]*?|«[^»]*»)"
    r"(?P<suite>(?: : | \(|, | à discuter| à relire| dans les chiffres| en séance).*)?",
    re.DOTALL,
)
_FOIS = re.compile(r"a (?P<verbe>\w+) (?P<fois>\d+\sfois) (?P<reste>.+)", re.DOTALL)
# What takes no object, told by the thing itself.
_TOURS = (
    (re.compile(r"a fait adhérer (\d+\sstructures)"), r"\1 ont adhéré"),
    (re.compile(r"a fait adhérer (.+?)(, à partir .*)?"), r"\1 a adhéré\2"),
    (re.compile(r"a invité (\S+@\S+)(.*)"), r"\1 a reçu une invitation\2"),
    (re.compile(r"a fait passer le collectif (.+)"), r"le collectif est passé \1"),
    (re.compile(r"a avancé dans (.+)"), r"\1 a avancé"),
    (re.compile(r"a répondu à (\d+\s(?:questions|critères).*)"), r"\1 ont reçu une réponse"),
    (re.compile(r"a répondu (.+)"), r"réponse donnée : \1"),
    (
        re.compile(r"a réuni avec une autre structure une ligne en double(.*)"),
        r"ligne en double réunie avec une autre\1",
    ),
    (re.compile(r"a (\w+) : (.+)"), r"\1 : \2"),
    (re.compile(r"a changé, pour (.+?), (.+)"), r"changement pour \1 : \2"),
    (re.compile(r"a changé (les dates|le premier jour|le dernier jour)(.*), pour (.+)"), r"changement de \3 : \1\2"),
)
_PRONOM = re.compile(r"l’a (\w+)(.*)", re.DOTALL)


def make_passif(geste: str) -> str:
    """``a clos le trimestre 1`` gives ``le trimestre 1 a été clos``; ``l’a prévue``, under its title, ``prévue``."""
    for forme, tour in _TOURS:
        if (trouve := forme.fullmatch(geste)) is not None:
            return trouve.expand(tour)
    if (pronom := _PRONOM.fullmatch(geste)) is not None:
        return f"{pronom[1]}{pronom[2]}"
    if (fois := _FOIS.fullmatch(geste)) is not None:
        une = f"a {fois['verbe']} {fois['reste']}"
        return f"{make_passif(une)} {fois['fois']}"
    dite = _GESTE.fullmatch(geste)
    if dite is None:
        return f"il {geste.replace('a ', 'a été ', 1)}"
    article, nom = dite["article"] or "", dite["nom"] or ""
    plusieurs = article in {"les", "des"} or article.isdigit()
    accord = ("e" if article in {"la", "une"} or nom in _FEMININS else "") + ("s" if plusieurs else "")
    participe = agree_participe(dite["verbe"], accord)
    quoi, avant, suite = dite["quoi"].rstrip(), (dite["avant"] or "").rstrip(), dite["suite"] or ""
    return f"{quoi} {'ont' if plusieurs else 'a'} été {participe}{f' {avant}' if avant else ''}{suite}"


def agree_participe(participe: str, accord: str) -> str:
    """``clos`` takes no second s; ``vu`` takes what it is given."""
    return participe + (accord if not participe.endswith("s") or accord.startswith("e") else "")


def name_lot(verbe: str, nombre: int, noms: str, fin: str = "") -> str:
    """``47 rencontres prévues``: several acts of one kind, as a title."""
    accord = "es" if noms.split()[0] in _FEMININS else "s"
    participe = verbe.removeprefix("a ").split()[0]
    return f"{nombre} {noms} {agree_participe(participe, accord)}{fin}"
