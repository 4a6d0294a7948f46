"""The carnet on paper: every question with its written niveaux, for whoever answers, and for nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from caprse.acces.unite import open_unit
from caprse.echanges.carnet_papier.feuille import build_pdf
from caprse.echanges.classeur.service import get_carnet_classeur
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.base import execute
from tests.droits import check_rights
from tests.echanges.pages_pdf import check_accessible, drop_dits, read_pdf, read_texte, squeeze
from tests.ecran import open_page
from tests.fabrique import build_referentiel
from tests.monde import REFERENTIEL, Monde, create_monde

QUAND = datetime(2026, 3, 14, 9, tzinfo=UTC)
HOSTILE = '#panic("x") $ sum_(i) $ [[ ]] *gras* @ref // "guillemet"'


def print_carnet(monde: Monde) -> bytes:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        carnet = get_carnet_classeur(unit, monde.structures[0])
    assert carnet is not None
    return build_pdf(carnet, QUAND)


def test_every_question_stands_with_its_niveaux_and_room_to_write(monde: Monde) -> None:
    pdf = print_carnet(monde)
    check_accessible(pdf, "Carnet à remplir sur papier")
    texte = read_texte(pdf)
    for critere in (c for t in REFERENTIEL.capsule("T01") for c in t.criteres):
        for dit in (critere.titre, critere.question, *critere.niveaux.values()):
            assert squeeze(dit) in texte
    assert "T01-0" not in drop_dits(texte, REFERENTIEL)
    nombre = sum(len(t.criteres) for t in REFERENTIEL.capsule("T01"))
    for dit in ("Non concerné", "Ce que nous en disons", "Notre trace, et où elle est", "Niveau visé"):
        assert texte.count(squeeze(dit)) == nombre


def test_it_is_blank_whatever_was_answered(monde: Monde) -> None:
    vide = read_texte(print_carnet(monde))
    execute(
        "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau, commentaire)"
        " values (:k, :c, :s, 'T01-01', 3, 'Notre secret')",
        k=monde.collectif,
        c=monde.carnets[0],
        s=monde.structures[0],
    )
    assert read_texte(print_carnet(monde)) == vide


def test_only_who_answers_takes_it(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali"}, lambda unit: get_carnet_classeur(unit, monde.structures[0]))


def test_a_question_longer_than_a_page_goes_on_over_several(installation: Installation) -> None:
    referentiel = build_referentiel(themes=1)
    contenu = to_contenu(referentiel)
    thematique = referentiel.thematiques[0]
    enjeu = thematique.enjeux[0]
    long = enjeu.criteres[0].model_copy(update={"niveaux": dict.fromkeys(range(5), f"{HOSTILE} {'mots ' * 380}fin")})
    change = enjeu.model_copy(update={"criteres": (long, *enjeu.criteres[1:])})
    theme = thematique.model_copy(update={"enjeux": (change, *thematique.enjeux[1:])})
    referentiel = referentiel.model_copy(update={"thematiques": (theme, *referentiel.thematiques[1:])})
    contenu = to_contenu(referentiel)
    monde = create_monde(installation, referentiel, contenu)
    pdf = print_carnet(monde)
    assert len(read_pdf(pdf).pages) > 3
    assert read_texte(pdf).count(squeeze(HOSTILE)) == 5


def test_the_page_offers_it_beside_the_workbook(monde: Monde) -> None:
    assert any(
        "carnet vide" in bouton.proto.label for bouton in open_page(monde, "ali", "hors-ligne").get("download_button")
    )


@pytest.mark.parametrize("personne", ["aya", "bob"])
def test_the_button_gives_nothing_to_who_does_not_answer_this_carnet(monde: Monde, personne: str) -> None:
    assert not any(
        "carnet-papier-trimestre" in str(bouton.proto) and str(monde.structures[0]) in str(bouton.proto)
        for bouton in open_page(monde, personne, "hors-ligne").get("download_button")
    )
