"""For whoever animates: who could meet whom, to accept, change or refuse; those under way; those left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_once, run_use_case
from caprse.acces.saisie import Formulaire, fill, give_up, read_champs, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.progres.binomes.lecture import BinomeVu, EcranCollectif, get_de_collectif
from caprse.progres.binomes.phrases import name_tous
from caprse.progres.binomes.propositions import build_plan, write_plan
from caprse.progres.binomes.regles import MEMBRES, Declaree, EtatBinome, explain_seule
from caprse.progres.binomes.service import change_membres, compose, move
from caprse.progres.binomes.vues import A_SUIVRE, build_ligne, build_seule
from caprse.socle.ecran.affichage import escape, run_action, show_message
from caprse.socle.ecran.boutons import Acte, ask, show_bouton, show_menu, show_question
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel

PAGE, NOUVEAU, AVEC = "binome", "nouveau", "binome-avec"
CHAMP = "binome-qui-{}"
PRISES = "celles qui lui vont sont déjà prises"
RIEN = "Aucun binôme possible pour le moment : chacune doit partager ce qu’une autre cherche."


def show_collectif(collectif_id: UUID) -> None:
    """The one act, what it proposes, what runs, who is left."""
    with open_unit_ecran() as unit:
        ecran, today = get_de_collectif(unit, collectif_id), unit.today
    proposes, en_cours = ecran.list_binomes(EtatBinome.PROPOSE), ecran.list_binomes(EtatBinome.ACCEPTE)
    reperes = (
        ecran.collectif,
        format_pluriel(len(ecran.declarees), "structure participe", "structures participent"),
    )
    show_entete("Binômes", reperes=reperes, fictif=ecran.fictif, largeur=Largeur.TRAVAIL)
    show_message()
    if ecran.libres:
        show_tete(ecran, proposes, seules=bool(list_seules(ecran, proposes)))
    if get_edition(PAGE) == NOUVEAU and st.session_state.get(AVEC) is None:
        show_membres(ecran, None)
    if proposes:
        st.subheader("À décider", anchor=False)
        for binome in proposes:
            show_propose(ecran, binome, today)
    if en_cours:
        st.subheader("En cours", anchor=False)
        for binome in sorted(en_cours, key=lambda un: un.follow(today) not in A_SUIVRE):
            show_en_cours(ecran, binome, today)
    show_restes(ecran, proposes)


def show_tete(ecran: EcranCollectif, proposes: Sequence[BinomeVu], *, seules: bool) -> None:
    """Ask the workbook; or choose by hand, where no line below offers it."""
    with st.container(horizontal=True, key="binomes-tete"):
        show_bouton(
            "Proposer à nouveau" if proposes else "Proposer des binômes",
            key="binomes-proposer",
            type="secondary" if proposes else "primary",
            icon=":material/handshake:",
            on_click=_propose,
            args=(ecran.collectif_id,),
        )
        if len(ecran.libres) >= MEMBRES[0] and not seules:
            show_bouton(
                "Composer à la main",
                key="binomes-composer",
                type="tertiary",
                icon=":material/add:",
                on_click=_compose,
                args=(None,),
            )


def show_propose(ecran: EcranCollectif, binome: BinomeVu, today: date) -> None:
    """One proposal with what may be done of it."""
    with st.container(key=f"binome-propose-{binome.id}", gap="small"):
        st.html(build_ligne(binome, ecran.sujets.titres, today))
        if get_edition(PAGE) == binome.id:
            show_membres(ecran, binome)
            return
        with st.container(horizontal=True, key=f"binome-decider-{binome.id}"):
            show_bouton(
                "Accepter",
                key=f"binome-accepter-{binome.id}",
                icon=":material/check:",
                on_click=_accept,
                args=(binome,),
            )
            show_bouton(
                "Changer",
                key=f"binome-changer-{binome.id}",
                type="tertiary",
                on_click=start_edition,
                args=(PAGE, binome.id),
            )
            show_bouton(
                "Refuser",
                key=f"binome-refuser-{binome.id}",
                type="tertiary",
                on_click=ask,
                args=(f"refuser-{binome.id}",),
            )
        show_question(
            "refuser ce binôme",
            f"refuser-{binome.id}",
            "Il ne sera plus proposé. Les structures n’en sauront rien.",
            _move(binome, EtatBinome.REFUSE, "Ce binôme ne sera plus proposé."),
        )


def show_en_cours(ecran: EcranCollectif, binome: BinomeVu, today: date) -> None:
    """One that meets, and where its visits stand."""
    with st.container(key=f"binome-cours-{binome.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="top", key=f"binome-rang-{binome.id}"):
            st.html(build_ligne(binome, ecran.sujets.titres, today))
            show_menu(
                f"Autres actes sur {escape(name_tous(binome))}",
                [Acte("Mettre fin à ce binôme", ask, (f"finir-{binome.id}",))],
                key=f"menu-binome-{binome.id}",
            )
        show_question(
            "mettre fin à ce binôme",
            f"finir-{binome.id}",
            "Ses visites restent dans « Notre chemin ». Ses structures pourront en avoir un autre.",
            _move(binome, EtatBinome.TERMINE, "Ce binôme est terminé."),
        )


def show_restes(ecran: EcranCollectif, proposes: Sequence[BinomeVu]) -> None:
    """Who declared and is not in a proposal, with why once they were asked for; who declared nothing."""
    if seules := list_seules(ecran, proposes):
        st.subheader("Sans binôme", anchor=False)
        dit = PRISES if proposes else ""
        for une in seules:
            show_seule(ecran, une, explain_seule(une, ecran.libres, ecran.sujets.enjeux) or dit)
    if ecran.muettes:
        st.subheader("Listes à remplir", anchor=False)
    for cle, nom in ecran.muettes.items():
        with st.container(horizontal=True, vertical_alignment="center", key=f"binome-reste-{cle}"):
            st.html(build_seule(nom))
            link_to_page("ecrire", "Écrire", ":material/chat:", structure=str(cle))


def list_seules(ecran: EcranCollectif, proposes: Sequence[BinomeVu]) -> list[Declaree]:
    """Those that declared and meet nobody, not even in a proposal."""
    placees = {cle for binome in proposes for cle in binome.cles}
    return [une for une in ecran.libres if une.id not in placees]


def show_seule(ecran: EcranCollectif, une: Declaree, raison: str) -> None:
    """One that meets nobody, why, and the way to find it somebody: the choice opens under its line."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"binome-reste-{une.id}"):
        st.html(build_seule(une.nom, raison))
        if len(ecran.libres) >= MEMBRES[0]:
            show_bouton(
                "Composer",
                key=f"binome-composer-{une.id}",
                type="tertiary",
                icon=":material/add:",
                on_click=_compose,
                args=(une.id,),
            )
    if get_edition(PAGE) == NOUVEAU and st.session_state.get(AVEC) == une.id:
        show_membres(ecran, None)


def show_membres(ecran: EcranCollectif, binome: BinomeVu | None) -> None:
    """Who is in it, chosen among those that declared and are free."""
    formulaire = name_formulaire(ecran, binome)
    noms = {str(une.id): une.nom for une in ecran.libres}
    fill(formulaire, {"qui": _list_membres(binome) or _list_avec(ecran)}, {"qui": lambda ids: set(ids) <= noms.keys()})
    with st.container(key=f"carte-binome-{binome.id if binome else NOUVEAU}", gap="small"):
        st.multiselect(
            "Qui se rencontre ?",
            list(noms),
            format_func=lambda cle: noms.get(cle, ""),
            key=formulaire.champs["qui"],
            max_selections=MEMBRES[-1],
            placeholder="Deux structures, ou un petit groupe",
            filter_mode=None,
            select_all=False,
            **watch(formulaire),
        )
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Enregistrer", key="binome-enregistrer", type="primary", on_click=_save_membres, args=(ecran, binome)
            )
            show_bouton("Annuler", key="binome-annuler", on_click=_close, args=(formulaire,))


def name_formulaire(ecran: EcranCollectif, binome: BinomeVu | None) -> Formulaire:
    cle = binome.id if binome else NOUVEAU
    return Formulaire(f"binome/{ecran.collectif_id}/{cle}", {"qui": CHAMP.format(cle)})


def _list_membres(binome: BinomeVu | None) -> list[str]:
    return [str(cle) for cle in binome.noms] if binome else []


def _list_avec(ecran: EcranCollectif) -> list[str]:
    """Whom one began with, while it is free."""
    avec = st.session_state.get(AVEC)
    return [str(une.id) for une in ecran.libres if une.id == avec]


def _compose(avec: UUID | None) -> None:
    """Choose who meets, beginning with ``avec``, or with nobody."""
    st.session_state.pop(CHAMP.format(NOUVEAU), None)
    st.session_state[AVEC] = avec
    start_edition(PAGE, NOUVEAU)


def _propose(collectif_id: UUID) -> None:
    def read_then_write() -> str | None:
        with open_unit_ecran() as unit:
            ecran = get_de_collectif(unit, collectif_id)
        plan = build_plan(ecran)

        def use_case(unit: Unit) -> str:
            combien = write_plan(unit, plan)
            return f"{format_pluriel(combien, 'binôme proposé', 'binômes proposés')}." if combien else RIEN

        return run_once(use_case)

    run_action(read_then_write)


def _accept(binome: BinomeVu) -> None:
    def use_case(unit: Unit) -> str:
        move(unit, binome.id, binome.version, EtatBinome.ACCEPTE)
        return f"C’est décidé : {name_tous(binome)} le savent par un message."

    run_use_case(use_case)


def _move(binome: BinomeVu, etat: EtatBinome, fait: str) -> Callable[[], str | None]:
    def use_case(unit: Unit) -> str:
        move(unit, binome.id, binome.version, etat)
        return fait

    return lambda: run_once(use_case)


def _save_membres(ecran: EcranCollectif, binome: BinomeVu | None) -> None:
    formulaire = name_formulaire(ecran, binome)
    qui = [UUID(cle) for cle in read_champs(formulaire, {"qui": _list_membres(binome)})["qui"] or ()]

    def save(unit: Unit) -> str:
        if binome is None:
            compose(unit, ecran.collectif_id, qui)
        else:
            change_membres(unit, binome.id, binome.version, qui)
        return "La proposition est enregistrée : reste à l’accepter."

    if run_saisie(save, formulaire):
        end_edition(PAGE)


def _close(formulaire: Formulaire) -> None:
    end_edition(PAGE)
    give_up(formulaire)
