"""The wall's pages, as a browser and as someone who should not be there meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from caprse.acces.unite import open_unit
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.mur.service import create_code_mur, format_code
from caprse.seance.mur.web import COOKIE_MUR, SCRIPT, STYLE, routes
from caprse.seance.regles import GenreTour
from caprse.seance.tenue import close_murs
from caprse.seance.vote.bulletins import build_options
from caprse.socle.base import create_moteur
from caprse.socle.installation import Installation, set_installation
from tests.acces.navigateur import create_navigateur, drop_acte
from tests.base import execute
from tests.compteur import count_statements
from tests.monde import Monde
from tests.restitution.scene import REFERENTIEL, answer_and_send, refresh
from tests.seance.scene_mur import Scene, change, create_scene, create_tour, show

INCONNUS = "23456789"
# What tells how many devices are in the room, and which round this is.
COMPTE_APPAREILS = r"Deuxième tour\. |sur \d+ ont voté|<i></i>"


def create_client(**reglages: str) -> httpx.Client:
    return create_navigateur(Starlette(routes=routes()), **reglages)


@pytest.fixture
def ecran(scene: Scene) -> Iterator[httpx.Client]:
    with create_client() as navigateur:
        yield navigateur


def ask_code(scene: Scene) -> str:
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        return create_code_mur(unit, scene.seance)


def enter(client: httpx.Client, scene: Scene) -> httpx.Response:
    reponse = client.post("/mur", data={"code": ask_code(scene)})
    assert (reponse.status_code, reponse.headers["location"]) == (303, "/mur")
    return reponse


def get_etat(client: httpx.Client) -> httpx.Response:
    return client.get("/mur/etat")


def end_walls(scene: Scene) -> None:
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        close_murs(unit, scene.seance)


def read_etape(client: httpx.Client) -> str:
    [etape] = re.findall(r'data-etape="([^"]*)"', get_etat(client).json()["html"])
    return str(etape)


def test_a_code_opens_the_wall_of_its_session(ecran: httpx.Client, scene: Scene) -> None:
    assert 'name="code"' in ecran.get("/mur").text
    cookie = enter(ecran, scene).headers["set-cookie"]
    attributs = {morceau.strip().lower() for morceau in cookie.split(";")[1:]}
    assert attributs == {"httponly", "path=/mur", "samesite=lax", "max-age=43200"}
    page = ecran.get("/mur").text
    assert "Étape decisions_ouvertes" in page
    assert ecran.cookies[COOKIE_MUR] not in page


def test_opening_the_address_of_a_code_consumes_nothing(ecran: httpx.Client, scene: Scene) -> None:
    code = ask_code(scene)
    avant = execute("select code, empreinte, ouvert_le from mur")
    for _ in range(3):
        reponse = ecran.get(f"/mur/{code}")
        assert f'value="{format_code(code)}"' in reponse.text
        assert "set-cookie" not in reponse.headers
        ecran.head(f"/mur/{code}")
    assert execute("select code, empreinte, ouvert_le from mur") == avant
    assert ecran.post("/mur", data={"code": code}).status_code == 303


def test_an_ended_wall_shows_nothing_any_more(ecran: httpx.Client, scene: Scene) -> None:
    code = ask_code(scene)
    ecran.post("/mur", data={"code": code})
    jeton = ecran.cookies[COOKIE_MUR]
    end_walls(scene)
    with create_client() as copie:
        for _ in range(2):
            copie.cookies.set(COOKIE_MUR, jeton, domain="localhost.local", path="/mur")
            for reponse in (copie.get("/mur"), copie.get(f"/mur/{code}"), get_etat(copie)):
                assert "Étape" not in reponse.text
                assert "Séance d’essai" not in reponse.text.replace("&#39;", "'")
            assert get_etat(copie).status_code == 410
            assert copie.post("/mur/commande", data={"geste": "suivante"}).status_code == 410
            assert copie.post("/mur", data={"code": code}).status_code == 410
            show(scene, "vote")


def test_the_browser_of_an_ended_wall_forgets_it(ecran: httpx.Client, scene: Scene) -> None:
    enter(ecran, scene)
    end_walls(scene)
    assert get_etat(ecran).status_code == 410
    assert COOKIE_MUR not in ecran.cookies


def test_used_unknown_and_late_codes_are_told_alike(ecran: httpx.Client, scene: Scene, horloge: object) -> None:
    code = ask_code(scene)
    ecran.post("/mur", data={"code": code})
    pages = {essai: drop_acte(ecran.post("/mur", data={"code": essai}).text) for essai in (code, INCONNUS)}
    # Only what was typed, which stays to be mended, tells them apart.
    assert all(f'value="{format_code(essai)}"' in page for essai, page in pages.items())
    assert len({page.replace(format_code(essai), "") for essai, page in pages.items()}) == 1


def test_the_code_of_a_phone_is_told_which_door_it_opens(ecran: httpx.Client, scene: Scene) -> None:
    reponse = ecran.post("/mur", data={"code": "abc-234"})
    assert reponse.status_code == 422
    assert 'href="/rejoindre/ABC234"' in reponse.text
    assert 'href="/rejoindre' not in ecran.post("/mur", data={"code": "AB"}).text


def test_a_right_code_opens_whatever_wrong_ones_came_before(ecran: httpx.Client, scene: Scene) -> None:
    code = ask_code(scene)
    for _ in range(65):
        assert ecran.post("/mur", data={"code": INCONNUS}).status_code == 410
    assert ecran.post("/mur", data={"code": code}).status_code == 303
    assert execute("select count(*) from tentative") == [(0,)]


def test_a_slip_is_no_guess(ecran: httpx.Client, scene: Scene) -> None:
    for _ in range(25):
        reponse = ecran.post("/mur", data={"code": '"><script>'})
        assert reponse.status_code == 422
        assert "<script>" not in reponse.text
    enter(ecran, scene)


def test_an_unchanged_wall_costs_one_statement_and_no_body(
    ecran: httpx.Client, scene: Scene, installation: Installation
) -> None:
    enter(ecran, scene)
    premier = get_etat(ecran)
    assert premier.status_code == 200
    etiquette = premier.headers["etag"]
    with count_statements(installation.moteur) as vus:
        suite = ecran.get("/mur/etat", headers={"If-None-Match": etiquette})
    assert (suite.status_code, suite.content) == (304, b"")
    # One sets who acts, one looks.
    assert len(vus) == 2
    show(scene, "texte")
    suite = ecran.get("/mur/etat", headers={"If-None-Match": etiquette})
    assert (suite.status_code, suite.headers["etag"] != etiquette) == (200, True)


def test_whatever_is_typed_is_shown_as_text(monde: Monde) -> None:
    piege = '<img src=x onerror="alert(1)"><script>alert(1)</script>'
    scene = create_scene(
        monde, (("texte", {"texte": piege, "lien": "javascript:alert(1)"}), ("decisions", {})), titre=piege
    )
    execute("update etape set titre = :t", t=piege)
    execute(
        "insert into decision (collectif_id, rencontre_id, quoi, pilote) values (:c, :r, :p, :p)",
        c=monde.collectif,
        r=scene.rencontre,
        p=piege[:110],
    )
    with create_client() as ecran:
        enter(ecran, scene)
        for genre in ("texte", "decisions"):
            show(scene, genre)
            for html in (get_etat(ecran).json()["html"], ecran.get("/mur").text):
                assert "<img" not in html
                assert "alert(1)</script>" not in html
                assert 'href="javascript' not in html


def test_pages_carry_a_policy_without_inline_script(ecran: httpx.Client, scene: Scene) -> None:
    enter(ecran, scene)
    answer_and_send(scene.monde, *range(10))
    refresh(scene.monde)
    for genre in scene.etapes:
        show(scene, genre)
        reponse = ecran.get("/mur")
        politique = reponse.headers["content-security-policy"]
        assert politique.startswith("default-src 'none'; ")
        assert "unsafe" not in politique
        assert "frame-ancestors 'none'" in politique
        assert reponse.headers["cache-control"] == "no-store"
        assert not re.search(r"<[^>]+\s(style|on\w+)=", reponse.text)
        assert re.findall(r"<script[^>]*>", reponse.text) == re.findall(r'<script src="[^"]+" defer>', reponse.text)
        for adresse in re.findall(r'(?:src|href)="([^"]+)"', reponse.text):
            assert adresse.startswith("/")


def test_style_and_script_have_addresses_that_change_with_them(ecran: httpx.Client, scene: Scene) -> None:
    enter(ecran, scene)
    page = ecran.get("/mur").text
    for adresse, genre in re.findall(r'"(/habillage/mur\.(css|js)\?v=[0-9a-f]{12})"', page):
        reponse = ecran.get(adresse)
        assert "immutable" in reponse.headers["cache-control"]
        assert reponse.headers["content-type"].startswith("text/css" if genre == "css" else "text/javascript")
        assert "http" not in reponse.text
    assert len(STYLE) + len(SCRIPT) < 27_000


def test_the_wall_drives_and_a_key_pressed_twice_goes_one_step(ecran: httpx.Client, scene: Scene) -> None:
    enter(ecran, scene)
    premiere = read_etape(ecran)
    for _ in range(2):
        assert ecran.post("/mur/commande", data={"geste": "suivante", "etape": premiere}).status_code == 204
    assert read_etape(ecran) == str(scene.etapes["radar"])
    ecran.post("/mur/commande", data={"geste": "precedente", "etape": read_etape(ecran)})
    assert read_etape(ecran) == premiere
    for geste in ("pause", "pause", "noir", "montre"):
        assert ecran.post("/mur/commande", data={"geste": geste}).status_code == 204
        assert get_etat(ecran).json()["ecran"] == geste


@pytest.mark.parametrize(
    "donnees",
    [
        {},
        {"geste": "effacer"},
        {"geste": "suivante", "etape": "x"},
        {"geste": "terminee"},
        {"geste": "suivante'; drop table seance"},
    ],
)
def test_other_gestures_change_nothing(ecran: httpx.Client, scene: Scene, donnees: dict[str, str]) -> None:
    enter(ecran, scene)
    avant = get_etat(ecran).headers["etag"]
    assert ecran.post("/mur/commande", data=donnees).status_code == 409
    assert get_etat(ecran).headers["etag"] == avant


def test_before_the_start_the_wall_waits_and_does_not_drive(monde: Monde) -> None:
    with create_client() as ecran:
        enter(ecran, create_scene(monde, etat="preparee"))
        assert "La séance va commencer." in get_etat(ecran).json()["html"]
        assert ecran.post("/mur/commande", data={"geste": "suivante"}).status_code == 409


def test_without_a_wall_nothing_is_shown_nor_driven(ecran: httpx.Client, scene: Scene) -> None:
    avant = execute("select revision, ecran, etape_id from seance")
    for jeton in (None, "x" * 43, "x" * 500, str(scene.seance)):
        if jeton:
            ecran.cookies.set(COOKIE_MUR, jeton, domain="localhost.local", path="/mur")
        assert get_etat(ecran).status_code == 410
        for geste in ("suivante", "noir"):
            assert ecran.post("/mur/commande", data={"geste": geste}).status_code == 410
    assert execute("select revision, ecran, etape_id from seance") == avant


def test_another_site_drives_nothing(ecran: httpx.Client, scene: Scene) -> None:
    enter(ecran, scene)
    for en_tete in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ailleurs.test"}):
        for adresse in ("/mur", "/mur/commande", "/mur/fermer"):
            assert ecran.post(adresse, data={"geste": "noir"}, headers=en_tete).status_code == 403
    assert get_etat(ecran).json()["ecran"] == "montre"


def test_a_wall_shows_its_own_session_only(ecran: httpx.Client, scene: Scene) -> None:
    enter(ecran, scene)
    autre = create_scene(scene.monde, (("texte", {"texte": "Ailleurs"}),), etat="preparee")
    change(scene, etat="terminee", code=None)
    execute("update seance set etat = 'en_cours', code = 'ZZZZZ2' where id = :s", s=autre.seance)
    assert get_etat(ecran).status_code == 410


def test_nothing_of_a_vote_leaks_before_the_reveal(ecran: httpx.Client, scene: Scene) -> None:
    options = build_options(ContenuVote(GenreTour.NIVEAU), REFERENTIEL.critere("T01-01"), REFERENTIEL.echelle)
    enter(ecran, scene)
    show(scene, "vote")
    reponses: list[str] = []
    for niveaux in ([0] * 7, [4] * 7):
        tour = create_tour(scene, [{"niveau": n} for n in niveaux], options=options, numero=len(reponses) + 1)
        execute("update seance set revision = revision + 1 where id = :s", s=scene.seance)
        reponse = get_etat(ecran)
        assert "<rect class=" not in reponse.json()["html"]
        reponses.append(re.sub(COMPTE_APPAREILS, "", reponse.json()["html"]))
        execute("update tour set etat = 'ferme' where id = :t", t=tour)
    assert reponses[0] == reponses[1]


def test_leaving_from_the_screen_ends_its_wall(ecran: httpx.Client, scene: Scene) -> None:
    enter(ecran, scene)
    jeton = ecran.cookies[COOKIE_MUR]
    assert ecran.post("/mur/fermer").status_code == 303
    ecran.cookies.set(COOKIE_MUR, jeton, domain="localhost.local", path="/mur")
    assert get_etat(ecran).status_code == 410


def test_while_the_base_is_away_the_page_stands_and_waits(
    ecran: httpx.Client, scene: Scene, installation: Installation
) -> None:
    enter(ecran, scene)
    moteur = create_moteur("postgresql://personne@/nulle?host=/nulle-part")
    set_installation(replace(installation, moteur=moteur))
    page = ecran.get("/mur")
    assert page.status_code == 503
    assert 'data-etiquette=""' in page.text
    assert "mur.js" in page.text
    assert COOKIE_MUR in ecran.cookies, "the wall is not forgotten"
    assert get_etat(ecran).status_code == 503
    assert ecran.post("/mur/commande", data={"geste": "noir"}).status_code == 503
    set_installation(installation)
    moteur.dispose()
    assert get_etat(ecran).status_code == 200


def test_where_the_public_address_is_this_machine_phones_are_sent_where_the_wall_is(
    scene: Scene, installation: Installation
) -> None:
    with create_client(adresse="http://192.168.1.20:8501") as ecran:
        enter(ecran, scene)
        assert "192.168.1.20:8501/rejoindre" in ecran.get("/mur").text
    reglages = replace(installation.reglages, adresse_publique="https://cahier.exemple.test")
    set_installation(replace(installation, reglages=reglages))
    with create_client(adresse="https://attaquant.test", adresse_ip="192.0.2.20") as ecran:
        enter(ecran, scene)
        page = ecran.get("/mur").text
        assert "attaquant" not in page
        assert "cahier.exemple.test/rejoindre" in page


def test_a_question_that_names_its_step_is_written_once(monde: Monde) -> None:
    question = "Par quoi commencer ensemble"
    contenu = {"genre": "mots", "mode": "salle", "question": f"{question} ?"}
    scene = create_scene(monde, (("vote", contenu),))
    execute("update etape set titre = :t", t=question)
    with create_client() as ecran:
        enter(ecran, scene)
        html = get_etat(ecran).json()["html"]
    assert html.count(question) == 1
    assert " ?" not in html, "a sign never stands alone at the head of a line"
