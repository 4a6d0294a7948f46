"""A révision follows its critère through a bascule, as the carnet's own answers do; the past stays."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.bascule.regles import follow_revisions
from caprse.carnet.bascule.service import apply_bascule, simulate_bascule
from caprse.carnet.regles import Saisie
from caprse.carnet.service import get_carnet, save_reponse
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.fichier import Correspondance, Destination, Ligne
from caprse.referentiel.schema import Referentiel
from caprse.socle.erreurs import Introuvable, Refus
from tests.carnet.bascule.test_service import publish
from tests.fabrique import build_referentiel
from tests.monde import Monde
from tests.restitution.scene import close, open_next

REVUE = Saisie(niveau=3, commentaire="Le conseil a voté", trace_titre="Charte")


def build_suite() -> Referentiel:
    """The next version: T01-02 is T01-09 now, T01-03 and T01-04 are merged into T01-03."""
    contenu: dict[str, Any] = to_contenu(build_referentiel(themes=2, criteres=5, version="0.2.0"))
    for enjeu in next(t for t in contenu["thematiques"] if t["code"] == "T01")["enjeux"]:
        enjeu["criteres"] = [critere for critere in enjeu["criteres"] if critere["code"] != "T01-04"]
        for critere in enjeu["criteres"]:
            if critere["code"] == "T01-02":
                critere["code"] = "T01-09"
    return from_contenu(contenu)


def build_correspondance() -> Correspondance:
    gardes = ["T01-01", "T01-03", "T01-05", *(f"T02-0{rang}" for rang in range(1, 6)), "TRA-01"]
    lignes: dict[str | int, Ligne] = {code: Ligne(vers=(Destination(code=code),)) for code in gardes}
    lignes["T01-02"] = Ligne(vers=(Destination(code="T01-09"),))
    lignes["T01-04"] = Ligne(vers=(Destination(code="T01-03"),))
    return Correspondance(id="essai", de="0.1.0", vers="0.2.0", lignes=lignes)


def save(monde: Monde, carnet: UUID, code: str, saisie: Saisie, version: int = 0) -> int:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return save_reponse(unit, carnet, code, saisie, version).version


def read(monde: Monde, numero: int | None = None) -> dict[str, Saisie]:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        carnet = get_carnet(unit, monde.structures[0], numero)
    assert carnet is not None
    return carnet.saisies()


@pytest.fixture
def carnet(monde: Monde) -> UUID:
    """The carnet of the second trimestre, in which T01-01, T01-02 and T01-03 were looked at again."""
    for code in ("T01-01", "T01-02", "T01-03", "T01-04"):
        save(monde, monde.carnets[0], code, Saisie(niveau=1))
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    ici = carnets[monde.structures[0]]
    for code in ("T01-01", "T01-02", "T01-03"):
        save(monde, ici, code, REVUE)
    save(monde, ici, "T02-01", Saisie(niveau=2))
    return ici


def test_a_revision_follows_its_code_and_what_was_merged_is_told_as_lost(monde: Monde, carnet: UUID) -> None:
    suivante = publish(build_suite())
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        vue = simulate_bascule(unit, monde.collectif, suivante, build_correspondance())
        faite = apply_bascule(unit, monde.collectif, suivante, build_correspondance())
    assert vue.structures == faite.structures
    ici = read(monde)
    assert ici["T01-09"] == ici["T01-01"] == REVUE
    assert ici["T02-01"] == Saisie(niveau=2)
    assert [perte.code for perte in faite.structures[0].pertes] == ["T01-03"]
    assert read(monde, 1) == {f"T01-0{rang}": Saisie(niveau=1) for rang in range(1, 5)}
    assert save(monde, carnet, "T01-09", Saisie(niveau=4), 1) == 2


def test_after_a_bascule_an_earlier_answer_is_revised_under_its_new_code(monde: Monde, carnet: UUID) -> None:
    suivante = publish(build_suite())
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, suivante, build_correspondance())
    # Asked otherwise now: the two answers of before are none to this question.
    with pytest.raises(Introuvable, match="Ce critère"):
        save(monde, carnet, "T01-03", Saisie(niveau=4), 1)
    # A page that was open meanwhile is told why its code is gone.
    with pytest.raises(Refus, match="Les critères de ce carnet ont changé"):
        save(monde, carnet, "T01-02", Saisie(niveau=4), 1)


def test_only_what_the_carnet_does_not_ask_is_followed_as_a_revision() -> None:
    contenus = dict.fromkeys(("T01-01", "T01-02", "T01-04", "T02-01", "ancien"), REVUE)
    avant, apres = ("T02-01", "TRA-01"), ("T02-01", "TRA-01")
    assert follow_revisions(build_correspondance(), avant, apres, contenus) == ("T01-01", "T01-09")
    assert follow_revisions(build_correspondance(), avant, (*apres, "T01-09"), contenus) == ("T01-01",)
    # Its own question, asked no more: lost, and no révision.
    assert follow_revisions(build_correspondance(), ("T02-01",), (), {"T02-01": REVUE}) == ()


def test_the_answer_of_before_that_a_carnet_shows_beside_is_one_to_the_same_question(
    monde: Monde, carnet: UUID
) -> None:
    """T01-03 is asked again under its code, of what two critères asked: no earlier answer is one to it."""

    def look() -> dict[str, tuple[int | None, int]]:
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            ouvert = get_carnet(unit, monde.structures[0])
        assert ouvert is not None
        assert ouvert.id == carnet
        return {code: (avant.niveau, avant.trimestre) for code, avant in ouvert.precedentes.items()}

    assert look() == {f"T01-0{rang}": (1, 1) for rang in range(1, 5)}
    suivante = publish(build_suite())
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, suivante, build_correspondance())
    assert look() == {"T01-01": (1, 1), "T01-09": (1, 1)}
