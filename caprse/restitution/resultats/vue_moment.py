"""The moment when a carnet is transmitted: what is done, what comes next, one way on, the steps one may climb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.engagees import Engagee
from caprse.referentiel.marches import build_marches
from caprse.restitution.figures.forces import CritereCote
from caprse.restitution.resultats.rapprochements import build_axes_trimestre
from caprse.restitution.resultats.rose import build_rose
from caprse.restitution.resultats.service import TrimestreVu, get_resultats
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.signes import escape_html


def show_moment(structure_id: UUID, numero: int, dits: Sequence[tuple[str, bool]]) -> None:
    """Of the trimestre that was transmitted; ``dits``: what is said of the carnet itself, and whether it is done."""
    with open_unit_ecran() as unit:
        resultats = get_resultats(unit, structure_id, numero)
    vu = resultats.choisi
    if vu is None or vu.bilan is None or not vu.bilan.total.repondus:
        show_ensuite(dits)
        return
    axes, _ = build_axes_trimestre(resultats, vu)
    with st.container(key="moment"):
        with st.container(key="moment-dits"):
            show_ensuite([*dits, tell_figures(vu)])
            with st.container(key="vers-resultats"):
                link_to_page("resultats", "Voir nos résultats", ":material/insights:")
        if rose := build_rose(axes):
            st.html(rose)
    if a_travailler := vu.bilan.rangs.a_travailler:
        agit = get_acteur().can(Operation.UPDATE_ACTION, resultats.collectif_id, structure_id)
        with st.container(key="carte-marches", gap=None):
            st.subheader("Nos prochaines marches", anchor=False)
            for cote in a_travailler:
                show_pas(cote, vu.bilan.niveaux, resultats.engagees.get(cote.code), agit=agit)


def show_ensuite(dits: Iterable[tuple[str, bool]]) -> None:
    """What happened, a tick before it; then what will, with a clock."""
    lignes = "".join(
        f'<li class="{"cap-fait" if fait else "cap-a-venir"}">{escape_html(dit)}</li>'
        for dit, fait in sorted(dits, key=lambda un: not un[1])
    )
    st.html(f'<ol class="cap-ensuite">{lignes}</ol>')


def tell_figures(vu: TrimestreVu) -> tuple[str, bool]:
    """What may be looked at already. Never how many others are missing: it would tell who has just transmitted."""
    if vu.publication is not None:
        return "Vos résultats et ceux du collectif sont prêts.", True
    if vu.etat is EtatTrimestre.OUVERT:
        return (
            "Vos résultats sont prêts. Ceux du collectif suivront, quand assez de structures auront transmis.",
            False,
        )
    return "Vos résultats sont prêts.", True


def show_pas(cote: CritereCote, niveaux: Sequence[str], engagee: Engagee | None, *, agit: bool) -> None:
    """One critère with the step that it stands on, and its one act: the action that serves it, or the way to one."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"pas-{cote.code}"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{escape(cote.titre)}**")
            st.html(build_marches(cote.niveau, niveaux))
        if engagee is not None:
            link_to_page("actions", "Voir l’action", ":material/arrow_forward:")
        elif agit:
            adresse = {"critere": cote.code}
            if cote.premier_pas:
                adresse["quoi"] = cote.premier_pas
            elif cote.suivant:
                adresse["quoi"] = f"Arriver à ceci : {cote.suivant}"
            link_to_page("actions", "En faire une action", ":material/add_task:", **adresse)
