"""The pages of access, played without a browser: what they show, what their buttons do, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.boite.page import page_boite
from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.comptes.page import page_comptes
from caprse.acces.comptes.page_equipe import page_equipe
from caprse.acces.comptes.page_mon_compte import page_mon_compte
from caprse.acces.connexion.sessions import open_session
from caprse.acces.regles import Role
from caprse.acces.unite import SessionExpiree, open_unit, open_unit_systeme
from caprse.courrier.facteur import add_courriel
from caprse.socle.installation import Installation
from tests.acces.conftest import configure, read_courriels
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import open_page
from tests.monde import Monde

# One of them is app.py's own, before any page.
REQUETES_MAX = 6
INVITEE = "L'invitation est prête."

Ouvrir = Callable[..., AppTest]


@pytest.fixture
def ouvrir(monde: Monde) -> Ouvrir:
    """Open a page as a person whose browser holds a session; its refusals are shown as ``app.py`` shows them."""

    def ouvrir_page(page: Callable[[], None], personne: str, **adresse: str) -> AppTest:
        return open_page(monde, personne, page, **adresse)

    return ouvrir_page


def _habilitation(monde: Monde, personne: str) -> UUID:
    [(id_,)] = execute("select id from habilitation where compte_id = :c", c=monde.comptes[personne])
    assert isinstance(id_, UUID)
    return id_


def _textes(essai: AppTest) -> str:
    return "\n".join([e.value for liste in (essai.markdown, essai.caption, essai.text) for e in liste])


def test_a_direction_sees_its_team_and_changes_a_role(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipe, "alice")
    assert not essai.exception
    assert "**Alice** (vous)" in _textes(essai)
    assert "ali@exemple.test" in _textes(essai)
    cle = f"role-{_habilitation(monde, 'ali')}"
    essai.selectbox(key=cle).set_value(Role.DIRECTION).run()
    assert [s.value for s in essai.success] == ["Ali a maintenant le rôle « Direction »."]
    assert essai.selectbox(key=cle).value == Role.DIRECTION


def test_a_refused_change_says_why_and_shows_the_role_as_it_is(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipe, "alice")
    cle = f"role-{_habilitation(monde, 'alice')}"
    essai.selectbox(key=cle).set_value(Role.LECTURE).run()
    assert "dernière personne à la direction" in essai.error[0].value
    assert essai.selectbox(key=cle).value == Role.DIRECTION


def test_taking_back_an_access_asks_first(ouvrir: Ouvrir, monde: Monde) -> None:
    ali = _habilitation(monde, "ali")
    essai = ouvrir(page_equipe, "alice")
    essai.button(key=f"retirer-{ali}").click().run()
    assert "ne verra plus le carnet" in essai.warning[0].value
    essai.button(key=f"retirer-{ali}-non").click().run()
    assert not essai.warning
    essai.button(key=f"retirer-{ali}").click().run()
    essai.button(key=f"retirer-{ali}-oui").click().run()
    assert essai.success[0].value == "Ali n'a plus accès à cette structure."
    assert execute("select 1 from habilitation where id = :h", h=ali) == []


def test_a_direction_invites_sends_again_and_cancels(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_equipe, "alice")
    essai.text_input(key="inviter-nom").set_value("Zoé *Martin*")
    essai.text_input(key="inviter-courriel").set_value("zoe@exemple.test")
    essai.radio(key="inviter-role").set_value(Role.LECTURE)
    essai.button(key="inviter-envoyer").click().run()
    assert essai.success[0].value.startswith(INVITEE)
    assert essai.text_input(key="inviter-nom").value == ""
    assert r"**Zoé \*Martin\*** · Lecture seule" in _textes(essai)
    [(invitation,)] = execute("select id from invitation")
    essai.button(key=f"renvoyer-{invitation}").click().run()
    assert "L'ancien lien ne fonctionne plus." in essai.success[0].value
    assert len(read_courriels()) == 2
    essai.button(key=f"annuler-{invitation}").click().run()
    essai.button(key=f"annuler-{invitation}-oui").click().run()
    assert essai.success[0].value == "L'invitation est annulée."
    assert "Zoé" not in _textes(essai)


def test_a_bad_entry_keeps_what_was_typed(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_equipe, "alice")
    essai.text_input(key="inviter-nom").set_value("Zoé")
    essai.text_input(key="inviter-courriel").set_value("zoe@")
    essai.button(key="inviter-envoyer").click().run()
    assert "pas complète" in essai.error[0].value
    assert essai.text_input(key="inviter-nom").value == "Zoé"
    assert read_courriels() == []


def test_the_animation_reaches_a_structure_by_its_address(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipe, "anna", structure=str(monde.structures[1]))
    assert "bob@exemple.test" in _textes(essai)
    essai.selectbox(key="equipe-structure").set_value(str(monde.structures[0])).run()
    assert "alice@exemple.test" in _textes(essai)
    assert essai.query_params["structure"] in (str(monde.structures[0]), [str(monde.structures[0])])


def test_who_manages_no_access_finds_no_such_page(ouvrir: Ouvrir, monde: Monde) -> None:
    for personne in ("ali", "aya", "fanny", "personne"):
        essai = ouvrir(page_equipe, personne, structure=str(monde.structures[0]))
        assert "introuvable" in essai.error[0].value, personne
        assert "alice@exemple.test" not in _textes(essai)


def test_a_guessed_structure_shows_ones_own(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipe, "bob", structure=str(monde.structures[0]))
    assert "bob@exemple.test" in _textes(essai)
    assert "alice@exemple.test" not in _textes(essai)


def test_a_person_renames_themselves_and_closes_a_lost_device(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit_systeme() as unit:
        perdu = open_session(unit, monde.comptes["alice"], "Safari sur iPhone")
    essai = ouvrir(page_mon_compte, "alice")
    assert "**Direction** · Collectif A – structure 0" in _textes(essai)
    assert "**Firefox sur Windows** – cet appareil" in _textes(essai)
    essai.text_input(key="mon-nom").set_value("Alice Durand")
    essai.button(key="mon-nom-enregistrer").click().run()
    assert essai.success[0].value == "Votre nom est enregistré."
    [(session,)] = execute("select id from session_web where appareil = 'Safari sur iPhone'")
    essai.button(key=f"fermer-{session}").click().run()
    with pytest.raises(SessionExpiree), open_unit(jeton=perdu):
        pass
    assert "Safari" not in _textes(essai)


def test_leaving_from_ones_account_ends_the_session(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_mon_compte, "alice")
    [(session,)] = execute("select id from session_web")
    essai.button(key=f"fermer-{session}").click().run()
    assert "Votre session est terminée" in essai.error[0].value


def test_the_other_devices_are_closed_together(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit_systeme() as unit:
        for _ in range(2):
            open_session(unit, monde.comptes["alice"], "Ailleurs")
    essai = ouvrir(page_mon_compte, "alice")
    essai.button(key="fermer-autres").click().run()
    assert essai.success[0].value == "2 sessions fermées."
    assert "fermer-autres" not in [b.key for b in essai.button]


def test_the_administration_finds_an_account_and_closes_it(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit_systeme() as unit:
        open_session(unit, monde.comptes["bob"], "Chrome sur Android")
    essai = ouvrir(page_comptes, "adam")
    assert "1 à 10 sur 10 comptes" in _textes(essai)
    essai.text_input(key="comptes-recherche").set_value("BOB").run()
    assert "1 à 1 sur 1 compte" in _textes(essai)
    bob = monde.comptes["bob"]
    essai.button(key=f"gerer-{bob}").click().run()
    assert any("Chrome sur Android" in b.label for b in essai.button)
    essai.button(key=f"sessions-fermer-{bob}").click().run()
    assert essai.success[0].value == "1 session fermée."
    essai.button(key=f"compte-fermer-{bob}").click().run()
    essai.button(key=f"compte-fermer-{bob}-oui").click().run()
    assert essai.success[0].value == (
        "Le compte est fermé. Plus personne ne dirige : Collectif A – structure 1. Invitez une direction."
    )
    assert "**Bob** – compte fermé" in _textes(essai)
    essai.button(key=f"compte-rouvrir-{bob}").click().run()
    assert execute("select actif from compte where id = :c", c=bob) == [(True,)]


def test_the_administration_takes_back_a_role_save_the_last(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_comptes, "adam")
    for personne, attendu in (("anna", "Le rôle est retiré."), ("adam", None)):
        habilitation = _habilitation(monde, personne)
        essai.button(key=f"gerer-{monde.comptes[personne]}").click().run()
        essai.button(key=f"role-retirer-{habilitation}").click().run()
        essai.button(key=f"role-retirer-{habilitation}-oui").click().run()
        assert [s.value for s in essai.success] == ([attendu] if attendu else [])
    assert "dernière personne à l'administration" in essai.error[0].value


def test_the_administration_invites_to_any_role(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_comptes, "adam")
    essai.radio(key="comptes-vue").set_value("Invitations").run()
    for rang, role in enumerate(Role):
        essai.selectbox(key="nouveau-role").set_value(role).run()
        essai.text_input(key="nouveau-nom").set_value("Zoé")
        essai.text_input(key="nouveau-courriel").set_value(f"zoe{rang}@exemple.test")
        essai.button(key="nouveau-envoyer").click().run()
        assert not essai.exception
        assert essai.success[0].value.startswith(INVITEE), role
    assert execute("select count(distinct role) from invitation") == [(6,)]


@pytest.mark.parametrize("page", [page_comptes, page_boite])
def test_only_the_administration_has_these_pages(ouvrir: Ouvrir, page: Callable[[], None]) -> None:
    for personne in ("alice", "anna", "fanny", "personne"):
        assert "introuvable" in ouvrir(page, personne).error[0].value, personne


def test_without_a_mail_server_the_administration_reads_the_links(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_invitation(unit, "zoe@exemple.test", "Zoé", Role.LECTURE, monde.collectif, monde.structures[0])
    essai = ouvrir(page_boite, "adam")
    assert "les messages restent ici" in essai.info[0].value
    assert "À transmettre vous-même." in _textes(essai)
    assert "/invitation/" in essai.code[0].value


def test_with_a_mail_server_nobody_reads_the_links_and_failures_can_be_tried_again(
    ouvrir: Ouvrir, monde: Monde, installation: Installation
) -> None:
    configure(installation, smtp_hote="smtp.exemple.test")
    with open_unit_systeme() as unit:
        courriel = add_courriel(unit.db, "zoe@exemple.test", "Votre lien", "un lien secret", unit.now)
        unit.db.execute(text("update courriel set essais = 40, erreur = 'Le serveur refuse ce destinataire'"))
    essai = ouvrir(page_boite, "adam")
    assert not essai.code
    assert "Pas encore parti. Le serveur refuse ce destinataire" in _textes(essai)
    essai.button(key=f"essayer-{courriel}").click().run()
    assert essai.success[0].value == "Le message repart."
    assert execute("select essais, erreur from courriel") == [(0, None)]


def _fill(monde: Monde) -> None:
    """Many more people, invitations, sessions and mails."""
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "with c as (insert into compte (courriel, nom) select 'p' || g || '@exemple.test', 'P' || g"
                " from generate_series(1, 40) g returning id)"
                " insert into habilitation (compte_id, role, collectif_id, structure_id)"
                " select id, 'lecture', :c, :s from c"
            ),
            {"c": monde.collectif, "s": monde.structures[0]},
        )
        unit.db.execute(
            text(
                "insert into invitation (courriel, nom, role, collectif_id, structure_id, empreinte, expire_le)"
                " select 'i' || g || '@exemple.test', 'I', 'lecture', :c, :s, g::text, '2030-01-01'"
                " from generate_series(1, 30) g"
            ),
            {"c": monde.collectif, "s": monde.structures[0]},
        )
        for personne in ("alice", "adam"):
            for _ in range(10):
                open_session(unit, monde.comptes[personne], "Essai")
        for rang in range(30):
            add_courriel(unit.db, f"p{rang}@exemple.test", "Bonjour", "…", unit.now)


@pytest.mark.parametrize(
    ("page", "personne"),
    [
        (page_equipe, "alice"),
        (page_equipe, "anna"),
        (page_mon_compte, "alice"),
        (page_comptes, "adam"),
        (page_boite, "adam"),
    ],
)
def test_a_page_costs_few_statements_whatever_the_number_of_rows(
    ouvrir: Ouvrir, monde: Monde, installation: Installation, page: Callable[[], None], personne: str
) -> None:
    essai = ouvrir(page, personne)
    with count_statements(installation.moteur) as peu:
        essai.run()
    _fill(monde)
    with count_statements(installation.moteur) as beaucoup:
        essai.run()
    assert not essai.exception
    assert len(peu) == len(beaucoup) <= REQUETES_MAX


def test_the_details_of_an_account_and_the_invitations_cost_few_statements_too(
    ouvrir: Ouvrir, monde: Monde, installation: Installation
) -> None:
    essai = ouvrir(page_comptes, "adam")
    essai.button(key=f"gerer-{monde.comptes['adam']}").click().run()
    with count_statements(installation.moteur) as details:
        essai.run()
    essai.radio(key="comptes-vue").set_value("Invitations").run()
    with count_statements(installation.moteur) as invitations:
        essai.run()
    assert max(len(details), len(invitations)) <= REQUETES_MAX
