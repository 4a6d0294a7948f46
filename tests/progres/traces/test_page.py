"""The library on the screen: what is found, what may be done, by whom."""

from __future__ import annotations

from datetime import date

from caprse.acces.unite import open_unit
from caprse.progres.traces.regles import SaisieTrace
from caprse.progres.traces.service import update_trace
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde
from tests.progres.traces.fichiers import build_image
from tests.progres.traces.scene import bring, bring_lien, close, see, tie


def test_an_empty_library_says_what_a_trace_is(monde: Monde) -> None:
    page = open_page(monde, "alice", "traces")
    assert "Aucune trace pour le moment" in read(page)
    assert "trace-ajouter" in list_keys(page)


def test_what_is_to_be_renewed_comes_first(monde: Monde) -> None:
    lien = bring_lien(monde, "Attestation")
    bring(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_trace(unit, lien, 1, SaisieTrace("Attestation", "exemple.fr", True, date(2026, 3, 1)))
    page = open_page(monde, "aya", "traces")
    dit = read_html(page)
    assert dit.index("Attestation") < dit.index("Photo")
    assert "confidentielle" in dit
    assert "à renouveler depuis le 1 mars 2026" in dit or "à renouveler depuis le 1er mars 2026" in dit
    assert "1 à renouveler" in read(page)
    # Who only reads has nothing to press.
    assert not list_keys(page) & {"trace-ajouter", f"menu-trace-{lien}", f"trace-renouveler-{lien}"}
    # Who writes renews it where it is said to be old; no other trace has that button.
    page = open_page(monde, "alice", "traces")
    assert [cle for cle in list_keys(page) if cle.startswith("trace-renouveler-")] == [f"trace-renouveler-{lien}"]
    assert f"trace-enregistrer-{lien}" in list_keys(click(page, f"trace-renouveler-{lien}"))


def test_the_search_forgives_accents_and_reads_the_criteres(monde: Monde) -> None:
    tie(monde, bring_lien(monde, "Énergie"), "T01-02")
    bring(monde, build_image(teinte=2))
    for mots, trouve in (("energie", True), ("critere t01-02", True), ("Photo", False), ("T01-02 energie", True)):
        page = open_page(monde, "alice", "traces")
        page.text_input(key="traces-recherche").set_value(mots)
        assert ("Énergie" in read_html(run(page))) is trouve


def test_a_link_of_others_is_shown_as_typed(monde: Monde) -> None:
    bring_lien(monde, '<b onclick="x">[a](http://b) *c*')
    page = open_page(monde, "alice", "traces")
    corps = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "&lt;b onclick=&quot;x&quot;&gt;[a](http://b) *c*" in corps


def test_what_a_closed_trimestre_needs_is_not_offered_for_removal(monde: Monde) -> None:
    trace_id = bring_lien(monde)
    tie(monde, trace_id)
    close(monde)
    page = open_page(monde, "alice", "traces")
    assert see(monde)[0].tenue
    assert "trimestre 1" in read_html(page)
