"""What a kind of act looks like at the head of its line: 24 × 24 drawings made of strokes. Pure."""

from __future__ import annotations

from functools import cache

from caprse.journal.faits import OBJETS
from caprse.socle.ecran.cadre import build_image

_TRAITS: dict[str, str] = {
    "Réponses": "M4 12.5l5 5L20 6.5",
    "Carnets": "M6 3h12v18H6zM10 8h5M10 12h5",
    "Relecture et discussions": "M4 5h16v11H11l-4 4v-4H4z",
    "Traces": "M20 11l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 5 5L10 17a1.8 1.8 0 0 1-2.5-2.5l7-7",
    "Pratiques": "M9 18h6M10 21h4M8 14a6 6 0 1 1 8 0c-.8.8-1 1.4-1 2H9c0-.6-.2-1.2-1-2",
    "Binômes": "M9 11a3.2 3.2 0 1 0 0-6.4M3 20c.6-3.4 3-5 6-5M15 11a3.2 3.2 0 1 1 0-6.4M21 20c-.6-3.4-3-5-6-5M9 15h6",
    "Actions et appuis": "M6 21V4h11l-2 4 2 4H6",
    "Calendrier et rencontres": "M4 6h16v14H4zM4 10.5h16M8 3v4M16 3v4",
    "Séances": "M3 4h18v12H3zM12 16v4M8 20h8",
    "Structures": "M4 21V9l8-5 8 5v12M9.5 21v-6h5v6",
    "Comptes et accès": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4 20c1-4 4-5.5 8-5.5s7 1.5 8 5.5",
    "Référentiel et chiffres publiés": "M5 20V11M12 20V4M19 20v-6",
}
_AUTRE = "M12 7v5l3 2M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18"
_FAMILLES = {table: famille for famille, tables in OBJETS.items() for table in tables}


@cache
def build_icone(objet: str) -> str:
    """The drawing of what changed, in HTML; the sentence beside it says the same."""
    traits = _TRAITS[_FAMILLES[objet]] if objet in _FAMILLES else _AUTRE
    return build_image(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#0b5a66" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round"><path d="{traits}"/></svg>',
        'width="18" height="18"',
    )
