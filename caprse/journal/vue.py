"""The lines of the journal on the screen: days, people, what they did at what hour."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.journal.groupes import Jour, Personne, group_lignes
from caprse.journal.service import LigneJournal
from caprse.socle.dates import format_date, format_heure
from caprse.socle.francais import add_de, format_pluriel
from caprse.socle.signes import escape_html

# Of one person on one day; what comes before unfolds.
MONTREES = 10


def show_lignes(lignes: Sequence[LigneJournal], *, nomme: bool) -> None:
    """One page of them. ``nomme``: say of which structure, where the sentence does not."""
    with st.container(key="journal-lignes"):
        st.html("".join(_build_jour(jour, nomme=nomme) for jour in group_lignes(lignes)))


def _build_jour(jour: Jour, *, nomme: bool) -> str:
    personnes = "".join(_build_personne(personne, nomme=nomme) for personne in jour.personnes)
    return f'<section class="cap-jour"><h2>{format_date(jour.jour)}</h2>{personnes}</section>'


def _build_personne(personne: Personne, *, nomme: bool) -> str:
    lignes = [f"<li>{_build_suite(suite, nomme=nomme)}</li>" for suite in personne.suites]
    nombre = f" <small>{format_pluriel(personne.nombre, 'geste')}</small>" if personne.nombre > 1 else ""
    # Two more lines are shorter than the way to them.
    coupe = MONTREES if len(lignes) > MONTREES + 2 else len(lignes)
    return (
        f'<div class="cap-personne"><h3>{escape_html(personne.qui)}{nombre}</h3><ul>{"".join(lignes[:coupe])}</ul>'
        f"{_fold(lignes[coupe:])}</div>"
    )


def _fold(lignes: Sequence[str]) -> str:
    """What came before, unfolded by whoever wants it."""
    if not lignes:
        return ""
    return (
        f'<details class="cap-avant"><summary class="cap-avant-titre">Voir les {len(lignes)} gestes d\'avant</summary>'
        f"<ul>{''.join(lignes)}</ul></details>"
    )


def _build_suite(suite: Sequence[LigneJournal], *, nomme: bool) -> str:
    """One line, or the last of several changes, which unfolds on the others."""
    derniere, *autres = suite
    if not autres:
        return _build_ligne(derniere, nomme=nomme)
    avant = "".join(f"<li>{_build_ligne(ligne, nomme=nomme)}</li>" for ligne in autres)
    combien = f"<small>{len(suite)} changements de suite</small>"
    return f"<details><summary>{_build_ligne(derniere, nomme=nomme)} {combien}</summary><ul>{avant}</ul></details>"


def _build_ligne(ligne: LigneJournal, *, nomme: bool) -> str:
    nommee = ligne.structure in ligne.geste or add_de(ligne.structure) in ligne.geste
    ici = nomme and ligne.structure and not nommee
    lieu = f" <small>{escape_html(ligne.structure)}</small>" if ici else ""
    return f"<time>{format_heure(ligne.instant)}</time> {escape_html(ligne.geste)}{lieu}"
