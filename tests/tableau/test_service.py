"""The tableau de bord on a real database: its facts, its order, its rights, its cost."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.modele import Trimestre
from caprse.referentiel.codec import to_contenu
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import sort_key
from caprse.socle.installation import Installation
from caprse.tableau.regles import Besoin, Voir, compute_place
from caprse.tableau.service import PAR_PAGE, FiltreTableau, LigneTableau, Tableau, get_tableau
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.conftest import MAINTENANT, Horloge
from tests.droits import check_rights
from tests.monde import Monde, create_monde
from tests.relecture.conftest import REFERENTIEL
from tests.tableau.scene import JOUR, answer, ask_appui, give_accounts, live, plan_action, set_etat, write

TRANSMIS = EtatCarnet.TRANSMIS


def _see(
    monde: Monde, numero: int | None = None, filtre: FiltreTableau | None = None, page: int = 1, personne: str = "anna"
) -> Tableau:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_tableau(unit, monde.collectif, numero, filtre, page)


def _line(monde: Monde, rang: int = 0, **demande: Any) -> LigneTableau:
    lignes = _see(monde, **demande).lignes
    return next(ligne for ligne in lignes if ligne.structure_id == monde.structures[rang])


def test_a_carnet_not_begun_has_nothing_to_say(monde: Monde) -> None:
    tableau = _see(monde)
    assert (tableau.collectif, tableau.structures, tableau.trouvees, tableau.pages) == ("Collectif A", 7, 7, 1)
    assert tableau.etats == {EtatCarnet.BROUILLON: 7}
    assert {voir: nombre for voir, nombre in tableau.totaux.items() if nombre} == {
        Voir.TOUT: 7,
        Voir.POUR_MOI: 7,
        Voir.SANS_ACCES: 5,
    }
    ligne = _line(monde)
    assert (ligne.nom, ligne.carnet_id, ligne.etat) == (
        "Collectif A – structure 0",
        monde.carnets[0],
        EtatCarnet.BROUILLON,
    )
    assert (ligne.repondus, ligne.demandes) == (0, len(monde.criteres))
    assert (ligne.activite_le, ligne.change, ligne.retard, ligne.reouverture) == (None, False, 0, False)
    # The trimestre began 57 days ago and nothing moved since.
    assert (ligne.besoin, ligne.raison) == (Besoin.SANS_ACTIVITE, "Rien n’a bougé depuis 57\u00a0jours")


def test_answers_are_counted_as_everywhere(monde: Monde) -> None:
    answer(monde.carnets[0], monde.criteres[:3], 2)
    answer(monde.carnets[0], monde.criteres[3:4], 5, non_concerne=True)
    # The référentiel moved: an answer under a code that this carnet no longer asks.
    answer(monde.carnets[0], ["OLD-01"], 9)
    ligne = _line(monde)
    # « Non concerné » is an answer: the structure reads the same count on its own pages.
    assert (ligne.repondus, ligne.demandes) == (4, len(monde.criteres))
    assert ligne.activite_le == MAINTENANT - timedelta(days=2)
    assert ligne.a_relire == 4
    assert ligne.raison == "Rien ne vous attend"


def test_what_she_has_re_read_is_no_longer_to_read_until_it_moves(monde: Monde) -> None:
    answer(monde.carnets[0], monde.criteres[:4])
    set_etat(monde.carnets[0], TRANSMIS, 3)
    for code, etat in zip(monde.criteres, ("relu", "a_discuter", "a_completer"), strict=False):
        execute(
            "insert into relecture (collectif_id, carnet_id, critere, structure_id, etat, version_lue)"
            " select collectif_id, id, :code, structure_id, :etat, 1 from carnet where id = :carnet",
            carnet=monde.carnets[0],
            code=code,
            etat=etat,
        )
    ligne = _line(monde)
    assert (ligne.a_relire, ligne.a_discuter, ligne.a_completer) == (1, 1, 1)
    assert (ligne.besoin, ligne.raison) == (Besoin.A_RELIRE, "Transmis il y a 3\u00a0jours")
    set_etat(monde.carnets[0], EtatCarnet.A_COMPLETER, 3)
    execute("update reponse set version = 2 where critere = :code", code=monde.criteres[2])
    assert _line(monde).a_relire == 2


def test_what_moved_since_her_own_visit_is_marked(monde: Monde, anne: str) -> None:
    answer(monde.carnets[0], monde.criteres[:1], 2)
    assert _line(monde).change
    for personne, jours in (("anna", 1), (anne, 3)):
        execute(
            "insert into visite (collectif_id, carnet_id, compte_id, structure_id, vue_le)"
            " select collectif_id, id, :compte, structure_id, :quand from carnet where id = :carnet",
            carnet=monde.carnets[0],
            compte=monde.comptes[personne],
            quand=MAINTENANT - timedelta(days=jours),
        )
    assert not _line(monde).change
    assert _line(monde, personne=anne).change
    write(monde.carnets[0], monde.comptes["alice"])
    assert _line(monde).change


def test_her_own_words_are_no_activity_of_the_structure(monde: Monde, anne: str) -> None:
    for auteur in ("anna", anne):
        write(monde.carnets[0], monde.comptes[auteur], 1)
    ligne = _line(monde)
    assert ligne.activite_le is None
    assert not ligne.change
    # Her colleague's words are still to be read by her, her own are not.
    assert (ligne.fils, ligne.non_lus) == (1, 1)


def test_messages_are_hers_to_read_until_read_or_settled(monde: Monde, anne: str) -> None:
    fil = write(monde.carnets[0], monde.comptes["alice"], 4)
    write(monde.carnets[0], monde.comptes["ali"], 2)
    write(monde.carnets[0], monde.comptes["ali"], 6, monde.criteres[0])
    ligne = _line(monde)
    assert (ligne.fils, ligne.non_lus, ligne.carnet_non_lu) == (2, 3, monde.carnets[0])
    assert (ligne.besoin, ligne.raison) == (Besoin.MESSAGES, "3\u00a0messages non lus depuis 6\u00a0jours")
    execute(
        "insert into lecture_fil (collectif_id, fil_id, compte_id, structure_id, lu_le)"
        " select collectif_id, id, :compte, structure_id, :quand from fil where id = :fil",
        fil=fil,
        compte=monde.comptes["anna"],
        quand=MAINTENANT - timedelta(days=3),
    )
    assert _line(monde).non_lus == 2
    assert _line(monde, personne=anne).non_lus == 3
    execute("update fil set resolu_le = now(), resolu_par = :c where critere is not null", c=monde.comptes["alice"])
    ligne = _line(monde)
    assert (ligne.fils, ligne.non_lus) == (1, 1)
    assert _see(monde).totaux[Voir.MESSAGES] == 1


def test_a_message_about_an_older_carnet_is_not_missed(monde: Monde) -> None:
    ancien = monde.carnets[0]
    write(ancien, monde.comptes["alice"], 1)
    _open_next(monde)
    ligne = _line(monde)
    assert ligne.carnet_id != ancien
    assert (ligne.non_lus, ligne.carnet_non_lu) == (1, ancien)


def _open_next(monde: Monde) -> UUID:
    """Close the first trimestre; open a second one for all structures but the last."""
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    with open_unit_systeme() as unit:
        suivant: UUID = unit.db.execute(
            insert(Trimestre)
            .values(
                collectif_id=monde.collectif,
                numero=2,
                thematique="T02",
                referentiel_id=monde.referentiel,
                debut=JOUR,
                fin=JOUR + timedelta(days=90),
                etat="ouvert",
            )
            .returning(Trimestre.id)
        ).scalar_one()
    execute(
        "insert into carnet (collectif_id, trimestre_id, structure_id) select collectif_id, :t, id from structure"
        " where collectif_id = :c and id <> :derniere",
        t=suivant,
        c=monde.collectif,
        derniere=monde.structures[-1],
    )
    return suivant


def test_the_open_trimestre_comes_first_and_earlier_ones_can_be_asked_for(monde: Monde, horloge: Horloge) -> None:
    set_etat(monde.carnets[0], TRANSMIS, 3)
    _open_next(monde)
    tableau = _see(monde)
    assert tableau.choisi is not None
    assert (tableau.choisi.numero, tableau.choisi.titre) == (2, "Thématique T02")
    assert [trimestre.numero for trimestre in tableau.trimestres] == [1, 2]
    # A member without carnet has its line: its appuis and actions are still there.
    sans = _line(monde, 6)
    assert (sans.carnet_id, sans.etat, sans.demandes) == (None, None, 0)
    assert sans.raison == "Personne n’a encore d’accès"
    give_accounts(monde.structures[6])
    assert _line(monde, 6).raison == "Pas de carnet pour ce trimestre"
    passe = _see(monde, 1)
    assert passe.choisi is not None
    assert passe.choisi.numero == 1
    # What is closed calls for nothing any more.
    assert (passe.totaux[Voir.A_RELIRE], passe.totaux[Voir.EN_RETARD]) == (0, 0)
    assert _line(monde, numero=1).raison == ""
    inconnu = _see(monde, 9)
    assert inconnu.choisi == tableau.choisi
    horloge.instant = MAINTENANT + timedelta(days=60)
    assert _see(monde, 1).totaux[Voir.EN_RETARD] == 0
    assert _line(monde, 1, numero=1).raison == ""


def test_a_structure_that_left_has_no_line_any_more_where_it_has_no_carnet(monde: Monde) -> None:
    _open_next(monde)
    execute("update adhesion set au = :j where structure_id = :s", j=JOUR - timedelta(days=1), s=monde.structures[-1])
    assert _see(monde).structures == 6
    assert _see(monde, 1).structures == 7


def test_before_the_first_trimestre_members_are_listed(monde: Monde) -> None:
    neuf: UUID = get_value("insert into collectif (nom, debut, mois) values ('Neuf', :j, 19) returning id", j=JOUR)
    execute(
        "insert into habilitation (compte_id, role, collectif_id) values (:c, 'animation', :k)",
        c=monde.comptes["clara"],
        k=neuf,
    )

    def see() -> Tableau:
        with open_unit(compte_id=monde.comptes["clara"]) as unit:
            return get_tableau(unit, neuf)

    vide = see()
    assert (vide.choisi, vide.structures, vide.lignes, vide.pages) == (None, 0, (), 1)
    structure = get_value(
        "insert into structure (collectif_id, nom, types) values (:k, 'Une', '{AI}') returning id", k=neuf
    )
    execute("insert into adhesion (collectif_id, structure_id, du) values (:k, :s, :j)", k=neuf, s=structure, j=JOUR)
    (ligne,) = see().lignes
    assert (ligne.nom, ligne.carnet_id, ligne.raison) == ("Une", None, "Personne n’a encore d’accès")


def test_days_late_are_counted_until_it_is_transmitted(monde: Monde, horloge: Horloge) -> None:
    give_accounts(*monde.structures)
    horloge.instant = MAINTENANT + timedelta(days=35)  # the trimestre ended on 15 April, three days before
    set_etat(monde.carnets[1], TRANSMIS)
    set_etat(monde.carnets[2], EtatCarnet.A_COMPLETER)
    tableau = _see(monde)
    assert [_line(monde, rang).retard for rang in (0, 1, 2)] == [3, 0, 3]
    assert tableau.totaux[Voir.EN_RETARD] == 6
    assert _line(monde).raison == "En retard de 3\u00a0jours"


def test_appuis_and_actions_are_counted(monde: Monde) -> None:
    ask_appui(monde.structures[0], 4)
    ask_appui(monde.structures[0], 4, "planifie", JOUR + timedelta(days=2))
    for etat in ("refuse", "annule"):
        ask_appui(monde.structures[0], 9, etat)
    for echeance, etat in ((-1, "a_faire"), (-1, "en_cours"), (0, "a_faire"), (-1, "faite"), (-1, "abandonnee")):
        plan_action(monde.structures[0], JOUR + timedelta(days=echeance), etat)
    plan_action(monde.structures[0], None)
    ligne = _line(monde)
    assert (ligne.appuis, ligne.actions_en_retard) == (2, 2)
    assert (ligne.besoin, ligne.raison) == (Besoin.APPUI_DEMANDE, "Demande un appui depuis 4\u00a0jours")
    assert _see(monde).totaux[Voir.APPUIS] == 2


@pytest.mark.parametrize("graine", range(3))
@pytest.mark.parametrize("apres", [0, 40])
def test_the_base_orders_as_the_rule_says(
    installation: Installation, horloge: Horloge, graine: int, apres: int
) -> None:
    """Whatever happened to 34 structures, the pages follow ``compute_place``, then the name."""
    hasard = Random(graine)
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=34)
    retard = (JOUR - date(2026, 4, 15)).days
    if apres:
        # The last day was brought forward: the trimestre is over, and some carnets are late.
        execute("update trimestre set fin = :f where id = :t", f=JOUR - timedelta(days=apres), t=monde.trimestre)
        retard = apres
    places = {
        structure: compute_place(live(hasard, monde, rang, retard)) for rang, structure in enumerate(monde.structures)
    }
    noms = {structure: f"collectif a – structure {rang}" for rang, structure in enumerate(monde.structures)}
    attendu = sorted(places, key=lambda s: (*places[s].cle, sort_key(noms[s]), str(s)))
    pages = [_see(monde, page=page) for page in (1, 2)]
    assert [page.pages for page in pages] == [2, 2]
    assert len(pages[0].lignes) == PAR_PAGE
    vues = [ligne for page in pages for ligne in page.lignes]
    assert [ligne.structure_id for ligne in vues] == attendu
    assert [ligne.besoin for ligne in vues] == [places[structure].besoin for structure in attendu]
    pour_moi = _see(monde, filtre=FiltreTableau(Voir.POUR_MOI))
    assert pour_moi.trouvees == sum(place.besoin < Besoin.ACTIONS for place in places.values())


def test_lines_are_filtered_and_totals_are_not(monde: Monde) -> None:
    give_accounts(*monde.structures)
    set_etat(monde.carnets[2], TRANSMIS, 1)
    set_etat(monde.carnets[4], EtatCarnet.RELU, 1)
    execute("update structure set nom = 'Éco 50%_Fibre' where id = :s", s=monde.structures[4])

    def find(**filtre: Any) -> list[UUID]:
        tableau = _see(monde, filtre=FiltreTableau(**filtre))
        assert (tableau.structures, tableau.totaux[Voir.A_RELIRE]) == (7, 1)
        assert tableau.trouvees == len(tableau.lignes)
        return [ligne.structure_id for ligne in tableau.lignes]

    assert find(etat=TRANSMIS) == [monde.structures[2]]
    assert find(nom=" éCO ") == [monde.structures[4]]
    assert find(nom="%_f") == [monde.structures[4]]
    assert find(nom="%") == [monde.structures[4]]
    assert monde.structures[4] not in find(voir=Voir.POUR_MOI)
    assert find(nom="structure 2", etat=EtatCarnet.BROUILLON) == []
    assert find(nom="x" * 300) == []


def test_only_the_animation_reads_it(monde: Monde) -> None:
    check_rights(monde, {"anna"}, lambda unit: get_tableau(unit, monde.collectif))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for autre in (monde.ailleurs, uuid4()):
            with pytest.raises(Introuvable):
                get_tableau(unit, autre)


def test_a_former_animation_reads_nothing_any_more(monde: Monde) -> None:
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["anna"])
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Introuvable):
        get_tableau(unit, monde.collectif)


def test_nothing_of_another_collectif_is_counted(monde: Monde) -> None:
    write(monde.carnet_ailleurs, monde.comptes["charlie"], 1)
    ask_appui(monde.structure_ailleurs)
    plan_action(monde.structure_ailleurs, JOUR - timedelta(days=1))
    tableau = _see(monde)
    assert (tableau.totaux[Voir.MESSAGES], tableau.totaux[Voir.APPUIS], tableau.structures) == (0, 0, 7)


@pytest.mark.parametrize("structures", [2, 50])
def test_it_comes_in_one_statement_whatever_the_number_of_structures(
    installation: Installation, structures: int
) -> None:
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=structures)
    _see(monde)
    with count_statements(installation.moteur) as requetes:
        tableau = _see(monde)
    assert tableau.structures == structures
    # The other one says who is asking.
    assert len(requetes) == 2
