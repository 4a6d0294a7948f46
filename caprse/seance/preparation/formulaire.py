"""The form of one step. One at a time: what is edited is named in the session, its fields are seeded there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import TypeVar
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, give_up, is_begun, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.seance.contenus.etapes import (
    LIBELLES_ETAPE,
    LIBELLES_MODE,
    LIBELLES_VOTE,
    ContenuPratique,
    ContenuRepartition,
    ContenuTexte,
    ContenuVide,
    ContenuVote,
)
from caprse.seance.contenus.saisies import (
    LIEN_MAX,
    MINUTES,
    NOTES_MAX,
    POINTS,
    QUESTION_MAX,
    TEXTE_MAX,
    TITRE_MAX,
    SaisieEtape,
)
from caprse.seance.contenus.scene_pratique import RETIREE, name_pratiques
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.preparation.service import add_etape, update_etape
from caprse.seance.regles import GenreEtape, GenreTour, ModeTour
from caprse.socle.ecran import chantier
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton

PAGE = "seance"
CHAMP = "etape-champ"
MINUTES_PAR_DEFAUT = 10

Choisi = TypeVar("Choisi")


@dataclass(frozen=True, slots=True)
class Champs:
    """What the fields of the form hold, by their names; None: not shown."""

    genre: GenreEtape | None = GenreEtape.TEXTE
    titre: str | None = ""
    minutes: int | None = MINUTES_PAR_DEFAUT
    texte: str | None = ""
    lien: str | None = ""
    pratique: UUID | None = None
    sujet: str | None = None
    critere: str | None = None
    vote: GenreTour | None = GenreTour.NIVEAU
    mode: ModeTour | None = ModeTour.SALLE
    question: str | None = ""
    options: str | None = ""
    points: int | None = 3
    notes: str | None = ""


def name_choisie(seance_id: UUID) -> str:
    """Under which name the session of the browser keeps the step that is chosen in the list."""
    return f"etape-choisie-{seance_id}"


def start_edition(fiche: FicheSeance, etape: EtapeVue | None) -> None:
    """Edit a step, or a new one."""
    chantier.start_edition(PAGE, f"etape-{etape.id}" if etape else f"nouvelle-{fiche.id}")


def is_opened(fiche: FicheSeance, etape: EtapeVue | None) -> bool:
    """Whether the form of this step, or of a new one, is open: asked for, or begun before."""
    quoi = f"etape-{etape.id}" if etape else f"nouvelle-{fiche.id}"
    return chantier.get_edition(PAGE) == quoi or is_begun(_name_formulaire(fiche, etape))


def _fill_champs(etape: EtapeVue) -> Champs:
    champs = Champs(etape.genre, etape.titre, etape.minutes, notes=etape.notes)
    match etape.contenu:
        case ContenuTexte(texte=texte, lien=lien):
            return replace(champs, texte=texte, lien=lien)
        case ContenuPratique(pratique=pratique):
            return replace(champs, pratique=pratique)
        case ContenuRepartition(critere=critere, enjeu=enjeu):
            return replace(champs, sujet=enjeu or critere, critere=critere)
        case ContenuVote() as vote:
            return replace(
                champs,
                sujet=vote.critere,
                critere=vote.critere,
                vote=vote.genre,
                mode=vote.mode,
                question=vote.question,
                options="\n".join(vote.options),
                points=champs.points if vote.points is None else vote.points,
            )
        case ContenuVide():
            return champs


def show_form(fiche: FicheSeance, etape: EtapeVue | None) -> None:
    """The fields of a step, those of its kind only. Nothing is written before the button is pressed."""
    formulaire = _name_formulaire(fiche, etape)
    fill(formulaire, asdict(_fill_champs(etape) if etape else Champs()))
    _select("Genre de l’étape", "genre", {genre: LIBELLES_ETAPE[genre] for genre in GenreEtape}, formulaire)
    genre: GenreEtape = st.session_state[_cle("genre")]
    match genre:
        case GenreEtape.REPARTITION:
            _select("De quoi ?", "sujet", _list_sujets(fiche), formulaire)
        case GenreEtape.TEXTE:
            st.text_area(
                "Texte montré à la salle (facultatif)", key=_cle("texte"), max_chars=TEXTE_MAX, **watch(formulaire)
            )
            st.text_input(
                "Lien https:// (facultatif)", key=_cle("lien"), max_chars=LIEN_MAX, **watch_ligne(formulaire)
            )
        case GenreEtape.PRATIQUE:
            _show_pratique(fiche, formulaire)
        case GenreEtape.VOTE:
            _show_vote(fiche, formulaire)
    st.text_input(
        "Titre (facultatif : sans lui, un titre simple est mis)",
        key=_cle("titre"),
        max_chars=TITRE_MAX,
        **watch_ligne(formulaire),
    )
    st.number_input(
        "Durée en minutes (0 : sans durée)",
        key=_cle("minutes"),
        min_value=0,
        max_value=MINUTES.stop - 1,
        step=5,
        **watch(formulaire),
    )
    st.text_area(
        "Vos notes, pour vous seul·e (facultatif)", key=_cle("notes"), max_chars=NOTES_MAX, **watch(formulaire)
    )
    show_garde(formulaire)
    with st.container(horizontal=True):
        show_bouton(
            "Enregistrer l’étape", key="etape-enregistrer", type="primary", on_click=_save, args=(fiche, etape)
        )
        show_bouton("Annuler", key="etape-annuler", on_click=_close, args=(formulaire,))


def describe_contenu(fiche: FicheSeance, etape: EtapeVue) -> list[str]:
    """What a step holds, in a few plain lines."""
    sujets = _list_sujets(fiche)
    match etape.contenu:
        case ContenuTexte(texte=texte, lien=lien):
            return [ligne for ligne in (texte, lien) if ligne]
        case ContenuPratique(pratique=pratique):
            return [name_pratiques(fiche.pratiques).get(pratique, RETIREE)]
        case ContenuRepartition(critere=critere, enjeu=enjeu):
            return [sujets.get(code, code) for code in (critere, enjeu) if code]
        case ContenuVote() as vote:
            lignes = [LIBELLES_VOTE[vote.genre]]
            if vote.mode is ModeTour.STRUCTURE:
                lignes.append(LIBELLES_MODE[ModeTour.STRUCTURE].capitalize())
            lignes += [sujets.get(code, code) for code in (vote.critere,) if code]
            return lignes + [ligne for ligne in (vote.question, " · ".join(vote.options)) if ligne]
        case ContenuVide():
            return []


def _show_pratique(fiche: FicheSeance, formulaire: Formulaire) -> None:
    if fiche.pratiques:
        _select("Quelle pratique ?", "pratique", name_pratiques(fiche.pratiques), formulaire)
    else:
        st.caption("Aucune structure n’a encore partagé de pratique avec le collectif.")


def _show_vote(fiche: FicheSeance, formulaire: Formulaire) -> None:
    _select("Genre de vote", "vote", {genre: LIBELLES_VOTE[genre] for genre in GenreTour}, formulaire)
    vote: GenreTour = st.session_state[_cle("vote")]
    if vote is GenreTour.NIVEAU:
        _select(
            "Critère",
            "critere",
            {critere.code: critere.titre for critere in fiche.criteres},
            formulaire,
        )
        _select("Qui vote ?", "mode", {mode: LIBELLES_MODE[mode].capitalize() for mode in ModeTour}, formulaire)
        return
    st.text_area("Question posée à la salle", key=_cle("question"), max_chars=QUESTION_MAX, **watch(formulaire))
    if vote is GenreTour.POINTS:
        st.text_area("Les choix, un par ligne", key=_cle("options"), **watch(formulaire))
        st.number_input(
            "Points que chaque personne répartit",
            key=_cle("points"),
            min_value=POINTS.start,
            max_value=POINTS.stop - 1,
            step=1,
            **watch(formulaire),
        )


def _select(libelle: str, nom: str, options: Mapping[Choisi, str], formulaire: Formulaire) -> None:
    # A critère that the référentiel no longer has is no choice any more.
    if st.session_state.get(_cle(nom)) not in options:
        st.session_state[_cle(nom)] = next(iter(options))
    st.selectbox(
        escape(libelle),
        list(options),
        format_func=options.__getitem__,
        key=_cle(nom),
        filter_mode=None,
        **watch(formulaire),
    )


def _close(formulaire: Formulaire) -> None:
    chantier.end_edition(PAGE)
    give_up(formulaire)


def _name_formulaire(fiche: FicheSeance, etape: EtapeVue | None) -> Formulaire:
    champs = {champ.name: _cle(champ.name) for champ in fields(Champs)}
    return Formulaire(f"etape/{fiche.id}/{etape.id if etape else 'nouvelle'}", champs)


def _save(fiche: FicheSeance, etape: EtapeVue | None) -> None:
    champs = Champs(**{champ.name: st.session_state.get(_cle(champ.name)) for champ in fields(Champs)})
    saisie = build_saisie(fiche, champs)

    def action(unit: Unit) -> str:
        if etape is None:
            st.session_state[name_choisie(fiche.id)] = add_etape(unit, fiche.id, saisie)
        else:
            update_etape(unit, etape.id, saisie, etape.version)
        return "L’étape est enregistrée."

    # What was typed stays until it is written.
    if run_saisie(action, _name_formulaire(fiche, etape)):
        chantier.end_edition(PAGE)


def build_saisie(fiche: FicheSeance, champs: Champs) -> SaisieEtape:
    """The step that the fields describe; a title is found where none was typed."""
    contenu: dict[str, object] = {}
    match champs.genre:
        case GenreEtape.REPARTITION:
            contenu = {"critere" if champs.sujet in {c.code for c in fiche.criteres} else "enjeu": champs.sujet}
        case GenreEtape.TEXTE:
            contenu = {"texte": champs.texte, "lien": champs.lien}
        case GenreEtape.PRATIQUE:
            contenu = {"pratique": str(champs.pratique)}
        case GenreEtape.VOTE:
            contenu = {
                "genre": champs.vote,
                "mode": champs.mode if champs.vote == GenreTour.NIVEAU else ModeTour.SALLE,
                "critere": champs.critere,
                "question": champs.question,
                "options": (champs.options or "").splitlines(),
                "points": champs.points,
            }
    titre = (champs.titre or "").strip() or _find_titre(fiche, champs)
    return SaisieEtape(champs.genre, titre, champs.minutes or 0, contenu, champs.notes or "")


def _find_titre(fiche: FicheSeance, champs: Champs) -> str:
    titres = {critere.code: critere.titre for critere in fiche.criteres}
    titres |= {enjeu.code: enjeu.titre for t in fiche.referentiel.capsule(fiche.thematique) for enjeu in t.enjeux}
    match champs.genre:
        case None:
            return ""
        case GenreEtape.VOTE if champs.vote != GenreTour.NIVEAU:
            return (champs.question or "")[:TITRE_MAX]
        case GenreEtape.VOTE if sujet := titres.get(champs.critere or ""):
            return f"Vote : {sujet}"[:TITRE_MAX]
        case GenreEtape.REPARTITION if sujet := titres.get(champs.sujet or ""):
            return sujet[:TITRE_MAX]
        case GenreEtape.PRATIQUE if champs.pratique and (vue := fiche.pratiques.get(champs.pratique)):
            return vue.titre[:TITRE_MAX]
    return LIBELLES_ETAPE[champs.genre]


def _list_sujets(fiche: FicheSeance) -> dict[str, str]:
    enjeux = {
        enjeu.code: f"Tout l’enjeu : {enjeu.titre}"
        for thematique in fiche.referentiel.capsule(fiche.thematique)
        for enjeu in thematique.enjeux
    }
    return enjeux | {critere.code: critere.titre for critere in fiche.criteres}


def _cle(nom: str) -> str:
    return f"{CHAMP}-{nom}"
