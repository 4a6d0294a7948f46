"""The lines of the journal on the screen: days, people, what they did at what hour."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.journal.groupes import Jour, Personne, group_lignes
from caprse.journal.service import LigneJournal
from caprse.socle.dates import format_date, format_heure
from caprse.socle.francais import add_de
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
    """Each hour is said once: what follows at the same minute stands under it."""
    lignes, heure = [], ""
    for suite in personne.suites:
        sienne = format_heure(suite[0].instant)
        lignes.append(_build_suite(suite, sienne if sienne != heure else "", nomme=nomme))
        heure = sienne
    if len(lignes) > MONTREES + 2:
        reste = "".join(lignes[MONTREES:])
        avant = f'<details class="cap-plus-tot"><summary>Voir ce qui précède</summary><ul>{reste}</ul></details>'
        lignes = [*lignes[:MONTREES], f"<li><span></span>{avant}</li>"]
    return f'<div class="cap-personne"><h3>{escape_html(personne.qui)}</h3><ul>{"".join(lignes)}</ul></div>'


def _build_suite(suite: Sequence[LigneJournal], heure: str, *, nomme: bool) -> str:
    """One line; or what several say together, which unfolds on each of them."""
    derniere, *autres = suite
    quand = f"<time>{heure}</time>" if heure else "<span></span>"
    if not autres:
        return f"<li>{quand}<div>{_build_geste(derniere, nomme=nomme)}</div></li>"
    if len({ligne.sujet for ligne in suite}) == 1 and derniere.sujet:
        resume, dedans = _build_geste(derniere, nomme=nomme), autres
        combien = f"{len(suite)} changements de suite"
    else:
        resume, dedans = _build_ensemble(suite, nomme=nomme), list(suite)
        combien = "tout voir"
    details = "".join(
        f"<li><time>{format_heure(ligne.instant)}</time><div>{_build_geste(ligne, nomme=nomme)}</div></li>"
        for ligne in dedans
    )
    ouvrir = f"<summary>{resume} <small>{combien}</small></summary>"
    return f"<li>{quand}<details>{ouvrir}<ul>{details}</ul></details></li>"


def _build_ensemble(suite: Sequence[LigneJournal], *, nomme: bool) -> str:
    """``a noté 7 présences``, and of which structure where they are all of one."""
    genre = suite[0].genre
    geste = genre.describe(len(suite)) if genre else suite[0].geste
    structures = {ligne.structure for ligne in suite}
    lieu = structures.pop() if len(structures) == 1 and nomme else ""
    return f"{escape_html(geste)}{f' <small>{escape_html(lieu)}</small>' if lieu else ''}"


def _build_geste(ligne: LigneJournal, *, nomme: bool) -> str:
    nommee = ligne.structure in ligne.geste or add_de(ligne.structure) in ligne.geste
    ici = nomme and ligne.structure and not nommee
    lieu = f" <small>{escape_html(ligne.structure)}</small>" if ici else ""
    return f"{escape_html(ligne.geste)}{lieu}"
