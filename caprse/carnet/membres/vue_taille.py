"""How many people a structure employs, asked of its direction: some questions and some laws depend on it."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran
from caprse.acces.lieux import Lieu
from caprse.acces.saisie import Formulaire, fill, is_begun, read_champs, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.collectif.structures import Taille, get_taille, update_effectif
from caprse.referentiel.schema import EFFECTIF_MAX
from caprse.socle.ecran.affichage import Affichable
from caprse.socle.ecran.boutons import show_bouton


def show_taille(lieu: Lieu) -> None:
    """The number as it is known; unfolded, the field to say it or change it."""
    if lieu.collectif_id is None or lieu.structure_id is None:
        return
    ici = (lieu.collectif_id, lieu.structure_id)
    with open_unit_ecran() as unit:
        taille = get_taille(unit, *ici)
    formulaire = Formulaire(f"taille/{lieu.structure_id}", {"effectif": "taille-effectif"})
    fill(formulaire, {"effectif": taille.effectif})
    dit = "à noter" if taille.effectif is None else f"{taille.effectif:d}"
    with st.expander(f"Personnes employées\u00a0: {dit}", expanded=is_begun(formulaire), key="taille"):
        st.caption(
            "Comptez toutes les personnes qui ont un contrat chez vous, en parcours ou non. Le cahier choisit alors "
            "les mots et les obligations qui vous concernent. Les autres structures ne voient pas ce nombre."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            show_effectif("Personnes employées", formulaire, largeur=200)
            show_bouton("Enregistrer", key="taille-enregistrer", on_click=_save, args=(formulaire, ici, taille))
        show_garde(formulaire)


def show_effectif(libelle: Affichable, formulaire: Formulaire, *, largeur: int) -> None:
    """The field of the number of people employed, empty where it is not known."""
    st.number_input(
        libelle,
        min_value=1,
        max_value=EFFECTIF_MAX,
        value=None,
        step=1,
        key=formulaire.champs["effectif"],
        width=largeur,
        **watch(formulaire),
    )


def _save(formulaire: Formulaire, ici: tuple[UUID, UUID], taille: Taille) -> None:
    effectif = read_champs(formulaire, {"effectif": taille.effectif})["effectif"]

    def save(unit: Unit) -> str:
        update_effectif(unit, *ici, taille.version, effectif)
        return "C’est noté : les critères et les obligations suivent."

    run_saisie(save, formulaire)
