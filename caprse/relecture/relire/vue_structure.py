"""The re-reading, as the structure sees it around its carnet: in plain words, and the structure decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.carnet.conflits import Suite, keep_choix
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.parcours import CRITERE, ETAPE
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Referentiel
from caprse.relecture.relire.cote_structure import RelectureVue
from caprse.relecture.relire.regles import CARNET, EtatRelecture
from caprse.relecture.relire.service import accept_suggestion
from caprse.relecture.relire.verifications import GenrePoint, Point
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.erreurs import Conflit, ErreurMetier
from caprse.socle.francais import format_pluriel

PHRASES = {
    EtatRelecture.A_RELIRE: "Votre chargée de mission vous écrit.",
    EtatRelecture.RELU: "Relu par votre chargée de mission.",
    EtatRelecture.A_DISCUTER: "À discuter ensemble à la prochaine rencontre.",
    EtatRelecture.A_COMPLETER: "À compléter : votre chargée de mission vous demande une précision.",
}
COMPLETE = "Vous avez complété cette réponse depuis. Elle sera relue."
ICONES = {
    EtatRelecture.A_RELIRE: ":material/chat:",
    EtatRelecture.RELU: ":material/task_alt:",
    EtatRelecture.A_DISCUTER: ":material/forum:",
    EtatRelecture.A_COMPLETER: ":material/edit_note:",
}


def show_relecture(carnet: CarnetOuvert, critere: Critere, referentiel: Referentiel, vue: RelectureVue | None) -> None:
    """What was said of one answer; the suggested niveau stands beside the structure's, which alone counts."""
    if vue is None:
        return
    reponse = carnet.reponses.get(critere.code)
    with st.container(border=True, key=f"relecture-{critere.code}"):
        st.markdown(
            f"{ICONES[vue.etat]} **{escape(describe(vue, carnet.reponses[critere.code].version if reponse else 0))}**"
        )
        if vue.note:
            st.text(vue.note)
        if vue.niveau_suggere is not None and vue.niveau_suggere <= referentiel.niveau_max:
            nom = referentiel.echelle[vue.niveau_suggere].nom
            st.markdown(f"Niveau suggéré : **{vue.niveau_suggere} · {escape(nom)}**. C’est vous qui décidez.")
            pareil = reponse is not None and reponse.saisie.niveau == vue.niveau_suggere
            if not pareil and _can_answer(carnet):
                show_bouton(
                    "Adopter ce niveau",
                    key=f"adopter-{critere.code}",
                    icon=":material/check:",
                    on_click=_adopt,
                    args=(carnet.id, critere.code, reponse.version if reponse else 0),
                )
        st.caption(f"Le {format_date(vue.modifie_le.astimezone(FUSEAU).date())}")


def describe(vue: RelectureVue, version: int) -> str:
    """The état in plain words; ``version`` is the answer's now, 0 when there is none."""
    if vue.etat is EtatRelecture.A_COMPLETER and version > vue.version_lue:
        return COMPLETE
    return PHRASES[vue.etat]


def list_a_completer(
    carnet: CarnetOuvert, referentiel: Referentiel, vues: Mapping[str, RelectureVue]
) -> tuple[str, ...]:
    """The critères that the animation asks to complete and that were not since, in the order of the carnet."""
    codes = [c.code for c in referentiel.demandes(carnet.thematique)]
    return tuple(
        code
        for code in codes
        if code in vues
        and vues[code].etat is EtatRelecture.A_COMPLETER
        and (code not in carnet.reponses or carnet.reponses[code].version <= vues[code].version_lue)
    )


def show_a_completer(carnet: CarnetOuvert, referentiel: Referentiel, vues: Mapping[str, RelectureVue]) -> None:
    """What the animation asks to complete, each with its way there, and its word about the whole carnet."""
    mot = vues.get(CARNET)
    etapes = [enjeu for part in referentiel.capsule(carnet.thematique) for enjeu in part.enjeux]
    lieux = {critere.code: ("carnet", {ETAPE: enjeu.code}) for enjeu in etapes for critere in enjeu.criteres}
    # What was looked at again has its own page.
    revues: list[tuple[str, tuple[str, dict[str, str]]]] = [
        (c, ("revoir", {})) for c in _list_codes(referentiel) if c not in lieux
    ]
    lignes = [
        (page, adresse, referentiel.critere(code), vues[code])
        for code, (page, adresse) in (*lieux.items(), *revues)
        if code in vues and vues[code].etat is EtatRelecture.A_COMPLETER
    ]
    if not lignes and (mot is None or not mot.note):
        return
    with st.container(border=True, key="a-completer"):
        st.subheader("À compléter", anchor=False)
        if mot is not None and mot.note:
            st.text(mot.note)
        for page, adresse, critere, vue in lignes:
            reponse = carnet.reponses.get(critere.code)
            fait = reponse is not None and reponse.version > vue.version_lue
            link_to_page(
                page,
                f"{escape(critere.titre)}{' (complété depuis)' if fait else ''}",
                ":material/check_circle:" if fait else ":material/arrow_forward:",
                **adresse,
                **{CRITERE: critere.code},
            )
            if vue.note:
                st.text(vue.note)


def _list_codes(referentiel: Referentiel) -> list[str]:
    return [critere.code for critere in referentiel.criteres]


def show_points(points: Sequence[Point], referentiel: Referentiel, *, envoie: bool = False) -> None:
    """The points à vérifier, each with its way there, folded; they prevent nothing.

    ``envoie``: to whoever may transmit, it is said that they prevent nothing.
    """
    if not points:
        return
    with st.expander(name_points(points, referentiel), icon=":material/rule:", key="points-a-verifier"):
        st.caption(
            "De simples rappels : vous pouvez transmettre sans y répondre." if envoie else "De simples rappels."
        )
        # What is late is settled in the plan, whatever critère it serves: its own line is the way there.
        actions = [point for point in points if point.genre is GenrePoint.ACTION]
        for rang, point in enumerate(actions):
            with st.container(gap=None, key=f"verifier-action-{rang}"):
                link_to_page("actions", escape(point.phrase), ":material/arrow_forward:")
                if point.critere is not None:
                    st.caption(escape(f"Sert à : {referentiel.critere(point.critere).titre}"))
        autres = [point for point in points if point.genre is not GenrePoint.ACTION]
        suites = groupby(autres, key=lambda point: (point.critere, point.etape))
        for rang, ((critere, etape), siens) in enumerate(suites):
            with st.container(gap=None, key=f"verifier-{rang}"):
                for point in siens:
                    st.text(point.phrase)
                show_lieu(critere, etape, referentiel)


def name_points(points: Sequence[Point], referentiel: Referentiel) -> Affichable:
    """How many; of one alone, what it is about: whoever is sure of that need not open it."""
    if points[1:]:
        return escape(f"{format_pluriel(len(points), 'point')} à vérifier")
    (point,) = points
    if point.genre is GenrePoint.ACTION:
        quoi = "une action en retard"
    else:
        quoi = referentiel.critere(point.critere).titre if point.critere else "tout le carnet"
    return escape(f"À vérifier\u00a0: {quoi}")


def show_lieu(critere: str | None, etape: str | None, referentiel: Referentiel) -> None:
    """The way to what a point is about: its critère, or the whole carnet."""
    if critere is not None:
        adresse = {ETAPE: etape or "", CRITERE: critere}
        link_to_page("carnet", escape(referentiel.critere(critere).titre), ":material/arrow_forward:", **adresse)
    elif etape is not None:
        link_to_page("carnet", "Voir tout le carnet", ":material/arrow_forward:", **{ETAPE: etape})


def _can_answer(carnet: CarnetOuvert) -> bool:
    return carnet.modifiable and get_acteur().can(Operation.UPDATE_REPONSE, carnet.collectif_id, carnet.structure_id)


def _adopt(carnet_id: UUID, code: str, version: int) -> None:
    """The answer changes in the base, then in what this browser holds; refusals show where those of answers do."""
    try:
        with open_unit_ecran() as unit:
            try:
                suite = Suite(accept_suggestion(unit, carnet_id, code, version))
            except Conflit as conflit:
                suite = keep_choix(unit, carnet_id, code, conflit)
    except ErreurMetier as erreur:
        etat.get_refus()[code] = str(erreur)
    else:
        etat.keep_suite(code, suite)
