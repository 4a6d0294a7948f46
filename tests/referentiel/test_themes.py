"""The face of a thématique: what it declares, else one that is read all the same."""

from __future__ import annotations

from typing import get_args

import pytest

from caprse.referentiel.codec import to_contenu
from caprse.referentiel.schema import PART_DU_FOND, Icone
from caprse.referentiel.themes import COULEURS, DESSINS, build_theme
from caprse.socle.couleurs import BLANC, LISIBLE, compute_contrast, lighten
from tests.parcours.site import load_referentiel


def test_every_drawing_that_may_be_named_exists() -> None:
    assert set(DESSINS) == set(get_args(Icone))


@pytest.mark.parametrize("couleur", COULEURS)
def test_the_default_colours_are_read_on_white_and_on_their_own_ground(couleur: str) -> None:
    assert compute_contrast(couleur, BLANC) >= LISIBLE
    assert compute_contrast(couleur, lighten(couleur, PART_DU_FOND)) >= LISIBLE


def test_a_thematique_shows_what_it_declares() -> None:
    referentiel = load_referentiel()
    thematique = referentiel.thematique("ENV")
    theme = build_theme(referentiel, "ENV")
    assert (theme.couleur, theme.dessin) == (thematique.couleur, DESSINS["feuille"])
    assert theme.titre == thematique.titre_court


def test_without_a_declaration_each_thematique_has_a_colour_of_its_own_and_the_old_fingerprint() -> None:
    referentiel = load_referentiel()
    nus = tuple(t.model_copy(update={"couleur": None, "icone": None}) for t in referentiel.thematiques)
    nu = referentiel.model_copy(update={"thematiques": nus})
    assert len({build_theme(nu, t.code).couleur for t in nus}) == len(nus)
    assert {cle for t in to_contenu(nu)["thematiques"] for cle in t} & {"couleur", "icone"} == set()


def test_a_pale_shade_goes_from_white_to_the_colour() -> None:
    assert lighten("#2B6B36", 0) == BLANC
    assert lighten("#2B6B36", 1) == "#2B6B36"
