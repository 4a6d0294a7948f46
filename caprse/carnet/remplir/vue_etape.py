"""One step of the carnet: the control of each critère, what surrounds it, and the bar below them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.acces.commences import get_brouillon
from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Operation
from caprse.carnet.controle.contenu import Contenu, build_etat, build_question
from caprse.carnet.controle.service import name_refusee
from caprse.carnet.controle.vue import show_controle
from caprse.carnet.entourage import Entourage
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.parcours import get_critere, hear
from caprse.carnet.remplir.vue_avant import show_revoir
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
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
    demandes, relues = autour.list_demandes(carnet), autour.list_relues(carnet)
    st.html(
        f'<div class="cap-etape" style="--cap-theme:{theme.couleur};--cap-theme-fond:{theme.fond}">'
        f"<h2>{escape_html(enjeu.titre)}</h2>"
        "</div>"
    )
    commun = _build_commun(carnet, theme)
    suites = autour.list_suites(carnet) if editable else ()
    for critere in enjeu.criteres:
        with st.container(key=f"cadre-{critere.code}"):
            autour.show_demande(carnet, critere)
            question = build_question(critere, referentiel, carnet, suites)
            contenu = {
                **commun,
                "question": question,
                "editable": editable,
                "etat": _build_etat(carnet, critere.code),
                "relire": critere.code in relues,
            }
            if ecrit := get_brouillon(name_refusee(carnet.id, critere.code)):
                contenu["refusee"] = dict(ecrit.champs)
            show_controle(contenu, f"niveau-{critere.code}", hear)
            autour.show_critere(carnet, critere, dans_fragment=False)
    show_revoir(carnet, referentiel)
    reference = f"{referentiel.titre}, version {referentiel.version}"
    st.html(f'<p class="cap-reference">{escape_html(reference)}</p>')
    with st.bottom:
        show_controle(_build_barre(carnet, etapes, enjeu, editable, demandes, commun), "barre", hear)
    show_veille(enjeu.code)


def _build_commun(carnet: CarnetOuvert, theme: Theme) -> Contenu:
    return {
        "compte": str(get_acteur().compte_id),
        "carnet": str(carnet.id),
        "couleur": theme.couleur,
        "fond": theme.fond,
    }


def _build_etat(carnet: CarnetOuvert, code: str) -> Contenu:
    conflits = carnet.conflits.get(code, ())
    return build_etat(carnet.reponses.get(code), conflits, get_acteur().compte_id, etat.get_jour())


def _build_barre(
    carnet: CarnetOuvert,
    etapes: tuple[Enjeu, ...],
    enjeu: Enjeu,
    editable: bool,
    demandes: Sequence[str],
    commun: Contenu,
) -> Contenu:
    saisies = carnet.saisies()

    def build(critere: Critere, etape: Enjeu) -> Contenu:
        return {
            "code": critere.code,
            "titre": critere.titre,
            "enjeu": etape.code,
            "titreEnjeu": etape.titre,
            "repondu": critere.code in saisies and saisies[critere.code].repondu,
            "demande": critere.code in demandes,
            "conflit": bool(carnet.conflits.get(critere.code)),
        }

    direction = get_acteur().can(Operation.SEND_CARNET, carnet.collectif_id, carnet.structure_id)
    fin = "Relire et transmettre" if direction and editable else "Relire" if editable else ""
    return {
        **commun,
        "barre": True,
        "editable": editable,
        "etape": enjeu.code,
        "critere": get_critere(enjeu),
        "etat": f"{carnet.version}.{carnet.etat_trimestre}",
        "fin": fin,
        "criteres": [build(critere, etape) for etape in etapes for critere in etape.criteres],
    }
