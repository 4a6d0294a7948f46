"""Traces on a real database: brought, tied, read, removed, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caprse.acces.unite import open_unit
from caprse.journal.service import list_journal
from caprse.progres.traces.lecture import get_apercu, get_bibliotheque, get_fichier, list_de_carnet
from caprse.progres.traces.regles import BIBLIOTHEQUE_MAX, PAR_CRITERE_MAX, SaisieTrace
from caprse.progres.traces.service import (
    create_fichier,
    create_lien,
    delete_trace,
    tie_trace,
    untie_trace,
    update_trace,
)
from caprse.socle.erreurs import BaseOccupee, Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import count_rows, execute, get_value
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde
from tests.progres.traces.fichiers import build_image
from tests.progres.traces.scene import (
    CRITERE,
    bring,
    bring_lien,
    build_piece,
    close,
    remove,
    see,
    send,
    tie,
    untie,
)

ECRIVENT, LISENT = {"alice", "ali"}, {"alice", "ali", "aya"}
SAISIE = SaisieTrace("Note")


def test_a_link_is_kept_as_a_browser_takes_it(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        create_lien(
            unit, monde.structures[0], SaisieTrace(" La *charte* ", " exemple.fr/charte ", True, date(2027, 1, 5))
        )
    [vue] = see(monde)
    assert (vue.titre, vue.lien) == ("La *charte*", "https://exemple.fr/charte")
    assert (vue.confidentielle, vue.expire_le, vue.auteur, vue.nature) == (True, date(2027, 1, 5), "Ali", None)


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        (SaisieTrace("", "exemple.fr"), "titre"),
        (SaisieTrace("a" * 201, "exemple.fr"), "200"),
        (SaisieTrace("Charte"), "adresse"),
        (SaisieTrace("Charte", "javascript:alert(1)"), "adresse"),
        (SaisieTrace("Charte", "data:text/html,x"), "adresse"),
        (SaisieTrace("Charte", "exemple.fr/" + "a" * 1000), "1000"),
        (SaisieTrace("Charte", "exemple.fr", expire_le=date(1999, 1, 1)), "2000"),
    ],
)
def test_what_cannot_be_a_link_is_refused_with_its_reason(monde: Monde, saisie: SaisieTrace, dit: str) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide, match=dit):
        create_lien(unit, monde.structures[0], saisie)


def test_the_same_file_is_one_trace_and_one_file(monde: Monde) -> None:
    premiere = bring(monde, build_image(exif=True))
    assert bring(monde, build_image(exif=True), "IMG_2.JPG", qui="alice") == premiere
    assert (count_rows("trace"), count_rows("fichier")) == (1, 1)
    bring(monde, build_image(teinte=5))
    assert (count_rows("trace"), count_rows("fichier")) == (2, 2)


def test_another_structure_has_its_own(monde: Monde) -> None:
    bring(monde)
    piece = build_piece("x")
    for personne, structure in (("alice", monde.structures[0]), ("bob", monde.structures[1])):
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            assert not create_fichier(unit, structure, piece, SAISIE).deja
    assert count_rows("fichier") == 3


def test_a_file_asked_confidential_is_not_said_to_be_there_when_others_read_it(monde: Monde) -> None:
    bring(monde)
    with pytest.raises(Refus, match="déjà dans votre bibliothèque"):
        bring(monde, confidentielle=True)


def test_who_may_write(monde: Monde) -> None:
    trace_id = bring_lien(monde)
    ici, carnet = monde.structures[0], monde.carnets[0]
    lien = SaisieTrace("Charte", "exemple.fr")
    check_rights(monde, ECRIVENT, lambda unit: create_lien(unit, ici, lien))
    check_rights(monde, ECRIVENT, lambda unit: create_fichier(unit, ici, build_piece("x"), SAISIE))
    check_rights(monde, ECRIVENT, lambda unit: update_trace(unit, trace_id, 1, lien))
    check_rights(monde, ECRIVENT, lambda unit: tie_trace(unit, carnet, CRITERE, trace_id))
    check_rights(monde, ECRIVENT, lambda unit: untie_trace(unit, carnet, CRITERE, trace_id))
    check_rights(monde, ECRIVENT, lambda unit: delete_trace(unit, trace_id))


def test_who_may_read(monde: Monde) -> None:
    photo, secrete = bring(monde), bring(monde, build_image(teinte=3), confidentielle=True)
    libre = bring(monde, build_image(teinte=7))
    ici, carnet = monde.structures[0], monde.carnets[0]
    tie(monde, photo)
    tie(monde, secrete)
    check_rights(monde, LISENT, lambda unit: get_bibliotheque(unit, ici))
    for trace_id in (photo, secrete, libre):
        check_rights(monde, LISENT, partial(get_fichier, trace_id=trace_id))
    # Then the carnet leaves: the animation reads what goes with it, and nothing else.
    send(monde)
    lectures: tuple[Callable[..., object], ...] = (get_fichier, get_apercu)
    for lire in lectures:
        check_rights(monde, LISENT | {"anna"}, partial(lire, trace_id=photo))
        for trace_id in (secrete, libre):
            check_rights(monde, LISENT, partial(lire, trace_id=trace_id))
    check_rights(monde, LISENT, lambda unit: get_bibliotheque(unit, ici))
    for personne, nombre in (("aya", 2), ("anna", 1)):
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            vues = list_de_carnet(unit, monde.collectif, ici, carnet)
            assert [len(traces) for traces in vues.values()] == [nombre]


def test_what_becomes_confidential_is_read_by_the_animation_no_more(monde: Monde) -> None:
    photo = bring(monde)
    tie(monde, photo)
    send(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_trace(unit, photo, 1, SaisieTrace("Photo", "", True))
    check_rights(monde, LISENT, lambda unit: get_fichier(unit, photo))


def test_nothing_of_another_structure_is_tied_whatever_the_ids(monde: Monde) -> None:
    mienne = bring_lien(monde)
    with open_unit(compte_id=monde.comptes["bob"]) as unit, pytest.raises(Introuvable):
        tie_trace(unit, monde.carnets[1], CRITERE, mienne)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        for carnet, critere, trace_id in (
            (monde.carnets[1], CRITERE, mienne),
            (monde.carnet_ailleurs, CRITERE, mienne),
            (uuid4(), CRITERE, mienne),
            (monde.carnets[0], "T02-01", mienne),
            (monde.carnets[0], "RIEN", mienne),
            (monde.carnets[0], CRITERE, uuid4()),
        ):
            with pytest.raises(Introuvable):
                tie_trace(unit, carnet, critere, trace_id)
    assert count_rows("reponse_trace") == 0


def test_a_trace_serves_several_criteres_and_leaves_each(monde: Monde) -> None:
    trace_id = bring_lien(monde)
    for critere in (CRITERE, "T01-02", CRITERE):
        tie(monde, trace_id, critere, qui="ali")
    [vue] = see(monde)
    assert [(u.titre, u.trimestre, u.fige) for u in vue.usages] == [
        ("Critère T01-01", 1, False),
        ("Critère T01-02", 1, False),
    ]
    untie(monde, trace_id)
    [vue] = see(monde)
    assert [usage.critere for usage in vue.usages] == ["T01-02"]


def test_a_critere_takes_so_many(monde: Monde) -> None:
    for rang in range(PAR_CRITERE_MAX):
        tie(monde, bring_lien(monde, f"Charte {rang}"))
    with pytest.raises(Refus, match="20 traces"):
        tie(monde, bring_lien(monde, "Une de trop"))


def test_what_is_removed_leaves_nothing(monde: Monde) -> None:
    photo = bring(monde)
    tie(monde, photo)
    remove(monde, photo, qui="ali")
    assert [count_rows(table) for table in ("trace", "reponse_trace", "fichier")] == [0, 0, 0]


def test_a_transmitted_carnet_keeps_its_traces(monde: Monde) -> None:
    photo, autre = bring(monde), bring_lien(monde)
    tie(monde, photo)
    send(monde)
    for geste, trace_id in ((tie, autre), (untie, photo), (remove, photo)):
        with pytest.raises(Refus, match="transmis"):
            geste(monde, trace_id)
    assert [trace.titre for trace in see(monde) if trace.tenue] == ["Photo"]
    remove(monde, autre)


def test_a_closed_trimestre_lists_its_traces_as_they_were(monde: Monde) -> None:
    lien = bring_lien(monde)
    tie(monde, lien)
    close(monde)
    for saisie in (SaisieTrace("Autre", "exemple.fr/charte"), SaisieTrace("Charte", "exemple.fr/autre")):
        with pytest.raises(Refus, match="trimestre clos"), open_unit(compte_id=monde.comptes["alice"]) as unit:
            update_trace(unit, lien, 1, saisie)
    with pytest.raises(Refus, match="clos"):
        remove(monde, lien)
    with pytest.raises(Refus, match="clos"):
        untie(monde, lien)
    # Who reads it, and until when it is good, may still be said.
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_trace(unit, lien, 1, SaisieTrace("Charte", "exemple.fr/charte", True, date(2026, 6, 1)))
    assert count_rows("reponse_trace") == 1


def test_a_change_names_the_version_that_it_saw(monde: Monde) -> None:
    lien = bring_lien(monde)
    saisie = SaisieTrace("Charte relue", "exemple.fr")
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        assert update_trace(unit, lien, 1, saisie) == 2
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="entre-temps"):
        update_trace(unit, lien, 1, replace(saisie, titre="Autre"))


def _fill(monde: Monde, octets: int) -> None:
    """The library holds so many bytes already."""
    for rang, debut in enumerate(range(0, octets, 10_000_000)):
        execute(
            "insert into fichier (collectif_id, structure_id, empreinte, nature, octets, contenu)"
            " select :k, :s, encode(sha256(x.c), 'hex'), 'txt', octet_length(x.c), x.c"
            " from (select cast(:contenu as bytea) as c) x",
            k=monde.collectif,
            s=monde.structures[0],
            contenu=rang.to_bytes(4, "big") + bytes(min(10_000_000, octets - debut) - 4),
        )


def test_a_full_library_takes_nothing_more_even_from_ten_people_at_once(monde: Monde) -> None:
    _fill(monde, BIBLIOTHEQUE_MAX - 5_000)
    avant = count_rows("fichier")

    def bring_one(rang: int) -> bool:
        # Ten at once on a slow machine: whom the base asks to come back comes back.
        try:
            with open_unit(compte_id=monde.comptes["alice" if rang % 2 else "ali"]) as unit:
                create_fichier(unit, monde.structures[0], build_piece(f"{rang:04d}" * 500), SAISIE)
        except BaseOccupee:
            return bring_one(rang)
        except Refus as refus:
            return "pleine" not in str(refus)
        return True

    with ThreadPoolExecutor(10) as gens:
        assert sum(gens.map(bring_one, range(10))) == 2
    assert count_rows("fichier") == avant + 2
    assert count_rows("trace") == 2
    assert get_value("select sum(octets) from fichier") <= BIBLIOTHEQUE_MAX


def test_the_same_file_from_ten_people_at_once_is_one(monde: Monde) -> None:
    def bring_one(rang: int) -> UUID:
        with open_unit(compte_id=monde.comptes["alice" if rang % 2 else "ali"]) as unit:
            return create_fichier(unit, monde.structures[0], build_piece("la même"), SAISIE).trace_id

    with ThreadPoolExecutor(10) as gens:
        assert len(set(gens.map(bring_one, range(10)))) == 1
    assert (count_rows("trace"), count_rows("fichier")) == (1, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["ajouter", "joindre", "retirer"])), max_size=14))
def test_as_many_files_are_kept_as_there_are_different_ones(monde: Monde, gestes: list[tuple[str, str]]) -> None:
    for vue in see(monde):
        remove(monde, vue.id)
    ids: dict[str, UUID] = {}
    for texte, geste in gestes:
        if geste == "retirer":
            if texte in ids:
                remove(monde, ids.pop(texte))
            continue
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            ajout = create_fichier(unit, monde.structures[0], build_piece(texte), SaisieTrace(texte))
        assert ids.setdefault(texte, ajout.trace_id) == ajout.trace_id
        if geste == "joindre":
            tie(monde, ajout.trace_id)
    assert {vue.titre for vue in see(monde)} == set(ids)
    assert count_rows("fichier") == len(ids)


def test_the_journal_says_it_to_the_structure_alone(monde: Monde) -> None:
    secrete = bring_lien(monde, "Entretiens", confidentielle=True)
    tie(monde, secrete)
    untie(monde, secrete)
    remove(monde, secrete)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        phrases = [ligne.phrase for ligne in list_journal(unit, structure_id=monde.structures[0]).lignes]
    assert phrases[:4] == [
        "Alice a supprimé la trace « Entretiens »",
        "Alice a retiré une trace de « Critère T01-01 »",
        "Alice a joint une trace à « Critère T01-01 »",
        "Alice a ajouté une trace confidentielle : « Entretiens »",
    ]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert not [x for x in list_journal(unit, collectif_id=monde.collectif).lignes if "race" in x.phrase]


def test_the_journal_names_a_trace_that_is_still_there(monde: Monde) -> None:
    tie(monde, bring_lien(monde, "Charte"))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        [derniere, *_] = list_journal(unit, structure_id=monde.structures[0]).lignes
    assert derniere.phrase == "Alice a joint la trace « Charte » à « Critère T01-01 »"


def test_the_library_is_one_statement_and_reads_no_file(monde: Monde, installation: Installation) -> None:
    for rang in range(4):
        tie(monde, bring(monde, build_image(teinte=rang)))
    see(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, count_statements(installation.moteur) as vues:
        get_bibliotheque(unit, monde.structures[0])
    assert len(vues) == 1
    assert "contenu" not in vues[0]
