"""A vote on the console: open, close, reveal, a second round, what is agreed; the words that are let through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.seance.conduite.console import act
from caprse.seance.contenus.etapes import LIBELLES_MODE, ContenuVote
from caprse.seance.contenus.tours import ResultatChoix
from caprse.seance.fiche import EtapeVue, FicheSeance, MotVu, TourVu
from caprse.seance.regles import TOURS_MAX, EtatMot, EtatTour, GenreTour, ModeTour
from caprse.seance.vote.mots import merge_mots, set_mot, split_mot
from caprse.seance.vote.phrases import LIBELLES_TOUR, describe_tour, list_groupes, name_choix
from caprse.seance.vote.service import close_tour, open_tour, reopen_tour, reveal_tour, settle_tour
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton

MOTS_PAR_PAGE = 20
LIBELLES_MOT = {EtatMot.ATTENTE: "en attente", EtatMot.MONTRE: "montré", EtatMot.CACHE: "caché"}


def show_vote(fiche: FicheSeance, etape: EtapeVue) -> None:
    """Everything that may be done with the vote of this step now."""
    tour = etape.tour
    with st.container(border=True, key="geste-vote"):
        if tour is None:
            mode = etape.contenu.mode if isinstance(etape.contenu, ContenuVote) else ModeTour.SALLE
            st.markdown(f"**Vote** · {LIBELLES_MODE[mode]}")
            _button(fiche, "Ouvrir le vote", "ouvrir", ":material/how_to_vote:", partial(_open, etape.id), "V")
            return
        numero = f"Tour {tour.numero} · " if len(etape.tours) > 1 else ""
        st.markdown(f"**{numero}{LIBELLES_TOUR[tour.etat].capitalize()}** · {LIBELLES_MODE[tour.mode]}")
        with st.container(horizontal=True):
            _show_gestes(fiche, etape, tour)
        for passe in etape.tours:
            lignes = describe_tour(passe)
            if lignes and len(etape.tours) > 1:
                st.markdown(f"**Tour {passe.numero}**")
            for ligne in lignes:
                # Plain text: what people type is never read as Markdown.
                st.text(ligne)
        if tour.etat in (EtatTour.REVELE, EtatTour.REGLE):
            _show_accord(fiche, tour)
    if tour.genre is GenreTour.MOTS and tour.mots:
        show_mots(fiche, tour)


def show_mots(fiche: FicheSeance, tour: TourVu) -> None:
    """Words wait until they are let through; those that mean the same are put together."""
    groupes = list_groupes(tour.mots)
    attente = [tete for tete, _, _ in groupes if tete.etat is EtatMot.ATTENTE]
    montres = st.session_state.get(f"mots-{tour.id}", MOTS_PAR_PAGE)
    with st.container(border=True, key="geste-mots"):
        st.markdown(f"**Les mots de la salle** · {len(attente)} en attente sur {len(groupes)}")
        for tete, nombre, suite in groupes[:montres]:
            _show_groupe(fiche, tour, tete, nombre, suite)
        if len(groupes) > montres:
            show_bouton(
                f"Voir la suite ({len(groupes) - montres})",
                key=f"mots-suite-{tour.id}",
                on_click=_show_more,
                args=(tour.id, montres),
            )
        if len(groupes) > 1:
            _show_reunion(fiche, tour, [tete for tete, _, _ in groupes])


def _show_gestes(fiche: FicheSeance, etape: EtapeVue, tour: TourVu) -> None:
    if tour.etat is EtatTour.OUVERT:
        _button(fiche, "Fermer le vote", "fermer", ":material/lock:", partial(_call, close_tour, tour.id), "V")
    elif tour.etat is EtatTour.FERME:
        _button(fiche, "Révéler", "reveler", ":material/visibility:", partial(_reveal, tour.id), "V")
        _button(fiche, "Rouvrir", "rouvrir", ":material/lock_open:", partial(_call, reopen_tour, tour.id))
    elif tour.etat is EtatTour.REVELE and tour.numero < TOURS_MAX:
        _button(fiche, "Deuxième tour", "second", ":material/replay:", partial(_open, etape.id))


def _show_accord(fiche: FicheSeance, tour: TourVu) -> None:
    """What the room agrees on: a niveau where there is one, else only that the vote is over."""
    if tour.genre is GenreTour.NIVEAU and tour.mode is ModeTour.SALLE:
        cle = f"convenu-{tour.id}"
        niveaux = [choix.valeur for choix in tour.options.choix]
        mediane = tour.resultat.mediane if isinstance(tour.resultat, ResultatChoix) else None
        voulu = tour.niveau_convenu if tour.niveau_convenu is not None else mediane
        st.session_state.setdefault(cle, voulu if voulu in niveaux else niveaux[0])
        st.selectbox(
            "Niveau retenu ensemble",
            niveaux,
            format_func=partial(name_choix, tour.options),
            key=cle,
            filter_mode=None,
        )
        show_bouton(
            "Noter ce niveau",
            key=f"noter-{tour.id}",
            icon=":material/check:",
            on_click=_settle_niveau,
            args=(fiche.id, tour.id),
        )
    elif tour.etat is EtatTour.REVELE:
        quoi = "Envoyer les propositions aux structures" if tour.mode is ModeTour.STRUCTURE else "Terminer ce vote"
        _button(fiche, quoi, "regler", ":material/check:", partial(_call, settle_tour, tour.id))


def _show_groupe(fiche: FicheSeance, tour: TourVu, tete: MotVu, nombre: int, suite: list[MotVu]) -> None:
    st.text(f"{tete.texte} ({nombre}) · {LIBELLES_MOT[tete.etat]}")
    with st.container(horizontal=True):
        for etat, libelle in ((EtatMot.MONTRE, "Montrer"), (EtatMot.CACHE, "Cacher")):
            if tete.etat is not etat:
                show_bouton(
                    f"{libelle} « {escape(tete.texte)} »",
                    key=f"mot-{etat}-{tour.id}-{tete.cle}",
                    on_click=act,
                    args=(
                        fiche.id,
                        f"mot-{tete.cle}",
                        f"{libelle} « {tete.texte} »",
                        partial(_set_mot, tour.id, tete.cle, etat),
                    ),
                )
        for mot in suite:
            show_bouton(
                f"Séparer « {escape(mot.texte)} »",
                key=f"mot-separer-{tour.id}-{mot.cle}",
                type="tertiary",
                on_click=act,
                args=(fiche.id, f"mot-{mot.cle}", f"Séparer « {mot.texte} »", partial(_split, tour.id, mot.cle)),
            )


def _show_reunion(fiche: FicheSeance, tour: TourVu, tetes: list[MotVu]) -> None:
    textes = {tete.cle: tete.texte for tete in tetes}
    defauts = (tetes[1].cle, tetes[0].cle)
    for role, libelle, defaut in zip(
        ("de", "vers"), ("Réunir ces mots", "avec ceux-ci, qui restent"), defauts, strict=True
    ):
        cle = f"mot-{role}-{tour.id}"
        # A group that was merged meanwhile is no choice any more.
        if st.session_state.get(cle) not in textes:
            st.session_state[cle] = defaut
        st.selectbox(escape(libelle), list(textes), format_func=textes.__getitem__, key=cle, filter_mode=None)
    show_bouton(
        "Réunir", key=f"mot-reunir-{tour.id}", icon=":material/merge:", on_click=_merge, args=(fiche.id, tour.id)
    )


def _button(
    fiche: FicheSeance,
    libelle: Affichable,
    cle: str,
    icone: str,
    geste: Callable[[Unit], str | None],
    touche: str | None = None,
) -> None:
    show_bouton(
        libelle,
        key=f"vote-{cle}",
        # Each takes the place of the one before: a double click closes a vote, it does not reveal it as well.
        groupe="vote",
        icon=icone,
        width="stretch",
        shortcut=touche,
        type="primary" if touche else "secondary",
        on_click=act,
        args=(fiche.id, "vote", libelle, geste),
    )


def _show_more(tour_id: UUID, montres: int) -> None:
    st.session_state[f"mots-{tour_id}"] = montres + MOTS_PAR_PAGE


def _open(etape_id: UUID, unit: Unit) -> None:
    open_tour(unit, etape_id)


def _reveal(tour_id: UUID, unit: Unit) -> None:
    reveal_tour(unit, tour_id)


def _call(geste: Callable[[Unit, UUID], None], tour_id: UUID, unit: Unit) -> None:
    geste(unit, tour_id)


def _settle_niveau(seance_id: UUID, tour_id: UUID) -> None:
    niveau: int = st.session_state[f"convenu-{tour_id}"]

    def geste(unit: Unit) -> str:
        settle_tour(unit, tour_id, niveau)
        return "Le niveau retenu est noté."

    act(seance_id, "vote", "Noter le niveau retenu", geste)


def _set_mot(tour_id: UUID, cle: str, etat: EtatMot, unit: Unit) -> None:
    set_mot(unit, tour_id, cle, etat)


def _split(tour_id: UUID, cle: str, unit: Unit) -> None:
    split_mot(unit, tour_id, cle)


def _merge(seance_id: UUID, tour_id: UUID) -> None:
    de, vers = (st.session_state[f"mot-{role}-{tour_id}"] for role in ("de", "vers"))

    def geste(unit: Unit) -> str:
        merge_mots(unit, tour_id, de, vers)
        return "Ces mots sont réunis."

    act(seance_id, "mots", "Réunir des mots", geste)
