"""The minutes of a session: read by the members, edited, downloaded and sent by the animation."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.seance.compte_rendu.envoi import LecteurCompteRendu, list_destinataires
from caprse.seance.compte_rendu.feuille import build_pdf
from caprse.seance.compte_rendu.gestes import (
    cancel_envoi,
    draft,
    get_brouillon,
    get_refus,
    is_envoi_prepare,
    name,
    prepare_envoi,
    save,
    seed,
    send,
    settle_brouillon,
    settle_conflit,
)
from caprse.seance.compte_rendu.lecture import CompteRenduVu, get_compte_rendu
from caprse.seance.compte_rendu.papier import (
    TYPE_TEXTE,
    build_texte,
    name_fichier,
)
from caprse.seance.compte_rendu.phrases import TEXTE_MAX
from caprse.seance.compte_rendu.service import ensure_compte_rendu
from caprse.seance.compte_rendu.vue_blocs import list_reperes, show_blocs
from caprse.socle.dates import FUSEAU, format_instant
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.francais import format_pluriel
from caprse.socle.imprimerie.feuille import TYPE_PDF
from caprse.socle.installation import get_installation

SEANCE = "seance"
PAS_ENCORE = "Ce compte rendu n’existe pas, ou n’est pas encore envoyé aux membres."
AIDE = (
    "Une ligne qui commence par « ## » est un titre, par « - » un point de liste. Une ligne comme "
    "« [Image de l’étape 2] » est remplacée par l’image de cette étape ; une ligne qui commence par « = » donne ses "
    "chiffres à qui lit le texte seul."
)


def page_compte_rendu() -> None:
    """The minutes of the session named by the address."""
    seance_id = read_id(SEANCE)
    if seance_id is None:
        show_entete("Compte rendu")
        st.info("Choisissez une séance dans la liste.", icon=":material/description:")
        link_to_page("seances", "Ouvrir la liste des séances", icon=":material/list:")
        return
    try:
        vu = read_compte_rendu(seance_id)
    except (Refus, Introuvable) as erreur:
        # Members before the sending and strangers are told the same.
        show_entete("Compte rendu")
        st.info(escape(str(erreur)) if isinstance(erreur, Refus) else PAS_ENCORE, icon=":material/schedule:")
        link_to_page("seances", "Retour aux séances", icon=":material/arrow_back:")
        return
    animation = get_acteur().can(Operation.UPDATE_SEANCE, vu.collectif_id)
    reperes = list_reperes(vu, collectif=animation)
    if animation and vu.a_jour and vu.envoye_le is not None:
        reperes.append(f"envoyé aux membres le {format_instant(vu.envoye_le)}")
    titre = f"Compte rendu : {vu.titre}"
    show_entete(titre, reperes=reperes, theme=vu.theme, fictif=vu.fictif, largeur=Largeur.TRAVAIL)
    today = get_installation().horloge().astimezone(FUSEAU).date()
    if not animation:
        show_message()
        show_blocs(vu, today)
        show_telecharger(vu)
        return
    show_etat(vu)
    show_envoi(vu)
    show_telecharger(vu)
    show_message()
    show_conflit(vu)
    lire, modifier = st.tabs(["Lire", "Modifier le texte"])
    with lire:
        show_blocs(vu, today)
    with modifier:
        show_editeur(vu)
        show_brouillon(vu)


def read_compte_rendu(seance_id: UUID) -> CompteRenduVu:
    """The minutes, written now where the animation opens them for the first time. Raises Introuvable, Refus."""
    with open_unit_ecran() as unit:
        vu = get_compte_rendu(unit, seance_id)
        if vu.version:
            return vu
        ensure_compte_rendu(unit, seance_id)
        return get_compte_rendu(unit, seance_id)


def show_etat(vu: CompteRenduVu) -> None:
    """Who reads it, where that is not all there is to say."""
    if vu.envoye_le is None:
        st.info(
            "Pas encore envoyé : seule l’animation le voit. Relisez-le, corrigez-le, puis envoyez-le aux membres.",
            icon=":material/lock:",
        )
    elif not vu.a_jour:
        st.warning(
            f"Modifié depuis l’envoi du {format_instant(vu.envoye_le)}. Les membres lisent déjà ici ce texte ; "
            "vous pouvez l’envoyer de nouveau.",
            icon=":material/edit_note:",
        )


def show_conflit(vu: CompteRenduVu) -> None:
    """Both texts, when two people wrote at once, for whoever of the two comes first to choose."""
    if not vu.desaccords:
        return
    desaccord = vu.desaccords[0]
    mien = desaccord.compte_id == get_acteur().compte_id
    auteur = vu.auteur or "Une autre personne"
    phrase = (
        f"{auteur} a modifié le compte rendu entre-temps."
        if mien
        else f"{desaccord.auteur} avait écrit un autre texte en même temps."
    )
    st.error(f"{escape(phrase)} Rien n’est perdu : choisissez le texte.", icon=":material/call_split:")
    titre = "Votre texte" if mien else f"Le texte de {desaccord.auteur}"
    _show_deux(vu.seance_id, titre, desaccord.contenu["texte"], f"Le texte enregistré, de {auteur}", vu.texte)
    with st.container(horizontal=True):
        show_bouton(
            "Garder mon texte" if mien else "Garder son texte",
            key=name("conflit-mien", vu.seance_id),
            type="primary",
            on_click=settle_conflit,
            args=(vu.seance_id, desaccord, True, vu.version),
        )
        show_bouton(
            "Garder le texte enregistré",
            key=name("conflit-autre", vu.seance_id),
            on_click=settle_conflit,
            args=(vu.seance_id, desaccord, False, vu.version),
        )


def show_editeur(vu: CompteRenduVu) -> None:
    """The text itself, kept each time one leaves the field."""
    seed(vu)
    st.text_area(
        "Texte du compte rendu",
        key=name("texte", vu.seance_id),
        height=480,
        max_chars=TEXTE_MAX,
        on_change=save,
        args=(vu.seance_id,),
        disabled=bool(vu.desaccords),
    )
    if refus := get_refus(vu.seance_id):
        st.error(escape(refus), icon=":material/error:")
        show_bouton(
            "Enregistrer de nouveau",
            key=name("enregistrer", vu.seance_id),
            type="primary",
            on_click=save,
            args=(vu.seance_id,),
        )
    elif vu.modifie_le is not None:
        auteur = f" par {escape(vu.auteur)}" if vu.auteur else ""
        st.caption(f"Enregistré le {format_instant(vu.modifie_le)}{auteur}. {AIDE}")


def show_brouillon(vu: CompteRenduVu) -> None:
    """What the session gives now, beside what was made of it: the person chooses."""
    brouillon = get_brouillon(vu.seance_id)
    if brouillon is None:
        show_bouton(
            "Réécrire d’après la séance",
            key=name("reecrire", vu.seance_id),
            icon=":material/refresh:",
            on_click=draft,
            args=(vu.seance_id, vu.texte),
        )
        st.caption("Utile quand les présences ou les décisions ont changé. Votre texte n’est pas touché sans vous.")
        return
    st.subheader("Quel texte garder ?", anchor=False)
    _show_deux(vu.seance_id, "Votre texte", vu.texte, "D’après la séance, maintenant", brouillon)
    with st.container(horizontal=True):
        for choix, libelle in (
            ("mien", "Garder mon texte"),
            ("propose", "Prendre le texte proposé"),
            ("suite", "Garder le mien, et ajouter l’autre à la fin"),
        ):
            show_bouton(
                libelle,
                key=name(f"choix-{choix}", vu.seance_id),
                on_click=settle_brouillon,
                args=(vu.seance_id, choix, vu.texte, vu.version),
            )


def show_telecharger(vu: CompteRenduVu) -> None:
    """The document, made when it is asked for."""
    jour = vu.jour.isoformat()
    with st.container(horizontal=True, vertical_alignment="center", key="compte-rendu-actes"):
        with st.popover("Télécharger", icon=":material/download:", key=name("telecharger", vu.seance_id)):
            st.download_button(
                "Document à imprimer (PDF)",
                partial(
                    build_pdf,
                    vu.titre,
                    vu.collectif,
                    vu.texte,
                    vu.scenes,
                    vu.modifie_le or get_installation().horloge(),
                    vu.theme.couleur,
                ),
                file_name=name_fichier(jour, "pdf"),
                mime=TYPE_PDF,
                key=name("pdf", vu.seance_id),
                icon=":material/picture_as_pdf:",
                type="tertiary",
                on_click="ignore",
            )
            st.download_button(
                "Texte seul",
                build_texte(vu.texte),
                file_name=name_fichier(jour, "txt"),
                mime=TYPE_TEXTE,
                key=name("txt", vu.seance_id),
                icon=":material/description:",
                type="tertiary",
                on_click="ignore",
            )
        link_to_page("seances", "Revoir la séance", icon=":material/history:", **{SEANCE: str(vu.seance_id)})


def show_envoi(vu: CompteRenduVu) -> None:
    """Who will receive it, then only the button that sends; nothing once what is written was sent."""
    if vu.a_jour:
        return
    if not is_envoi_prepare(vu.seance_id):
        show_bouton(
            "Voir à qui l’envoyer",
            key=name("preparer", vu.seance_id),
            type="primary",
            icon=":material/group:",
            on_click=prepare_envoi,
            args=(vu.seance_id,),
        )
        return
    with open_unit_ecran() as unit:
        gens = list_destinataires(unit, vu.seance_id)
    joints = [personne for personne in gens if not personne.desinscrit]
    st.markdown(f"**{format_pluriel(len(joints), 'personne recevra', 'personnes recevront')}** ce texte par e-mail :")
    st.text("\n".join(f"• {_describe(personne)}" for personne in joints))
    if refusent := [personne for personne in gens if personne.desinscrit]:
        st.markdown("Ne veulent plus recevoir les comptes rendus, et le liront ici :")
        st.text("\n".join(f"• {_describe(personne)}" for personne in refusent))
    if get_installation().reglages.sans_courrier:
        st.warning(
            "Aucun serveur d’envoi n’est réglé : les messages attendent dans la boîte d’envoi de l’administration.",
            icon=":material/outgoing_mail:",
        )
    with st.container(horizontal=True):
        show_bouton(
            f"Envoyer à {format_pluriel(len(joints), 'personne')}",
            key=name("envoyer", vu.seance_id),
            type="primary",
            icon=":material/send:",
            on_click=send,
            args=(vu.seance_id, vu.version),
            disabled=bool(vu.desaccords),
        )
        show_bouton(
            "Ne pas envoyer", key=name("ne-pas-envoyer", vu.seance_id), on_click=cancel_envoi, args=(vu.seance_id,)
        )


def _show_deux(seance_id: UUID, titre: str, texte: str, autre_titre: str, autre: str) -> None:
    """Two texts, one beside the other; one below the other on a phone."""
    for colonne, (entete, corps) in zip(st.columns(2), ((titre, texte), (autre_titre, autre)), strict=True):
        with colonne:
            st.markdown(f"**{escape(entete)}**")
            with st.container(border=True, height=320, key=name(f"deux-{entete is titre}", seance_id)):
                st.text(corps)


def _describe(personne: LecteurCompteRendu) -> str:
    lieu = ", ".join(personne.structures) or "animation"
    return f"{personne.nom} ({lieu})"
