"""The form of a collective appui: what, who, when, how long, and what each takes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_once
from caprse.acces.saisie import Formulaire, fill, give_up, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.relecture.appuis.collectif import close_groupe, save_partage, undo_groupe
from caprse.relecture.appuis.depart import (
    Depart,
    build_depart,
    build_parts,
    list_options,
    name_depassements,
)
from caprse.relecture.appuis.lecture import Appuis, Groupe
from caprse.relecture.appuis.partage import TITRE_MAX, Partage
from caprse.relecture.appuis.regles import DEMI_JOURNEES_MAX, TEXTE_MAX
from caprse.socle.dates import FORMAT_JOUR
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import ask, show_bouton, show_question
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

GROUPE = "appui_groupe"
NEUF = "neuf"
AUCUNE = ""


def show_groupe(cle: str, appuis: Appuis, today: date) -> None:
    """The form: what, who, when, how long, and what each takes of it. Going over a year is said, not refused."""
    depart = build_depart(cle, appuis)
    choix = list_options(appuis, depart)
    formulaire = name_groupe(cle, st.session_state.get(f"groupe-{cle}-gens", depart.gens))
    offres = {AUCUNE: "Hors catalogue"} | {offre.code: offre.titre for offre in appuis.offres}
    if depart.offre:
        offres.setdefault(depart.offre, depart.titre)
    fill(
        formulaire,
        _seed(depart, formulaire),
        {
            "offre": offres.__contains__,
            "gens": lambda gens: all(qui in choix for qui in gens),
            "demi": lambda nombre: nombre is not None,
        },
    )
    c = formulaire.champs
    offre = st.selectbox(
        "Quelle offre ?",
        list(offres),
        format_func=offres.__getitem__,
        key=c["offre"],
        filter_mode=None,
        **watch(formulaire),
    )
    if not offre:
        st.text_input(
            "Titre de l’appui",
            key=c["titre"],
            max_chars=TITRE_MAX,
            placeholder="Par exemple : écrire sa charte à plusieurs",
            **watch_ligne(formulaire),
        )
    st.multiselect(
        "Quelles structures ?",
        list(choix),
        format_func=choix.__getitem__,
        key=c["gens"],
        placeholder="Choisissez au moins deux structures",
        filter_mode="fuzzy",
        select_all=False,
        **watch(formulaire),
    )
    with st.container(horizontal=True, key=f"groupe-quand-{cle}"):
        st.date_input(
            "Quel jour ? Jour, mois, année", value=None, key=c["jour"], format=FORMAT_JOUR, **watch(formulaire)
        )
        st.number_input(
            "Demi-journées en tout",
            min_value=0,
            max_value=DEMI_JOURNEES_MAX,
            step=1,
            key=c["demi"],
            **watch(formulaire),
        )
    _show_parts(appuis, depart, formulaire, today)
    st.text_area(
        "Un mot aux structures (facultatif)", key=c["reponse"], max_chars=TEXTE_MAX, height=68, **watch(formulaire)
    )
    show_garde(formulaire)
    _show_actes(appuis, depart, formulaire, today)


def _show_parts(appuis: Appuis, depart: Depart, formulaire: Formulaire, today: date) -> None:
    """What each takes: shared evenly, or as the person says."""
    gens = st.session_state[formulaire.champs["gens"]] or []
    if not gens:
        return
    main = st.toggle("Choisir la part de chacune", key=formulaire.champs["main"], **watch(formulaire))
    noms = {structure.structure_id: structure.structure for structure in appuis.structures}
    parts = build_parts(
        appuis, gens, _read_demi(formulaire), _read_parts(formulaire, gens), _read_annee(formulaire, today)
    )
    if main:
        with st.container(horizontal=True, key=f"groupe-parts-{depart.cle}"):
            for qui, part in zip(gens, parts, strict=True):
                st.number_input(
                    escape(noms[part.structure_id]),
                    min_value=0,
                    max_value=DEMI_JOURNEES_MAX,
                    step=1,
                    key=formulaire.champs[f"part-{qui}"],
                    **watch(formulaire),
                )
    else:
        lignes = "".join(
            f"<li>{escape_html(noms[p.structure_id])} <span>{escape_html(tell_demi(p.demi_journees))}</span></li>"
            for p in parts
        )
        st.html(f'<ul class="cap-parts">{lignes}</ul>')
    for phrase in name_depassements(appuis, parts, _read_annee(formulaire, today)):
        st.warning(escape(phrase), icon=":material/hourglass_bottom:")


def _show_actes(appuis: Appuis, depart: Depart, formulaire: Formulaire, today: date) -> None:
    cle, groupe = depart.cle, depart.groupe
    with st.container(horizontal=True, key=f"groupe-actes-{cle}"):
        show_bouton(
            "Enregistrer" if groupe else "Réunir et prévenir",
            key=f"groupe-{cle}-enregistrer",
            type="primary",
            on_click=_save,
            args=(appuis, depart, formulaire, today),
        )
        if groupe is not None and groupe.jour <= today:
            show_bouton("C’est fait", key=f"groupe-{cle}-clore", on_click=_close, args=(appuis, groupe, formulaire))
        if groupe is not None:
            show_bouton("Défaire", key=f"groupe-{cle}-defaire", on_click=ask, args=(f"defaire-{cle}",))
        show_bouton("Ne rien changer", key=f"groupe-{cle}-fermer", on_click=_end, args=(formulaire,))
    if groupe is not None:
        show_question(
            "Défaire",
            f"defaire-{cle}",
            "Chaque structure gardera son appui, son jour et sa part.",
            partial(_undo, appuis.collectif_id, groupe, formulaire),
        )


def _seed(depart: Depart, formulaire: Formulaire) -> dict[str, object]:
    graine: dict[str, object] = {
        "offre": depart.offre,
        "titre": depart.titre if depart.groupe else "",
        "gens": list(depart.gens),
        "jour": depart.jour,
        "demi": depart.demi_journees,
        "main": depart.groupe is not None,
        "reponse": "",
    }
    parts = {
        champ: depart.parts.get(champ.removeprefix("part-"), 1) for champ in formulaire.champs if "part-" in champ
    }
    return graine | parts


def name_groupe(cle: str, gens: Sequence[str] = ()) -> Formulaire:
    champs = ("offre", "titre", "gens", "jour", "demi", "main", "reponse", *(f"part-{qui}" for qui in gens))
    return Formulaire(f"appui-groupe/{cle}", {champ: f"groupe-{cle}-{champ}" for champ in champs})


def _read_demi(formulaire: Formulaire) -> int:
    return st.session_state.get(formulaire.champs["demi"]) or 0


def _read_annee(formulaire: Formulaire, today: date) -> int:
    """The year that the appui counts for: that of its day, once it has one."""
    jour: date = st.session_state.get(formulaire.champs["jour"]) or today
    return jour.year


def _read_parts(formulaire: Formulaire, gens: Sequence[str]) -> Mapping[str, int] | None:
    """What the person said of each, or None when it is shared evenly."""
    if not st.session_state.get(formulaire.champs["main"]):
        return None
    return {qui: st.session_state.get(formulaire.champs.get(f"part-{qui}", ""), 1) or 0 for qui in gens}


def _save(appuis: Appuis, depart: Depart, formulaire: Formulaire, today: date) -> None:
    champs, c = st.session_state, formulaire.champs
    gens = champs[c["gens"]] or []
    offre = champs[c["offre"]] or None
    titres = {o.code: o.titre for o in appuis.offres} | ({depart.offre: depart.titre} if depart.offre else {})
    parts = build_parts(
        appuis, gens, _read_demi(formulaire), _read_parts(formulaire, gens), _read_annee(formulaire, today)
    )
    partage = Partage(
        titres.get(offre or "") or champs.get(c["titre"]) or "",
        champs[c["jour"]],
        _read_demi(formulaire),
        parts,
        offre,
        champs[c["reponse"]],
    )

    def action(unit: Unit) -> str:
        groupe = depart.groupe
        save_partage(
            unit, appuis.collectif_id, partage, groupe.id if groupe else None, groupe.version if groupe else 0
        )
        return f"L’appui collectif est prévu : {format_pluriel(len(parts), 'structure')} le voient."

    if run_saisie(action, formulaire):
        st.session_state.pop(GROUPE, None)


def _close(appuis: Appuis, groupe: Groupe, formulaire: Formulaire) -> None:
    def action(unit: Unit) -> str:
        close_groupe(unit, appuis.collectif_id, groupe.id, groupe.version, groupe.jour)
        return "L’appui collectif est terminé : chaque part est comptée."

    if run_saisie(action, formulaire):
        st.session_state.pop(GROUPE, None)


def _undo(collectif_id: UUID, groupe: Groupe, formulaire: Formulaire) -> str | None:
    def undo(unit: Unit) -> str:
        undo_groupe(unit, collectif_id, groupe.id, groupe.version)
        return "L’appui collectif est défait : chaque structure garde le sien."

    phrase = run_once(undo)
    _end(formulaire)
    return phrase


def _end(formulaire: Formulaire) -> None:
    st.session_state.pop(GROUPE, None)
    give_up(formulaire)


def tell_demi(demi_journees: int) -> str:
    return format_pluriel(demi_journees, "demi-journée")
