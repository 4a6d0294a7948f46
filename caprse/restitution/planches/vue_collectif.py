"""The collectif's figures on a page: the same for a member and for the person who animates it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import NOMS_COLLECTIF, LigneCarte, Reparti, build_axes_collectif
from caprse.restitution.figures.libelles import format_etendue, format_mediane
from caprse.restitution.figures.phrases import AIDE_MEDIANE, ENJEU, describe_collectif
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
from caprse.socle.ecran.affichage import Affichable, escape


def show_collectif(
    cle: str, collectif: str, fictif: bool, quand: str, publiee: Publiee, labels: Sequence[Reparti], suite: str = ""
) -> None:
    """Sentence, radar with dot plot, table, spread per niveau.

    ``labels`` names every axis, shown or not; ``suite`` says when figures will move.
    """
    edition = publiee.edition
    titre = f"{collectif} · {quand}"
    pied = build_pied(edition.source.libelle, collectif, fictif)
    axes = build_axes_collectif(labels, edition.agregats)
    planche = Planche(
        cle,
        titre,
        pied,
        list_images_axes(cle, axes, NOMS_COLLECTIF, alt_axes(axes, NOMS_COLLECTIF)),
        list_agregats([*edition.enjeux, *edition.ensembles], ENJEU, edition.niveaux),
        table_axes(axes, NOMS_COLLECTIF, ENJEU, edition.niveaux),
    )
    legende = "Part des marches franchies sur chaque enjeu, de 0 à 100 %."
    show_planche(
        planche,
        " ".join(filter(None, [legende, explain_sans_radar(len(axes), ENJEU)])),
        a_cote=partial(show_phrases, edition, publiee, suite),
    )
    show_repartition(f"{cle}-niveaux", titre, pied, edition)


def show_phrases(edition: Edition, publiee: Publiee, suite: str) -> None:
    """What the figures of the collectif say, and of when they are."""
    st.markdown(escape(describe_collectif(edition.enjeux)))
    for ensemble in edition.ensembles:
        st.markdown(describe_ensemble(ensemble))
    if raison := explain_total(edition):
        st.caption(escape(raison))
    moment = f"Chiffres au {format_date(publiee.jour)}, sur {publiee.carnets:d} carnets transmis."
    st.caption(escape(" ".join(filter(None, [moment, suite, AIDE_MEDIANE]))))


def describe_ensemble(agregat: Agregat) -> Affichable:
    """`Parcours : médiane 54 %, moitié centrale de 40 % à 62 %, sur 8 structures.`"""
    return (
        f"{escape(agregat.titre)} : médiane **{escape(format_mediane(agregat))}**, "
        f"moitié centrale {escape(format_etendue(agregat))}, sur {agregat.n:d} structures."
    )


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
        "Nombre de réponses à chaque niveau (N0, N1…), toutes structures ensemble, enjeu par enjeu.",
        taille=TAILLE_PLEINE,
    )


def show_nommees(cle: str, collectif: str, fictif: bool, publiee: Publiee) -> None:
    """The structures that chose to be named, by name: never by score."""
    edition = publiee.edition
    st.subheader("Les structures qui montrent leur nom", anchor=False)
    if not edition.nommees:
        st.markdown(
            "Aucun nom n'est montré pour ce trimestre. Un nom n'apparaît que si la structure l'a choisi, et si cela "
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
