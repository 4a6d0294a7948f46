"""Prepare a session: its steps in order, moved by hand, the chosen one beside them; then rehearse it, or start it."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_once, run_use_case
from caprse.acces.unite import Unit
from caprse.referentiel.themes import build_theme
from caprse.seance.contenus.etapes import name_genre
from caprse.seance.contenus.saisies import TITRE_MAX
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.image.apercu import build_apercu
from caprse.seance.image.chiffres import Chiffres
from caprse.seance.image.vides import Vides, find_vides
from caprse.seance.mur.web import build_page_apercu
from caprse.seance.preparation.formulaire import PAGE, is_opened, show_form, start_edition
from caprse.seance.preparation.liste import Ligne, show_liste
from caprse.seance.preparation.modeles import BRISE_GLACES, PRESENTATIONS, Modele
from caprse.seance.preparation.suggestions import add_brise_glace, add_modele, add_suggestions
from caprse.seance.preparation.vue_etape import choose, get_choisie, is_choisie, move, show_etape
from caprse.seance.regles import EtatSeance, is_locale
from caprse.seance.service import delete_seance, rehearse, start_seance, update_titre
from caprse.seance.vue_vides import show_vides
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton, show_bouton_prudent
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.chantier import end_edition
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.francais import format_pluriel
from caprse.socle.installation import get_installation

DEPART = "seance-depart"
# A session held the day before or after its rencontre is no mistake.
JOURS_D_ECART = 1


def show_preparation(fiche: FicheSeance, chiffres: Chiffres, aujourdhui: date) -> None:
    """The whole screen of a session that is not over; ``chiffres``: the figures that its wall would have today."""
    if (depart := st.session_state.pop(DEPART, None)) is not None:
        go_to_page("conduite", seance=str(depart))
    choisie = get_choisie(fiche)
    vides = find_vides(fiche.etapes, chiffres)
    adresse = get_installation().reglages.adresse_publique
    page = build_page_apercu(build_apercu(fiche, choisie, chiffres, adresse)) if choisie else ""
    show_entete(
        fiche.titre,
        # A session often bears the name of its rencontre.
        reperes=[
            *([fiche.rencontre] if fiche.rencontre != fiche.titre else []),
            format_date(fiche.jour),
            _describe_duree(fiche) if fiche.etapes else "aucune étape",
        ],
        theme=build_theme(fiche.referentiel, fiche.thematique),
        fictif=fiche.fictif,
        largeur=Largeur.TRAVAIL,
    )
    if fiche.etapes or fiche.etat is EtatSeance.EN_COURS:
        show_depart(fiche, (fiche.jour - aujourdhui).days)
    show_message()
    show_vides(fiche, vides, lambda: None)
    if not fiche.etapes and not is_opened(fiche, None):
        show_modeles(fiche)
        show_ajouts(fiche)
    else:
        with st.container(key="preparation"):
            with st.container(key="preparation-liste"):
                _show_etapes(fiche, choisie, vides)
                show_ajouts(fiche)
            with st.container(key="carte-preparation"):
                _show_choisie(fiche, choisie, vides, page)
    show_reste(fiche)


def show_depart(fiche: FicheSeance, ecart: int) -> None:
    """Start, rehearse; or go on, when it runs already. ``ecart``: the days until the rencontre."""
    with st.container(horizontal=True):
        if fiche.etat is EtatSeance.EN_COURS:
            show_bouton(
                "Conduire la séance",
                key="seance-conduire",
                type="primary",
                icon=":material/co_present:",
                on_click=_go,
                args=(fiche.id,),
            )
            return
        if abs(ecart) > JOURS_D_ECART:
            quand = f"dans {ecart} jours" if ecart > 0 else f"il y a {-ecart} jours"
            with st.container(key="depart-prudent", width="content"):
                show_bouton_prudent(
                    "Commencer la séance",
                    "seance-commencer",
                    escape(
                        f"Cette séance est prévue le {format_date(fiche.jour)}, {quand}. La commencer maintenant ? "
                        "Pour l’essayer, choisissez plutôt « Répéter »."
                    ),
                    partial(_start_now, fiche.id),
                )
        else:
            show_bouton(
                "Commencer la séance",
                key="seance-commencer",
                type="primary",
                icon=":material/play_arrow:",
                on_click=_start,
                args=(fiche.id,),
            )
        show_bouton(
            "Répéter",
            key="seance-repeter",
            icon=":material/science:",
            on_click=_rehearse,
            args=(fiche.id,),
        )
    dits = ["« Répéter » ouvre une copie d’essai, effacée à la fin."]
    if is_locale(get_installation().reglages.adresse_publique):
        dits.append(":material/wifi_off: Les téléphones ne trouvent pas ce site : il n’est que sur cet ordinateur.")
    st.caption(" ".join(dits))


def show_modeles(fiche: FicheSeance) -> None:
    """Where nothing is prepared yet: three ways to begin."""
    st.header("Par quoi commencer ?", anchor=False)
    with st.container(key="modeles"):
        for modele, presentation in PRESENTATIONS.items():
            with st.container(key=f"carte-modele-{modele}", gap="small"):
                st.subheader(escape(presentation.titre), anchor=False)
                st.markdown(escape(presentation.pour))
                show_bouton(
                    "Partir de ce modèle",
                    key=f"modele-{modele}",
                    icon=":material/auto_awesome:",
                    on_click=run_use_case,
                    args=(partial(_add_modele, fiche.id, modele),),
                )


def show_ajouts(fiche: FicheSeance) -> None:
    """One more step: by hand, proposed, or an icebreaker."""
    with st.container(horizontal=True, key="ajouts"):
        show_bouton(
            "Ajouter une étape",
            key="etape-ajouter",
            icon=":material/add:",
            on_click=start_edition,
            args=(fiche, None),
        )
        show_bouton(
            "Proposer des étapes",
            key="etape-proposer",
            icon=":material/lightbulb:",
            on_click=_suggest,
            args=(fiche.id,),
        )
        with st.popover("Brise-glace", icon=":material/ac_unit:", key="brise-glace"):
            for rang, question in enumerate(BRISE_GLACES):
                show_bouton(
                    escape(question),
                    key=f"brise-glace-{rang}",
                    type="tertiary",
                    on_click=run_use_case,
                    args=(partial(_add_brise_glace, fiche.id, question),),
                )


def show_reste(fiche: FicheSeance) -> None:
    """Another title; removal while it has not begun."""
    with st.expander("Renommer ou supprimer la séance", key="seance-reste", icon=":material/settings:"):
        cle = f"titre-{fiche.id}-{fiche.version}"
        st.session_state.setdefault(cle, fiche.titre)
        st.text_input("Titre de la séance", key=cle, max_chars=TITRE_MAX)
        with st.container(horizontal=True):
            show_bouton("Enregistrer le titre", key="seance-renommer", on_click=_rename, args=(fiche, cle))
            if fiche.etat is EtatSeance.PREPAREE:
                show_bouton(
                    "Supprimer cette séance",
                    key="seance-supprimer",
                    icon=":material/delete:",
                    type="tertiary",
                    on_click=_delete,
                    args=(fiche.id,),
                )


def _show_etapes(fiche: FicheSeance, choisie: EtapeVue | None, vides: Vides) -> None:
    if not fiche.etapes:
        return
    show_liste(
        f"etapes-{fiche.id}",
        [_build_ligne(fiche, etape, vides) for etape in fiche.etapes],
        # A step that is being written stands in no line yet.
        str(choisie.id) if choisie and not is_opened(fiche, None) else "",
        is_choisie(fiche),
        partial(choose, fiche.id),
        partial(move, fiche),
    )


def _build_ligne(fiche: FicheSeance, etape: EtapeVue, vides: Vides) -> Ligne:
    marques = [
        ("vide", "restera vide") if etape.id in vides.etapes else None,
        ("ici", "à l’écran") if etape.id == fiche.etape_id else None,
        ("notes", "notes") if etape.notes else None,
    ]
    minutes = f" · {etape.minutes} min" if etape.minutes else ""
    return Ligne(
        str(etape.id),
        etape.titre,
        f"{name_genre(etape.genre, etape.contenu)}{minutes}",
        tuple(marque for marque in marques if marque is not None),
    )


def _show_choisie(fiche: FicheSeance, choisie: EtapeVue | None, vides: Vides, page: str) -> None:
    if is_opened(fiche, None):
        st.subheader("Nouvelle étape", anchor=False)
        show_form(fiche, None)
    elif choisie is not None:
        show_etape(fiche, choisie, vides.etapes.get(choisie.id, ""), page)


def _describe_duree(fiche: FicheSeance) -> str:
    """The time that the steps take, against what the rencontre gives."""
    total = sum(etape.minutes for etape in fiche.etapes)
    trop = ", c’est trop" if total > fiche.duree_minutes else ""
    return f"{format_pluriel(len(fiche.etapes), 'étape')}, {total} min sur {fiche.duree_minutes}{trop}"


def _suggest(seance_id: UUID) -> None:
    def geste(unit: Unit) -> str:
        nombre = add_suggestions(unit, seance_id)
        if not nombre:
            return "Rien à ajouter : tout ce qui peut être proposé y est déjà, ou le temps est pris."
        return f"{format_pluriel(nombre, 'étape ajoutée', 'étapes ajoutées')} : relisez, déplacez, supprimez."

    run_use_case(geste)


def _add_modele(seance_id: UUID, modele: Modele, unit: Unit) -> str:
    nombre = add_modele(unit, seance_id, modele)
    return f"{format_pluriel(nombre, 'étape posée', 'étapes posées')} : relisez, déplacez, changez ce qu’il faut."


def _add_brise_glace(seance_id: UUID, question: str, unit: Unit) -> str:
    add_brise_glace(unit, seance_id, question)
    return "Le brise-glace est ajouté à la fin : déplacez-le où vous voulez."


def _rename(fiche: FicheSeance, cle: str) -> None:
    titre: str = st.session_state[cle]

    def geste(unit: Unit) -> str:
        update_titre(unit, fiche.id, titre, fiche.version)
        return "Le titre est enregistré."

    run_use_case(geste)


def _delete(seance_id: UUID) -> None:
    def geste(unit: Unit) -> str:
        delete_seance(unit, seance_id)
        return "La séance est supprimée."

    if run_use_case(geste):
        st.query_params.pop("seance", None)


def _start(seance_id: UUID) -> None:
    if run_use_case(partial(_start_it, seance_id)):
        _go(seance_id)


def _start_now(seance_id: UUID) -> None:
    run_once(partial(_start_it, seance_id))
    _go(seance_id)


def _start_it(seance_id: UUID, unit: Unit) -> None:
    start_seance(unit, seance_id)


def _rehearse(seance_id: UUID) -> None:
    copies: list[UUID] = []

    if run_use_case(lambda unit: copies.append(rehearse(unit, seance_id))):
        _go(copies[0])


def _go(seance_id: UUID) -> None:
    end_edition(PAGE)
    st.session_state[DEPART] = seance_id
