"""How a binôme is shown: HTML of ours, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from caprse.progres.binomes.lecture import BinomeVu, Visite
from caprse.progres.binomes.phrases import build_raison, describe_suivi, list_echanges, list_sujets, name_tous
from caprse.progres.binomes.regles import LIBELLES_LIEU, EtatBinome, SaisieEntraide, Suivi
from caprse.socle.dates import format_date
from caprse.socle.signes import escape_html

A_SUIVRE = frozenset({Suivi.SANS_DATE, Suivi.A_RACONTER})


def build_echanges(binome: BinomeVu, structure_id: UUID, titres: Mapping[str, str]) -> str:
    """What one goes to see, what one shows, how one meets."""
    lieu = LIBELLES_LIEU[binome.lieu].capitalize()
    return _build_listes([*list_echanges(binome, structure_id, titres), ("Pour nous voir", [lieu])])


def build_listes(saisie: SaisieEntraide, titres: Mapping[str, str]) -> str:
    """What a structure declared, for whoever reads it."""
    listes = [
        ("Nous partageons", list_sujets(saisie.offre, titres)),
        ("Nous cherchons", list_sujets(saisie.cherche, titres)),
    ]
    return _build_listes([(tete, dits) for tete, dits in listes if dits])


def build_visites(visites: Sequence[Visite], today: date) -> str:
    """Each visit on its line, the one that comes first of all."""
    lignes = "".join(
        f"<li><b>{'À venir, le ' if visite.jour >= today else 'Visite du '}{format_date(visite.jour)}</b>"
        f"{_build_note(visite.note)}</li>"
        for visite in visites
    )
    return f'<ul class="cap-binome-visites">{lignes}</ul>'


def build_ligne(binome: BinomeVu, titres: Mapping[str, str], today: date) -> str:
    """One binôme in the list of whoever animates: who, why, where it stands."""
    suivi = ""
    if binome.etat is EtatBinome.ACCEPTE:
        classe = "cap-binome-retard" if binome.follow(today) in A_SUIVRE else "cap-binome-suivi"
        suivi = f'<small class="{classe}">{escape_html(describe_suivi(binome, today).capitalize())}</small>'
    return (
        f'<div class="cap-binome"><b>{escape_html(name_tous(binome))}</b>'
        f"<p>{escape_html(build_raison(binome, titres))}</p>{suivi}</div>"
    )


def build_seule(nom: str, raison: str = "") -> str:
    """One that meets nobody, and why."""
    dite = f"<small>{escape_html(raison[:1].upper() + raison[1:])}</small>" if raison else ""
    return f'<p class="cap-binome-seule"><b>{escape_html(nom)}</b>{dite}</p>'


def _build_listes(listes: Sequence[tuple[str, Sequence[str]]]) -> str:
    blocs = "".join(
        f"<div><dt>{escape_html(tete)}</dt>{''.join(f'<dd>{escape_html(dit)}</dd>' for dit in dits)}</div>"
        for tete, dits in listes
    )
    return f'<dl class="cap-binome-listes">{blocs}</dl>'


def _build_note(note: str) -> str:
    sur = escape_html(note).replace("\n", "<br>")
    return f"<p>{sur}</p>" if note else ""
