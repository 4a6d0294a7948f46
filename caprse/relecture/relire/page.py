"""Re-read the carnets of a collectif, one answer at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.acces.saisie import fill, is_begun, show_garde, watch
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.fictif import show_fictif
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.relire import etat
from caprse.relecture.relire.lecture import CarnetARelire, get_a_relire
from caprse.relecture.relire.liste import CarnetListe, ListeARelire, list_a_relire
from caprse.relecture.relire.regles import (
    CARNET,
    NOTE_MAX,
    EtatRelecture,
    compute_progression,
    is_relu,
    list_a_completer,
)
from caprse.relecture.relire.service import record_visite
from caprse.relecture.relire.vue import (
    CLAVIER,
    Fil,
    format_etat,
    name_carnet,
    name_critere,
    show_critere,
    show_points,
    show_privee,
)
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import read_id
from caprse.socle.ecran.veille import show_veille
from caprse.socle.francais import format_pluriel

TRIMESTRE = "relecture-trimestre"
CHOIX_CARNET = "relecture-carnet"
CHOIX_CRITERE = "relecture-critere"
# What each button says, its key, its letter on the keyboard.
VOISINS_CARNET = (("Carnet précédent", "carnet-precedent", "A"), ("Carnet suivant", "carnet-suivant", "Z"))
VOISINS_CRITERE = (("Critère précédent", "critere-precedent", "P"), ("Critère suivant", "critere-suivant", "S"))

T = TypeVar("T")


def show_nothing(carnet_id: UUID, critere: str | None) -> None:
    """No thread beside the answers."""


def page_relecture(fil: Fil = show_nothing) -> None:
    """Choose a carnet, then go through it; ``fil`` draws the thread of a critère, or of the carnet (None)."""
    st.title("Relecture")
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    demande = read_id(etat.CARNET)
    with open_unit_ecran() as unit:
        liste = list_a_relire(unit, collectif_id, demande, st.session_state.get(TRIMESTRE))
        choisi = choose_carnet(liste, demande)
        carnet = _enter(unit, choisi.id) if choisi else None
        referentiel = get_referentiel(unit.db, carnet.referentiel_id) if carnet else None
    st.caption(escape(liste.collectif))
    show_fictif(liste.fictif)
    show_message()
    show_trimestres(liste)
    if liste.numero is None:
        st.info("Aucun trimestre n'est encore ouvert.", icon=":material/event:")
        return
    if liste.brouillons:
        en_cours = format_pluriel(
            liste.brouillons, "carnet n'est pas encore transmis", "carnets ne sont pas encore transmis"
        )
        st.caption(f":material/hourglass_empty: {en_cours}.")
    if demande is not None and (choisi is None or choisi.id != demande):
        st.info("Le carnet demandé n'est pas à relire ici. En voici un autre, s'il y en a.", icon=":material/info:")
    if choisi is None or carnet is None or referentiel is None:
        st.info("Les carnets apparaissent ici quand ils sont transmis.", icon=":material/hourglass_empty:")
        return
    st.query_params[etat.CARNET] = str(choisi.id)
    show_choix_carnet(liste.carnets, choisi)
    show_carnet(carnet, referentiel, fil)


def choose_carnet(liste: ListeARelire, demande: UUID | None) -> CarnetListe | None:
    """The carnet of the address, else the first one that waits."""
    return next((carnet for carnet in liste.carnets if carnet.id == demande), None) or next(iter(liste.carnets), None)


def show_trimestres(liste: ListeARelire) -> None:
    """Earlier trimestres stay readable."""
    if len(liste.trimestres) < 2 or liste.numero is None:
        return
    st.session_state[TRIMESTRE] = liste.numero
    st.selectbox(
        "Trimestre",
        list(liste.trimestres),
        format_func=lambda numero: f"{numero}. {liste.trimestres[numero]}",
        key=TRIMESTRE,
        on_change=etat.leave_carnet,
        filter_mode=None,
    )


def show_choix_carnet(carnets: Sequence[CarnetListe], choisi: CarnetListe) -> None:
    """Which carnet; the next and the previous one."""
    noms = {str(carnet.id): name_carnet(carnet) for carnet in carnets}
    st.session_state[CHOIX_CARNET] = str(choisi.id)
    st.selectbox(
        "Carnet",
        list(noms),
        format_func=noms.__getitem__,
        key=CHOIX_CARNET,
        on_change=_choose_carnet,
        filter_mode=None,
    )
    with st.container(horizontal=True):
        show_voisins(VOISINS_CARNET, [carnet.id for carnet in carnets], choisi.id, etat.go_to_carnet)


def show_carnet(carnet: CarnetARelire, referentiel: Referentiel, fil: Fil) -> None:
    """One carnet: where it stands, its points à vérifier, one critère of it, and the end."""
    criteres = [critere for part in referentiel.capsule(carnet.thematique) for critere in part.criteres]
    st.header(escape(carnet.structure), anchor=False)
    titre = escape(referentiel.thematique(carnet.thematique).titre)
    st.caption(f"Trimestre {carnet.numero} · {titre} · {escape(format_etat(carnet))}")
    if carnet.motif_incomplet:
        st.text(f"Ce que la structure dit des réponses manquantes : {carnet.motif_incomplet}")
    if carnet.etat is EtatCarnet.A_COMPLETER:
        st.info("La structure complète ce carnet : ses réponses peuvent encore changer.", icon=":material/edit_note:")
    progression = compute_progression(carnet.saisies(), carnet.versions(), carnet.dites())
    if progression.repondus:
        st.progress(
            progression.relus / progression.repondus,
            text=f"{format_pluriel(progression.relus, 'réponse relue', 'réponses relues')} "
            f"sur {progression.repondus:d}",
        )
    show_points(carnet.points, referentiel)
    critere = choose_critere(criteres, carnet)
    # Above the answer: whatever its length, the buttons stay under the mouse.
    show_navigation(criteres, critere)
    with st.container(border=True, key="critere-relu"):
        show_critere(critere, referentiel, fil)
    st.divider()
    with st.container(key="tout-le-carnet"):
        st.subheader("Tout le carnet", anchor=False)
        st.fragment(show_privee, key=f"privee-{carnet.id}")(CARNET)
        fil(carnet.id, None)
        show_fin(carnet, criteres)
    st.caption(f":material/keyboard: {CLAVIER}")
    # From one critère to the next the page stays where it is; another carnet starts from the top.
    show_veille(str(carnet.id))


def choose_critere(criteres: Sequence[Critere], carnet: CarnetARelire) -> Critere:
    """The critère of the address, else the first answer to re-read, else the first; any of them from the list."""
    par_code = {critere.code: critere for critere in criteres}
    choisi = par_code.get(st.query_params.get(etat.CRITERE, ""))
    if choisi is None:
        dites = carnet.dites()
        restants = (
            critere
            for critere in criteres
            if critere.code in carnet.reponses
            and carnet.reponses[critere.code].saisie.repondu
            and not is_relu(dites.get(critere.code), carnet.get_version(critere.code))
        )
        choisi = next(restants, criteres[0])
        st.query_params[etat.CRITERE] = choisi.code
    st.session_state[CHOIX_CRITERE] = choisi.code
    st.selectbox(
        "Critère",
        list(par_code),
        format_func=lambda code: name_critere(par_code[code], carnet),
        key=CHOIX_CRITERE,
        on_change=_choose_critere,
        filter_mode=None,
    )
    return choisi


def show_navigation(criteres: Sequence[Critere], critere: Critere) -> None:
    """The previous and the next critère, also from the keyboard."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        show_voisins(VOISINS_CRITERE, [autre.code for autre in criteres], critere.code, etat.go_to_critere)


def show_voisins(boutons: tuple[tuple[str, str, str], ...], ids: Sequence[T], ici: T, go: Callable[[T], None]) -> None:
    """The buttons to the one before and the one after, also from the keyboard; dead at the ends."""
    rang = ids.index(ici)
    icones = (":material/arrow_back:", ":material/arrow_forward:")
    for (libelle, cle, touche), voisin, icone in zip(boutons, (rang - 1, rang + 1), icones, strict=True):
        existe = 0 <= voisin < len(ids)
        show_bouton(
            escape(libelle),
            key=cle,
            icon=icone,
            shortcut=touche,
            disabled=not existe,
            on_click=go,
            args=(ids[voisin] if existe else ici,),
        )


def show_fin(carnet: CarnetARelire, criteres: Sequence[Critere]) -> None:
    """Say that the carnet is re-read, or send it back with its list."""
    if carnet.etat_trimestre is not EtatTrimestre.OUVERT:
        st.info("Le trimestre est clos : ce carnet ne change plus. Vos notes restent.", icon=":material/lock:")
        return
    if carnet.etat is EtatCarnet.RELU:
        st.success("Ce carnet est relu.", icon=":material/task_alt:")
    if carnet.etat not in {EtatCarnet.TRANSMIS, EtatCarnet.RELU}:
        return
    titres = {critere.code: critere.titre for critere in criteres}
    codes = list_a_completer(titres, carnet.dites(), carnet.versions())
    if carnet.etat is EtatCarnet.TRANSMIS:
        show_relu(carnet, codes)
    commence = is_begun(etat.name_mot(carnet.id))
    with st.expander("Renvoyer à compléter", icon=":material/undo:", key="renvoyer-ouvert", expanded=commence):
        if codes:
            st.markdown("La structure recevra cette liste, avec vos notes :")
            st.text("\n".join(f"• {titres[code]}" for code in codes))
        else:
            st.markdown("Aucun critère n'est marqué « À compléter ». Marquez-en, ou écrivez ce qu'il faut reprendre.")
        mot = etat.name_mot(carnet.id)
        fill(mot, {"mot": ""})
        st.text_area("Un mot sur tout le carnet", key=mot.champs["mot"], max_chars=NOTE_MAX, height=100, **watch(mot))
        show_garde(mot)
        st.caption(
            "La structure pourra de nouveau modifier ses réponses et devra transmettre encore. D'ici là, elle ne voit "
            "plus les chiffres du collectif."
        )
        show_bouton(
            "Renvoyer le carnet",
            key=f"renvoyer-{carnet.id}",
            icon=":material/undo:",
            on_click=etat.return_carnet,
            args=(carnet,),
        )


def show_relu(carnet: CarnetARelire, codes: Sequence[str]) -> None:
    """What « carnet relu » will mark, and what stays flagged."""
    a_discuter = sum(saisie.etat is EtatRelecture.A_DISCUTER for saisie in carnet.dites().values())
    st.markdown(
        "Les réponses que vous n'avez pas marquées autrement deviennent « Relu ». "
        f"À discuter en séance : {a_discuter}. À compléter : {len(codes)}."
    )
    if codes:
        st.warning(
            "La structure ne pourra pas compléter un carnet relu. Pour qu'elle complète, renvoyez-le.",
            icon=":material/info:",
        )
    show_bouton(
        "Carnet relu",
        key=f"carnet-relu-{carnet.id}",
        type="primary",
        icon=":material/task_alt:",
        on_click=etat.end_relecture,
        args=(carnet,),
    )


def _enter(unit: Unit, carnet_id: UUID) -> CarnetARelire:
    """Read the carnet. The visit is recorded on arrival; until one leaves, what was new then stays marked."""
    carnet = get_a_relire(unit, carnet_id)
    visite = st.session_state.get(etat.VISITE)
    if visite is None or visite[0] != carnet_id:
        st.session_state[etat.VISITE] = (carnet_id, carnet.vue_le)
        record_visite(unit, carnet_id)
    else:
        carnet = replace(carnet, vue_le=visite[1])
    st.session_state[etat.OUVERT] = carnet
    return carnet


def _choose_carnet() -> None:
    etat.go_to_carnet(st.session_state[CHOIX_CARNET])


def _choose_critere() -> None:
    etat.go_to_critere(st.session_state[CHOIX_CRITERE])
