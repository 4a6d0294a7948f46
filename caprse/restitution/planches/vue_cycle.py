"""Where the collectif stands over the whole cycle: for a member, beside its own state, and for the animation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

import streamlit as st

from caprse.restitution.figures.axes import NOMS_COLLECTIF, NOMS_COLLECTIF_ET_NOUS, Axe
from caprse.restitution.figures.cycle import AgregatCycle
from caprse.restitution.figures.etats import AxeEtat
from caprse.restitution.figures.formats import DEUX_POINTS, quote
from caprse.restitution.figures.phrases import AIDE_MEDIANE, THEMATIQUE
from caprse.restitution.planches.alternatives import alt_axes
from caprse.restitution.planches.apercu import list_agregats
from caprse.restitution.planches.planche import Planche, build_pied, explain_sans_radar, list_images_axes, show_planche
from caprse.restitution.planches.tableaux import table_axes
from caprse.restitution.publication.cycle_lu import CyclePublie
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.francais import enumerate_words, format_pluriel

RIEN = (
    "Les chiffres de tout le cycle viennent à la clôture d’un trimestre, quand assez de structures ont transmis leur "
    "carnet pour que personne ne s’y reconnaisse."
)
ATTENTE = (
    "Une thématique garde ses derniers chiffres tant que trop peu de structures ont revu leurs réponses : personne ne "
    "s’y reconnaît."
)


def show_cycle_collectif(
    cle: str,
    collectif: str,
    fictif: bool,
    lus: Sequence[CyclePublie],
    ordre: Sequence[str],
    nous: Mapping[str, AxeEtat] | None = None,
    bloc: str = "",
) -> None:
    """Radar with dot plot, table, and of when each figure is. ``ordre``: the thématiques of the cycle, in order.

    ``nous``: the state of the structure that looks, by thématique, in the terms of the figures beside it. ``bloc``:
    the title of the block that a closed bilan asked by itself.
    """
    st.header("Le collectif sur tout le cycle", anchor=False)
    if not lus:
        st.info(RIEN, icon=":material/hourglass_empty:")
        return
    par_code = {lu.thematique: lu for lu in lus}
    ranges = [par_code[code] for code in dict.fromkeys([*ordre, *par_code]) if code in par_code]
    axes = tuple(build_axe(lu.cycle, (nous or {}).get(lu.thematique)) for lu in ranges)
    noms = NOMS_COLLECTIF_ET_NOUS if any(axe.score is not None for axe in axes) else NOMS_COLLECTIF
    dernier = max(ranges, key=lambda lu: lu.numero).cycle
    planche = Planche(
        cle,
        f"{collectif} · tout le cycle",
        build_pied(dernier.source.libelle, collectif, fictif),
        list_images_axes(cle, axes, noms, alt_axes(axes, noms, THEMATIQUE)),
        list_agregats([lu.cycle.agregat for lu in ranges], THEMATIQUE, dernier.niveaux),
        table_axes(axes, noms, THEMATIQUE, dernier.niveaux),
    )
    legende = "Part des marches franchies sur chaque thématique, d’après les dernières réponses transmises."
    show_planche(
        planche,
        " ".join(filter(None, [legende, explain_sans_radar(len(axes), THEMATIQUE)])),
        a_cote=partial(show_dates, ranges, bloc),
    )


def build_axe(cycle: AgregatCycle, nous: AxeEtat | None) -> Axe:
    """One thématique, the structure's own state beside the collectif's; hollow, what nobody looked at again then."""
    agregat = cycle.agregat
    return Axe(
        agregat.code,
        agregat.titre,
        agregat.titre_court,
        nous.figure if nous is not None else None,
        agregat,
        tenue=(nous.revus, nous.repris) if nous is not None else None,
        collectif_repris=cycle.revus == 0 and bool(cycle.repris),
    )


def show_dates(lus: Sequence[CyclePublie], bloc: str) -> None:
    """Of when the figures are, and how much of them was looked at again then."""
    for phrase in describe_dates(lus):
        st.markdown(escape(phrase))
    if bloc:
        st.markdown(escape(describe_bloc(bloc)))
    st.caption(escape(f"{AIDE_MEDIANE} {ATTENTE}"))


def describe_bloc(bloc: str) -> str:
    """Why the block that a bilan asked has no figure of then here, and where to read it."""
    return (
        f"{quote(bloc)} a été redemandé au bilan, et montré là, partie par partie{DEUX_POINTS}ses chiffres d’alors se "
        "lisent au trimestre du bilan, ceux d’ici sont d’avant."
    )


def describe_dates(lus: Sequence[CyclePublie]) -> list[str]:
    """One sentence per closing, the latest first, then one on what was carried over."""
    par_moment = groupby(sorted(lus, key=lambda lu: -lu.numero), key=lambda lu: (lu.numero, lu.jour))
    phrases = [
        f"Chiffres du {format_date(jour)} (trimestre\u00a0{numero}){DEUX_POINTS}"
        f"{enumerate_words([lu.cycle.agregat.titre_court for lu in siens])}."
        for (numero, jour), siens in par_moment
    ]
    dernier = max(lu.numero for lu in lus)
    ici = [lu for lu in lus if lu.numero == dernier and lu.cycle.revus is not None]
    revus = sum(lu.cycle.revus or 0 for lu in ici)
    repris = sum(lu.cycle.repris or 0 for lu in ici)
    if revus + repris:
        phrases.append(
            f"Dans ces chiffres du trimestre\u00a0{dernier}{DEUX_POINTS}"
            f"{format_pluriel(revus, 'réponse donnée ou revue alors', 'réponses données ou revues alors')}, "
            f"{format_pluriel(repris, 'reprise', 'reprises')} d’avant, toutes structures ensemble."
        )
    return phrases
