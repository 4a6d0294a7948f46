"""A bascule: seen first, done whole in one transaction, the past untouched, nothing typed lost."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.bascule.plan import Simulation, StructureBasculee
from caprse.carnet.bascule.service import apply_bascule, simulate_bascule
from caprse.carnet.positionnement.service import get_positionnement, save_position
from caprse.carnet.regles import Saisie
from caprse.carnet.service import ReponseEnregistree, get_carnet, save_reponse
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.fichier import Correspondance, Destination, Ligne
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import import_referentiel
from caprse.socle.erreurs import Conflit, ErreurMetier, Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.fabrique import build_referentiel
from tests.monde import Monde

RETIRES = frozenset({"T01-02", "T01-04"})


def build_suite(version: str = "0.2.0", nb_niveaux: int = 5) -> Referentiel:
    """The next version: T01-02 joins T01-01, T01-03 is shared with T01-06, T01-04 is retired, T01-07 is new."""
    contenu: dict[str, Any] = to_contenu(build_referentiel(nb_niveaux, themes=2, criteres=7, version=version))
    thematiques = {thematique["code"]: thematique for thematique in contenu["thematiques"]}
    for enjeu in thematiques["T01"]["enjeux"]:
        enjeu["criteres"] = [critere for critere in enjeu["criteres"] if critere["code"] not in RETIRES]
    for enjeu in thematiques["T02"]["enjeux"]:
        enjeu["criteres"] = [critere for critere in enjeu["criteres"] if critere["code"] <= "T02-05"]
    return from_contenu(contenu)


def build_correspondance(**autres: Any) -> Correspondance:
    gardes = ["T01-05", *(f"T02-0{rang}" for rang in range(1, 6)), "TRA-01"]
    lignes = {code: Ligne(vers=(Destination(code=code),)) for code in gardes}
    lignes |= {
        "T01-01": Ligne(vers=(Destination(code="T01-01", poids=2),)),
        "T01-02": Ligne(vers=(Destination(code="T01-01"),)),
        "T01-03": Ligne(vers=(Destination(code="T01-03"), Destination(code="T01-06"))),
        "T01-04": Ligne(retire="La loi a changé."),
    }
    valeurs = {"id": "essai", "de": "0.1.0", "vers": "0.2.0", "lignes": lignes, "nouveaux": ("T01-07",)}
    return Correspondance(**{**valeurs, **autres})


@pytest.fixture
def suite(monde: Monde) -> UUID:
    return publish(build_suite())


def publish(referentiel: Referentiel) -> UUID:
    with open_unit_systeme() as unit:
        return import_referentiel(unit.db, referentiel)[0]


def save(monde: Monde, critere: str, saisie: Saisie, version: int = 0, rang: int = 0) -> ReponseEnregistree:
    with open_unit(compte_id=monde.comptes[("alice", "bob")[rang]]) as unit:
        return save_reponse(unit, monde.carnets[rang], critere, saisie, version)


def read(monde: Monde, rang: int = 0) -> dict[str, Saisie]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        carnet = get_carnet(unit, monde.structures[rang])
    assert carnet is not None
    return carnet.saisies()


def simulate(monde: Monde, suivante: UUID, personne: str = "anna", **autres: Any) -> Simulation:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return simulate_bascule(unit, monde.collectif, suivante, build_correspondance(**autres))


def apply(monde: Monde, suivante: UUID, personne: str = "anna", **autres: Any) -> Simulation:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return apply_bascule(unit, monde.collectif, suivante, build_correspondance(**autres))


def photograph() -> dict[str, Any]:
    """Every row that a bascule could touch, as the database writes it."""
    tables = ("trimestre", "carnet", "reponse", "positionnement", "arrete", "publication", "bascule")
    return {t: sorted(str(r[0]) for r in execute(f"select to_jsonb(x) from {t} x")) for t in tables}


def find(simulation: Simulation, monde: Monde, rang: int = 0) -> StructureBasculee:
    return next(s for s in simulation.structures if s.structure_id == monde.structures[rang])


def fill(monde: Monde) -> None:
    save(monde, "T01-01", Saisie(niveau=3, commentaire="Affiché", cible=4, trace_titre="Photo"))
    save(monde, "T01-02", Saisie(niveau=1, commentaire="Oral", trace_titre="Note"))
    save(monde, "T01-03", Saisie(niveau=2, commentaire="Partagé"))
    save(monde, "T01-04", Saisie(niveau=4, commentaire="Perdu"))
    save(monde, "T01-05", Saisie(non_concerne=True, motif="Pas de véhicule"))


def test_seeing_first_shows_before_and_after_and_changes_nothing(monde: Monde, suite: UUID) -> None:
    fill(monde)
    avant = photograph()
    simulation = simulate(monde, suite)
    assert photograph() == avant
    assert simulation.faisable
    assert (simulation.ouvert, simulation.prepares) == (1, ())
    vue = find(simulation, monde)
    assert {r.code: (r.nature, r.fusion.contenu.niveau if r.fusion.contenu else None) for r in vue.criteres} == {
        "T01-01": ("fusion", 3),
        "T01-03": ("partage", 2),
        "T01-05": ("garde", None),
        "T01-06": ("partage", 2),
        "T01-07": ("nouveau", None),
        "TRA-01": ("garde", None),
    }
    [perte] = vue.pertes
    assert (perte.code, perte.raison, perte.contenu.niveau) == ("T01-04", "La loi a changé.", 4)
    assert simulation.count() == {"reprises": 4, "a_confirmer": 2, "raccourcies": 0, "perdues": 1}


def test_the_open_carnet_gains_the_answers_that_its_own_become(monde: Monde, suite: UUID) -> None:
    fill(monde)
    avant = read(monde)
    apply(monde, suite)
    apres = read(monde)
    assert apres["T01-01"].niveau == 3
    assert apres["T01-01"].cible == 4
    assert apres["T01-01"].trace_titre == "Photo"
    assert "« Critère T01-01 » : Affiché" in apres["T01-01"].commentaire
    assert "« Critère T01-02 » : Oral\nTrace : Note" in apres["T01-01"].commentaire
    for code in ("T01-03", "T01-06"):
        assert apres[code].niveau == 2
        assert apres[code].commentaire.startswith("À confirmer")
    # One to one: as it was. Retired or merged: still there, in the past.
    for code in ("T01-05", "T01-02", "T01-04"):
        assert apres[code] == avant[code]
    assert "T01-07" not in apres
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
    assert carnet is not None
    assert carnet.referentiel_id == suite
    assert carnet.reponses["T01-06"].auteur == "Alice"


def test_the_bascule_is_written_once_for_good(monde: Monde, suite: UUID) -> None:
    fill(monde)
    apply(monde, suite)
    [bascule] = execute("select * from bascule")
    assert (bascule.de, bascule.vers, bascule.faite_par) == (monde.referentiel, suite, monde.comptes["anna"])
    assert bascule.correspondance["lignes"]["T01-04"]["retire"] == "La loi a changé."
    assert bascule.bilan["perdues"] == 1
    assert bascule.bilan["structures"][0]["perdues"][0]["commentaire"] == "Perdu"
    with pytest.raises(Exception, match=r"immuable|permission denied"):
        execute("update bascule set bilan = '{}'")


def test_a_second_call_says_that_it_is_done_and_changes_nothing(monde: Monde, suite: UUID) -> None:
    fill(monde)
    apply(monde, suite)
    avant = photograph()
    assert apply(monde, suite).deja_faite
    assert photograph() == avant


def test_prepared_trimestres_follow_and_closed_ones_stay_byte_for_byte(monde: Monde, suite: UUID) -> None:
    fill(monde)
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    for numero, etat, debut, fin in (
        (2, "ouvert", date(2026, 4, 16), date(2026, 7, 15)),
        (3, "prepare", date(2026, 7, 16), date(2026, 10, 15)),
    ):
        execute(
            "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, etat)"
            " values (:c, :n, 'T02', :r, :d, :f, :e)",
            c=monde.collectif,
            n=numero,
            r=monde.referentiel,
            d=debut,
            f=fin,
            e=etat,
        )
    avant = photograph()
    simulation = apply(monde, suite)
    assert (simulation.ouvert, simulation.prepares) == (2, (3,))
    apres = photograph()
    for table in ("reponse", "arrete", "publication"):
        assert apres[table] == avant[table]
    clos = str(monde.trimestre)
    for table in ("trimestre", "carnet"):
        assert [r for r in apres[table] if clos in r] == [r for r in avant[table] if clos in r]
    versions = execute(
        "select numero, referentiel_id from trimestre where collectif_id = :c order by numero", c=monde.collectif
    )
    assert [tuple(ligne) for ligne in versions] == [(1, monde.referentiel), (2, suite), (3, suite)]


def test_another_collectif_stays_where_it_is(monde: Monde, suite: UUID) -> None:
    with open_unit(compte_id=monde.comptes["charlie"]) as unit:
        save_reponse(unit, monde.carnet_ailleurs, "T01-01", Saisie(niveau=2), 0)
    ailleurs = str(monde.ailleurs)
    avant = photograph()
    apply(monde, suite)
    apres = photograph()
    for table, lignes in avant.items():
        assert [r for r in apres[table] if ailleurs in r] == [r for r in lignes if ailleurs in r]


def test_a_transmitted_carnet_is_converted_too(monde: Monde, suite: UUID) -> None:
    fill(monde)
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=monde.carnets[0])
    apply(monde, suite)
    assert read(monde)["T01-06"].niveau == 2


def test_an_answer_already_given_under_the_new_code_is_never_overwritten(monde: Monde, suite: UUID) -> None:
    fill(monde)
    execute(
        "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
        " values (:k, :c, 'T01-06', :s, 4)",
        k=monde.collectif,
        c=monde.carnets[0],
        s=monde.structures[0],
    )
    assert find(simulate(monde, suite), monde).gardes == {"T01-06"}
    apply(monde, suite)
    assert read(monde)["T01-06"] == Saisie(niveau=4)


def test_answers_to_what_this_trimestre_no_longer_asks_are_told_lost(monde: Monde, suite: UUID) -> None:
    fill(monde)
    lignes = dict(build_correspondance().lignes) | {"T01-04": Ligne(vers=(Destination(code="T02-01"),))}
    [perte] = find(simulate(monde, suite, lignes=lignes), monde).pertes
    assert (perte.code, perte.raison) == ("T01-04", "Ce trimestre ne demande pas « Critère T02-01 ».")


def test_on_another_echelle_steps_are_rounded_down(monde: Monde) -> None:
    vers = publish(build_suite("0.3.0", nb_niveaux=4))
    save(monde, "TRA-01", Saisie(niveau=3, cible=4))
    save(monde, "T01-05", Saisie(niveau=4))
    apply(monde, vers, vers="0.3.0")
    assert read(monde)["TRA-01"] == Saisie(niveau=2, cible=3)
    assert read(monde)["T01-05"] == Saisie(niveau=3)
    with pytest.raises(SaisieInvalide, match="entre 0 et 3"):
        save(monde, "T01-05", Saisie(niveau=4), version=2)


def test_the_positionnement_follows(monde: Monde) -> None:
    vers = publish(build_suite("0.3.0", nb_niveaux=3))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_position(unit, monde.structures[0], "T01-A", 3, False, 0)
        save_position(unit, monde.structures[0], "T02-A", None, True, 0)
    apply(monde, vers, vers="0.3.0")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        lu = get_positionnement(unit, monde.structures[0])
    assert lu is not None
    assert lu[0].referentiel_id == vers
    assert (lu[0].positions["T01-A"].niveau, lu[0].positions["T02-A"].non_concerne) == (1, True)
    assert lu[0].positions["T01-A"].auteur == "Alice"


def test_a_page_opened_before_lands_right_or_is_refused_politely(monde: Monde, suite: UUID) -> None:
    """The process knows the carnet by heart; the bascule must make it look again."""
    fill(monde)
    apply(monde, suite)
    # Unchanged by the bascule: lands. Changed by it: shown as a conflict. Gone: said so, and nothing is written.
    assert save(monde, "T01-05", Saisie(niveau=1), version=1).version == 2
    with pytest.raises(Conflit):
        save(monde, "T01-01", Saisie(niveau=0), version=1)
    with pytest.raises(Refus, match="Les critères de ce carnet ont changé"):
        save(monde, "T01-02", Saisie(niveau=0), version=1)
    assert read(monde)["T01-02"].niveau == 1


def test_a_new_question_is_answered_at_once_whatever_the_process_remembers(monde: Monde, suite: UUID) -> None:
    fill(monde)
    apply(monde, suite)
    assert save(monde, "T01-07", Saisie(niveau=1)).version == 1


def test_a_save_after_a_bascule_takes_two_statements_again(
    monde: Monde, suite: UUID, installation: Installation
) -> None:
    fill(monde)
    apply(monde, suite)
    save(monde, "T01-07", Saisie(niveau=1))
    with count_statements(installation.moteur) as envoyees:
        save(monde, "T01-07", Saisie(niveau=2), version=1)
    assert len(envoyees) == 2


@pytest.mark.parametrize("critere", ["T01-02", "T01-05"])
def test_a_save_that_waits_for_the_bascule_is_not_lost(monde: Monde, suite: UUID, critere: str) -> None:
    """It began before and comes after: under a code that is gone it is refused, under one that stays it lands."""
    save(monde, critere, Saisie(niveau=1))
    issue: list[Any] = []

    def answer() -> None:
        try:
            issue.append(save(monde, critere, Saisie(niveau=4), version=1).version)
        except ErreurMetier as erreur:
            issue.append(str(erreur))

    fil = threading.Thread(target=answer)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, suite, build_correspondance())
        fil.start()
        fil.join(0.5)
        assert not issue
    fil.join()
    if critere == "T01-05":
        assert issue == [2]
        assert read(monde)["T01-05"].niveau == 4
    else:
        assert "Les critères de ce carnet ont changé" in issue[0]
        assert read(monde)["T01-02"].niveau == 1


def test_the_bascule_waits_for_the_answer_being_saved_and_converts_it(monde: Monde, suite: UUID) -> None:
    fil = threading.Thread(target=apply, args=(monde, suite))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[0], "T01-03", Saisie(niveau=4), 0)
        fil.start()
        fil.join(0.5)
        assert fil.is_alive()
    fil.join()
    assert read(monde)["T01-06"].niveau == 4


@pytest.mark.parametrize("personne", ["alice", "ali", "aya", "bob", "charlie", "clara", "adam", "fanny", "personne"])
def test_only_the_animation_of_the_collectif_sees_or_does_it(monde: Monde, suite: UUID, personne: str) -> None:
    fill(monde)
    avant = photograph()
    for geste in (simulate, apply):
        with pytest.raises(Introuvable):
            geste(monde, suite, personne)
    assert photograph() == avant


def test_a_former_animation_does_nothing_any_more(monde: Monde, suite: UUID) -> None:
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["anna"])
    for geste in (simulate, apply):
        with pytest.raises(Introuvable):
            geste(monde, suite)


def test_a_correspondence_that_does_not_fit_is_refused_whole_with_every_reason(monde: Monde, suite: UUID) -> None:
    fill(monde)
    avant = photograph()
    lignes = {code: ligne for code, ligne in build_correspondance().lignes.items() if code != "TRA-01"}
    with pytest.raises(SaisieInvalide) as refus:
        apply(monde, suite, lignes=lignes, nouveaux=())
    assert len(refus.value.raisons) == 3
    with pytest.raises(SaisieInvalide, match=r"0\.9\.0"):
        apply(monde, suite, vers="0.9.0")
    assert photograph() == avant


def test_a_trimestre_that_cannot_follow_refuses_all(monde: Monde) -> None:
    contenu = to_contenu(build_suite("0.4.0"))
    contenu["ordre"] = ["T01"]
    contenu["thematiques"] = [t for t in contenu["thematiques"] if t["code"] != "T02"]
    vers = publish(from_contenu(contenu))
    execute(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " values (:c, 2, 'T02', :r, '2026-04-16', '2026-07-15')",
        c=monde.collectif,
        r=monde.referentiel,
    )
    lignes: Mapping[Any, Ligne] = {
        code: Ligne(retire="Plus de thème.") if str(code).startswith("T02") else ligne
        for code, ligne in build_correspondance().lignes.items()
    }
    fill(monde)
    avant = photograph()
    assert "« Thématique T02 »" in simulate(monde, vers, vers="0.4.0", lignes=lignes).raisons[0]
    with pytest.raises(Refus, match="Le trimestre\u00a02 porte sur « Thématique T02 »"):
        apply(monde, vers, vers="0.4.0", lignes=lignes)
    assert photograph() == avant


def test_a_trimestre_on_a_third_version_refuses_all(monde: Monde, suite: UUID) -> None:
    autre = publish(build_suite("0.5.0"))
    execute(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " values (:c, 2, 'T02', :r, '2026-04-16', '2026-07-15')",
        c=monde.collectif,
        r=autre,
    )
    with pytest.raises(Refus, match="Le trimestre\u00a02 suit une autre version"):
        apply(monde, suite)


def test_a_collectif_that_does_not_follow_the_old_version_is_told(monde: Monde, suite: UUID) -> None:
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    assert not simulate(monde, suite).faisable
    with pytest.raises(Refus, match="il n’y a rien à faire"):
        apply(monde, suite)


def test_a_long_text_is_cut_and_said_while_the_old_one_stays_whole(monde: Monde, suite: UUID) -> None:
    save(monde, "T01-01", Saisie(niveau=1, commentaire="a" * 4000))
    save(monde, "T01-02", Saisie(niveau=1, commentaire="b" * 4000))
    assert simulate(monde, suite).count()["raccourcies"] == 1
    apply(monde, suite)
    assert len(read(monde)["T01-01"].commentaire) == 4000
    assert read(monde)["T01-02"].commentaire == "b" * 4000
    [ligne] = execute(
        "select avant from journal where objet = 'reponse' and operation = 'UPDATE' and cle ->> 'critere' = 'T01-01'"
    )
    assert ligne.avant["commentaire"] == "a" * 4000


def test_it_costs_as_many_statements_whatever_the_answers(
    installation: Installation, monde: Monde, suite: UUID
) -> None:
    save(monde, "T01-03", Saisie(niveau=1))
    simulate(monde, suite)
    with count_statements(installation.moteur) as peu:
        simulate(monde, suite)
    fill_bob = replace(Saisie(), niveau=2)
    for rang in range(1, 6):
        save(monde, f"T01-0{rang}", fill_bob, rang=1)
    with count_statements(installation.moteur) as beaucoup:
        simulate(monde, suite)
    assert len(beaucoup) == len(peu) <= 6
    with count_statements(installation.moteur) as faites:
        apply(monde, suite)
    assert len(faites) <= 20
