"""What the structure answered to one critère, among the written niveaux, for whoever re-reads."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.carnet.regles import Saisie, is_lien
from caprse.carnet.remplir.phrases import describe_details
from caprse.progres.traces.vue_ligne import show_liees
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.schema import Critere, Referentiel
from caprse.relecture.relire.lecture import CarnetARelire, Passage
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import escape
from caprse.socle.signes import escape_html


def show_reponse(critere: Critere, referentiel: Referentiel, carnet: CarnetARelire) -> None:
    """What the structure answered, among the written niveaux, with what it says beside."""
    reponse = carnet.reponses.get(critere.code)
    saisie = reponse.saisie if reponse else Saisie()
    relecture = carnet.relectures.get(critere.code)
    suggere = relecture.saisie.niveau_suggere if relecture else None
    st.html(build_marches(critere, referentiel, saisie.niveau, suggere))
    if saisie.non_concerne:
        st.text(f"Réponse de la structure : non concerné. Pourquoi : {saisie.motif}")
    elif saisie.niveau is None:
        st.info("La structure n’a pas répondu à ce critère.", icon=":material/help:")
    ancienne = carnet.anciennes.get(critere.code)
    if ancienne is not None:
        st.text(f"Au trimestre\u00a0{ancienne.trimestre} : {_name_niveau(ancienne.saisie, referentiel)}")
        if ancienne.saisie.commentaire:
            st.text(f"Commentaire d’alors : {ancienne.saisie.commentaire}")
    if reponse is not None:
        st.caption(f"Réponse de {escape(reponse.auteur)}, le {format_instant(reponse.modifie_le)}")
    show_historique(carnet.historique.get(critere.code, ()), referentiel, critere.code)


def show_details(critere: Critere, referentiel: Referentiel, carnet: CarnetARelire) -> None:
    """What the structure says beside its niveau: trace, target, comment; nothing when it says nothing."""
    reponse = carnet.reponses.get(critere.code)
    details = list(describe_details(reponse.saisie, referentiel.echelle)) if reponse else []
    traces = carnet.traces.get(critere.code, ())
    if not details and not traces:
        return
    with st.container(key=f"dit-par-la-structure-{critere.code}", gap="small"):
        for nom, texte in details:
            st.text(f"{nom} : {texte}")
        show_liees(traces)
        if reponse is not None and reponse.saisie.trace_lien and is_lien(reponse.saisie.trace_lien):
            st.link_button("Ouvrir le lien de la trace", reponse.saisie.trace_lien, icon=":material/open_in_new:")


def show_historique(passages: Sequence[Passage], referentiel: Referentiel, code: str) -> None:
    """The last changes of niveau, who and when, the latest first."""
    if len(passages) < 2:
        return
    with st.expander("Historique des réponses", icon=":material/history:", key=f"historique-{code}"):
        for passage in passages:
            avant = f"{_name_niveau(passage.avant, referentiel)} → " if passage.avant is not None else ""
            apres = _name_niveau(passage.apres, referentiel)
            st.text(f"{format_instant(passage.instant)}, {passage.auteur} : {avant}{apres}")


def build_marches(critere: Critere, referentiel: Referentiel, choisi: int | None, suggere: int | None) -> str:
    """The written niveaux as HTML, every text escaped: the structure's own stands out, with its name.

    Its own comes alone, with the one that is suggested: the others are folded.
    """
    marches: list[str] = []
    marquees: list[str] = []
    for niveau in referentiel.echelle:
        marques = ["Réponse de la structure"] if niveau.niveau == choisi else []
        marques += ["Votre suggestion"] if niveau.niveau == suggere else []
        puces = "".join(f'<span class="marque">{marque}</span>' for marque in marques)
        genre = "choisie" if niveau.niveau == choisi else "suggeree" if niveau.niveau == suggere else "autre"
        nom = f"{niveau.niveau} · {escape_html(niveau.nom)}"
        texte = escape_html(critere.niveaux[niveau.niveau])
        marches.append(f'<li class="{genre}"><span class="rang">{nom}</span> {puces}<p>{texte}</p></li>')
        if marques:
            marquees.append(marches[-1])
    toutes = f'<ul class="marches-relues">{"".join(marches)}</ul>'
    if choisi is None:
        return toutes
    return (
        f'<ul class="marches-relues">{"".join(marquees)}</ul>'
        f'<details class="marches-pliees"><summary>Voir tous les niveaux</summary>{toutes}</details>'
    )


def _name_niveau(saisie: Saisie, referentiel: Referentiel) -> str:
    if saisie.non_concerne:
        return "non concerné"
    if saisie.niveau is None or saisie.niveau > referentiel.niveau_max:
        return "sans réponse"
    return name_niveau(saisie.niveau, list_niveaux(referentiel))
