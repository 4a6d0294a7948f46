"""The attacks of the trial, through the use cases, on a real base: cleaned, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from uuid import UUID

import pytest
from icalendar import Calendar

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.comptes.service import update_nom
from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.agenda import build_ics, list_rendezvous
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.collectif.rencontres.service import create_rencontre, save_ordre_du_jour
from caprse.collectif.service import create_collectif
from caprse.collectif.structures import create_structure
from caprse.progres.regles import SaisieAction
from caprse.progres.service import create_action
from caprse.relecture.appuis.service import create_appui
from caprse.relecture.fils.service import write_message
from caprse.seance.service import create_seance
from caprse.socle.erreurs import ErreurMetier, SaisieInvalide
from tests.base import execute, get_value
from tests.monde import Monde

NUL, VT, STX, ZWSP, RLO = "\x00", "\x0b", "\x02", "\u200b", "\u202e"


def _structure(unit: Unit, monde: Monde, nom: str) -> object:
    return create_structure(unit, monde.collectif, nom=nom, types=["AI"], departement="31", commune="Toulouse")


def _rencontre(unit: Unit, monde: Monde, titre: str) -> UUID:
    saisie = SaisieRencontre(TypeRencontre.VISIO, titre, date(2026, 3, 4), time(14), titre, "")
    return create_rencontre(unit, monde.trimestre, saisie)


# Who brings a text, where, and where it is read afterwards.
GESTES: dict[str, tuple[str, Callable[[Unit, Monde, str], object], str]] = {
    "structure": ("anna", _structure, "select nom from structure where commune = 'Toulouse'"),
    "rencontre": ("anna", _rencontre, "select titre from rencontre"),
    "lieu": ("anna", _rencontre, "select lieu from rencontre"),
    "séance": (
        "anna",
        lambda unit, monde, texte: create_seance(unit, _rencontre(unit, monde, "Point"), texte),
        "select titre from seance",
    ),
    "décision": (
        "anna",
        lambda unit, monde, texte: create_decision(unit, _rencontre(unit, monde, "Point"), SaisieDecision(texte)),
        "select quoi from decision",
    ),
    "collectif": (
        "adam",
        lambda unit, _, texte: create_collectif(unit, texte, date(2026, 1, 1), 19),
        "select nom from collectif where nom like 'Les%'",
    ),
    "invitation": (
        "alice",
        lambda unit, monde, texte: create_invitation(
            unit, "x@exemple.test", texte, Role.LECTURE, monde.collectif, monde.structures[0]
        ),
        "select nom from invitation",
    ),
    "compte": (
        "alice",
        lambda unit, _, texte: update_nom(unit, texte),
        "select nom from compte where nom like 'Les%'",
    ),
    "action": (
        "alice",
        lambda unit, monde, texte: create_action(unit, monde.structures[0], SaisieAction(texte)),
        "select quoi from action",
    ),
    "message": (
        "alice",
        lambda unit, monde, texte: write_message(unit, monde.carnets[0], None, texte),
        "select texte from message",
    ),
    "appui": (
        "alice",
        lambda unit, monde, texte: create_appui(unit, monde.structures[0], texte),
        "select demande from appui",
    ),
    "trace": (
        "alice",
        lambda unit, monde, texte: save_reponse(unit, monde.carnets[0], "T01-01", Saisie(trace_titre=texte), 0),
        "select trace_titre from reponse",
    ),
}


def _bring(monde: Monde, geste: str, texte: str) -> None:
    personne, act, _ = GESTES[geste]
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        act(unit, monde, texte)


@pytest.mark.parametrize("geste", GESTES)
def test_what_no_reader_sees_is_taken_out_everywhere(monde: Monde, geste: str) -> None:
    _bring(monde, geste, f"  Les{ZWSP} Jar{STX}dins{RLO} de\u0301\u00ad \ufeff")
    assert get_value(GESTES[geste][2]) == "Les Jardins dé"


@pytest.mark.parametrize("geste", GESTES)
def test_a_break_that_a_word_processor_left_becomes_a_blank_or_a_line(monde: Monde, geste: str) -> None:
    _bring(monde, geste, f"Les{VT}Jardins")
    assert get_value(GESTES[geste][2]) in ("Les Jardins", "Les\nJardins")


@pytest.mark.parametrize("geste", [geste for geste in GESTES if geste not in ("lieu", "trace")])
def test_a_name_of_hidden_signs_is_no_name(monde: Monde, geste: str) -> None:
    with pytest.raises(SaisieInvalide):
        _bring(monde, geste, f"{ZWSP}\u3164{RLO}\u2800 \u00ad")


@pytest.mark.parametrize("geste", GESTES)
@pytest.mark.parametrize("signe", [NUL, "\ud800", "\uffff"], ids=["NUL", "moitié", "hors Unicode"])
def test_a_damaged_text_gets_a_sentence_and_changes_nothing(monde: Monde, geste: str, signe: str) -> None:
    avant = execute("select count(*) from journal")
    with pytest.raises(ErreurMetier, match=r"caractère|signe|Retapez"):
        _bring(monde, geste, f"Les{signe} Jardins")
    assert execute("select count(*) from journal") == avant


def test_lengths_are_counted_once_cleaned(monde: Monde) -> None:
    _bring(monde, "structure", ZWSP.join("x" * 200))
    assert get_value(GESTES["structure"][2]) == "x" * 200
    with pytest.raises(SaisieInvalide, match="de 1 à 200"):
        _bring(monde, "structure", "x" * 201)


def test_two_names_that_read_alike_are_one(monde: Monde) -> None:
    _bring(monde, "structure", "Régie")
    with pytest.raises(ErreurMetier, match="est déjà dans ce collectif"):
        _bring(monde, "structure", f"Re\u0301gie{ZWSP}")


def test_an_agenda_keeps_its_lines_and_a_calendar_holds_no_control_sign(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        rencontre = _rencontre(unit, monde, f"éco{STX}logie")
        save_ordre_du_jour(unit, rencontre, f"Un\r\nDeux{ZWSP}\tTrois", 1)
    assert get_value("select ordre_du_jour from rencontre") == "Un\nDeux Trois"
    # What was there before the door: the writer takes it out by itself.
    execute("update rencontre set titre = 'éco' || chr(2) || 'logie' || chr(8203)")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        ics = build_ics(list_rendezvous(unit))
    assert not any(octet < 32 and octet not in b"\r\n" for octet in ics)
    [evenement] = Calendar.from_ical(ics).walk("VEVENT")
    assert str(evenement["summary"]) == "écologie (visio)"
