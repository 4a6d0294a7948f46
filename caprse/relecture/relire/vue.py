"""One answer on the screen of the person who re-reads: what the structure said, and what they say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.carnet.regles import LIBELLES_ETAT, EtatCarnet, Saisie, is_lien
from caprse.carnet.remplir.phrases import describe_details
from caprse.referentiel.schema import Critere, Referentiel
from caprse.relecture.relire import etat
from caprse.relecture.relire.attente import read_voulue
from caprse.relecture.relire.lecture import CarnetARelire, Passage
from caprse.relecture.relire.liste import CarnetListe
from caprse.relecture.relire.regles import (
    CARNET,
    LIBELLES_RELECTURE,
    NOTE_MAX,
    NOTE_PRIVEE_MAX,
    EtatRelecture,
    has_changed,
)
from caprse.relecture.relire.verifications import Point
from caprse.socle.dates import FUSEAU, format_date, format_heure, format_instant
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

Fil = Callable[[UUID, str | None], None]
CLAVIER = (
    "Au clavier, hors d'un champ de texte : **S** critère suivant, **P** critère précédent, **L** relu, **D** à "
    "discuter, **M** à compléter (il manque quelque chose), **Z** carnet suivant, **A** carnet précédent."
)
BOUTONS = (
    (EtatRelecture.RELU, "L", ":material/task_alt:"),
    (EtatRelecture.A_DISCUTER, "D", ":material/forum:"),
    (EtatRelecture.A_COMPLETER, "M", ":material/edit_note:"),
    (EtatRelecture.A_RELIRE, None, ":material/radio_button_unchecked:"),
)


def name_carnet(carnet: CarnetListe) -> str:
    """`La Fabrique · Transmis · 3 relus sur 12 · 2 nouveautés`"""
    morceaux = [carnet.structure, LIBELLES_ETAT[carnet.etat], f"{carnet.relus} relus sur {carnet.repondus}"]
    if carnet.nouveaux:
        morceaux.append(format_pluriel(carnet.nouveaux, "nouveauté"))
    if carnet.non_lus:
        morceaux.append(format_pluriel(carnet.non_lus, "message non lu", "messages non lus"))
    return " · ".join(morceaux)


def name_critere(critere: Critere, carnet: CarnetARelire) -> str:
    """The title with where its re-reading stands, and what is new."""
    morceaux = [critere.titre, describe_etat(critere.code, carnet)]
    if is_nouveau(critere.code, carnet):
        morceaux.append("nouveau")
    if carnet.fils.get(critere.code, (0, 0))[1]:
        morceaux.append(format_pluriel(carnet.fils[critere.code][1], "message non lu", "messages non lus"))
    return " · ".join(morceaux)


def describe_etat(code: str, carnet: CarnetARelire) -> str:
    """Where the re-reading of an answer stands; what moved since is said."""
    relecture = carnet.relectures.get(code)
    reponse = carnet.reponses.get(code)
    if relecture is None or relecture.saisie.etat is EtatRelecture.A_RELIRE:
        return "À relire" if reponse is not None and reponse.saisie.repondu else "Pas répondu"
    libelle = LIBELLES_RELECTURE[relecture.saisie.etat]
    if not has_changed(relecture.saisie, carnet.get_version(code)):
        return libelle
    return "Complété depuis" if relecture.saisie.etat is EtatRelecture.A_COMPLETER else f"{libelle}, changé depuis"


def is_nouveau(code: str, carnet: CarnetARelire) -> bool:
    """Whether the answer moved since this person's last visit. At a first visit nothing is marked: all is new."""
    reponse = carnet.reponses.get(code)
    return reponse is not None and carnet.vue_le is not None and reponse.modifie_le > carnet.vue_le


def show_points(points: Sequence[Point], referentiel: Referentiel) -> None:
    """The points à vérifier of the carnet, each leading to its critère."""
    if not points:
        st.caption(":material/rule: Aucun point à vérifier dans ce carnet.")
        return
    titre = f"{format_pluriel(len(points), 'point')} à vérifier"
    with st.expander(titre, icon=":material/rule:", key="points-a-verifier"), st.container(gap=None):
        for rang, point in enumerate(points):
            if point.critere is None:
                st.text(f"Tout le carnet : {point.phrase}")
                continue
            show_bouton(
                f"{escape(referentiel.critere(point.critere).titre)} : {escape(point.phrase)}",
                key=f"point-{rang}-{point.genre}-{point.critere}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=etat.go_to_critere,
                args=(point.critere,),
            )


def show_critere(critere: Critere, referentiel: Referentiel, fil: Fil) -> None:
    """One critère: the structure's answer on the left, what is said of it on the right, the thread below."""
    carnet = etat.get_ouvert()
    marque = " :material/fiber_new: nouveau" if is_nouveau(critere.code, carnet) else ""
    st.subheader(f"{escape(critere.titre)}{marque}", anchor=False)
    gauche, droite = st.columns([3, 2], gap="medium")
    with gauche:
        show_reponse(critere, referentiel, carnet)
    with droite:
        show_relecture(critere, referentiel)
    fil(carnet.id, critere.code)


def show_reponse(critere: Critere, referentiel: Referentiel, carnet: CarnetARelire) -> None:
    """What the structure answered, among the written niveaux, with what it says beside."""
    reponse = carnet.reponses.get(critere.code)
    saisie = reponse.saisie if reponse else Saisie()
    relecture = carnet.relectures.get(critere.code)
    suggere = relecture.saisie.niveau_suggere if relecture else None
    st.markdown(f"**{escape(critere.question)}**")
    st.markdown(
        "\n".join(
            _describe_niveau(niveau.niveau, niveau.nom, critere, saisie.niveau, suggere)
            for niveau in referentiel.echelle
        )
    )
    if saisie.non_concerne:
        st.text(f"Réponse de la structure : non concerné. Pourquoi : {saisie.motif}")
    elif saisie.niveau is None:
        st.info("La structure n'a pas répondu à ce critère.", icon=":material/help:")
    for nom, texte in describe_details(saisie, referentiel.echelle):
        st.text(f"{nom} : {texte}")
    if saisie.trace_lien and is_lien(saisie.trace_lien):
        st.link_button("Ouvrir le lien de la trace", saisie.trace_lien, icon=":material/open_in_new:")
    ancienne = carnet.anciennes.get(critere.code)
    if ancienne is not None:
        st.text(f"Au trimestre {ancienne.trimestre} : {_name_niveau(ancienne.saisie, referentiel)}")
        if ancienne.saisie.commentaire:
            st.text(f"Commentaire d'alors : {ancienne.saisie.commentaire}")
    if reponse is not None:
        st.caption(f"Répondu par {escape(reponse.auteur)}, le {format_instant(reponse.modifie_le)}")
    show_historique(carnet.historique.get(critere.code, ()), referentiel, critere.code)


def show_historique(passages: Sequence[Passage], referentiel: Referentiel, code: str) -> None:
    """The last changes of niveau, who and when, the latest first."""
    if len(passages) < 2:
        return
    with st.expander("Historique des réponses", icon=":material/history:", key=f"historique-{code}"):
        for passage in passages:
            avant = f"{_name_niveau(passage.avant, referentiel)} → " if passage.avant is not None else ""
            apres = _name_niveau(passage.apres, referentiel)
            st.text(f"{format_instant(passage.instant)}, {passage.auteur} : {avant}{apres}")


def show_relecture(critere: Critere, referentiel: Referentiel) -> None:
    """État, suggested niveau, note to the structure, private note. Each is written at once."""
    code, carnet = critere.code, etat.get_ouvert()
    if etat.get_desaccord(code) is not None:
        show_conflit(code)
        return
    etat.seed(code)
    relecture = etat.get_relecture(code)
    actuel = relecture.saisie.etat if relecture else EtatRelecture.A_RELIRE
    if relecture is not None and has_changed(relecture.saisie, carnet.get_version(code)):
        st.warning(
            f"{escape(describe_etat(code, carnet))} : cette réponse est à relire de nouveau.", icon=":material/update:"
        )
    st.markdown("**Votre relecture**")
    with st.container(horizontal=True, key="etats"):
        for choix, touche, icone in BOUTONS:
            show_bouton(
                LIBELLES_RELECTURE[choix] + (" (choisi)" if choix is actuel else ""),
                key=f"etat-{choix}-{carnet.id}-{code}",
                type="primary" if choix is actuel else "secondary",
                icon=icone,
                shortcut=touche,
                on_click=etat.set_etat,
                args=(code, choix),
            )
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
    )
    st.caption("La structure voit votre suggestion à côté de son niveau. C'est elle qui décide.")
    st.fragment(show_notes, key=f"notes-{carnet.id}-{code}")(code)


def show_notes(code: str) -> None:
    """The note to the structure and the private one; saving them draws nothing else again."""
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
        height=120,
    )
    relecture = etat.get_relecture(code)
    if refus := etat.get_refus("relecture", code):
        st.error(escape(refus), icon=":material/error:")
    elif relecture is not None:
        st.caption(
            f":material/check: Enregistré à {format_heure(relecture.modifie_le)} · {escape(relecture.auteur)}. "
            "La structure lit cette note quand le carnet est relu ou renvoyé."
        )
    show_privee(code)


def show_privee(code: str) -> None:
    """What this person keeps for themselves, about an answer or about the whole carnet."""
    quoi = "Note privée sur tout le carnet" if code == CARNET else "Note privée"
    etat.seed(code)
    st.text_area(
        f"{quoi} (visible par vous seule)",
        key=etat.name("privee", code),
        max_chars=NOTE_PRIVEE_MAX,
        on_change=etat.set_privee,
        args=(code,),
        height=80,
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
    st.warning(f"{escape(phrase)} Rien n'est perdu : choisissez ce qu'il faut garder.", icon=":material/group:")
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


def _describe_niveau(rang: int, nom: str, critere: Critere, choisi: int | None, suggere: int | None) -> Affichable:
    marques = []
    if rang == choisi:
        marques.append("réponse de la structure")
    if rang == suggere:
        marques.append("votre suggestion")
    marque = f" **← {' et '.join(marques)}**" if marques else ""
    descripteur = escape(critere.niveaux[rang])
    titre = f"**{rang} · {escape(nom)}**"
    return f"- {titre}{marque} : {f'**{descripteur}**' if rang == choisi else descripteur}"


def _name_niveau(saisie: Saisie, referentiel: Referentiel) -> str:
    if saisie.non_concerne:
        return "non concerné"
    if saisie.niveau is None or saisie.niveau > referentiel.niveau_max:
        return "pas répondu"
    return f"{saisie.niveau} · {referentiel.echelle[saisie.niveau].nom}"


def format_etat(carnet: CarnetARelire) -> str:
    """`Transmis le 14 mars 2026`, or `Relu, transmis le 14 mars 2026`."""
    if carnet.transmis_le is None:
        return "Jamais transmis"
    envoi = f"transmis le {format_date(carnet.transmis_le.astimezone(FUSEAU).date())}"
    return envoi.capitalize() if carnet.etat is EtatCarnet.TRANSMIS else f"{LIBELLES_ETAT[carnet.etat]}, {envoi}"
