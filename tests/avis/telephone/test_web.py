"""The phone's pages, as a browser without JavaScript meets them, and as an attacker does."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from caprse.acces.unite import open_unit
from caprse.avis.reunion import show_question
from caprse.avis.telephone.mots import MOTS_FRANCAIS
from caprse.avis.telephone.web import COOKIE_AVIS
from caprse.avis.voix import NOUVEAUX_PAR_ADRESSE
from caprse.socle.base import create_moteur
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.francais import bind_titre
from caprse.socle.installation import Installation, set_installation
from tests.acces.navigateur import Lecture
from tests.avis.scene import FIN, Scene
from tests.avis.telephone.conftest import create_telephone
from tests.base import count_rows, execute
from tests.conftest import Horloge
from tests.monde import REFERENTIEL


def start(telephone: httpx.Client, scene: Scene, groupe: int = 1) -> str:
    """Open the link and press « Commencer »; gives the address of the link."""
    adresse = f"/avis/{scene.jetons[groupe]}"
    assert telephone.get(adresse).status_code == 200
    assert telephone.post(adresse).status_code == 303
    return adresse


def test_someone_scans_answers_goes_back_changes_and_is_thanked(telephone: httpx.Client, scene: Scene) -> None:
    adresse = f"/avis/{scene.jetons[1]}"
    accueil = telephone.get(adresse)
    assert "Salarié·es en parcours" in accueil.text
    assert "2\u00a0questions" in accueil.text
    assert format_date(FIN) in accueil.text
    debut = telephone.post(adresse)
    assert (debut.status_code, debut.headers["location"]) == (303, f"{adresse}/1")
    question = telephone.get(f"{adresse}/1")
    critere = REFERENTIEL.critere(scene.monde.criteres[0])
    assert str(bind_titre(critere.question_simple)) in question.text
    assert Lecture(question.text).fields()["choix"] == {"0", "1", "2", "3", "4", "nsp"}
    assert telephone.post(f"{adresse}/1", data={"choix": "2"}).headers["location"] == f"{adresse}/2"
    assert telephone.post(f"{adresse}/2", data={"choix": "nsp"}).headers["location"] == f"{adresse}/fin"
    assert "Merci, c’est fini" in telephone.get(f"{adresse}/fin").text
    assert 'value="2" required checked' in telephone.get(f"{adresse}/1").text
    telephone.post(f"{adresse}/1", data={"choix": "4"})
    assert sorted(execute("select niveau from voix"), key=str) == [(4,), (None,)]
    assert "Revoir mes réponses" in telephone.get(adresse).text


def test_a_question_that_a_meeting_was_shown_is_closed_and_passed_over(telephone: httpx.Client, scene: Scene) -> None:
    for appareil in range(5):
        scene.tap(f"appareil {appareil}", 1)
    adresse = start(telephone, scene)
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        show_question(unit, scene.id, scene.monde.criteres[0])
    close = telephone.get(f"{adresse}/1")
    assert (close.status_code, "Cette question est close" in close.text) == (410, True)
    assert f'href="{adresse}/2"' in close.text
    assert telephone.post(f"{adresse}/1", data={"choix": "2"}).headers["location"] == f"{adresse}/1"
    assert telephone.post(adresse).headers["location"] == f"{adresse}/2"
    assert telephone.post(f"{adresse}/2", data={"choix": "2"}).headers["location"] == f"{adresse}/fin"
    assert count_rows("voix") == 1
    assert "Il y a une question" in telephone.get(adresse).text


def test_looking_changes_nothing_and_gives_no_cookie(telephone: httpx.Client, scene: Scene) -> None:
    adresse = f"/avis/{scene.jetons[1]}"
    assert telephone.get(adresse).headers.get("set-cookie") is None
    assert telephone.get(f"{adresse}/1").headers["location"] == adresse
    assert telephone.get(f"{adresse}/fin").headers["location"] == adresse
    telephone.post(adresse)
    telephone.post(adresse)
    assert count_rows("voix") == 0


def test_the_secret_of_a_device_is_out_of_reach_and_stays_the_same(telephone: httpx.Client, scene: Scene) -> None:
    adresse = f"/avis/{scene.jetons[1]}"
    donne = telephone.post(adresse).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/avis"} <= {partie.strip() for partie in donne.split(";")}
    assert telephone.post(adresse).headers.get("set-cookie") is None
    start(telephone, scene, groupe=2)
    assert len({cookie.value for cookie in telephone.cookies.jar}) == 1


def test_a_phone_that_keeps_no_cookie_is_told_so_and_counts_for_nothing(scene: Scene) -> None:
    with create_telephone() as sans_memoire:
        reponse = sans_memoire.post(f"/avis/{scene.jetons[1]}/1", data={"choix": "2"})
    assert (reponse.status_code, MOTS_FRANCAIS("sans_memoire") in reponse.text) == (403, True)
    assert count_rows("voix") == 0


@pytest.mark.parametrize("choix", ["", "5", "-1", "9", "²", "٣", "nsp ", "1; drop table voix", "1" * 4000])
def test_an_answer_that_is_none_is_asked_again_in_one_sentence(
    telephone: httpx.Client, scene: Scene, choix: str
) -> None:
    adresse = start(telephone, scene)
    reponse = telephone.post(f"{adresse}/1", data={"choix": choix})
    assert (reponse.status_code, MOTS_FRANCAIS("rien_choisi") in reponse.text) == (422, True)
    assert count_rows("voix") == 0


@pytest.mark.parametrize("chemin", ["A" * 43, "x", "%00", "é", "..%2F..", "A" * 3000])
@pytest.mark.parametrize("suite", ["", "/1", "/fin"])
def test_a_guessed_link_says_that_it_opens_nothing(telephone: httpx.Client, chemin: str, suite: str) -> None:
    for reponse in (telephone.get(f"/avis/{chemin}{suite}"), telephone.post(f"/avis/{chemin}{suite}")):
        assert reponse.status_code in {404, 405}
        if reponse.status_code == 404 and chemin[0] != ".":
            assert MOTS_FRANCAIS("lien_inconnu") in reponse.text
    assert count_rows("voix") == 0


@pytest.mark.parametrize("rang", [0, 3, 99])
def test_a_question_that_is_not_there_leads_to_the_end(telephone: httpx.Client, scene: Scene, rang: int) -> None:
    adresse = start(telephone, scene)
    assert telephone.get(f"{adresse}/{rang}").headers["location"] == f"{adresse}/fin"
    assert telephone.post(f"{adresse}/{rang}", data={"choix": "1"}).status_code == 404


def test_after_the_last_day_and_after_the_closing_the_page_says_so(
    telephone: httpx.Client, scene: Scene, horloge: Horloge
) -> None:
    adresse = start(telephone, scene)
    horloge.instant = datetime(2026, 4, 1, 8, tzinfo=FUSEAU)
    for reponse in (telephone.get(adresse), telephone.get(f"{adresse}/1"), telephone.get(f"{adresse}/fin")):
        assert (reponse.status_code, "On pouvait répondre jusqu’au" in reponse.text) == (410, True)
    assert telephone.post(f"{adresse}/1", data={"choix": "1"}).status_code == 409
    scene.close()
    close = telephone.get(adresse)
    assert (close.status_code, "Cette consultation est close" in close.text) == (410, True)
    assert count_rows("voix") == 0


def test_a_form_of_another_site_is_refused(telephone: httpx.Client, scene: Scene) -> None:
    adresse = start(telephone, scene)
    reponse = telephone.post(f"{adresse}/1", data={"choix": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert reponse.status_code == 403
    assert count_rows("voix") == 0


def test_a_flood_from_one_address_is_told_to_wait_with_its_choice_kept(scene: Scene) -> None:
    adresse = f"/avis/{scene.jetons[1]}"
    for rang in range(NOUVEAUX_PAR_ADRESSE.maximum):
        scene.tap(f"appareil-{rang}", 1, adresse="192.0.2.10")
    with create_telephone() as telephone:
        telephone.post(adresse)
        reponse = telephone.post(f"{adresse}/1", data={"choix": "3"})
    assert reponse.status_code == 429
    assert int(reponse.headers["retry-after"]) > 0
    assert 'value="3" required checked' in reponse.text


def test_a_base_that_is_away_keeps_the_choice_to_send_it_again(
    telephone: httpx.Client, scene: Scene, installation: Installation
) -> None:
    adresse = start(telephone, scene)
    set_installation(Installation(installation.reglages, create_moteur("postgresql://127.0.0.1:1/rien"), None))
    try:
        reponse = telephone.post(f"{adresse}/1", data={"choix": "3"})
        assert telephone.get(adresse).status_code == 503
    finally:
        set_installation(installation)
    assert reponse.status_code == 503
    assert Lecture(reponse.text).fields()["choix"] == {"3"}


def test_pages_are_kept_by_nobody_and_run_no_foreign_script(telephone: httpx.Client, scene: Scene) -> None:
    adresse = start(telephone, scene)
    for page in (adresse, f"{adresse}/1"):
        reponse = telephone.get(page)
        assert reponse.headers["cache-control"] == "no-store"
        assert "script-src 'self'" in reponse.headers["content-security-policy"]
        assert "unsafe" not in reponse.headers["content-security-policy"]
        assert [balise for balise in Lecture(reponse.text).all("script") if not balise.get("src")] == []
    for fichier in ("avis.css", "avis.js"):
        assert telephone.get(f"/habillage/{fichier}").status_code == 200


def test_what_a_structure_is_called_is_shown_as_typed(telephone: httpx.Client, scene: Scene) -> None:
    execute("update structure set nom = '<script>alert(1)</script>' where id = :s", s=scene.monde.structures[0])
    page = telephone.get(f"/avis/{scene.jetons[1]}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_the_cookie_of_a_device_tells_nothing_of_its_voice(telephone: httpx.Client, scene: Scene) -> None:
    adresse = start(telephone, scene)
    telephone.post(f"{adresse}/1", data={"choix": "1"})
    assert telephone.cookies[COOKIE_AVIS] not in str(execute("select empreinte from voix"))
