"""Write to all or some structures: to whom, the words, the mail as it will be read, one act."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.commences import load_brouillons
from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.acces.saisie import Formulaire, fill, propose, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.courrier.corps import write_apercu
from caprse.relecture.lettres.le_fil import get_fil
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
from caprse.socle.ecran.affichage import Affichable, escape, run_action, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import read_id, take_param
from caprse.socle.francais import add_de, agree, enumerate_words, format_pluriel
from caprse.socle.signes import escape_html

POUR = "structure"
CERCLE = "ecrire-cercle"
CHOISIES = "ecrire-structures"
OBJET, TEXTE = "ecrire-objet", "ecrire-texte"
MESSAGES = "ecrire-message"
ANCRE = "ce-que-l-on-recevra"
NOMMEES_MAX = 3
SANS_SERVEUR = "lu dans leurs Nouvelles, sans e-mail"


def page_ecrire() -> None:
    """On the left what is written, on the right the mail as it will be read; below, what was sent.

    ``?structure=ID`` chooses that structure alone.
    """
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        ecran = get_ecran(unit, collectif_id)
        load_brouillons(unit)
    reperes = [ecran.collectif] + [SANS_SERVEUR] * ecran.sans_serveur
    show_entete("Écrire aux structures", reperes=reperes, fictif=ecran.fictif, largeur=Largeur.TRAVAIL)
    choose_from_adresse(ecran)
    choisies = choose_structures(ecran)
    with st.container(key="ecrire-deux"):
        with st.container(key="ecrire-redaction"):
            formulaire, ecrit = show_redaction(collectif_id, ecran, choisies)
        show_apercu(ecran, choisies, ecrit)
        with st.container(key="ecrire-envoi"):
            show_message(MESSAGES)
            show_garde(formulaire)
        # Last: on a phone it stays under the thumb while one writes and reads.
        with st.container(key="ecrire-bouton"):
            show_envoi(collectif_id, formulaire, choisies, ecrit, sans_serveur=ecran.sans_serveur)
    show_lettres(ecran.lettres)


def choose_from_adresse(ecran: EcranLettres) -> None:
    """Choose, once, the structure that a link named."""
    demandee = read_id(POUR)
    take_param(POUR)
    if demandee in {structure.id for structure in ecran.structures}:
        st.session_state[CERCLE] = Cercle.CHOISIES
        st.session_state[CHOISIES] = [demandee]


def show_redaction(
    collectif_id: UUID, ecran: EcranLettres, choisies: tuple[StructureEcrite, ...]
) -> tuple[Formulaire, Ecrit]:
    """What is written to those chosen; gives what was typed so far, and where it is kept."""
    show_destinataires(choisies)
    mots = {structure.id: f"ecrire-mot-{structure.id}" for structure in ecran.structures}
    formulaire = Formulaire(
        f"lettre/{collectif_id}",
        {"objet": OBJET, "texte": TEXTE, **{f"mot-{structure}": cle for structure, cle in mots.items()}},
    )
    fill(formulaire, {"objet": "", "texte": "", **{f"mot-{structure}": "" for structure in mots}})
    # Offered before anything is written: it would take the place of what is.
    if ecran.trimestre_clos and is_vide(Ecrit(st.session_state[OBJET], st.session_state[TEXTE])):
        show_bouton(
            f"Partir du Fil du trimestre\u00a0{ecran.trimestre_clos:d}",
            key="ecrire-fil",
            icon=":material/article:",
            on_click=_take_fil,
            args=(collectif_id, formulaire),
        )
    st.text_input(
        "Objet",
        key=OBJET,
        max_chars=OBJET_MAX,
        placeholder="La rencontre change d’heure",
        **watch_ligne(formulaire),
    )
    st.text_area("Votre message", key=TEXTE, max_chars=TEXTE_MAX, height=140, **watch(formulaire))
    with st.expander("Ajouter une phrase pour une structure", key="ecrire-mots", icon=":material/person_edit:"):
        st.caption("Elle est lue en premier, par cette structure seulement.")
        for structure in choisies:
            st.text_input(escape(structure.nom), key=mots[structure.id], max_chars=MOT_MAX, **watch_ligne(formulaire))
    ecrit = Ecrit(
        st.session_state.get(OBJET, ""),
        st.session_state.get(TEXTE, ""),
        {structure.id: st.session_state.get(mots[structure.id], "") for structure in choisies},
    )
    return formulaire, ecrit


def show_envoi(
    collectif_id: UUID,
    formulaire: Formulaire,
    choisies: tuple[StructureEcrite, ...],
    ecrit: Ecrit,
    *,
    sans_serveur: bool,
) -> None:
    """The one act; on a phone, beside the way to the mail as it will be read."""
    lecteurs = count_lecteurs(choisies)
    if not is_vide(ecrit):
        with st.container(key="ecrire-relire"):
            st.markdown(f"[Voir l’aperçu](#{ANCRE})")
    show_bouton(
        _name_envoi(lecteurs),
        key="ecrire-envoyer",
        type="primary",
        icon=":material/send:",
        disabled=not lecteurs or is_vide(ecrit),
        on_click=_send,
        args=(collectif_id, formulaire, tuple(structure.id for structure in choisies), ecrit, sans_serveur),
    )


def is_vide(ecrit: Ecrit) -> bool:
    """Whether nothing is written yet: there is nothing to see, nor to send."""
    return not (ecrit.objet.strip() or ecrit.texte.strip())


def count_lecteurs(choisies: tuple[StructureEcrite, ...]) -> int:
    """How many people will read it, each once."""
    return len({nom for structure in choisies for nom in structure.gens})


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
    combien = f"{format_pluriel(len(choisies), 'structure')}, {format_pluriel(count_lecteurs(choisies), 'personne')}"
    if len(choisies) <= NOMMEES_MAX:
        st.caption(f"{combien} : {escape(enumerate_words([structure.nom for structure in choisies]))}")
    else:
        with st.expander(combien, key="ecrire-qui", icon=":material/group:"):
            st.caption(escape(enumerate_words([structure.nom for structure in choisies])))
    if sans := [structure.nom for structure in choisies if not structure.gens]:
        st.caption(
            f":material/warning: Personne n’a encore de compte chez {escape(enumerate_words(sans))} : "
            f"{agree(len(sans), 'elle ne recevra', 'elles ne recevront')} rien."
        )


def show_apercu(ecran: EcranLettres, choisies: tuple[StructureEcrite, ...], ecrit: Ecrit) -> None:
    """The mail of the first reader in its envelope, as it would leave; on a phone, once something is written."""
    lues = [structure for structure in choisies if structure.gens]
    if not lues:
        return
    with st.container(key="ecrire-apercu", gap=None):
        exemple = _choose_exemple(lues, ecrit)
        st.html(build_enveloppe(exemple.gens[0], count_lecteurs(choisies), ecrit.objet.strip()))
        with open_unit_ecran() as unit:
            corps = build_apercu(unit, ecran.collectif, exemple, ecrit)
        st.html(write_apercu(corps))


def build_enveloppe(lecteur: str, lecteurs: int, objet: str) -> str:
    """To whom and about what, as the head of a mail, in HTML: both texts escaped."""
    gens = f"{lecteurs:d} personnes, une copie chacune" if lecteurs > 1 else escape_html(lecteur)
    exemple = f"<p><span>Ci-dessous</span> la copie {escape_html(add_de(lecteur))}</p>" if lecteurs > 1 else ""
    return (
        f'<div class="cap-enveloppe" id="{ANCRE}"><p class="titre">Ce que l’on recevra</p>'
        f"<p><span>À</span> {gens}</p>{exemple}"
        f"<p><span>Objet</span> <b>{escape_html(objet) or '–'}</b></p></div>"
    )


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


def _name_envoi(lecteurs: int) -> Affichable:
    return f"Envoyer {format_pluriel(lecteurs, 'message')}" if lecteurs else "Envoyer les messages"


def _take_fil(collectif_id: UUID, formulaire: Formulaire) -> None:
    def take() -> None:
        with open_unit_ecran() as unit:
            fil = get_fil(unit, collectif_id)
        if fil is not None:
            propose(formulaire, {"objet": fil.objet, "texte": fil.texte})

    run_action(take, MESSAGES)


def _send(
    collectif_id: UUID, formulaire: Formulaire, structures: tuple[UUID, ...], ecrit: Ecrit, sans_serveur: bool
) -> None:
    def send(unit: Unit) -> str:
        gens = send_lettre(unit, collectif_id, structures, ecrit)
        if sans_serveur:
            return f"{format_pluriel(gens, 'message')} {agree(gens, 'est', 'sont')} dans leurs Nouvelles."
        return f"C’est parti pour {format_pluriel(gens, 'personne')}. Le message est aussi dans leurs nouvelles."

    run_saisie(send, formulaire, MESSAGES)
