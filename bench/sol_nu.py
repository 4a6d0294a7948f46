"""The bare floor: one step of the carnet, drawn by the very same parts, with nothing behind it.

No account, no base, no rule: what it costs Streamlit and the browser to show such a page and to hear a click on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.regles import Acteur, Role
from caprse.carnet.controle.contenu import Contenu, Suite, build_etat, build_question
from caprse.carnet.controle.vue import show_controle
from caprse.carnet.regles import EtatCarnet
from caprse.carnet.service import CarnetOuvert
from caprse.collectif.regles import EtatTrimestre
from caprse.menu import show_pages
from caprse.pages import ENTREES
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import format_date
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.veille import show_veille

RACINE = Path(__file__).parents[1]
STATIQUE = RACINE / "caprse" / "static"
PERSONNE = UUID(int=1)
SUITES = (Suite("actions", "Noter une action"), Suite("appuis", "Demander un appui"))


@st.cache_resource
def get_referentiel() -> Referentiel:
    referentiel = verify_dossier(RACINE / "referentiel" / "travail").referentiel
    if referentiel is None:
        raise ValueError("Le référentiel livré n'est pas valide.")
    return referentiel


@st.cache_resource
def get_carnet() -> CarnetOuvert:
    """A carnet in which nothing was ever answered."""
    return CarnetOuvert(
        id=UUID(int=2),
        collectif_id=UUID(int=3),
        collectif="Collectif d'essai",
        fictif=True,
        structure_id=UUID(int=4),
        structure="Structure d'essai",
        types=("ACI",),
        effectif=None,
        etat=EtatCarnet.BROUILLON,
        version=1,
        transmis_le=None,
        motif_incomplet="",
        reouverture_demandee_le=None,
        trimestre_id=UUID(int=5),
        numero=1,
        thematique=get_referentiel().ordre[0],
        debut=date(2026, 1, 15),
        fin=date(2026, 4, 15),
        etat_trimestre=EtatTrimestre.OUVERT,
        referentiel_id=UUID(int=6),
        reponses={},
        precedentes={},
        conflits={},
    )


def page_etape() -> None:
    """The step that the address names, else the first one."""
    referentiel, carnet = get_referentiel(), get_carnet()
    etapes = [enjeu for t in referentiel.capsule(referentiel.ordre[0]) for enjeu in t.enjeux]
    enjeu = next((e for e in etapes if e.code == st.query_params.get("etape")), etapes[0])
    theme = build_theme(referentiel, carnet.thematique)
    show_entete(
        "Notre carnet",
        reperes=("Trimestre 1", f"jusqu'au {format_date(carnet.fin)}", "En cours"),
        theme=theme,
        fictif=carnet.fictif,
    )
    st.html(
        f'<div class="cap-etape" style="--cap-theme:{theme.couleur};--cap-theme-fond:{theme.fond}">'
        f"<h2>{enjeu.titre}</h2>"
        f"<p>Étape {etapes.index(enjeu) + 1} sur {len(etapes)}"
        f"<span> · {referentiel.titre}, version {referentiel.version}</span></p></div>"
    )
    commun = {
        "compte": str(PERSONNE),
        "carnet": str(carnet.id),
        "couleur": theme.couleur,
        "fond": theme.fond,
        "editable": True,
    }
    for critere in enjeu.criteres:
        with st.container(key=f"cadre-{critere.code}"):
            contenu = {
                **commun,
                "question": build_question(critere, referentiel, carnet, SUITES),
                "etat": build_etat(None, (), PERSONNE, carnet.debut),
                "relire": False,
            }
            show_controle(contenu, f"niveau-{critere.code}", hear)
            st.fragment(show_discussion, key=f"fil-{critere.code}")(critere.code)
    with st.bottom:
        show_controle(build_barre(etapes, enjeu, commun), "barre", hear)
    show_veille(enjeu.code)


def build_barre(etapes: list[Enjeu], enjeu: Enjeu, commun: Contenu) -> Contenu:
    return {
        **commun,
        "barre": True,
        "etape": enjeu.code,
        "critere": None,
        "etat": "1.ouvert",
        "fin": "Relire et transmettre",
        "criteres": [
            {
                "code": critere.code,
                "titre": critere.titre,
                "enjeu": etape.code,
                "titreEnjeu": etape.titre,
                "repondu": False,
                "demande": False,
                "conflit": False,
            }
            for etape in etapes
            for critere in etape.criteres
        ],
    }


def show_discussion(code: str) -> None:
    with st.container(key=f"discussion-{code}"):
        st.expander("Discussion", key=f"discussion-ouverte-{code}", on_change="rerun", icon=":material/forum:")


def hear(ou: Mapping[str, Any]) -> None:
    """A floor leads nowhere but to its own steps."""
    if etape := ou.get("etape"):
        st.query_params["etape"] = str(etape)


def main() -> None:
    st.set_page_config(page_title="Sol nu", layout="wide")
    st.logo(STATIQUE / "enseigne.svg", size="large", icon_image=STATIQUE / "icone.svg")
    menu: dict[str, list[Any]] = {}
    for entree in ENTREES:
        if entree.section and (not entree.roles or Role.DIRECTION in entree.roles):
            page = st.Page(
                page_etape,
                title=entree.titre,
                icon=f":material/{entree.icone}:",
                url_path=entree.nom,
                default=entree.nom == "carnet",
            )
            menu.setdefault(entree.section, []).append(page)
    page_vue = st.navigation(menu, position="hidden")
    show_pages(menu, Acteur(PERSONNE, "Personne", "personne@exemple.test", ()))
    page_vue.run()


main()
