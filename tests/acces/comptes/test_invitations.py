"""Invitations: who may invite whom, once, until when; on a real base."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from caprse.acces.comptes.invitations import (
    InvitationMorte,
    accept_invitation,
    cancel_invitation,
    create_invitation,
    get_invitation,
    list_invitations,
    resend_invitation,
)
from caprse.acces.comptes.service import set_actif
from caprse.acces.connexion.limites import TropDeTentatives
from caprse.acces.regles import LIBELLES, ROLES_DE_STRUCTURE, Role
from caprse.acces.unite import Unit, hash_jeton, open_unit, open_unit_systeme
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from tests.acces.conftest import find_lien, read_courriels
from tests.base import execute
from tests.conftest import Horloge
from tests.droits import check_rights, has_role
from tests.monde import Monde

ZOE = "zoe@exemple.test"


def _invite(
    monde: Monde, par: str = "alice", courriel: str = ZOE, role: Role = Role.CONTRIBUTION, nom: str = "Zoé"
) -> UUID:
    collectif = monde.collectif if role in ROLES_DE_STRUCTURE or role is Role.ANIMATION else None
    structure = monde.structures[0] if role in ROLES_DE_STRUCTURE else None
    with open_unit(compte_id=monde.comptes[par]) as unit:
        return create_invitation(unit, courriel, nom, role, collectif, structure)


def _jeton(courriel: str = ZOE) -> str:
    contenus = [contenu for destinataire, _, contenu in read_courriels() if destinataire == courriel]
    return find_lien(contenus[-1]).rsplit("/", 1)[1]


def _accept(jeton: str) -> str:
    with open_unit_systeme() as unit:
        return accept_invitation(unit, jeton, "Essai")


def test_an_invitation_arrives_by_mail_opens_the_account_and_a_session(monde: Monde) -> None:
    _invite(monde, nom="  Zoé   Martin ")
    [(destinataire, objet, contenu)] = read_courriels()
    assert destinataire == ZOE
    assert objet == "Invitation au cahier CAP RSE pour Collectif A – structure 0"
    assert "Bonjour Zoé Martin," in contenu
    assert "Alice vous invite" in contenu
    assert "jusqu’au 28\u00a0mars\u00a02026 à 14\u00a0h\u00a002" in contenu
    with open_unit(jeton=_accept(_jeton())) as unit:
        assert unit.acteur.nom == "Zoé Martin"
        assert has_role(unit.acteur, Role.CONTRIBUTION)
        assert unit.acteur.structures()[0].structure_id == monde.structures[0]


def test_who_may_invite_to_a_structure(monde: Monde) -> None:
    for role in ROLES_DE_STRUCTURE:

        def invite(unit: Unit, role: Role = role) -> object:
            return create_invitation(unit, ZOE, "Zoé", role, monde.collectif, monde.structures[0])

        check_rights(monde, {"alice", "anna", "adam"}, invite)


@pytest.mark.parametrize("role", [Role.ANIMATION, Role.ADMINISTRATION, Role.FEDERATION])
def test_only_the_administration_invites_above_a_structure(monde: Monde, role: Role) -> None:
    collectif = monde.collectif if role is Role.ANIMATION else None
    check_rights(monde, {"adam"}, lambda unit: create_invitation(unit, ZOE, "Zoé", role, collectif))


def test_a_role_is_offered_only_where_it_makes_sense(monde: Monde) -> None:
    c, s = monde.collectif, monde.structures[0]
    for role, collectif, structure in (
        (Role.DIRECTION, c, None),
        (Role.DIRECTION, None, s),
        (Role.ADMINISTRATION, c, s),
        (Role.ANIMATION, c, s),
        (Role.ANIMATION, None, None),
        # A structure of another collectif, or of none.
        (Role.DIRECTION, c, monde.structure_ailleurs),
        (Role.DIRECTION, c, uuid4()),
    ):
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["adam"]) as unit:
            create_invitation(unit, ZOE, "Zoé", role, collectif, structure)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["anna"]) as unit:
        create_invitation(unit, ZOE, "Zoé", Role.DIRECTION, monde.collectif, monde.structure_ailleurs)
    assert read_courriels() == []


def test_who_may_see_resend_and_cancel_the_invitations_of_a_structure(monde: Monde) -> None:
    invitation = _invite(monde)
    permis = {"alice", "anna", "adam"}
    check_rights(monde, permis, lambda unit: list_invitations(unit, monde.collectif, monde.structures[0]))
    check_rights(monde, permis, lambda unit: resend_invitation(unit, invitation))
    check_rights(monde, permis, lambda unit: cancel_invitation(unit, invitation))
    check_rights(monde, {"adam"}, list_invitations)
    check_rights(monde, set(), lambda unit: cancel_invitation(unit, uuid4()))


def test_an_invitation_above_a_structure_is_handled_by_the_administration_alone(monde: Monde) -> None:
    invitation = _invite(monde, par="adam", role=Role.ANIMATION)
    check_rights(monde, {"adam"}, lambda unit: resend_invitation(unit, invitation))
    check_rights(monde, {"adam"}, lambda unit: cancel_invitation(unit, invitation))


def test_all_reasons_for_a_bad_entry_are_told_together(monde: Monde) -> None:
    with pytest.raises(SaisieInvalide) as refus:
        _invite(monde, courriel="zoe@", nom="Zoé\nBcc: x@y.fr <script> http://x")
    assert len(refus.value.raisons) == 2
    assert read_courriels() == []


def test_a_person_is_invited_once_per_structure_whatever_the_case_of_the_address(monde: Monde) -> None:
    _invite(monde)
    with pytest.raises(Refus, match="déjà invitée"):
        _invite(monde, par="anna", courriel="ZOE@Exemple.test", role=Role.DIRECTION)
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        create_invitation(unit, ZOE, "Zoé", Role.LECTURE, monde.collectif, monde.structures[1])
    assert len(read_courriels()) == 2


def test_two_invitations_at_once_leave_one(monde: Monde) -> None:
    def attempt(_: int) -> bool:
        try:
            _invite(monde)
        except Refus:
            return False
        return True

    with ThreadPoolExecutor(4) as fils:
        assert sum(fils.map(attempt, range(4))) == 1
    assert len(read_courriels()) == 1


def test_an_expired_invitation_does_not_hinder_a_new_one(monde: Monde, horloge: Horloge) -> None:
    _invite(monde)
    horloge.instant += timedelta(days=14)
    _invite(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert len(list_invitations(unit, monde.collectif, monde.structures[0])) == 1


@pytest.mark.parametrize("role", [Role.CONTRIBUTION, Role.LECTURE])
def test_nobody_is_invited_to_less_than_they_have(monde: Monde, role: Role) -> None:
    with pytest.raises(Refus, match="déjà cet accès"):
        _invite(monde, courriel="ALI@exemple.test", role=role)
    _invite(monde, courriel="ali@exemple.test", role=Role.DIRECTION)


def test_an_invitation_serves_once(monde: Monde) -> None:
    _invite(monde)
    _accept(_jeton())
    with pytest.raises(InvitationMorte):
        _accept(_jeton())
    with pytest.raises(InvitationMorte), open_unit_systeme() as unit:
        get_invitation(unit, _jeton())
    assert execute("select count(*) from session_web") == [(1,)]


def test_two_acceptances_at_once_give_one_account_and_one_session(monde: Monde) -> None:
    _invite(monde)
    jeton = _jeton()

    def attempt(_: int) -> bool:
        try:
            _accept(jeton)
        except InvitationMorte:
            return False
        return True

    with ThreadPoolExecutor(6) as fils:
        assert sum(fils.map(attempt, range(6))) == 1
    assert execute("select count(*) from compte where courriel = :c", c=ZOE) == [(1,)]
    assert execute("select count(*) from session_web") == [(1,)]


def test_two_invitations_of_one_newcomer_accepted_at_once_give_one_account_with_both_roles(monde: Monde) -> None:
    _invite(monde)
    premier = _jeton()
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        create_invitation(unit, ZOE.upper(), "Zoé", Role.LECTURE, monde.collectif, monde.structures[1])
    second = _jeton(ZOE.upper())
    with ThreadPoolExecutor(2) as fils:
        sessions = list(fils.map(_accept, (premier, second)))
    for session in sessions:
        with open_unit(jeton=session) as unit:
            assert len(unit.acteur.droits) == 2
    assert execute("select count(*) from compte where lower(courriel) = :c", c=ZOE) == [(1,)]


def test_an_invitation_expires_after_fourteen_days(monde: Monde, horloge: Horloge) -> None:
    _invite(monde)
    horloge.instant += timedelta(days=14)
    with pytest.raises(InvitationMorte):
        _accept(_jeton())
    horloge.instant -= timedelta(seconds=1)
    _accept(_jeton())


def test_a_cancelled_invitation_opens_nothing_and_cannot_be_sent_again(monde: Monde) -> None:
    invitation = _invite(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        cancel_invitation(unit, invitation)
    with pytest.raises(InvitationMorte):
        _accept(_jeton())
    for action in (cancel_invitation, resend_invitation):
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["alice"]) as unit:
            action(unit, invitation)


def test_sending_again_gives_a_new_link_and_kills_the_old_one(monde: Monde, horloge: Horloge) -> None:
    invitation = _invite(monde)
    ancien = _jeton()
    horloge.instant += timedelta(days=15)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        resend_invitation(unit, invitation)
    assert _jeton() != ancien
    with pytest.raises(InvitationMorte):
        _accept(ancien)
    assert "Anna vous invite" in read_courriels()[-1][2]
    _accept(_jeton())


def test_an_existing_account_is_reused_and_keeps_its_name(monde: Monde) -> None:
    _invite(monde, courriel="BOB@exemple.test", nom="Robert")
    with open_unit(jeton=_accept(_jeton("BOB@exemple.test"))) as unit:
        assert unit.acteur.compte_id == monde.comptes["bob"]
        assert unit.acteur.nom == "Bob"
        assert {(d.role, d.structure_id) for d in unit.acteur.droits} == {
            (Role.DIRECTION, monde.structures[1]),
            (Role.CONTRIBUTION, monde.structures[0]),
        }


def test_an_old_invitation_to_a_lesser_role_lowers_nobody(monde: Monde) -> None:
    _invite(monde, role=Role.LECTURE)
    lecture = _jeton()
    with open_unit_systeme() as unit:
        unit.db.connection().exec_driver_sql(
            f"insert into compte (id, courriel, nom) values ('{uuid4()}', '{ZOE}', 'Zoé')"
        )
        unit.db.connection().exec_driver_sql(
            "insert into habilitation (compte_id, role, collectif_id, structure_id) select id, 'direction',"
            f" '{monde.collectif}', '{monde.structures[0]}' from compte where courriel = '{ZOE}'"
        )
    with open_unit(jeton=_accept(lecture)) as unit:
        assert unit.acteur.droits[0].role is Role.DIRECTION


def test_a_closed_account_does_not_come_back_through_an_invitation(monde: Monde) -> None:
    _invite(monde, courriel="bob@exemple.test")
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["bob"], False)
    with pytest.raises(Refus, match="fermé"):
        _accept(_jeton("bob@exemple.test"))
    assert execute("select acceptee_le from invitation") == [(None,)]


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.FEDERATION, Role.ANIMATION])
def test_the_administration_invites_to_any_role(monde: Monde, role: Role) -> None:
    _invite(monde, par="adam", role=role)
    with open_unit_systeme() as unit:
        vue = get_invitation(unit, _jeton())
    assert vue.lieu.nom == ("Collectif A" if role is Role.ANIMATION else "")
    with open_unit(jeton=_accept(_jeton())) as unit:
        assert has_role(unit.acteur, role), LIBELLES[role]


def test_only_the_hash_of_the_token_is_kept_and_none_of_it_reaches_the_journal(monde: Monde) -> None:
    invitation = _invite(monde)
    premier = _jeton()
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        resend_invitation(unit, invitation)
    second = _jeton()
    _accept(second)
    for secret in (premier, second, hash_jeton(premier), hash_jeton(second)):
        assert execute("select 1 from journal where journal::text like '%' || :s || '%'", s=secret) == []
        assert execute("select 1 from invitation where invitation::text like '%' || :s || '%'", s=premier) == []
    lignes = execute("select operation, compte_id, apres from journal where objet = 'invitation' order by id")
    assert [(o, c) for o, c, _ in lignes] == [
        ("INSERT", monde.comptes["alice"]),
        ("UPDATE", None),
    ], "resending at the same instant changes nothing but the secret"
    assert isinstance(lignes[0][2], dict)
    assert lignes[0][2]["courriel"] == ZOE


def test_one_person_does_not_flood_another_nor_the_world(monde: Monde) -> None:
    invitation = _invite(monde)
    for _ in range(4):
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            resend_invitation(unit, invitation)
    for personne in ("alice", "anna"):
        with pytest.raises(TropDeTentatives), open_unit(compte_id=monde.comptes[personne]) as unit:
            resend_invitation(unit, invitation)
    for rang in range(55):
        _invite(monde, courriel=f"p{rang}@exemple.test")
    with pytest.raises(TropDeTentatives, match="24\u00a0heures"):
        _invite(monde, courriel="p99@exemple.test")
    _invite(monde, par="anna", courriel="p99@exemple.test")


def test_a_fired_direction_enters_no_one_with_the_links_it_kept(monde: Monde) -> None:
    _invite(monde, role=Role.DIRECTION)
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["alice"], False)
    with pytest.raises(InvitationMorte):
        _accept(_jeton())
