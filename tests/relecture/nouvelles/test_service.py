"""The notices: one's own alone, read once, led to the very place, forgotten in time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.service import create_rencontre
from caprse.courrier.fabriques import Avis, Rappel, add_rappels
from caprse.courrier.facteur import send_courriels
from caprse.courrier.pile import GARDE_NOUVELLES
from caprse.pages import ENTREES
from caprse.relecture.convocations.service import send_convocations
from caprse.relecture.fils.service import load_fils, mark_lu, write_message
from caprse.relecture.nouvelles.page import ICONES, load_attentes, name_entree, page_nouvelles
from caprse.relecture.nouvelles.service import (
    Invitation,
    NouvelleVue,
    count_attentes,
    list_nouvelles,
    mark_lue,
    mark_toutes_lues,
)
from caprse.relecture.rappels.regles import GenreRappel
from caprse.seance.preparation.suggestions import add_brise_glace
from caprse.seance.service import create_seance, start_seance
from caprse.socle.dates import FUSEAU
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.ecran import click, list_keys, open_page, run
from tests.ecran import read as read_screen
from tests.monde import Monde


def _tell(monde: Monde, personne: str, cle: str, titre: str = "Relu", jours: int = 0) -> None:
    with open_unit_systeme() as unit:
        rappel = Rappel(
            "relu",
            cle,
            f"{personne}@exemple.test",
            "Relu",
            {},
            monde.collectif,
            None,
            monde.comptes[personne],
            unit.now + timedelta(days=jours),
            Avis(titre, f"resultats?structure={monde.structures[0]}", "Un détail"),
            par_courriel=False,
        )
        add_rappels(unit.db, [rappel], unit.now)


def _count(monde: Monde, personne: str) -> int:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return count_attentes(unit).nouvelles


def test_one_reads_ones_own_and_the_badge_follows(monde: Monde) -> None:
    for cle in ("a", "b", "c"):
        _tell(monde, "alice", cle)
    _tell(monde, "bob", "a")
    _tell(monde, "alice", "a", "Dite deux fois")
    assert (_count(monde, "alice"), _count(monde, "bob"), _count(monde, "anna")) == (3, 1, 0)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        nouvelles = list_nouvelles(unit)
        assert nouvelles.non_lues == 3
        assert {vue.titre for vue in nouvelles.toutes} == {"Relu"}
        assert nouvelles.toutes[0].page == "resultats"
        assert UUID(nouvelles.toutes[0].adresse["structure"]) == monde.structures[0]
        mark_lue(unit, "a")
        mark_lue(unit, "a")
        mark_lue(unit, "inconnue")
    assert (_count(monde, "alice"), _count(monde, "bob")) == (2, 1)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert mark_toutes_lues(unit) == 2
        assert mark_toutes_lues(unit) == 0
    assert (_count(monde, "alice"), _count(monde, "bob")) == (0, 1)


def test_what_is_planned_shows_on_its_day_and_goes_after_six_months(
    installation: Installation, monde: Monde, horloge: Horloge
) -> None:
    _tell(monde, "alice", "plus-tard", jours=2)
    assert _count(monde, "alice") == 0
    horloge.instant += timedelta(days=3)
    assert _count(monde, "alice") == 1
    horloge.instant += GARDE_NOUVELLES
    send_courriels(installation)
    assert execute("select cle from nouvelle") == []


def test_a_long_text_fits_on_its_line(monde: Monde) -> None:
    _tell(monde, "alice", "longue", "mot " * 400)
    [(titre,)] = execute("select titre from nouvelle")
    assert len(titre) <= 300
    assert titre.endswith("…")


def test_the_page_shows_them_and_pressing_one_reads_it(installation: Installation, monde: Monde) -> None:
    essai = open_page(monde, "alice", page_nouvelles)
    assert "Rien de nouveau" in read_screen(essai)
    # This site sends no mail: none is promised.
    assert "e-mail" not in read_screen(essai)
    _tell(monde, "alice", "a", "**Relu** <b>x</b>")
    _tell(monde, "alice", "b")
    with count_statements(installation.moteur) as vues:
        run(essai)
    assert len(vues) <= 3, vues
    assert "**Relu** <b>x</b>" in read_screen(essai)
    assert {"nouvelles-tout-lu", "nouvelle-ouvrir-a", "nouvelle-ouvrir-b"} <= list_keys(essai)
    click(essai, "nouvelle-ouvrir-a")
    assert _count(monde, "alice") == 1
    click(essai, "nouvelle-ouvrir-b")
    assert _count(monde, "alice") == 0
    _tell(monde, "alice", "c")
    _tell(monde, "alice", "d")
    run(essai)
    click(essai, "nouvelles-tout-lu")
    assert "2 nouvelles marquées comme lues." in read_screen(essai)


def test_the_menu_says_how_many_wait(monde: Monde) -> None:
    _tell(monde, "alice", "a")

    def badge() -> None:
        import streamlit as st

        from caprse.acces.ecran import open_unit_ecran
        from caprse.relecture.nouvelles.page import load_attentes, name_entree

        with open_unit_ecran() as unit:
            load_attentes(unit)
        st.text(name_entree("nouvelles", "Nouvelles"))
        st.text(name_entree("discussion", "Discussions"))
        st.text(name_entree("carnet", "Carnet"))

    def read_menu(personne: str) -> list[str]:
        return [element.value for element in open_page(monde, personne, badge).text]

    assert read_menu("alice") == ["Nouvelles (1)", "Discussions", "Carnet"]
    assert read_menu("bob") == ["Nouvelles", "Discussions", "Carnet"]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        write_message(unit, monde.carnets[0], None, "Bonjour")
        write_message(unit, monde.carnets[0], None, "Encore")
    assert read_menu("alice") == ["Nouvelles (1)", "Discussions (1)", "Carnet"]
    assert (read_menu("bob")[1], read_menu("anna")[1]) == ("Discussions", "Discussions")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        fil = load_fils(unit, monde.carnets[0]).fils[None]
        mark_lu(unit, fil.id, fil.messages[-1].ecrit_le)
    assert read_menu("alice")[1] == "Discussions"
    assert callable(name_entree)


def test_what_waits_is_counted_in_one_statement(installation: Installation, monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert unit.acteur.structures()
        with count_statements(installation.moteur) as vues:
            count_attentes(unit)
    assert len(vues) == 1, vues


def test_the_folded_menu_says_how_many_wait(monde: Monde) -> None:
    def badge() -> None:
        import streamlit as st

        from caprse.relecture.nouvelles.page import ATTENTES, build_non_lues, show_pastille
        from caprse.relecture.nouvelles.service import Attentes

        for attentes in (Attentes(), Attentes(1), Attentes(2), Attentes(2, 1)):
            st.session_state[ATTENTES] = attentes
            show_pastille()
            st.text(build_non_lues())

    ecran = open_page(monde, "alice", badge)
    dits = [element.value.removesuffix("</span>").rpartition(">")[2] for element in ecran.text]
    dits = [dit.replace("\u00a0", " ") for dit in dits]
    assert dits == ["", "1 nouvelle non lue", "2 nouvelles non lues", "2 nouvelles non lues et 1 discussion non lue"]
    assert '--cap-nombre:"3"' in ecran.get("html")[-1].proto.body
    assert callable(load_attentes)


def test_each_kind_has_a_drawing_and_each_place_is_a_page() -> None:
    assert set(ICONES) == set(GenreRappel)
    assert "nouvelles" in {entree.nom for entree in ENTREES}


def test_one_answers_where_one_is_asked_and_the_meeting_of_today_comes_first(monde: Monde, horloge: Horloge) -> None:
    today = horloge.instant.date()
    demain = _plan(monde, "Demain", today + timedelta(days=1))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        send_convocations(unit, demain)
    horloge.instant += timedelta(minutes=1)
    meme = _plan(monde, "Le jour même", today)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        send_convocations(unit, meme)
    horloge.instant += timedelta(minutes=1)
    _tell(monde, "alice", "a", "Plus récente")
    essai = open_page(monde, "alice", "nouvelles")
    assert essai.subheader[0].value == "C’est aujourd’hui"
    titres = [corps.value for corps in essai.markdown if "**" in corps.value]
    assert ["Le jour même" in titres[0], "Plus récente" in titres[1], "Demain" in titres[2]] == [True] * 3
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        vues = {vue.invitation.rencontre_id: vue for vue in list_nouvelles(unit).toutes if vue.invitation}
    click(essai, f"nouvelle-viendra-{vues[meme].cle}")
    assert "Vous avez dit que vous venez." in read_screen(essai)
    assert execute("select rencontre_id, reponse from convocation where reponse is not null") == [(meme, "vient")]
    assert _count(monde, "alice") == 2
    # A colleague's notices say nothing of it; once the day is over nothing is asked.
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        assert {vue.invitation.dite for vue in list_nouvelles(unit).toutes if vue.invitation} == {None}
    horloge.instant += timedelta(days=3)
    assert not [cle for cle in list_keys(open_page(monde, "alice", "nouvelles")) if cle.startswith("nouvelle-viendra")]


def test_a_meeting_that_runs_is_entered_from_its_notice(monde: Monde, horloge: Horloge) -> None:
    meme = _plan(monde, "Le jour même", horloge.instant.date())
    execute("update rencontre set heure = '09:00', lien = 'https://visio.test/a' where id = :r", r=meme)
    horloge.instant = horloge.instant.replace(hour=7)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        send_convocations(unit, meme)
    for heure, demande, liens in ((7, True, []), (9, False, ["Ouvrir la visio"])):
        horloge.instant = horloge.instant.replace(hour=heure)
        essai = open_page(monde, "alice", "nouvelles")
        assert any(cle.startswith("nouvelle-viendra") for cle in list_keys(essai)) == demande
        assert [lien.proto.label for lien in essai.get("link_button")] == liens


def test_a_session_that_runs_is_joined_from_the_notice_of_its_meeting(monde: Monde, horloge: Horloge) -> None:
    meme = _plan(monde, "Le jour même", horloge.instant.date())
    execute("update rencontre set heure = '09:00', lien = 'https://visio.test/a' where id = :r", r=meme)
    horloge.instant = horloge.instant.replace(hour=7)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        send_convocations(unit, meme)
        seance = create_seance(unit, meme, "La séance")
        add_brise_glace(unit, seance, "Comment allez-vous ?")
    horloge.instant = horloge.instant.replace(hour=9)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        start_seance(unit, seance)
    essai = open_page(monde, "alice", "nouvelles")
    assert [lien.proto.label for lien in essai.get("link_button")] == ["Voter et participer", "Ouvrir la visio"]


def _plan(monde: Monde, titre: str, jour: date) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_rencontre(unit, monde.trimestre, SaisieRencontre(TypeRencontre.VISIO, titre, jour))


@pytest.mark.parametrize(
    ("heure", "titre"),
    [(8, "Venez-vous ? Le point"), (9, "C’est en ce moment\u00a0: Le point"), (23, "Venez-vous ? Le point")],
)
def test_a_meeting_that_has_begun_is_not_asked_about(heure: int, titre: str) -> None:
    jour = date(2026, 4, 2)
    invitation = Invitation(uuid4(), uuid4(), jour, time(8, 30), 120, TypeRencontre.VISIO, "", None)
    now = datetime(2026, 4, 2, heure, tzinfo=FUSEAU)
    vue = NouvelleVue("c", "convocation", "Venez-vous ? Le point", "", "rencontre", {}, now, False, invitation)
    assert vue.name_titre(now) == titre
