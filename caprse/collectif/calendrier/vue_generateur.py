"""All the rencontres of a cycle in a few clicks: choose a rhythm, see what it gives, write it once."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import (
    Formulaire,
    fill,
    give_up,
    is_begun,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
from caprse.acces.unite import Unit
from caprse.collectif.calendrier.generateur import create_rencontres, preview_rencontres
from caprse.collectif.calendrier.rythme import JOURS, PAR_TRIMESTRE_MAX, Plan, Rythme, check_rythme
from caprse.collectif.calendrier.service import Calendrier
from caprse.collectif.regles import LIBELLES_RENCONTRE, LIEN_MAX, EtatTrimestre, SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.formulaires import PAGE
from caprse.socle.dates import format_date, format_heure
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition
from caprse.socle.francais import agree, format_pluriel

CYCLE = "cycle"
MESSAGE = "calendrier-cycle"
NOMBRES = ("0", "1", "2", "3")
QUESTIONS = {
    TypeRencontre.VISIO: "Visioconférences par trimestre",
    TypeRencontre.AUTONOMIE: "Temps de travail accompagné par trimestre",
    TypeRencontre.PRESENTIEL: "Journées en présentiel par trimestre",
}


def show_ouvrir(calendrier: Calendrier) -> None:
    """The button that opens it, where a trimestre is left to fill."""
    if is_ouvert(calendrier) or all(t.etat is EtatTrimestre.CLOS for t in calendrier.trimestres):
        return
    show_bouton(
        "Préparer les rencontres du cycle",
        key="cycle-ouvrir",
        icon=":material/auto_awesome:",
        on_click=start_edition,
        args=(PAGE, CYCLE),
    )


def is_ouvert(calendrier: Calendrier) -> bool:
    """Asked for, or begun before."""
    return get_edition(PAGE) == CYCLE or is_begun(_name_formulaire(calendrier.collectif_id))


def show_generateur(calendrier: Calendrier, today: date) -> None:
    """The rhythm and what it would write, once it is open."""
    if not is_ouvert(calendrier):
        return
    formulaire = _name_formulaire(calendrier.collectif_id)
    fill(formulaire, _seed())
    with st.container(key="carte-cycle"):
        st.subheader("Préparer les rencontres du cycle", anchor=False)
        st.markdown("Choisissez un rythme : il vaut pour chaque trimestre qui n’est pas clos.")
        with st.container(horizontal=True, gap="medium"):
            for genre in TypeRencontre:
                st.segmented_control(
                    QUESTIONS[genre],
                    [*range(PAR_TRIMESTRE_MAX + 1)],
                    format_func=NOMBRES.__getitem__,
                    key=f"cycle-{genre}",
                    required=True,
                    **watch(formulaire),
                )
        with st.container(horizontal=True, gap="medium"):
            st.segmented_control(
                "Le jour qui vous va",
                list(range(len(JOURS))),
                format_func=JOURS.__getitem__,
                key="cycle-jour",
                required=True,
                wrap=True,
                **watch(formulaire),
            )
            st.time_input("Heure des visios", key="cycle-heure-visio", width=150, **watch(formulaire))
            st.time_input("Heure des journées", key="cycle-heure-presentiel", width=150, **watch(formulaire))
        st.text_input(
            "Lien de visio, le même à chaque fois (facultatif)",
            key="cycle-lien",
            max_chars=LIEN_MAX,
            **watch_ligne(formulaire),
        )
        rythme = _read_rythme(formulaire)
        raisons = check_rythme(rythme)
        plan = Plan(()) if raisons else preview_rencontres(calendrier, rythme, today)
        for raison in raisons:
            st.error(escape(raison), icon=":material/error:")
        if not raisons:
            show_plan(plan)
        show_garde(formulaire)
        show_message(MESSAGE)
        with st.container(horizontal=True):
            nombre = len(plan.proposees)
            show_bouton(
                f"Créer {agree(nombre, 'la rencontre', f'les {nombre:d} rencontres')}" if nombre else "Rien à créer",
                key="cycle-creer",
                type="primary",
                icon=":material/event_available:",
                disabled=not nombre,
                on_click=_create,
                args=(calendrier.collectif_id, rythme),
            )
            show_bouton("Fermer", key="cycle-fermer", on_click=_close, args=(formulaire,))


def show_plan(plan: Plan) -> None:
    """What would be written, trimestre by trimestre, and what is left out and why."""
    for numero in dict.fromkeys(proposee.numero for proposee in plan.proposees):
        dites = " · ".join(_describe(p.saisie) for p in plan.proposees if p.numero == numero)
        st.markdown(f"**Trimestre\u00a0{numero:d}** : {dites}")
    if not plan.proposees:
        st.markdown(":material/check_circle: Toutes les rencontres de ce rythme sont déjà là.")
    laissees = []
    if plan.deja:
        laissees.append(f"{format_pluriel(plan.deja, 'rencontre')} déjà au calendrier, sans changement")
    if plan.passees:
        laissees.append(
            f"{format_pluriel(plan.passees, 'date')} déjà passée{'s' if plan.passees > 1 else ''}, laissées"
        )
    if laissees:
        st.caption(f"{' ; '.join(laissees)}. Les jours fériés sont évités. Vous pourrez tout modifier ensuite.")


def _describe(saisie: SaisieRencontre) -> Affichable:
    """``26 octobre 2026 à 14:00 (visio)``."""
    heure = f" à {format_heure(saisie.heure)}" if saisie.heure else ""
    return f"{format_date(saisie.jour)}{escape(heure)} ({LIBELLES_RENCONTRE[TypeRencontre(saisie.type)]})"


def _name_formulaire(collectif_id: UUID) -> Formulaire:
    champs = {genre.value: f"cycle-{genre}" for genre in TypeRencontre}
    autres = ("jour", "heure-visio", "heure-presentiel", "lien")
    return Formulaire(f"cycle/{collectif_id}", champs | {champ: f"cycle-{champ}" for champ in autres})


def _seed() -> dict[str, object]:
    return {
        **{genre.value: 1 for genre in TypeRencontre},
        "jour": 0,
        "heure-visio": time(14),
        "heure-presentiel": time(9, 30),
        "lien": "",
    }


def _read_rythme(formulaire: Formulaire) -> Rythme:
    champs = read_champs(formulaire)
    return Rythme(
        {genre: int(champs[genre.value] or 0) for genre in TypeRencontre},
        int(champs["jour"] or 0),
        champs["heure-visio"],
        champs["heure-presentiel"],
        (champs["lien"] or "").strip(),
    )


def _create(collectif_id: UUID, rythme: Rythme) -> None:
    def action(unit: Unit) -> str:
        plan = create_rencontres(unit, collectif_id, rythme)
        return f"{format_pluriel(len(plan.proposees), 'rencontre ajoutée', 'rencontres ajoutées')} au calendrier."

    if run_saisie(action, _name_formulaire(collectif_id), MESSAGE):
        end_edition(PAGE)


def _close(formulaire: Formulaire) -> None:
    end_edition(PAGE)
    give_up(formulaire)
