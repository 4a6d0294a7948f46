"""What a collective appui starts from: the requests that could be joined, whom to choose, what each has left. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from caprse.relecture.appuis.lecture import AppuiListe, Appuis, Groupe
from caprse.relecture.appuis.partage import PARTS_MIN, Part, list_depassements, share
from caprse.relecture.appuis.regles import ETATS_OUVERTS
from caprse.relecture.offres.choix import Offre
from caprse.socle.francais import format_pluriel, shorten

# Of a request, so many signs tell which it is.
COURT = 61


@dataclass(frozen=True)
class Depart:
    """The form of a collective appui before anything is typed. ``cle``: a new one, an offre's, or a groupe's id.

    ``gens``: who is chosen, each by its request or by itself (see ``list_options``); ``parts``: what they take.
    """

    cle: str
    offre: str = ""
    titre: str = ""
    gens: tuple[str, ...] = ()
    jour: date | None = None
    demi_journees: int = PARTS_MIN
    parts: Mapping[str, int] = field(default_factory=dict)
    groupe: Groupe | None = None


def list_demandes(appuis: Appuis) -> list[AppuiListe]:
    """What is asked or accepted, and not shared yet, the oldest first."""
    demandes = [a for s in appuis.structures for a in s.appuis if a.etat in ETATS_OUVERTS and a.groupe is None]
    return sorted(demandes, key=lambda appui: appui.demande_le)


def list_a_reunir(appuis: Appuis) -> list[tuple[Offre, list[AppuiListe]]]:
    """The offres that several structures ask for at once, in the catalogue's order."""
    demandes = list_demandes(appuis)
    siennes = [(offre, [a for a in demandes if a.offre == offre]) for offre in appuis.offres]
    return [
        (offre, demandees) for offre, demandees in siennes if len({a.structure_id for a in demandees}) >= PARTS_MIN
    ]


def build_depart(cle: str, appuis: Appuis) -> Depart:
    """What the form of this collective appui holds first."""
    groupe = next((groupe for groupe in appuis.groupes if str(groupe.id) == cle), None)
    if groupe is not None:
        parts = appuis.list_parts(groupe.id)
        offre = next((part.offre for part in parts if part.offre is not None), None)
        return Depart(
            cle,
            offre.code if offre else "",
            groupe.titre,
            tuple(_name_appui(part) for part in parts),
            groupe.jour,
            groupe.demi_journees,
            {_name_appui(part): part.demi_journees for part in parts},
            groupe,
        )
    for offre, demandes in list_a_reunir(appuis):
        if offre.code == cle:
            uniques = {appui.structure_id: appui for appui in reversed(demandes)}
            gens = tuple(_name_appui(appui) for appui in demandes if uniques[appui.structure_id] is appui)
            return Depart(cle, cle, offre.titre, gens, demi_journees=max(offre.demi_journees, len(gens)))
    return Depart(cle)


def list_options(appuis: Appuis, depart: Depart) -> dict[str, str]:
    """Who may be joined, by code: the parts there are, the requests, then every structure without one."""
    parts = appuis.list_parts(depart.groupe.id) if depart.groupe is not None else []
    options = {_name_appui(part): part.structure for part in parts}
    prises = {part.structure_id for part in parts}
    for appui in list_demandes(appuis):
        if appui.structure_id not in prises:
            connue = appui.offre is not None and appui.offre.code == depart.offre
            dite = "" if connue else f" · {shorten(appui.demande, COURT)}"
            options[_name_appui(appui)] = f"{appui.structure}{dite}"
    demandeuses = prises | {appui.structure_id for appui in list_demandes(appuis)}
    return options | {
        f"s-{s.structure_id}": s.structure for s in appuis.structures if s.structure_id not in demandeuses
    }


def build_parts(
    appuis: Appuis,
    gens: Sequence[str],
    demi_journees: int,
    dites: Mapping[str, int] | None,
    annee: int,
) -> tuple[Part, ...]:
    """The part of each: as it was said (``dites``), else shared evenly, first to those who have most left."""
    tous = {_name_appui(a): a for s in appuis.structures for a in s.appuis}
    soldes = {s.structure_id: s.compute_solde(annee) for s in appuis.structures}
    lieux = [(tous[qui].structure_id if qui in tous else UUID(qui.removeprefix("s-")), tous.get(qui)) for qui in gens]
    egales = share(demi_journees, [soldes[structure].reste for structure, _ in lieux])
    return tuple(
        Part(
            structure,
            egales[rang] if dites is None else dites[qui],
            appui.id if appui is not None else None,
            appui.version if appui is not None else 0,
        )
        for rang, (qui, (structure, appui)) in enumerate(zip(gens, lieux, strict=True))
    )


def name_depassements(appuis: Appuis, parts: Sequence[Part], annee: int) -> list[str]:
    """Whose year would be overrun, and by how much."""
    soldes = {s.structure_id: s.compute_solde(annee) for s in appuis.structures}
    noms = {s.structure_id: s.structure for s in appuis.structures}
    tous = {a.id: a for s in appuis.structures for a in s.appuis}
    avant = {
        part.structure_id: tous[part.appui_id].demi_journees
        for part in parts
        if part.appui_id is not None and tous[part.appui_id].annee == annee
    }
    return [
        f"{noms[structure]} : {format_pluriel(de_trop, 'demi-journée')} de plus que les {soldes[structure].droit} de "
        f"l’année."
        for structure, de_trop in list_depassements(parts, soldes, avant).items()
    ]


def _name_appui(appui: AppuiListe) -> str:
    return f"a-{appui.id}"
