"""What the controls of a critère do: an answer is written when it is given, the fields follow what is recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from caprse.acces.brouillons import Ecrit
from caprse.acces.commences import get_brouillon
from caprse.acces.saisie import Formulaire, keep_ecrit
from caprse.carnet.controle.service import name_refusee
from caprse.carnet.regles import CHAMPS, LONGUEURS, Saisie, complete_lien
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.phrases import NON_CONCERNE, get_choix
from caprse.carnet.service import VIDE, ConflitOuvert


def seed_fields(code: str, saisie: Saisie) -> None:
    """Give the widgets what is recorded, once per version: afterwards they belong to the person who types."""
    reponse = etat.get_reponse(code)
    version = reponse.version if reponse else 0
    # The niveau and non concerné are one control.
    valeurs = {champ: getattr(saisie, champ) for champ in CHAMPS if champ != "non_concerne"}
    valeurs["niveau"] = get_choix(saisie)
    valeurs |= _get_refusee(code)
    repere = f"version-{code}"
    nouveau = st.session_state.get(repere) != version
    for champ, valeur in valeurs.items():
        cle = f"{champ}-{code}"
        # A field that already says so is left alone: something else may be half typed in it.
        if cle not in st.session_state or (nouveau and st.session_state[cle] != valeur):
            st.session_state[cle] = valeur
    st.session_state[repere] = version


def save_niveau(code: str) -> None:
    """Write the niveau that was ticked; non concerné once its motif is there."""
    choix = st.session_state[f"niveau-{code}"]
    saisie = etat.get_saisie(code)
    if choix == NON_CONCERNE:
        motif = st.session_state.get(f"motif-{code}", saisie.motif).strip()
        if not motif:
            return
        saisie = replace(saisie, niveau=None, non_concerne=True, motif=motif, cible=None)
    else:
        saisie = replace(saisie, niveau=choix, non_concerne=False)
    _submit(code, saisie)


def save_detail(code: str, champ: str) -> None:
    """Write one field of the details."""
    valeur: Any = st.session_state[f"{champ}-{code}"]
    changement: dict[str, Any] = {champ: valeur.strip() if isinstance(valeur, str) else valeur}
    if champ == "trace_lien":
        changement[champ] = complete_lien(valeur)
    _submit(code, replace(etat.get_saisie(code), **changement))


def clear(code: str) -> None:
    """Take the niveau back: pas répondu."""
    _submit(code, replace(etat.get_saisie(code), niveau=None, non_concerne=False, cible=None))


def settle(code: str, conflit: ConflitOuvert, garder: bool) -> None:
    """End a conflict as the person chose; the fields then show what is recorded."""
    etat.settle(code, conflit, garder)
    st.session_state.pop(f"version-{code}", None)
    _follow(code)


def _follow(code: str) -> None:
    """The bar is drawn again as soon as the question on the screen has its answer, or has it no more."""
    devant, etait_rempli = st.session_state.get(etat.DEVANT, ("", False))
    if devant == code and etait_rempli != etat.is_rempli(code):
        st.rerun([etat.BARRE, f"critere-{code}"])


def _submit(code: str, saisie: Saisie) -> None:
    ecrite = etat.submit(code, saisie)
    _keep_refusee(code, saisie)
    if ecrite:
        reponse = etat.get_reponse(code)
        if reponse is not None and reponse.saisie == saisie:
            # Nothing but what is on the screen already; else the fields take what a colleague wrote beside.
            st.session_state[f"version-{code}"] = reponse.version
        _follow(code)
    elif code in st.session_state[etat.EN_ATTENTE]:
        st.rerun()


def _keep_refusee(code: str, saisie: Saisie) -> None:
    """What was refused is not lost: it waits in a draft, and is forgotten once the answer is recorded."""
    place = _name_refusee(code)
    if code in etat.get_refus():
        enregistree = etat.get_reponse(code)
        avant = enregistree.saisie if enregistree else VIDE
        textes = {champ: getattr(saisie, champ) for champ in LONGUEURS}
        keep_ecrit(place, Ecrit({c: texte for c, texte in textes.items() if texte != getattr(avant, c)}))
    elif get_brouillon(place.place) is not None:
        keep_ecrit(place, Ecrit({}))


def _get_refusee(code: str) -> dict[str, Any]:
    ecrit = get_brouillon(_name_refusee(code).place)
    return dict(ecrit.champs) if ecrit else {}


def _name_refusee(code: str) -> Formulaire:
    return Formulaire(name_refusee(etat.get_ouvert().id, code), {})
