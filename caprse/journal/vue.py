"""The lines of the journal on the screen: days, then for each thing one sentence: who did what, and when."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby

import streamlit as st

from caprse.journal.dessins import build_icone
from caprse.journal.groupes import Groupe, Jour, group_lignes
from caprse.journal.passif import make_passif
from caprse.journal.service import LigneJournal, PageJournal
from caprse.socle.dates import MOIS, format_heure
from caprse.socle.fictif import drop_mention
from caprse.socle.francais import add_de, format_pluriel
from caprse.socle.signes import escape_html

# A name stands out; a sentence in bold would be all that one sees.
_NOM = re.compile(r"«[^«»]{1,50}»")
# What a folded group says of itself, before what is left to unfold.
_DITS = 2
_JOURS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
# More things in one day are folded behind these.
PAR_JOUR = 3


def show_lignes(page: PageJournal, *, nomme: bool, tout: bool = False) -> None:
    """One page of them. ``nomme``: say of which structure, where neither the title nor the sentence does.

    ``tout``: nothing is folded, as in what was searched for.
    """
    jours = group_lignes(page.lignes)
    with st.container(key="journal-lignes"):
        st.html("".join(_build_mois(mois, jours, nomme, tout) for mois, jours in groupby(jours, key=_name_mois)))


def _name_mois(jour: Jour) -> str:
    return f"{MOIS[jour.jour.month - 1].capitalize()} {jour.jour.year}"


def _build_mois(mois: str, jours: Iterable[Jour], nomme: bool, tout: bool) -> str:
    return f'<h2 class="cap-journal-mois">{mois}</h2>' + "".join(_build_jour(jour, nomme, tout) for jour in jours)


def _build_jour(jour: Jour, nomme: bool, tout: bool) -> str:
    """A day: the newest of what was done, the rest folded, unless what is left would take no more room."""
    groupes = sorted(jour.groupes, key=lambda groupe: groupe.lignes[0].instant, reverse=True)
    visibles = len(groupes) if tout or len(groupes) <= PAR_JOUR + 1 else PAR_JOUR
    reste = len(groupes) - visibles
    gens = [{ligne.qui for ligne in groupe.lignes} for groupe in groupes]
    dits = [
        # Who goes on is not named again, but where the fold begins.
        build_groupe(groupe, nomme=nomme, suite=rang not in {0, visibles} and gens[rang] == gens[rang - 1])
        for rang, groupe in enumerate(groupes)
    ]
    plis = (
        f'<details class="cap-suite"><summary>{reste}\u00a0autres</summary>{"".join(dits[visibles:])}</details>'
        if reste
        else ""
    )
    titre = f"<h3><small>{_JOURS[jour.jour.weekday()]}</small> {jour.jour.day}</h3>"
    return f'<section class="cap-jour">{titre}<div>{"".join(dits[:visibles])}{plis}</div></section>'


def build_groupe(groupe: Groupe, *, nomme: bool, suite: bool = False) -> str:
    """What it was about, then who did what, and when, as one sentence; it opens on all of it.

    ``suite``: by whoever did what stands just above, whose name is then only read aloud.
    """
    lignes = "".join(_build_suite(suite, groupe, nomme=nomme) for suite in groupe.suites)
    dit = f"{_build_titre(groupe)}{_build_phrase(groupe, nomme=nomme, suite=suite)}"
    return (
        f'<details class="cap-dossier"><summary>{build_icone(groupe.dossier.objet)}'
        f"<div>{dit}</div></summary><ul>{lignes}</ul></details>"
    )


def _build_titre(groupe: Groupe) -> str:
    """The structure stands out before what of it: its name is what one looks for."""
    titre, structure = groupe.dossier.titre, groupe.lignes[0].structure
    quoi = titre.removeprefix(f"{structure}, ") if structure else titre
    if quoi == titre:
        return f"<strong>{escape_html(titre)}</strong>{_build_ou(groupe)}"
    return f"<strong>{escape_html(structure)},</strong> {escape_html(quoi)}{_build_ou(groupe)}"


def _build_phrase(groupe: Groupe, *, nomme: bool, suite: bool) -> str:
    """``17 h 34 · Direction l’a transmis``. What many did is nobody's act: only when."""
    gens = {ligne.qui for ligne in groupe.lignes}
    qui = f"{escape_html(*gens)} " if len(gens) == 1 and any(gens) else ""
    if qui and suite:
        qui = f'<span class="cap-cache">{qui}</span>'
    resumes = "" if groupe.lot else f"<span>{_build_resumes(groupe, nomme=nomme)}</span> "
    dit = f"{qui}{resumes}".rstrip()
    return f"<p>{_build_quand(groupe)}{f' · {dit}' if dit else ''}</p>"


def _build_ou(groupe: Groupe) -> str:
    """Of which collectif, where one reads those of several; the head of the page says which data are invented."""
    return f" <small>{escape_html(drop_mention(groupe.collectif))}</small>" if groupe.collectif else ""


def _build_resumes(groupe: Groupe, *, nomme: bool) -> str:
    """``l’a préparée, puis l’a commencée``: the latest are said, in the order in which they were done."""
    tous = list(dict.fromkeys(_build_resume(suite, groupe, nomme=nomme) for suite in _gather_pareilles(groupe)))
    premier, *suivants = reversed(tous[:_DITS])
    if not groupe.lignes[0].qui:
        # Where nobody acts, the sentence begins with what was done.
        premier = premier[:1].upper() + premier[1:]
    suite = "".join(f", puis {dit}" for dit in suivants)
    reste = len(tous) - _DITS
    suite += f", et {format_pluriel(reste, 'autre chose', 'autres choses')}" if reste > 0 else ""
    return f"{premier}{suite}"


def _gather_pareilles(groupe: Groupe) -> list[tuple[LigneJournal, ...]]:
    """Its acts by kind: « a ajouté 2 actions » is read whole where the first one would be cut."""
    par: dict[Hashable, list[LigneJournal]] = {}
    for suite in groupe.suites:
        ligne = suite[0]
        lieu = ligne.structure if ligne.genre and ligne.genre.par_structure else ""
        par.setdefault((ligne.genre, lieu) if ligne.genre else ligne.id, []).extend(suite)
    return [tuple(lignes) for lignes in par.values()]


def _build_quand(groupe: Groupe) -> str:
    """``de 9 h 00 à 10 h 20``."""
    debut, fin = format_heure(groupe.lignes[-1].instant), format_heure(groupe.lignes[0].instant)
    return f"<time>{'' if debut == fin else f'<span>de {debut} à </span>'}{fin}</time>"


def _build_resume(suite: Sequence[LigneJournal], groupe: Groupe, *, nomme: bool) -> str:
    """``a noté 7 présences``, ``a transmis le carnet``."""
    if len(suite) > 1 and not _is_meme(suite):
        return _build_ensemble(suite, nomme=nomme and not _is_nommee(suite[0], groupe))
    return _build_geste(suite[0], groupe, nomme=nomme)


def _build_suite(suite: Sequence[LigneJournal], groupe: Groupe, *, nomme: bool) -> str:
    """One line; or what several say together, which unfolds on each of them."""
    derniere, *autres = suite
    resume, quand = _build_resume(suite, groupe, nomme=nomme), _build_heure(derniere)
    if not autres:
        return f"<li>{resume} {quand}</li>"
    if len({ligne.geste for ligne in suite}) == 1:
        return f"<li>{resume} <small>{format_pluriel(len(suite), 'fois', 'fois')}</small> {quand}</li>"
    dedans, combien = list(suite), ""
    if _is_meme(suite):
        dedans, combien = autres, f" <small>{len(suite)} changements de suite</small>"
    details = "".join(f"<li>{_build_geste(ligne, groupe, nomme=nomme)} {_build_heure(ligne)}</li>" for ligne in dedans)
    return f"<li><details><summary>{resume}{combien} {quand}</summary><ul>{details}</ul></details></li>"


def _is_meme(suite: Sequence[LigneJournal]) -> bool:
    """Whether it is one thing done several times: the last one says what became of it."""
    un_sujet = len({ligne.sujet for ligne in suite}) == 1 and bool(suite[0].sujet)
    return un_sujet or len({ligne.geste for ligne in suite}) == 1


def _build_heure(ligne: LigneJournal) -> str:
    return f"<time>{format_heure(ligne.instant)}</time>"


def _build_ensemble(suite: Sequence[LigneJournal], *, nomme: bool) -> str:
    """``a noté 7 présences``, and of which structure where they are all of one."""
    genre = suite[0].genre
    geste = genre.describe(len({ligne.sujet or ligne.id for ligne in suite})) if genre else suite[0].court
    geste = make_passif(geste) if genre and not suite[0].qui else geste
    structures = {ligne.structure for ligne in suite}
    lieu = structures.pop() if len(structures) == 1 and nomme else ""
    return f"{escape_html(geste)}{f' <small>{escape_html(lieu)}</small>' if lieu else ''}"


def _is_nommee(ligne: LigneJournal, groupe: Groupe) -> bool:
    """Whether one already reads which structure it is."""
    lieu = ligne.structure
    return not lieu or lieu in groupe.dossier.titre or lieu in ligne.court or add_de(lieu) in ligne.court


def _build_geste(ligne: LigneJournal, groupe: Groupe, *, nomme: bool) -> str:
    """The sentence, what it names in bold."""
    ici = nomme and not _is_nommee(ligne, groupe)
    lieu = f" <small>{escape_html(ligne.structure)}</small>" if ici else ""
    return f"{_NOM.sub(lambda cite: f'<b>{cite[0]}</b>', str(escape_html(ligne.court)))}{lieu}"
