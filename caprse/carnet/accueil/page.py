"""Home of a structure, « votre heure »: what is left, what is asked, the next meeting, the path; one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.accueil.regles import Attente, Attentes, Genre, Part, Pas, SeanceDuJour
from caprse.carnet.accueil.service import Accueil, get_accueil
from caprse.carnet.accueil.vue_bilan import show_bilan
from caprse.carnet.accueil.vue_chemin import show_chemin
from caprse.carnet.accueil.vue_heure import show_heure, show_sans_trimestre
from caprse.carnet.accueil.vue_rencontre import show_rencontre
from caprse.carnet.accueil.vue_visite import is_en_tete, show_visite
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.rencontres.convies import Announce
from caprse.referentiel.schema import SANS_THEMATIQUE
from caprse.referentiel.themes import build_theme
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel

ICONES: Mapping[Genre, str] = {
    Genre.A_COMPLETER: ":material/edit_note:",
    Genre.A_VOIR: ":material/visibility:",
    Genre.AVIS: ":material/how_to_vote:",
    Genre.MOT: ":material/format_quote:",
    Genre.MESSAGE: ":material/forum:",
    Genre.ACTION: ":material/alarm:",
    Genre.TRACE: ":material/attach_file:",
    Genre.BINOME: ":material/handshake:",
    Genre.DEPART: ":material/flag:",
}
# What one person is asked, whatever their role.
PERSONNELLES = frozenset({Genre.A_VOIR, Genre.AVIS})
MONTREES = 5


def page_accueil(
    load_seance: Callable[[Unit, UUID, UUID], SeanceDuJour],
    list_attentes: Callable[[Unit, UUID], Attentes],
    announce: Announce,
) -> None:
    """Say in one look where the structure stands.

    ``load_seance`` reads the session under way and gives what shows it; ``list_attentes`` gives what other rooms hold
    for it to settle; ``announce`` says whether one comes to a meeting.
    """
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        accueil = get_accueil(unit, structure_id)
        attentes = list_attentes(unit, structure_id)
        seance = load_seance(unit, accueil.collectif_id, structure_id)
        today, now = unit.today, unit.now
    ouvert = accueil.etat_trimestre is EtatTrimestre.OUVERT
    theme = None
    if accueil.referentiel is not None and accueil.thematique is not None and ouvert:
        theme = build_theme(accueil.referentiel, accueil.thematique)
    show_entete(accueil.structure, reperes=(accueil.collectif,), fictif=accueil.fictif, largeur=Largeur.TRAVAIL)
    show_message()
    # The meeting whose session runs is said once, above; its card leaves its place to the next one.
    courante = next((r for r in accueil.rencontres if r.id == seance.rencontre_id), None)
    suivante = next((r for r in accueil.rencontres if r is not courante), None)
    seance.show(courante.lien if courante is not None else "")
    # Whoever has sent a carnet knows the way: the visit is no longer offered.
    if is_en_tete(any(etape.pas in (Pas.FAIT, Pas.TRANSMIS) for etape in accueil.chemin)):
        show_visite(accueil.accueilli_le is not None)
    editable = get_acteur().can(Operation.UPDATE_REPONSE, accueil.collectif_id, structure_id)
    direction = get_acteur().can(Operation.SEND_CARNET, accueil.collectif_id, structure_id)
    role = Part(repond=editable, envoie=direction)
    demandee = next((a for a in attentes.lignes if a.genre is Genre.A_COMPLETER), None)
    with st.container(key="accueil-deux"):
        if theme is None or accueil.fin is None:
            show_sans_trimestre(accueil)
        elif accueil.en_bilan:
            show_bilan(accueil, theme, accueil.fin, today, role, demandee)
        else:
            show_heure(accueil, theme, accueil.fin, today, role, demandee)
        if suivante is not None:
            show_rencontre(accueil, suivante, now, editable, attentes.invitations, announce)
    show_attentes([*attentes.lignes, *list_depart(accueil, editable)], editable)
    show_chemin(accueil.chemin)


def list_depart(accueil: Accueil, editable: bool) -> list[Attente]:
    """The starting point waits until it is finished; in the bilan its questions come back with the hour."""
    if accueil.positionne_le is not None or not editable or accueil.thematique == SANS_THEMATIQUE:
        return []
    detail = "Une question par enjeu, moins de vingt minutes. Vous la relirez à côté de vos résultats."
    if accueil.positions:
        detail = f"{format_pluriel(accueil.positions, 'réponse donnée', 'réponses données')}. {detail}"
    return [Attente(Genre.DEPART, "Notre point de départ", detail, "Faire le point de départ", "positionnement")]


def show_attentes(attentes: Sequence[Attente], editable: bool) -> None:
    """What waits, one line each, with the way to settle it; the first ones, then how many more.

    To whoever only reads, what waits for nobody by name waits for their structure.
    """
    if not attentes:
        return
    siennes = editable or any(attente.genre in PERSONNELLES for attente in attentes)
    with st.container(key="carte-attentes", gap="small"):
        st.subheader("Ce qui vous attend" if siennes else "Ce qui attend votre structure", anchor=False)
        with st.container(key="attentes"):
            for rang, attente in enumerate(attentes[:MONTREES]):
                with st.container(key=f"attente-{attente.genre.value.replace('_', '-')}-{rang}", gap=None):
                    st.markdown(f"{ICONES[attente.genre]} **{escape(attente.titre)}**")
                    if attente.detail:
                        # Plain text: what people type is never read as Markdown.
                        st.text(attente.detail)
                    link_to_page(attente.page, escape(attente.libelle), ":material/arrow_forward:", **attente.adresse)
        if reste := attentes[MONTREES:]:
            with st.expander(f"Et {format_pluriel(len(reste), 'autre chose', 'autres choses')}", key="attentes-reste"):
                for attente in reste:
                    libelle = escape(attente.titre)
                    link_to_page(attente.page, libelle, ICONES[attente.genre], **attente.adresse)
