"""The collectif's figures on a page: the same for a member and for the person who animates it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import (
    NOMS_COLLECTIF,
    NOMS_COLLECTIF_ET_NOUS,
    LigneCarte,
    Reparti,
    build_axes_collectif,
)
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.libelles import format_etendue, format_mediane, format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import AIDE_MEDIANE, ENJEU, describe_carnets, describe_collectif
from caprse.restitution.planches.alternatives import alt_axes, alt_carte, alt_repartition
from caprse.restitution.planches.apercu import list_agregats
from caprse.restitution.planches.planche import (
    TAILLE_PLEINE,
    Planche,
    build_image_carte,
    build_image_repartition,
    build_pied,
    explain_sans_radar,
    list_images_axes,
    show_planche,
)
from caprse.restitution.planches.tableaux import table_axes, table_carte, table_repartition
from caprse.restitution.publication.edition import Edition, Publiee
from caprse.restitution.publication.visibilite import explain_total
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.signes import escape_html


def show_collectif(
    cle: str,
    collectif: str,
    fictif: bool,
    quand: str,
    publiee: Publiee,
    labels: Sequence[Reparti],
    suite: str = "",
    nous: Bilan | None = None,
) -> None:
    """Sentence, radar with dot plot, table, spread per niveau.

    ``labels`` names every axis, shown or not; ``suite`` says when figures will move; ``nous``: the figures of the
    structure that looks, which stand beside those of the collectif.
    """
    edition = publiee.edition
    titre = f"{collectif} · {quand}"
    pied = build_pied(edition.source.libelle, collectif, fictif)
    axes = build_axes_collectif(labels, edition.agregats, nous.enjeux if nous else ())
    noms = NOMS_COLLECTIF_ET_NOUS if any(axe.score is not None for axe in axes) else NOMS_COLLECTIF
    planche = Planche(
        cle,
        titre,
        pied,
        list_images_axes(cle, axes, noms, alt_axes(axes, noms)),
        list_agregats([*edition.enjeux, *edition.ensembles], ENJEU, edition.niveaux),
        table_axes(axes, noms, ENJEU, edition.niveaux),
    )
    legende = "Part des marches franchies sur chaque enjeu, de 0 à 100 %."
    show_planche(
        planche,
        " ".join(filter(None, [legende, explain_sans_radar(len(axes), ENJEU)])),
        a_cote=partial(show_phrases, edition, publiee, suite, nous),
    )
    show_repartition(f"{cle}-niveaux", titre, pied, edition)


def show_phrases(edition: Edition, publiee: Publiee, suite: str, nous: Bilan | None = None) -> None:
    """What the figures of the collectif mean, in one sentence and two figures, and of when they are."""
    total, autre = (
        next((a for a in edition.ensembles if a.code == code and a.quartiles is not None), None)
        for code in (edition.total, edition.transversal)
    )
    if total is not None:
        st.html(f'<p class="cap-constat">{escape_html(describe_total(total))}</p>')
        with st.container(horizontal=True, key="chiffres-collectif", gap="medium"):
            show_chiffre("Le collectif", format_mediane(total), describe_milieu(total))
            if nous is not None and nous.total.score is not None:
                show_chiffre("Nous", format_score(nous.total), "en bleu sur l’image")
    elif not edition.enjeux:
        st.markdown(escape(describe_collectif(edition.enjeux)))
    if autre is not None:
        st.markdown(escape(describe_autre(autre, nous.transversal if nous else None)))
    if raison := explain_total(edition):
        st.caption(escape(raison))
    carnets = describe_carnets(publiee.carnets, total.n if total is not None else None)
    moment = f"Chiffres au {format_date(publiee.jour)}, {carnets}."
    st.caption(escape(" ".join(filter(None, [moment, suite]))))


def show_chiffre(libelle: str, valeur: str, dessous: str) -> None:
    """One figure in large, and under it what it is."""
    with st.container(width="content", gap=None):
        st.metric(escape(libelle), escape(valeur), help=escape(AIDE_MEDIANE) if libelle != "Nous" else None)
        st.caption(escape(dessous))


def describe_total(agregat: Agregat) -> str:
    """`La moitié des 9 structures a franchi au moins 44 % des marches.`"""
    return f"La moitié des {agregat.n} structures a franchi au moins {format_mediane(agregat)} des marches."


def describe_milieu(agregat: Agregat) -> str:
    """`le plus souvent de 28 % à 55 %`: between them stands the middle half."""
    return f"le plus souvent {format_etendue(agregat)}"


def describe_autre(agregat: Agregat, figure: Figure | None) -> str:
    """`Démarche : 58 % pour le collectif, 33 % pour nous.`"""
    notre = f", {format_score(figure)} pour nous" if figure is not None and figure.score is not None else ""
    return f"{agregat.titre_court} : {format_mediane(agregat)} pour le collectif{notre}."


def show_repartition(cle: str, titre: str, pied: str, edition: Edition) -> None:
    """How many answers of the whole collectif at each niveau."""
    if not edition.enjeux:
        return
    st.subheader("Les réponses du collectif par niveau", anchor=False)
    table = table_repartition(edition.enjeux, edition.niveaux)
    alternative = alt_repartition(edition.enjeux, edition.niveaux)
    image = build_image_repartition(cle, edition.enjeux, edition.niveaux, alternative)
    show_planche(
        Planche(cle, f"{titre} · réponses par niveau", pied, [image], table, table),
        "Combien de réponses à chaque niveau, toutes structures ensemble.",
        taille=TAILLE_PLEINE,
    )


def show_nommees(cle: str, collectif: str, fictif: bool, publiee: Publiee) -> None:
    """The structures that chose to be named, by name: never by score."""
    edition = publiee.edition
    st.subheader("Les structures qui montrent leur nom", anchor=False)
    if not edition.nommees:
        st.markdown(
            "Aucun nom n’est montré pour ce trimestre. Un nom n’apparaît que si la structure l’a choisi, et si cela "
            "ne fait pas deviner les réponses des autres."
        )
        return
    lignes = tuple(
        LigneCarte(nommee.nom, tuple(figure for figure in nommee.figures if figure.code != edition.total))
        for nommee in edition.nommees
    )
    pied = build_pied(edition.source.libelle, collectif, fictif)
    show_carte(f"{cle}-noms", f"{collectif} · structures qui montrent leur nom", pied, lignes, TAILLE_PLEINE)


def show_carte(cle: str, titre: str, pied: str, lignes: tuple[LigneCarte, ...], taille: int) -> None:
    """Structures × axes, in alphabetical order, at most fifty."""
    table = table_carte(lignes)
    image = build_image_carte(cle, lignes, alt_carte(lignes))
    show_planche(
        Planche(cle, titre, pied, [image], table, table),
        "Part des marches franchies, structures par ordre alphabétique.",
        taille=taille,
    )
