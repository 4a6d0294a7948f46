"""The demonstration on a real database: what it creates, and when it refuses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from caprse.acces.connexion.demo import COMPTES_DEMO, open_session_demo
from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.bilan.service import get_parcours
from caprse.demo.commandes import demo
from caprse.demo.fiction import COLLECTIF
from caprse.demo.pilotage import play_pilotage
from caprse.demo.revisions import RAISONS
from caprse.demo.service import BilanDemo, create_demo
from caprse.demo.trimestres import Scene
from caprse.referentiel.service import import_referentiel
from caprse.restitution.chemin.service import get_chemin
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import has_role
from tests.fabrique import build_referentiel

PETIT = build_referentiel(themes=6, criteres=7)


def _import(installation: Installation, **forme: Any) -> None:
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, build_referentiel(**forme) if forme else PETIT)


@pytest.fixture
def remplie(installation: Installation) -> BilanDemo:
    _import(installation)
    return create_demo(installation)


def test_the_default_size_is_ten_structures_and_five_trimestres_done_or_under_way(remplie: BilanDemo) -> None:
    assert execute("select nom, fictif, mois from collectif") == [(COLLECTIF, True, 19)]
    assert execute("select count(*) from structure") == [(10,)]
    etats = execute(
        "select t.numero, t.etat, count(*) filter (where c.etat in ('transmis', 'relu')),"
        " count(*) filter (where c.etat = 'brouillon')"
        " from trimestre t left join carnet c on c.trimestre_id = t.id group by 1, 2 order by 1"
    )
    assert etats == [
        (1, "clos", 10, 0),
        (2, "clos", 10, 0),
        (3, "clos", 8, 1),
        (4, "clos", 9, 0),
        (5, "ouvert", 6, 3),
        (6, "prepare", 0, 0),
    ]
    assert execute("select count(*) from reponse") == [(remplie.reponses,)]


def test_everything_is_dated_within_its_trimestre_and_before_now(
    remplie: BilanDemo, installation: Installation
) -> None:
    hors = execute(
        "select count(*) from reponse r join carnet c on c.id = r.carnet_id join trimestre t on t.id = c.trimestre_id"
        " where (r.modifie_le at time zone 'Europe/Paris')::date not between t.debut and t.fin"
        " or r.modifie_le > coalesce(c.transmis_le, r.modifie_le)"
    )
    assert hors == [(0,)]
    tardifs = execute(
        "select count(*) from carnet c join trimestre t on t.id = c.trimestre_id where c.transmis_le is not null"
        " and (c.transmis_le at time zone 'Europe/Paris')::date not between t.debut and t.fin"
    )
    assert tardifs == [(0,)]
    ((derniere, envoi, cloture),) = execute(
        "select (select max(modifie_le) from reponse), (select max(transmis_le) from carnet),"
        " (select max(clos_le) from trimestre)"
    )
    assert max(derniere, envoi, cloture) < installation.horloge()
    ((message, relecture, appui),) = execute(
        "select (select max(ecrit_le) from message), (select max(modifie_le) from relecture),"
        " (select max(demande_le) from appui)"
    )
    assert max(message, relecture, appui) < installation.horloge()


def test_the_pilotage_of_the_open_trimestre_has_something_of_everything(
    remplie: BilanDemo, installation: Installation
) -> None:
    assert execute("select count(*) from carnet where etat = 'relu'") == [(1,)]
    assert execute("select distinct etat from relecture order by 1") == [("a_discuter",), ("relu",)]
    assert execute(
        "select count(*) from relecture l left join reponse r using (collectif_id, carnet_id, critere)"
        " where r.version is distinct from l.version_lue"
    ) == [(0,)]
    assert execute("select count(*) from fil where critere is null") == [(1,)]
    assert execute("select count(distinct auteur) > 1 from message") == [(True,)]
    assert execute("select etat from appui order by 1") == [("clos",), ("demande",), ("planifie",)]
    ((retard, faites),) = execute(
        "select count(*) filter (where echeance < current_date and etat = 'a_faire'),"
        " count(*) filter (where etat = 'faite') from action"
    )
    assert retard > 0
    assert faites > 1
    assert execute(
        "select r.jour < :jour, count(distinct p.rencontre_id) from presence p join rencontre r"
        " on r.id = p.rencontre_id group by 1 order by 1",
        jour=installation.horloge().date(),
    ) == [(False, 2), (True, 2)], "the next meetings are being answered"
    assert execute("select count(*) filter (where reponse is null) > 0, count(reponse) > 0 from convocation") == [
        (True, True)
    ]
    assert execute("select distinct genre from nouvelle order by 1") == [("appui_demande",), ("convocation",)]
    assert execute("select count(*) from decision") == [(2,)]


def test_closing_froze_the_figures_and_published_them(remplie: BilanDemo) -> None:
    arretes = execute(
        "select t.numero, count(a.id), count(distinct a.arrete_le), bool_and(a.arrete_le = t.clos_le)"
        " from trimestre t join arrete a on a.trimestre_id = t.id group by 1 order by 1"
    )
    assert arretes == [(1, 10, 1, True), (2, 10, 1, True), (3, 9, 1, True), (4, 9, 1, True)]
    publiees = execute(
        "select t.numero, p.carnets from publication p join trimestre t on t.id = p.trimestre_id order by 1"
    )
    assert publiees == [(1, 10), (2, 10), (3, 8), (4, 9), (5, 6)]


def test_one_is_always_late_and_one_left_after_the_second(remplie: BilanDemo) -> None:
    parties = execute(
        "select s.nom, a.au = t.fin, (select array_agg(t2.numero order by t2.numero) from carnet c"
        " join trimestre t2 on t2.id = c.trimestre_id where c.structure_id = s.id)"
        " from adhesion a join structure s on s.id = a.structure_id join trimestre t on t.numero = 2"
        " where a.au is not null"
    )
    assert parties == [("Passerelle Intérim du Haut-Cours", True, [1, 2])]
    retard = execute(
        "select t.numero, c.etat, (c.transmis_le at time zone 'Europe/Paris')::date = t.fin, c.motif_incomplet <> '',"
        " (select count(*) > 0 from reponse r where r.carnet_id = c.id) from carnet c"
        " join trimestre t on t.id = c.trimestre_id join structure s on s.id = c.structure_id"
        " where s.nom = 'Régie des Hauts de Brune' order by 1"
    )
    assert [ligne[:3] for ligne in retard] == [
        (1, "transmis", True),
        (2, "transmis", True),
        (3, "brouillon", None),
        (4, "transmis", True),
        (5, "brouillon", None),
    ]
    assert retard[4][4] is False


def test_a_carnet_sent_with_gaps_says_why(remplie: BilanDemo) -> None:
    incoherents = execute(
        "select count(*) from carnet c join trimestre t on t.id = c.trimestre_id where c.etat = 'transmis' and"
        " (c.motif_incomplet = '') <> ((select count(*) from reponse r where r.carnet_id = c.id"
        " and split_part(r.critere, '-', 1) in (t.thematique, 'TRA')) = 8)"
    )
    assert incoherents == [(0,)]
    assert execute("select count(*) > 0 from carnet where motif_incomplet <> ''") == [(True,)]


def test_the_path_of_the_structure_that_visitors_enter_tells_a_believable_story(remplie: BilanDemo) -> None:
    del remplie
    [(compte_id, structure_id)] = execute(
        "select k.id, h.structure_id from compte k join habilitation h on h.compte_id = k.id"
        " where k.courriel = 'direction@demo.exemple'"
    )
    with open_unit(compte_id=compte_id) as unit:
        chemin = get_chemin(unit, structure_id).chemin
    assert chemin.numeros == (1, 2, 3, 4, 5)
    etapes = [etape for rangee in chemin.rangees for etape in rangee.etapes]
    mouvements = [mouvement for etape in etapes for mouvement in etape.mouvements]
    # Progress, for something that was done; what did not move; and one setback, with its reason.
    assert chemin.gagnees >= 4
    assert any(mouvement.pas > 0 and mouvement.actions for mouvement in mouvements)
    assert any(etape.revus and not etape.mouvements for etape in etapes)
    [recul] = [mouvement for mouvement in mouvements if mouvement.pas < 0]
    assert recul.mot in RAISONS
    assert any(point.creux and point.lie for rangee in chemin.rangees for point in rangee.points)


def test_the_path_and_the_bilan_of_every_structure_tell_one_sum(remplie: BilanDemo) -> None:
    del remplie
    animateurs = execute(
        "select h.compte_id, s.id from habilitation h join structure s on s.collectif_id = h.collectif_id"
        " where h.role = 'animation' and h.structure_id is null"
    )
    bouges = 0
    for compte_id, structure_id in animateurs:
        with open_unit(compte_id=compte_id) as unit:
            chemin, parcours = get_chemin(unit, structure_id).chemin, get_parcours(unit, structure_id)
        assert chemin.gagnees - chemin.perdues == sum(revue.pas or 0 for revue in parcours.revues)
        bouges += chemin.gagnees > 0
    assert bouges > 5


def test_nobody_jumps_nor_falls_without_a_reason(remplie: BilanDemo) -> None:
    del remplie
    sauts = execute(
        "select r.niveau - lag(r.niveau) over suite as pas, r.commentaire from reponse r join carnet c"
        " on c.id = r.carnet_id join trimestre t on t.id = c.trimestre_id"
        " where r.niveau is not null window suite as (partition by r.structure_id, r.critere order by t.numero)"
    )
    assert {saut.pas for saut in sauts} == {None, -1, 0, 1}
    assert all(saut.commentaire in RAISONS for saut in sauts if saut.pas == -1)


def test_the_structure_that_visitors_enter_is_half_way(remplie: BilanDemo) -> None:
    visitee = execute(
        "select c.etat, (select count(*) from reponse r where r.carnet_id = c.id) from carnet c"
        " join trimestre t on t.id = c.trimestre_id and t.etat = 'ouvert'"
        " join habilitation h on h.structure_id = c.structure_id join compte k on k.id = h.compte_id"
        " where k.courriel = 'direction@demo.exemple'"
    )
    assert visitee == [("brouillon", 4)]


def test_each_trimestre_answers_the_transversal_block_and_starts_from_a_positionnement(remplie: BilanDemo) -> None:
    assert execute(
        "select t.numero from trimestre t where exists (select 1 from carnet c join reponse r on r.carnet_id = c.id"
        " where c.trimestre_id = t.id and r.critere like 'TRA-%') order by 1"
    ) == [(1,), (2,), (3,), (4,), (5,)]
    assert execute(
        "select count(distinct p.structure_id), bool_and((p.modifie_le at time zone 'Europe/Paris')::date = k.debut)"
        " from positionnement p join collectif k on k.id = p.collectif_id"
    ) == [(9, True)]
    assert execute("select count(*) from structure where positionne_le is not null") == [(9,)]


def test_each_role_can_be_entered_and_sees_what_it_may(remplie: BilanDemo, installation: Installation) -> None:
    ouverte = replace(installation, reglages=replace(installation.reglages, demo=True))
    vus = {}
    for role in Role:
        with open_unit_systeme(ouverte) as unit:
            jeton = open_session_demo(unit, role, "essai")
        with open_unit(jeton=jeton) as unit:
            assert unit.acteur.courriel == COMPTES_DEMO[role]
            assert has_role(unit.acteur, role)
            vus[role] = unit.db.execute(text("select count(distinct structure_id) from carnet")).scalar_one()
    assert vus == {
        Role.DIRECTION: 1,
        Role.CONTRIBUTION: 1,
        Role.LECTURE: 1,
        Role.ANIMATION: 10,
        Role.ADMINISTRATION: 0,
        Role.FEDERATION: 0,
    }


def test_no_mail_of_the_demonstration_can_reach_anyone(remplie: BilanDemo) -> None:
    assert execute("select count(*) from compte where courriel not like '%@demo.exemple'") == [(0,)]


def test_a_base_that_holds_anything_is_left_as_it_is(remplie: BilanDemo, installation: Installation) -> None:
    avant = execute("select max(id) from journal")
    with pytest.raises(Refus, match="ne remplit qu’une base vide"):
        create_demo(installation)
    assert execute("select max(id) from journal") == avant


def test_a_single_account_is_enough_to_refuse(installation: Installation) -> None:
    _import(installation)
    with open_unit_systeme() as unit:
        unit.db.execute(text("insert into compte (courriel, nom) values ('a@exemple.test', 'A')"))
    with pytest.raises(Refus):
        create_demo(installation)
    assert execute("select count(*) from collectif") == [(0,)]


def test_two_at_once_fill_it_once(installation: Installation) -> None:
    _import(installation, themes=2, criteres=3)
    depart = Barrier(2)

    def run(_: int) -> str:
        depart.wait()
        try:
            create_demo(installation, 4, 2)
        except Refus as refus:
            return str(refus)[:40]
        return ""

    with ThreadPoolExecutor(2) as equipe:
        assert sorted(equipe.map(run, range(2))) == ["", "La base contient déjà un collectif ou des"[:40]]
    assert execute("select count(*) from structure") == [(4,)]


@pytest.mark.parametrize(
    ("forme", "structures", "trimestres"),
    [
        ({"nb_niveaux": 3, "themes": 1, "criteres": 30, "transversal": False}, 12, 7),
        ({"nb_niveaux": 6, "themes": 9, "criteres": 1}, 7, 10),
        ({"nb_niveaux": 4, "themes": 2, "criteres": 4}, 1, 1),
        ({"nb_niveaux": 5, "themes": 3, "criteres": 4}, 2, 2),
    ],
)
def test_it_works_for_any_referentiel_and_any_size(
    installation: Installation, forme: dict[str, Any], structures: int, trimestres: int
) -> None:
    _import(installation, **forme)
    bilan = create_demo(installation, structures, trimestres)
    assert (bilan.structures, bilan.trimestres) == (structures, trimestres)
    assert execute("select count(*), count(*) filter (where etat = 'ouvert') from trimestre") == [(trimestres, 1)]
    assert execute(f"select max(niveau) <= {forme['nb_niveaux'] - 1} from reponse") == [(True,)]
    themes = execute("select thematique from trimestre order by numero")
    assert [code for (code,) in themes] == [f"T{rang % forme['themes'] + 1:02}" for rang in range(trimestres)]


def test_it_brings_the_referentiel_that_ships_when_there_is_none(installation: Installation) -> None:
    create_demo(installation, 5, 3)
    assert execute("select cle from referentiel") == [("travail",)]


def test_among_several_referentiels_one_must_be_named(installation: Installation) -> None:
    _import(installation, identifiant="un", themes=1, criteres=2)
    _import(installation, identifiant="deux", themes=1, criteres=2)
    with pytest.raises(Refus, match="deux, un"):
        create_demo(installation, 3, 2)
    with pytest.raises(Introuvable):
        create_demo(installation, 3, 2, cle="trois")
    create_demo(installation, 3, 2, cle="un")


def test_an_impossible_size_is_refused_with_every_reason(installation: Installation) -> None:
    with pytest.raises(SaisieInvalide) as refus:
        create_demo(installation, 0, 21)
    assert len(refus.value.raisons) == 2


class _Retour(Exception):
    """Undo the demonstration before it is committed."""


def test_the_number_of_statements_does_not_follow_the_number_of_structures(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _import(installation, themes=1, criteres=2)

    def play_then_undo(unit: Unit, scene: Scene) -> None:
        play_pilotage(unit, scene)
        raise _Retour

    monkeypatch.setattr("caprse.demo.service.play_pilotage", play_then_undo)
    comptes = []
    for structures in (10, 10, 60):
        with count_statements(installation.moteur) as requetes, pytest.raises(_Retour):
            create_demo(installation, structures, 3)
        comptes.append(len(requetes))
    # The first one also reads the référentiel, which then stays in memory.
    assert comptes[1] == comptes[2]


def test_the_command_says_what_it_did_then_refuses(
    serveur: BaseLocale, base: str, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _import(installation, themes=2, criteres=3)
    monkeypatch.setenv("CAPRSE_DATABASE_URL", serveur.url(APPLICATION, base))
    resultat = CliRunner().invoke(demo, ["--structures", "3", "--trimestres", "2"])
    assert resultat.exit_code == 0
    assert resultat.output.startswith(f"« {COLLECTIF} » créé : structures : 3 ; trimestres : 2 ; réponses : ")
    encore = CliRunner().invoke(demo, [])
    assert encore.exit_code == 1
    assert "Rien n’a été modifié" in encore.stderr
