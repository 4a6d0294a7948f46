"""Saving an answer: who may, what is refused and told, what a conflict keeps, what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.regles import Saisie
from caprse.carnet.service import CarnetOuvert, ReponseEnregistree, get_carnet, save_reponse
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.conftest import MAINTENANT, Horloge
from tests.monde import Monde

PLEINE = Saisie(
    niveau=3,
    commentaire="Relevé « à jour »",
    cible=4,
    deja_regle=True,
    trace_titre="Procès-verbal",
    trace_lien="https://exemple.test/pv",
)
SANS_OBJET = Saisie(non_concerne=True, motif="Pas de salariés", commentaire="Vu en réunion")


def save(
    monde: Monde, personne: str, saisie: Saisie, version: int = 0, critere: str = "T01-01", carnet: Any = None
) -> ReponseEnregistree:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return save_reponse(unit, carnet or monde.carnets[0], critere, saisie, version)


def read(monde: Monde, personne: str = "alice") -> CarnetOuvert:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
    assert carnet is not None
    return carnet


def _journal() -> list[Any]:
    with open_unit_systeme() as unit:
        return list(
            unit.db.execute(text("select compte_id, avant, apres from journal where objet = 'reponse' order by id"))
        )


def _set_etat(monde: Monde, carnet: str = "brouillon", trimestre: str = "ouvert") -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("update carnet set etat = :e where id = :c"), {"e": carnet, "c": monde.carnets[0]})
        if trimestre != "ouvert":
            unit.db.execute(
                text("update trimestre set etat = 'clos', clos_le = now() where id = :t"), {"t": monde.trimestre}
            )


@pytest.mark.parametrize("saisie", [PLEINE, SANS_OBJET, Saisie(), Saisie(commentaire="à voir"), Saisie(niveau=0)])
def test_an_answer_is_kept_whole_with_its_author_and_time(monde: Monde, saisie: Saisie) -> None:
    rendue = save(monde, "alice", saisie)
    assert rendue == ReponseEnregistree(saisie, 1, MAINTENANT, "Alice")
    assert read(monde).reponses == {"T01-01": rendue}


@pytest.mark.parametrize("personne", ["ali", "alice"])
def test_a_colleague_goes_on_from_where_it_was_left(monde: Monde, horloge: Horloge, personne: str) -> None:
    save(monde, "alice", PLEINE)
    horloge.instant += timedelta(minutes=5)
    rendue = save(monde, personne, SANS_OBJET, version=1)
    assert (rendue.version, rendue.modifie_le, rendue.auteur) == (2, horloge.instant, personne.capitalize())
    assert read(monde, "ali").reponses["T01-01"] == rendue


@pytest.mark.parametrize("personne", ["aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne"])
def test_whoever_may_not_answer_is_told_that_the_carnet_does_not_exist(monde: Monde, personne: str) -> None:
    save(monde, "alice", PLEINE)
    for critere, version in (("T01-01", 1), ("T01-02", 0), ("inconnu", 0)):
        with pytest.raises(Introuvable, match="Ce carnet est introuvable"):
            save(monde, personne, Saisie(niveau=0), version, critere)
    assert read(monde).saisies() == {"T01-01": PLEINE}
    assert len(_journal()) == 1


@pytest.mark.parametrize("personne", ["aya", "ali", "alice", "anna"])
def test_the_structure_and_its_animation_read_the_carnet(monde: Monde, personne: str) -> None:
    save(monde, "alice", PLEINE)
    assert read(monde, personne).saisies() == {"T01-01": PLEINE}


@pytest.mark.parametrize("personne", ["bob", "charlie", "clara", "adam", "fanny", "personne"])
def test_nobody_else_reads_it(monde: Monde, personne: str) -> None:
    with (
        pytest.raises(Introuvable),
        open_unit(compte_id=monde.comptes[personne]) as unit,
    ):
        get_carnet(unit, monde.structures[0])


def test_a_carnet_that_does_not_exist_and_one_of_others_are_told_alike(monde: Monde) -> None:
    phrases = set()
    for carnet in (uuid4(), monde.carnets[1], monde.carnet_ailleurs):
        with pytest.raises(Introuvable) as refus:
            save(monde, "alice", PLEINE, carnet=carnet)
        phrases.add(str(refus.value))
    assert len(phrases) == 1


@pytest.mark.parametrize("critere", ["T02-01", "T01-99", "", "t01-01", "T01-01'; drop table reponse"])
def test_a_critere_that_the_carnet_does_not_ask_is_not_found(monde: Monde, critere: str) -> None:
    with pytest.raises(Introuvable, match="Ce critère"):
        save(monde, "alice", PLEINE, critere=critere)
    assert read(monde).reponses == {}


def test_the_transversal_block_is_asked_too(monde: Monde) -> None:
    assert save(monde, "alice", PLEINE, critere="TRA-01").version == 1


TROP: dict[str, Any] = {
    "commentaire": "x" * 4001,
    "motif": "x" * 1001,
    "trace_titre": "x" * 301,
    "trace_lien": "https://x.fr/" + "x" * 999,
}
# input → how many reasons, and a word of each
MAUVAISES: dict[str, tuple[Saisie, list[str]]] = {
    "niveau below": (Saisie(niveau=-1), ["niveau"]),
    "niveau above": (Saisie(niveau=9), ["niveau"]),
    "niveau just above": (Saisie(niveau=5), ["niveau"]),
    "niveau True": (Saisie(niveau=True), ["niveau"]),
    "cible above": (Saisie(niveau=1, cible=5), ["cible"]),
    "cible below the niveau": (Saisie(niveau=3, cible=2), ["plus basse"]),
    "cible False": (Saisie(cible=False), ["cible"]),
    "texts too long": (Saisie(**TROP), ["4001 signes", "1001 signes", "301 signes", "1012 signes"]),
    "NUL byte": (Saisie(commentaire="a\x00b"), ["caractère"]),
    "NUL byte in a trace": (Saisie(trace_titre="\x00"), ["caractère"]),
    "link that runs": (Saisie(trace_lien="javascript:alert(1)"), ["lien"]),
    "link to a file": (Saisie(trace_lien="file:///etc/passwd"), ["lien"]),
    "link without address": (Saisie(trace_lien="https://"), ["lien"]),
    "link with a space": (Saisie(trace_lien="https://exemple.test/a b"), ["lien"]),
    "link with a line break": (Saisie(trace_lien="https://exemple.test/\njavascript:alert(1)"), ["lien"]),
    "link that cannot be read": (Saisie(trace_lien="https://[1"), ["lien"]),
    "non concerné without motif": (Saisie(non_concerne=True), ["pourquoi"]),
    "non concerné with a blank motif": (Saisie(non_concerne=True, motif=" \t\n\u00a0"), ["pourquoi"]),
    "non concerné with a niveau": (Saisie(niveau=1, non_concerne=True, motif="m"), ["ne va pas avec"]),
    "non concerné with a cible": (Saisie(cible=1, non_concerne=True, motif="m"), ["ne va pas avec"]),
    "everything at once": (
        Saisie(niveau=7, cible=-2, non_concerne=True, commentaire="\x00" * 4001, trace_lien="data:text/html,x"),
        ["niveau", "cible", "ne va pas avec", "pourquoi", "4001 signes", "caractère", "lien"],
    ),
}


@pytest.mark.parametrize(("saisie", "mots"), MAUVAISES.values(), ids=MAUVAISES)
def test_bad_input_is_refused_whole_with_every_reason(monde: Monde, saisie: Saisie, mots: list[str]) -> None:
    avant = save(monde, "alice", PLEINE)
    with pytest.raises(SaisieInvalide) as refus:
        save(monde, "ali", saisie, version=1)
    assert len(refus.value.raisons) == len(mots)
    assert all(mot in raison for mot, raison in zip(mots, refus.value.raisons, strict=True)), refus.value.raisons
    assert read(monde).reponses == {"T01-01": avant}
    assert len(_journal()) == 1


def test_a_cible_that_the_niveau_goes_past_is_reached(monde: Monde) -> None:
    vue = save(monde, "alice", Saisie(niveau=1, cible=2))
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        apres = save_reponse(unit, monde.carnets[0], "T01-01", replace(vue.saisie, niveau=3), 1, vue.saisie)
    assert apres.saisie == Saisie(niveau=3)
    # Chosen now, it is a mistake, and nothing is written.
    with pytest.raises(SaisieInvalide, match="plus basse"), open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_reponse(unit, monde.carnets[0], "T01-01", Saisie(niveau=3, cible=1), 2, apres.saisie)
    assert read(monde).saisies() == {"T01-01": Saisie(niveau=3)}


@pytest.mark.parametrize(
    "texte",
    ["'; drop table reponse; --", "%(niveau)s %s %", "œuf ½ é \u202f«»", "ligne\nligne", "🌱" * 4000, "👩\u200d🌾"],
)
def test_any_other_text_is_kept_as_it_was_typed(monde: Monde, texte: str) -> None:
    save(monde, "alice", Saisie(commentaire=texte))
    assert read(monde).saisies()["T01-01"].commentaire == texte


@pytest.mark.parametrize(
    "saisie",
    [
        Saisie(trace_lien="HTTPS://EXEMPLE.TEST"),
        Saisie(trace_lien="https://x.fr/".ljust(1000, "é"), trace_titre="½" * 300),
        Saisie(non_concerne=True, motif="x" * 1000, commentaire="x" * 4000),
        Saisie(motif="gardé", niveau=0, cible=0),
        Saisie(cible=4, deja_regle=True),
    ],
)
def test_whatever_the_rules_accept_the_base_takes(monde: Monde, saisie: Saisie) -> None:
    save(monde, "alice", saisie)
    assert read(monde).saisies() == {"T01-01": saisie}


@pytest.mark.parametrize("etat", ["transmis", "relu"])
@pytest.mark.parametrize("version", [0, 1, 7])
def test_a_locked_carnet_refuses_and_says_what_to_do(monde: Monde, etat: str, version: int) -> None:
    save(monde, "alice", PLEINE)
    _set_etat(monde, carnet=etat)
    with pytest.raises(Refus, match="Ce carnet est transmis"):
        save(monde, "alice", Saisie(niveau=0), version)
    assert read(monde).saisies() == {"T01-01": PLEINE}


def test_a_carnet_given_back_takes_answers_again(monde: Monde) -> None:
    _set_etat(monde, carnet="a_completer")
    assert save(monde, "ali", PLEINE).version == 1


def test_a_closed_trimestre_refuses_and_keeps_its_answers(monde: Monde) -> None:
    save(monde, "alice", PLEINE)
    _set_etat(monde, trimestre="clos")
    for critere, version in (("T01-01", 1), ("T01-02", 0)):
        with pytest.raises(Refus, match="Ce trimestre est clos"):
            save(monde, "alice", Saisie(niveau=0), version, critere)
    assert read(monde).saisies() == {"T01-01": PLEINE}


@pytest.mark.parametrize("version", [0, 1, 3, -1])
def test_a_conflict_shows_both_answers_and_both_authors_and_changes_nothing(monde: Monde, version: int) -> None:
    save(monde, "alice", PLEINE)
    actuelle = save(monde, "alice", replace(PLEINE, niveau=2), version=1)
    with pytest.raises(Conflit, match="Alice a répondu à T01-01 entre-temps") as conflit:
        save(monde, "ali", SANS_OBJET, version)
    assert "T01-01" in str(conflit.value)
    assert (conflit.value.voulu, conflit.value.actuel) == (SANS_OBJET, actuelle)
    assert conflit.value.actuel.auteur == "Alice"
    assert read(monde).reponses == {"T01-01": actuelle}
    assert len(_journal()) == 2
    assert save(monde, "ali", conflit.value.voulu, conflit.value.actuel.version).auteur == "Ali"


def test_the_journal_keeps_each_answer_before_and_after_with_its_author(monde: Monde) -> None:
    save(monde, "alice", PLEINE)
    save(monde, "ali", Saisie(niveau=1), version=1)
    premiere, seconde = _journal()
    assert (premiere.compte_id, premiere.avant, premiere.apres["niveau"]) == (monde.comptes["alice"], None, 3)
    assert (seconde.compte_id, seconde.avant["niveau"], seconde.apres["niveau"]) == (monde.comptes["ali"], 3, 1)
    assert (seconde.avant["commentaire"], seconde.apres["commentaire"]) == (PLEINE.commentaire, "")


def test_a_save_takes_two_statements_and_a_reading_two(monde: Monde, installation: Installation) -> None:
    save(monde, "alice", PLEINE)
    with count_statements(installation.moteur) as envoyees:
        save(monde, "alice", PLEINE, version=1)
    assert len(envoyees) <= 2, envoyees
    with count_statements(installation.moteur) as envoyees:
        read(monde)
    assert len(envoyees) <= 2, envoyees


def test_what_a_reading_costs_does_not_follow_the_number_of_answers(monde: Monde, installation: Installation) -> None:
    with count_statements(installation.moteur) as vide:
        read(monde)
    for rang in range(1, 6):
        save(monde, "alice", PLEINE, critere=f"T01-0{rang}")
    with count_statements(installation.moteur) as plein:
        assert len(read(monde).reponses) == 5
    assert len(plein) == len(vide)


def test_a_person_without_a_name_any_more_is_still_told_as_someone(monde: Monde, installation: Installation) -> None:
    """A colleague who left the structure is no longer visible to it: the answer stays, its author is not named."""
    save(monde, "ali", PLEINE)
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where compte_id = :c"), {"c": monde.comptes["ali"]})
    assert read(monde).reponses["T01-01"].auteur == "Une autre personne"


def test_an_answer_written_whose_acknowledgment_was_lost_is_not_a_conflict_with_oneself(monde: Monde) -> None:
    save(monde, "ali", PLEINE)
    again = save(monde, "ali", PLEINE, version=0)
    assert again.version == 1
    assert save(monde, "alice", PLEINE, version=0).version == 1, "both say the same"
    with pytest.raises(Conflit):
        save(monde, "alice", replace(PLEINE, niveau=1), version=0)
