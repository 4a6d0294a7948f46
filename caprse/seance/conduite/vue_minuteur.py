"""The room's timer, from the console: the wall shows it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.seance.conduite.console import act
from caprse.seance.fiche import FicheSeance
from caprse.seance.minuteur import start_minuteur, stop_minuteur
from caprse.socle.ecran.boutons import show_bouton

DUREES = (1, 2, 3, 5, 10)


def show_minuteur(fiche: FicheSeance) -> None:
    """One press starts it; another starts it again. What is left stands beside the time of the step."""
    pli = st.expander("Minuteur pour la salle", key="minuteur-pli", icon=":material/hourglass_top:")
    with pli, st.container(horizontal=True, key="minuteur"):
        for minutes in DUREES:
            show_bouton(
                f"{minutes:d} min",
                key=f"minuteur-{minutes}",
                on_click=act,
                args=(fiche.id, "minuteur", f"Minuteur : {minutes} min", partial(_start, fiche.id, minutes)),
            )
        if fiche.minuteur_fin is not None:
            show_bouton(
                "Enlever",
                key="minuteur-enlever",
                icon=":material/timer_off:",
                type="tertiary",
                on_click=act,
                args=(fiche.id, "minuteur", "Enlever le minuteur", partial(_stop, fiche.id)),
            )


def _start(seance_id: UUID, minutes: int, unit: Unit) -> None:
    start_minuteur(unit, seance_id, minutes)


def _stop(seance_id: UUID, unit: Unit) -> None:
    stop_minuteur(unit, seance_id)
