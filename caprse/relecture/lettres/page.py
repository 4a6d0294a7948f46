"""Write to all or some structures: to whom, the words, the mail as it will be read, one act."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.acces.saisie import Formulaire, fill, load_brouillons, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.courrier.corps import write_apercu
from caprse.relecture.lettres.regles import LIBELLES_CERCLE, MOT_MAX, OBJET_MAX, TEXTE_MAX, Cercle, Ecrit, is_dans
from caprse.relecture.lettres.service import (
    EcranLettres,
    LettreVue,
    StructureEcrite,
    build_apercu,
    get_ecran,
    send_lettre,
)
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.francais import agree, enumerate_words, format_pluriel

CERCLE = "ecrire-cercle"
CHOISIES = "ecrire-structures"
OBJET, TEXTE = "ecrire-objet", "ecrire-texte"
MESSAGES = "ecrire-message"


def page_ecrire() -> None:
    """On the left what is written, on the right the mail as it will be read; below, what was sent."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        ecran = get_ecran(unit, collectif_id)
        load_brouillons(unit)
    show_entete("Écrire aux structures", reperes=(ecran.collectif,), fictif=ecran.fictif, largeur=Largeur.TRAVAIL)
    redaction, lecture = st.columns([1, 1], gap="large")
    with redaction:
        choisies, ecrit = show_redaction(collectif_id, ecran)
    with lecture:
        show_apercu(ecran, choisies, ecrit)
    show_lettres(ecran.lettres)


def show_redaction(collectif_id: UUID, ecran: EcranLettres) -> tuple[tuple[StructureEcrite, ...], Ecrit]:
    """To whom, what, and the button; gives what was chosen and typed so far."""
    choisies = choose_structures(ecran)
    show_destinataires(choisies)
    mots = {structure.id: f"ecrire-mot-{structure.id}" for structure in ecran.structures}
    formulaire = Formulaire(
        f"lettre/{collectif_id}",
        {"objet": OBJET, "texte": TEXTE, **{f"mot-{structure}": cle for structure, cle in mots.items()}},
    )
    fill(formulaire, {"objet": "", "texte": "", **{f"mot-{structure}": "" for structure in mots}})
    st.text_input(
        "Objet",
        key=OBJET,
        max_chars=OBJET_MAX,
        placeholder="Par exemple : la rencontre de jeudi change d'heure",
        **watch_ligne(formulaire),
    )
    st.text_area("Votre message", key=TEXTE, max_chars=TEXTE_MAX, height=140, **watch(formulaire))
    with st.expander("Ajouter une phrase pour une structure", key="ecrire-mots", icon=":material/person_edit:"):
        st.caption("Elle est lue en premier, par cette structure seulement.")
        for structure in choisies:
            st.text_input(escape(structure.nom), key=mots[structure.id], max_chars=MOT_MAX, **watch_ligne(formulaire))
    show_garde(formulaire)
    ecrit = Ecrit(
        st.session_state.get(OBJET, ""),
        st.session_state.get(TEXTE, ""),
        {structure.id: st.session_state.get(mots[structure.id], "") for structure in choisies},
    )
    lecteurs = len({nom for structure in choisies for nom in structure.gens})
    show_message(MESSAGES)
    show_bouton(
        f"Envoyer à {format_pluriel(lecteurs, 'personne')}" if lecteurs else "Envoyer",
        key="ecrire-envoyer",
        type="primary",
        icon=":material/send:",
        disabled=not lecteurs,
        on_click=_send,
        args=(collectif_id, formulaire, tuple(structure.id for structure in choisies), ecrit),
    )
    return choisies, ecrit


def choose_structures(ecran: EcranLettres) -> tuple[StructureEcrite, ...]:
    """All of them, by what they have done, or one by one."""
    cercle = st.pills(
        "À qui ?",
        list(Cercle),
        default=Cercle.TOUTES,
        format_func=lambda choix: LIBELLES_CERCLE[choix],
        key=CERCLE,
        required=True,
        wrap=True,
    )
    if cercle is not Cercle.CHOISIES:
        return tuple(s for s in ecran.structures if is_dans(cercle or Cercle.TOUTES, s.etat))
    noms = {structure.id: structure.nom for structure in ecran.structures}
    voulues = st.multiselect(
        "Quelles structures ?",
        list(noms),
        format_func=noms.__getitem__,
        key=CHOISIES,
        placeholder="Choisir des structures",
        filter_mode=None,
    )
    return tuple(structure for structure in ecran.structures if structure.id in voulues)


def show_destinataires(choisies: tuple[StructureEcrite, ...]) -> None:
    """How many people, and the structures where nobody would read it."""
    if not choisies:
        st.caption("Aucune structure choisie.")
        return
    st.caption(f"{format_pluriel(len(choisies), 'structure')} : {_name(choisies)}")
    if sans := [structure.nom for structure in choisies if not structure.gens]:
        st.caption(
            f":material/warning: Personne n'a encore de compte chez {escape(enumerate_words(sans))} : "
            f"{agree(len(sans), 'elle ne recevra', 'elles ne recevront')} rien."
        )


def show_apercu(ecran: EcranLettres, choisies: tuple[StructureEcrite, ...], ecrit: Ecrit) -> None:
    """The mail of the first reader, as it would leave."""
    lues = [structure for structure in choisies if structure.gens]
    with st.container(key="ecrire-apercu", gap="small"):
        st.markdown("**Ce que l'on recevra**")
        if not lues or not (ecrit.objet.strip() or ecrit.texte.strip()):
            st.caption("Le message s'affichera ici, tel qu'il sera lu, dès que vous écrirez.")
            return
        with open_unit_ecran() as unit:
            corps = build_apercu(unit, ecran.collectif, _choose_exemple(lues, ecrit), ecrit)
        st.html(write_apercu(corps))


def show_lettres(lettres: tuple[LettreVue, ...]) -> None:
    """The latest letters, and how many have left."""
    if not lettres:
        return
    st.subheader("Déjà envoyés", anchor=False)
    with st.container(key="ecrire-envoyes", gap=None):
        for rang, lettre in enumerate(lettres):
            with st.container(key=f"ecrire-lettre-{rang}", gap=None):
                st.markdown(f"**{escape(lettre.objet)}**")
                st.caption(f"{format_instant(lettre.ecrite_le)}, par {escape(lettre.auteur)} · {_tell_depart(lettre)}")


def _tell_depart(lettre: LettreVue) -> Affichable:
    if lettre.parties == lettre.gens:
        return f"reçu par {format_pluriel(lettre.gens, 'personne')}"
    return f"parti pour {lettre.parties:d} sur {lettre.gens:d}"


def _choose_exemple(lues: list[StructureEcrite], ecrit: Ecrit) -> StructureEcrite:
    return next((structure for structure in lues if ecrit.mots.get(structure.id, "").strip()), lues[0])


def _name(choisies: tuple[StructureEcrite, ...]) -> Affichable:
    noms = [structure.nom for structure in choisies]
    return escape(enumerate_words(noms) if len(noms) <= 6 else f"{', '.join(noms[:5])} et {len(noms) - 5} autres")


def _send(collectif_id: UUID, formulaire: Formulaire, structures: tuple[UUID, ...], ecrit: Ecrit) -> None:
    def send(unit: Unit) -> str:
        gens = send_lettre(unit, collectif_id, structures, ecrit)
        return f"C'est parti pour {format_pluriel(gens, 'personne')}. Le message est aussi dans leurs nouvelles."

    run_saisie(send, formulaire, MESSAGES)
