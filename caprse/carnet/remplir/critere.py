"""One critère on the screen: its question, its written niveaux, its details. Each is a fragment of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import LONGUEURS, Saisie, calls_socle_legal, invites_trace
from caprse.carnet.remplir import etat
from caprse.carnet.service import ReponseEnregistree
from caprse.referentiel.schema import Critere, Niveau, Referentiel
from caprse.socle.affichage import escape
from caprse.socle.conflits import get_conflit
from caprse.socle.dates import format_heure
from caprse.socle.erreurs import Conflit

NON_CONCERNE = "nc"
HORS_SUJET = "Ce sujet n'existe pas chez nous."
SOMMAIRE = "sommaire"
SOMMAIRE_OUVERT = "sommaire_ouvert"
DETAILS = ("commentaire", "trace_titre", "trace_lien", "cible", "deja_regle")


def show_critere(
    critere: Critere,
    referentiel: Referentiel,
    editable: bool,
    replie: bool,
    count: Callable[[], None],
    autour: Entourage,
) -> None:
    """Show one critère in its own frame, or folded with its title when it was already answered.

    ``count`` updates what is left, outside the frame, each time the critère is drawn.
    """
    cle = f"cadre-{critere.code}"
    cadre: DeltaGenerator
    if replie:
        cadre = st.expander(critere.titre, icon=":material/check_circle:", key=cle)
    else:
        cadre = st.container(border=True, key=cle)
    with cadre:
        st.fragment(_show, key=f"critere-{critere.code}")(critere, referentiel, editable, not replie, count, autour)


def _show(
    critere: Critere,
    referentiel: Referentiel,
    editable: bool,
    titre: bool,
    count: Callable[[], None],
    autour: Entourage,
) -> None:
    code = critere.code
    count()
    if (conflit := get_conflit(etat.name_conflit(code))) is not None:
        _show_conflit(critere, conflit, referentiel)
        return
    if titre:
        st.subheader(critere.titre, anchor=False)
    st.markdown(f"*En mots simples :* {escape(critere.question_simple)}")
    saisie = etat.get_saisie(code)
    _seed(code, saisie)
    st.radio(
        critere.question,
        [*(niveau.niveau for niveau in referentiel.echelle), NON_CONCERNE],
        index=None,
        format_func=lambda choix: _describe(choix, critere, referentiel.echelle),
        key=f"niveau-{code}",
        disabled=not editable,
        on_change=_save_niveau,
        args=(code,),
    )
    _show_rappels(critere, referentiel, saisie)
    if st.session_state[f"niveau-{code}"] == NON_CONCERNE:
        st.text_input(
            "Pourquoi ce critère ne vous concerne-t-il pas ?",
            key=f"motif-{code}",
            disabled=not editable,
            max_chars=LONGUEURS["motif"],
            on_change=_save_niveau,
            args=(code,),
        )
        if not saisie.non_concerne:
            st.caption("Écrivez le motif : la réponse sera enregistrée à ce moment-là.")
    _show_details(critere, referentiel, saisie, editable)
    # Below the fields: it goes away once a trace is noted, and nothing that is being filled in may move then.
    if invites_trace(saisie):
        st.caption(
            f":material/attach_file: Vous pouvez noter une trace, par exemple : {escape(critere.trace_possible)}. "
            "C'est facultatif."
        )
    _show_etat(code)
    autour.show_critere(etat.get_ouvert(), critere)


def _label(choix: int | str, echelle: tuple[Niveau, ...]) -> str:
    return "Non concerné" if isinstance(choix, str) else f"{choix} · {echelle[choix].nom}"


def _describe(choix: int | str, critere: Critere, echelle: tuple[Niveau, ...]) -> str:
    """The niveau with its written descriptor, as one label: a screen reader says both."""
    descripteur = HORS_SUJET if isinstance(choix, str) else critere.niveaux[choix]
    return f"**{escape(_label(choix, echelle))}**\n\n{escape(descripteur)}"


def _seed(code: str, saisie: Saisie) -> None:
    """Give the widgets what is recorded, once per version: afterwards they belong to the person who types."""
    reponse = etat.get_reponse(code)
    version = reponse.version if reponse else 0
    valeurs: dict[str, Any] = {
        "niveau": NON_CONCERNE if saisie.non_concerne else saisie.niveau,
        "motif": saisie.motif,
        **{champ: getattr(saisie, champ) for champ in DETAILS},
    }
    repere = f"version-{code}"
    nouveau = st.session_state.get(repere) != version
    for champ, valeur in valeurs.items():
        if nouveau or f"{champ}-{code}" not in st.session_state:
            st.session_state[f"{champ}-{code}"] = valeur
    st.session_state[repere] = version


def _show_rappels(critere: Critere, referentiel: Referentiel, saisie: Saisie) -> None:
    """What helps to choose, and the gentle note: the last answer, whom it concerns, the legal base."""
    precedente = etat.get_ouvert().precedentes.get(critere.code)
    if precedente is not None:
        avant = "non concerné" if precedente.non_concerne else _label(precedente.niveau or 0, referentiel.echelle)
        st.caption(f":material/history: Au trimestre {precedente.trimestre}, vous aviez répondu : {avant}.")
    types = critere.pour_qui.types
    if types is not None and not set(types) & set(etat.get_ouvert().types):
        st.caption(f":material/info: Ce critère concerne : {critere.pour_qui.texte}. « Non concerné » est possible.")
    if calls_socle_legal(critere, saisie):
        st.info(
            "Ce sujet touche sans doute à une obligation de l'employeur. Rien de grave à ce stade : le service "
            "juridique de Coorace peut vous aider à y voir clair.",
            icon=":material/gavel:",
        )


def _show_details(critere: Critere, referentiel: Referentiel, saisie: Saisie, editable: bool) -> None:
    """Comment, trace, cible: built only when opened, so that answering stays light."""
    code = critere.code
    remplis = sum(bool(getattr(saisie, champ)) for champ in ("commentaire", "trace_titre", "deja_regle"))
    remplis += saisie.cible is not None
    details = st.expander(
        "Préciser : commentaire, trace, cible", key=f"details-{code}", on_change="rerun", icon=":material/edit:"
    )
    if remplis and not details.open:
        st.caption(_summarize(saisie, referentiel))
    if not details.open:
        return
    with details:
        st.text_area(
            "Commentaire (sans nom de personne)",
            key=f"commentaire-{code}",
            disabled=not editable,
            max_chars=LONGUEURS["commentaire"],
            on_change=_save_detail,
            args=(code, "commentaire"),
        )
        st.text_input(
            "Trace : intitulé du document",
            key=f"trace_titre-{code}",
            disabled=not editable,
            placeholder=critere.trace_possible,
            max_chars=LONGUEURS["trace_titre"],
            live="700ms",
            on_change=_save_detail,
            args=(code, "trace_titre"),
        )
        st.text_input(
            "Trace : lien, s'il y en a un",
            key=f"trace_lien-{code}",
            disabled=not editable,
            placeholder="https://…",
            max_chars=LONGUEURS["trace_lien"],
            on_change=_save_detail,
            args=(code, "trace_lien"),
        )
        st.checkbox(
            "Déjà réglé (CEDRE ISO) : notre trace existante suffit",
            key=f"deja_regle-{code}",
            disabled=not editable,
            on_change=_save_detail,
            args=(code, "deja_regle"),
        )
        if not saisie.non_concerne:
            st.selectbox(
                "Cible : où voulons-nous arriver ? (vide tant que vous ne l'avez pas choisie)",
                [niveau.niveau for niveau in referentiel.echelle],
                index=None,
                placeholder="Pas encore choisie",
                format_func=lambda choix: _label(choix, referentiel.echelle),
                key=f"cible-{code}",
                disabled=not editable,
                on_change=_save_detail,
                args=(code, "cible"),
                filter_mode=None,
            )
        if editable and saisie.repondu:
            st.button(
                "Effacer le niveau choisi", key=f"effacer-{code}", type="tertiary", on_click=_clear, args=(code,)
            )


def _summarize(saisie: Saisie, referentiel: Referentiel) -> str:
    morceaux = []
    if saisie.commentaire:
        morceaux.append("commentaire noté")
    if saisie.trace_titre:
        morceaux.append(f"trace : {saisie.trace_titre}")
    if saisie.deja_regle:
        morceaux.append("déjà réglé (CEDRE ISO)")
    if saisie.cible is not None:
        morceaux.append(f"cible : {_label(saisie.cible, referentiel.echelle)}")
    return " · ".join(morceaux)


def _show_etat(code: str) -> None:
    """Where the answer stands: written at a given time, waiting, or refused with its reason."""
    if code in st.session_state.get(etat.EN_ATTENTE, {}):
        st.warning("Pas encore enregistré : la réponse est gardée et sera renvoyée.", icon=":material/cloud_off:")
        return
    if refus := st.session_state.get(etat.REFUS, {}).get(code):
        st.error(refus, icon=":material/error:")
    if reponse := etat.get_reponse(code):
        st.caption(f":material/check: Enregistré à {format_heure(reponse.modifie_le)} · {reponse.auteur}")


def _show_conflit(critere: Critere, conflit: Conflit[Saisie, ReponseEnregistree], referentiel: Referentiel) -> None:
    """Both answers, both authors; the person chooses, and what was typed is still there."""
    st.subheader(critere.titre, anchor=False)
    st.warning(str(conflit), icon=":material/group:")
    gauche, droite = st.columns(2)
    with gauche.container(border=True):
        st.markdown("**Votre réponse**")
        _show_reponse(conflit.voulu, referentiel)
        st.button("Garder la mienne", key=f"garder-{critere.code}", on_click=_settle, args=(critere.code, True))
    with droite.container(border=True):
        st.markdown(f"**Réponse de {conflit.actuel.auteur}**, à {format_heure(conflit.actuel.modifie_le)}")
        _show_reponse(conflit.actuel.saisie, referentiel)
        st.button("Garder celle-ci", key=f"laisser-{critere.code}", on_click=_settle, args=(critere.code, False))


def _show_reponse(saisie: Saisie, referentiel: Referentiel) -> None:
    lignes = [
        (
            "Niveau",
            "Non concerné"
            if saisie.non_concerne
            else _label(saisie.niveau, referentiel.echelle)
            if saisie.niveau is not None
            else "pas répondu",
        ),
        ("Motif", saisie.motif),
        ("Commentaire", saisie.commentaire),
        ("Trace", saisie.trace_titre),
        ("Lien", saisie.trace_lien),
        ("Déjà réglé", "oui" if saisie.deja_regle else ""),
        ("Cible", _label(saisie.cible, referentiel.echelle) if saisie.cible is not None else ""),
    ]
    for nom, valeur in lignes:
        if valeur:
            # Plain text: what people type is never read as Markdown.
            st.text(f"{nom} : {valeur}")


def _save_niveau(code: str) -> None:
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


def _save_detail(code: str, champ: str) -> None:
    valeur: Any = st.session_state[f"{champ}-{code}"]
    changement: dict[str, Any] = {champ: valeur.strip() if isinstance(valeur, str) else valeur}
    _submit(code, replace(etat.get_saisie(code), **changement))


def _clear(code: str) -> None:
    _submit(code, replace(etat.get_saisie(code), niveau=None, non_concerne=False, cible=None))


def _settle(code: str, garder_la_mienne: bool) -> None:
    etat.settle(code, garder_la_mienne)
    st.session_state.pop(f"version-{code}", None)


def _submit(code: str, saisie: Saisie) -> None:
    repondait = etat.get_saisie(code).repondu
    if etat.submit(code, saisie):
        reponse = etat.get_reponse(code)
        st.session_state[f"version-{code}"] = reponse.version if reponse else 0
        if saisie.repondu != repondait and st.session_state.get(SOMMAIRE_OUVERT):
            # Its list stands outside this critère's fragment; a second rerun costs time, so only when it is seen.
            st.rerun([SOMMAIRE, f"critere-{code}"])
    elif code in st.session_state[etat.EN_ATTENTE]:
        st.rerun()
