"""The Monday digest: what waits, on Monday morning, once whatever restarts; nothing when nothing waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from caprse.acces.comptes.desinscriptions import save_mes_rappels
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.courrier.facteur import send_courriels
from caprse.relecture.appuis.service import create_appui
from caprse.relecture.semaine.envois import RIEN, plan_semaine, read_semaine, register_semaine
from caprse.relecture.semaine.textes import Semaine, find_lundi, list_points
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.courrier.serveur import Boite, read_texte, run_serveur, with_smtp
from tests.monde import Monde, add_personne, create_plain_monde
from tests.relecture.scene import send

LUNDI = date(2026, 3, 16)
MATIN = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)  # seven o'clock in Paris


@pytest.fixture
def monde(installation: Installation) -> Monde:
    register_semaine(installation)
    return create_plain_monde(installation)


@pytest.fixture
def boite() -> Iterator[Boite]:
    with run_serveur(Boite()) as serveur:
        yield serveur


def _semaine(**valeurs: object) -> Semaine:
    vide: dict[str, object] = dict.fromkeys(
        ("a_relire", "a_rouvrir", "pas_transmis", "appuis", "messages", "prevus", "rencontres"), ()
    )
    return Semaine(**{"collectif": "C", "decisions": 0, "fin": None, "jours": 0, **vide, **valeurs})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("instant", "lundi"),
    [
        (MATIN - timedelta(minutes=1), None),
        (MATIN, LUNDI),
        (MATIN + timedelta(hours=16), LUNDI),
        (MATIN + timedelta(days=1), LUNDI),
        (MATIN + timedelta(days=2), None),
        (MATIN - timedelta(days=1), None),
    ],
)
def test_it_is_due_on_monday_from_seven_and_made_up_for_on_tuesday(instant: datetime, lundi: date | None) -> None:
    assert find_lundi(instant) == lundi


def test_it_says_one_sentence_for_each_thing_and_nothing_for_nothing() -> None:
    assert list_points(_semaine()) == ()
    loin = _semaine(fin=date(2026, 6, 30), jours=90, pas_transmis=("A",))
    assert list_points(loin) == (), "the end of a trimestre far away is not for this week"
    pres = _semaine(fin=date(2026, 3, 25), jours=9, pas_transmis=("A", "B"), decisions=1, a_relire=("C",))
    assert list_points(pres) == (
        "1\u00a0carnet à relire : C.",
        (
            "Le trimestre se termine dans 9\u00a0jours, le 25\u00a0mars\u00a02026 : "
            "2\u00a0structures n’ont pas transmis (A et B)."
        ),
        "1\u00a0décision en retard.",
    )
    tard = _semaine(retards=("A", "A", "B"))
    assert list_points(tard) == ("3\u00a0actions des plans en retard : A et B.",)
    assert "A, B, C, D, E et 2\u00a0autres" in list_points(_semaine(messages=tuple("ABCDEFG")))[0]


def test_it_leaves_once_on_monday_whatever_restarts(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    send(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_appui(unit, monde.structures[0], "Nous aider")
    assert send_courriels(avec) == 0, "it is Saturday"
    horloge.instant = MATIN
    for _ in range(3):
        send_courriels(avec, demarrage=True)
        horloge.instant += timedelta(hours=3)
    horloge.instant = MATIN + timedelta(days=1)
    send_courriels(avec)
    [message] = boite.messages()
    assert str(message["To"]) == "anna@exemple.test"
    assert message["Subject"] == "Votre semaine : 2 choses vous attendent"
    texte = read_texte(message)
    assert "- 1\u00a0carnet à relire : Collectif A – structure 0." in texte
    assert "- 1\u00a0demande d’appui sans réponse : Collectif A – structure 0." in texte
    # The other collectif has nothing that waits: its week is noted, and no mail nor notice comes of it.
    assert {motif for (motif,) in execute("select motif from courriel where annule_le is not null")} == {RIEN}
    assert execute("select count(*) from nouvelle") == [(1,)]
    horloge.instant = MATIN + timedelta(days=7)
    send_courriels(avec)
    assert len(boite.messages()) == 2, "and again the next week"


def test_late_actions_are_told_and_those_of_others_are_not(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    for structure, etat, echeance in (
        (monde.structures[0], "a_faire", "2026-03-10"),
        (monde.structures[1], "faite", "2026-03-10"),
        (monde.structures[1], "en_cours", "2026-05-10"),
        (monde.structure_ailleurs, "en_cours", "2026-03-10"),
    ):
        execute(
            "insert into action (collectif_id, structure_id, quoi, etat, echeance)"
            " select collectif_id, id, 'Agir', :e, cast(:le as date) from structure where id = :s",
            s=structure,
            e=etat,
            le=echeance,
        )
    horloge.instant = MATIN
    send_courriels(avec)
    dits = {str(message["To"]): read_texte(message) for message in boite.messages()}
    assert "- 1\u00a0action des plans en retard : Collectif A – structure 0." in dits["anna@exemple.test"]


def test_what_was_done_meanwhile_is_not_said(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    send(monde)
    horloge.instant = MATIN
    assert plan_semaine(installation) == 1
    execute("update carnet set etat = 'relu' where id = :c", c=monde.carnets[0])
    assert send_courriels(avec) == 0
    assert execute("select count(*) from nouvelle") == [(0,)]


def test_whoever_said_no_has_the_notice_alone(installation: Installation, monde: Monde, horloge: Horloge) -> None:
    send(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_mes_rappels(unit, [])
    horloge.instant = MATIN
    for _ in range(2):
        assert plan_semaine(installation) == 0
    assert execute("select genre from nouvelle") == [("semaine",)]


def test_it_names_only_what_its_reader_animates(installation: Installation, monde: Monde) -> None:
    send(monde)
    with open_unit_systeme() as unit:
        ici = read_semaine(unit, monde.collectif, monde.comptes["anna"], LUNDI)
        ailleurs = read_semaine(unit, monde.ailleurs, monde.comptes["clara"], LUNDI)
    assert ici.a_relire == ("Collectif A – structure 0",)
    assert ailleurs.a_relire == ()


def test_the_round_costs_little_once_told(installation: Installation, monde: Monde, horloge: Horloge) -> None:
    send(monde)
    for rang in range(5):
        add_personne(monde, f"animatrice{rang}", Role.ANIMATION)
    horloge.instant = MATIN
    assert plan_semaine(installation) == 6
    with count_statements(installation.moteur) as vues:
        assert plan_semaine(installation) == 0
    assert len(vues) <= 2, vues
