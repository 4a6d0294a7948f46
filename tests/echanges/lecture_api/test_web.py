"""What a program reads: the columns of the long export, what was published, under the rights of today's screens."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.echanges.lecture_api.description import TABLES
from caprse.echanges.lecture_api.regles import Portee
from caprse.echanges.reponses_longues.modele import COLONNES
from caprse.echanges.reponses_longues.service import list_de_collectif, list_de_structure
from caprse.restitution.publication.visibilite import restrict_edition
from caprse.restitution.resultats.service import get_resultats
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.echanges.lecture_api.scene import PARUS, create_programme, make_cle
from tests.monde import Monde, add_personne
from tests.restitution.scene import answer, answer_and_send, close, execute_as_owner, send

RACINE = "/api/v1"


def _read(programme: httpx.Client, chemin: str, **demande: Any) -> dict[str, Any]:
    reponse = programme.get(f"{RACINE}/{chemin}", params=demande)
    assert reponse.status_code == 200, reponse.text
    lu: dict[str, Any] = reponse.json()
    return lu


def _read_all(programme: httpx.Client, chemin: str, **demande: Any) -> list[dict[str, Any]]:
    page = _read(programme, chemin, **demande)
    lignes: list[dict[str, Any]] = page["donnees"]
    while page["suite"]:
        page = _read(programme, chemin, **demande, apres=page["suite"])
        lignes += page["donnees"]
    return lignes


def test_a_key_says_what_it_opens(monde: Monde) -> None:
    assert _read(create_programme(make_cle(monde, "alice", monde.structures[0], [Portee.REPONSES])), "cle") == {
        "nom": "Essai de alice",
        "collectif": "Collectif A",
        "structure": "Collectif A – structure 0",
        "portees": ["reponses"],
        "expire_le": get_value("select expire_le from cle_lecture").astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "demandes_par_minute": 60,
    }


def test_a_structure_reads_its_own_answers_as_its_export_gives_them(monde: Monde) -> None:
    answer(monde.carnets[0], {"T02-01": 2})
    lignes = _read_all(create_programme(make_cle(monde, "alice", monde.structures[0])), "reponses")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        attendues = [asdict(ligne) for ligne in list_de_structure(unit, monde.structures[0])]
    assert [list(ligne) for ligne in lignes] == [[colonne.nom for colonne in COLONNES]] * len(attendues)
    assert [(ligne["structure"], ligne["critere"], ligne["niveau"]) for ligne in lignes] == [
        (ligne["structure"], ligne["critere"], ligne["niveau"]) for ligne in attendues
    ]


def test_a_collectif_reads_what_its_animation_reads_on_screen_and_no_draft(monde: Monde) -> None:
    answer(monde.carnets[7], 4)
    cle = make_cle(monde)
    lignes = _read_all(create_programme(cle), "reponses", limite=4)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        attendues = {(ligne.structure, ligne.critere) for ligne in list_de_collectif(unit, monde.collectif)}
    assert {(ligne["structure"], ligne["critere"]) for ligne in lignes} == attendues
    assert len(lignes) == len(attendues)
    assert {ligne["structure"] for ligne in lignes} == {f"Collectif A – structure {rang}" for rang in range(PARUS)}
    assert {EtatCarnet(ligne["carnet_etat"]) for ligne in lignes} <= ETATS_TRANSMIS


def test_pages_hold_while_structures_change_their_names(monde: Monde) -> None:
    programme = create_programme(make_cle(monde))
    premiere = _read(programme, "reponses", limite=3)
    execute_as_owner("update structure set nom = 'A' || right(nom, 1)")
    seconde = _read(programme, "reponses", limite=3, apres=premiere["suite"])
    ensemble = {ligne["structure"][-1] for page in (premiere, seconde) for ligne in page["donnees"]}
    assert ensemble == {str(rang) for rang in range(PARUS)}
    assert seconde["suite"] is None


def test_the_whole_is_what_was_published_and_never_a_fresh_count(monde: Monde) -> None:
    programme = create_programme(make_cle(monde))
    avant = _read_all(programme, "ensemble")
    assert {(ligne["edition"], ligne["carnets"]) for ligne in avant} == {(1, PARUS)}
    assert {ligne["genre"] for ligne in avant} == {"enjeu", "thematique", "transversal"}
    # Three more transmit: a screen that looked would publish them, a program does not.
    answer_and_send(monde, 6, 7, 8)
    assert _read_all(programme, "ensemble") == avant
    assert get_value("select count(*) from publication") == 1
    close(monde)
    assert {(ligne["edition"], ligne["carnets"]) for ligne in _read_all(programme, "ensemble")} == {(2, 9)}


def test_no_figure_that_a_member_who_subtracts_their_own_could_read_under_the_threshold(
    monde: Monde, horloge: Horloge
) -> None:
    """The animation sees six of six on its screen; what its program fills is read by anyone, so six must be seven."""
    cle = make_cle(monde)
    assert _read_all(create_programme(cle), "ensemble")
    execute_as_owner("update collectif set seuil_anonymat = 6")
    assert _read_all(create_programme(cle), "ensemble") == []
    answer_and_send(monde, 6, 7, 8)
    close(monde)
    assert {ligne["structures"] for ligne in _read_all(create_programme(cle), "ensemble")} == {9}


def test_a_structure_reads_the_whole_only_once_it_has_answered(monde: Monde) -> None:
    add_personne(monde, "gil", Role.DIRECTION, monde.structures[7])
    programme = create_programme(make_cle(monde, "gil", monde.structures[7]))
    assert _read_all(programme, "ensemble") == []
    answer(monde.carnets[7], 2)
    send(monde.carnets[7])
    lues = _read_all(programme, "ensemble")
    with open_unit(compte_id=monde.comptes["gil"]) as unit:
        [vu] = get_resultats(unit, monde.structures[7]).trimestres
    assert vu.publication is not None
    montres = restrict_edition(vu.publication.edition, [frozenset({ligne["axe"] for ligne in lues})], 5).agregats
    assert {(ligne["axe"], ligne["structures"]) for ligne in lues} == {(un.code, un.n) for un in montres}
    # Names that structures lend to one another stay in the workbook.
    assert "nommees" not in str(lues)


def test_meetings_come_without_their_link_nor_their_agenda(monde: Monde) -> None:
    programme = create_programme(make_cle(monde, "alice", monde.structures[0]))
    lignes = _read_all(programme, "rencontres", limite=1)
    assert [(ligne["titre"], ligne["jour"], ligne["heure"]) for ligne in lignes] == [
        ("Ouverture", "2026-03-20", "14:00:00"),
        ("Suite", "2026-03-21", "14:00:00"),
    ]
    assert "visio.exemple" not in str(lignes)
    assert "Entre nous" not in str(lignes)


def test_the_referentiel_is_that_of_the_trimestres(monde: Monde) -> None:
    lignes = _read_all(create_programme(make_cle(monde)), "referentiel")
    assert {ligne["critere"] for ligne in lignes} >= set(monde.criteres)
    assert [ligne["ordre"] for ligne in lignes] == list(range(1, len(lignes) + 1))


@pytest.mark.parametrize("chemin", TABLES)
def test_a_spreadsheet_is_given_the_same_rows(monde: Monde, chemin: str) -> None:
    programme = create_programme(make_cle(monde))
    lignes = programme.get(chemin).json()["donnees"]
    reponse = programme.get(chemin, params={"format": "csv"})
    assert reponse.headers["content-type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
    assert len(table) == len(lignes) > 0
    assert list(table[0]) == list(lignes[0])


def test_what_has_not_moved_is_not_sent_again(monde: Monde) -> None:
    programme = create_programme(make_cle(monde))
    premiere = programme.get(f"{RACINE}/rencontres")
    assert premiere.headers["cache-control"] == "private, no-cache"
    seconde = programme.get(f"{RACINE}/rencontres", headers={"If-None-Match": premiere.headers["etag"]})
    assert (seconde.status_code, seconde.content) == (304, b"")
    execute("update rencontre set lieu = 'Salle'")
    assert (
        programme.get(f"{RACINE}/rencontres", headers={"If-None-Match": premiere.headers["etag"]}).status_code == 200
    )


def test_the_next_page_is_told_in_a_header_too(monde: Monde) -> None:
    programme = create_programme(make_cle(monde))
    reponse = programme.get(f"{RACINE}/reponses", params={"limite": 2, "format": "csv"})
    suivante = reponse.headers["link"].removeprefix("<").partition(">")[0]
    assert programme.get(suivante).status_code == 200
    assert programme.get(suivante).content != reponse.content


@pytest.mark.parametrize("chemin", [f"{RACINE}/cle", *TABLES])
def test_a_request_costs_as_many_statements_whatever_there_is(
    monde: Monde, installation: Installation, chemin: str
) -> None:
    programme = create_programme(make_cle(monde))
    programme.get(chemin)
    with count_statements(installation.moteur) as peu:
        assert programme.get(chemin).status_code == 200
    answer_and_send(monde, 6, 7, 8)
    close(monde)
    with count_statements(installation.moteur) as beaucoup:
        assert programme.get(chemin).status_code == 200
    # The key, the rights, the rule that nothing is written, the rows; beside what each transaction says of itself.
    assert len(peu) == len(beaucoup) <= 6, beaucoup


def test_a_key_is_counted_in_place_and_waits_for_the_next_minute(monde: Monde, horloge: Horloge) -> None:
    cle = make_cle(monde)
    programme = create_programme(cle)
    horloge.instant = datetime(2026, 3, 14, 9, 0, 20, tzinfo=UTC)
    statuts = [programme.get(f"{RACINE}/cle").status_code for _ in range(61)]
    assert statuts == [200] * 60 + [429]
    refus = programme.get(f"{RACINE}/cle")
    assert refus.headers["retry-after"] == "40"
    # Another key has its own minute.
    assert create_programme(make_cle(monde)).get(f"{RACINE}/cle").status_code == 200
    horloge.instant = datetime(2026, 3, 14, 9, 1, 0, tzinfo=UTC)
    assert programme.get(f"{RACINE}/cle").status_code == 200
    assert get_value("select count(*) from cle_lecture") == 2
    assert get_value("select count(*) from journal where objet = 'cle_lecture' and operation = 'UPDATE'") == 0
