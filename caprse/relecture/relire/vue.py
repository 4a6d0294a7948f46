"""One answer on the screen of the person who re-reads: what the structure said, and what they say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.carnet.regles import LIBELLES_ETAT, EtatCarnet
from caprse.referentiel.schema import Critere, Referentiel
from caprse.relecture.relire import etat
from caprse.relecture.relire.attente import read_voulue
from caprse.relecture.relire.lecture import CarnetARelire
from caprse.relecture.relire.liste import CarnetListe
from caprse.relecture.relire.regles import (
    CARNET,
    LIBELLES_RELECTURE,
    NOTE_MAX,
    NOTE_PRIVEE_MAX,
    EtatRelecture,
    RelectureEnregistree,
    has_changed,
    is_muette,
)
from caprse.relecture.relire.vue_points import show_points_critere
from caprse.relecture.relire.vue_reponse import show_details, show_reponse
from caprse.socle.dates import FUSEAU, format_date, format_horloge
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

Fil = Callable[[UUID, str | None], None]
LUE = " La structure lit cette note quand le carnet est relu ou renvoyé."
ANCRE_NOTE = "note-pour-la-structure"
QUOI_COMPLETER = "**Que faut-il compléter ?**"
CLAVIER = (
    "**L** relu · **D** à discuter · **M** à compléter\n\n**S** critère suivant · **P** critère précédent\n\n"
    "**Z** prochain carnet qui attend · **A** carnet précédent\n\n**T** carnet relu, quand tout est vu"
)
BOUTONS = (
    (EtatRelecture.RELU, "L", ":material/task_alt:"),
    (EtatRelecture.A_DISCUTER, "D", ":material/forum:"),
    (EtatRelecture.A_COMPLETER, "M", ":material/edit_note:"),
)
# Three words that a thumb hits: where the discussion takes place is said by the guide and by the agenda.
VERDICTS = LIBELLES_RELECTURE | {EtatRelecture.A_DISCUTER: "À discuter"}


def name_carnet(carnet: CarnetListe) -> str:
    """`La Fabrique · Relu · 2 nouveautés`. That it waits is the rule, and the head says how much of it is re-read."""
    morceaux = [carnet.structure]
    if not carnet.attend:
        morceaux.append(LIBELLES_ETAT[carnet.etat])
    if carnet.nouveaux:
        morceaux.append(format_pluriel(carnet.nouveaux, "nouveauté"))
    if carnet.non_lus:
        morceaux.append(format_pluriel(carnet.non_lus, "message non lu", "messages non lus"))
    return " · ".join(morceaux)


def name_critere(critere: Critere, carnet: CarnetARelire, revu: bool = False, *, ouvert: bool = False) -> str:
    """The title with where its re-reading stands, what is new, what to check; the open one shows its own.

    ``revu``: it belongs to an earlier thématique, and was looked at again.
    """
    morceaux = [critere.titre, *(["revu"] if revu else [])]
    dit = describe_etat(critere.code, carnet)
    if not ouvert or dit not in LIBELLES_RELECTURE.values():
        morceaux.append(dit)
    if is_nouveau(critere.code, carnet):
        morceaux.append("nouveau")
    if not ouvert and any(point.critere == critere.code for point in carnet.points):
        morceaux.append("à vérifier")
    if carnet.fils.get(critere.code, (0, 0))[1]:
        morceaux.append(format_pluriel(carnet.fils[critere.code][1], "message non lu", "messages non lus"))
    return " · ".join(morceaux)


def describe_etat(code: str, carnet: CarnetARelire) -> str:
    """Where the re-reading of an answer stands; what moved since is said."""
    relecture = carnet.relectures.get(code)
    reponse = carnet.reponses.get(code)
    if relecture is None or relecture.saisie.etat is EtatRelecture.A_RELIRE:
        return "À relire" if reponse is not None and reponse.saisie.repondu else "Sans réponse"
    libelle = LIBELLES_RELECTURE[relecture.saisie.etat]
    if not has_changed(relecture.saisie, carnet.get_version(code)):
        return libelle
    return "Complété depuis" if relecture.saisie.etat is EtatRelecture.A_COMPLETER else f"{libelle}, changé depuis"


def is_nouveau(code: str, carnet: CarnetARelire) -> bool:
    """Whether the answer moved since this person's last visit. At a first visit nothing is marked: all is new."""
    reponse = carnet.reponses.get(code)
    return reponse is not None and carnet.vue_le is not None and reponse.modifie_le > carnet.vue_le


def show_critere(critere: Critere, referentiel: Referentiel, fil: Fil) -> None:
    """One critère: the structure's answer on the left, what is said of it on the right, the thread below."""
    carnet = etat.get_ouvert()
    with st.container(key="critere-relu-contenu"):
        gauche, droite = st.columns([3, 2], gap="medium")
        with gauche:
            marque = " :material/fiber_new: nouveau" if is_nouveau(critere.code, carnet) else ""
            st.caption(f"{escape(critere.titre)}{marque}")
            st.subheader(escape(critere.question), anchor=False)
            show_points_critere(carnet.points, critere.code)
            show_reponse(critere, referentiel, carnet)
            show_details(critere, referentiel, carnet)
        with droite:
            show_dernier(referentiel)
            show_relecture(critere, referentiel, carnet)
    fil(carnet.id, critere.code)


def show_dernier(referentiel: Referentiel) -> None:
    """What was just said of the answer before: the screen has gone on."""
    dernier = etat.get_dernier()
    if dernier is not None:
        code, dit = dernier
        titre = escape(referentiel.critere(code).titre)
        st.caption(f":material/check: {titre} : {escape(LIBELLES_RELECTURE[dit].lower())}")


def show_relecture(critere: Critere, referentiel: Referentiel, carnet: CarnetARelire) -> None:
    """État, suggested niveau, note to the structure, private note. Each is written at once."""
    code = critere.code
    if etat.get_desaccord(code) is not None:
        show_conflit(code)
        return
    etat.seed(code)
    relecture = etat.get_relecture(code)
    if relecture is not None and has_changed(relecture.saisie, carnet.get_version(code)):
        st.warning(
            f"{escape(describe_etat(code, carnet))} : cette réponse est à relire de nouveau.", icon=":material/update:"
        )
    # What one has to say, then the verdict, which goes on to the next answer; what few answers ask for is folded.
    st.html(f'<span id="{ANCRE_NOTE}"></span>')
    st.fragment(show_note, key=f"notes-{carnet.id}-{code}")(code)
    show_verdicts(code, relecture, [autre.code for suite in carnet.list_criteres(referentiel) for autre in suite])
    suggere = relecture is not None and relecture.saisie.niveau_suggere is not None
    with st.expander(
        "Suggérer un niveau, note privée", key=f"relire-rare-{code}", expanded=suggere or code in carnet.notes
    ):
        st.selectbox(
            "Niveau que vous suggérez (facultatif)",
            [niveau.niveau for niveau in referentiel.echelle],
            index=None,
            placeholder="Aucun",
            format_func=lambda choix: f"{choix} · {referentiel.echelle[choix].nom}",
            key=etat.name("suggestion", code),
            on_change=etat.set_suggestion,
            args=(code,),
            filter_mode=None,
            help="La structure voit votre suggestion à côté de son niveau. C’est elle qui décide.",
        )
        st.fragment(show_privee, key=f"privee-{carnet.id}-{code}")(code)


def show_verdicts(code: str, relecture: RelectureEnregistree | None, codes: Sequence[str]) -> None:
    """What one thinks of the answer: the press goes on to the next of ``codes``. On a phone they stand at its foot."""
    carnet = etat.get_ouvert()
    actuel = relecture.saisie.etat if relecture else EtatRelecture.A_RELIRE
    with st.container(horizontal=True, key="etats", gap="xsmall"):
        for choix, touche, icone in BOUTONS:
            # In one group: the second press of a double click would fall on the answer that came in place of this one.
            show_bouton(
                ("✓ " if choix is actuel else "") + VERDICTS[choix],
                key=f"etat-{choix}-{carnet.id}-{code}",
                groupe=f"etat-{choix}-{carnet.id}",
                # Filled: what is recorded, and nothing else.
                type="primary" if choix is actuel else "secondary",
                icon=icone,
                shortcut=touche,
                on_click=etat.set_etat,
                args=(code, choix, codes),
            )
        if relecture is not None and is_muette(relecture.saisie):
            with st.container(key="etats-demande"):
                st.markdown(f":material/edit_note: {QUOI_COMPLETER} [Écrire la note](#{ANCRE_NOTE})")
    if actuel is not EtatRelecture.A_RELIRE:
        show_bouton(
            "Remettre à relire",
            key=f"etat-a_relire-{carnet.id}-{code}",
            type="tertiary",
            icon=":material/undo:",
            on_click=etat.set_etat,
            args=(code, EtatRelecture.A_RELIRE, codes),
        )


def show_note(code: str) -> None:
    """The note to the structure; saving it draws nothing else again."""
    if etat.get_desaccord(code) is not None:
        # The whole answer must be drawn again: both texts are shown in its place.
        st.rerun()
    etat.seed(code)
    st.text_area(
        "Note pour la structure",
        key=etat.name("note", code),
        max_chars=NOTE_MAX,
        on_change=etat.set_note,
        args=(code,),
        height=90,
    )
    relecture = etat.get_relecture(code)
    if refus := etat.get_refus("relecture", code):
        st.error(escape(refus), icon=":material/error:")
    elif relecture is not None:
        st.caption(
            f":material/check: Enregistré à {format_horloge(relecture.modifie_le)} · {escape(relecture.auteur)}."
            f"{LUE if relecture.saisie.note else ''}"
        )


def show_privee(code: str) -> None:
    """What this person keeps for themselves, about an answer or about the whole carnet."""
    quoi = "Note privée sur tout le carnet" if code == CARNET else "Note privée"
    etat.seed(code)
    st.text_area(
        f"{quoi} (vous êtes seul·e à la lire)",
        key=etat.name("privee", code),
        max_chars=NOTE_PRIVEE_MAX,
        on_change=etat.set_privee,
        args=(code,),
        height=68,
    )
    if refus := etat.get_refus("privee", code):
        st.error(escape(refus), icon=":material/error:")
    elif etat.get_ouvert().notes.get(code):
        st.caption(":material/check: Enregistrée. Ni la structure, ni vos collègues ne la voient.")


def show_conflit(code: str) -> None:
    """Both re-readings, for whoever of the two comes first to choose."""
    desaccord, relecture = etat.get_desaccord(code), etat.get_relecture(code)
    if desaccord is None or relecture is None:
        return
    mienne = desaccord.compte_id == get_acteur().compte_id
    if mienne:
        phrase = f"{relecture.auteur} a relu cette réponse entre-temps."
    else:
        phrase = f"{desaccord.auteur} avait relu cette réponse autrement, en même temps."
    st.warning(f"{escape(phrase)} Rien n’est perdu : choisissez ce qu’il faut garder.", icon=":material/group:")
    for titre, saisie, cle, garder in (
        ("La vôtre" if mienne else f"Celle de {desaccord.auteur}", read_voulue(desaccord.contenu), "garder", True),
        (f"Celle de {relecture.auteur}, enregistrée", relecture.saisie, "laisser", False),
    ):
        with st.container(border=True):
            st.text(f"{titre} : {LIBELLES_RELECTURE[saisie.etat]}")
            if saisie.niveau_suggere is not None:
                st.text(f"Niveau suggéré : {saisie.niveau_suggere}")
            if saisie.note:
                st.text(saisie.note)
            show_bouton(
                "Garder la mienne" if garder and mienne else "Garder celle-ci",
                key=f"{cle}-{etat.get_ouvert().id}-{code}",
                on_click=etat.settle,
                args=(code, desaccord, garder),
            )


def format_etat(carnet: CarnetARelire) -> str:
    """`Transmis le 14 mars 2026`, or `Relu, transmis le 14 mars 2026`."""
    vu = ", a vu l’ensemble avant de répondre" if carnet.vu_ensemble else ""
    if carnet.transmis_le is None:
        return f"Jamais transmis{vu}"
    envoi = f"transmis le {format_date(carnet.transmis_le.astimezone(FUSEAU).date())}{vu}"
    return envoi.capitalize() if carnet.etat is EtatCarnet.TRANSMIS else f"{LIBELLES_ETAT[carnet.etat]}, {envoi}"
