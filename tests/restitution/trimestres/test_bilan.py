"""The bilan: the last trimestre of a cycle, without a thématique, which every screen and file knows how to read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy.exc import DatabaseError

from caprse.acces.unite import open_unit
from caprse.carnet.accueil.service import get_accueil
from caprse.carnet.membres.ouverture import Ouverture, open_bilan, open_trimestre
from caprse.carnet.remplir.transmission import mark_carnet_relu, send_carnet
from caprse.collectif.calendrier.service import get_calendrier, update_trimestre
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.echanges.service import build_export
from caprse.referentiel.codec import to_contenu
from caprse.restitution.ensemble.service import get_suivi
from caprse.restitution.federation.service import list_collectifs_vus
from caprse.restitution.resultats.service import get_resultats
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, read
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde
from tests.restitution.scene import answer, answer_and_send, close, open_next, send

FIN = date(2026, 7, 31)


@pytest.fixture
def clos(monde: Monde, horloge: Horloge) -> Monde:
    """Ten structures whose first trimestre is closed, in May."""
    answer_and_send(monde, *range(8))
    close(monde)
    horloge.instant = datetime(2026, 5, 4, 9, tzinfo=FUSEAU)
    return monde


def start(monde: Monde, personne: str = "anna", *, hors_ordre: bool = False, fin: date = FIN) -> Ouverture:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return open_bilan(unit, monde.collectif, fin, hors_ordre=hors_ordre)


def find(monde: Monde) -> UUID:
    bilan: UUID = get_value("select id from trimestre where collectif_id = :c and thematique = ''", c=monde.collectif)
    return bilan


def list_carnets(monde: Monde) -> list[UUID]:
    lignes = execute(
        "select c.id from carnet c join structure s on s.id = c.structure_id where c.trimestre_id = :t order by s.nom",
        t=find(monde),
    )
    return [ligne.id for ligne in lignes]


def test_it_comes_last_and_gives_each_member_a_carnet_on_the_version_of_the_last_one(clos: Monde) -> None:
    avant = execute("select * from trimestre where collectif_id = :c", c=clos.collectif)
    assert start(clos) == Ouverture(2, 10, deja_ouvert=False)
    [bilan] = execute("select * from trimestre where collectif_id = :c and thematique = ''", c=clos.collectif)
    assert (bilan.numero, bilan.etat, bilan.debut, bilan.fin) == (2, "ouvert", date(2026, 5, 4), FIN)
    assert bilan.referentiel_id == clos.referentiel
    # What was there is untouched, to the last column.
    assert execute("select * from trimestre where collectif_id = :c and numero = 1", c=clos.collectif) == avant
    assert start(clos) == Ouverture(2, 0, deja_ouvert=True)


def test_it_begins_after_the_days_of_a_trimestre_closed_early(monde: Monde) -> None:
    close(monde)
    start(monde)
    assert get_value("select debut from trimestre where thematique = ''") == date(2026, 4, 16)


def test_only_the_animation_and_the_administration_open_it(clos: Monde) -> None:
    check_rights(clos, {"anna", "adam"}, lambda unit: open_bilan(unit, clos.collectif, FIN))


def test_it_waits_until_a_trimestre_is_closed_and_none_is_open(monde: Monde) -> None:
    with pytest.raises(Refus, match="Le trimestre\u00a01 est encore ouvert"):
        start(monde)
    execute("delete from carnet where collectif_id = :c", c=monde.collectif)
    execute("update trimestre set etat = 'clos', clos_le = now() where collectif_id = :c", c=monde.collectif)
    start(monde)


def test_a_first_trimestre_that_was_never_closed_gives_no_bilan(clos: Monde) -> None:
    with open_unit(compte_id=clos.comptes["anna"]) as unit:
        reopen_trimestre(unit, clos.trimestre, "Une erreur", date(2026, 6, 1))
    with pytest.raises(Refus, match="encore ouvert"):
        start(clos)


def test_its_last_day_comes_after_its_first(clos: Monde) -> None:
    with pytest.raises(SaisieInvalide, match="commence le 4\u00a0mai\u00a02026"):
        start(clos, fin=date(2026, 5, 4))


def test_prepared_trimestres_are_left_knowingly_and_never_open_then(clos: Monde) -> None:
    prepare, _ = open_next(clos, 2, "T02", date(2026, 5, 1), date(2026, 7, 15), etat="prepare")
    with pytest.raises(Refus, match="ne s’ouvrira plus"):
        start(clos)
    assert start(clos, hors_ordre=True).numero == 3
    close(clos, find(clos))
    with open_unit(compte_id=clos.comptes["anna"]) as unit, pytest.raises(Refus, match="aucun trimestre ne s’ouvre"):
        open_trimestre(unit, prepare, hors_ordre=True)


COLONNES = "collectif_id, numero, thematique, referentiel_id, debut, fin"
APRES = (
    f"insert into trimestre ({COLONNES}) select collectif_id, 9, '%s', referentiel_id, fin + 1, fin + 90"
    " from trimestre where thematique = ''"
)
DEVIENT = "update trimestre set thematique = 'T02', version = version + 1 where thematique = ''"


@pytest.mark.parametrize(
    "essai",
    [APRES % "T03", APRES % "", DEVIENT],
    ids=["one after it", "a second one", "a thématique after all"],
)
def test_the_base_keeps_it_alone_last_and_without_a_thematique(clos: Monde, essai: str) -> None:
    start(clos)
    with pytest.raises((Refus, DatabaseError), match="bilan"):
        execute(essai)


def test_the_base_refuses_one_without_anything_to_look_back_on(monde: Monde) -> None:
    with pytest.raises(Refus, match="regarde en arrière"):
        execute(
            f"insert into trimestre ({COLONNES})"
            " select collectif_id, 9, '', referentiel_id, fin + 1, fin + 90 from trimestre where collectif_id = :c",
            c=monde.collectif,
        )


def test_a_prepared_trimestre_does_not_become_one(clos: Monde) -> None:
    prepare, _ = open_next(clos, 2, "T02", date(2026, 5, 1), date(2026, 7, 15), etat="prepare")
    with open_unit(compte_id=clos.comptes["anna"]) as unit, pytest.raises(SaisieInvalide):
        update_trimestre(unit, prepare, 1, debut=date(2026, 5, 1), fin=FIN, thematique="")


def test_its_carnet_asks_the_transversal_block_alone_and_goes_all_the_way(clos: Monde) -> None:
    start(clos)
    carnets = list_carnets(clos)
    answer(carnets[0], {"TRA-01": 3})
    with open_unit(compte_id=clos.comptes["alice"]) as unit:
        send_carnet(unit, carnets[0], 1, "")
    with open_unit(compte_id=clos.comptes["anna"]) as unit:
        mark_carnet_relu(unit, carnets[0], 2)
    for rang in range(1, 8):
        answer(carnets[rang], {"TRA-01": rang % 5})
    send(*carnets[1:8])
    cloture = close(clos, find(clos))
    assert (cloture.arretes, cloture.transmis, cloture.publie) == (10, 8, True)
    with open_unit(compte_id=clos.comptes["alice"]) as unit:
        vu = get_resultats(unit, clos.structures[0]).choisi
    assert vu is not None
    assert vu.bilan is not None
    assert (vu.titre, vu.bilan.total.code, vu.bilan.transversal) == ("Bilan", "TRA", None)
    assert [reponse.code for reponse in vu.bilan.reponses] == ["TRA-01"]


@pytest.mark.parametrize("ferme", [False, True])
def test_every_reader_of_trimestres_copes_with_it(clos: Monde, ferme: bool) -> None:
    start(clos)
    carnets = list_carnets(clos)
    for rang in range(8):
        answer(carnets[rang], {"TRA-01": rang % 5, "T01-01": 4})
    send(*carnets[:8])
    if ferme:
        close(clos, find(clos))
    with open_unit(compte_id=clos.comptes["anna"]) as unit:
        assert [t.numero for t in get_calendrier(unit, clos.collectif).trimestres] == [1, 2]
        suivi = get_suivi(unit, clos.collectif)
        assert suivi.choisi is not None
        assert suivi.choisi.titre == "Bilan"
        assert suivi.theme is not None
        assert suivi.theme.titre == "Bilan"
        assert build_export(unit, clos.structures[0])
    with open_unit(compte_id=clos.comptes["alice"]) as unit:
        assert [etape.thematique for etape in get_accueil(unit, clos.structures[0]).chemin] == ["T01", ""]
    with open_unit(compte_id=clos.comptes["fanny"]) as unit:
        ici = next(c for c in list_collectifs_vus(unit) if c.nom == "Collectif A")
        assert "" not in ici.traitees


PAGES = {
    "alice": (
        "accueil",
        "carnet",
        "transmettre",
        "resultats",
        "actions",
        "revoir",
        "le-collectif",
        "calendrier",
        "chercher",
        "discussion",
        "positionnement",
        "seances",
        "decisions",
        "journal",
        "appuis",
        "nouvelles",
    ),
    "anna": (
        "tableau",
        "relecture",
        "collectif",
        "calendrier",
        "trimestres",
        "rappels",
        "ecrire",
        "plans",
        "reprise",
        "structures",
        "seances",
        "bascule",
        "journal",
        "discussion",
        "chercher-collectif",
    ),
}


@pytest.mark.parametrize(("personne", "page"), [(qui, page) for qui, pages in PAGES.items() for page in pages])
def test_every_page_opens_during_a_bilan(clos: Monde, personne: str, page: str) -> None:
    start(clos)
    assert not open_page(clos, personne, page).exception


def test_it_opens_from_the_screen_of_the_trimestres(clos: Monde) -> None:
    essai = open_page(clos, "anna", "trimestres")
    click(essai, "bilan-ouvrir")
    vu = read(essai)
    assert "10 structures reçoivent leur carnet" in vu
    assert "Le point de départ est redemandé" in vu
    essai.date_input(key="bilan-fin").set_value(FIN)
    click(essai, "bilan-confirmer")
    assert "Le bilan est ouvert : 10 carnets créés." in read(essai)
    assert "bilan-ouvrir" not in list_keys(essai)
    assert get_value("select fin from trimestre where thematique = ''") == FIN


def test_the_screen_does_not_offer_it_while_a_trimestre_is_open(monde: Monde) -> None:
    assert "bilan-ouvrir" not in list_keys(open_page(monde, "anna", "trimestres"))


def test_the_screen_asks_before_it_leaves_prepared_trimestres(clos: Monde) -> None:
    open_next(clos, 2, "T02", date(2026, 8, 1), date(2026, 10, 15), etat="prepare")
    essai = open_page(clos, "anna", "trimestres")
    click(essai, "bilan-ouvrir")
    assert essai.button(key="bilan-confirmer").disabled
    essai.checkbox(key="bilan-quand-meme").check().run()
    click(essai, "bilan-confirmer")
    assert "ouverture-2" not in list_keys(essai)
    assert "Il ne s’ouvrira plus" in read(essai)


@pytest.fixture
def sans_bloc(installation: Installation, horloge: Horloge) -> Monde:
    """The same without a transversal block: the bilan asks nothing by itself."""
    referentiel = build_referentiel(themes=2, criteres=3, transversal=False)
    monde = create_monde(installation, referentiel, to_contenu(referentiel), structures=8)
    for rang in range(8):
        answer(monde.carnets[rang], {"T01-01": rang % 5})
    close(monde)
    horloge.instant = datetime(2026, 5, 4, 9, tzinfo=FUSEAU)
    start(monde)
    return monde


def test_without_a_transversal_block_it_lives_by_its_revisions(sans_bloc: Monde) -> None:
    carnets = list_carnets(sans_bloc)
    for rang in range(8):
        answer(carnets[rang], {"T01-01": 4})
    send(*carnets)
    assert close(sans_bloc, find(sans_bloc)).arretes == 8
    with open_unit(compte_id=sans_bloc.comptes["alice"]) as unit:
        vu = get_resultats(unit, sans_bloc.structures[0]).choisi
    assert vu is not None
    assert vu.bilan is not None
    assert (vu.bilan.total.applicables, vu.bilan.reponses) == (0, ())
    assert [revision.niveau for revision in vu.bilan.revisions] == [4]


@pytest.mark.parametrize(("personne", "page"), [(qui, page) for qui, pages in PAGES.items() for page in pages])
def test_every_page_opens_without_a_transversal_block(sans_bloc: Monde, personne: str, page: str) -> None:
    send(*list_carnets(sans_bloc)[3:])
    assert not open_page(sans_bloc, personne, page).exception
