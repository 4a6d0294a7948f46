"""One structure on one line: who, why it is here, where its carnet stands, since when; and the acts."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from caprse.carnet.regles import ETATS_TRANSMIS, LIBELLES_ETAT, EtatCarnet
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.signes import escape_html
from caprse.tableau.regles import PRESSE, Besoin, format_il_y_a, is_a_signaler
from caprse.tableau.service import LigneTableau
from caprse.tableau.tri import Colonne, find_suivant, read_tri

INSECABLE = "\u00a0"
NON_TRANSMIS = "Non transmis"
TRI = "tri"


class Lien(NamedTuple):
    """A way to another page."""

    page: str
    libelle: str
    icone: str
    adresse: dict[str, str]


def show_titres(tri: tuple[Colonne, bool] | None, *, triables: bool) -> None:
    """What each column holds; its head puts the lines in its order, where they may be put in another."""
    with st.container(key="tableau-tri"):
        for colonne in Colonne:
            choisie = tri is not None and tri[0] is colonne
            show_bouton(
                escape(colonne),
                key=f"tri-{colonne.name.lower()}",
                type="tertiary",
                icon=(":material/arrow_upward:" if tri and tri[1] else ":material/arrow_downward:")
                if choisie
                else None,
                help=f"Trier par {escape(colonne.lower())}" if triables else None,
                disabled=not triables,
                on_click=_sort,
                args=(find_suivant(tri, colonne),),
            )


def get_tri() -> tuple[Colonne, bool] | None:
    """The order that the address asks for."""
    return read_tri(st.query_params.get(TRI, ""))


def _sort(tri: str) -> None:
    if tri:
        st.query_params[TRI] = tri
    else:
        st.query_params.pop(TRI, None)


def show_ligne(ligne: LigneTableau, *, ouvert: bool) -> None:
    """The line and its acts, the one to do first at the end, where the hand is."""
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"tableau-ligne-{ligne.structure_id}"
    ):
        st.html(build_ligne(ligne, ouvert=ouvert))
        with st.container(
            horizontal=True, horizontal_alignment="right", gap="xsmall", key=f"actes-{ligne.structure_id}"
        ):
            show_actes(ligne, ouvert=ouvert)


def build_ligne(ligne: LigneTableau, *, ouvert: bool) -> str:
    """One structure as HTML, every text escaped."""
    balise = "strong" if ligne.besoin in PRESSE else "span"
    dite = tell_raison(ligne)
    details = [detail.replace(" ", INSECABLE) for detail in list_details(ligne)]
    raison = ", ".join([dite, *details] if dite else details)
    suite = ", ".join(escape_html(detail) for detail in details)
    tete = f"<{balise}>{escape_html(dite)}</{balise}>" if dite else ""
    if tete and suite:
        # On a screen, what presses stands alone on its line: the acts at its end say the rest.
        suite = f'<span class="suite">, {suite}</span>'
    qui = (
        f'<div class="qui"><p class="nom" title="{escape_html(ligne.nom)}">{escape_html(ligne.nom)}</p>'
        f'<p class="raison" title="{escape_html(raison)}">'
        f"{tete}{suite}</p></div>"
    )
    return f'<div class="ligne">{qui}{_build_carnet(ligne, ouvert=ouvert)}{_build_activite(ligne)}</div>'


def tell_raison(ligne: LigneTableau) -> str:
    """Why the line stands here; nothing where its columns say it, nor « rien » before what there is."""
    if ligne.besoin is Besoin.A_RELIRE and ligne.activite is not None:
        # That it is transmitted, and since when, are read in two columns: unless something else moved since.
        return "" if ligne.a_relire and ligne.raison == f"Transmis {format_il_y_a(ligne.activite)}" else ligne.raison
    return "" if ligne.besoin is Besoin.RIEN and not ligne.a_relancer and list_details(ligne) else ligne.raison


def _build_carnet(ligne: LigneTableau, *, ouvert: bool) -> str:
    if ligne.etat is None:
        return '<p class="etat vide">Pas de carnet</p><p class="faits"></p>'
    non_transmis = not ouvert and ligne.etat not in ETATS_TRANSMIS
    libelle = NON_TRANSMIS if non_transmis else LIBELLES_ETAT[ligne.etat]
    if ligne.etat in ETATS_TRANSMIS and ligne.repondus < ligne.demandes:
        # Beside « Transmis », a bar half full would say that it is not.
        return f'<p class="etat {ligne.etat}"><span>{libelle}</span></p><div class="faits">{_count(ligne)}</div>'
    part = round(100 * ligne.repondus / ligne.demandes) if ligne.demandes else 0
    return (
        f'<p class="etat {"vide" if non_transmis else ligne.etat}"><span>{libelle}</span></p>'
        f'<div class="faits">{_count(ligne)}'
        f'<div class="barre" aria-hidden="true"><span style="width: {part}%"></span></div></div>'
    )


def _count(ligne: LigneTableau) -> str:
    reponses = agree(ligne.repondus, "réponse")
    return f'<p>{ligne.repondus} <span class="lu">{reponses}</span> sur {ligne.demandes}</p>'


def _build_activite(ligne: LigneTableau) -> str:
    quand = "jamais" if ligne.activite is None else format_il_y_a(ligne.activite)
    lu = "Aucune activité" if ligne.activite is None else f"Dernière activité {quand}"
    nouveau = '<span class="nouveau">Du nouveau</span>' if is_nouveau(ligne) else ""
    return f'<p class="quand"><span class="lu">{lu}</span><span aria-hidden="true">{quand}</span>{nouveau}</p>'


def is_nouveau(ligne: LigneTableau) -> bool:
    """Whether the line says that something moved."""
    return is_a_signaler(ligne.besoin, ligne.etat, change=ligne.change)


def list_details(ligne: LigneTableau) -> list[str]:
    """What else waits in the carnet, each in a few words: neither what is not, nor the reason told already."""
    transmis, dit = ligne.etat in ETATS_TRANSMIS, ligne.besoin
    details = (
        (ligne.retard > 0 and dit is not Besoin.EN_RETARD, f"{format_pluriel(ligne.retard, 'jour')} de retard"),
        (transmis and ligne.a_relire > 0, _describe_a_relire(ligne)),
        (ligne.a_discuter > 0, f"{ligne.a_discuter} à discuter"),
        (ligne.a_completer > 0, f"{ligne.a_completer} à compléter"),
        (
            ligne.non_lus > 0 and dit is not Besoin.MESSAGES,
            format_pluriel(ligne.non_lus, "message non lu", "messages non lus"),
        ),
        (
            ligne.fils > 0 and not ligne.non_lus,
            format_pluriel(ligne.fils, "discussion ouverte", "discussions ouvertes"),
        ),
    )
    return [phrase for vrai, phrase in details if vrai]


def _describe_a_relire(ligne: LigneTableau) -> str:
    """Of what; after another reason, only how many. How many there are in all has its column."""
    if ligne.besoin is not Besoin.A_RELIRE:
        return f"{ligne.a_relire} à relire"
    return f"{format_pluriel(ligne.a_relire, 'réponse')} à relire"


def show_actes(ligne: LigneTableau, *, ouvert: bool) -> None:
    """The act to do first, and behind three dots where else to go from there."""
    liens = [*list_listes(ligne), *list_liens(ligne, ouvert=ouvert)]
    if not liens:
        return
    *autres, premier = liens
    link_to_page(premier.page, escape(premier.libelle), premier.icone, **premier.adresse)
    if autres:
        with st.popover(
            f"Autres pages : {escape(ligne.nom)}",
            icon=":material/more_horiz:",
            type="tertiary",
            key=f"menu-pages-{ligne.structure_id}",
        ):
            for lien in reversed(autres):
                link_to_page(lien.page, escape(lien.libelle), lien.icone, **lien.adresse)


def list_listes(ligne: LigneTableau) -> list[Lien]:
    """The pages of appuis and plans, which keep in the address what their list shows: the name."""
    listes = []
    if ligne.actions_en_retard:
        nom = f"Actions ({ligne.actions_en_retard})"
        listes.append(Lien("plans", nom, ":material/checklist:", {"plan": ligne.nom}))
    if ligne.appuis:
        nom = f"Appui ({ligne.appuis})"
        listes.append(Lien("appuis-collectif", nom, ":material/support_agent:", {"appuis_de": ligne.nom}))
    return listes


def list_liens(ligne: LigneTableau, *, ouvert: bool) -> list[Lien]:
    """What may be done of its carnet, the act to do first the last."""
    inviter = Lien("equipes", "Inviter", ":material/person_add:", {"structure": str(ligne.structure_id)})
    if ligne.carnet_id is None:
        return [] if ligne.comptes else [inviter]
    # A message not read yet may be about an older carnet.
    carnet = {"carnet": str(ligne.carnet_non_lu or ligne.carnet_id)}
    ecrire = Lien("discussion", "Répondre" if ligne.non_lus else "Écrire", ":material/chat:", carnet)
    # What is read is looked at again, and asks for nothing.
    lire = "Carnet" if ligne.etat is EtatCarnet.RELU and not ligne.a_relire else "Relire"
    relire = Lien("relecture", lire, ":material/fact_check:", {"carnet": str(ligne.carnet_id)})
    liens = [ecrire]
    if ligne.besoin is Besoin.SANS_ACCES:
        liens = [inviter]
    elif ligne.etat is EtatCarnet.BROUILLON and ouvert:
        # What is being written for the first time is not read by anyone else.
        if ligne.a_relancer:
            liens.append(Lien("rappels", "Relancer", ":material/alarm:", {}))
    else:
        a_ecrire = ligne.besoin is Besoin.MESSAGES or ligne.etat is EtatCarnet.RELU
        liens.insert(0 if a_ecrire else 1, relire)
    return liens
