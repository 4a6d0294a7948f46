"""The pages of access, played without a browser: what they show, what their buttons do, what they cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote
from uuid import UUID

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.boite.page import page_boite
from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.comptes.page import page_comptes
from caprse.acces.comptes.page_equipe import page_equipe
from caprse.acces.comptes.page_equipes import page_equipes
from caprse.acces.comptes.page_mon_compte import page_mon_compte
from caprse.acces.connexion.sessions import open_session
from caprse.acces.regles import Role
from caprse.acces.unite import SessionExpiree, open_unit, open_unit_systeme
from caprse.courrier.facteur import add_courriel
from caprse.socle.installation import Installation
from tests.acces.conftest import configure, read_courriels
from tests.base import execute
from tests.compteur import count_rerun
from tests.ecran import open_page, read_html, run
from tests.monde import Monde, add_personne

# One of them is app.py's own, before any page.
REQUETES_MAX = 6
INVITEE = "L’invitation est prête."

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
    lus = [e.value for liste in (essai.subheader, essai.markdown, essai.caption, essai.text) for e in liste]
    return "\n".join([*lus, read_html(essai)])


def _choisir(essai: AppTest, cle: str, libelle: str) -> AppTest:
    """Press one line of a menu."""
    essai.menu_button(key=cle).click(libelle)
    return run(essai)


def test_a_direction_sees_its_team_and_changes_a_role(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipe, "alice")
    assert "Alice (vous) Direction répond, transmet, invite alice@exemple.test" in _textes(essai)
    assert "Ali Contribution remplit les critères ali@exemple.test" in _textes(essai)
    _choisir(essai, f"menu-{_habilitation(monde, 'ali')}", "Donner le rôle « Direction »")
    assert [s.value for s in essai.success] == ["Ali a maintenant le rôle « Direction »."]
    assert "Ali Direction répond, transmet, invite ali@exemple.test" in _textes(essai)


def test_a_refused_change_says_why_and_shows_the_role_as_it_is(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipe, "alice")
    _choisir(essai, f"menu-{_habilitation(monde, 'alice')}", "Donner le rôle « Lecture seule »")
    assert "dernière personne à la direction" in essai.error[0].value
    assert "Alice (vous) Direction" in _textes(essai)


def test_taking_back_an_access_asks_first(ouvrir: Ouvrir, monde: Monde) -> None:
    ali = _habilitation(monde, "ali")
    essai = ouvrir(page_equipe, "alice")
    _choisir(essai, f"menu-{ali}", "Retirer de l’équipe…")
    assert "ne verra plus le carnet" in essai.warning[0].value
    essai.button(key=f"retirer-{ali}-non").click().run()
    assert not essai.warning
    _choisir(essai, f"menu-{ali}", "Retirer de l’équipe…")
    essai.button(key=f"retirer-{ali}-oui").click().run()
    assert essai.success[0].value == "Ali n’a plus accès à cette structure."
    assert execute("select 1 from habilitation where id = :h", h=ali) == []


def test_a_direction_invites_sends_again_and_cancels(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_equipe, "alice")
    essai.button(key="equipe-ouvrir").click().run()
    essai.text_input(key="inviter-nom").set_value("Zoé *Martin* & <b>")
    essai.text_input(key="inviter-courriel").set_value("zoe@exemple.test")
    essai.radio(key="inviter-role").set_value(Role.LECTURE)
    essai.button(key="inviter-envoyer").click().run()
    assert essai.success[0].value.startswith(INVITEE)
    assert essai.text_input(key="inviter-nom").value == ""
    lue = "Zoé *Martin* & <b> Lecture seule zoe@exemple.test Invitation en attente, jusqu’au 28 mars 2026"
    assert lue in _textes(essai)
    [(invitation,)] = execute("select id from invitation")
    _choisir(essai, f"menu-{invitation}", "Renvoyer le message")
    assert "L’ancien lien ne fonctionne plus." in essai.success[0].value
    assert len(read_courriels()) == 2
    _choisir(essai, f"menu-{invitation}", "Annuler l’invitation…")
    essai.button(key=f"annuler-{invitation}-oui").click().run()
    assert essai.success[0].value == "L’invitation est annulée."
    assert "Zoé" not in _textes(essai)


def test_many_are_invited_at_once_and_what_cannot_be_says_why(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipe, "alice")
    essai.button(key="equipe-ouvrir").click().run()
    essai.segmented_control(key="inviter-mode").set_value("Plusieurs à la fois").run()
    lignes = [
        "Nom ; Courriel ; Rôle",
        "Zoé Martin ; zoe@exemple.test ; direction",
        "Ali ; ali@exemple.test",
        "sans adresse",
        "Yves <yves@exemple.test>, lecture",
    ]
    essai.text_area(key="inviter-lignes").set_value("\n".join(lignes)).run()
    vu = _textes(essai)
    assert "2 personnes prêtes, 2 lignes laissées de côté" in vu
    assert "Ligne 3 : A déjà accès" in vu
    assert "Ligne 4 : Il manque l’adresse e-mail." in vu
    assert essai.button(key="inviter-tout").label == "Créer les 2 invitations"
    essai.button(key="inviter-tout").click().run()
    assert essai.success[0].value.startswith("2\u00a0invitations prêtes.")
    assert essai.text_area(key="inviter-lignes").value == ""
    assert execute("select courriel, role from invitation order by 1") == [
        ("yves@exemple.test", "lecture"),
        ("zoe@exemple.test", "direction"),
    ]
    assert len(read_courriels()) == 2


def test_the_animation_has_everyone_on_one_list(ouvrir: Ouvrir, monde: Monde) -> None:
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["bob"])
    essai = ouvrir(page_equipes, "anna")
    vu = _textes(essai)
    assert "alice@exemple.test" in vu
    assert "charlie@exemple.test" not in vu
    assert "1 structure sans compte" in vu
    assert "Aucun compte" in vu
    essai.segmented_control(key="equipes-tri").set_value("Sans compte").run()
    assert "alice@exemple.test" not in _textes(essai)
    assert "Collectif A – structure 1" in _textes(essai)
    essai.segmented_control(key="equipes-tri").set_value("Tous").run()
    essai.text_input(key="equipes-recherche").set_value("AYA").run()
    assert "aya@exemple.test" in _textes(essai)
    assert "alice@exemple.test" not in _textes(essai)
    essai.text_input(key="equipes-recherche").set_value("personne de ce nom").run()
    assert "Personne ne correspond" in essai.info[0].value


def test_the_animation_invites_into_several_structures_in_one_act(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_equipes, "anna")
    essai.button(key="equipes-inviter").click().run()
    essai.segmented_control(key="inviter-mode").set_value("Plusieurs à la fois").run()
    essai.text_area(key="inviter-lignes").set_value(
        "Zoé, zoe@exemple.test, direction, Collectif A – structure 1\nYves, yves@exemple.test, lecture"
    ).run()
    assert "Ligne 2 : Dites pour quelle structure" in _textes(essai)
    essai.selectbox(key="inviter-lieu").select_index(0).run()
    essai.button(key="inviter-tout").click().run()
    assert execute("select courriel, structure_id from invitation order by 1") == [
        ("yves@exemple.test", monde.structures[0]),
        ("zoe@exemple.test", monde.structures[1]),
    ]


def test_the_animation_opens_and_closes_the_invitation_and_invites_where_nobody_is(
    ouvrir: Ouvrir, monde: Monde
) -> None:
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["bob"])
    essai = ouvrir(page_equipes, "anna")
    assert "inviter-mode" not in {c.key for c in essai.segmented_control}
    essai.button(key=f"inviter-chez-{monde.structures[1]}").click().run()
    assert essai.selectbox(key="equipe-structure").value == str(monde.structures[1])
    essai.text_input(key="inviter-nom").set_value("Zoé").run()
    essai.text_input(key="inviter-courriel").set_value("zoe@exemple.test").run()
    essai.button(key="inviter-envoyer").click().run()
    assert execute("select structure_id from invitation") == [(monde.structures[1],)]
    essai.button(key="equipes-inviter").click().run()
    assert "inviter-mode" not in {c.key for c in essai.segmented_control}


def test_only_the_animation_has_the_list_of_everyone(ouvrir: Ouvrir) -> None:
    for personne in ("alice", "ali", "adam", "fanny", "personne"):
        assert "introuvable" in ouvrir(page_equipes, personne).error[0].value, personne


def test_a_bad_entry_keeps_what_was_typed(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_equipe, "alice")
    assert "inviter-nom" not in {champ.key for champ in essai.text_input}
    essai.button(key="equipe-ouvrir").click().run()
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
    assert "**Cet appareil**" in _textes(essai)
    essai.text_input(key="mon-nom").set_value("Alice Durand")
    essai.button(key="mon-nom-enregistrer").click().run()
    assert essai.success[0].value == "Votre nom est enregistré."
    [(session,)] = execute("select id from session_web where appareil = 'Safari sur iPhone'")
    essai.button(key=f"fermer-{session}").click().run()
    with pytest.raises(SessionExpiree), open_unit(jeton=perdu):
        pass
    assert "Safari" not in _textes(essai)


def test_the_device_at_hand_is_left_by_its_own_button(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_mon_compte, "alice")
    [(session,)] = execute("select id from session_web")
    assert "**Cet appareil**" in _textes(essai)
    assert f"fermer-{session}" not in [b.key for b in essai.button]


def test_the_other_devices_are_closed_together(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit_systeme() as unit:
        for _ in range(2):
            open_session(unit, monde.comptes["alice"], "Ailleurs")
    essai = ouvrir(page_mon_compte, "alice")
    essai.button(key="fermer-autres").click().run()
    assert essai.success[0].value == "2\u00a0sessions fermées."
    assert "fermer-autres" not in [b.key for b in essai.button]


def test_the_administration_finds_an_account_and_closes_it(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit_systeme() as unit:
        open_session(unit, monde.comptes["bob"], "Chrome sur Android")
    essai = ouvrir(page_comptes, "adam")
    assert "10 comptes" in _textes(essai)
    essai.text_input(key="comptes-recherche").set_value("BOB").run()
    assert "1 compte " in _textes(essai)
    bob = monde.comptes["bob"]
    essai.button(key=f"gerer-{bob}").click().run()
    assert any("Chrome sur Android" in b.label for b in essai.button)
    essai.button(key=f"sessions-fermer-{bob}").click().run()
    assert essai.success[0].value == "1\u00a0session fermée."
    essai.button(key=f"compte-fermer-{bob}").click().run()
    essai.button(key=f"compte-fermer-{bob}-oui").click().run()
    assert essai.success[0].value == (
        "Le compte est fermé. Plus personne ne dirige : Collectif A – structure 1. Invitez une direction."
    )
    assert "Bob compte fermé bob@exemple.test" in _textes(essai)
    essai.button(key=f"compte-rouvrir-{bob}").click().run()
    assert execute("select actif from compte where id = :c", c=bob) == [(True,)]


def test_the_administration_narrows_and_sorts_the_accounts(ouvrir: Ouvrir, monde: Monde) -> None:
    execute("update compte set actif = false where id = :c", c=monde.comptes["bob"])
    add_personne(monde, "zoe", Role.ANIMATION)
    essai = ouvrir(page_comptes, "adam")
    assert re.findall(r"(\w+)@exemple", _textes(essai))[:2] == ["adam", "fanny"]
    essai.segmented_control(key="comptes-tri").set_value("Les plus récents").run()
    assert re.findall(r"(\w+)@exemple", _textes(essai))[0] == "zoe"
    essai.selectbox(key="comptes-role").set_value(Role.DIRECTION).run()
    assert set(re.findall(r"(\w+)@exemple", _textes(essai))) == {"alice", "bob", "charlie"}
    essai.segmented_control(key="comptes-etat").set_value("Fermés").run()
    assert set(re.findall(r"(\w+)@exemple", _textes(essai))) == {"bob"}
    essai.selectbox(key="comptes-role").set_value("").run()
    essai.segmented_control(key="comptes-etat").set_value("Ouverts").run()
    assert set(re.findall(r"(\w+)@exemple", _textes(essai))) == {"personne"}


def test_many_accounts_are_read_page_after_page(ouvrir: Ouvrir, monde: Monde) -> None:
    _fill(monde, 60)
    essai = ouvrir(page_comptes, "adam")
    assert "1 à 50 sur 70 comptes" in _textes(essai)
    essai.pagination[0].set_value(2)
    assert "51 à 70 sur 70 comptes" in _textes(run(essai))
    essai.text_input(key="comptes-recherche").set_value("anna").run()
    assert "1 compte " in _textes(essai)


def test_the_administration_takes_back_a_role_save_the_last(ouvrir: Ouvrir, monde: Monde) -> None:
    essai = ouvrir(page_comptes, "adam")
    for personne, attendu in (("anna", "Le rôle est retiré."), ("adam", None)):
        habilitation = _habilitation(monde, personne)
        essai.button(key=f"gerer-{monde.comptes[personne]}").click().run()
        essai.button(key=f"role-retirer-{habilitation}").click().run()
        essai.button(key=f"role-retirer-{habilitation}-oui").click().run()
        assert [s.value for s in essai.success] == ([attendu] if attendu else [])
    assert "dernière personne à l’administration" in essai.error[0].value


def test_the_administration_invites_to_any_role(ouvrir: Ouvrir) -> None:
    essai = ouvrir(page_comptes, "adam")
    essai.segmented_control(key="comptes-vue").set_value("Invitations").run()
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


def test_what_nobody_answered_leaves_again_from_the_list(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for rang in (0, 1):
            create_invitation(
                unit, f"z{rang}@exemple.test", f"Zoé {rang}", Role.LECTURE, monde.collectif, monde.structures[0]
            )
    essai = ouvrir(page_equipes, "anna")
    assert "equipes-renvoyer" not in [bouton.key for bouton in essai.button]
    essai.segmented_control(key="equipes-tri").set_value("Invitations").run()
    assert "Aucun compte" not in _textes(essai)
    essai.button(key="equipes-renvoyer").click().run()
    essai.button(key="equipes-renvoyer-oui").click().run()
    assert essai.success[0].value == "2\u00a0invitations repartent, avec un nouveau lien."
    essai.segmented_control(key="equipes-tri").set_value("Tous").run()
    essai.button(key="equipes-tri-qui").click().run()
    assert [b.label for b in essai.button if b.key == "equipes-tri-qui"] == ["Qui"]
    assert re.findall(r"(\w+)@exemple", _textes(essai)) == ["ali", "alice", "aya", "bob", "z0", "z1"]


def test_without_a_mail_server_the_administration_reads_the_links(ouvrir: Ouvrir, monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_invitation(unit, "zoe@exemple.test", "Zoé", Role.LECTURE, monde.collectif, monde.structures[0])
    essai = ouvrir(page_boite, "adam")
    assert "s’efface au bout d’un jour" in essai.caption[0].value
    [adresse] = [element.proto.url for element in essai.get("link_button")]
    assert adresse.startswith("mailto:zoe%40exemple.test?subject=")
    assert "/invitation/" in unquote(adresse)
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
    essai.segmented_control(key="boite-montrer").set_value("Envoyés").run()
    assert "zoe@exemple.test" not in _textes(essai)
    essai.segmented_control(key="boite-montrer").set_value("Pas encore partis").run()
    assert "zoe@exemple.test" in _textes(essai)
    retour = open_page(monde, "adam", page_boite, **{"boite-montrer": "Envoyés"})
    assert retour.segmented_control(key="boite-montrer").value == "Envoyés"
    assert "zoe@exemple.test" not in _textes(retour)


def _fill(monde: Monde, comptes: int = 40) -> None:
    """Many more people, invitations, sessions and mails."""
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "with c as (insert into compte (courriel, nom) select 'p' || g || '@exemple.test', 'P' || g"
                " from generate_series(1, :n) g returning id)"
                " insert into habilitation (compte_id, role, collectif_id, structure_id)"
                " select id, 'lecture', :c, :s from c"
            ),
            {"c": monde.collectif, "s": monde.structures[0], "n": comptes},
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
        (page_equipes, "anna"),
        (page_mon_compte, "alice"),
        (page_comptes, "adam"),
        (page_boite, "adam"),
    ],
)
def test_a_page_costs_few_statements_whatever_the_number_of_rows(
    ouvrir: Ouvrir, monde: Monde, installation: Installation, page: Callable[[], None], personne: str
) -> None:
    essai = ouvrir(page, personne)
    peu = count_rerun(installation.moteur, essai)
    _fill(monde)
    beaucoup = count_rerun(installation.moteur, essai)
    assert not essai.exception
    assert len(peu) == len(beaucoup) <= REQUETES_MAX


def test_the_details_of_an_account_and_the_invitations_cost_few_statements_too(
    ouvrir: Ouvrir, monde: Monde, installation: Installation
) -> None:
    essai = ouvrir(page_comptes, "adam")
    essai.button(key=f"gerer-{monde.comptes['adam']}").click().run()
    details = count_rerun(installation.moteur, essai)
    essai.segmented_control(key="comptes-vue").set_value("Invitations").run()
    invitations = count_rerun(installation.moteur, essai)
    assert max(len(details), len(invitations)) <= REQUETES_MAX
