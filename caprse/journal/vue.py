"""The lines of the journal on the screen: days, people, what they did and at what hour."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from caprse.journal.dessins import build_icone
from caprse.journal.faits import LE_CAHIER
from caprse.journal.groupes import Jour, Personne, group_lignes
from caprse.journal.service import LigneJournal
from caprse.socle.dates import format_date, format_heure
from caprse.socle.francais import add_de, format_pluriel
from caprse.socle.signes import escape_html

# Nobody pressed anything: what the site does by itself, and what was in it when it was opened.
DE_LUI_MEME = "Fait par le site lui-même, ou déjà là à son ouverture."
# A name stands out; a sentence in bold would be all that one sees.
_NOM = re.compile(r"«[^«»]{1,50}»")


def show_lignes(lignes: Sequence[LigneJournal], *, nomme: bool) -> None:
    """One page of them. ``nomme``: say of which structure, where the sentence does not."""
    with st.container(key="journal-lignes"):
        st.html("".join(_build_jour(jour, nomme=nomme) for jour in group_lignes(lignes)))


def _build_jour(jour: Jour, *, nomme: bool) -> str:
    personnes = "".join(build_personne(personne, nomme=nomme) for personne in jour.personnes)
    return f'<section class="cap-jour"><h2>{format_date(jour.jour)}</h2>{personnes}</section>'


def build_personne(personne: Personne, *, nomme: bool) -> str:
    """An hour is said where it changes: beside the name, then at the end of the line that is older."""
    premiere = heure = format_heure(personne.suites[0][0].instant)
    lignes = []
    for suite in personne.suites:
        sienne = format_heure(suite[0].instant)
        lignes.append(_build_suite(suite, sienne if sienne != heure else "", nomme=nomme))
        heure = sienne
    note = f"<small>{DE_LUI_MEME}</small>" if personne.qui == LE_CAHIER else ""
    tete = f"<h3>{escape_html(personne.qui)} <time>{premiere}</time></h3>{note}"
    return f'<div class="cap-personne">{tete}<ul>{"".join(lignes)}</ul></div>'


def _build_suite(suite: Sequence[LigneJournal], heure: str, *, nomme: bool) -> str:
    """One line; or what several say together, which unfolds on each of them."""
    derniere, *autres = suite
    icone, quand = build_icone(derniere.objet), f" <time>{heure}</time>" if heure else ""
    if not autres:
        return f"<li>{icone}<div>{_build_geste(derniere, nomme=nomme)}{quand}</div></li>"
    if len({ligne.sujet for ligne in suite}) == 1 and derniere.sujet:
        resume, dedans = _build_geste(derniere, nomme=nomme), autres
        combien = f"{len(suite)} changements de suite"
    elif len({ligne.geste for ligne in suite}) == 1:
        fois = f"<small>{format_pluriel(len(suite), 'fois', 'fois')}</small>"
        return f"<li>{icone}<div>{_build_geste(derniere, nomme=nomme)} {fois}{quand}</div></li>"
    else:
        resume, dedans, combien = _build_ensemble(suite, nomme=nomme), list(suite), ""
    details = "".join(
        f"<li><span></span><div>{_build_geste(ligne, nomme=nomme)} {_build_heure(ligne)}</div></li>"
        for ligne in dedans
    )
    ouvrir = f"<summary>{resume}{f' <small>{combien}</small>' if combien else ''}{quand}</summary>"
    return f"<li>{icone}<details>{ouvrir}<ul>{details}</ul></details></li>"


def _build_heure(ligne: LigneJournal) -> str:
    return f"<time>{format_heure(ligne.instant)}</time>"


def _build_ensemble(suite: Sequence[LigneJournal], *, nomme: bool) -> str:
    """``a noté 7 présences``, and of which structure where they are all of one."""
    genre = suite[0].genre
    geste = genre.describe(len(suite)) if genre else suite[0].geste
    structures = {ligne.structure for ligne in suite}
    lieu = structures.pop() if len(structures) == 1 and nomme else ""
    return f"{escape_html(geste)}{f' <small>{escape_html(lieu)}</small>' if lieu else ''}"


def _build_geste(ligne: LigneJournal, *, nomme: bool) -> str:
    """The sentence, what it names in bold."""
    nommee = ligne.structure in ligne.geste or add_de(ligne.structure) in ligne.geste
    ici = nomme and ligne.structure and not nommee
    lieu = f" <small>{escape_html(ligne.structure)}</small>" if ici else ""
    return f"{_NOM.sub(lambda cite: f'<b>{cite[0]}</b>', str(escape_html(ligne.geste)))}{lieu}"
