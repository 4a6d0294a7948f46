"""The form of a pratique: five fields, and what may be added; what is typed is kept in a draft until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import (
    Formulaire,
    fill,
    get_vu,
    give_up,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
from caprse.acces.unite import Unit
from caprse.progres.pratiques.lecture import Choix, Fiche
from caprse.progres.pratiques.regles import (
    CONTACT_MAX,
    CRITERES_MAX,
    DEMARCHE_MAX,
    EFFET_MAX,
    OUTILS_MAX,
    SITUATION_MAX,
    TITRE_MAX,
    TRACES_MAX,
    SaisiePratique,
)
from caprse.progres.pratiques.service import create_pratique, update_pratique
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition

PAGE, NOUVELLE = "pratique", "nouvelle"
ECRITE = "pratique-ecrite"
ANCIEN, RENDUE = "un critère d’avant", "une trace devenue confidentielle"
CHAMPS = ("titre", "situation", "demarche", "effet", "criteres", "outils", "contact", "traces")


def show_form(structure_id: UUID, choix: Choix, fiche: Fiche | None) -> None:
    """What one would tell a neighbour. When a colleague changed it meanwhile, it is said before it is replaced."""
    formulaire = name_formulaire(structure_id, fiche.id if fiche else None)
    champs = formulaire.champs
    titres, traces = _list_titres(choix, fiche), _list_traces(choix, fiche)
    fill(
        formulaire,
        _seed(fiche),
        {"criteres": lambda codes: set(codes) <= titres.keys(), "traces": lambda ids: set(ids) <= traces.keys()},
    )
    if fiche is not None and fiche.version != get_vu(formulaire)["version"]:
        st.warning(
            f"{escape(fiche.auteur)} a modifié cette pratique le "
            f"{format_date(fiche.modifie_le.astimezone(FUSEAU).date())}. Enregistrer remplacera les champs où vous "
            "avez écrit ; les autres restent comme votre collègue les a mis.",
            icon=":material/group:",
        )
    st.text_input(
        "Titre",
        key=champs["titre"],
        max_chars=TITRE_MAX,
        placeholder="Par exemple : un planning affiché au vestiaire",
        **watch_ligne(formulaire),
    )
    st.text_area(
        "Quelle était la situation ?",
        key=champs["situation"],
        max_chars=SITUATION_MAX,
        height=90,
        **watch(formulaire),
    )
    st.text_area("Que faites-vous ?", key=champs["demarche"], max_chars=DEMARCHE_MAX, height=130, **watch(formulaire))
    st.text_area(
        "Qu’est-ce que cela a changé ?", key=champs["effet"], max_chars=EFFET_MAX, height=90, **watch(formulaire)
    )
    st.multiselect(
        "Sur quels critères cela aide-t-il ?",
        list(titres),
        format_func=lambda code: titres.get(code, ANCIEN),
        key=champs["criteres"],
        max_selections=CRITERES_MAX,
        placeholder="Choisissez un ou plusieurs critères",
        filter_mode=None,
        select_all=False,
        **watch(formulaire),
    )
    with st.expander("Ajouter des précisions", key="pratique-preciser", expanded=_is_precise(champs)):
        _ask_details(formulaire, traces)
    show_garde(formulaire)
    with st.container(horizontal=True):
        show_bouton(
            "Enregistrer" if fiche else "Enregistrer le brouillon",
            key="pratique-enregistrer",
            type="primary",
            on_click=_save,
            args=(structure_id, fiche),
        )
        show_bouton("Annuler", key="pratique-annuler", on_click=close_form, args=(formulaire,))


def _ask_details(formulaire: Formulaire, traces: Mapping[str, str]) -> None:
    """What helps to do the same: nothing that a pratique cannot do without."""
    st.text_area(
        "Avec quels outils ? (facultatif)",
        key=formulaire.champs["outils"],
        max_chars=OUTILS_MAX,
        height=70,
        **watch(formulaire),
    )
    st.text_input(
        "À quelle fonction demander ? Pas de nom de personne (facultatif)",
        key=formulaire.champs["contact"],
        max_chars=CONTACT_MAX,
        placeholder="Par exemple : l’encadrement technique",
        **watch_ligne(formulaire),
    )
    st.multiselect(
        "Traces jointes : qui lit la pratique les ouvre (facultatif)",
        list(traces),
        format_func=lambda trace: traces.get(trace, RENDUE),
        key=formulaire.champs["traces"],
        max_selections=TRACES_MAX,
        placeholder="Choisissez dans « Nos traces »",
        filter_mode=None,
        select_all=False,
        **watch(formulaire),
    )


def close_form(formulaire: Formulaire) -> None:
    """Leave the form, and forget what was typed there."""
    end_edition(PAGE)
    give_up(formulaire)


def name_formulaire(structure_id: UUID, pratique_id: UUID | None) -> Formulaire:
    cle = f"pratique-{pratique_id or NOUVELLE}"
    return Formulaire(
        f"pratique/{structure_id}/{pratique_id or NOUVELLE}", {champ: f"{cle}-{champ}" for champ in CHAMPS}
    )


def _is_precise(champs: Mapping[str, str]) -> bool:
    """Whether the fold opens by itself: it holds something."""
    return any(st.session_state[champs[champ]] for champ in ("outils", "contact", "traces"))


def _seed(fiche: Fiche | None) -> dict[str, object]:
    if fiche is None:
        vide: dict[str, object] = dict.fromkeys(CHAMPS, "")
        return vide | {"criteres": [], "traces": [], "version": 0}
    textes = {champ: getattr(fiche, champ) for champ in CHAMPS if champ not in {"criteres", "traces"}}
    return textes | {
        "criteres": list(fiche.criteres),
        "traces": [str(trace.id) for trace in fiche.traces],
        "version": fiche.version,
    }


def _list_titres(choix: Choix, fiche: Fiche | None) -> Mapping[str, str]:
    """Critères to choose from; those that it names and a newer référentiel forgot stay."""
    anciens = {code: ANCIEN for code in (fiche.criteres if fiche else ()) if code not in choix.titres}
    return {**choix.titres, **anciens}


def _list_traces(choix: Choix, fiche: Fiche | None) -> Mapping[str, str]:
    """Traces to choose from; those that are joined stay, though nobody else reads them any more."""
    return {**choix.traces, **{str(trace.id): trace.titre for trace in (fiche.traces if fiche else ())}}


def _save(structure_id: UUID, fiche: Fiche | None) -> None:
    formulaire = name_formulaire(structure_id, fiche.id if fiche else None)
    champs = read_champs(formulaire, _seed(fiche) if fiche else None)
    saisie = SaisiePratique(
        **champs | {"criteres": tuple(champs["criteres"] or ()), "traces": tuple(champs["traces"] or ())}
    )

    def save(unit: Unit) -> str:
        if fiche is None:
            st.session_state[ECRITE] = create_pratique(unit, structure_id, saisie)
            return "Le brouillon est enregistré : vous seuls le lisez."
        update_pratique(unit, fiche.id, fiche.version, saisie)
        return "La pratique est à jour."

    if run_saisie(save, formulaire):
        end_edition(PAGE)
