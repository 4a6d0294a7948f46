"""Two people answered the same field of a critère: both answers, and the choice. Whoever answers may choose."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.carnet.regles import Saisie
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.gestes import settle
from caprse.carnet.remplir.phrases import Echelle, describe_groupe, get_choix, name_choix
from caprse.carnet.service import VIDE, ConflitOuvert, ReponseEnregistree
from caprse.referentiel.schema import Critere
from caprse.socle.dates import format_heure
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel


def show_conflit(critere: Critere, echelle: Echelle) -> None:
    """The first conflict that waits about a critère, one's own before those of others; nothing when none does."""
    code, moi = critere.code, get_acteur().compte_id
    conflits = sorted(etat.get_conflits(code), key=lambda conflit: conflit.compte_id != moi)
    if not conflits:
        return
    conflit, reponse = conflits[0], etat.get_reponse(code)
    mien = conflit.compte_id == moi
    actuelle = reponse.saisie if reponse else VIDE
    voulue = replace(actuelle, **conflit.contenu)
    apart = _tell_apart(conflit.champ, voulue, actuelle, echelle)
    with st.container(key=f"conflit-{code}", gap="small"):
        st.markdown(_explain(conflit, reponse, mien))
        gauche, droite = st.columns(2, gap="small")
        with gauche.container(border=True, gap="small", height="stretch"):
            st.markdown("**Votre réponse**" if mien else "**La réponse proposée**")
            _show_champ(conflit.champ, voulue, critere, echelle, nomme=apart is not None)
            libelle = _name_garder(apart[0] if apart else "", "Garder la mienne" if mien else "Prendre la proposition")
            _show_garder(libelle, f"garder-{code}", code, conflit, garder=True)
        with droite.container(border=True, gap="small", height="stretch"):
            quand = f", à {format_heure(reponse.modifie_le)}" if reponse else ""
            st.markdown(f"**{'L’autre réponse' if mien else 'La réponse actuelle'}**{quand}")
            _show_champ(conflit.champ, actuelle, critere, echelle, nomme=apart is not None)
            libelle = _name_garder(apart[1] if apart else "", "Garder l’autre" if mien else "Garder l’actuelle")
            _show_garder(libelle, f"laisser-{code}", code, conflit, garder=False)
        if reste := len(conflits) - 1:
            st.caption(f"Ensuite, encore {format_pluriel(reste, 'choix', 'choix')} pour ce critère.")


def _show_garder(libelle: Affichable, cle: str, code: str, conflit: ConflitOuvert, *, garder: bool) -> None:
    show_bouton(libelle, key=cle, width="stretch", on_click=settle, args=(code, conflit, garder))


def _tell_apart(champ: str, voulue: Saisie, actuelle: Saisie, echelle: Echelle) -> tuple[str, str] | None:
    """What each answer gives, as its button names it, where that tells them apart."""
    lus = {"choix": (get_choix(voulue), get_choix(actuelle)), "cible": (voulue.cible, actuelle.cible)}
    un, autre = lus.get(champ, (None, None))
    if un is None or autre is None or un == autre:
        return None
    quoi = "la cible " if champ == "cible" else ""
    return f"{quoi}{name_choix(un, echelle)}", f"{quoi}{name_choix(autre, echelle)}"


def _name_garder(niveau: str, sinon: Affichable) -> Affichable:
    """What a button keeps: its niveau, else what sets it apart."""
    return f"Garder {escape(niveau)}" if niveau else sinon


def _explain(conflit: ConflitOuvert, reponse: ReponseEnregistree | None, mien: bool) -> Affichable:
    """The critère is named just above."""
    if mien:
        auteur = escape(reponse.auteur) if reponse else "Une autre personne"
        return f"{auteur} a répondu entre-temps. Choisissez la réponse à garder."
    return f"{escape(conflit.auteur)} propose une autre réponse. Choisissez celle à garder."


def _show_champ(champ: str, saisie: Saisie, critere: Critere, echelle: Echelle, *, nomme: bool) -> None:
    """What an answer says in this field; what its button names already (``nomme``) is not said twice."""
    for nom, valeur in describe_groupe(champ, saisie, echelle)[1 if nomme else 0 :]:
        # Plain text: what people type is never read as Markdown.
        st.text(f"{nom} : {valeur}")
    if champ == "choix" and saisie.niveau is not None and not saisie.non_concerne:
        # One chooses between what the niveaux say, not between their numbers.
        st.caption(escape(critere.niveaux[saisie.niveau]))
