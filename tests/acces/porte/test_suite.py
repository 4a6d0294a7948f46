"""Where a person was going is where they arrive, whichever door they take; and never anywhere else."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.connexion.demo import COMPTES_DEMO
from caprse.acces.porte.suite import LONGUEUR_SUITE, add_suite, build_suite, read_suite
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.socle.installation import Installation
from tests.acces.conftest import configure, read_courriels
from tests.acces.navigateur import Lecture
from tests.monde import Monde
from tests.restitution.scene import execute_as_owner

SUITE = "/discussion?carnet=0b7e2c1a-9d1f-4c55-a0c3-2f3f4f5a6b7c&critere=GOV-01"

ADRESSES = [
    SUITE,
    "/carnet",
    "/carnet?etape=GOV-A",
    "/carnet?etape=%C3%A9t%C3%A9&x=a%20b+c",
    "/carnet?retour=//x&y=https://z",
    "/mon-compte/",
]
AILLEURS = [
    "",
    "/",
    "//mal.exemple",
    "///mal.exemple",
    "/\\mal.exemple",
    "\\\\mal.exemple",
    "/%2fmal.exemple",
    "/%2Fmal.exemple",
    "/%5cmal.exemple",
    "/%252fmal.exemple",
    "/%255cmal.exemple",
    "https://mal.exemple",
    "https:mal.exemple",
    "https:/mal.exemple",
    "javascript:alert(1)",
    "data:text/html,x",
    "mal.exemple",
    "@mal.exemple",
    ".mal.exemple",
    " //mal.exemple",
    "/ /mal.exemple",
    "/\t/mal.exemple",
    "/\n/mal.exemple",
    "/\r\nSet-Cookie: a=b",
    "/%0d%0aSet-Cookie:%20a=b",
    "/%00",
    "/carnet\x00",
    "/carnet\u2028x",
    "/..//mal.exemple",
    "/.//mal.exemple",
    "/carnet/..//mal.exemple",
    "/%2e%2e//mal.exemple",
    "/carnet#//mal.exemple",
    "/carnet?x=\\",
    "/carnet?x=\r\nA: b",
    "/carnet?x=<script>",
    '/carnet?"onmouseover="x',
    "/été",
    "/%",
    "/%zz",
    "/connexion",
    "/connexion?suite=/connexion",
    "/deconnexion",
    "/invitation/abc",
    "/media/x",
    "/carnet?" + "a" * LONGUEUR_SUITE,
]


@pytest.mark.parametrize("adresse", ADRESSES)
def test_a_page_of_this_site_is_kept_as_it_is(adresse: str) -> None:
    assert read_suite(adresse) == adresse


@pytest.mark.parametrize("adresse", AILLEURS)
def test_anything_else_is_nothing(adresse: str) -> None:
    assert read_suite(adresse) == ""


def test_what_is_too_long_keeps_its_page() -> None:
    assert build_suite("/carnet", "a=" + "b" * 2_000) == "/carnet"
    assert build_suite("/carnet", "") == "/carnet"
    assert build_suite("//mal.exemple", "") == ""
    assert build_suite("/", "a=b") == "/?a=b"
    assert add_suite("/connexion", "") == "/connexion"
    assert add_suite("/connexion", "/a?b=c&d") == "/connexion?suite=%2Fa%3Fb%3Dc%26d"


def _read_form(page: str, action: str | None) -> dict[str, str]:
    """The hidden fields of the form that leads there, and its role."""
    debut = f'action="{action}"' if action else 'method="post"'
    formulaire = page[page.index(debut) :].partition("</form>")[0]
    return {
        str(c["name"]): str(c.get("value") or "") for c in Lecture(formulaire).all("input") if c["type"] == "hidden"
    }


def _ask_lien(client: httpx.Client, suite: str) -> str:
    """Ask for a link from the login page that a link led to; gives the link of the mail, without its site."""
    page = client.get(add_suite("/connexion", suite)).text
    demande = client.post("/connexion", data={"courriel": "alice@exemple.test", **_read_form(page, "/connexion")})
    assert demande.status_code == 303
    lien = re.search(r"^http://localhost:8501(/connexion/lien/\S+)$", read_courriels()[-1][2], re.MULTILINE)
    assert lien is not None
    return lien[1]


@pytest.mark.parametrize("suite", ADRESSES)
def test_the_link_of_the_mail_leads_to_the_page(client: httpx.Client, suite: str) -> None:
    lien = _ask_lien(client, suite)
    entree = client.post(lien.partition("?")[0], data=_read_form(client.get(lien).text, None))
    assert (entree.status_code, entree.headers["location"]) == (303, suite)


def test_a_mistyped_address_does_not_lose_the_way(client: httpx.Client) -> None:
    refusee = client.post("/connexion", data={"courriel": "x", "suite": SUITE})
    assert refusee.status_code == 422
    assert _read_form(refusee.text, "/connexion")["suite"] == SUITE


def test_a_demonstration_entry_leads_to_the_page(
    client: httpx.Client, installation: Installation, monde: Monde
) -> None:
    configure(installation, demo=True)
    execute_as_owner("update collectif set fictif = true")
    with open_unit_systeme() as unit:
        unit.db.connection().exec_driver_sql(
            f"insert into compte (courriel, nom, demo) values ('{COMPTES_DEMO[Role.DIRECTION]}', 'Essai', true)"
        )
    formulaire = _read_form(client.get(add_suite("/connexion", SUITE)).text, "/connexion/demo")
    assert formulaire == {"role": "direction", "suite": SUITE}
    entree = client.post("/connexion/demo", data=formulaire)
    assert (entree.status_code, entree.headers["location"]) == (303, SUITE)


def test_an_invitation_leads_to_the_page_it_names(client: httpx.Client, monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_invitation(unit, "zoe@exemple.test", "Zoé", Role.CONTRIBUTION, monde.collectif, monde.structures[0])
    lien = re.search(r"localhost:8501(/invitation/\S+)$", read_courriels()[-1][2], re.MULTILINE)
    assert lien is not None
    page = client.get(add_suite(lien[1], "/carnet?etape=GOV-A")).text
    entree = client.post(lien[1], data=_read_form(page, None))
    assert (entree.status_code, entree.headers["location"]) == (303, "/carnet?etape=GOV-A")


@pytest.mark.parametrize("ailleurs", AILLEURS)
def test_no_door_leads_elsewhere(client: httpx.Client, ailleurs: str) -> None:
    page = client.get("/connexion", params={"suite": ailleurs}).text
    assert 'name="suite"' not in page
    assert html.escape("mal.exemple") not in page
    lien = _ask_lien(client, "")
    assert "?" not in lien
    entree = client.post(lien, data={"suite": ailleurs})
    assert (entree.status_code, entree.headers["location"]) == (303, "/")
    assert "A" not in entree.headers


def test_a_mail_asked_for_by_another_leads_nowhere_else(client: httpx.Client) -> None:
    client.post("/connexion", data={"courriel": "alice@exemple.test", "suite": "https://mal.exemple"})
    assert "mal.exemple" not in read_courriels()[-1][2]
