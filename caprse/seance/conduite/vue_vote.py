"""A vote on the console: open, close, reveal, a second round, what is agreed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.seance.conduite.console import act
from caprse.seance.conduite.service import note_decision
from caprse.seance.conduite.vue_mots import show_moderation
from caprse.seance.contenus.etapes import LIBELLES_MODE, ContenuVote
from caprse.seance.contenus.phrases import PAROLES, Paroles, explain_seuil
from caprse.seance.contenus.tours import ResultatChoix
from caprse.seance.fiche import EtapeVue, FicheSeance, TourVu
from caprse.seance.regles import TOURS_MAX, EtatTour, GenreTour, ModeTour
from caprse.seance.vote.depouillement import misses_votes
from caprse.seance.vote.phrases import (
    describe_etat,
    describe_tour,
    get_premiere,
    is_to_settle,
    name_choix,
    summarize_tour,
)
from caprse.seance.vote.service import close_tour, open_tour, reopen_tour, reveal_tour, settle_tour
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton


def show_vote(fiche: FicheSeance, etape: EtapeVue) -> None:
    """Everything that may be done with the vote of this step now; words to choose come first: the room waits."""
    tour = etape.tour
    if tour is not None and tour.genre is GenreTour.MOTS and tour.mots:
        show_moderation(fiche, tour)
        if tour.etat is EtatTour.REVELE and not is_to_settle(tour):
            # Their card has said it all: what is left to offer needs none.
            _show_suite(fiche, etape, tour)
            return
    with st.container(key="geste-vote"):
        if tour is None:
            _show_attente(fiche, etape)
            return
        numero = f"Tour {tour.numero} · " if len(etape.tours) > 1 else ""
        etat = describe_etat(tour, fiche.seuil)
        # One round that shows something is told on the line of its state; two stand one under the other.
        seul = tour.resultat is not None and tour.resultat.montre and len(etape.tours) == 1
        _show_titre(f"{numero}{etat}", tour.mode, summarize_tour(tour) if seul else "")
        with st.container(horizontal=True, key="nav-vote"):
            _show_gestes(fiche, tour)
        if tour.etat is EtatTour.FERME and misses_votes(tour.votes, fiche.seuil):
            st.caption(escape(explain_seuil(tour.genre, fiche.seuil)))
        _show_resultats(etape, seul=seul)
        if tour.etat in (EtatTour.REVELE, EtatTour.REGLE):
            _show_suite(fiche, etape, tour)
            _show_chiffres(etape)


def _show_titre(etat: str, mode: ModeTour, suite: str = "") -> None:
    """Where it stands, who answers where it is not the whole room, and what came out."""
    pour = LIBELLES_MODE[mode] if mode is ModeTour.STRUCTURE else ""
    dits = " · ".join(dit for dit in (pour, suite) if dit)
    if dits:
        st.markdown(f"**{escape(etat)}**\n\n{escape(dits[0].upper() + dits[1:])}")
    else:
        st.markdown(f"**{escape(etat)}**")


def _show_attente(fiche: FicheSeance, etape: EtapeVue) -> None:
    """Before the question is put: a room too small to show a result is told now, not after it voted."""
    contenu = etape.contenu if isinstance(etape.contenu, ContenuVote) else ContenuVote(GenreTour.NIVEAU)
    paroles = PAROLES[contenu.genre]
    _show_titre(paroles.pas_ouvert, contenu.mode)
    with st.container(horizontal=True, key="nav-vote"):
        _button(fiche, paroles.ouvrir, "ouvrir", ":material/how_to_vote:", partial(_open, etape.id), "V")
    if misses_votes(len(fiche.appareils), fiche.seuil):
        st.caption(escape(explain_seuil(contenu.genre, fiche.seuil)))


def _show_gestes(fiche: FicheSeance, tour: TourVu) -> None:
    paroles = PAROLES[tour.genre]
    if tour.etat is EtatTour.OUVERT:
        _button(fiche, paroles.fermer, "fermer", ":material/lock:", partial(_call, close_tour, tour.id), "V")
    elif tour.etat is EtatTour.FERME and misses_votes(tour.votes, fiche.seuil):
        _show_trop_peu(fiche, tour, paroles)
    elif tour.etat is EtatTour.FERME:
        _button(fiche, paroles.reveler, "reveler", ":material/visibility:", partial(_reveal, tour.id), "V")
        _button(fiche, paroles.rouvrir, "rouvrir", ":material/lock_open:", partial(_call, reopen_tour, tour.id))


def _show_trop_peu(fiche: FicheSeance, tour: TourVu, paroles: Paroles) -> None:
    """Nothing would show: the way on is to let more people answer.

    Where structures answer, each one's own answer still goes to its carnet, which a reveal without any figure allows.
    """
    _button(fiche, paroles.rouvrir, "rouvrir", ":material/lock_open:", partial(_call, reopen_tour, tour.id), "V")
    if tour.mode is ModeTour.STRUCTURE and tour.votes > 0:
        _button(fiche, "Continuer sans résultat", "reveler", ":material/visibility_off:", partial(_reveal, tour.id))


def _show_resultats(etape: EtapeVue, *, seul: bool) -> None:
    """What came out in one line a round: the wall beside draws it whole.

    ``seul``: it is already said beside the state.
    """
    reveles = [passe for passe in etape.tours if passe.resultat is not None]
    if not reveles:
        return
    with st.container(key="resultats", gap=None):
        for passe in () if seul else reveles:
            # Plain text: what people type is never read as Markdown.
            st.text((f"Tour {passe.numero} : " if len(etape.tours) > 1 else "") + summarize_tour(passe))
        convenu = reveles[-1].niveau_convenu
        if convenu is not None:
            st.text(f"Niveau retenu ensemble : {name_choix(reveles[-1].options, convenu)}")


def _show_chiffres(etape: EtapeVue) -> None:
    """Every figure, one press away."""
    reveles = [passe for passe in etape.tours if passe.resultat is not None]
    # Words stand in their own card.
    if not any(passe.resultat.montre and passe.genre is not GenreTour.MOTS for passe in reveles if passe.resultat):
        return
    with st.expander("Tous les chiffres", key="chiffres", icon=":material/bar_chart:"):
        for passe in reveles:
            if len(reveles) > 1:
                st.markdown(f"**Tour {passe.numero}**")
            for ligne in describe_tour(passe):
                st.text(ligne)


def _show_suite(fiche: FicheSeance, etape: EtapeVue, tour: TourVu) -> None:
    """After the reveal: what comes of it (a niveau to note, proposals to send), or once more. Else one goes on."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="accord"):
        if tour.genre is GenreTour.NIVEAU and tour.mode is ModeTour.SALLE:
            _show_niveau(fiche, tour)
        elif is_to_settle(tour):
            regler = partial(_call, settle_tour, tour.id)
            quoi = "Envoyer les propositions aux structures"
            _button(fiche, quoi, "regler", ":material/check:", regler, type_="primary")
        _show_premiere(fiche, tour)
        if tour.etat is EtatTour.REVELE and tour.numero < TOURS_MAX:
            encore = partial(_open, etape.id)
            _button(fiche, "Deuxième tour", "second", ":material/replay:", encore, type_="tertiary")


def _show_premiere(fiche: FicheSeance, tour: TourVu) -> None:
    """What received most points, written among the decisions in one press; once."""
    premiere = get_premiere(tour)
    if premiere is None or fiche.repetition or st.session_state.get(f"decidee-{tour.id}"):
        return
    geste = partial(_decide, fiche.id, tour.id, premiere)
    _button(fiche, "En faire une décision", "decider", ":material/edit_note:", geste)


def _decide(seance_id: UUID, tour_id: UUID, quoi: str, unit: Unit) -> str:
    note_decision(unit, seance_id, SaisieDecision(quoi, "", None), None)
    st.session_state[f"decidee-{tour_id}"] = True
    return "La décision est notée. Dites plus tard qui la pilote, et pour quand."


def _show_niveau(fiche: FicheSeance, tour: TourVu) -> None:
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
        width="stretch",
        type="primary" if is_to_settle(tour) else "secondary",
        on_click=_settle_niveau,
        args=(fiche.id, tour.id),
    )


def _button(
    fiche: FicheSeance,
    libelle: str,
    cle: str,
    icone: str,
    geste: Callable[[Unit], str | None],
    touche: str | None = None,
    *,
    type_: Literal["primary", "secondary", "tertiary"] = "secondary",
) -> None:
    show_bouton(
        escape(libelle),
        key=f"vote-{cle}",
        # Each takes the place of the one before: a double click closes a vote, it does not reveal it as well.
        groupe="vote",
        icon=icone,
        width="content" if type_ == "tertiary" else "stretch",
        shortcut=touche,
        type="primary" if touche else type_,
        on_click=act,
        args=(fiche.id, "vote", libelle, geste),
    )


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
