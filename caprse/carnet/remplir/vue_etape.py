"""One step of the carnet: the control of each critère, what surrounds it, and the bar below them."""

from __future__ import annotations

from collections.abc import Callable

from caprse.carnet.controle.contenu import build_question
from caprse.carnet.entourage import Entourage
from caprse.carnet.remplir.parcours import get_critere, hear
from caprse.carnet.remplir.vue_carte import Ligne, name_fin, show_barre, show_carte
from caprse.carnet.remplir.vue_lieu import show_lieu
from caprse.carnet.remplir.vue_pied import show_pied
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.socle.ecran.cadre import Theme
from caprse.socle.ecran.veille import show_veille
from caprse.socle.francais import format_pluriel


def show_etape(
    carnet: CarnetOuvert,
    referentiel: Referentiel,
    etapes: tuple[Enjeu, ...],
    enjeu: Enjeu,
    editable: bool,
    autour: Entourage,
    theme: Theme,
    show_ailleurs: Callable[[], object],
) -> None:
    """The step, one card per critère; on a phone, one critère at a time."""
    relues = autour.list_relues(carnet)
    show_lieu(theme, etapes, enjeu, build_compte(carnet, enjeu), lecture=carnet.modifiable and not editable)
    suites = autour.list_suites(carnet) if editable else ()
    for critere in enjeu.criteres:
        question = build_question(critere, referentiel, carnet, suites) | {"joindre": editable}
        relire = critere.code in relues
        show_carte(carnet, critere, question, theme, hear, autour, editable=editable, relire=relire)
    show_pied(carnet, referentiel, show_ailleurs)
    show_barre(
        carnet,
        [Ligne(critere, etape.code, etape.titre) for etape in etapes for critere in etape.criteres],
        theme,
        hear,
        autour,
        editable=editable,
        etape=enjeu.code,
        critere=get_critere(enjeu),
        fin=name_fin(carnet, editable),
    )
    show_veille(enjeu.code)


def build_compte(carnet: CarnetOuvert, enjeu: Enjeu) -> str:
    """How many questions the step holds and how they stand, in HTML; nothing where there is only one.

    The bar keeps it true as answers are given.
    """
    if len(enjeu.criteres) < 2:
        return ""
    saisies = carnet.saisies()
    partages = {c.code for c in enjeu.criteres if carnet.modifiable and carnet.conflits.get(c.code)}
    faits = sum(c.code in saisies and saisies[c.code].repondu for c in enjeu.criteres if c.code not in partages)
    dits = [f"{len(enjeu.criteres)} critères"]
    if faits or not partages:
        dits.append(format_pluriel(faits, "rempli"))
    if partages:
        dits.append(f"{len(partages)} à choisir")
    dit = ", ".join(dits)
    return f' <small class="cap-combien">{dit}</small>'
