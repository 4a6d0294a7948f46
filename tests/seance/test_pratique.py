"""A pratique that a structure shared is a step: chosen by the animation, shown to the room, gone once withdrawn."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.progres.pratiques.regles import EtatPratique
from caprse.seance.compte_rendu.lecture import build_compte_rendu
from caprse.seance.contenus.etapes import ContenuPratique
from caprse.seance.contenus.saisies import SaisieEtape
from caprse.seance.contenus.scene_pratique import DEMARCHE_MUR, RETIREE, ScenePratique
from caprse.seance.image.apercu import build_apercu
from caprse.seance.image.chiffres import Chiffres
from caprse.seance.image.lecture import build_vue
from caprse.seance.lecture import get_rejeu
from caprse.seance.preparation.service import add_etape, add_etapes
from caprse.seance.regles import GenreEtape
from caprse.seance.service import end_seance, go_to_etape, start_seance
from caprse.socle.erreurs import SaisieInvalide
from tests.base import get_value
from tests.droits import check_rights
from tests.ecran import click, open_page, read, run
from tests.monde import Monde
from tests.progres.pratiques.scene import SAISIE, move, share, withdraw, write
from tests.restitution.scene import execute_as_owner
from tests.seance.scene_preparee import TEXTE, as_anna, prepare_seance, see

SIGNATURE = "Collectif A – structure 0"


def make(pratique: UUID) -> SaisieEtape:
    return SaisieEtape(GenreEtape.PRATIQUE, SAISIE.titre, 10, {"pratique": str(pratique)})


def watch_wall(seance: UUID) -> ScenePratique:
    with open_unit_systeme() as unit:
        scene = build_vue(unit, seance).contenu
    assert isinstance(scene, ScenePratique)
    return scene


def hold(monde: Monde, pratique: UUID) -> UUID:
    """A session that runs, with this pratique on the wall."""
    seance = prepare_seance(monde, make(pratique), TEXTE)
    as_anna(monde, start_seance, seance)
    return seance


def test_only_the_animation_puts_a_pratique_in_a_session(monde: Monde) -> None:
    seance, pratique = prepare_seance(monde), share(monde)
    check_rights(monde, {"anna"}, lambda unit: add_etape(unit, seance, make(pratique)))


def test_only_what_the_collectif_reads_is_offered_and_taken(monde: Monde) -> None:
    seance = prepare_seance(monde)
    brouillon, partagee, retiree = write(monde), share(monde), share(monde)
    withdraw(monde, retiree)
    ailleurs, partout = share(monde, "charlie"), share(monde, "charlie", partout=True)
    assert set(see(monde, seance).pratiques) == {partagee, partout}
    assert {vue.demarche for vue in see(monde, seance).pratiques.values()} == {""}, "texts only where one is shown"
    for refusee in (brouillon, retiree, ailleurs, uuid4()):
        with pytest.raises(SaisieInvalide, match="Choisissez une pratique partagée"):
            as_anna(monde, add_etape, seance, make(refusee))
    as_anna(monde, add_etapes, seance, [make(partagee), make(partout)])
    assert [etape.contenu for etape in see(monde, seance).etapes][-2:] == [
        ContenuPratique(partagee),
        ContenuPratique(partout),
    ]


def test_an_invented_pratique_meets_no_real_room(monde: Monde) -> None:
    seance, partout = prepare_seance(monde), share(monde, "charlie", partout=True)
    assert partout in see(monde, seance).pratiques
    execute_as_owner(f"update collectif set fictif = true where id = '{monde.collectif}'")
    assert partout not in see(monde, seance).pratiques


def test_the_wall_says_what_is_done_what_it_changed_and_where(monde: Monde) -> None:
    pratique = share(monde, demarche="Chaque jeudi, on affiche le planning. " * 20)
    seance = hold(monde, pratique)
    scene = watch_wall(seance)
    assert (scene.titre, scene.structure, scene.effet) == (SAISIE.titre, SIGNATURE, SAISIE.effet)
    assert len(scene.demarche) <= DEMARCHE_MUR
    fiche = see(monde, seance)
    vue = build_apercu(fiche, fiche.etapes[0], Chiffres(fiche.referentiel, (), 5, ()), "https://exemple.test")
    assert vue.contenu == scene, "who prepares sees the same"


def test_what_its_author_withdraws_leaves_the_wall_the_replay_and_the_minutes(monde: Monde) -> None:
    pratique = share(monde)
    seance = hold(monde, pratique)
    as_anna(monde, go_to_etape, seance, see(monde, seance).etapes[1].id)
    as_anna(monde, end_seance, seance)
    assert get_value("select fige ->> 'structure' from etape where genre = 'pratique'") == SIGNATURE

    def replay() -> ScenePratique:
        with open_unit(compte_id=monde.comptes["bob"]) as unit:
            fige = get_rejeu(unit, seance).etapes[0].fige
        assert isinstance(fige, ScenePratique)
        return fige

    assert replay().effet == SAISIE.effet
    assert SAISIE.effet in as_anna(monde, build_compte_rendu, seance)
    withdraw(monde, pratique)
    assert replay() == ScenePratique(SAISIE.titre, str(pratique))
    assert SAISIE.effet not in as_anna(monde, build_compte_rendu, seance)
    move(monde, pratique, EtatPratique.COLLECTIF)
    assert replay().effet == SAISIE.effet, "shared again, it is read again as it was shown"


def test_the_animation_chooses_it_from_the_form_and_the_step_takes_its_title(monde: Monde) -> None:
    seance = prepare_seance(monde)
    page = open_page(monde, "anna", "seances", seance=str(seance))
    click(page, "etape-ajouter")
    page.selectbox(key="etape-champ-genre").set_value(GenreEtape.PRATIQUE)
    run(page)
    assert "Aucune structure n’a encore partagé" in read(page)
    pratique = share(monde)
    run(page)
    assert page.selectbox(key="etape-champ-pratique").options == [f"{SAISIE.titre} ({SIGNATURE})"]
    click(page, "etape-enregistrer")
    etape = see(monde, seance).etapes[-1]
    assert (etape.titre, etape.contenu) == (SAISIE.titre, ContenuPratique(pratique))
    withdraw(monde, pratique)
    run(page)
    assert RETIREE in read(page)


def test_withdrawn_while_it_is_shown_it_leaves_the_wall(monde: Monde) -> None:
    pratique = share(monde)
    seance = hold(monde, pratique)
    withdraw(monde, pratique)
    assert watch_wall(seance) == ScenePratique(SAISIE.titre, str(pratique))
