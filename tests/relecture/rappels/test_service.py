"""Reminders: only those concerned, once, with what is true when they leave; real base, real mail server."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from caprse.acces.comptes.desinscriptions import save_mes_rappels
from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.courrier.corps import write_texte
from caprse.courrier.fabriques import Redaction, get_fabrique, register_fabrique
from caprse.courrier.facteur import EFFACE, ESSAIS_MAX, compute_attente, send_courriels
from caprse.courrier.modele import Courriel
from caprse.relecture.fils.service import load_fils, mark_lu, write_message
from caprse.relecture.rappels.envois import (
    DELAI_MENTION,
    FilCite,
    plan_rappels,
    queue_a_completer,
    queue_mention,
)
from caprse.relecture.rappels.regles import GenreRappel, find_palier, is_concerne, refusal_to_plan
from caprse.relecture.rappels.service import (
    EtatRappel,
    cancel_rappel,
    get_ecran,
    send_rappels,
)
from caprse.relecture.rappels.textes import build_rappel
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.courrier.serveur import Boite, find_port, read_texte, run_serveur, with_smtp
from tests.monde import Monde, add_personne
from tests.relecture.rappels.scene import act_as, remove_role, set_etat

AVANT, APRES, A_COMPLETER, MENTION, COMPTE_RENDU, *AUTRES = GenreRappel
LIEN_APERCU = "(un lien)"
JOUR = timedelta(days=1)


@pytest.fixture
def boite() -> Iterator[Boite]:
    with run_serveur(Boite()) as serveur:
        yield serveur


def _send(monde: Monde, genre: GenreRappel = AVANT, jour: date | None = None, rang: int = 0) -> int:
    """Anna sends to everyone of one structure whom she sees in the list."""
    with act_as(monde, "anna") as unit:
        choix = [d.cle for d in get_ecran(unit, monde.collectif, genre).destinataires]
        ici = [cle for cle in choix if cle[0] == monde.structures[rang]]
        return send_rappels(unit, monde.collectif, genre, ici, jour) if ici else 0


def _list_to(boite: Boite) -> list[str]:
    return sorted(adresse.split("@")[0] for enveloppe in boite.recus for adresse in enveloppe.rcpt_tos)


def _read_texts(boite: Boite) -> dict[str, str]:
    return {str(m["To"]).split("@")[0]: read_texte(m) for m in boite.messages()}


CONCERNES: dict[tuple[GenreRappel, str, str], set[str]] = {
    (AVANT, "brouillon", "ouvert"): {"alice", "ali"},
    (AVANT, "a_completer", "ouvert"): {"alice", "ali"},
    (A_COMPLETER, "a_completer", "ouvert"): {"alice"},
    (APRES, "brouillon", "clos"): {"alice", "ali"},
    (APRES, "transmis", "clos"): {"alice", "ali"},
    (APRES, "a_completer", "clos"): {"alice", "ali"},
    (APRES, "relu", "clos"): {"alice", "ali"},
}


@pytest.mark.parametrize(("genre", "etat", "trimestre"), list(product(GenreRappel, EtatCarnet, EtatTrimestre)))
def test_the_rule_names_whom_each_kind_concerns(
    genre: GenreRappel, etat: EtatCarnet, trimestre: EtatTrimestre
) -> None:
    attendu = genre in {MENTION, COMPTE_RENDU, *AUTRES} or (genre, etat.value, trimestre.value) in CONCERNES
    assert is_concerne(genre, etat, trimestre) is attendu
    if genre in {AVANT, A_COMPLETER}:
        assert not is_concerne(genre, etat, trimestre, adherente=False)


@pytest.mark.parametrize(
    ("genre", "etat", "trimestre"), list(product((AVANT, APRES, A_COMPLETER), EtatCarnet, ("ouvert", "clos")))
)
def test_only_those_concerned_are_mailed(
    installation: Installation, monde: Monde, boite: Boite, genre: GenreRappel, etat: EtatCarnet, trimestre: str
) -> None:
    avec = with_smtp(installation, boite)
    set_etat(monde, etat, trimestre)
    attendus = CONCERNES.get((genre, etat.value, trimestre), set())
    assert _send(monde, genre) == len(attendus)
    tous = [(monde.structures[0], compte) for compte in monde.comptes.values()]
    with act_as(monde, "anna") as unit:
        assert send_rappels(unit, monde.collectif, genre, tous) == 0, "nothing is forced, nothing goes twice"
    assert send_courriels(avec) == len(attendus)
    assert set(_list_to(boite)) == attendus
    for message in boite.messages():
        assert ("merci" in message["Subject"]) is (genre is APRES and etat in {EtatCarnet.TRANSMIS, EtatCarnet.RELU})


def test_a_reminder_says_what_is_true_when_it_leaves(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    demain = horloge().date() + JOUR
    assert _send(monde, jour=demain) == 2
    assert send_courriels(avec) == 0, "it waits for its day"
    execute(
        "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau) values (:c, :k, :code, :s, 1)",
        c=monde.collectif,
        k=monde.carnets[0],
        code=monde.criteres[0],
        s=monde.structures[0],
    )
    execute("update trimestre set fin = '2026-04-30' where id = :id", id=monde.trimestre)
    execute("update structure set nom = 'Les Ateliers' where id = :id", id=monde.structures[0])
    execute("update compte set courriel = 'nouvelle@exemple.test' where id = :id", id=monde.comptes["ali"])
    horloge.instant += JOUR
    assert send_courriels(avec) == 2
    assert _list_to(boite) == ["alice", "nouvelle"]
    texte = _read_texts(boite)["alice"]
    assert "30\u00a0avril\u00a02026" in texte
    assert "Les Ateliers" in texte
    assert f"Il reste {len(monde.criteres) - 1}\u00a0critères sans réponse." in texte
    assert "dans 46\u00a0jours" in texte


def test_what_has_no_reason_any_more_is_cancelled_and_never_leaves(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    add_personne(monde, "ann", Role.CONTRIBUTION, monde.structures[1])
    with act_as(monde, "anna") as unit:
        choix = [d.cle for d in get_ecran(unit, monde.collectif, AVANT).destinataires]
        assert send_rappels(unit, monde.collectif, AVANT, choix, horloge().date() + JOUR) == 4
    set_etat(monde, "transmis")
    remove_role(monde, "bob")
    with act_as(monde, "anna") as unit:
        compte = next(c for s, c in choix if s == monde.structures[1] and c != monde.comptes["bob"])
    with open_unit(compte_id=compte) as unit:
        save_mes_rappels(unit, [MENTION])
    horloge.instant += JOUR
    assert send_courriels(avec) == 0
    assert boite.recus == []
    with act_as(monde, "anna") as unit:
        vus = {r.nom: r for r in get_ecran(unit, monde.collectif, AVANT).rappels}
    assert {r.etat for r in vus.values()} == {EtatRappel.ANNULE}
    assert vus["Alice"].motif == vus["Ali"].motif == "Le carnet a été transmis entre-temps."
    assert vus["Bob"].motif == "La personne ne suit plus ce carnet."
    assert vus["Ann"].motif == "La personne ne veut plus recevoir ces rappels."
    horloge.instant += 89 * JOUR
    assert send_courriels(avec) == 0
    assert len(execute("select id from courriel")) == 4
    horloge.instant += 3 * JOUR
    assert send_courriels(avec) == 0
    assert execute("select id from courriel") == []


@pytest.mark.parametrize(
    ("genre", "avant", "apres", "motif"),
    [
        (AVANT, ("brouillon", "ouvert"), ("brouillon", "clos"), "Le trimestre est clos."),
        (A_COMPLETER, ("a_completer", "ouvert"), ("transmis", "ouvert"), "Le carnet a été transmis entre-temps."),
    ],
)
def test_the_reason_of_a_cancellation_is_told(
    installation: Installation,
    monde: Monde,
    boite: Boite,
    genre: GenreRappel,
    avant: tuple[str, str],
    apres: tuple[str, str],
    motif: str,
) -> None:
    avec = with_smtp(installation, boite)
    set_etat(monde, *avant)
    assert _send(monde, genre) > 0
    set_etat(monde, *apres)
    assert send_courriels(avec) == 0
    assert {m for (m,) in execute("select motif from courriel")} == {motif}
    assert {c for (c,) in execute("select contenu from courriel")} == {EFFACE}


def test_a_structure_that_left_is_not_pressed(monde: Monde) -> None:
    execute("update adhesion set au = '2026-03-01' where structure_id = :s", s=monde.structures[0])
    assert _send(monde) == 0
    assert _send(monde, rang=1) == 1


def test_a_reminder_once_sent_keeps_no_text(installation: Installation, monde: Monde, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    _send(monde)
    assert {c for (c,) in execute("select contenu from courriel")} == {""}
    send_courriels(avec)
    [(contenu,), _] = execute("select contenu from courriel")
    assert contenu == EFFACE


def test_a_mail_offers_to_stop_with_a_link_of_which_only_the_hash_is_kept(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    _send(monde, rang=1)
    send_courriels(avec)
    [message] = boite.messages()
    adresse = re.search(r"^https://cahier\.exemple\.test/desinscription/([\w-]{43})$", _read_texts(boite)["bob"], re.M)
    assert adresse
    brut = boite.octets()[0]
    assert f"List-Unsubscribe: <{adresse[0]}>\r\n".encode() in brut, "one line, as it is"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [(empreinte, contenu)] = execute("select desinscription, contenu from courriel")
    assert empreinte
    assert adresse[1] not in f"{empreinte}{contenu}"
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        save_mes_rappels(unit, [])
    with act_as(monde, "anna") as unit:
        [bob] = [d for d in get_ecran(unit, monde.collectif, AVANT).destinataires if d.situation.nom == "Bob"]
        assert (bob.desinscrit, bob.envoye_le is not None) == (True, True)
        assert send_rappels(unit, monde.collectif, AVANT, [bob.cle], date(2026, 3, 20)) == 0


def test_a_server_that_is_down_then_slow_then_refuses_loses_nothing(
    installation: Installation, monde: Monde, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    boite = Boite(port=find_port())
    avec = with_smtp(installation, boite)
    _send(monde, rang=1)
    assert send_courriels(avec) == 0
    with act_as(monde, "anna") as unit:
        [vu] = get_ecran(unit, monde.collectif, AVANT).rappels
    assert (vu.etat, vu.essais) == (EtatRappel.EN_ECHEC, 1)
    assert "ne répond pas" in vu.motif
    horloge.instant += compute_attente(1)
    monkeypatch.setattr("caprse.courrier.smtp.DELAI", 0.3)
    with socket.create_server(("127.0.0.1", boite.port)):
        # It accepts, then says nothing at all.
        debut = time.monotonic()
        assert send_courriels(avec) == 0
        assert time.monotonic() - debut < 5
    assert "à temps" in str(execute("select erreur from courriel"))
    horloge.instant += compute_attente(2)
    with run_serveur(boite):
        boite.refus_message = "451 Plus tard"
        assert send_courriels(avec) == 0
        boite.refus_message = ""
        assert send_courriels(avec) == 0, "not before its turn"
        horloge.instant += compute_attente(3)
        assert send_courriels(avec) == 1
    assert _list_to(boite) == ["bob"]
    assert execute("select essais, erreur, envoye_le is not null from courriel") == [(4, None, True)]


def test_a_final_refusal_is_told_and_not_tried_again(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    boite.refus_destinataire = "550 Inconnu"
    _send(monde)
    assert send_courriels(avec) == 0
    boite.refus_destinataire = ""
    horloge.instant += 2 * JOUR
    assert send_courriels(avec) == 0
    with act_as(monde, "anna") as unit:
        vus = get_ecran(unit, monde.collectif, AVANT).rappels
    assert [(v.etat, v.essais) for v in vus] == [(EtatRappel.ABANDONNE, ESSAIS_MAX)] * 2
    assert "550 Inconnu" in vus[0].motif


def test_two_replicas_at_once_send_each_reminder_once(
    installation: Installation, monde: Monde, boite: Boite, serveur: BaseLocale, base: str
) -> None:
    boite.lenteur = 0.05
    for rang in range(6):
        add_personne(monde, f"p{rang}", Role.CONTRIBUTION, monde.structures[1])
    _send(monde)
    _send(monde, rang=1)
    avec = with_smtp(installation, boite)
    autre = replace(avec, moteur=create_moteur(serveur.url(APPLICATION, base)))
    try:
        with ThreadPoolExecutor(2) as fils:
            assert sum(fils.map(send_courriels, [avec, autre])) == 9
    finally:
        autre.moteur.dispose()
    assert len(set(_list_to(boite))) == len(boite.recus) == 9


def test_a_fault_in_one_reminder_does_not_hold_up_the_others(
    installation: Installation, monde: Monde, boite: Boite, caplog: pytest.LogCaptureFixture
) -> None:
    avec = with_smtp(installation, boite)
    _send(monde)
    juste = get_fabrique(installation, AVANT)

    def stumble(ici: Installation, db: Session, courriel: Courriel) -> Redaction | str:
        if courriel.compte_id == monde.comptes["ali"]:
            raise KeyError("faute")
        return juste(ici, db, courriel)

    register_fabrique(installation, AVANT, stumble, "Avant")
    assert send_courriels(avec) == 1
    assert _list_to(boite) == ["alice"]
    assert "n’a pas pu être écrit" in caplog.text


def test_without_a_mail_server_reminders_wait_in_the_outbox_with_their_text(
    installation: Installation, monde: Monde, capsys: pytest.CaptureFixture[str], horloge: Horloge
) -> None:
    _send(monde, rang=1)
    assert send_courriels(installation) == 1
    assert "bob@exemple.test" in capsys.readouterr().out
    [(contenu, objet)] = execute("select contenu, objet from courriel")
    assert "Bonjour Bob" in str(contenu)
    assert "à transmettre au plus tard le" in str(objet), "the last day counts"
    assert send_courriels(installation) == 0
    horloge.instant += 2 * JOUR
    send_courriels(installation)
    assert execute("select contenu from courriel") == [(EFFACE,)]


def test_the_animation_sees_exactly_what_will_be_sent(installation: Installation, monde: Monde, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    with act_as(monde, "anna") as unit:
        [_, bob] = [
            d for d in get_ecran(unit, monde.collectif, AVANT).destinataires if d.situation.nom in {"Ali", "Bob"}
        ]
        apercu = build_rappel(AVANT, bob.situation, avec.reglages.adresse_publique, LIEN_APERCU)
        send_rappels(unit, monde.collectif, AVANT, [bob.cle])
    send_courriels(avec)
    [message] = boite.messages()
    recu = re.sub(r"https://\S+/desinscription/\S+", LIEN_APERCU, _read_texts(boite)["bob"])
    objet, corps = apercu
    assert (message["Subject"], recu) == (" ".join(objet.split()), write_texte(corps))


def test_what_leaves_first_is_read_first(monde: Monde, horloge: Horloge) -> None:
    today = horloge().date()
    for jours, rang in ((3, 1), (1, 0)):
        assert _send(monde, jour=today + jours * JOUR, rang=rang)
    with act_as(monde, "anna") as unit:
        quand = [vu.quand.date() for vu in get_ecran(unit, monde.collectif, AVANT).rappels]
    assert quand == sorted(quand)
    assert quand[0] < quand[-1]


def test_a_waiting_reminder_can_be_taken_back_and_asked_again(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    _send(monde, rang=1)
    with act_as(monde, "anna") as unit:
        [vu] = get_ecran(unit, monde.collectif, AVANT).rappels
        cancel_rappel(unit, vu.id)
        with pytest.raises(Refus):
            cancel_rappel(unit, vu.id)
    assert send_courriels(avec) == 0
    with act_as(monde, "anna") as unit:
        [vu] = get_ecran(unit, monde.collectif, AVANT).rappels
    assert (vu.etat, vu.motif) == (EtatRappel.ANNULE, "Annulé par Anna.")
    assert _send(monde, rang=1) == 1
    assert send_courriels(avec) == 1
    with pytest.raises(Refus), act_as(monde, "anna") as unit:
        cancel_rappel(unit, vu.id)
    assert len(boite.recus) == 1


def test_sending_again_the_same_day_changes_nothing(monde: Monde, horloge: Horloge) -> None:
    assert [_send(monde), _send(monde)] == [2, 0]
    horloge.instant += JOUR
    assert _send(monde) == 2


@pytest.mark.parametrize(
    ("genre", "jour", "choix", "erreur"),
    [
        (AVANT, date(2026, 3, 13), True, SaisieInvalide),
        (AVANT, date(2026, 4, 16), True, SaisieInvalide),
        (AVANT, date(2026, 9, 1), True, SaisieInvalide),
        (AVANT, None, False, SaisieInvalide),
        (MENTION, None, True, Refus),
    ],
)
def test_a_sending_that_makes_no_sense_is_refused_whole(
    monde: Monde, genre: GenreRappel, jour: date | None, choix: bool, erreur: type[Exception]
) -> None:
    cles = [(monde.structures[0], monde.comptes["alice"])] if choix else []
    with pytest.raises(erreur), act_as(monde, "anna") as unit:
        send_rappels(unit, monde.collectif, genre, cles, jour)
    assert execute("select id from courriel") == []


def test_after_the_closing_a_day_may_be_chosen_for_three_months() -> None:
    assert refusal_to_plan(APRES, date(2026, 5, 1), date(2026, 4, 20), date(2026, 4, 15)) is None
    assert refusal_to_plan(AVANT, date(2026, 4, 20), date(2026, 4, 20), date(2026, 4, 15)) is None


def test_a_carnet_sent_back_is_told_to_its_direction_each_time(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    for version in (2, 3):
        set_etat(monde, "a_completer")
        execute("update carnet set version = :v where id = :id", v=version, id=monde.carnets[0])
        with act_as(monde, "anna") as unit:
            assert queue_a_completer(unit, monde.carnets[0]) == 1
        assert send_courriels(avec) == 1
    assert _list_to(boite) == ["alice", "alice"]


@pytest.mark.parametrize(
    ("jours", "attendu"), [(9, 0), (8, 0), (7, 4), (6, 4), (5, 0), (2, 0), (1, 4), (0, 4), (-1, 0)]
)
def test_the_workbook_reminds_by_itself_seven_days_and_one_day_before_the_end(
    installation: Installation, monde: Monde, horloge: Horloge, jours: int, attendu: int
) -> None:
    horloge.instant = horloge.instant.replace(month=4, day=15) - jours * JOUR
    assert plan_rappels(installation) == attendu
    assert plan_rappels(installation) == 0
    horloge.instant += timedelta(hours=6)
    assert plan_rappels(installation) == 0
    noms = sorted(str(n) for (n,) in execute("select split_part(destinataire, '@', 1) from courriel"))
    assert noms == (["ali", "alice", "bob", "charlie"] if attendu else [])


def test_the_automatic_reminders_spare_those_reminded_already(
    installation: Installation, monde: Monde, horloge: Horloge
) -> None:
    horloge.instant = horloge.instant.replace(month=4, day=8)
    assert _send(monde) == 2
    with act_as(monde, "anna") as unit:
        cancel_rappel(unit, get_ecran(unit, monde.collectif, AVANT).rappels[0].id)
    set_etat(monde, "relu", rang=1)

    def count() -> Any:
        return execute("select count(*), count(annule_le) from courriel where collectif_id = :c", c=monde.collectif)[0]

    for _ in range(2):
        plan_rappels(installation)
        assert count() == (2, 1), "what was taken back stays so"
        horloge.instant += JOUR
    horloge.instant += 4 * JOUR
    plan_rappels(installation)
    assert count() == (4, 1)


def test_replicas_that_plan_at_once_ask_once(installation: Installation, monde: Monde, horloge: Horloge) -> None:
    horloge.instant = horloge.instant.replace(month=4, day=14, hour=3)
    with ThreadPoolExecutor(4) as fils:
        assert sum(fils.map(plan_rappels, [installation] * 4)) == 4
    assert {str(q) for (q,) in execute("select envoyer_apres::text from courriel")} == {"2026-04-14 06:00:00+00"}


def test_the_postman_plans_at_each_round(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    horloge.instant = horloge.instant.replace(month=4, day=14)
    assert send_courriels(with_smtp(installation, boite)) == 4
    assert _list_to(boite) == ["ali", "alice", "bob", "charlie"]
    assert "se termine demain" in _read_texts(boite)["bob"]


def test_a_palier_is_due_on_its_day_and_the_next() -> None:
    fin = date(2026, 4, 15)
    dus = {jours: find_palier(fin, fin - jours * JOUR) for jours in range(-2, 10)}
    assert {jours for jours, palier in dus.items() if palier} == {7, 6, 1, 0}
    assert (dus[6], dus[0]) == (fin - 7 * JOUR, fin - JOUR)


def _mention(monde: Monde, auteur: str, *cites: str, critere: str | None = None) -> UUID:
    with act_as(monde, auteur) as unit:
        comptes = [monde.comptes[c] for c in cites]
        return write_message(unit, monde.carnets[0], critere, f"Un mot de {auteur}", comptes).fils[critere].id


def test_a_mention_is_mailed_unless_it_was_read_before(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    set_etat(monde, "transmis", "clos")
    code = monde.criteres[0]
    fil = _mention(monde, "anna", "alice", "ali", critere=code)
    assert send_courriels(avec) == 0, "whoever is at the screen has time to read it there"
    with act_as(monde, "ali") as unit:
        vu = load_fils(unit, monde.carnets[0]).fils[code]
        mark_lu(unit, fil, vu.messages[-1].ecrit_le)
    horloge.instant += DELAI_MENTION
    assert send_courriels(avec) == 1
    [message] = boite.messages()
    assert message["To"] == "alice@exemple.test"
    assert message["Subject"].startswith("Anna vous cite")
    texte = _read_texts(boite)["alice"]
    assert "> Un mot de anna" in texte
    assert f"/carnet?structure={monde.structures[0]}&etape=" in texte
    assert execute("select motif from courriel where compte_id = :c", c=monde.comptes["ali"]) == [
        ("La personne a lu le message entre-temps.",)
    ]


def test_several_mentions_that_wait_make_one_mail(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    _mention(monde, "alice", "anna")
    _mention(monde, "ali", "anna")
    horloge.instant += DELAI_MENTION
    assert send_courriels(avec) == 1
    texte = _read_texts(boite)["anna"]
    assert re.findall("> Un mot de (.*)", texte) == ["alice", "ali"]
    assert f"/discussion?carnet={monde.carnets[0]}" in texte
    _mention(monde, "alice", "anna")
    horloge.instant += DELAI_MENTION
    assert send_courriels(avec) == 1


def test_a_mention_does_not_reach_those_who_left_or_said_no(
    installation: Installation, monde: Monde, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    with open_unit(compte_id=monde.comptes["aya"]) as unit:
        save_mes_rappels(unit, [])
    _mention(monde, "anna", "alice", "ali", "aya")
    assert len(execute("select id from courriel")) == 2
    remove_role(monde, "ali")
    execute("update compte set actif = false where id = :c", c=monde.comptes["alice"])
    horloge.instant += DELAI_MENTION
    assert send_courriels(avec) == 0
    assert {m for (m,) in execute("select motif from courriel")} == {"La personne n’a plus accès à ce carnet."}


@pytest.mark.parametrize(
    "personne", ["alice", "ali", "aya", "bob", "charlie", "clara", "adam", "fanny", "personne", "partie"]
)
def test_only_the_animation_handles_the_reminders(monde: Monde, personne: str) -> None:
    _send(monde, rang=1)
    [(rappel,)] = execute("select id from courriel")
    set_etat(monde, "a_completer")
    compte = monde.comptes.get(personne) or add_personne(monde, "partie", Role.ANIMATION)
    if personne == "partie":
        execute("delete from habilitation where compte_id = :compte", compte=compte)
    cible = [(monde.structures[0], monde.comptes["alice"])]
    fil = FilCite(uuid4(), monde.collectif, monde.structures[0], uuid4())

    gestes: list[Callable[[Unit], object]] = [
        lambda unit: get_ecran(unit, monde.collectif, AVANT),
        lambda unit: send_rappels(unit, monde.collectif, AVANT, cible),
        lambda unit: cancel_rappel(unit, rappel),
        lambda unit: queue_a_completer(unit, monde.carnets[0]),
        lambda unit: queue_mention(unit, fil, [monde.comptes["alice"]]),
    ]
    # Whoever writes in a thread may call people there.
    for geste in gestes[: 4 if personne in {"alice", "ali"} else 5]:
        with pytest.raises(Introuvable), open_unit(compte_id=compte) as unit:
            geste(unit)
    assert execute("select id, annule_le from courriel") == [(rappel, None)]


def test_another_collectif_cannot_be_reached_through_ones_own(monde: Monde) -> None:
    with act_as(monde, "clara") as unit:
        assert send_rappels(unit, monde.ailleurs, AVANT, [(monde.structures[0], monde.comptes["alice"])]) == 0
    assert execute("select id from courriel") == []
    _send(monde)
    with act_as(monde, "clara") as unit:
        assert get_ecran(unit, monde.ailleurs, AVANT).rappels == ()


def test_the_screen_is_read_in_one_statement_whatever_the_number(installation: Installation, monde: Monde) -> None:
    def count() -> int:
        with act_as(monde, "anna") as unit, count_statements(installation.moteur) as vues:
            get_ecran(unit, monde.collectif, AVANT)
        return len([v for v in vues if "set_config" not in v and "current_setting" not in v])

    count()
    assert count() == 1
    for rang in range(10):
        add_personne(monde, f"p{rang}", Role.CONTRIBUTION, monde.structures[1])
    _send(monde, rang=1)
    assert count() == 1
