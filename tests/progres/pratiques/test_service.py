"""Pratiques on a real database: written, offered, found, tried, withdrawn, and by whom."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caprse.acces.unite import open_unit
from caprse.progres.pratiques.lecture import (
    get_choix,
    get_fiche,
    list_de_collectif,
    list_de_federation,
    list_de_structure,
)
from caprse.progres.pratiques.regles import EtatPratique, SaisiePratique
from caprse.progres.pratiques.service import (
    create_pratique,
    delete_brouillon,
    say_essayee,
    say_utile,
    take_back_essai,
    update_etat,
    update_pratique,
)
from caprse.progres.traces.lecture import get_fichier
from caprse.progres.traces.regles import SaisieTrace
from caprse.progres.traces.service import delete_trace, update_trace
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import count_rows, execute, get_value
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde
from tests.progres.pratiques.scene import (
    SAISIE,
    answer,
    find,
    look,
    move,
    read,
    share,
    thank,
    try_it,
    withdraw,
    write,
)
from tests.progres.traces.scene import bring, bring_lien
from tests.restitution.scene import execute_as_owner

MEMBRES = {"alice", "ali", "aya", "bob", "anna"}
PARTOUT = MEMBRES | {"charlie", "clara", "fanny"}


def test_a_draft_is_kept_as_typed_for_its_structure_alone(monde: Monde) -> None:
    pratique_id = write(monde, titre=" Un *titre* ", outils="- une feuille\n- des aimants")
    fiche = read(monde, pratique_id, "aya")
    assert (fiche.titre, fiche.outils, fiche.etat) == ("Un *titre*", "- une feuille\n- des aimants", "brouillon")
    assert (fiche.auteur, fiche.signature) == ("Ali", "Collectif A – structure 0")
    check_rights(monde, {"alice", "ali", "aya"}, lambda unit: get_fiche(unit, pratique_id))


def test_who_may_write_and_who_may_share(monde: Monde) -> None:
    ici, brouillon, partagee = monde.structures[0], write(monde), share(monde)
    check_rights(monde, {"alice", "ali"}, lambda unit: create_pratique(unit, ici, SAISIE))
    check_rights(monde, {"alice", "ali"}, lambda unit: get_choix(unit, ici))
    check_rights(monde, {"alice", "ali"}, lambda unit: update_pratique(unit, brouillon, 1, SAISIE))
    check_rights(monde, {"alice", "ali"}, lambda unit: delete_brouillon(unit, brouillon))
    check_rights(monde, {"alice"}, lambda unit: update_etat(unit, brouillon, 1, EtatPratique.COLLECTIF))
    # What others read is the direction's word.
    check_rights(monde, {"alice"}, lambda unit: update_pratique(unit, partagee, 2, SAISIE))
    check_rights(monde, {"alice"}, lambda unit: update_etat(unit, partagee, 2, EtatPratique.RETIREE))


def test_who_may_read(monde: Monde) -> None:
    du_collectif, de_tous = share(monde), share(monde, partout=True)
    check_rights(monde, MEMBRES, lambda unit: get_fiche(unit, du_collectif))
    check_rights(monde, PARTOUT, lambda unit: get_fiche(unit, de_tous))
    check_rights(monde, {"alice", "ali", "aya"}, lambda unit: list_de_structure(unit, monde.structures[0]))
    check_rights(monde, {"anna"}, lambda unit: list_de_collectif(unit, monde.collectif))
    check_rights(monde, {"fanny"}, list_de_federation)
    assert set(find(monde, "bob")) == {du_collectif, de_tous}
    assert find(monde, "charlie") == find(monde, "fanny") == find(monde, "clara") == [de_tous]
    withdraw(monde, de_tous)
    check_rights(monde, {"alice", "ali", "aya"}, lambda unit: get_fiche(unit, de_tous))
    assert find(monde, "charlie") == []


def test_who_may_say_what_they_make_of_it(monde: Monde) -> None:
    pratique_id, secrete, de_tous = share(monde), write(monde), share(monde, partout=True)
    la, ailleurs, sienne = monde.structures[1], monde.structure_ailleurs, monde.structures[0]
    check_rights(monde, {"bob"}, lambda unit: say_utile(unit, la, pratique_id, utile=True))
    check_rights(monde, {"bob"}, lambda unit: say_essayee(unit, la, pratique_id, "Oui"))
    check_rights(monde, set(), lambda unit: say_utile(unit, la, secrete, utile=True))
    check_rights(monde, set(), lambda unit: say_utile(unit, ailleurs, pratique_id, utile=True))
    check_rights(monde, {"charlie"}, lambda unit: say_utile(unit, ailleurs, de_tous, utile=True))
    # Nobody praises themselves.
    check_rights(monde, set(), lambda unit: say_utile(unit, sienne, pratique_id, utile=True))
    check_rights(monde, set(), lambda unit: say_utile(unit, la, uuid4(), utile=True))


def test_what_is_shared_is_whole(monde: Monde) -> None:
    pratique_id = write(monde, effet="", criteres=())
    with pytest.raises(SaisieInvalide, match="ce que cela a changé et au moins un critère"):
        move(monde, pratique_id, EtatPratique.COLLECTIF)
    partagee = share(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide, match="il manque"):
        update_pratique(unit, partagee, 2, replace(SAISIE, situation=""))


def test_nobody_overwrites_nobody(monde: Monde) -> None:
    pratique_id = write(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert update_pratique(unit, pratique_id, 1, replace(SAISIE, effet="Mieux")) == 2
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(Refus, match="entre-temps"):
        update_pratique(unit, pratique_id, 1, SAISIE)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="entre-temps"):
        update_etat(unit, pratique_id, 1, EtatPratique.COLLECTIF)
    assert read(monde, pratique_id, "aya").effet == "Mieux"


def test_it_goes_step_by_step_and_comes_back(monde: Monde) -> None:
    pratique_id = write(monde)
    with pytest.raises(Refus):
        move(monde, pratique_id, EtatPratique.FEDERATION)
    for etat in (EtatPratique.COLLECTIF, EtatPratique.FEDERATION, EtatPratique.COLLECTIF, EtatPratique.RETIREE):
        move(monde, pratique_id, etat)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="retirez-la"):
        delete_brouillon(unit, pratique_id)
    move(monde, pratique_id, EtatPratique.COLLECTIF)
    assert find(monde, "bob") == [pratique_id]


def test_useful_is_said_once_per_structure_and_taken_back(monde: Monde) -> None:
    pratique_id = share(monde)
    for _ in range(3):
        thank(monde, pratique_id)
    assert look(monde, "aya").pratiques[0].utiles == 1
    thank(monde, pratique_id, utile=False)
    assert look(monde, "aya").pratiques[0].utiles == count_rows("pratique_retour") == 0


def test_a_note_is_read_with_the_name_of_its_structure(monde: Monde) -> None:
    pratique_id = share(monde, partout=True)
    try_it(monde, pratique_id, " Fait *deux* fois ")
    try_it(monde, pratique_id, "Chez nous aussi", "charlie")
    notes = {retour.signature: retour.note for retour in read(monde, pratique_id, "aya").retours}
    assert notes == {"Collectif A – structure 1": "Fait *deux* fois", "Collectif B – structure 0": "Chez nous aussi"}
    with open_unit(compte_id=monde.comptes["bob"]) as unit, pytest.raises(SaisieInvalide, match="400"):
        say_essayee(unit, monde.structures[1], pratique_id, "a" * 401)


def test_what_others_tried_stays_theirs_when_it_is_withdrawn(monde: Monde) -> None:
    pratique_id = share(monde)
    try_it(monde, pratique_id, "Fait")
    withdraw(monde, pratique_id)
    assert find(monde, "bob") == []
    [essai] = look(monde, "bob").essais
    assert (essai.titre, essai.note) == (SAISIE.titre, "Fait")
    # They may still say it better, or take it back.
    try_it(monde, pratique_id, "Fait, et gardé")
    assert look(monde, "bob").essais[0].note == "Fait, et gardé"
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        take_back_essai(unit, monde.structures[1], pratique_id)
    assert count_rows("pratique_retour") == 0


@pytest.mark.parametrize(
    ("question", "trouvee"),
    [
        ("horaires", True),
        ("HORAIRE affichés", True),
        ("planing", True),
        ("plannign samedi", True),
        ("vestaire", True),
        ("encadrant", True),
        ("diminuer", True),
        ("retard", True),
        ("aimnts", True),
        ("sameddi", True),
        ("compost", False),
        ("planning compost", False),
        ("", True),
        ("& !", True),
    ],
)
def test_the_search_forgives_accents_endings_and_slips(monde: Monde, question: str, trouvee: bool) -> None:
    pratique_id = share(monde)
    assert find(monde, "bob", question) == ([pratique_id] if trouvee else [])


def test_what_holds_the_word_comes_before_what_nearly_does(monde: Monde) -> None:
    proche = share(monde, titre="Le jardin des salariés", situation="Rien.", demarche="Un compot par mois.")
    texte = share(monde, titre="Trier", demarche="Nous faisons un compost avec les voisins.")
    titre = share(monde, titre="Le compost partagé")
    assert find(monde, "bob", "compost") == [titre, texte, proche]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_word_of_a_text_finds_it_even_with_a_slip(monde: Monde, data: st.DataObject) -> None:
    if not count_rows("pratique"):
        share(monde)
    mots = [mot for mot in SAISIE.demarche.replace("’", " ").replace(",", "").split() if len(mot) >= 6]
    mot = data.draw(st.sampled_from(mots))
    rang = data.draw(st.integers(0, len(mot) - 2))
    glisse = data.draw(
        st.sampled_from((mot[:rang] + mot[rang + 1 :], mot[:rang] + mot[rang + 1] + mot[rang] + mot[rang + 2 :], mot))
    )
    assert len(find(monde, "bob", glisse)) == 1
    assert find(monde, "charlie", glisse) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=60))
def test_no_question_breaks_the_search(monde: Monde, question: str) -> None:
    find(monde, "bob", question)


def test_who_is_shown_says_nothing_of_what_they_answered(monde: Monde) -> None:
    """An attack: whoever offers is shown, whatever their niveau, so that being shown tells nothing of it."""
    pratique_id = share(monde)
    vues = set()
    vues.add(repr((look(monde, "bob"), read(monde, pratique_id, "bob"))))
    for niveau, cible in ((0, 4), (1, None), (2, 3), (4, None)):
        answer(monde, 0, niveau, cible)
        vues.add(repr((look(monde, "bob"), read(monde, pratique_id, "bob"))))
    assert len(vues) == 1


def test_where_one_is_weak_is_told_to_oneself_alone(monde: Monde) -> None:
    answer(monde, 1, 1)
    assert look(monde, "bob").faibles == ("T01-01",)
    assert look(monde, "alice").faibles == look(monde, "anna").faibles == ()


def test_a_trace_is_offered_by_choice_and_never_a_confidential_one(monde: Monde) -> None:
    libre, secrete = bring(monde), bring_lien(monde, "Secrète", confidentielle=True)
    for voulue in (str(secrete), str(uuid4()), "pas un id"):
        with pytest.raises(SaisieInvalide, match="confidentielle"):
            write(monde, traces=(voulue,))
    pratique_id = write(monde, traces=(str(libre),))
    check_rights(monde, {"alice", "ali", "aya"}, lambda unit: get_fichier(unit, libre))
    move(monde, pratique_id, EtatPratique.COLLECTIF)
    check_rights(monde, MEMBRES, lambda unit: get_fichier(unit, libre))
    assert [trace.titre for trace in read(monde, pratique_id).traces] == ["Photo"]
    # Made confidential since, it is read by its structure alone, at once.
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_trace(unit, libre, 1, SaisieTrace("Photo", confidentielle=True))
    assert read(monde, pratique_id).traces == ()
    assert [trace.confidentielle for trace in read(monde, pratique_id, "alice").traces] == [True]
    check_rights(monde, {"alice", "ali", "aya"}, lambda unit: get_fichier(unit, libre))


def test_a_withdrawn_pratique_takes_its_traces_with_it(monde: Monde) -> None:
    libre = bring(monde)
    pratique_id = share(monde, traces=(str(libre),), partout=True)
    check_rights(monde, PARTOUT, lambda unit: get_fichier(unit, libre))
    withdraw(monde, pratique_id)
    check_rights(monde, {"alice", "ali", "aya"}, lambda unit: get_fichier(unit, libre))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        delete_trace(unit, libre)
    assert read(monde, pratique_id, "alice").traces == ()


def test_the_trace_of_another_structure_cannot_be_offered(monde: Monde) -> None:
    trace = bring_lien(monde)
    with open_unit(compte_id=monde.comptes["bob"]) as unit, pytest.raises(SaisieInvalide):
        create_pratique(unit, monde.structures[1], replace(SAISIE, traces=(str(trace),)))


def test_an_invented_person_reads_what_is_invented_and_a_real_one_does_not(monde: Monde) -> None:
    pratique_id, inventee = share(monde, partout=True), share(monde, "charlie", partout=True)
    assert set(find(monde, "bob")) == {pratique_id, inventee}
    execute_as_owner(f"update collectif set fictif = true where id = '{monde.ailleurs}'")
    assert find(monde, "bob") == find(monde, "fanny") == [pratique_id]
    with pytest.raises(Introuvable):
        read(monde, inventee, "bob")


@pytest.mark.parametrize("combien", [1, 12])
def test_a_screen_is_one_statement(installation: Installation, monde: Monde, combien: int) -> None:
    ids = [share(monde, titre=f"Pratique {rang}") for rang in range(combien)]
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        get_fiche(unit, ids[0], monde.collectif)  # the référentiel is remembered
        with count_statements(installation.moteur) as compte:
            list_de_structure(unit, monde.structures[1], "pratique horaire")
        assert len(compte) == 1
        with count_statements(installation.moteur) as compte:
            get_fiche(unit, ids[0], monde.collectif)
        assert len(compte) == 1


def test_a_structure_writes_no_more_than_it_can_keep(monde: Monde) -> None:
    execute(
        "insert into pratique (collectif_id, structure_id, titre) select :k, :s, 'P' from generate_series(1, 200)",
        k=monde.collectif,
        s=monde.structures[0],
    )
    with pytest.raises(Refus, match="200 pratiques"):
        write(monde)
    assert count_rows("pratique") == 200


def test_the_title_of_a_note_is_the_one_that_was_read(monde: Monde) -> None:
    pratique_id: UUID = share(monde)
    try_it(monde, pratique_id)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_pratique(unit, pratique_id, 2, replace(SAISIE, titre="Autre titre"))
    assert get_value("select titre from pratique_retour") == SAISIE.titre


def test_a_title_alone_is_a_draft(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        create_pratique(unit, monde.structures[0], SaisiePratique("Idée"))
    assert look(monde, "aya").pratiques[0].titre == "Idée"
