"""Rules of access, pure."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.regles import (
    EXPLICATIONS,
    LIBELLES,
    RANGS,
    ROLES_DE_STRUCTURE,
    Acteur,
    Droit,
    Operation,
    Role,
    can_give,
    format_appareil,
    has_portee,
    refusal_nom,
)

COLLECTIF, STRUCTURE, AUTRE = uuid4(), uuid4(), uuid4()


def _acteur(role: Role, collectif: UUID | None = None, structure: UUID | None = None) -> Acteur:
    return Acteur(uuid4(), "X", droits=(Droit(role, collectif, structure),))


def test_every_role_has_its_words() -> None:
    assert set(LIBELLES) == set(EXPLICATIONS) == set(Role)
    assert set(RANGS) == ROLES_DE_STRUCTURE


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("acteur", "roles_donnes"),
    [
        (_acteur(Role.DIRECTION, COLLECTIF, STRUCTURE), ROLES_DE_STRUCTURE),
        (_acteur(Role.ANIMATION, COLLECTIF), ROLES_DE_STRUCTURE),
        (_acteur(Role.ADMINISTRATION), set(Role)),
        (_acteur(Role.CONTRIBUTION, COLLECTIF, STRUCTURE), set()),
        (_acteur(Role.LECTURE, COLLECTIF, STRUCTURE), set()),
        (_acteur(Role.FEDERATION), set()),
        (_acteur(Role.DIRECTION, COLLECTIF, AUTRE), set()),
        (_acteur(Role.ANIMATION, AUTRE), set()),
        (Acteur(uuid4(), "X"), set()),
    ],
)
def test_nobody_gives_more_than_they_may(acteur: Acteur, roles_donnes: set[Role], role: Role) -> None:
    collectif = COLLECTIF if role in ROLES_DE_STRUCTURE or role is Role.ANIMATION else None
    structure = STRUCTURE if role in ROLES_DE_STRUCTURE else None
    assert can_give(acteur, role, collectif, structure) == (role in roles_donnes)


def test_the_animation_gives_no_role_without_naming_the_structure() -> None:
    assert not can_give(_acteur(Role.ANIMATION, COLLECTIF), Role.DIRECTION, COLLECTIF, None)


@pytest.mark.parametrize(
    ("role", "collectif", "structure", "attendu"),
    [
        (Role.DIRECTION, COLLECTIF, STRUCTURE, True),
        (Role.DIRECTION, COLLECTIF, None, False),
        (Role.LECTURE, None, STRUCTURE, False),
        (Role.ANIMATION, COLLECTIF, None, True),
        (Role.ANIMATION, None, None, False),
        (Role.ANIMATION, COLLECTIF, STRUCTURE, False),
        (Role.ADMINISTRATION, None, None, True),
        (Role.ADMINISTRATION, COLLECTIF, None, False),
        (Role.FEDERATION, None, STRUCTURE, False),
    ],
)
def test_a_role_holds_where_it_makes_sense(
    role: Role, collectif: UUID | None, structure: UUID | None, attendu: bool
) -> None:
    assert has_portee(role, collectif, structure) is attendu


@pytest.mark.parametrize("nom", ["", "x" * 121, "A\nB", "Gagnez sur https://mal.exemple", "a@b.fr", "A\u202eB"])
def test_a_name_carries_neither_line_breaks_nor_addresses(nom: str) -> None:
    assert refusal_nom(nom) is not None


@pytest.mark.parametrize("nom", ["Élise d’Artagnan-N’Diaye", "李", "O’Brien"])
def test_names_of_people_are_accepted(nom: str) -> None:
    assert refusal_nom(nom) is None


@pytest.mark.parametrize(
    ("user_agent", "attendu"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows"),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
                " Safari/537.36 Edg/140.0.0.0"
            ),
            "Edge sur Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                " Version/18.0 Mobile/15E148 Safari/604.1"
            ),
            "Safari sur iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 15; SM-A156B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0"
                " Chrome/125.0 Mobile Safari/537.36"
            ),
            "Samsung Internet sur Android",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome sur Linux",
        ),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                " Version/18.0 Safari/605.1.15"
            ),
            "Safari sur Mac",
        ),
        ("", "Navigateur inconnu"),
        ("<script>alert(1)</script>" * 500, "Navigateur inconnu"),
    ],
)
def test_a_device_is_told_in_plain_words(user_agent: str, attendu: str) -> None:
    assert format_appareil(user_agent) == attendu


@given(st.text())
def test_the_label_of_a_device_stays_short_whatever_the_browser_says(user_agent: str) -> None:
    assert len(format_appareil(user_agent)) <= 40


def test_only_these_roles_manage_accesses() -> None:
    porteurs = {
        role
        for role in Role
        if _acteur(role, COLLECTIF, STRUCTURE if role in ROLES_DE_STRUCTURE else None).can(
            Operation.UPDATE_STRUCTURE_ACCES, COLLECTIF, STRUCTURE
        )
    }
    assert porteurs == {Role.DIRECTION, Role.ANIMATION, Role.ADMINISTRATION}
