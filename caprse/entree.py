"""What a page is to the menu: its address, its title, its place, the roles that see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from caprse.acces.regles import ROLES_DE_STRUCTURE, Role

STRUCTURE = frozenset(ROLES_DE_STRUCTURE)
ECRITURE = frozenset({Role.DIRECTION, Role.CONTRIBUTION})
DIRECTION = frozenset({Role.DIRECTION})
ANIMATION = frozenset({Role.ANIMATION})
ADMINISTRATION = frozenset({Role.ADMINISTRATION})
FEDERATION = frozenset({Role.FEDERATION})
SUIVI = REFERENTIEL = ANIMATION | ADMINISTRATION
COLLECTIF = STRUCTURE | ANIMATION
TOUS: frozenset[Role] = frozenset()
# In nobody's menu: not used each time.
AUCUN: frozenset[Role] = frozenset()
NOUVELLES = "nouvelles"
MON_COLLECTIF = "Mon collectif"
# Whoever animates finds a dozen pages by what one comes to do.
SUIVRE, REUNIR, ECHANGER = "Suivre", "Se réunir", "Échanger"
SANS_MENU = ""  # reached from another page, by an address that says which


@dataclass(frozen=True)
class Entree:
    """One page: its address, its place in the menu, the roles that see it (none named: everyone).

    ``menu``: the roles in whose menu it stands, when others reach it from their home, their guide or another page.
    ``ailleurs``: what those in whose menu it does not stand call it, when they cannot do there what its title says.
    ``groupe``: its place in the long menu of whoever animates, when it is not that of what is followed.
    """

    nom: str
    fonction: Callable[[], None]
    titre: str
    icone: str
    section: str
    roles: frozenset[Role]
    menu: frozenset[Role] | None = None
    groupe: str = SUIVRE
    ailleurs: str = ""

    def find_section(self, roles: set[Role]) -> str:
        """The group of the menu in which it stands for who has these roles."""
        if self.section == MON_COLLECTIF and roles <= FEDERATION:
            return "Fédération"
        return self.groupe if self.section == MON_COLLECTIF and Role.ANIMATION in roles else self.section

    def name_for(self, roles: set[Role]) -> str:
        """What the page is called for who has these roles."""
        return self.titre if not self.ailleurs or self.is_in_menu(roles) else self.ailleurs

    def is_in_menu(self, roles: set[Role]) -> bool:
        """Whether the menu of who has these roles shows it."""
        return bool(self.section) and bool(self.menu is None or self.menu & roles)
