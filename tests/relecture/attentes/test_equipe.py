"""An avis that is asked, a trace to renew: found from the home and among the notices, by those who may act."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.avis.service import close_consultation, open_consultation
from caprse.avis.voix import save_avis
from caprse.carnet.accueil.regles import Attente, Genre
from caprse.relecture.attentes.service import list_attentes
from caprse.relecture.evenements.envois import register_evenements
from caprse.socle.installation import Installation
from tests.base import execute
from tests.conftest import Horloge
from tests.ecran import open_page, read
from tests.monde import Monde

FIN = date(2026, 3, 31)


def see(monde: Monde, personne: str, genre: Genre) -> list[Attente]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return [ligne for ligne in list_attentes(unit, monde.structures[0]).lignes if ligne.genre is genre]


def consult(monde: Monde) -> tuple[UUID, UUID]:
    """Alice asks about two critères; the consultation, and its group."""
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        codes = list(monde.criteres[:2])
        ici, liens = open_consultation(unit, monde.carnets[0], codes, ["Équipe"], FIN, nommee=False)
    return ici, next(iter(liens))


def say(monde: Monde, personne: str, ou: tuple[UUID, UUID], rang: int) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        save_avis(unit, *ou, monde.criteres[rang], 1)


def test_an_avis_is_asked_until_all_was_said_or_it_ends(monde: Monde, horloge: Horloge) -> None:
    ou = consult(monde)
    (attente,) = see(monde, "aya", Genre.AVIS)
    assert attente.titre.replace("\u00a0", " ") == "Votre avis est demandé jusqu’au 31 mars 2026"
    assert attente.detail.replace("\u00a0", " ") == "2 questions, sans voir les réponses des autres"
    assert attente.page == "plusieurs-voix"
    assert see(monde, "alice", Genre.AVIS) == [], "she asked it herself"
    assert see(monde, "anna", Genre.AVIS) == [], "the animation gives none"
    say(monde, "aya", ou, 0)
    (attente,) = see(monde, "aya", Genre.AVIS)
    assert attente.detail.replace("\u00a0", " ") == "Vous avez répondu à 1 question sur 2"
    say(monde, "aya", ou, 1)
    assert see(monde, "aya", Genre.AVIS) == []
    assert len(see(monde, "ali", Genre.AVIS)) == 1
    horloge.instant += timedelta(days=18)
    assert see(monde, "ali", Genre.AVIS) == []


def test_an_avis_is_no_longer_asked_once_it_is_closed(monde: Monde) -> None:
    ou = consult(monde)
    assert len(see(monde, "ali", Genre.AVIS)) == 1
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        close_consultation(unit, ou[0])
    assert see(monde, "ali", Genre.AVIS) == []


def test_an_avis_ends_with_its_trimestre(monde: Monde) -> None:
    consult(monde)
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    assert see(monde, "ali", Genre.AVIS) == []


def test_it_is_told_to_each_person_of_the_structure_but_who_asks(installation: Installation, monde: Monde) -> None:
    register_evenements(installation)
    consult(monde)
    nouvelles = execute(
        "select p.nom, n.titre, n.chemin from nouvelle n join compte p on p.id = n.compte_id order by p.nom"
    )
    assert [nom for nom, _, _ in nouvelles] == ["Ali", "Aya"]
    assert all(chemin == f"plusieurs-voix?structure={monde.structures[0]}" for _, _, chemin in nouvelles)
    assert get_courriels() == {"ali", "aya"}
    assert "Votre avis est demandé jusqu’au 31 mars 2026" in read(open_page(monde, "aya", "nouvelles"))


def get_courriels() -> set[str]:
    lignes = execute("select destinataire from courriel where genre = 'avis_demande' and annule_le is null")
    return {adresse.split("@")[0] for (adresse,) in lignes}


def test_traces_to_renew_wait_for_those_who_may_renew_them(monde: Monde) -> None:
    for titre, quand in (("Charte", date(2026, 3, 1)), ("Plan", date(2026, 3, 20)), ("Loin", date(2027, 3, 20))):
        add_trace(monde, titre, quand)
    (attente,) = see(monde, "ali", Genre.TRACE)
    assert attente.titre.replace("\u00a0", " ") == "2 traces à renouveler"
    assert attente.detail.replace("\u00a0", " ") == "Charte (depuis le 1er mars 2026)"
    assert attente.page == "traces"
    assert see(monde, "aya", Genre.TRACE) == see(monde, "anna", Genre.TRACE) == []


def test_one_trace_that_will_expire_says_until_when(monde: Monde) -> None:
    add_trace(monde, "Plan", date(2026, 3, 20))
    (attente,) = see(monde, "alice", Genre.TRACE)
    assert attente.titre.replace("\u00a0", " ") == "1 trace à renouveler"
    assert attente.detail.replace("\u00a0", " ") == "Plan (avant le 20 mars 2026)"


def add_trace(monde: Monde, titre: str, quand: date) -> None:
    execute(
        "insert into trace (collectif_id, structure_id, titre, lien, expire_le)"
        " values (:k, :s, :t, 'https://exemple.test', :j)",
        k=monde.collectif,
        s=monde.structures[0],
        t=titre,
        j=quand,
    )
