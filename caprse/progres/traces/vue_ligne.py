"""How a trace is shown: one line under an answer, one row of the library. HTML of ours, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

import streamlit as st

from caprse.progres.traces.lecture import TraceVue, Usage
from caprse.progres.traces.regles import LIBELLES, Fraicheur, find_fraicheur, format_taille
from caprse.socle.dates import FUSEAU, format_date_courte
from caprse.socle.signes import escape_html

CONFIDENTIELLE = "confidentielle"
USAGES_MAX = 3


class Montree(Protocol):
    """What is shown of a trace beside an answer."""

    @property
    def titre(self) -> str: ...

    @property
    def adresse(self) -> str: ...

    @property
    def confidentielle(self) -> bool: ...


def show_liees(traces: Sequence[TraceVue]) -> None:
    """The traces of one answer, in one line; nothing where there is none."""
    if traces:
        st.html(build_liees(traces))


def show_archives(carnets: Iterable[tuple[int, UUID]]) -> None:
    """The archives of the trimestres that have traces, each a way to its own; nothing where there is none."""
    liens = " · ".join(
        f'<a href="/traces/carnet/{carnet_id}.zip" target="_blank" rel="noopener">trimestre\u00a0{numero:d}</a>'
        for numero, carnet_id in carnets
    )
    if liens:
        st.html(f'<p class="cap-traces"><b>Emporter les traces (ZIP) :</b> {liens}</p>')


def build_liees(traces: Iterable[Montree]) -> str:
    """``Pièces jointes : Charte · Affiche (confidentielle)``, each a way to the thing itself."""
    liens = " · ".join(
        f"{build_lien(trace)}{f' <small>({CONFIDENTIELLE})</small>' if trace.confidentielle else ''}"
        for trace in traces
    )
    return f'<p class="cap-traces"><b>Pièces jointes\u00a0:</b> {liens}</p>'


def build_lien(trace: Montree) -> str:
    """Its title, which saves the file or opens the page, beside this one."""
    lien = f'<a href="{escape_html(trace.adresse)}" target="_blank" rel="noopener noreferrer">'
    return f"{lien}{escape_html(trace.titre)}</a>"


def build_rangee(trace: TraceVue, today: date) -> str:
    """One row of the library: a small picture where there is one, the title, what it is, where it is used."""
    nature = LIBELLES[trace.nature] if trace.nature else "lien"
    image = ""
    if trace.illustree:
        image = f'<img src="/traces/{trace.id}/apercu" alt="" loading="lazy" width="96" height="72">'
    faits = [nature]
    if trace.octets is not None:
        faits.append(format_taille(trace.octets))
    faits.append(f"ajoutée le {format_date_courte(trace.cree_le.astimezone(FUSEAU).date())} par {trace.auteur}")
    puces = "".join(
        f"<i{' class=a-renouveler' if vieillit else ''}>{escape_html(puce)}</i>"
        for puce, vieillit in list_puces(trace, today)
    )
    rang_puces = f'<p class="puces">{puces}</p>' if puces else ""
    return (
        f'<div class="cap-preuve">{image}<div><p class="cap-preuve-titre">{build_lien(trace)}</p>{rang_puces}'
        f"<p>{escape_html(' · '.join(faits))}</p><p>{escape_html(tell_usages(trace.usages))}</p></div></div>"
    )


def list_puces(trace: TraceVue, today: date) -> list[tuple[str, bool]]:
    """What is to be known of it at a glance, each with whether it asks for something."""
    puces = [(CONFIDENTIELLE, False)] if trace.confidentielle else []
    if trace.expire_le is not None:
        jour = format_date_courte(trace.expire_le)
        dits = {
            Fraicheur.BONNE: f"bonne jusqu’au {jour}",
            Fraicheur.BIENTOT: f"à renouveler avant le {jour}",
            Fraicheur.PASSEE: f"à renouveler depuis le {jour}",
        }
        fraicheur = find_fraicheur(trace.expire_le, today)
        puces.append((dits[fraicheur], fraicheur is not Fraicheur.BONNE))
    return puces


def tell_usages(usages: Sequence[Usage]) -> str:
    """``Sert à : Écouter les salariés (trimestre 2), et à 3 autres``."""
    if not usages:
        return "Pas encore jointe à un critère"
    dits = [f"{usage.titre} (trimestre\u00a0{usage.trimestre:d})" for usage in usages[:USAGES_MAX]]
    reste = len(usages) - USAGES_MAX
    fin = "" if reste < 1 else f", et à {reste:d} autre{'s' if reste > 1 else ''}"
    return f"Sert à : {', '.join(dits)}{fin}"
