"""Two people on the same answer: only what both touched is a conflict, and it waits in the base for both of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import open_unit
from caprse.carnet.conflits import A_BOUGE, DEJA_CHOISI, Suite, settle_conflit, submit_reponse
from caprse.carnet.fusion import GROUPES, merge_saisies
from caprse.carnet.regles import CHAMPS, Saisie, list_reasons_against
from caprse.carnet.service import CarnetOuvert, ConflitOuvert, ReponseEnregistree, get_carnet
from caprse.socle.erreurs import Introuvable, Refus
from tests.base import count_rows, execute
from tests.monde import Monde

CODE = "T01-01"
VIDE = Saisie()
DEPART = Saisie(niveau=2, commentaire="Vu en réunion", trace_titre="Charte", trace_lien="https://exemple.test/charte")
# One change of each group of fields by one person, and another by the other.
CHANGEMENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "choix": ({"niveau": 3}, {"niveau": 1}),
    "commentaire": ({"commentaire": "Ah"}, {"commentaire": "Oh"}),
    "trace": ({"trace_titre": "Bilan"}, {"trace_lien": "https://exemple.test/pv"}),
    "cible": ({"cible": 3}, {"cible": 4}),
    "motif": ({"motif": "Un"}, {"motif": "Deux"}),
    "deja_regle": ({"deja_regle": True}, {"deja_regle": True}),
}


def read(monde: Monde, personne: str = "alice") -> CarnetOuvert:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
    assert carnet is not None
    return carnet


def submit(monde: Monde, personne: str, vue: ReponseEnregistree | None, **changement: Any) -> Suite:
    saisie = vue.saisie if vue else VIDE
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return submit_reponse(
            unit, monde.carnets[0], CODE, replace(saisie, **changement), vue.version if vue else 0, saisie
        )


def settle(monde: Monde, personne: str, conflit: ConflitOuvert, garder: bool, **adresse: Any) -> Suite | None:
    vue = adresse.get("vue", read(monde).reponses.get(CODE))
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return settle_conflit(unit, monde.carnets[0], CODE, conflit, garder, vue)


@pytest.fixture
def depart(monde: Monde) -> ReponseEnregistree:
    return submit(monde, "alice", None, **{champ: getattr(DEPART, champ) for champ in CHAMPS}).reponse


def test_the_groups_hold_each_field_once() -> None:
    assert sorted(champ for groupe in GROUPES.values() for champ in groupe) == sorted(f.name for f in fields(Saisie))


@pytest.mark.parametrize("groupe", GROUPES)
@pytest.mark.parametrize("autre", GROUPES)
def test_a_save_of_one_field_touches_and_checks_that_field_alone(
    monde: Monde, depart: ReponseEnregistree, groupe: str, autre: str
) -> None:
    mien, sien = CHANGEMENTS[groupe][0], CHANGEMENTS[autre][1]
    submit(monde, "alice", depart, **sien)
    suite = submit(monde, "ali", depart, **mien)
    avec_le_sien = replace(DEPART, **sien)
    if groupe == autre and groupe != "deja_regle":
        assert [c.champ for c in suite.conflits or ()] == [groupe]
        assert read(monde).reponses[CODE].saisie == avec_le_sien
    else:
        assert suite.conflits is None
        assert read(monde).reponses[CODE].saisie == replace(avec_le_sien, **mien) == suite.reponse.saisie


def test_a_comment_never_carries_a_stale_niveau_with_it(monde: Monde, depart: ReponseEnregistree) -> None:
    submit(monde, "alice", depart, niveau=4)
    suite = submit(monde, "ali", depart, commentaire="Tapé pendant ce temps")
    assert (suite.reponse.saisie.niveau, suite.reponse.saisie.commentaire) == (4, "Tapé pendant ce temps")
    assert suite.conflits is None


def test_a_conflict_waits_for_both_and_for_nobody_else(monde: Monde, depart: ReponseEnregistree) -> None:
    submit(monde, "alice", depart, niveau=4)
    submit(monde, "ali", depart, niveau=1)
    for personne in ("alice", "ali", "aya"):
        (conflit,) = read(monde, personne).conflits[CODE]
        assert (conflit.champ, conflit.contenu["niveau"], conflit.auteur) == ("choix", 1, "Ali")
    assert read(monde, "anna").conflits == {}
    assert read(monde).reponses[CODE].saisie.niveau == 4
    # What is not recorded yet is told to no journal.
    assert execute("select 1 from journal where objet = 'conflit'") == []


@pytest.mark.parametrize(("qui", "garder", "niveau"), [("ali", True, 1), ("alice", True, 1), ("alice", False, 4)])
def test_either_of_them_settles_it_for_both(
    monde: Monde, depart: ReponseEnregistree, qui: str, garder: bool, niveau: int
) -> None:
    submit(monde, "alice", depart, niveau=4)
    submit(monde, "ali", depart, niveau=1)
    # Another field moves meanwhile: it is neither in the way, nor lost.
    submit(monde, "alice", read(monde).reponses[CODE], commentaire="Plus tard")
    (conflit,) = read(monde).conflits[CODE]
    settle(monde, qui, conflit, garder)
    apres = read(monde)
    assert apres.conflits == {}
    assert apres.reponses[CODE].saisie == replace(DEPART, niveau=niveau, commentaire="Plus tard")
    with pytest.raises(Refus) as refus:
        settle(monde, "ali", conflit, True)
    assert str(refus.value) == DEJA_CHOISI


def test_a_choice_between_answers_of_which_one_moved_is_asked_again(monde: Monde, depart: ReponseEnregistree) -> None:
    submit(monde, "alice", depart, niveau=4)
    submit(monde, "ali", depart, niveau=1)
    vue = read(monde).reponses[CODE]
    (conflit,) = read(monde).conflits[CODE]
    submit(monde, "alice", vue, niveau=3)
    with pytest.raises(Refus) as refus:
        settle(monde, "ali", conflit, True, vue=vue)
    assert str(refus.value) == A_BOUGE
    assert len(read(monde).conflits[CODE]) == 1
    assert read(monde).reponses[CODE].saisie.niveau == 3


def test_two_first_answers_are_a_conflict_too(monde: Monde) -> None:
    submit(monde, "alice", None, niveau=4)
    suite = submit(monde, "ali", None, niveau=1, commentaire="Le mien")
    assert [c.champ for c in suite.conflits or ()] == ["choix"]
    # What nobody else touched is recorded all the same.
    assert suite.reponse.saisie == Saisie(niveau=4, commentaire="Le mien")


def test_non_concerne_waits_with_its_motif_and_without_cible(monde: Monde, depart: ReponseEnregistree) -> None:
    submit(monde, "alice", depart, cible=4)
    sans_objet: dict[str, Any] = {"niveau": None, "non_concerne": True, "motif": "Pas de véhicule", "cible": None}
    suite = submit(monde, "ali", depart, **sans_objet)
    assert suite.reponse.saisie == replace(DEPART, cible=4)
    (conflit,) = suite.conflits or ()
    assert (conflit.champ, dict(conflit.contenu)) == ("choix", sans_objet)
    settle(monde, "ali", conflit, True)
    assert read(monde).reponses[CODE].saisie == replace(DEPART, **sans_objet)


def test_a_cible_for_what_became_non_concerne_waits(monde: Monde, depart: ReponseEnregistree) -> None:
    submit(monde, "alice", depart, niveau=None, non_concerne=True, motif="Aucun salarié")
    suite = submit(monde, "ali", depart, cible=3)
    (conflit,) = suite.conflits or ()
    assert (conflit.champ, conflit.contenu["niveau"], conflit.contenu["cible"]) == ("choix", 2, 3)
    assert suite.reponse.saisie.non_concerne


def test_a_cible_below_what_became_the_niveau_waits(monde: Monde, depart: ReponseEnregistree) -> None:
    submit(monde, "alice", depart, niveau=4)
    suite = submit(monde, "ali", depart, cible=3)
    (conflit,) = suite.conflits or ()
    assert (conflit.champ, conflit.contenu["niveau"], conflit.contenu["cible"]) == ("choix", 2, 3)
    assert suite.reponse.saisie == replace(DEPART, niveau=4)
    settle(monde, "ali", conflit, True)
    assert read(monde).reponses[CODE].saisie == replace(DEPART, cible=3)


def test_only_whoever_answers_may_choose(monde: Monde, depart: ReponseEnregistree) -> None:
    submit(monde, "alice", depart, niveau=4)
    submit(monde, "ali", depart, niveau=1)
    (conflit,) = read(monde).conflits[CODE]
    for personne in ("aya", "bob", "anna", "charlie", "adam", "personne"):
        with pytest.raises((Introuvable, Refus)):
            settle(monde, personne, conflit, True)
    assert count_rows("conflit") == 1


def test_ten_comments_and_ten_niveaux_at_once_lose_nothing(monde: Monde, depart: ReponseEnregistree) -> None:
    """Each writes a field of their own with what they first saw: nobody has to choose, whatever the order."""
    porte = Barrier(4)

    def write(rang: int) -> Suite:
        porte.wait()
        return submit(monde, ("alice", "ali")[rang % 2], depart, **list(CHANGEMENTS.values())[rang][0])

    with ThreadPoolExecutor(4) as equipe:
        suites = list(equipe.map(write, range(4)))
    assert [suite.conflits for suite in suites] == [None] * 4
    attendue = DEPART
    for mien, _ in list(CHANGEMENTS.values())[:4]:
        attendue = replace(attendue, **mien)
    assert read(monde).reponses[CODE].saisie == attendue


_textes = st.sampled_from(["", "a", "b"])
_niveaux = st.none() | st.integers(0, 4)
SAISIES = st.builds(
    Saisie, _niveaux, st.booleans(), _textes, _textes, _niveaux, st.booleans(), _textes, st.just("")
).filter(lambda saisie: list_reasons_against(saisie, 4) == [])


@given(SAISIES, SAISIES, SAISIES)
def test_whatever_happened_each_field_is_one_of_the_two_and_nothing_wanted_is_lost(
    vue: Saisie, voulue: Saisie, actuelle: Saisie
) -> None:
    fusion, conflits = merge_saisies(vue, voulue, actuelle)
    assert list_reasons_against(fusion, 4) == []
    en_attente = {champ: valeur for contenu in conflits.values() for champ, valeur in contenu.items()}
    for champ in CHAMPS:
        v, w, a = (getattr(saisie, champ) for saisie in (vue, voulue, actuelle))
        assert getattr(fusion, champ) in (w, a)
        if w != v:
            assert getattr(fusion, champ) == w or en_attente[champ] == w
    if voulue == vue:
        assert (fusion, conflits) == (actuelle, {})
    if actuelle == vue:
        assert (fusion, conflits) == (voulue, {})
    for contenu in conflits.values():
        assert list_reasons_against(replace(fusion, **contenu), 4) == []
