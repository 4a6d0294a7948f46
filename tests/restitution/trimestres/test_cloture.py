"""Closing a trimestre: one transaction, once, and the past stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import insert

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.membres.adhesions import add_adhesion
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.collectif.calendrier.transitions import Reouverture, reopen_trimestre
from caprse.collectif.modele import Structure
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.service import import_referentiel
from caprse.restitution.ensemble.service import get_suivi
from caprse.restitution.modele import Arrete
from caprse.restitution.resultats.service import get_resultats
from caprse.restitution.trimestres.cloture import Cloture, close_trimestre
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde
from tests.restitution.scene import (
    REFERENTIEL,
    answer,
    answer_and_send,
    close,
    create_larger,
    leave,
    open_next,
    position,
    see,
    send,
    send_back,
)


def test_every_carnet_gets_an_arrete_transmitted_or_not(monde: Monde) -> None:
    answer_and_send(monde, 0, 1, 2, 3, 4)
    answer(monde.carnets[5], 3)
    assert close(monde) == Cloture(1, arretes=10, transmis=5, publie=True)
    lignes = execute("select structure_id, transmis, figures from arrete order by arrete_le")
    assert {ligne.structure_id for ligne in lignes} == set(monde.structures)
    assert {ligne.structure_id for ligne in lignes if ligne.transmis} == set(monde.structures[:5])
    par_structure = {ligne.structure_id: ligne.figures for ligne in lignes}
    assert par_structure[monde.structures[5]]["total"]["franchies"] == 3 * 8
    assert par_structure[monde.structures[9]]["total"]["repondus"] == 0


def test_an_arrete_needs_nothing_else_to_be_read(monde: Monde) -> None:
    answer_and_send(monde, 3)
    position(monde, 3, T01_A=2)
    close(monde)
    figures = execute("select figures from arrete where structure_id = :s", s=monde.structures[3])[0].figures
    assert figures["structure"] == "Collectif A – structure 3"
    assert figures["referentiel"] == {
        "id": str(monde.referentiel),
        "version": REFERENTIEL.version,
        "titre": REFERENTIEL.titre,
    }
    assert figures["niveaux"] == [niveau.nom for niveau in REFERENTIEL.echelle]
    assert [enjeu["titre"] for enjeu in figures["enjeux"]] == ["Enjeu T01-A", "Enjeu T01-B"]
    assert figures["transversal"]["titre"] == "Thématique TRA"
    assert [figure["code"] for figure in figures["depart"]] == ["T01-A", "T01"]
    assert figures["reponses"][0] == {"code": "T01-01", "titre": "Critère T01-01", "niveau": 3, "non_concerne": False}
    assert figures["rangs"]["a_travailler"][0]["suivant"] == "Descripteur de T01-01 4"


def test_closing_twice_changes_nothing_and_says_so(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    avant = execute("select * from arrete order by id"), execute("select * from trimestre order by id")
    assert close(monde) == Cloture(1, deja_clos=True)
    assert (execute("select * from arrete order by id"), execute("select * from trimestre order by id")) == avant


def test_a_trimestre_that_was_not_opened_can_not_be_closed(monde: Monde) -> None:
    prepare, _ = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15), etat="prepare")
    with pytest.raises(Refus, match="n’est pas ouvert"):
        close(monde, prepare)


def test_only_the_animation_and_the_administration_close(monde: Monde) -> None:
    check_rights(monde, {"anna", "adam"}, lambda unit: close_trimestre(unit, monde.trimestre))


def test_the_administration_closes_without_being_allowed_to_read_a_carnet(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        assert close_trimestre(unit, monde.trimestre).arretes == 10


def test_closing_sends_as_many_statements_for_forty_structures_as_for_ten(installation: Installation) -> None:
    comptes = []
    for combien in (10, 40):
        monde = create_larger(installation, combien)
        answer_and_send(monde, *range(combien))
        with count_statements(installation.moteur) as vues:
            assert close(monde).arretes == combien
        comptes.append(len(vues))
    assert comptes[0] == comptes[1] <= 20


def test_two_who_close_at_once_write_one_set_of_arretes(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    clotures: list[Cloture] = []
    barriere = threading.Barrier(2)

    def run(nom: str) -> None:
        barriere.wait()
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            clotures.append(close_trimestre(unit, monde.trimestre))

    fils = [threading.Thread(target=run, args=(nom,)) for nom in ("anna", "adam")]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(cloture.deja_clos for cloture in clotures) == [False, True]
    assert execute("select count(*) from arrete")[0].count == 10
    assert execute("select count(*) from publication")[0].count == 1


def run_during(action: Callable[[], object], attendre: float = 0.5) -> threading.Thread:
    """Start something that will have to wait, and let it get there."""
    fil = threading.Thread(target=action)
    fil.start()
    fil.join(attendre)
    return fil


def save(monde: Monde, niveau: int) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[0], "T01-01", Saisie(niveau=niveau), 0)


def read_arrete(monde: Monde) -> int | None:
    ligne = execute("select figures from arrete where carnet_id = :c", c=monde.carnets[0])[0]
    niveau: int | None = ligne.figures["reponses"][0]["niveau"]
    return niveau


def test_an_answer_being_saved_when_the_trimestre_closes_is_in_the_arrete(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[0], "T01-01", Saisie(niveau=3), 0)
        fil = run_during(lambda: close(monde))
        assert fil.is_alive(), "la clôture attend la réponse en cours d’enregistrement"
    fil.join()
    assert read_arrete(monde) == 3


def test_an_answer_that_comes_after_the_freeze_is_refused(monde: Monde) -> None:
    refus: list[str] = []

    def save_late() -> None:
        try:
            save(monde, 3)
        except Refus as erreur:
            refus.append(str(erreur))

    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, monde.trimestre)
        fil = run_during(save_late)
        assert fil.is_alive(), "la réponse attend la fin de la clôture"
    fil.join()
    assert len(refus) == 1
    assert "clos" in refus[0]
    assert read_arrete(monde) is None
    assert execute("select count(*) from reponse")[0].count == 0


def list_screens(monde: Monde) -> list[object]:
    """All that the closed trimestre shows to a structure, to the animation, and of the collectif."""
    ecrans: list[object] = []
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        resultats = get_resultats(unit, monde.structures[0], 1)
        ecrans += [resultats.choisi, resultats.cycle, resultats.depart]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suivi = get_suivi(unit, monde.collectif, 1)
        ecrans += [suivi.lignes, suivi.publication, suivi.etats, suivi.trimestres[0], suivi.source]
    return [repr(ecran) for ecran in ecrans]


def test_the_past_does_not_move_whatever_happens_afterwards(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    position(monde, 0, T01_A=1, T01_B=2)
    close(monde)
    ecrans = list_screens(monde)
    contenu = to_contenu(REFERENTIEL) | {"version": "9.0.0", "titre": "Un autre titre"}
    contenu["echelle"][2]["nom"] = "Renommé"
    for thematique in contenu["thematiques"]:
        thematique["titre"] = f"Nouveau {thematique['titre']}"
        for enjeu in thematique["enjeux"]:
            enjeu["titre_court"] = f"N {enjeu['code']}"
            enjeu["criteres"].reverse()
    with open_unit_systeme() as unit:
        import_referentiel(unit.db, from_contenu(contenu))
        nouvelle = Structure(collectif_id=monde.collectif, nom="Aaa nouvelle", types=["EI"])
        unit.db.add(nouvelle)
        unit.db.flush()
        add_adhesion(unit, monde.collectif, nouvelle.id, date(2026, 3, 20))
    execute("update structure set nom = 'Zzz renommée' where id = :s", s=monde.structures[0])
    execute("update structure set nom = 'Aaa renommée' where id = :s", s=monde.structures[9])
    leave(monde, 4, date(2026, 3, 15))
    execute("update positionnement set niveau = 4")
    assert list_screens(monde)[:1] + list_screens(monde)[3:] == ecrans[:1] + ecrans[3:]


def test_a_later_trimestre_on_the_same_theme_leaves_the_first_as_it_was(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    avant = list_screens(monde)[0]
    trimestre, carnets = open_next(monde, 2, "T01", date(2026, 4, 16), date(2026, 7, 15))
    answer(carnets[monde.structures[0]], 4)
    send(*carnets.values())
    close(monde, trimestre)
    assert list_screens(monde)[0] == avant


def test_an_arrete_can_be_neither_changed_nor_deleted_nor_written_by_a_structure(monde: Monde) -> None:
    close(monde)
    for requete in ("update arrete set transmis = true", "delete from arrete"):
        with pytest.raises(Exception, match=r"immuable|permission denied"):
            execute(requete)
    with pytest.raises(Exception, match="row-level security"), open_unit(compte_id=monde.comptes["alice"]) as unit:
        unit.db.execute(
            insert(Arrete).values(
                collectif_id=monde.collectif,
                trimestre_id=monde.trimestre,
                carnet_id=monde.carnets[0],
                structure_id=monde.structures[0],
                numero=2,
                transmis=True,
                figures={},
            )
        )


def test_who_left_after_the_last_day_still_counts_at_closing(monde: Monde, horloge: Horloge) -> None:
    answer_and_send(monde, *range(6))
    leave(monde, 0, date(2026, 4, 20))
    horloge.instant = horloge.instant.replace(month=5)
    close(monde)
    assert see(monde, "bob", 1).agregats[0].n == 6


def test_closing_is_all_or_nothing(monde: Monde) -> None:
    answer_and_send(monde, *range(6))

    def fail(_id: UUID) -> None:
        raise RuntimeError

    with suppress(RuntimeError), open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, monde.trimestre)
        fail(monde.trimestre)
    assert execute("select count(*) from arrete")[0].count == 0
    assert execute("select count(*) from publication")[0].count == 0
    assert execute("select etat from trimestre where id = :t", t=monde.trimestre)[0].etat == "ouvert"


def reopen(monde: Monde, motif: str = "Une erreur de saisie", fin: date = date(2026, 4, 15)) -> Reouverture:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return reopen_trimestre(unit, monde.trimestre, motif, fin)


def read_arretes(monde: Monde) -> list[tuple[UUID, int, bool, int]]:
    return [
        tuple(ligne)
        for ligne in execute(
            "select structure_id, numero, transmis, cast(figures -> 'total' ->> 'franchies' as int) from arrete"
            " order by structure_id, numero"
        )
    ]


def test_closing_again_adds_an_arrete_for_what_changed_and_leaves_the_first(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    premiers = read_arretes(monde)
    reopen(monde)
    send_back(monde.carnets[2])
    answer(monde.carnets[2], 4)
    send(monde.carnets[2], monde.carnets[9])
    execute("update structure set nom = 'Renommée' where id = :s", s=monde.structures[4])
    position(monde, 5, T01_A=2)
    assert close(monde) == Cloture(1, arretes=2, transmis=7, encore=True)
    apres = read_arretes(monde)
    assert set(premiers) < set(apres)
    assert set(apres) - set(premiers) == {(monde.structures[2], 2, True, 32), (monde.structures[9], 2, True, 0)}


def test_every_screen_reads_the_latest_arrete(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    reopen(monde)
    send_back(monde.carnets[0])
    answer(monde.carnets[0], 4)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        ouvert = get_resultats(unit, monde.structures[0], 1).choisi
    assert ouvert is not None
    assert ouvert.bilan is not None
    assert ouvert.bilan.total.franchies == 32, "rouvert, le trimestre se lit dans ses réponses"
    send(monde.carnets[0])
    close(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        choisi = get_resultats(unit, monde.structures[0], 1).choisi
    assert choisi is not None
    assert choisi.bilan is not None
    assert choisi.bilan.total.franchies == 32
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suivi = get_suivi(unit, monde.collectif, 1)
    assert len(suivi.lignes) == 10
    ligne = next(ligne for ligne in suivi.lignes if ligne.structure_id == monde.structures[0])
    assert [figure.score for figure in ligne.figures] == [1, 1, 1]


def test_who_left_stays_in_the_figures_of_the_past(monde: Monde, horloge: Horloge) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    avant = see(monde, "bob", 1)
    horloge.instant = horloge.instant.replace(month=5)
    leave(monde, 0, date(2026, 4, 30))
    reopen(monde, fin=date(2026, 5, 20))
    close(monde)
    assert see(monde, "bob", 1) == avant
    assert len(read_arretes(monde)) == 10
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        choisi = get_resultats(unit, monde.structures[0], 1).choisi
    assert choisi is not None
    assert choisi.bilan is not None
    assert choisi.publication is not None
