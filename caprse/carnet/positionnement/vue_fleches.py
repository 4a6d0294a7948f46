"""The arrows from the départ to the arrivée, on the screen: one card per thématique, one line per enjeu."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.carnet.positionnement.fleches import (
    Fleche,
    Groupe,
    Sens,
    describe_groupes,
    describe_position,
    describe_sens,
)
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import build_pastille, fold_always, fold_on_phone
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

SANS_COMPARAISON = frozenset({Sens.SANS, Sens.AUTRE})
BOUGES = frozenset({Sens.MONTE, Sens.DESCEND})


def show_fleches(groupes: Sequence[Groupe], referentiel: Referentiel, *, comparees: bool = False) -> None:
    """What was said at the start, then in the bilan, of each enjeu; the sentence that sums it up first.

    ``comparees``: only those of which both answers compare, and how many others there are; folded by thématique on a
    phone, and those that did not move behind a fold of their own.
    """
    st.markdown(f"**{escape(describe_groupes(groupes))}**")
    niveaux = list_niveaux(referentiel)
    blocs = st.container(key="fleches")
    for groupe in groupes:
        theme = build_theme(referentiel, groupe.thematique)
        montrees = [f for f in groupe.fleches if not comparees or f.sens in BOUGES]
        if not montrees:
            continue
        lignes = "".join(build_ligne(fleche, niveaux) for fleche in montrees)
        with blocs.container(key=f"carte-fleches-{groupe.thematique}"):
            titre = f'<h3 class="cap-depart">{build_pastille(theme)}</h3>'
            liste = f'<ul class="cap-bouges" style="--cap-theme:{theme.couleur}">{lignes}</ul>'
            st.html(fold_on_phone(titre, liste) if comparees else titre + liste)
    pareilles = [f for groupe in groupes for f in groupe.fleches if f.sens is Sens.PAREIL]
    if comparees and pareilles:
        combien = format_pluriel(len(pareilles), "enjeu", "enjeux")
        lignes = "".join(build_ligne(fleche, niveaux) for fleche in pareilles)
        st.html(fold_always(f"{combien} au même niveau", f'<ul class="cap-bouges">{lignes}</ul>'))
    reste = sum(f.sens in SANS_COMPARAISON for groupe in groupes for f in groupe.fleches)
    if comparees and reste:
        st.caption(f"{format_pluriel(reste, 'enjeu', 'enjeux')} sans comparaison : une des deux réponses manque.")


def build_ligne(fleche: Fleche, niveaux: Sequence[str]) -> str:
    """One enjeu as HTML, on one row: its title, from which answer to which, and what it means in words."""
    avant = "" if fleche.sens is Sens.AUTRE else describe_position(fleche.depart, niveaux)
    dits = [escape_html(dit) for dit in (avant or "—", describe_position(fleche.arrivee, niveaux))]
    niveau = dits[1] if fleche.sens is Sens.PAREIL else ' <i aria-label="puis">→</i> '.join(dits)
    return (
        f'<li class="{fleche.sens}"><b>{escape_html(fleche.titre)}</b><span>{niveau}</span>'
        f"<em>{escape_html(describe_sens(fleche))}</em></li>"
    )
