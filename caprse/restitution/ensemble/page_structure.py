"""The collectif as one of its members sees it: aggregates, and the names that were offered."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, open_unit_ecran
from caprse.carnet.regles import ETATS_TRANSMIS
from caprse.collectif.calendrier.reprise import tell_repris
from caprse.collectif.regles import LIBELLES_ETAT, EtatTrimestre
from caprse.referentiel.schema import SANS_THEMATIQUE
from caprse.restitution.chemin.page import VUE_CHEMIN
from caprse.restitution.chemin.service_collectif import get_chemin_structure
from caprse.restitution.chemin.vue_collectif import show_chemin_collectif
from caprse.restitution.planches.choix import get_numero, show_puces
from caprse.restitution.planches.vue_collectif import show_nommees, show_nous_et_collectif
from caprse.restitution.planches.vue_cycle import show_cycle_collectif
from caprse.restitution.planches.vue_trimestres import show_trimestres
from caprse.restitution.publication.edition import Publiee
from caprse.restitution.publication.trimestres import TrimestreMontre, name_bloc
from caprse.restitution.publication.visibilite import explain_suite
from caprse.restitution.resultats.chargement import load_resultats
from caprse.restitution.resultats.rapprochements import list_etat_comparable
from caprse.restitution.resultats.service import Resultats, TrimestreVu
from caprse.restitution.resultats.vue_trimestre import show_titre, show_vers_carnet
from caprse.socle.dates import format_date_courte
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_imprimer
from caprse.socle.ecran.cadre import Largeur, show_entete

VUES = ("Un trimestre", "Trimestres", "Tout le cycle", VUE_CHEMIN)


def page_collectif_structure() -> None:
    """The collectif's figures of one trimestre, once one's own carnet is transmitted."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    tete = st.container()
    resultats = load_resultats(structure_id, get_numero(), montrable=True)
    if resultats.choisi is None:
        with tete:
            show_tete(resultats)
        st.info("Les chiffres du collectif viendront après le premier trimestre.", icon=":material/event:")
        return
    un, tous, cycle, chemin = st.tabs(VUES, key="vue", bind="query-params")
    if un.open:
        with un:
            resultats = show_puces(resultats, resultats.trimestres, partial(load_resultats, structure_id))
            # Why the trimestre under way is not the one shown is read before its figures are looked for.
            show_suite(resultats)
            if resultats.choisi is not None:
                show_trimestre(resultats, resultats.choisi)
    if tous.open:
        with tous:
            show_trimestres([build_montre(vu) for vu in resultats.trimestres])
    if cycle.open:
        with cycle:
            show_cycle(resultats)
    if chemin.open:
        with chemin:
            show_chemin(structure_id)
    with tete:
        show_tete(resultats)
    show_aide(resultats)


def show_cycle(resultats: Resultats) -> None:
    """The collectif over the whole cycle, our own state beside it."""
    ordre = [thematique.code for thematique in resultats.cycle]
    lus = resultats.collectif_cycle
    nous = list_etat_comparable(resultats)
    bilan = any(vu.thematique == SANS_THEMATIQUE and vu.etat is EtatTrimestre.CLOS for vu in resultats.trimestres)
    bloc = name_bloc(resultats.referentiel) if bilan and resultats.referentiel is not None else ""
    show_cycle_collectif("collectif-cycle", resultats.collectif, resultats.fictif, lus, ordre, nous, bloc)


def show_chemin(structure_id: UUID) -> None:
    """Closing by closing, what was published of the collectif."""
    with open_unit_ecran() as unit:
        vu = get_chemin_structure(unit, structure_id)
    show_chemin_collectif(vu)


def show_suite(resultats: Resultats) -> None:
    """What opens the figures of the trimestre under way, and the way there."""
    attendu = next(
        (
            vu
            for vu in resultats.trimestres
            if vu.etat is EtatTrimestre.OUVERT
            and vu.publication is None
            and vu.etat_carnet is not None
            and vu.etat_carnet not in ETATS_TRANSMIS
        ),
        None,
    )
    if attendu is None:
        return
    if resultats.choisi is not None and resultats.choisi.numero == attendu.numero:
        with st.container(key="carte-suite-collectif", gap="small"):
            st.markdown("Le carnet se remplit d’abord : ces chiffres s’ouvrent quand il est transmis.")
            show_vers_carnet(resultats)
        return
    with st.container(key="suite-collectif", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"**Trimestre\u00a0{attendu.numero}** : s’ouvre quand votre carnet est transmis.")
        show_vers_carnet(resultats, seul=False)


def show_tete(resultats: Resultats) -> None:
    """Which collectif; the chip of the trimestre names the thématique."""
    show_entete("Le collectif", reperes=(resultats.collectif,), fictif=resultats.fictif, largeur=Largeur.TRAVAIL)


def build_montre(vu: TrimestreVu) -> TrimestreMontre:
    """What this structure may see of one trimestre, beside the others."""
    return TrimestreMontre(
        vu.numero,
        vu.titre,
        LIBELLES_ETAT[vu.etat],
        vu.theme,
        vu.publication.edition if vu.publication else None,
        vu.raison or "",
    )


def show_trimestre(resultats: Resultats, vu: TrimestreVu) -> None:
    repris = f" · {tell_repris(vu.repris_le)}" if vu.repris_le is not None else ""
    show_titre(vu, f"Du {format_date_courte(vu.debut)} au {format_date_courte(vu.fin)}{repris}")
    if vu.publication is None:
        st.info(escape(vu.raison or ""), icon=":material/visibility_off:")
    else:
        show_publication(resultats, vu, vu.publication)


def show_aide(resultats: Resultats) -> None:
    """Who sees what of whom."""
    with st.expander("Qui voit quoi ?", icon=":material/help:", key="aide-collectif"):
        st.markdown(
            "Chaque structure ne voit des autres que des chiffres d’ensemble : leur milieu, leur étendue et leur "
            f"nombre de structures. Ils ne bougent que lorsqu’au moins {resultats.seuil_mouvement:d} structures ont "
            "bougé, sans compter celles qui montrent leur nom ; celles qu’une même personne suit comptent pour une. "
            "Ainsi personne ne peut retrouver les réponses d’une structure en comparant deux dates. Il n’y a pas de "
            "classement. Un nom n’apparaît que si la direction de la structure l’a choisi, dans « Nos résultats »."
        )


def show_publication(resultats: Resultats, vu: TrimestreVu, publiee: Publiee) -> None:
    enjeux = vu.bilan.enjeux if vu.bilan else publiee.edition.enjeux
    cle = f"collectif-{vu.nom}"
    suite = explain_suite(vu.etat, resultats.seuil_mouvement)
    quand = f"trimestre\u00a0{vu.numero}"
    with st.container(key="corps-trimestre"):
        show_nous_et_collectif(cle, resultats.collectif, resultats.fictif, quand, publiee, enjeux, suite, vu.bilan)
    if vu.bilan is None:
        st.caption("Notre structure n’a pas de carnet à ce trimestre : elle n’est pas sur l’image.")
    show_nommees(cle, resultats.collectif, resultats.fictif, publiee, str(resultats.structure_id))
    show_imprimer()
