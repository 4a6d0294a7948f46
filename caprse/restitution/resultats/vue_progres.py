"""The third tab of the results: what moved, trimestre after trimestre."""

from __future__ import annotations

import streamlit as st

from caprse.restitution.figures.axes import Progres
from caprse.restitution.figures.phrases import THEMATIQUE
from caprse.restitution.planches.alternatives import alt_progres
from caprse.restitution.planches.planche import TAILLE_PLEINE, Planche, build_image_progres, build_pied, show_planche
from caprse.restitution.planches.tableaux import table_progres
from caprse.restitution.resultats.rapprochements import build_progres_cycle, build_progres_transversal
from caprse.restitution.resultats.service import Resultats
from caprse.socle.ecran.affichage import escape

TRAIT = "Un trait ne relie que deux fois où vous avez rempli les mêmes critères."


def show_progres(resultats: Resultats) -> None:
    """The block of every trimestre over time, then each thématique that came more than once."""
    st.header("Nos progrès", anchor=False)
    transversal, trimestres = build_progres_transversal(resultats)
    cycle, passages = build_progres_cycle(resultats)
    if not transversal and not cycle:
        st.info(
            "Vos progrès se dessinent dès que les mêmes critères ont été posés deux fois.",
            icon=":material/trending_up:",
        )
        return
    if transversal:
        show_serie(
            resultats,
            "progres-transversal",
            f"{transversal[0].titre} à chaque trimestre",
            transversal,
            trimestres,
            f"Le même bloc revient à chaque trimestre. {TRAIT}",
        )
    if not cycle:
        st.markdown("Chaque thématique a été vue une seule fois : il n’y a pas encore de changement à montrer.")
        return
    show_serie(
        resultats,
        "progres-thematiques",
        "Les thématiques vues plusieurs fois",
        cycle,
        passages,
        f"Entre parenthèses, les trimestres de la thématique. {TRAIT}",
    )


def show_serie(
    resultats: Resultats, cle: str, titre: str, progres: tuple[Progres, ...], noms: tuple[str, ...], legende: str
) -> None:
    bilan = next(vu.bilan for vu in reversed(resultats.trimestres) if vu.bilan is not None)
    st.subheader(escape(titre), anchor=False)
    table = table_progres(progres, noms, THEMATIQUE)
    image = build_image_progres(cle, progres, noms, alt_progres(progres, noms))
    pied = build_pied(bilan.source.libelle, resultats.structure, resultats.fictif)
    show_planche(Planche(cle, titre, pied, [image], table, table), legende, taille=TAILLE_PLEINE)
