"""A binôme in words: who shows what to whom, where they meet. Plain texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from caprse.progres.binomes.lecture import BinomeVu, Sujets
from caprse.progres.binomes.regles import LIBELLES_LIEU, Don, Suivi
from caprse.socle.dates import format_date
from caprse.socle.francais import enumerate_words

SUJETS_DITS = 2
A_LA_MAIN = "Choisi par la chargée de mission"


def name_sujet(code: str, sujets: Sujets) -> str:
    """The title of a critère; an enjeu says that it is all of it."""
    titre = sujets.titres[code]
    return titre if code in sujets.enjeux else f"{titre} (tout l’enjeu)"


def list_sujets(codes: Iterable[str], titres: Mapping[str, str]) -> list[str]:
    """Their titles, each once; those that the référentiel forgot are left out."""
    return list(dict.fromkeys(titres[code] for code in codes if code in titres))


def build_raison(binome: BinomeVu, titres: Mapping[str, str]) -> str:
    """Why these would meet, in one sentence: what each shows to whoever looks for it, then where they are."""
    deux = len(binome.noms) == 2
    dits = [
        f"{nom} partage {_quote(list_sujets(_list_codes(siens), titres))}"
        + ("" if deux else f" avec {enumerate_words([binome.noms[don.a] for don in siens])}")
        for cle, nom in binome.noms.items()
        if (siens := [don for don in binome.dons if don.de == cle and list_sujets(don.codes, titres)])
    ]
    return f"{', '.join(dits) or A_LA_MAIN} : {LIBELLES_LIEU[binome.lieu]}."


def name_autres(binome: BinomeVu, structure_id: UUID) -> str:
    """Those whom a structure meets."""
    return enumerate_words([nom for cle, nom in binome.noms.items() if cle != structure_id])


def name_tous(binome: BinomeVu) -> str:
    return enumerate_words(list(binome.noms.values()))


def list_echanges(binome: BinomeVu, structure_id: UUID, titres: Mapping[str, str]) -> list[tuple[str, Sequence[str]]]:
    """What one of them goes to see at each other's, then what it shows itself: heads and titles."""
    recus = [
        (f"À voir chez {binome.noms[don.de]}", list_sujets(don.codes, titres))
        for don in binome.dons
        if don.a == structure_id
    ]
    montres = list_sujets(_list_codes(don for don in binome.dons if don.de == structure_id), titres)
    return [(tete, dits) for tete, dits in (*recus, ("À montrer chez nous", montres)) if dits]


def describe_suivi(binome: BinomeVu, today: date) -> str:
    """Where its visits stand, in a few words."""
    match binome.follow(today):
        case Suivi.SANS_DATE:
            return "aucune visite prévue"
        case Suivi.A_VENIR:
            return f"visite le {format_date(find_prochaine(binome, today))}"
        case Suivi.A_RACONTER:
            return f"visite du {format_date(binome.visites[0].jour)}, sans note"
        case Suivi.FAITE:
            return f"dernière visite le {format_date(binome.visites[0].jour)}"


def find_prochaine(binome: BinomeVu, today: date) -> date:
    """The next day on which they meet; raises ValueError where there is none."""
    return min(visite.jour for visite in binome.visites if visite.jour >= today)


def _list_codes(dons: Iterable[Don]) -> list[str]:
    return [code for don in dons for code in don.codes]


def _quote(titres: Sequence[str]) -> str:
    dits = [f"«\u00a0{titre}\u00a0»" for titre in titres[:SUJETS_DITS]]
    reste = len(titres) - len(dits)
    return enumerate_words([*dits, f"{reste:d} autre{'s' if reste > 1 else ''}"] if reste else dits)
