"""The printed bilan: real PDFs, read back. What was typed stays text, what is hidden on screen is on no paper."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.echanges.bilan_imprime.feuille import build_pdf
from caprse.echanges.bilan_imprime.phrases import NOMS, NON_VERIFIE, PROVISOIRE, SANS_REPONSE
from caprse.echanges.bilan_imprime.regles import BORNES, Sorte
from caprse.echanges.bilan_imprime.service import get_dossier
from caprse.referentiel.codec import to_contenu
from caprse.restitution.publication.service import refresh_publication
from caprse.restitution.resultats.service import get_resultats
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.echanges.pages_pdf import (
    check_accessible,
    drop_dits,
    list_figures,
    list_polices,
    read_pdf,
    read_texte,
    squeeze,
)
from tests.monde import Monde, create_monde
from tests.restitution.scene import REFERENTIEL, answer, answer_and_send

HOSTILE = '#panic("x") $ sum_(i) $ \\ [[ ]] *gras* _ital_ @ref // fin "guillemet" <b> {{7}} `code`'
HEBREU = "שלום שלום"
SORTES = list(Sorte)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=10)


def print_document(monde: Monde, sorte: Sorte, nom: str = "alice", rang: int = 0, numero: int | None = None) -> bytes:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        dossier = get_dossier(unit, monde.structures[rang], sorte, numero)
    return build_pdf(dossier)


def add_action(
    monde: Monde,
    quoi: str,
    etat: str = "a_faire",
    echeance: date | None = None,
    le: datetime | None = None,
    *,
    pilote: str = "Direction",
    change: str = "",
) -> None:
    execute(
        "insert into action (collectif_id, structure_id, quoi, pilote, etat, echeance, faite_le, ce_qui_change)"
        " values (:k, :s, :quoi, :pilote, :etat, :echeance, :le, :change)",
        k=monde.collectif,
        s=monde.structures[0],
        quoi=quoi,
        etat=etat,
        echeance=echeance,
        le=le,
        pilote=pilote,
        change=change,
    )


def add_trace(monde: Monde, titre: str, *, confidentielle: bool = False) -> None:
    execute(
        "with t as (insert into trace (collectif_id, structure_id, titre, lien, confidentielle)"
        " values (:k, :s, :titre, 'https://exemple.test', :secret) returning id)"
        " insert into reponse_trace (collectif_id, structure_id, carnet_id, critere, trace_id)"
        " select :k, :s, :c, 'T01-01', id from t",
        k=monde.collectif,
        s=monde.structures[0],
        c=monde.carnets[0],
        titre=titre,
        secret=confidentielle,
    )


@pytest.fixture
def plein(monde: Monde) -> Monde:
    """Structure 0 has answered, acts, has traces: one of them confidential."""
    answer(monde.carnets[0], {"T01-01": 3, "T01-02": 1, "T01-03": 2, "T01-04": 0, "TRA-01": 2}, ["T01-05"])
    add_action(monde, "Écrire la charte", echeance=date(2026, 2, 1))
    add_action(monde, "Visiter un voisin", echeance=date(2026, 6, 1))
    add_action(monde, "Lire le bilan", "faite", le=datetime.fromisoformat("2026-03-01T10:00Z"), change="On en parle")
    add_action(monde, "Idée laissée", "abandonnee")
    add_trace(monde, "Compte rendu du CA")
    add_trace(monde, "Dossier médical", confidentielle=True)
    return monde


@pytest.mark.parametrize("sorte", SORTES)
def test_a_document_is_accessible_french_and_within_its_pages(plein: Monde, sorte: Sorte) -> None:
    pdf = print_document(plein, sorte)
    check_accessible(pdf, NOMS[sorte])
    assert len(read_pdf(pdf).pages) <= BORNES[sorte].pages
    texte = read_texte(pdf)
    for dit in (NON_VERIFIE, f"version {REFERENTIEL.version}", "14 mars 2026", "Écrire la charte", "En retard"):
        assert squeeze(dit) in texte
    assert "T01-0" not in drop_dits(texte, REFERENTIEL), "a critère is named by its title"
    assert squeeze("Idée laissée") not in texte
    assert all(len(dite) > 20 for dite in list_figures(pdf)), "each picture says what it shows"


def test_a_board_reads_what_holds_what_comes_and_what_is_late(plein: Monde) -> None:
    texte = read_texte(print_document(plein, Sorte.CONSEIL))
    premiere = REFERENTIEL.critere("T01-01")
    basse = REFERENTIEL.critere("T01-04")
    for dit in (
        premiere.titre,
        basse.titre,
        basse.niveaux[1],
        "Nos points d’appui",
        "Nos prochaines marches",
        PROVISOIRE,
    ):
        assert squeeze(dit) in texte


def test_the_trimestre_says_every_answer_what_was_done_and_what_it_changed(plein: Monde) -> None:
    texte = read_texte(print_document(plein, Sorte.TRIMESTRE))
    for critere in (c for t in REFERENTIEL.capsule("T01") for c in t.criteres):
        assert squeeze(critere.titre) in texte
    for dit in ("Non concerné", "Sans réponse", "On en parle", "Visiter un voisin", "Compte rendu du CA"):
        assert squeeze(dit) in texte


@pytest.mark.parametrize("sorte", SORTES)
def test_a_confidential_trace_is_counted_never_named(plein: Monde, sorte: Sorte) -> None:
    texte = read_texte(print_document(plein, sorte))
    assert squeeze("Dossier médical") not in texte
    assert (squeeze("1 trace confidentielle") in texte) is (sorte is not Sorte.CONSEIL)


@pytest.mark.parametrize("sorte", SORTES)
def test_the_longest_texts_and_the_most_actions_stay_within_the_pages_and_stay_text(
    plein: Monde, sorte: Sorte
) -> None:
    execute("update structure set nom = :n where id = :s", n=f"{HOSTILE} {'W' * 100}", s=plein.structures[0])
    for rang in range(60):
        qui, change = "W" * 120, ("Mots larges WWWW " * 60)[:1000]
        add_action(
            plein, f"{HOSTILE} {rang} {HEBREU} {'W' * 300}", echeance=date(2026, 1, 1), pilote=qui, change=change
        )
        add_action(plein, f"{HOSTILE} {rang} {'WWWW ' * 60}", pilote=qui, change=change)
        add_action(
            plein,
            f"{rang} {'W' * 400}",
            "faite",
            le=datetime.fromisoformat("2026-03-02T10:00Z"),
            pilote=qui,
            change=change,
        )
        add_trace(plein, f"{rang} {HOSTILE} {'W' * 80}")
    pdf = print_document(plein, sorte)
    assert len(read_pdf(pdf).pages) <= BORNES[sorte].pages
    texte = read_texte(pdf)
    assert squeeze(HOSTILE) in texte
    assert squeeze("à lire dans le cahier") in texte
    assert all(list_polices(pdf).values())


def test_ten_thousand_signs_of_one_word_break_into_lines(plein: Monde) -> None:
    execute("update action set quoi = repeat('w', 500)")
    pdf = print_document(plein, Sorte.TRIMESTRE)
    droite = max(float(page.mediabox.right) for page in read_pdf(pdf).pages)
    bords: list[float] = []

    def note(texte: str, _: object, place: list[float], *__: object) -> None:
        if "wwww" in texte:
            bords.append(place[4])

    for page in read_pdf(pdf).pages:
        page.extract_text(visitor_text=note)
    assert bords
    assert max(bords) < droite - 50


@pytest.mark.parametrize("sorte", SORTES)
def test_who_has_not_begun_gets_a_clean_page(monde: Monde, sorte: Sorte) -> None:
    pdf = print_document(monde, sorte)
    check_accessible(pdf, NOMS[sorte])
    assert len(read_pdf(pdf).pages) == 1
    assert squeeze(SANS_REPONSE) in read_texte(pdf)


@pytest.mark.parametrize("sorte", SORTES)
def test_what_is_being_written_is_for_the_people_of_the_structure(plein: Monde, sorte: Sorte) -> None:
    check_rights(plein, {"alice", "ali", "aya"}, lambda unit: get_dossier(unit, plein.structures[0], sorte))


@pytest.mark.parametrize("sorte", SORTES)
def test_what_was_transmitted_is_for_its_animation_too(plein: Monde, sorte: Sorte) -> None:
    answer_and_send(plein, 0)
    check_rights(plein, {"alice", "ali", "aya", "anna"}, lambda unit: get_dossier(unit, plein.structures[0], sorte))
    with open_unit(compte_id=plein.comptes["anna"]) as unit, pytest.raises(Introuvable):
        get_dossier(unit, plein.structures[1], sorte)
    assert squeeze("Dossier médical") not in read_texte(print_document(plein, sorte, "anna"))


@pytest.mark.parametrize("sorte", SORTES)
def test_the_collectif_is_printed_as_published_and_below_its_threshold_not_at_all(monde: Monde, sorte: Sorte) -> None:
    answer_and_send(monde, 0, 1, 2)
    _publish(monde.trimestre)
    texte, dites = read_texte(print_document(monde, sorte)), " ".join(list_figures(print_document(monde, sorte)))
    assert "Collectifau" not in texte
    assert "médiane" not in texte
    assert "collectif" not in dites.lower()
    if sorte is Sorte.CYCLE:
        return
    answer_and_send(monde, *range(3, 10))
    _publish(monde.trimestre)
    pdf = print_document(monde, sorte)
    assert squeeze("sur 10 carnets transmis") in read_texte(pdf)
    assert "Collectif" in " ".join(list_figures(pdf))


def test_a_closed_trimestre_reads_as_it_was_frozen(plein: Monde) -> None:
    answer_and_send(plein, *range(10))
    with open_unit(compte_id=plein.comptes["anna"]) as unit:
        close_trimestre(unit, plein.trimestre)
    execute("update structure set types = '{EBE}', effectif = 500")
    texte = read_texte(print_document(plein, Sorte.TRIMESTRE))
    assert squeeze(PROVISOIRE) not in texte
    with open_unit(compte_id=plein.comptes["alice"]) as unit:
        bilan = get_resultats(unit, plein.structures[0]).trimestres[0].bilan
    assert bilan is not None
    assert all(squeeze(figure.titre_court) in texte for figure in bilan.enjeux)


@pytest.mark.parametrize("sorte", SORTES)
def test_a_document_costs_the_same_statements_whatever_it_holds(
    plein: Monde, installation: Installation, sorte: Sorte
) -> None:
    def count() -> int:
        with count_statements(installation.moteur) as requetes, open_unit(compte_id=plein.comptes["alice"]) as unit:
            get_dossier(unit, plein.structures[0], sorte)
        return len(requetes)

    count()  # the référentiel is kept from the first reading on
    avant = count()
    for rang in range(20):
        add_action(plein, f"Action {rang}")
        add_trace(plein, f"Trace {rang}")
    assert count() == avant <= 6


def _publish(trimestre: UUID) -> None:
    with open_unit_systeme() as unit:
        refresh_publication(unit, trimestre)
