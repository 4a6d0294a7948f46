"""All the trimestres of a collectif at a glance: a small picture for each, its own questions on its own scale.

Two thématiques ask different questions: their pictures stand side by side and nothing is drawn from one to the other.
Only the block that every trimestre asks again is told as one series.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.libelles import format_etendue, format_mediane
from caprse.restitution.figures.phrases import AIDE_MEDIANE
from caprse.restitution.planches.places import build_piste
from caprse.restitution.publication.trimestres import TrimestreMontre, list_transversal
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import build_pastille
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

QUESTIONS = "D’une thématique à l’autre les critères changent : leurs pourcentages ne se comparent pas."


def show_trimestres(montres: Sequence[TrimestreMontre]) -> None:
    """The key, then one card per trimestre, then what is asked each time."""
    st.html(build_cle())
    st.html(f'<div class="cap-trimestres">{"".join(build_carte_trimestre(montre) for montre in montres)}</div>')
    st.caption(
        "D’un trimestre à l’autre les critères changent : rien ne se compare entre eux.", help=escape(AIDE_MEDIANE)
    )
    if serie := list_transversal(montres):
        st.subheader(escape(f"{serie[-1][1].titre} : les mêmes critères à chaque fois"), anchor=False)
        st.html(
            '<ul class="cap-pistes" data-large>'
            + "".join(build_ligne(f"Trimestre\u00a0{m.numero}", agregat) for m, agregat in serie)
            + "</ul>"
        )


def build_cle() -> str:
    """What the bar and the strip mean."""
    return (
        '<p class="cap-cle"><span><i class="mediane"></i>Le milieu du collectif</span>'
        '<span><i class="etendue"></i>La moitié des structures</span></p>'
    )


def build_carte_trimestre(montre: TrimestreMontre) -> str:
    """One trimestre, in HTML: its thématique, its whole, its enjeux on one scale from 0 to 100 %."""
    couleur = f' style="--theme:{montre.theme.couleur}"' if montre.theme else ""
    quand = f"Trimestre\u00a0{montre.numero} · {montre.etat}"
    tete = (
        f"<header><p>{escape_html(quand)}</p>"
        f"<h3>{escape_html(montre.titre)}</h3>{build_pastille(montre.theme) if montre.theme else ''}</header>"
    )
    if montre.edition is None or not montre.edition.enjeux:
        raison = montre.raison or "Pas de chiffre d’ensemble."
        return f'<section{couleur}>{tete}<p class="vide">{escape_html(raison)}</p></section>'
    edition = montre.edition
    total = next((agregat for agregat in edition.ensembles if agregat.code == edition.total), None)
    ensemble = ""
    if total is not None and total.quartiles is not None:
        combien = f"au milieu de {format_pluriel(total.n, 'structure')}"
        ensemble = f'<p class="ensemble"><b>{escape_html(format_mediane(total))}</b> {escape_html(combien)}</p>'
    pistes = "".join(build_ligne(agregat.titre, agregat) for agregat in edition.enjeux)
    return f'<section{couleur}>{tete}{ensemble}<ul class="cap-pistes">{pistes}</ul></section>'


def build_ligne(titre: str, agregat: Agregat) -> str:
    """One axis: its title, its median in figures, and both drawn; the spread is read aloud too."""
    etendue = format_etendue(agregat)
    lu = f'<span class="lu">, la moitié des structures {escape_html(etendue)}</span>' if etendue else ""
    piste = build_piste(agregat.quartiles)
    return f"<li><span>{escape_html(titre)}</span><b>{escape_html(format_mediane(agregat))}</b>{piste}{lu}</li>"
