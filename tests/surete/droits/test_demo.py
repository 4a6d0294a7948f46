"""The invented people reach nothing real, and leave for good when something real comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caprse.acces.comptes.invitations import accept_invitation, create_invitation
from caprse.acces.connexion.demo import COMPTES_DEMO, is_demo_ouverte, open_session_demo
from caprse.acces.regles import Role
from caprse.acces.unite import SessionExpiree, open_unit, open_unit_systeme
from caprse.collectif.service import create_collectif
from caprse.demo.service import create_demo
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation, set_installation
from tests.base import execute, get_value

DEBUT = date(2026, 9, 1)


@pytest.fixture
def demo(installation: Installation) -> Installation:
    avec = replace(installation, reglages=replace(installation.reglages, demo=True))
    set_installation(avec)
    create_demo(avec, 2, 3)
    return avec


def _enter(role: Role) -> str:
    with open_unit_systeme() as unit:
        return open_session_demo(unit, role, "Firefox")


def _come_true() -> object:
    """A collectif that is not invented, as the operator's command makes it."""
    with open_unit_systeme() as unit:
        return create_collectif(unit, "Vrai collectif", DEBUT, 12)


def _compte(role: Role) -> object:
    return get_value("select id from compte where courriel = :c", c=COMPTES_DEMO[role])


@pytest.mark.parametrize("role", Role)
def test_the_entries_and_the_open_sessions_close_when_something_real_comes(demo: Installation, role: Role) -> None:
    jeton = _enter(role)
    with open_unit(jeton=jeton) as unit:
        assert unit.acteur.demo
    with open_unit_systeme() as unit:
        assert is_demo_ouverte(unit)
    _come_true()
    with open_unit_systeme() as unit:
        assert not is_demo_ouverte(unit)
    with pytest.raises(Refus, match=r"La démonstration est fermée.*Rien n’est perdu"):
        _enter(role)
    with pytest.raises(SessionExpiree), open_unit(jeton=jeton):
        pass


def test_a_collectif_made_in_the_demonstration_is_invented_too(demo: Installation) -> None:
    with open_unit(jeton=_enter(Role.ADMINISTRATION)) as unit:
        create_collectif(unit, "Un de plus", DEBUT, 12)
    assert get_value("select bool_and(fictif) from collectif")
    with pytest.raises(Refus, match="démonstration"), open_unit(jeton=_enter(Role.ADMINISTRATION)) as unit:
        unit.db.execute(
            text("insert into collectif (nom, debut, mois, fictif) values ('Brut', '2026-01-01', 6, false)")
        )


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.FEDERATION])
def test_the_demonstration_invites_nobody_to_what_reaches_everything(demo: Installation, role: Role) -> None:
    with pytest.raises(Refus, match="démonstration"), open_unit(jeton=_enter(Role.ADMINISTRATION)) as unit:
        create_invitation(unit, "vraie@exemple.test", "Vraie", role)
    with pytest.raises(Refus, match="démonstration"), open_unit(jeton=_enter(Role.ADMINISTRATION)) as unit:
        unit.db.execute(
            text(
                "insert into invitation (courriel, nom, role, empreinte, cree_par, expire_le)"
                " values ('v@exemple.test', 'V', :role, 'e', mon_compte(), now() + interval '1 day')"
            ),
            {"role": role},
        )


def test_an_invitation_written_before_cannot_be_accepted_into_something_real(demo: Installation) -> None:
    _come_true()
    with pytest.raises(DBAPIError), open_unit_systeme() as unit:
        unit.db.execute(text("update collectif set fictif = true"))  # not even the system may take that back
    with pytest.raises(Refus, match="démonstration"):
        execute(
            "insert into invitation (courriel, nom, role, collectif_id, empreinte, cree_par, expire_le)"
            " select 'v@exemple.test', 'V', 'animation', k.id, 'e', cast(:demo as uuid), now() + interval '1 day'"
            " from collectif k where not k.fictif",
            demo=_compte(Role.ADMINISTRATION),
        )


@pytest.mark.parametrize("role", [Role.ANIMATION, Role.ADMINISTRATION])
def test_an_invented_person_is_given_no_role_in_a_real_place(demo: Installation, role: Role) -> None:
    reel = _come_true()
    with pytest.raises(Refus, match="démonstration"):
        execute(
            "insert into habilitation (compte_id, role, collectif_id) values (:c, :r, :k)",
            c=_compte(Role.DIRECTION),
            r=role,
            k=reel if role is Role.ANIMATION else None,
        )


def test_the_demonstration_takes_no_true_account(demo: Installation) -> None:
    execute("insert into compte (courriel, nom) values ('vraie@exemple.test', 'Vraie')")
    vraie = get_value("select id from compte where courriel = 'vraie@exemple.test'")
    execute("insert into habilitation (compte_id, role) values (:c, 'administration')", c=vraie)
    for requete in (
        "update compte set courriel = 'a-moi@exemple.test' where id = :c",
        "update compte set actif = false where id = :c",
        "delete from habilitation where compte_id = :c",
    ):
        with pytest.raises(Refus, match="démonstration"), open_unit(jeton=_enter(Role.ADMINISTRATION)) as unit:
            unit.db.execute(text(requete), {"c": vraie})


def test_whoever_the_demonstration_invited_stays_in_it(demo: Installation) -> None:
    """A true person may be shown around; what they get is in the invented collectif alone."""
    structure = get_value("select structure_id from habilitation where compte_id = :c", c=_compte(Role.DIRECTION))
    collectif = get_value("select id from collectif")
    with open_unit(jeton=_enter(Role.DIRECTION)) as unit:
        create_invitation(unit, "vraie@exemple.test", "Vraie", Role.LECTURE, collectif, structure)
    execute("update invitation set empreinte = encode(sha256('jeton'), 'hex')")
    with open_unit_systeme() as unit:
        accept_invitation(unit, "jeton", "Firefox")
    _come_true()
    vraie = get_value("select id from compte where courriel = 'vraie@exemple.test'")
    with open_unit(compte_id=vraie) as unit:
        noms = unit.db.scalars(text("select nom from collectif")).all()
    assert "Vrai collectif" not in noms
