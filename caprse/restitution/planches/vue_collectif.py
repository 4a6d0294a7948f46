"""The collectif's figures on a page: the same for a member and for the person who animates it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import (
    NOMS_COLLECTIF,
    NOMS_COLLECTIF_ET_NOUS,
    Axe,
    LigneCarte,
    Noms,
    Reparti,
    build_axes_collectif,
)
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.figures.libelles import format_etendue, format_mediane
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import (
    AIDE_MARCHES,
    AIDE_MEDIANE,
    ENJEU,
    describe_carnets,
    describe_collectif,
)
from caprse.restitution.planches.alternatives import alt_axes, alt_carte, alt_repartition
from caprse.restitution.planches.apercu import list_agregats
from caprse.restitution.planches.places import build_constat, build_ensemble, build_places
from caprse.restitution.planches.planche import (
    TAILLE_PLEINE,
    Planche,
    build_image_carte,
    build_image_repartition,
    build_pied,
    explain_sans_radar,
    list_images_axes,
    show_places,
    show_planche,
    show_suite,
)
from caprse.restitution.planches.tableaux import table_axes, table_carte, table_repartition
from caprse.restitution.publication.edition import Edition, Publiee
from caprse.restitution.publication.visibilite import explain_total
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.signes import escape_html

# Under a heatmap; the first word of it where a title says already what is measured.
PAR_NOM = "Structures par ordre alphabétique."
MARCHES_PAR_NOM = "Part des marches franchies, structures par ordre alphabétique."
CACHEES = "Non montré : trop peu de réponses pour que personne ne s’y reconnaisse."
REPONSES = "Les réponses du collectif par niveau"
LIRE = (
    "Le rond bleu, c’est nous. Le trait orange, c’est le milieu du collectif. La bande claire va de l’un à l’autre "
    "bout de la moitié des structures, celle du milieu."
)


def show_collectif(
    cle: str, collectif: str, fictif: bool, quand: str, publiee: Publiee, labels: Sequence[Reparti], suite: str = ""
) -> None:
    """For whoever animates: sentence, radar with dot plot, table, spread per niveau.

    ``labels`` names every axis, shown or not; ``suite`` says when figures will move.
    """
    axes = build_axes_collectif(labels, publiee.edition.agregats)
    planche = build_planche(cle, collectif, fictif, quand, publiee.edition, axes, NOMS_COLLECTIF)
    show_planche(planche, build_legende(axes), a_cote=partial(show_phrases, publiee.edition, publiee, suite))
    show_repartition(f"{cle}-niveaux", planche.titre, planche.pied, publiee.edition)


def show_nous_et_collectif(
    cle: str,
    collectif: str,
    fictif: bool,
    quand: str,
    publiee: Publiee,
    labels: Sequence[Reparti],
    suite: str = "",
    nous: Bilan | None = None,
) -> None:
    """For a member: the radar, and line by line its own figure beside the collectif's; what explains them, folded.

    ``nous``: the figures of the structure that looks, None where it has no carnet then.
    """
    edition = publiee.edition
    axes = build_axes_collectif(labels, edition.agregats, nous.enjeux if nous else ())
    noms = NOMS_COLLECTIF_ET_NOUS
    if nous is None:
        noms = replace(noms, nous=None)
    planche = build_planche(cle, collectif, fictif, quand, edition, axes, noms)
    total, autre = (
        next((a for a in edition.ensembles if a.code == code and a.quartiles is not None), None)
        for code in (edition.total, edition.transversal)
    )
    bloc: list[Axe] = []
    transversal = nous.transversal if nous else None
    if autre is not None or transversal is not None:
        titre = autre.titre_court if autre is not None else transversal.titre_court if transversal is not None else ""
        bloc.append(build_ensemble(titre, transversal, autre))
    lignes = [build_ensemble("Toute la thématique", nous.total if nous else None, total), *axes, *bloc]

    def show_lignes() -> None:
        if dit := describe_nous_et_collectif(nous.total if nous else None, total):
            st.html(f'<p class="cap-constat">{escape_html(dit)}</p>')
        if constat := build_constat(axes):
            st.html(constat)
        titre = f"{planche.titre} : nous et le collectif"
        show_places(cle, lignes, noms, titre, ensemble=True)
        if bloc:
            # The picture holds the others.
            with st.container(key=f"places-larges-{cle}"):
                st.html(build_places(bloc, noms, titre, ensemble=False))
        if any(ligne.mediane is None for ligne in lignes):
            st.caption(escape(explain_total(edition) or CACHEES))
        carnets = describe_carnets(publiee.carnets, total.n if total is not None else None)
        moment = f"Chiffres au {format_date(publiee.jour)}, {carnets}."
        st.caption(escape(" ".join(filter(None, [moment, suite]))))

    with st.container(key=f"mots-avant-{cle}"):
        show_planche(planche, build_legende(axes), a_cote=show_lignes, mots_avant=True, suite=False)

    def show_niveaux() -> None:
        st.subheader(REPONSES, anchor=False)
        show_image_repartition(f"{cle}-niveaux", planche.titre, planche.pied, edition)

    with st.container(key=f"pile-{cle}", gap=None):
        show_suite(planche, ensuite=show_niveaux if edition.enjeux else None)
        with st.expander("Comment lire ces chiffres ?", icon=":material/help:", key=f"lire-{cle}"):
            st.markdown(escape(LIRE))
            st.markdown(escape(f"{AIDE_MARCHES} {AIDE_MEDIANE}"))


def build_planche(
    cle: str, collectif: str, fictif: bool, quand: str, edition: Edition, axes: tuple[Axe, ...], noms: Noms
) -> Planche:
    """The pictures of the collectif with their table: the same figures, whoever looks."""
    return Planche(
        cle,
        f"{collectif} · {quand}",
        build_pied(edition.source.libelle, collectif, fictif),
        list_images_axes(cle, axes, noms, alt_axes(axes, noms)),
        list_agregats([*edition.enjeux, *edition.ensembles], ENJEU, edition.niveaux),
        table_axes(axes, noms, ENJEU, edition.niveaux),
    )


def build_legende(axes: Sequence[Axe]) -> str:
    """What the picture measures, and why it is no radar where it is none."""
    legende = "Part des marches franchies sur chaque enjeu, de 0 à 100 %."
    return " ".join(filter(None, [legende, explain_sans_radar(len(axes), ENJEU)]))


def show_phrases(edition: Edition, publiee: Publiee, suite: str) -> None:
    """What the figures of the collectif mean, in one sentence and one figure, and of when they are."""
    total, autre = (
        next((a for a in edition.ensembles if a.code == code and a.quartiles is not None), None)
        for code in (edition.total, edition.transversal)
    )
    if total is not None:
        st.html(f'<p class="cap-constat">{escape_html(describe_total(total))}</p>')
        with st.container(horizontal=True, key="chiffres-collectif", gap="medium"):
            show_chiffre("Le collectif", format_mediane(total), describe_milieu(total))
    elif not edition.enjeux:
        st.markdown(escape(describe_collectif(edition.enjeux)))
    if autre is not None:
        st.markdown(escape(f"{autre.titre_court} : {format_mediane(autre)} pour le collectif."))
    if raison := explain_total(edition):
        st.caption(escape(raison))
    carnets = describe_carnets(publiee.carnets, total.n if total is not None else None)
    moment = f"Chiffres au {format_date(publiee.jour)}, {carnets}."
    st.caption(escape(" ".join(filter(None, [moment, suite]))))


def show_chiffre(libelle: str, valeur: str, dessous: str) -> None:
    """One figure in large, and under it what it is."""
    with st.container(width="content", gap=None):
        st.metric(escape(libelle), escape(valeur), help=escape(AIDE_MEDIANE))
        st.caption(escape(dessous))


def describe_total(agregat: Agregat) -> str:
    """`La moitié des 9 structures a franchi au moins 44 % des marches.`"""
    return f"La moitié des {agregat.n} structures a franchi au moins {format_mediane(agregat)} des marches."


def describe_nous_et_collectif(nous: Figure | None, total: Agregat | None) -> str:
    """`Nous : 55 %. Le collectif : 38 %.`"""
    score = nous.score if nous is not None else None
    if score is None:
        return describe_total(total) if total is not None else ""
    siens = f"Nous : {format_pourcent(score)}."
    return f"{siens} Le collectif : {format_mediane(total)}." if total is not None else siens


def describe_milieu(agregat: Agregat) -> str:
    """`le plus souvent de 28 % à 55 %`: between them stands the middle half."""
    return f"le plus souvent {format_etendue(agregat)}"


def show_repartition(cle: str, titre: str, pied: str, edition: Edition) -> None:
    """How many answers of the whole collectif at each niveau."""
    if not edition.enjeux:
        return
    st.subheader(REPONSES, anchor=False)
    show_image_repartition(cle, titre, pied, edition)


def show_image_repartition(cle: str, titre: str, pied: str, edition: Edition) -> None:
    table = table_repartition(edition.enjeux, edition.niveaux)
    alternative = alt_repartition(edition.enjeux, edition.niveaux)
    image = build_image_repartition(cle, edition.enjeux, edition.niveaux, alternative)
    show_planche(
        Planche(cle, f"{titre} · réponses par niveau", pied, [image], table, table),
        "Combien de réponses à chaque niveau, toutes structures ensemble.",
        taille=TAILLE_PLEINE,
    )


def show_nommees(cle: str, collectif: str, fictif: bool, publiee: Publiee, notre_id: str) -> None:
    """The structures that chose to be named, by name: never by score. ``notre_id``: who looks, in blue."""
    edition = publiee.edition
    st.subheader("Les structures qui montrent leur nom", anchor=False)
    if not edition.nommees:
        st.markdown(
            "Aucun nom n’est montré pour ce trimestre. Un nom n’apparaît que si la structure l’a choisi, et si cela "
            "ne fait pas deviner les réponses des autres."
        )
        return
    lignes = tuple(
        LigneCarte(
            f"Nous · {nommee.nom}" if nommee.structure_id == notre_id else nommee.nom,
            tuple(figure for figure in nommee.figures if figure.code != edition.total),
            nommee.structure_id == notre_id,
        )
        for nommee in edition.nommees
    )
    pied = build_pied(edition.source.libelle, collectif, fictif)
    show_carte(f"{cle}-noms", f"{collectif} · structures qui montrent leur nom", pied, lignes, TAILLE_PLEINE)


def show_carte(
    cle: str, titre: str, pied: str, lignes: tuple[LigneCarte, ...], taille: int, legende: str = MARCHES_PAR_NOM
) -> None:
    """Structures × axes, in alphabetical order, at most fifty."""
    table = table_carte(lignes)
    image = build_image_carte(cle, lignes, alt_carte(lignes))
    show_planche(
        Planche(cle, titre, pied, [image], table, table),
        legende,
        taille=taille,
    )
