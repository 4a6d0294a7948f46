"""A visit: its day, then what one takes from it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import Formulaire, fill, give_up, is_begun, read_champs, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.progres.binomes.lecture import BinomeVu, Visite
from caprse.progres.binomes.regles import NOTE_MAX, SaisieVisite
from caprse.progres.binomes.service import delete_visite, save_visite
from caprse.socle.dates import FORMAT_JOUR
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition

PAGE, NOUVELLE = "visite", "nouvelle"


def start_visite(binome: BinomeVu, visite: Visite | None) -> None:
    """Open the form of a visit, or of a new one."""
    start_edition(PAGE, (binome.id, visite.id if visite else None))


def is_visite_ouverte(binome: BinomeVu) -> bool:
    """Whether a visit of this binôme is being written; a new one that was begun before waits."""
    ouverte = get_edition(PAGE)
    if ouverte is not None:
        return bool(ouverte[0] == binome.id)
    return is_begun(name_formulaire(binome, None))


def show_visite(binome: BinomeVu) -> None:
    """Its two fields; once it is over, what it gave is what matters."""
    ouverte = get_edition(PAGE)
    visite = find_visite(binome, ouverte[1] if ouverte else None)
    formulaire = name_formulaire(binome, visite)
    fill(formulaire, _seed(visite))
    with st.container(key=f"carte-visite-{binome.id}", gap="small"):
        st.date_input("Le jour", key=formulaire.champs["jour"], format=FORMAT_JOUR, width=220, **watch(formulaire))
        st.text_area(
            "Ce que nous en retenons (facultatif)",
            key=formulaire.champs["note"],
            max_chars=NOTE_MAX,
            height=110,
            **watch(formulaire),
        )
        st.caption("Lu par votre binôme et votre chargée de mission.")
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Enregistrer la visite",
                key=f"visite-enregistrer-{binome.id}",
                type="primary",
                on_click=_save,
                args=(binome, visite),
            )
            show_bouton("Annuler", key=f"visite-fermer-{binome.id}", on_click=_close, args=(formulaire,))
            if visite is not None:
                show_bouton(
                    "Supprimer la visite",
                    key=f"visite-supprimer-{binome.id}",
                    type="tertiary",
                    on_click=_delete,
                    args=(binome, visite, formulaire),
                )


def find_visite(binome: BinomeVu, visite_id: UUID | None) -> Visite | None:
    """The visit of that id; None for a new one, or one that a colleague took away."""
    return next((visite for visite in binome.visites if visite.id == visite_id), None)


def name_formulaire(binome: BinomeVu, visite: Visite | None) -> Formulaire:
    cle = f"visite-{visite.id if visite else binome.id}"
    return Formulaire(
        f"visite/{binome.id}/{visite.id if visite else NOUVELLE}", {"jour": f"{cle}-jour", "note": f"{cle}-note"}
    )


def _seed(visite: Visite | None) -> Mapping[str, object]:
    return {"jour": visite.jour if visite else None, "note": visite.note if visite else ""}


def _save(binome: BinomeVu, visite: Visite | None) -> None:
    formulaire = name_formulaire(binome, visite)
    champs = read_champs(formulaire, _seed(visite))
    saisie = SaisieVisite(champs["jour"], champs["note"] or "")

    def save(unit: Unit) -> str:
        save_visite(unit, binome.id, saisie, visite.id if visite else None, visite.version if visite else 0)
        return "La visite est enregistrée." if saisie.note else "La visite est prévue."

    if run_saisie(save, formulaire):
        end_edition(PAGE)


def _delete(binome: BinomeVu, visite: Visite, formulaire: Formulaire) -> None:
    def use_case(unit: Unit) -> str:
        delete_visite(unit, binome.id, visite.id)
        return "La visite est supprimée."

    if run_use_case(use_case):
        give_up(formulaire)
        end_edition(PAGE)


def _close(formulaire: Formulaire) -> None:
    end_edition(PAGE)
    give_up(formulaire)
