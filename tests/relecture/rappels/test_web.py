"""The page of a mail's link, as a browser and a mail program meet it: no session, nothing changed by looking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from caprse.acces.comptes.desinscriptions import list_mes_desinscriptions, save_mes_rappels, set_abonnement
from caprse.acces.porte.web import routes as routes_acces
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.courrier.facteur import send_courriels
from caprse.relecture.rappels.regles import LIBELLES_GENRE, GenreRappel
from caprse.relecture.rappels.service import get_ecran, send_rappels
from caprse.relecture.rappels.web import routes
from caprse.socle.base import create_moteur
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation, set_installation
from tests.acces.navigateur import create_navigateur
from tests.base import execute
from tests.conftest import Horloge
from tests.courrier.serveur import Boite, run_serveur, with_smtp
from tests.monde import Monde
from tests.relecture.rappels.scene import act_as

ADRESSE = "https://cahier.exemple.test"


@pytest.fixture
def lien(installation: Installation, monde: Monde) -> str:
    """The path of the link in the mail that Bob received."""
    with run_serveur(Boite()) as boite:
        avec = with_smtp(installation, boite, ADRESSE)
        with act_as(monde, "anna") as unit:
            genre = GenreRappel.AVANT_CLOTURE
            [bob] = [d for d in get_ecran(unit, monde.collectif, genre).destinataires if d.situation.nom == "Bob"]
            send_rappels(unit, monde.collectif, genre, [bob.cle])
        send_courriels(avec)
        [message] = boite.messages()
    return str(message["List-Unsubscribe"]).strip("<>").removeprefix(ADRESSE)


@pytest.fixture
def client(monde: Monde) -> httpx.Client:
    return create_navigateur(Starlette(routes=[*routes_acces(), *routes()]), ADRESSE)


def _list_refus() -> list[tuple[object, ...]]:
    return execute("select compte_id, genre from desinscription")


def test_looking_changes_nothing_and_one_button_stops_the_reminders(
    client: httpx.Client, monde: Monde, lien: str
) -> None:
    page = client.get(lien)
    assert page.status_code == 200
    assert LIBELLES_GENRE[GenreRappel.AVANT_CLOTURE].replace("'", "&#39;") in page.text
    assert "bob@exemple.test" in page.text
    assert "Ne plus les recevoir" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.head(lien).status_code == 200
    assert _list_refus() == []
    fait = client.post(lien)
    assert "C’est fait. Vous ne recevez plus ces rappels." in fait.text
    assert _list_refus() == [(monde.comptes["bob"], "avant_cloture")]
    assert client.post(lien).status_code == 200, "said again, nothing changes"
    assert "Les recevoir de nouveau" in client.get(lien).text
    encore = client.post(f"{lien}/reabonnement")
    assert "C’est fait. Vous recevez ces rappels." in encore.text
    assert _list_refus() == []


@pytest.mark.parametrize(
    "envoi",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"data": {"List-Unsubscribe": "One-Click"}, "headers": {"Origin": "https://mail.exemple.test"}},
    ],
)
def test_a_mail_program_stops_them_by_itself(
    client: httpx.Client, monde: Monde, lien: str, envoi: dict[str, Any]
) -> None:
    client.cookies.clear()
    assert client.post(lien, **envoi).status_code == 200
    assert _list_refus() == [(monde.comptes["bob"], "avant_cloture")]


def test_another_site_cannot_subscribe_anyone_again(client: httpx.Client, monde: Monde, lien: str) -> None:
    client.post(lien)
    refus = client.post(f"{lien}/reabonnement", headers={"Sec-Fetch-Site": "cross-site"})
    assert refus.status_code == 403
    assert len(_list_refus()) == 1


@pytest.mark.parametrize("jeton", ["x", "A" * 43, "A" * 5000, "%00", "é"])
def test_an_unknown_link_says_what_to_do_and_changes_nothing(client: httpx.Client, lien: str, jeton: str) -> None:
    for reponse in (
        client.get(f"/desinscription/{jeton}"),
        client.post(f"/desinscription/{jeton}"),
        client.post(f"/desinscription/{jeton}/reabonnement"),
    ):
        assert reponse.status_code == 410
        assert "Mon compte" in reponse.text
    assert _list_refus() == []


def test_the_link_is_known_as_long_as_the_trace_of_its_mail(
    client: httpx.Client, installation: Installation, lien: str, horloge: Horloge
) -> None:
    horloge.instant += timedelta(days=91)
    send_courriels(installation)
    assert client.get(lien).status_code == 410


def test_while_the_base_is_away_the_page_says_so(client: httpx.Client, installation: Installation, lien: str) -> None:
    absente = replace(installation, moteur=create_moteur("postgresql://caprse_app@127.0.0.1:1/absente"))
    set_installation(absente)
    assert client.get(lien).status_code == 503
    assert client.post(lien).status_code == 503
    set_installation(installation)
    assert _list_refus() == []


def test_one_chooses_only_ones_own_reminders(monde: Monde, lien: str) -> None:
    with act_as(monde, "ali") as unit:
        save_mes_rappels(unit, [GenreRappel.MENTION])
        # What other rooms tell is not here, nor what a contribution is never told.
        assert list_mes_desinscriptions(unit) == {GenreRappel.AVANT_CLOTURE, GenreRappel.APRES_CLOTURE}
    with act_as(monde, "bob") as unit:
        assert list_mes_desinscriptions(unit) == frozenset()
        with pytest.raises(Refus):
            save_mes_rappels(unit, ["tout"])
    with pytest.raises(Introuvable), open_unit_systeme() as unit:
        save_mes_rappels(unit, [])
    assert {compte for compte, _ in _list_refus()} == {monde.comptes["ali"]}


def test_the_link_of_one_person_says_nothing_of_another(monde: Monde, lien: str) -> None:
    with open_unit_systeme() as unit:
        abonnement = set_abonnement(unit, lien.rsplit("/", 1)[-1], abonne=False)
    assert abonnement.compte_id == monde.comptes["bob"]
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert list_mes_desinscriptions(unit) == frozenset()
