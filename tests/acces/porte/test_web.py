"""The plain pages, as a browser meets them."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.connexion.demo import COMPTES_DEMO
from caprse.acces.jetons import COOKIE
from caprse.acces.regles import Role
from caprse.acces.unite import SessionExpiree, open_unit, open_unit_systeme
from caprse.socle.base import create_moteur
from caprse.socle.installation import Installation, set_installation
from tests.acces.conftest import configure, create_client, find_lien, read_courriels
from tests.acces.navigateur import Lecture
from tests.base import execute
from tests.monde import Monde
from tests.restitution.scene import execute_as_owner

PAGES = ("/connexion", "/connexion/envoye", "/deconnexion", "/connexion/lien/x", "/invitation/x")


def _ask(client: httpx.Client, courriel: str = "alice@exemple.test") -> str:
    """Ask for a link and return its path."""
    assert client.post("/connexion", data={"courriel": courriel}).status_code == 303
    return find_lien(read_courriels()[-1][2])


def _invite(monde: Monde, courriel: str = "zoe@exemple.test", role: Role = Role.CONTRIBUTION) -> str:
    """Invite someone to structure 0 and return the path of the link."""
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_invitation(unit, courriel, "Zoé", role, monde.collectif, monde.structures[0])
    return find_lien(read_courriels()[-1][2])


def test_someone_logs_in_by_mail_and_leaves(client: httpx.Client, monde: Monde) -> None:
    assert client.get("/connexion").status_code == 200
    lien = _ask(client)
    page = client.get(lien)
    assert page.status_code == 200
    assert "Bonjour Alice" in page.text
    entree = client.post(lien)
    assert (entree.status_code, entree.headers["location"]) == (303, "/")
    with open_unit(jeton=client.cookies[COOKIE]) as unit:
        assert unit.acteur.compte_id == monde.comptes["alice"]
    jeton = client.cookies[COOKIE]
    assert execute("select appareil from session_web") == [("Firefox sur Windows",)]
    sortie = client.post("/deconnexion")
    assert (sortie.status_code, sortie.headers["location"]) == (303, "/connexion")
    # A shared computer keeps nothing of what it held.
    assert sortie.headers["clear-site-data"] == '"storage"'
    assert COOKIE not in client.cookies
    with pytest.raises(SessionExpiree), open_unit(jeton=jeton):
        pass


def test_the_session_cookie_is_closed_to_scripts_and_foreign_forms(
    client: httpx.Client, installation: Installation
) -> None:
    cookie = client.post(_ask(client)).headers["set-cookie"]
    attributs = {morceau.strip().lower() for morceau in cookie.split(";")[1:]}
    assert attributs == {"httponly", "path=/", "samesite=lax", "max-age=2592000"}
    configure(installation, adresse_publique="https://cahier.exemple.test")
    with create_client(adresse="https://cahier.exemple.test", adresse_ip="192.0.2.11") as autre:
        autre.post("/connexion", data={"courriel": "bob@exemple.test"})
        lien = re.search(r"https://cahier\.exemple\.test(/connexion/lien/\S+)", read_courriels()[-1][2])
        assert lien is not None
        assert "; Secure" in autre.post(lien[1]).headers["set-cookie"]


def test_an_invitation_is_accepted_in_one_gesture(client: httpx.Client, monde: Monde) -> None:
    lien = _invite(monde)
    page = client.get(lien)
    assert page.status_code == 200
    assert "Collectif A – structure 0" in page.text
    assert "Contribution" in page.text
    entree = client.post(lien)
    assert (entree.status_code, entree.headers["location"]) == (303, "/")
    with open_unit(jeton=client.cookies[COOKIE]) as unit:
        assert unit.acteur.courriel == "zoe@exemple.test"


@pytest.mark.parametrize("chemin", ["/connexion/lien/", "/invitation/"])
def test_a_link_that_no_longer_works_says_what_to_do(client: httpx.Client, monde: Monde, chemin: str) -> None:
    lien = _ask(client) if "connexion" in chemin else _invite(monde)
    client.post(lien)
    inconnu = chemin + "x" * 43
    corps = set()
    for adresse in (lien, inconnu, chemin + "x" * 500):
        for retour in (client.get(adresse), client.post(adresse)):
            assert retour.status_code == 410
            if len(adresse) < 300:
                corps.add(retour.text)
    assert len(corps) == 1, "used and unknown are told alike"
    [texte] = corps
    assert "ne fonctionne plus" in texte
    assert 'href="/connexion"' in texte


def test_opening_a_link_changes_nothing(client: httpx.Client, monde: Monde) -> None:
    etat = "select (select count(*) from session_web), (select count(*) from compte), (select count(*) from journal)"
    for lien in (_ask(client), _invite(monde)):
        avant = execute(etat)
        for _ in range(3):
            retour = client.get(lien)
            assert retour.status_code == 200
            assert "set-cookie" not in retour.headers
            client.head(lien)
        assert execute(etat) == avant
        assert client.post(lien).status_code == 303


@pytest.mark.parametrize("chemin", PAGES)
def test_pages_carry_strict_headers(client: httpx.Client, chemin: str) -> None:
    en_tetes = client.get(chemin).headers
    politique = en_tetes["content-security-policy"]
    assert politique.startswith("default-src 'none'; ")
    assert "unsafe" not in politique
    assert "script" not in politique
    assert "form-action 'self'" in politique
    assert "frame-ancestors 'none'" in politique
    assert en_tetes["cache-control"] == "no-store"
    assert en_tetes["referrer-policy"] == "same-origin"
    assert en_tetes["x-content-type-options"] == "nosniff"
    assert en_tetes["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("chemin", PAGES)
def test_pages_are_french_without_script_and_readable_aloud(
    client: httpx.Client, installation: Installation, chemin: str
) -> None:
    configure(installation, demo=True)
    page = Lecture(client.get(chemin).text)
    [html] = page.all("html")
    assert html == {"lang": "fr", "translate": "no"}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    assert page.all("script", "style", "iframe") == []
    assert all(image["alt"] == "" for image in page.all("img")), "decoration only"
    for _, attributs in page.balises:
        assert not [nom for nom in attributs if nom.startswith("on") or nom == "style"]
    etiquettes = {attributs.get("for") for attributs in page.all("label")}
    for champ in page.all("input"):
        assert champ["type"] == "hidden" or champ["id"] in etiquettes
    identifiants = [attributs["id"] for _, attributs in page.balises if "id" in attributs]
    assert len(identifiants) == len(set(identifiants))
    for _, attributs in page.balises:
        for nom in ("aria-describedby", "aria-labelledby"):
            assert set((attributs.get(nom) or "").split()) <= set(identifiants)


def test_the_style_is_served_with_an_address_that_changes_with_it(client: httpx.Client) -> None:
    liens = Lecture(client.get("/connexion").text).all("link")
    [feuille] = [lien["href"] for lien in liens if lien["rel"] == "stylesheet"]
    assert feuille is not None
    retour = client.get(feuille)
    assert retour.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in retour.headers["cache-control"]
    assert "http" not in retour.text
    assert len(retour.content) + len(client.get("/connexion").content) < 16_000


def test_a_mistyped_address_is_told_beside_its_field(client: httpx.Client) -> None:
    retour = client.post("/connexion", data={"courriel": '"><script>alert(1)</script>@x'})
    assert retour.status_code == 422
    assert "<script>" not in retour.text
    page = Lecture(retour.text)
    [champ] = [c for c in page.all("input") if c["type"] == "email"]
    assert champ["value"] == '"><script>alert(1)</script>@x'
    assert champ["aria-invalid"] == "true"
    assert "raison" in (champ["aria-describedby"] or "").split()
    assert retour.text.count('role="alert"') == 1
    assert read_courriels() == []


def test_too_many_requests_are_told_to_wait_in_french(client: httpx.Client) -> None:
    for _ in range(5):
        assert client.post("/connexion", data={"courriel": "alice@exemple.test"}).status_code == 303
    retour = client.post("/connexion", data={"courriel": "alice@exemple.test"})
    assert retour.status_code == 429
    assert "Réessayez dans 15\u00a0minutes." in retour.text
    assert retour.headers["retry-after"] == "900"
    assert client.post("/connexion", data={"courriel": "bob@exemple.test"}).status_code == 303


def test_one_network_address_asks_for_twenty_links_at_most(client: httpx.Client) -> None:
    for rang in range(20):
        assert client.post("/connexion", data={"courriel": f"p{rang}@exemple.test"}).status_code == 303
    assert client.post("/connexion", data={"courriel": "alice@exemple.test"}).status_code == 429
    with create_client(adresse_ip="192.0.2.99") as voisin:
        assert voisin.post("/connexion", data={"courriel": "alice@exemple.test"}).status_code == 303


def test_the_limit_follows_the_person_behind_the_trusted_proxy(
    client: httpx.Client, installation: Installation
) -> None:
    configure(installation, mandataires=1)
    for rang in range(20):
        # What the caller wrote itself, to the left, changes nothing.
        en_tetes = {"X-Forwarded-For": f"10.0.0.{rang}, 198.51.100.7"}
        donnees = {"courriel": f"p{rang}@exemple.test"}
        assert client.post("/connexion", data=donnees, headers=en_tetes).status_code == 303
    donnees = {"courriel": "alice@exemple.test"}
    assert (
        client.post("/connexion", data=donnees, headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.7"}).status_code
        == 429
    )
    assert client.post("/connexion", data=donnees, headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 303


def test_without_a_trusted_proxy_the_header_is_not_believed(client: httpx.Client) -> None:
    for rang in range(20):
        client.post(
            "/connexion",
            data={"courriel": f"p{rang}@exemple.test"},
            headers={"X-Forwarded-For": f"198.51.100.{rang}"},
        )
    assert client.post("/connexion", data={"courriel": "alice@exemple.test"}).status_code == 429


def test_the_demonstration_opens_a_session_for_each_role(
    client: httpx.Client, installation: Installation, monde: Monde
) -> None:
    configure(installation, demo=True)
    assert client.post("/connexion/demo", data={"role": "direction"}).status_code == 403
    execute_as_owner("update collectif set fictif = true")
    with open_unit_systeme() as unit:
        for courriel in COMPTES_DEMO.values():
            unit.db.connection().exec_driver_sql(
                f"insert into compte (courriel, nom, demo) values ('{courriel}', 'Démonstration', true)"
            )
    page = client.get("/connexion").text
    for role in Role:
        assert f'value="{role.value}"' in page
        retour = client.post("/connexion/demo", data={"role": role.value})
        assert (retour.status_code, retour.headers["location"]) == (303, "/")
        with open_unit(jeton=client.cookies[COOKIE]) as unit:
            assert unit.acteur.courriel == COMPTES_DEMO[role]
    for faux in ("", "chef", "DIRECTION", "alice"):
        assert client.post("/connexion/demo", data={"role": faux}).status_code == 404


def test_outside_of_the_demonstration_its_entries_do_not_exist(client: httpx.Client) -> None:
    with open_unit_systeme() as unit:
        unit.db.connection().exec_driver_sql(
            "insert into compte (courriel, nom) values ('direction@demo.exemple', 'Démonstration')"
        )
    assert "/connexion/demo" not in client.get("/connexion").text
    assert client.post("/connexion/demo", data={"role": "direction"}).status_code == 404
    assert COOKIE not in client.cookies


def test_without_a_provider_its_door_does_not_exist(client: httpx.Client) -> None:
    assert "/connexion/oidc" not in client.get("/connexion").text
    assert client.get("/connexion/oidc").status_code == 404
    assert client.post("/connexion/oidc").status_code == 404


def test_while_the_base_is_away_the_pages_say_so_kindly(client: httpx.Client, installation: Installation) -> None:
    moteur = create_moteur("postgresql://personne@/nulle?host=/nulle-part")
    set_installation(replace(installation, moteur=moteur))
    assert client.get("/connexion").status_code == 200
    for retour in (
        client.post("/connexion", data={"courriel": "alice@exemple.test"}),
        client.get("/connexion/lien/x"),
        client.post("/invitation/x"),
    ):
        assert retour.status_code == 503
        assert "ne répond pas pour le moment" in retour.text
    moteur.dispose()


def test_the_page_after_asking_tells_when_no_mail_leaves(client: httpx.Client, installation: Installation) -> None:
    # The door promises no message that does not come.
    porte = client.get("/connexion").text
    assert "la personne qui administre le cahier vous donne un lien elle-même." in porte
    assert "par e-mail" not in porte
    assert "demandez votre lien à la personne qui l’administre" in client.get("/connexion/envoye").text.replace(
        "&#39;", "'"
    )
    configure(installation, smtp_hote="smtp.exemple.test")
    assert "Regardez dans les messages indésirables" in client.get("/connexion/envoye").text
    assert "un lien arrive par e-mail" in client.get("/connexion").text


def test_entering_as_someone_else_closes_the_session_that_browser_had(client: httpx.Client, monde: Monde) -> None:
    client.post(_ask(client, "bob@exemple.test"))
    ancien = client.cookies[COOKIE]
    client.post(_ask(client, "alice@exemple.test"))
    assert client.cookies[COOKIE] != ancien
    with pytest.raises(SessionExpiree), open_unit(jeton=ancien):
        pass


def test_leaving_without_a_session_is_no_error(client: httpx.Client) -> None:
    assert client.post("/deconnexion").status_code == 303
    inconnu = client.post("/deconnexion", headers={"Cookie": f"{COOKIE}=jamais-vu"})
    assert inconnu.status_code == 303
