"""One step of the carnet: the control of each critère, what surrounds it, and the bar below them."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Operation
from caprse.carnet.controle.contenu import build_question
from caprse.carnet.entourage import Entourage
from caprse.carnet.remplir.parcours import get_critere, hear
from caprse.carnet.remplir.vue_avant import show_revoir
from caprse.carnet.remplir.vue_carte import Ligne, show_barre, show_carte
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.socle.ecran.cadre import Theme
from caprse.socle.ecran.veille import show_veille
from caprse.socle.signes import escape_html


def show_etape(
    carnet: CarnetOuvert,
    referentiel: Referentiel,
    etapes: tuple[Enjeu, ...],
    enjeu: Enjeu,
    editable: bool,
    autour: Entourage,
    theme: Theme,
) -> None:
    """The step, one card per critère; on a phone, one critère at a time."""
    relues = autour.list_relues(carnet)
    st.html(
        f'<div class="cap-etape" style="--cap-theme:{theme.couleur};--cap-theme-fond:{theme.fond}">'
        f"<h2>{escape_html(enjeu.titre)}</h2>"
        "</div>"
    )
    suites = autour.list_suites(carnet) if editable else ()
    for critere in enjeu.criteres:
        question = build_question(critere, referentiel, carnet, suites)
        relire = critere.code in relues
        show_carte(carnet, critere, question, theme, hear, autour, editable=editable, relire=relire)
    show_revoir(carnet, referentiel)
    reference = f"{referentiel.titre}, version {referentiel.version}"
    st.html(f'<p class="cap-reference">{escape_html(reference)}</p>')
    direction = get_acteur().can(Operation.SEND_CARNET, carnet.collectif_id, carnet.structure_id)
    show_barre(
        carnet,
        [Ligne(critere, etape.code, etape.titre) for etape in etapes for critere in etape.criteres],
        theme,
        hear,
        autour,
        editable=editable,
        etape=enjeu.code,
        critere=get_critere(enjeu),
        fin="Relire et transmettre" if direction and editable else "Relire" if editable else "",
    )
    show_veille(enjeu.code)
