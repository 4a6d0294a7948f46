"""Plain forms, sent twice by a double press: one act, and the second answer is as good as the first.

A browser drops the answer to the first press, its cookie with it: the second sending comes without.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.routing import Route

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.jetons import CHAMP_ACTE, COOKIE, create_jeton
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.seance.mur.service import create_code_mur
from caprse.seance.mur.web import COOKIE_MUR
from caprse.seance.salle.web import COOKIE_SALLE
from caprse.web import ROUTES
from tests.acces import conftest as porte
from tests.acces.conftest import find_lien, read_courriels
from tests.acces.navigateur import Lecture
from tests.base import count_rows, execute
from tests.seance.mur import test_web as mur
from tests.seance.scene_votes import CODE, Scene, create_telephone, monde, scene

__all__ = ["monde", "scene"]

# Each form that posts: how two presses of it are one act.
IDENTITE = "its hidden identity: tried below"
FORMULAIRES = {
    "/connexion": IDENTITE,
    "/connexion/lien/{jeton}": IDENTITE,
    "/invitation/{jeton}": IDENTITE,
    "/rejoindre": IDENTITE,
    "/mur": IDENTITE,
    "/connexion/demo": "each opens a session for the same invented person; the one without a cookie ends by itself",
    "/connexion/oidc": "the provider's word is spent by the first; sent with it again, another session of the same",
    "/deconnexion": "the session is closed; closing it again does nothing",
    "/desinscription/{jeton}": "sets what it says: twice is once",
    "/desinscription/{jeton}/reabonnement": "sets what it says: twice is once",
    "/mur/commande": "names the step it saw: the second finds it left, and moves nothing",
    "/mur/fermer": "an ended wall stays so",
    "/convocation/{jeton}": "sets what it says: twice is once",
    "/reponses": "the same answer, seen from the same version, changes nothing the second time",
    "/avis/{lien}": "keeps nothing: the device holds the last secret that it was given",
    "/avis/{lien}/{rang:int}": "a voice of the same device takes the place of its own",
    "/positions": "the same answer changes nothing the second time",
    "/positions/arrivee": "the same answer changes nothing the second time",
    "/reponses/choix": "chosen already: said, and nothing changes",
    "/saisies": "the same text in the same draft",
    "/salle/structure": "sets what it says: twice is once",
    "/salle/vote": "a vote of the same device takes the place of its own",
}


def read_acte(page: httpx.Response) -> dict[str, str]:
    """The identity that the form was drawn with."""
    assert page.status_code == 200
    (acte,) = Lecture(page.text).fields()[CHAMP_ACTE]
    return {CHAMP_ACTE: acte}


def test_every_form_that_posts_says_how_two_presses_are_one() -> None:
    postent = {route.path for route in ROUTES if isinstance(route, Route) and "POST" in (route.methods or ())}
    assert postent == set(FORMULAIRES)


def test_a_link_pressed_twice_enters_and_opens_one_session(scene: Scene) -> None:
    with porte.create_client() as client, porte.create_client() as sans_reponse:
        client.post("/connexion", data={"courriel": "alice@exemple.test"})
        lien = find_lien(read_courriels()[-1][2])
        acte = read_acte(client.get(lien))
        assert sans_reponse.post(lien, data=acte).status_code == 303
        entree = client.post(lien, data=acte)
        assert (entree.status_code, entree.headers["location"]) == (303, "/")
        assert client.cookies[COOKIE] == sans_reponse.cookies[COOKIE]
        # The answer to the first did arrive: the second does not close the session that it names.
        assert client.post(lien, data=acte).status_code == 303
        with open_unit(jeton=client.cookies[COOKIE]) as unit:
            assert unit.acteur.compte_id == scene.monde.comptes["alice"]
        assert execute("select count(*) from session_web where revoquee_le is null") == [(1,)]
        # Another drawing of the form, or none: the link has served.
        assert client.post(lien, data={CHAMP_ACTE: create_jeton()}).status_code == 410
        assert client.post(lien).status_code == 410
        # After leaving, or a minute later, it does not enter again.
        client.post("/deconnexion")
        assert client.post(lien, data=acte).status_code == 410


def test_both_presses_of_the_same_instant_enter(scene: Scene) -> None:
    with porte.create_client() as client:
        client.post("/connexion", data={"courriel": "alice@exemple.test"})
        lien = find_lien(read_courriels()[-1][2])
        acte = read_acte(client.get(lien))

    def press(_: int) -> tuple[int, str]:
        with porte.create_client() as presse:
            return presse.post(lien, data=acte).status_code, presse.cookies[COOKIE]

    with ThreadPoolExecutor(2) as deux:
        premier, second = deux.map(press, range(2))
    assert premier == second
    assert premier[0] == 303


def test_an_invitation_pressed_twice_is_accepted_once(scene: Scene) -> None:
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        create_invitation(
            unit, "zoe@exemple.test", "Zoé", Role.CONTRIBUTION, scene.monde.collectif, scene.monde.structures[0]
        )
    lien = find_lien(read_courriels()[-1][2])
    with porte.create_client() as client, porte.create_client() as sans_reponse:
        acte = read_acte(client.get(lien))
        assert sans_reponse.post(lien, data=acte).status_code == 303
        assert client.post(lien, data=acte).status_code == 303
        assert client.cookies[COOKIE] == sans_reponse.cookies[COOKIE]
        assert client.post(lien, data={CHAMP_ACTE: create_jeton()}).status_code == 410
    assert execute("select count(*) from compte where courriel = 'zoe@exemple.test'") == [(1,)]
    assert count_rows("session_web") == 1


def test_a_link_asked_twice_leaves_once_and_works(scene: Scene) -> None:
    with porte.create_client() as client:
        demande = {**read_acte(client.get("/connexion")), "courriel": "alice@exemple.test"}
        for _ in range(2):
            assert client.post("/connexion", data=demande).status_code == 303
        assert len(read_courriels()) == 1
        assert client.get(find_lien(read_courriels()[0][2])).status_code == 200
        # Another address from the same page is another demand; so is the same one from a page drawn anew.
        client.post("/connexion", data={**demande, "courriel": "bob@exemple.test"})
        client.post("/connexion", data={**read_acte(client.get("/connexion")), "courriel": "alice@exemple.test"})
        assert len(read_courriels()) == 3


def test_a_phone_that_joins_twice_is_one_device(scene: Scene) -> None:
    with create_telephone() as telephone, create_telephone() as sans_reponse:
        acte = read_acte(telephone.get(f"/rejoindre/{CODE}"))
        for presse in (sans_reponse, telephone):
            assert presse.post("/rejoindre", data={**acte, "code": CODE}).status_code == 303
        assert telephone.cookies[COOKIE_SALLE] == sans_reponse.cookies[COOKIE_SALLE]
        assert count_rows("participant") == 1
        telephone.cookies.clear()
        suivant = read_acte(telephone.get(f"/rejoindre/{CODE}"))
        telephone.post("/rejoindre", data={**suivant, "code": CODE})
        assert count_rows("participant") == 2


@pytest.mark.parametrize("autre", [{}, {CHAMP_ACTE: "x"}, {CHAMP_ACTE: "x" * 43}])
def test_a_wall_opened_twice_opens_and_its_code_serves_no_other(scene: Scene, autre: dict[str, str]) -> None:
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        code = create_code_mur(unit, scene.seance)
    with mur.create_client() as ecran, mur.create_client() as sans_reponse:
        acte = read_acte(ecran.get("/mur"))
        for presse in (sans_reponse, ecran):
            assert presse.post("/mur", data={**acte, "code": code}).status_code == 303
        assert ecran.cookies[COOKIE_MUR] == sans_reponse.cookies[COOKIE_MUR]
        assert re.search("<main|<body", ecran.get("/mur").text)
        assert mur.create_client().post("/mur", data={**autre, "code": code}).status_code == 410
