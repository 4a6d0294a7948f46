"""The form of a trace: a file or a photo, a link, or one that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import Formulaire, fill, get_vu, read_champs, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.progres.traces.lecture import TraceVue
from caprse.progres.traces.pieces import read_piece
from caprse.progres.traces.regles import EXTENSIONS, LIEN_MAX, MO, OCTETS_MAX, TITRE_MAX, SaisieTrace, propose_titre
from caprse.progres.traces.service import create_fichier, create_lien, tie_trace, update_trace
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.erreurs import SaisieInvalide

FICHIER, LIEN, DEJA = "Un fichier, une photo", "Un lien", "Déjà dans nos traces"
# With a kind of the system among them, a phone offers its camera; what comes is judged by its bytes.
GENRES = ("image/*", *(f".{extension}" for extension in EXTENSIONS))
FORMAT_JOUR = "DD/MM/YYYY"
FINI = "trace-fini"
_VIDE: dict[str, Any] = {"titre": "", "confidentielle": False, "expire_le": None}


@dataclass(frozen=True)
class Attache:
    """The answer to which what is added is tied, in words too."""

    carnet_id: UUID
    critere: str
    titre: str


def name_message(place: str) -> str:
    """Where what was done is said."""
    return f"trace-message-{place}"


def show_ajout(structure_id: UUID, place: str, vers: Attache | None, offertes: Sequence[TraceVue] = ()) -> None:
    """Add a trace. ``vers``: it is tied there too, and one of ``offertes`` may be chosen instead."""
    choix = [FICHIER, LIEN, *([DEJA] if offertes else [])]
    st.segmented_control(
        "Que voulez-vous ajouter ?", choix, default=FICHIER, required=True, key=f"trace-genre-{place}", width="stretch"
    )
    show_message(name_message(place))
    genre = st.session_state.get(f"trace-genre-{place}") or FICHIER
    if genre == DEJA:
        show_choix(place, vers, offertes)
    elif genre == LIEN:
        show_lien(structure_id, place, vers)
    else:
        show_fichier(structure_id, place, vers)


def show_fichier(structure_id: UUID, place: str, vers: Attache | None) -> None:
    """A file of this computer, or a photo of this phone."""
    formulaire = name_formulaire(structure_id, place, "fichier", _VIDE)
    fill(formulaire, _VIDE)
    depot = f"trace-depot-{place}-{st.session_state.get(f'trace-tour-{place}', 0)}"
    st.file_uploader("Fichier ou photo", type=GENRES, key=depot, max_upload_size=OCTETS_MAX // MO)
    st.caption(
        "PDF, photo, Word, Excel, OpenDocument, CSV ou texte, 10\u00a0Mo au plus. Le lieu et la date d’une photo sont "
        "effacés. Pas de visage ni de nom sans accord."
    )
    st.text_input(
        "Titre (facultatif : sinon, le nom du fichier)",
        key=formulaire.champs["titre"],
        max_chars=TITRE_MAX,
        **watch_ligne(formulaire),
    )
    show_precisions(formulaire)
    show_garde(formulaire)
    show_bouton(
        "Ajouter",
        key=f"trace-ajouter-{place}",
        type="primary",
        icon=":material/add:",
        on_click=_add_fichier,
        args=(structure_id, place, formulaire, depot, vers),
    )


def show_lien(structure_id: UUID, place: str, vers: Attache | None) -> None:
    """The address of a document that lies elsewhere."""
    vide = _VIDE | {"lien": ""}
    formulaire = name_formulaire(structure_id, place, "lien", vide)
    fill(formulaire, vide)
    st.text_input("Titre", key=formulaire.champs["titre"], max_chars=TITRE_MAX, **watch_ligne(formulaire))
    st.text_input(
        "Adresse du document",
        key=formulaire.champs["lien"],
        max_chars=LIEN_MAX,
        placeholder="exemple.fr/document",
        **watch_ligne(formulaire),
    )
    show_precisions(formulaire)
    show_garde(formulaire)
    show_bouton(
        "Ajouter",
        key=f"trace-ajouter-lien-{place}",
        type="primary",
        icon=":material/add:",
        on_click=_add_lien,
        args=(structure_id, place, formulaire, vers),
    )


def show_choix(place: str, vers: Attache | None, offertes: Sequence[TraceVue]) -> None:
    """One that the structure has already."""
    titres = {trace.id: trace.titre for trace in offertes}
    choisie = st.selectbox(
        "Laquelle ?",
        list(titres),
        index=None,
        format_func=lambda trace_id: titres.get(trace_id, ""),
        key=f"trace-choisie-{place}",
        placeholder="Choisissez une trace",
        filter_mode=None,
    )
    show_bouton(
        "Joindre",
        key=f"trace-joindre-{place}",
        type="primary",
        icon=":material/attach_file:",
        disabled=choisie is None,
        on_click=_tie,
        args=(place, vers, choisie),
    )


def show_precisions(formulaire: Formulaire) -> None:
    """Who reads it, and until when it is good."""
    st.checkbox(
        "Confidentielle : notre équipe seule la lit, pas la chargée de mission",
        key=formulaire.champs["confidentielle"],
        **watch(formulaire),
    )
    st.date_input(
        "À renouveler le (facultatif)",
        key=formulaire.champs["expire_le"],
        value=None,
        format=FORMAT_JOUR,
        **watch(formulaire),
    )


def show_modification(structure_id: UUID, trace: TraceVue, *, figee: bool) -> None:
    """What may be said anew of a trace. ``figee``: a closed trimestre lists it, by its title and its link."""
    valeurs = {
        "titre": trace.titre,
        "lien": trace.lien,
        "confidentielle": trace.confidentielle,
        "expire_le": trace.expire_le,
    }
    formulaire = name_formulaire(structure_id, str(trace.id), "modifier", valeurs)
    fill(formulaire, valeurs | {"version": trace.version})
    show_message(name_message(str(trace.id)))
    if figee:
        st.caption("Elle sert à un trimestre clos : son titre et son adresse restent comme ils étaient.")
    st.text_input(
        "Titre", key=formulaire.champs["titre"], max_chars=TITRE_MAX, disabled=figee, **watch_ligne(formulaire)
    )
    if trace.lien:
        st.text_input(
            "Adresse du document",
            key=formulaire.champs["lien"],
            max_chars=LIEN_MAX,
            disabled=figee,
            **watch_ligne(formulaire),
        )
    show_precisions(formulaire)
    show_garde(formulaire)


def save_modification(structure_id: UUID, trace: TraceVue) -> bool:
    """Keep what the form of a trace holds; tells whether it went through."""
    champs = ("titre", "lien", "confidentielle", "expire_le")
    formulaire = name_formulaire(structure_id, str(trace.id), "modifier", dict.fromkeys(champs))

    def action(unit: Unit) -> str:
        lus = read_champs(formulaire)
        saisie = SaisieTrace(lus["titre"] or "", lus["lien"] or "", bool(lus["confidentielle"]), lus["expire_le"])
        update_trace(unit, trace.id, get_vu(formulaire).get("version", trace.version), saisie)
        return "La trace est à jour."

    return run_saisie(action, formulaire, name_message(str(trace.id)))


def name_formulaire(structure_id: UUID, place: str, genre: str, champs: dict[str, Any]) -> Formulaire:
    return Formulaire(
        f"trace-{genre}/{structure_id}/{place}", {champ: f"trace-{genre}-{place}-{champ}" for champ in champs}
    )


def _add_fichier(structure_id: UUID, place: str, formulaire: Formulaire, depot: str, vers: Attache | None) -> None:
    etat = st.session_state
    fichier = etat.get(depot)
    message = name_message(place)
    if fichier is None:
        etat[message] = ("erreur", "Choisissez d’abord un fichier ou une photo.")
        return
    # Taken or not, it is not kept on the way; the next one has an empty place.
    etat[f"trace-tour-{place}"] = etat.get(f"trace-tour-{place}", 0) + 1
    try:
        piece = read_piece(fichier.name, fichier.getvalue())
    except SaisieInvalide as refus:
        etat[message] = ("erreur", str(refus))
        return

    def action(unit: Unit) -> str:
        lus = read_champs(formulaire)
        titre = (lus["titre"] or "").strip() or propose_titre(fichier.name)
        ajout = create_fichier(
            unit, structure_id, piece, SaisieTrace(titre, "", bool(lus["confidentielle"]), lus["expire_le"])
        )
        if vers is not None:
            tie_trace(unit, vers.carnet_id, vers.critere, ajout.trace_id)
        if ajout.deja:
            suite = " : c’est elle qui est jointe ici" if vers is not None else " : rien n’a été ajouté"
            return f"Ce fichier était déjà dans vos traces, sous le titre « {ajout.deja} »{suite}."
        return tell_ajout(titre, vers)

    _end(place, run_saisie(action, formulaire, message))


def _add_lien(structure_id: UUID, place: str, formulaire: Formulaire, vers: Attache | None) -> None:
    def action(unit: Unit) -> str:
        lus = read_champs(formulaire)
        saisie = SaisieTrace(lus["titre"] or "", lus["lien"] or "", bool(lus["confidentielle"]), lus["expire_le"])
        trace_id = create_lien(unit, structure_id, saisie)
        if vers is not None:
            tie_trace(unit, vers.carnet_id, vers.critere, trace_id)
        return tell_ajout(saisie.titre, vers)

    _end(place, run_saisie(action, formulaire, name_message(place)))


def _tie(place: str, vers: Attache | None, trace_id: UUID | None) -> None:
    if vers is None or trace_id is None:
        return
    carnet_id, critere = vers.carnet_id, vers.critere

    def action(unit: Unit) -> str:
        tie_trace(unit, carnet_id, critere, trace_id)
        return "La trace est jointe."

    _end(place, run_use_case(action, place=name_message(place)))


def tell_ajout(titre: str, vers: Attache | None) -> str:
    """What was done, in a sentence."""
    fin = "jointe à ce critère, et dans « Nos traces »" if vers is not None else "dans votre bibliothèque"
    return f"« {titre} » est {fin}."


def _end(place: str, reussi: bool) -> None:
    """What shows the form hears that it is done with."""
    if reussi:
        st.session_state[FINI] = place


def take_fini(place: str) -> bool:
    """Whether something was just added from there; said once."""
    if st.session_state.get(FINI) != place:
        return False
    del st.session_state[FINI]
    return True
