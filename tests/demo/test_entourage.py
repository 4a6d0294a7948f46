"""What surrounds the collectif of the demonstration: its group sessions, and a neighbour to compare it with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caprse.acces.connexion.demo import AU_BILAN, open_session_demo
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.bilan.service import get_parcours
from caprse.carnet.positionnement.fleches import Sens
from caprse.collectif.regles import EtatTrimestre
from caprse.demo.fiction import COLLECTIF, COLLECTIF_VOISIN
from caprse.demo.service import create_demo
from caprse.referentiel.service import import_referentiel
from caprse.restitution.chemin.service_collectif import get_chemin_structure
from caprse.restitution.federation.service import list_collectifs_vus
from caprse.seance.compte_rendu.lecture import get_compte_rendu
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.fabrique import build_referentiel


@pytest.fixture
def entouree(installation: Installation) -> None:
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, build_referentiel(themes=6, criteres=7))
    create_demo(installation, entouree=True)


def open_role(installation: Installation, role: str) -> str:
    ouverte = replace(installation, reglages=replace(installation.reglages, demo=True))
    with open_unit_systeme(ouverte) as unit:
        return open_session_demo(unit, role, "essai")


def test_a_session_was_held_and_one_runs_with_votes_under_way(entouree: None, installation: Installation) -> None:
    assert execute("select etat, count(*) from seance group by 1 order by 1") == [("en_cours", 1), ("terminee", 1)]
    tours = execute(
        "select s.etat, t.genre, t.etat, (select count(*) from vote v where v.tour_id = t.id) from tour t"
        " join seance s on s.id = t.seance_id order by s.etat, t.ouvert_le"
    )
    assert ("en_cours", "niveau", "ouvert", 7) in tours
    tenus = [tour for tour in tours if tour[0] == "terminee"]
    assert {genre for _, genre, _, _ in tenus} >= {"niveau", "points", "mots"}
    assert {etat for _, _, etat, _ in tenus} == {"regle"}
    assert execute(
        "select count(*) from seance where terminee_le > now() or commencee_le > now() or terminee_le < commencee_le"
    ) == [(0,)]


def test_members_read_the_minutes_of_the_session_that_was_held(entouree: None, installation: Installation) -> None:
    telephones = execute(
        "select s.rencontre_id, max((t.resultat ->> 'votes')::int) from seance s join tour t on t.seance_id = s.id"
        " where s.etat = 'terminee' and t.mode = 'salle' group by 1"
    )
    personnes = execute(
        "select p.rencontre_id, sum(p.personnes)::int from presence p join seance s using (rencontre_id)"
        " where s.etat = 'terminee' and p.etat = 'presente' group by 1"
    )
    assert telephones == personnes != [], "as many people as phones that voted"
    seance = get_value("select id from seance where etat = 'terminee'")
    with open_unit(jeton=open_role(installation, Role.CONTRIBUTION)) as unit:
        vu = get_compte_rendu(unit, seance)
    assert vu.envoye_le is not None
    assert vu.scenes
    assert "Se voir ensemble et décider" in vu.titre


def test_the_federation_has_two_collectifs_to_compare(entouree: None, installation: Installation) -> None:
    assert execute("select nom, fictif from collectif order by nom") == [(COLLECTIF, True), (COLLECTIF_VOISIN, True)]
    with open_unit(jeton=open_role(installation, Role.FEDERATION)) as unit:
        vus = list_collectifs_vus(unit)
    assert {vu.nom: len(vu.publications) >= 4 for vu in vus} == {COLLECTIF: True, COLLECTIF_VOISIN: True}


def test_the_neighbour_stands_in_its_bilan_and_its_path_tells_something(
    entouree: None, installation: Installation
) -> None:
    etats = execute(
        "select t.numero, t.thematique = '', t.etat, count(*) filter (where c.etat in ('transmis', 'relu'))"
        " from trimestre t join collectif k on k.id = t.collectif_id left join carnet c on c.trimestre_id = t.id"
        " where k.nom = :nom group by 1, 2, 3 order by 1",
        nom=COLLECTIF_VOISIN,
    )
    assert [(numero, bilan, etat) for numero, bilan, etat, _ in etats] == [
        *((numero, False, "clos") for numero in range(1, 7)),
        (7, True, "ouvert"),
    ]
    assert etats[-1][-1] == 7, "all but the one that is late have sent it"
    with open_unit(jeton=open_role(installation, AU_BILAN)) as unit:
        [structure] = {droit.structure_id for droit in unit.acteur.structures()}
        assert structure is not None
        parcours = get_parcours(unit, structure)
        collectif = get_chemin_structure(unit, structure).chemin
    assert parcours.bilan is EtatTrimestre.OUVERT
    assert {fleche.sens for groupe in parcours.groupes for fleche in groupe.fleches} >= {Sens.MONTE, Sens.PAREIL}
    pas = [revue.pas for revue in parcours.revues if revue.pas is not None]
    assert min(pas) < 0 < max(pas), "progress, and a setback"
    assert parcours.faites
    assert len(collectif.numeros) >= 4
    assert collectif.gagnees
    assert execute("select count(*) from reponse where modifie_le > now()") == [(0,)]
    assert execute("select count(*) from positionnement where modifie_le > now()") == [(0,)]


def test_whoever_animates_sees_only_their_own_collectif(entouree: None, installation: Installation) -> None:
    with open_unit(jeton=open_role(installation, Role.ANIMATION)) as unit:
        assert {droit.collectif_id for droit in unit.acteur.droits} == {
            get_value(f"select id from collectif where nom = '{COLLECTIF}'")
        }


def test_nobody_of_the_neighbour_can_be_reached_by_mail(entouree: None) -> None:
    assert execute("select count(*) from compte where not demo or courriel not like '%@demo.exemple'") == [(0,)]


@pytest.mark.parametrize(("structures", "trimestres"), [(1, 1), (3, 2)])
def test_it_surrounds_a_collectif_of_any_size(installation: Installation, structures: int, trimestres: int) -> None:
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, build_referentiel(nb_niveaux=3, themes=2, criteres=1, transversal=False))
    create_demo(installation, structures, trimestres, entouree=True)
    assert execute("select count(*) from collectif") == [(2,)]
    assert get_value("select count(*) from seance where etat = 'en_cours'") == 1


def test_the_structure_that_visitors_enter_asked_its_people_twice(entouree: None, installation: Installation) -> None:
    """One consultation was counted, and its voices forgotten; a few have answered the other."""
    consultations = execute(
        "select c.close_le is not null,"
        " (select count(distinct v.empreinte) from voix v where v.consultation_id = c.id),"
        " (select count(*) from depouillement d where d.consultation_id = c.id) from consultation c order by 1"
    )
    assert [tuple(ligne) for ligne in consultations] == [(False, 11, 0), (True, 0, 1)]
    (contenu,) = execute("select contenu from depouillement")[0]
    assert all(critere["ensemble"]["niveaux"] for critere in contenu["criteres"].values())
    assert all(not noms for noms in contenu["noms"].values())
    du_futur = execute("select count(*) from journal where objet = 'consultation' and instant > now()")
    assert du_futur[0][0] == 0
