"""The first tab of the results: one trimestre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Operation
from caprse.carnet.regles import ETATS_MODIFIABLES, LIBELLES_ETAT
from caprse.collectif.calendrier.reprise import tell_repris
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.engagees import Engagee
from caprse.referentiel.mots import MOTS
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.phrases import (
    AIDE_MARCHES,
    AIDE_MEDIANE,
    ENJEU,
    describe_carnets,
    describe_evolution,
)
from caprse.restitution.planches.alternatives import alt_axes, alt_repartition
from caprse.restitution.planches.apercu import list_axes
from caprse.restitution.planches.places import build_constat
from caprse.restitution.planches.planche import (
    NON_VERIFIE,
    Planche,
    build_image_repartition,
    build_pied,
    explain_sans_radar,
    list_images_nous,
    show_places,
    show_planche,
    show_suite,
)
from caprse.restitution.planches.tableaux import table_axes, table_repartition
from caprse.restitution.planches.vue_marches import show_force, show_marche
from caprse.restitution.publication.edition import Publiee
from caprse.restitution.publication.visibilite import explain_suite
from caprse.restitution.resultats.lignes import build_figure, build_reste
from caprse.restitution.resultats.rapprochements import build_axes_trimestre, find_anterieur
from caprse.restitution.resultats.service import Resultats, TrimestreVu
from caprse.restitution.resultats.vue_depart import show_depart
from caprse.restitution.resultats.vue_phrases import show_phrases
from caprse.socle.dates import format_date, format_date_courte
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton, show_imprimer
from caprse.socle.ecran.navigation import go_to_page

AIDE_RANGS = "Points d’appui et prochaines marches : à égalité de niveau, nous suivons l’ordre du référentiel."


def show_trimestre(resultats: Resultats, vu: TrimestreVu) -> None:
    """One trimestre of one structure: figures, sentence, charts, what holds and what comes next."""
    bilan = vu.bilan
    if bilan is None:
        st.info("Votre structure n’avait pas de carnet à ce trimestre.", icon=":material/info:")
        return
    show_titre(vu, describe_moment(vu))
    agit = get_acteur().can(Operation.UPDATE_ACTION, resultats.collectif_id, resultats.structure_id)
    planche = build_planche(resultats, vu, bilan)
    with st.container(key="corps-trimestre"):
        with st.container(key="corps-chiffres"):
            show_graphiques(resultats, vu, bilan, planche)
        show_prochaine(bilan, resultats.engagees, agit=agit)
    enjeux = {enjeu.code for enjeu in bilan.enjeux}

    def show_chiffres() -> None:
        show_repartition(resultats, vu, bilan)
        show_depart([figure for figure in bilan.depart if figure.code in enjeux], bilan.niveaux, ENJEU)

    with st.container(key="pile-resultats", gap=None):
        show_suivantes(bilan, resultats.engagees, agit=agit)
        show_appuis(bilan)
        show_suite(planche, ensuite=show_chiffres)
        with st.expander("Comment lire ces chiffres ?", icon=":material/help:", key="aide-chiffres"):
            st.markdown(f"{AIDE_MARCHES}\n\n{AIDE_MEDIANE}\n\n{AIDE_RANGS}")
            for mot in ("niveau", "enjeu", "trace", "cible"):
                st.markdown(f"**{mot.capitalize()}** : {MOTS[mot]}")
    st.caption(escape(f"{bilan.source.libelle}. {NON_VERIFIE}"))
    show_imprimer()


def show_titre(vu: TrimestreVu, moment: str) -> None:
    """The title of the thématique, and when it was."""
    with st.container(key="titre-trimestre", gap=None):
        st.header(escape(vu.bilan.total.titre if vu.bilan else vu.titre), anchor=False)
        st.caption(escape(moment))


def describe_moment(vu: TrimestreVu) -> str:
    """`Du 16 janv. 2026 au 15 avr. 2026 · carnet transmis`."""
    dates = f"Du {format_date_courte(vu.debut)} au {format_date_courte(vu.fin)}"
    if vu.etat is EtatTrimestre.CLOS:
        return f"{dates} · {tell_repris(vu.repris_le) or 'clos'}, les chiffres ne changent plus"
    etat = LIBELLES_ETAT[vu.etat_carnet].lower() if vu.etat_carnet else ""
    return f"{dates} · carnet {etat}"


def show_reste(resultats: Resultats, vu: TrimestreVu, bilan: Bilan) -> None:
    """What is asked after: what moved since, the block of every trimestre, the collectif, the carnet."""
    anterieur = find_anterieur(resultats, vu)
    if anterieur is not None and bilan.total.repondus:
        show_phrases((), describe_evolution(anterieur.nom, anterieur.figures, bilan.enjeux))
    moment = describe_date(vu, vu.publication, resultats.seuil_mouvement) if vu.publication is not None else ""
    reste = build_reste(bilan, vu.publication, vu.raison or "", moment, provisoire=is_a_finir(vu))
    st.html(reste)


def is_a_finir(vu: TrimestreVu) -> bool:
    """Whether answers of this carnet may still move."""
    return vu.etat is EtatTrimestre.OUVERT and vu.etat_carnet in ETATS_MODIFIABLES


def show_vers_carnet(resultats: Resultats, *, seul: bool = True) -> None:
    """The way to the carnet under way: to go on with it, or to read it for whoever only reads.

    ``seul``: it is the act of the page, else a word beside a sentence.
    """
    remplit = get_acteur().can(Operation.UPDATE_REPONSE, resultats.collectif_id, resultats.structure_id)
    if not remplit:
        sorte = "secondary" if seul else "tertiary"
        parti = show_bouton("Lire notre carnet", key="lire-carnet", icon=":material/menu_book:", type=sorte)
    else:
        sorte = "primary" if seul else "tertiary"
        parti = show_bouton(
            "Continuer notre carnet", key="continuer-carnet", icon=":material/arrow_forward:", type=sorte
        )
    if parti:
        go_to_page("carnet")


def describe_date(vu: TrimestreVu, publiee: Publiee, k: int) -> str:
    """Of when the figures of the collectif are, and what they wait for to move."""
    edition = publiee.edition
    total = next((agregat for agregat in edition.ensembles if agregat.code == edition.total), None)
    carnets = describe_carnets(publiee.carnets, total.n if total is not None else None)
    return f"Chiffres du collectif au {format_date(publiee.jour)}, {carnets}. {explain_suite(vu.etat, k)}"


def build_planche(resultats: Resultats, vu: TrimestreVu, bilan: Bilan) -> Planche:
    """The pictures of the trimestre with their table."""
    axes, noms = build_axes_trimestre(resultats, vu)
    cle = f"resultats-{vu.nom}"
    return Planche(
        cle,
        f"{bilan.total.titre} · trimestre\u00a0{vu.numero}",
        build_pied(bilan.source.libelle, bilan.structure, resultats.fictif),
        list_images_nous(cle, axes, noms, alt_axes(axes, noms)),
        list_axes(axes, noms, ENJEU, bilan.niveaux),
        table_axes(axes, noms, ENJEU, bilan.niveaux),
    )


def show_graphiques(resultats: Resultats, vu: TrimestreVu, bilan: Bilan, planche: Planche) -> None:
    """The picture; beside it the figure, the way to the carnet, and where the collectif stands."""
    axes, noms = build_axes_trimestre(resultats, vu)
    legende = "Part des marches franchies sur chaque enjeu, de 0 à 100 %."

    def show_a_cote() -> None:
        st.html(build_figure(bilan, provisoire=is_a_finir(vu)))
        # What is provisional is finished in the carnet: the way there stands beside the figure.
        if vu.publication is None and is_a_finir(vu):
            show_vers_carnet(resultats)
        vus = noms if vu.publication is not None else replace(noms, collectif=None)
        if vu.publication is not None and (constat := build_constat(axes)):
            st.html(constat)
        show_places(planche.cle, axes, vus, f"{planche.titre} : enjeu par enjeu")
        show_reste(resultats, vu, bilan)

    with st.container(key=f"mots-avant-{planche.cle}"):
        show_planche(
            planche,
            " ".join(filter(None, [legende, explain_sans_radar(len(axes), ENJEU)])),
            a_cote=show_a_cote,
            mots_avant=True,
            suite=False,
        )


def show_prochaine(bilan: Bilan, engagees: Mapping[str, Engagee], *, agit: bool) -> None:
    """The critère that comes next, its next niveau, and what to do of it."""
    rangs = bilan.rangs
    if not rangs.forces and not rangs.a_travailler:
        return
    with st.container(key="prochaine", gap=None):
        st.subheader("Notre prochaine marche", anchor=False, help=MOTS["marche"])
        if not rangs.a_travailler:
            st.markdown("Tous les critères remplis sont au plus haut niveau.")
            return
        if not rangs.forces:
            st.markdown("Tous les critères remplis sont au même niveau.")
        premiere = rangs.a_travailler[0]
        show_marche(premiere, bilan.niveaux, engagees.get(premiere.code), agit=agit)


def show_suivantes(bilan: Bilan, engagees: Mapping[str, Engagee], *, agit: bool) -> None:
    """Those that come after, side by side, folded: one is enough to begin."""
    suivantes = bilan.rangs.a_travailler[1:]
    if not suivantes:
        return
    pli = st.expander("Les marches suivantes", icon=":material/stairs:", key="marches-suite")
    with pli, st.container(key="marches-de-front"):
        for cote in suivantes:
            show_marche(cote, bilan.niveaux, engagees.get(cote.code), agit=agit)


def show_appuis(bilan: Bilan) -> None:
    """The critères that stand highest."""
    if not bilan.rangs.forces:
        return
    pli = st.expander("Nos points d’appui", icon=":material/flag:", key="appuis-resultats")
    with pli, st.container(key="appuis-de-front"):
        for cote in bilan.rangs.forces:
            show_force(cote, bilan.niveaux)


def show_repartition(resultats: Resultats, vu: TrimestreVu, bilan: Bilan) -> None:
    """How many answers at each niveau."""
    if not bilan.total.repondus:
        return
    cle = f"reponses-{vu.nom}"
    alternative = alt_repartition(bilan.enjeux, bilan.niveaux)
    image = build_image_repartition(cle, bilan.enjeux, bilan.niveaux, alternative)
    table = table_repartition(bilan.enjeux, bilan.niveaux)
    planche = Planche(
        cle,
        f"{bilan.total.titre} · réponses par niveau · trimestre\u00a0{vu.numero}",
        build_pied(bilan.source.libelle, bilan.structure, resultats.fictif),
        [image],
        table,
        table,
    )
    with st.expander("Nos réponses par niveau", icon=":material/stacked_bar_chart:", key=f"niveaux-{vu.nom}"):
        show_planche(planche, "Combien de réponses à chaque niveau, enjeu par enjeu.")
