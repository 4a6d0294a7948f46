"""The positionnement: a look over the whole référentiel, one question per enjeu, in under twenty minutes.

On the launch day it is the départ. In the bilan the same page asks the same questions again: the arrivée, and shows
what was said at the start once it is finished, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.controle.contenu import Contenu
from caprse.carnet.controle.vue import is_simple, show_controle
from caprse.carnet.positionnement.comparaison import Comparaison, compare_with_depart
from caprse.carnet.positionnement.contenu import build_etat, build_question, get_marque
from caprse.carnet.positionnement.regles import LIBELLES, Moment
from caprse.carnet.positionnement.service import (
    Position,
    PositionnementOuvert,
    finish_positionnement,
    get_positionnement,
    list_enjeux,
)
from caprse.carnet.positionnement.vue_bilan import show_bilan
from caprse.carnet.positionnement.vue_fleches import show_fleches
from caprse.carnet.positionnement.vue_simple import FIN, THEME, ask_fin, go_to, show_simple
from caprse.carnet.positionnement.web import CHEMINS
from caprse.referentiel.schema import Referentiel, Thematique
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, Theme, show_entete
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.ecran.veille import show_veille
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

QUESTION = "question"
DITS = {
    "reponse": "réponse",
    "reponses": "réponses",
    "un": "Question",
    "genre": "e",
    "etape": "Thématique",
    "nav": "Aller d’une question à l’autre",
}

SUITES = {
    Moment.DEPART: "Ensuite il ne change plus : c’est avec lui que vous mesurerez le chemin parcouru.",
    Moment.ARRIVEE: "Ensuite il ne change plus, et vous le lisez à côté de ce que vous disiez au départ.",
}
MERCIS = {
    Moment.DEPART: "Merci ! Votre point de départ est enregistré. Il apparaît dans « Nos résultats ».",
    Moment.ARRIVEE: "Merci ! Votre point d’arrivée est enregistré : le voici à côté du départ.",
}


def page_positionnement() -> None:
    """Answer one question per enjeu, one thématique at a time; read what was answered once it is finished."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        lu = get_positionnement(unit, structure_id)
        comparaison = compare_with_depart(unit, *lu) if lu is not None else None
        today = unit.today
    if lu is None:
        show_entete("Notre point de départ")
        st.info("Le calendrier de votre collectif n’est pas encore prêt.", icon=":material/event:")
        return
    ouvert, referentiel = lu
    if comparaison is not None:
        _show_comparaison(comparaison)
        return
    if ouvert.fige:
        _show_termine(ouvert, referentiel)
        return
    thematique = _choose_thematique(referentiel, ouvert)
    theme = build_theme(referentiel, thematique.code)
    rang = list(referentiel.ordre).index(thematique.code)
    show_entete(
        LIBELLES[ouvert.moment],
        reperes=(f"Thématique {rang + 1} sur {len(referentiel.ordre)}", "moins de vingt minutes"),
        theme=theme,
        fictif=ouvert.fictif,
    )
    show_message()
    editable = get_acteur().can(Operation.UPDATE_REPONSE, ouvert.collectif_id, structure_id)
    if is_simple():
        show_simple(ouvert, referentiel, thematique, structure_id, editable, today)
    else:
        _show_etape(ouvert, thematique, theme)
        commun: Contenu = {
            "compte": str(get_acteur().compte_id),
            # What a browser keeps of the départ stays apart from the arrivée, under another name.
            "carnet": str(structure_id if ouvert.moment is Moment.DEPART else ouvert.carnet_id),
            "envoi": CHEMINS[ouvert.moment],
            "couleur": theme.couleur,
            "fond": theme.fond,
            "editable": editable,
        }
        for enjeu in thematique.enjeux:
            position = ouvert.positions.get(enjeu.code, Position())
            contenu = {
                **commun,
                "question": build_question(enjeu, referentiel),
                "etat": build_etat(position, today),
                "relire": True,
            }
            with st.container(key=f"cadre-{enjeu.code}"):
                show_controle(contenu, f"niveau-{enjeu.code}", _hear)
        with st.bottom:
            show_controle({**commun, **_build_barre(ouvert, referentiel, thematique, editable)}, "barre", _hear)
        show_veille(f"positionnement-{thematique.code}")
    if st.session_state.get(FIN) and editable:
        _confirm_fin(ouvert, referentiel, structure_id)


def _show_comparaison(comparaison: Comparaison) -> None:
    """The arrivée beside the départ, once it does not change any more."""
    show_entete(LIBELLES[Moment.ARRIVEE], fictif=comparaison.arrivee.fictif, largeur=Largeur.TRAVAIL)
    show_message()
    with st.container(horizontal=True, vertical_alignment="center", key="depart-tete"):
        st.markdown("Les mêmes questions, au départ puis au bilan. Votre carnet en pose d’autres, plus précises.")
    show_fleches(comparaison.groupes, comparaison.referentiel)


def _show_termine(ouvert: PositionnementOuvert, referentiel: Referentiel) -> None:
    quand = f" le {format_date(ouvert.termine_le.astimezone(FUSEAU).date())}" if ouvert.termine_le else ""
    show_entete(LIBELLES[ouvert.moment], fictif=ouvert.fictif, largeur=Largeur.TRAVAIL)
    show_message()
    with st.container(horizontal=True, vertical_alignment="center", key="depart-tete"):
        st.markdown(f"Ce que vous pensiez{quand}, avant le premier carnet. La suite est dans vos résultats.")
        if show_bouton("Voir nos résultats", key="voir", icon=":material/insights:"):
            go_to_page("resultats")
    show_bilan(ouvert.positions, referentiel)


def _choose_thematique(referentiel: Referentiel, ouvert: PositionnementOuvert) -> Thematique:
    """The thématique of the address, else the first with a question left."""
    codes = list(referentiel.ordre)
    demande = st.query_params.get(THEME)
    if demande not in codes:
        reste = (
            code
            for code in codes
            if any(not _is_repondu(ouvert, enjeu.code) for enjeu in referentiel.thematique(code).enjeux)
        )
        demande = st.query_params[THEME] = next(reste, codes[0])
    return referentiel.thematique(demande)


def _is_repondu(ouvert: PositionnementOuvert, enjeu: str) -> bool:
    return ouvert.positions.get(enjeu, Position()).repondu


def _show_etape(ouvert: PositionnementOuvert, thematique: Thematique, theme: Theme) -> None:
    invite = "En cas d’hésitation, prenez le plus bas. On peut s’arrêter et reprendre."
    if ouvert.moment is Moment.ARRIVEE:
        invite = "Les questions du départ, une deuxième fois. Ce que vous aviez dit se montre quand vous avez terminé."
    st.html(
        f'<div class="cap-etape" style="--cap-theme:{theme.couleur};--cap-theme-fond:{theme.fond}">'
        f'<p class="cap-en-bref">{escape_html(thematique.en_bref)}</p>'
        f"<p>{escape_html(invite)}</p>"
        "</div>"
    )


def _build_barre(
    ouvert: PositionnementOuvert, referentiel: Referentiel, thematique: Thematique, editable: bool
) -> Contenu:
    demande = st.query_params.get(QUESTION)
    return {
        "barre": True,
        "editable": editable,
        "etape": thematique.code,
        "critere": demande if any(enjeu.code == demande for enjeu in thematique.enjeux) else None,
        "etat": get_marque(ouvert),
        "fin": "Terminer" if editable else "",
        "dits": {**DITS, "sommaire": f"Sommaire de {LIBELLES[ouvert.moment].lower()}"},
        "criteres": [
            {
                "code": enjeu.code,
                "titre": enjeu.titre,
                "enjeu": code,
                "titreEnjeu": referentiel.thematique(code).titre,
                "repondu": _is_repondu(ouvert, enjeu.code),
                "demande": False,
                "conflit": False,
            }
            for code in referentiel.ordre
            for enjeu in referentiel.thematique(code).enjeux
        ],
    }


def _hear(ou: Mapping[str, Any]) -> None:
    """Where the control asks to go: another thématique, or the end. Anything else only draws the page again."""
    etape, question = ou.get("etape"), ou.get("critere")
    if isinstance(etape, str):
        go_to(etape)
        if isinstance(question, str):
            st.query_params[QUESTION] = question
        elif QUESTION in st.query_params:
            del st.query_params[QUESTION]
    elif "page" in ou:
        ask_fin()


def _confirm_fin(ouvert: PositionnementOuvert, referentiel: Referentiel, structure_id: UUID) -> None:
    manquants = [enjeu for enjeu in list_enjeux(referentiel) if not _is_repondu(ouvert, enjeu.code)]

    @st.dialog(f"Terminer {LIBELLES[ouvert.moment].lower()} ?", on_dismiss=_close_fin)
    def ask() -> None:
        if manquants:
            reste = format_pluriel(len(manquants), "question est encore", "questions sont encore")
            st.markdown(f"{reste} sans réponse, dont « {escape(manquants[0].titre)} ». On peut terminer ainsi.")
        st.markdown(SUITES[ouvert.moment])
        with st.container(horizontal=True):
            if show_bouton(
                "Oui, terminer",
                key="terminer",
                icon=":material/flag:",
                type="primary",
                on_click=_finish,
                args=(structure_id, ouvert.moment),
            ):
                st.rerun()
            if show_bouton("Pas encore", key="continuer", on_click=_close_fin):
                st.rerun()

    ask()


def _close_fin() -> None:
    st.session_state.pop(FIN, None)


def _finish(structure_id: UUID, moment: Moment) -> None:
    def action(unit: Unit) -> str:
        finish_positionnement(unit, structure_id, moment)
        return MERCIS[moment]

    _close_fin()
    run_use_case(action)
