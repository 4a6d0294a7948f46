"""The console between two displays: what it last saw, and what was asked while the base was away.

A click is never lost: what could not be done is kept, said, and tried again by itself. Each gesture keeps the
identity of the press that asked for it, and the step that the person saw: trying again does it once, even where the
base had done it and only its answer was lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import streamlit as st

from caprse.acces.actes import do_once
from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import Unit
from caprse.seance.fiche import Direct, FicheSeance
from caprse.seance.image.vides import Vides
from caprse.socle.ecoute import get_compteur
from caprse.socle.ecran.affichage import run_action
from caprse.socle.ecran.boutons import get_acte
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.installation import get_installation

ENTRE_ESSAIS = timedelta(seconds=3)

Geste = Callable[[Unit], str | None]


@dataclass(frozen=True, slots=True)
class Attente:
    """Something asked that is not done yet: how it is called, how to do it, and its identity as an act."""

    libelle: str
    geste: Geste
    acte: UUID | None


@dataclass(slots=True)
class Console:
    """One session on one screen. ``attente`` keeps the order in which things were asked.

    ``mur``: the wall as the room sees it, in HTML; ``mur_vu``: what it was drawn from; ``presse``: the page is being
    drawn for a hand that waits.
    """

    seance_id: UUID
    fiche: FicheSeance | None = None
    direct: Direct | None = None
    compteur: int = -1
    attente: dict[str, Attente] = field(default_factory=dict)
    dernier_essai: datetime | None = None
    coupee: bool = False
    vides: Vides | None = None
    mur: str = ""
    mur_vu: Direct | None = None
    presse: bool = False


def get_console(seance_id: UUID) -> Console:
    """The console of this session in this browser tab."""
    console: Console = st.session_state.setdefault(f"console-{seance_id}", Console(seance_id))
    return console


def act(seance_id: UUID, cle: str, libelle: str, geste: Geste) -> None:
    """Do something, or keep it until the base is back; after what is already waiting. For callbacks."""
    console = get_console(seance_id)
    console.attente.pop(cle, None)
    console.attente[cle] = Attente(libelle, geste, get_acte())
    flush(console)


def flush(console: Console) -> bool:
    """Try what waits, in order, up to the first that the base does not answer; tells whether nothing waits any more.

    What a rule refuses waits no longer: its sentence is shown.
    """
    console.dernier_essai = get_installation().horloge()
    for cle, attente in list(console.attente.items()):
        # Read once per turn of the loop, and run before the next.
        if not _try(console, attente):
            return False
        # A press tries too, beside the run that looks again: the other may have settled it, or wait with a new one.
        if console.attente.get(cle) is attente:
            console.attente.pop(cle, None)
    return True


def retry(seance_id: UUID) -> None:
    """Try again now. For callbacks."""
    flush(get_console(seance_id))


def forget(seance_id: UUID) -> None:
    """Give up what waits. For callbacks."""
    get_console(seance_id).attente.clear()


def is_time_to_retry(console: Console) -> bool:
    """Whether something waits, and was not tried just now."""
    dernier = console.dernier_essai
    return bool(console.attente) and (dernier is None or get_installation().horloge() - dernier >= ENTRE_ESSAIS)


def read_fiche(console: Console, read: Callable[[Unit, UUID], FicheSeance]) -> FicheSeance:
    """The session as it is; as it was last seen while the base is away. Raises as ``read`` when it never was seen."""
    # Before reading: what moves meanwhile is looked at again.
    compteur = get_compteur(console.seance_id)
    try:
        with open_unit_ecran() as unit:
            fiche = read(unit, console.seance_id)
    except BaseIndisponible:
        console.coupee = True
        if console.fiche is None:
            raise
        return console.fiche
    console.coupee = False
    console.fiche, console.compteur = fiche, compteur
    votes = {tour.id: tour.votes for etape in fiche.etapes for tour in etape.tours}
    console.direct = Direct(fiche.revision, len(fiche.appareils), votes, fiche.murs)
    return fiche


def look(console: Console, read: Callable[[Unit, UUID], Direct]) -> bool:
    """Look again when something moved; tells whether the screen is out of date. No query when nothing did."""
    compteur = get_compteur(console.seance_id)
    if compteur == console.compteur and not console.coupee:
        return False
    try:
        with open_unit_ecran() as unit:
            direct = read(unit, console.seance_id)
    except BaseIndisponible:
        console.coupee = True
        return False
    revenue, console.coupee = console.coupee, False
    console.compteur, console.direct = compteur, direct
    fiche = console.fiche
    return revenue or fiche is None or (direct.revision, direct.murs) != (fiche.revision, fiche.murs)


def look_at_mur(console: Console, draw: Callable[[Unit, UUID], str]) -> str:
    """The wall as the room sees it, drawn again when something moved; as it was last seen while the base is away."""
    presse, console.presse = console.presse, False
    if console.coupee or console.direct is None or console.direct == console.mur_vu:
        return console.mur
    # A press is answered first; the picture follows within the second, as the wall itself does.
    if presse and console.mur:
        return console.mur
    try:
        with open_unit_ecran() as unit:
            console.mur = draw(unit, console.seance_id)
    except BaseIndisponible:
        console.coupee = True
        return console.mur
    console.mur_vu = console.direct
    return console.mur


def _try(console: Console, attente: Attente) -> bool:
    """Whether it was answered, by a yes or by a no."""
    repondu = True

    def action() -> str | None:
        nonlocal repondu
        try:
            with open_unit_ecran() as unit:
                return do_once(unit, attente.acte, attente.geste)
        except BaseIndisponible:
            repondu = False
            return None

    run_action(action)
    console.coupee = not repondu
    return repondu
