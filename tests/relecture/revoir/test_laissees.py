"""What a bascule leaves behind in a carnet is no earlier answer: it is not offered, not shown beside, not taken."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.bascule.service import apply_bascule
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.fichier import Correspondance, Destination, Ligne
from caprse.referentiel.schema import Referentiel
from caprse.relecture.revoir.regles import confirm
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.erreurs import ErreurMetier
from tests.base import execute, get_value
from tests.carnet.bascule.test_service import publish
from tests.fabrique import build_referentiel
from tests.monde import Monde
from tests.relecture.revoir.scene import offer, read, save
from tests.restitution.scene import close, open_next

REPONSES = {
    "T01-01": Saisie(niveau=1),
    "T01-02": Saisie(niveau=2, trace_titre="Charte"),
    "T01-03": Saisie(niveau=3),
    "T01-04": Saisie(non_concerne=True, motif="Pas de locaux"),
    "T01-05": Saisie(niveau=4),
    "T01-06": Saisie(non_concerne=True, motif="Pas de véhicule"),
    "T01-07": Saisie(niveau=1),
}
# What the next version makes of each: kept, renamed, shared out, retired, moved, moved, merged into T01-03, kept.
LIGNES: dict[str | int, Ligne] = {
    "T01-01": Ligne(vers=(Destination(code="T01-01"),)),
    "T01-02": Ligne(vers=(Destination(code="T01-09"),)),
    "T01-03": Ligne(vers=(Destination(code="T01-03"), Destination(code="T01-10"))),
    "T01-04": Ligne(retire="La loi a changé."),
    "T01-05": Ligne(vers=(Destination(code="T03-11"),)),
    "T01-06": Ligne(vers=(Destination(code="T03-12"),)),
    "T01-07": Ligne(vers=(Destination(code="T01-03"),)),
    "T01-08": Ligne(vers=(Destination(code="T01-08"),)),
}
DEPLACES = {"T01-05": "T03-11", "T01-06": "T03-12"}
QUITTES = frozenset({"T01-02", "T01-04", "T01-05", "T01-06", "T01-07"})


def build_suite(nb_niveaux: int = 5) -> Referentiel:
    """The next version, 0.2.0: T01-05 and T01-06 went to T03, where a critère takes a new code."""
    contenu: dict[str, Any] = to_contenu(build_referentiel(nb_niveaux, themes=3, criteres=8, version="0.2.0"))
    thematiques = {thematique["code"]: thematique for thematique in contenu["thematiques"]}
    deplaces: list[Any] = []
    for enjeu in thematiques["T01"]["enjeux"]:
        deplaces += [{**c, "code": DEPLACES[c["code"]]} for c in enjeu["criteres"] if c["code"] in DEPLACES]
        neufs = []
        for critere in enjeu["criteres"]:
            if critere["code"] == "T01-02":
                neufs.append({**critere, "code": "T01-09"})
            if critere["code"] == "T01-03":
                neufs.append({**critere, "code": "T01-10"})
        enjeu["criteres"] = [c for c in enjeu["criteres"] if c["code"] not in QUITTES] + neufs
    thematiques["T01"]["enjeux"] = [enjeu for enjeu in thematiques["T01"]["enjeux"] if enjeu["criteres"]]
    thematiques["T03"]["enjeux"][-1]["criteres"] += deplaces
    return from_contenu(contenu)


def turn(monde: Monde, nb_niveaux: int = 5) -> None:
    """The collectif goes to the next version."""
    autres = [f"{theme}-0{rang}" for theme in ("T02", "T03") for rang in range(1, 9)]
    gardes: dict[str | int, Ligne] = {code: Ligne(vers=(Destination(code=code),)) for code in (*autres, "TRA-01")}
    suivante = publish(build_suite(nb_niveaux))
    correspondance = Correspondance(id="essai", de="0.1.0", vers="0.2.0", lignes={**gardes, **LIGNES})
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, suivante, correspondance)


def go_on(monde: Monde, numero: int, thematique: str, debut: date, fin: date) -> tuple[UUID, UUID]:
    """Open one more trimestre, in the version that the collectif follows now: its id, the carnet of structure 0."""
    trimestre, carnets = open_next(monde, numero, thematique, debut, fin, etat="prepare")
    suivie = get_value(
        "select referentiel_id from trimestre where collectif_id = :c order by (referentiel_id = :r),"
        " numero desc limit 1",
        c=monde.collectif,
        r=monde.referentiel,
    )
    execute("update trimestre set referentiel_id = :r, etat = 'ouvert' where id = :t", r=suivie, t=trimestre)
    return trimestre, carnets[monde.structures[0]]


def list_offerts(monde: Monde) -> set[str]:
    a_revoir = offer(monde)
    return {p.anterieure.critere for p in a_revoir.proposees} | {une.critere for une in a_revoir.autres}


def list_tenus(monde: Monde) -> set[str]:
    """The critères of the latest state of structure 0, as its arrêté has frozen it."""
    tenues = get_value(
        "select a.figures -> 'etat' -> 'tenues' from arrete a join carnet c on c.id = a.carnet_id"
        " join trimestre t on t.id = c.trimestre_id where c.structure_id = :s order by t.numero desc limit 1",
        s=monde.structures[0],
    )
    return {tenue[0] for tenue in tenues}


def check(monde: Monde, carnet: UUID, attendus: set[str]) -> None:
    """What is offered is what counts, is shown beside, and can be given again; nothing else is taken."""
    ici = read(monde)
    assert ici.id == carnet
    assert list_offerts(monde) == attendus
    assert set(ici.precedentes) - {"TRA-01"} == attendus
    assert list_tenus(monde) - {"TRA-01"} == attendus
    for code in sorted(attendus):
        anterieure = offer(monde).find(code)
        assert anterieure is not None
        save(monde, carnet, code, confirm(anterieure))
    for code in sorted({*REPONSES, "T01-09", "T01-10", *DEPLACES.values()} - attendus):
        with pytest.raises(ErreurMetier), open_unit(compte_id=monde.comptes["alice"]) as unit:
            save_reponse(unit, carnet, code, Saisie(niveau=0), 0)


@pytest.fixture
def monde_repondu(monde: Monde) -> Monde:
    for code, saisie in REPONSES.items():
        save(monde, monde.carnets[0], code, saisie)
    return monde


def test_what_the_open_carnet_left_behind_is_not_offered_afterwards(monde_repondu: Monde) -> None:
    monde = monde_repondu
    turn(monde)
    close(monde)
    _, carnet = go_on(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    # The answers that its own became, and neither what was retired nor what another thématique asks now.
    check(monde, carnet, {"T01-01", "T01-03", "T01-09", "T01-10"})


def test_a_revision_left_behind_is_not_offered_afterwards(monde_repondu: Monde) -> None:
    monde = monde_repondu
    close(monde)
    trimestre, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for code in REPONSES:
        save(monde, carnets[monde.structures[0]], code, Saisie(niveau=2))
    turn(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, trimestre)
    _, carnet = go_on(monde, 3, "T02", date(2026, 7, 16), date(2026, 10, 15))
    # Each follows its critère, wherever it went; of what is asked otherwise, nothing.
    check(monde, carnet, {"T01-01", "T01-09", "T03-11", "T03-12"})


def test_on_another_echelle_no_revision_goes_on(monde_repondu: Monde) -> None:
    monde = monde_repondu
    close(monde)
    trimestre, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    save(monde, carnets[monde.structures[0]], "T01-05", Saisie(niveau=4))
    turn(monde, nb_niveaux=3)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, trimestre)
    _, carnet = go_on(monde, 3, "T02", date(2026, 7, 16), date(2026, 10, 15))
    assert list_offerts(monde) == set()
    assert set(read(monde).precedentes) <= {"TRA-01"}
    with pytest.raises(ErreurMetier):
        save(monde, carnet, "T03-11", Saisie(niveau=1))


def test_what_moved_is_offered_once_its_thematique_asked_it(monde_repondu: Monde) -> None:
    monde = monde_repondu
    turn(monde)
    close(monde)
    trimestre, carnet = go_on(monde, 2, "T03", date(2026, 4, 16), date(2026, 7, 15))
    assert "T03-11" not in read(monde).precedentes
    save(monde, carnet, "T03-11", Saisie(niveau=3))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, trimestre)
    _, carnet = go_on(monde, 3, "T02", date(2026, 7, 16), date(2026, 10, 15))
    check(monde, carnet, {"T01-01", "T01-03", "T01-09", "T01-10", "T03-11"})
