"""The phone in another language: chosen on the first page, kept in the address, French always one press away."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from caprse.acces.unite import open_unit_systeme
from caprse.avis.telephone.mots import CONNUS, MOTS_FRANCAIS
from caprse.avis.voix import NOUVEAUX_PAR_ADRESSE
from caprse.referentiel.langues.schema import NiveauTraduit, Traduction
from caprse.referentiel.langues.service import replace_traductions
from caprse.socle.dates import FUSEAU
from caprse.socle.installation import Installation
from tests.acces.navigateur import Lecture
from tests.avis.scene import Scene
from tests.avis.telephone.conftest import create_telephone
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.monde import REFERENTIEL

ARABE = CONNUS["ar"]
QUESTION = "هل تعرفون ذلك؟"
CHAMPS = re.compile(r"\{\w*\}")


def build_traduction(code: str = "T01-01", langue: str = "ar", *, relue: bool = False) -> Traduction:
    mots = CONNUS.get(langue, ARABE)
    return Traduction(
        langue=langue,
        nom={"ar": "العربية", "en": "English"}.get(langue, langue),
        nom_francais={"ar": "arabe", "en": "anglais"}.get(langue, langue),
        sens="rtl" if mots.sens == "rtl" and langue == "ar" else "ltr",
        relue=relue,
        echelle=tuple(
            NiveauTraduit(niveau=n.niveau, nom=f"مستوى {n.niveau}", definition=f"شرح {n.niveau}")
            for n in REFERENTIEL.echelle
        ),
        criteres={code: QUESTION},
    )


def translate(scene: Scene, *traductions: Traduction) -> None:
    with open_unit_systeme() as unit:
        replace_traductions(unit.db, scene.monde.referentiel, traductions)


@pytest.fixture
def adresse(scene: Scene) -> str:
    """The link, in a world whose first critère has its Arabic question, and not the second one."""
    translate(scene, build_traduction(scene.monde.criteres[0]), build_traduction(scene.monde.criteres[0], "en"))
    return f"/avis/{scene.jetons[1]}"


def test_every_language_says_the_same_things_with_the_same_blanks() -> None:
    assert {"fr", "ar", "en", "es"} <= CONNUS.keys()
    for mots in CONNUS.values():
        assert mots.textes.keys() == MOTS_FRANCAIS.textes.keys()
        assert len(mots.mois) == 12
        for cle, texte in mots.textes.items():
            if cle not in {"questions", "sur"}:
                assert sorted(CHAMPS.findall(texte)) == sorted(CHAMPS.findall(MOTS_FRANCAIS.textes[cle])), cle


def test_languages_are_offered_by_their_own_names_and_french_is_always_there(
    telephone: httpx.Client, adresse: str
) -> None:
    page = telephone.get(adresse)
    liens = [lien for lien in Lecture(page.text).all("a") if lien.get("hreflang")]
    assert [(lien["lang"], lien["href"]) for lien in liens] == [
        ("fr", adresse),
        ("en", f"{adresse}?langue=en"),
        ("ar", f"{adresse}?langue=ar"),
    ]
    assert 'aria-current="true">Français' in page.text
    assert '<html lang="fr"' in page.text
    assert "العربية" in page.text
    assert "Traduction à relire" not in page.text
    assert telephone.get(f"{adresse}?langue=ar").text.count("aria-current") == 1


def test_nothing_is_offered_where_nothing_is_translated(telephone: httpx.Client, scene: Scene) -> None:
    page = telephone.get(f"/avis/{scene.jetons[1]}?langue=ar")
    assert "hreflang" not in page.text
    assert '<html lang="fr"' in page.text


def test_someone_who_reads_arabic_answers_from_the_first_page_to_the_thanks(
    telephone: httpx.Client, scene: Scene, adresse: str
) -> None:
    accueil = telephone.get(f"{adresse}?langue=ar")
    assert '<html lang="ar" dir="rtl"' in accueil.text
    assert str(ARABE("commencer")) in accueil.text
    assert "31\u00a0مارس\u00a02026" in accueil.text
    assert str(ARABE("a_relire")) in accueil.text
    assert '<span lang="fr">Traduction à relire</span>' in accueil.text
    debut = telephone.post(f"{adresse}?langue=ar")
    assert debut.headers["location"] == f"{adresse}/1?langue=ar"
    question = telephone.get(f"{adresse}/1?langue=ar")
    critere = REFERENTIEL.critere(scene.monde.criteres[0])
    assert f'lang="ar" dir="rtl">{QUESTION}</h1>' in question.text
    assert critere.question_simple.split()[0] in question.text, "the French question is one press away"
    assert "<details" in question.text
    assert "شرح 0" in question.text
    assert f"<li>{REFERENTIEL.echelle[0].nom} – " in question.text
    assert critere.niveaux[0] in question.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert str(ARABE("suivant")) in question.text
    for lien in (lien["href"] for lien in Lecture(question.text).all("a") if lien.get("class") == "bouton"):
        assert (lien or "").endswith("?langue=ar")
    suite = telephone.post(f"{adresse}/1?langue=ar", data={"choix": "2"})
    assert suite.headers["location"] == f"{adresse}/2?langue=ar"
    fin = telephone.post(f"{adresse}/2?langue=ar", data={"choix": "nsp"})
    assert fin.headers["location"] == f"{adresse}/fin?langue=ar"
    assert str(ARABE("merci")) in telephone.get(f"{adresse}/fin?langue=ar").text
    assert sorted(execute("select niveau from voix"), key=str) == [(2,), (None,)]


def test_a_niveau_says_what_the_critere_says_where_that_is_translated(telephone: httpx.Client, scene: Scene) -> None:
    code = scene.monde.criteres[0]
    niveaux = {n: f"جواب {n}" for n in REFERENTIEL.critere(code).niveaux}
    translate(scene, build_traduction(code).model_copy(update={"niveaux": {code: niveaux}}))
    adresse = f"/avis/{scene.jetons[1]}"
    telephone.post(f"{adresse}?langue=ar")
    page = telephone.get(f"{adresse}/1?langue=ar").text
    assert all(dit in page for dit in niveaux.values())
    assert "شرح 0" not in page, "never the échelle beside the words of the critère: these are two answers"
    assert "<small" not in page, "French is folded: nobody reads each answer twice"


def test_a_question_that_is_not_translated_is_asked_in_french(telephone: httpx.Client, adresse: str) -> None:
    telephone.post(f"{adresse}?langue=ar")
    page = telephone.get(f"{adresse}/2?langue=ar")
    assert '<html lang="ar" dir="rtl"' in page.text
    assert re.search(r'<h1[^>]* lang="fr" dir="ltr">', page.text)
    assert "شرح 0" in page.text


def test_a_language_that_the_page_does_not_speak_still_has_its_questions(
    telephone: httpx.Client, scene: Scene
) -> None:
    translate(scene, build_traduction(scene.monde.criteres[0], "pt-BR"))
    adresse = f"/avis/{scene.jetons[1]}"
    telephone.post(f"{adresse}?langue=pt-BR")
    page = telephone.get(f"{adresse}/1?langue=pt-BR")
    assert '<html lang="fr"' in page.text
    assert f'lang="pt-BR" dir="ltr">{QUESTION}</h1>' in page.text
    assert "Suivant" in page.text or "Terminer" in page.text


@pytest.mark.parametrize("langue", ["xx", "ar'--", "AR", "<script>", "a" * 4000, "fr", ""])
def test_an_address_that_asks_for_no_language_is_read_in_french(
    telephone: httpx.Client, adresse: str, langue: str
) -> None:
    page = telephone.get(adresse, params={"langue": langue})
    assert page.status_code == 200
    assert '<html lang="fr"' in page.text
    assert "<script>alert" not in page.text


def test_once_it_is_read_again_nothing_says_otherwise(telephone: httpx.Client, scene: Scene) -> None:
    translate(scene, build_traduction(scene.monde.criteres[0], relue=True))
    page = telephone.get(f"/avis/{scene.jetons[1]}?langue=ar")
    assert str(ARABE("a_relire")) not in page.text
    assert "Traduction à relire" not in page.text


def test_refusals_are_said_in_the_language_of_the_page(
    telephone: httpx.Client, scene: Scene, adresse: str, horloge: Horloge
) -> None:
    telephone.post(f"{adresse}?langue=ar")
    assert str(ARABE("rien_choisi")) in telephone.post(f"{adresse}/1?langue=ar", data={"choix": "9"}).text
    assert str(ARABE("lien_inconnu")) in telephone.get("/avis/inconnu?langue=ar").text
    with create_telephone() as sans_memoire:
        reponse = sans_memoire.post(f"{adresse}/1?langue=ar", data={"choix": "2"})
        assert str(ARABE("sans_memoire")) in reponse.text
    for rang in range(NOUVEAUX_PAR_ADRESSE.maximum):
        scene.tap(f"appareil-{rang}", 1, adresse="192.0.2.10")
    plein = telephone.post(f"{adresse}/1?langue=ar", data={"choix": "3"})
    assert (plein.status_code, str(ARABE("trop")) in plein.text) == (429, True)
    horloge.instant = datetime(2026, 4, 1, 8, tzinfo=FUSEAU)
    assert str(ARABE("termine")) in telephone.get(f"{adresse}?langue=ar").text


def test_a_page_costs_no_statement_more_in_another_language(
    telephone: httpx.Client, adresse: str, installation: Installation
) -> None:
    telephone.get(adresse)
    couts = []
    for langue in ("", "?langue=ar"):
        with count_statements(installation.moteur) as requetes:
            telephone.get(adresse + langue)
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_nothing_of_the_pages_is_tied_to_a_side() -> None:
    dossier = Path(__file__).parents[3] / "caprse" / "avis"
    for feuille in ("telephone/gabarits/avis.css", "papier/gabarits/papier.css"):
        texte = (dossier / feuille).read_text(encoding="utf-8")
        assert not re.search(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)", texte), feuille
