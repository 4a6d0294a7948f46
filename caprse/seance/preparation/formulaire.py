"""The form of one step. One at a time: what is edited is named in the session, its fields are seeded there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.seance.contenus import (
    LIBELLES_ETAPE,
    LIBELLES_MODE,
    LIBELLES_VOTE,
    LIEN_MAX,
    MINUTES,
    POINTS,
    QUESTION_MAX,
    TEXTE_MAX,
    TITRE_MAX,
    SaisieEtape,
)
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.preparation.service import add_etape, update_etape
from caprse.seance.regles import GenreEtape, GenreTour, ModeTour
from caprse.socle import edition

PAGE = "seance"
CHAMP = "etape-champ"
MINUTES_PAR_DEFAUT = 10


def start_edition(fiche: FicheSeance, etape: EtapeVue | None) -> None:
    """Edit a step, or a new one."""
    edition.start_edition(PAGE, f"etape-{etape.id}" if etape else f"nouvelle-{fiche.id}")
    contenu: dict[str, Any] = etape.contenu if etape else {}
    valeurs: dict[str, Any] = {
        "genre": etape.genre if etape else GenreEtape.TEXTE,
        "titre": etape.titre if etape else "",
        "minutes": etape.minutes if etape else MINUTES_PAR_DEFAUT,
        "texte": contenu.get("texte", ""),
        "lien": contenu.get("lien", ""),
        "sujet": contenu.get("enjeu") or contenu.get("critere"),
        "critere": contenu.get("critere"),
        "vote": GenreTour(contenu.get("genre", GenreTour.NIVEAU)),
        "mode": ModeTour(contenu.get("mode", ModeTour.SALLE)),
        "question": contenu.get("question", ""),
        "options": "\n".join(contenu.get("options", ())),
        "points": contenu.get("points", 3),
    }
    for nom, valeur in valeurs.items():
        st.session_state[_cle(nom)] = valeur


def show_form(fiche: FicheSeance, etape: EtapeVue | None) -> None:
    """The fields of a step, those of its kind only. Nothing is written before the button is pressed."""
    _select("Genre de l'étape", "genre", {genre: LIBELLES_ETAPE[genre] for genre in GenreEtape})
    genre: GenreEtape = st.session_state[_cle("genre")]
    match genre:
        case GenreEtape.REPARTITION:
            _select("De quoi ?", "sujet", _list_sujets(fiche))
        case GenreEtape.TEXTE:
            st.text_area("Texte montré à la salle (facultatif)", key=_cle("texte"), max_chars=TEXTE_MAX)
            st.text_input("Lien https:// (facultatif)", key=_cle("lien"), max_chars=LIEN_MAX)
        case GenreEtape.VOTE:
            _show_vote(fiche)
    st.text_input("Titre (facultatif : sans lui, un titre simple est mis)", key=_cle("titre"), max_chars=TITRE_MAX)
    st.number_input(
        "Durée en minutes (0 : sans durée)", key=_cle("minutes"), min_value=0, max_value=MINUTES.stop - 1, step=5
    )
    with st.container(horizontal=True):
        st.button("Enregistrer l'étape", key="etape-enregistrer", type="primary", on_click=_save, args=(fiche, etape))
        st.button("Annuler", key="etape-annuler", on_click=edition.end_edition, args=(PAGE,))


def describe_contenu(fiche: FicheSeance, etape: EtapeVue) -> list[str]:
    """What a step holds, in a few plain lines."""
    contenu = etape.contenu
    lignes = []
    if etape.genre is GenreEtape.VOTE:
        lignes.append(LIBELLES_VOTE[GenreTour(contenu["genre"])])
        if contenu["mode"] == ModeTour.STRUCTURE:
            lignes.append(LIBELLES_MODE[ModeTour.STRUCTURE].capitalize())
    sujets = _list_sujets(fiche)
    lignes += [sujets.get(code, code) for cle in ("critere", "enjeu") if (code := contenu.get(cle))]
    lignes += [texte for cle in ("question", "texte", "lien") if (texte := contenu.get(cle))]
    if options := contenu.get("options"):
        lignes.append(" · ".join(options))
    return lignes


def _show_vote(fiche: FicheSeance) -> None:
    _select("Genre de vote", "vote", {genre: LIBELLES_VOTE[genre] for genre in GenreTour})
    vote: GenreTour = st.session_state[_cle("vote")]
    if vote is GenreTour.NIVEAU:
        _select("Critère", "critere", {critere.code: _name(critere.code, critere.titre) for critere in fiche.criteres})
        _select("Qui vote ?", "mode", {mode: LIBELLES_MODE[mode].capitalize() for mode in ModeTour})
        return
    st.text_area("Question posée à la salle", key=_cle("question"), max_chars=QUESTION_MAX)
    if vote is GenreTour.POINTS:
        st.text_area("Les choix, un par ligne", key=_cle("options"))
        st.number_input(
            "Points que chaque personne répartit",
            key=_cle("points"),
            min_value=POINTS.start,
            max_value=POINTS.stop - 1,
            step=1,
        )


def _select(libelle: str, nom: str, options: dict[Any, str]) -> None:
    # A critère that the référentiel no longer has is no choice any more.
    if st.session_state.get(_cle(nom)) not in options:
        st.session_state[_cle(nom)] = next(iter(options))
    st.selectbox(libelle, list(options), format_func=options.__getitem__, key=_cle(nom), filter_mode=None)


def _save(fiche: FicheSeance, etape: EtapeVue | None) -> None:
    champs: dict[str, Any] = {
        nom: st.session_state.get(_cle(nom))
        for nom in (
            "genre",
            "titre",
            "minutes",
            "texte",
            "lien",
            "sujet",
            "critere",
            "vote",
            "mode",
            "question",
            "options",
            "points",
        )
    }
    saisie = build_saisie(fiche, champs)

    def action(unit: Unit) -> str:
        if etape is None:
            add_etape(unit, fiche.id, saisie)
        else:
            update_etape(unit, etape.id, saisie, etape.version)
        return "L'étape est enregistrée."

    # What was typed stays until it is written.
    if run_use_case(action):
        edition.end_edition(PAGE)


def build_saisie(fiche: FicheSeance, champs: dict[str, Any]) -> SaisieEtape:
    """The step that the fields describe; a title is found where none was typed."""
    genre, sujet = champs["genre"], champs["sujet"]
    contenu: dict[str, Any] = {}
    if genre == GenreEtape.REPARTITION:
        contenu = {"critere" if sujet in {c.code for c in fiche.criteres} else "enjeu": sujet}
    elif genre == GenreEtape.TEXTE:
        contenu = {"texte": champs["texte"], "lien": champs["lien"]}
    elif genre == GenreEtape.VOTE:
        contenu = {
            "genre": champs["vote"],
            "mode": champs["mode"] if champs["vote"] == GenreTour.NIVEAU else ModeTour.SALLE,
            "critere": champs["critere"],
            "question": champs["question"],
            "options": (champs["options"] or "").splitlines(),
            "points": champs["points"],
        }
    titre = (champs["titre"] or "").strip() or _find_titre(fiche, genre, contenu)
    return SaisieEtape(genre, titre, champs["minutes"] or 0, contenu)


def _find_titre(fiche: FicheSeance, genre: GenreEtape | None, contenu: dict[str, Any]) -> str:
    if genre is None:
        return ""
    titres = {critere.code: critere.titre for critere in fiche.criteres}
    titres |= {enjeu.code: enjeu.titre for t in fiche.referentiel.capsule(fiche.thematique) for enjeu in t.enjeux}
    if genre == GenreEtape.VOTE and contenu["genre"] != GenreTour.NIVEAU:
        return str(contenu["question"] or "")[:TITRE_MAX]
    sujet = titres.get(contenu.get("critere") or contenu.get("enjeu") or "")
    if sujet is None:
        return LIBELLES_ETAPE[genre]
    return (f"Vote : {sujet}" if genre == GenreEtape.VOTE else sujet)[:TITRE_MAX]


def _list_sujets(fiche: FicheSeance) -> dict[str, str]:
    enjeux = {
        enjeu.code: f"Tout l'enjeu : {enjeu.titre}"
        for thematique in fiche.referentiel.capsule(fiche.thematique)
        for enjeu in thematique.enjeux
    }
    return enjeux | {critere.code: _name(critere.code, critere.titre) for critere in fiche.criteres}


def _name(code: str, titre: str) -> str:
    return f"{code} · {titre}"


def _cle(nom: str) -> str:
    return f"{CHAMP}-{nom}"
