"""The journal: what it says, to whom, a page at a time."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.regles import Saisie
from caprse.carnet.remplir.transmission import send_carnet
from caprse.carnet.service import save_reponse
from caprse.collectif.calendrier.transitions import extend_trimestre, reopen_trimestre
from caprse.collectif.structures import update_structure
from caprse.journal.faits import OBJETS, Fait
from caprse.journal.phrases import PHRASES, describe_fait
from caprse.journal.service import (
    JOURS,
    LIGNES_MAX,
    FiltreJournal,
    LigneJournal,
    PageJournal,
    Repere,
    count_lues,
    list_journal,
)
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.erreurs import Introuvable, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde


def _read(
    monde: Monde, filtre: FiltreJournal | None = None, tete: Repere | None = None, nom: str = "anna"
) -> PageJournal:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return list_journal(unit, collectif_id=monde.collectif, filtre=filtre or FiltreJournal(), tete=tete)


PAR_03 = {"critere": "PAR-03"}
TITRES = {"PAR-03": "Écouter"}


def _phrases(page: PageJournal) -> list[str]:
    return [ligne.phrase for ligne in page.lignes]


def _save(monde: Monde, saisie: Saisie, version: int = 0, nom: str = "ali", rang: int = 0) -> None:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        save_reponse(unit, monde.carnets[rang], "T01-03", saisie, version)


def test_an_answer_reads_as_a_sentence_with_what_it_was_before(monde: Monde) -> None:
    _save(monde, Saisie(niveau=1))
    _save(monde, Saisie(niveau=3), 1)
    _save(monde, Saisie(niveau=3, commentaire="Nouveau", trace_titre="Compte rendu"), 2)
    _save(monde, Saisie(non_concerne=True, motif="Pas de salariés"), 3)
    assert _phrases(_read(monde))[:4] == [
        "Ali a noté « Critère T01-03 » « non concerné » : « Pas de salariés » (avant : 3 · Niveau 3)",
        "Ali a modifié le commentaire et la trace de « Critère T01-03 »",
        "Ali a répondu 3 · Niveau 3 à « Critère T01-03 » (avant : 1 · Niveau 1)",
        "Ali a répondu 1 · Niveau 1 à « Critère T01-03 »",
    ]


def test_the_life_of_a_trimestre_reads_as_sentences(monde: Monde) -> None:
    for code in monde.criteres:
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            save_reponse(unit, monde.carnets[0], code, Saisie(niveau=2), 0)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        send_carnet(unit, monde.carnets[0], 1, "")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        extend_trimestre(unit, monde.trimestre, date(2026, 4, 20))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, monde.trimestre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une erreur de saisie", date(2026, 4, 20))
    phrases = _phrases(_read(monde))
    assert phrases[0] == "Anna a rouvert le trimestre\u00a01 : « Une erreur de saisie »"
    assert phrases[1] == "Anna a clos le trimestre\u00a01"
    assert (
        "Anna a enregistré les résultats définitifs du carnet de Collectif A – structure 0 (trimestre\u00a01)"
        in phrases
    )
    assert (
        "Anna a changé, pour le trimestre\u00a01,"
        " le dernier jour : 20\u00a0avril\u00a02026 (avant : 15\u00a0avril\u00a02026)" in phrases
    )
    assert "Alice a transmis le carnet de Collectif A – structure 0 (trimestre\u00a01)" in phrases


def test_who_opened_a_carnet_is_told_to_its_direction(monde: Monde) -> None:
    execute(
        "insert into visite (collectif_id, carnet_id, structure_id, compte_id) values (:c, :k, :s, :a)",
        c=monde.collectif,
        k=monde.carnets[0],
        s=monde.structures[0],
        a=monde.comptes["anna"],
    )
    assert _phrases(_read(monde))[0] == "Le carnet de Collectif A – structure 0 a été ouvert (trimestre\u00a01)"
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        page = list_journal(unit, structure_id=monde.structures[0])
    assert page.lignes[0].phrase == "Le carnet a été ouvert (trimestre\u00a01)"


def test_every_journalled_table_has_its_sentence_and_a_place_in_the_search(installation: Installation) -> None:
    requete = "select tgrelid::regclass::text from pg_trigger where tgname like 'journal\\_%' and not tgisinternal"
    with open_unit_systeme() as unit:
        journalisees = set(unit.db.scalars(text(requete)))
    assert len(journalisees) > 20
    assert journalisees <= set(PHRASES)
    assert set(PHRASES) == {objet for objets in OBJETS.values() for objet in objets}


@pytest.mark.parametrize("objet", [*PHRASES, "chose_nouvelle"])
@pytest.mark.parametrize("operation", ["INSERT", "UPDATE", "DELETE", "ACTION"])
def test_nothing_known_still_reads_as_a_sentence(objet: str, operation: str) -> None:
    phrase = describe_fait(Fait("Ali", objet, operation))
    assert phrase.startswith("Ali a ")
    assert "None" not in phrase
    assert "  " not in phrase
    assert "«  »" not in phrase
    assert not phrase.endswith((":", " "))
    # Nobody is named for it: what was done is told, not who would have done it.
    seule = describe_fait(Fait("", objet, operation))
    assert not seule.startswith(("A ", "Il a "))
    assert "  " not in seule


@pytest.mark.parametrize(
    ("fait", "attendu"),
    [
        (
            Fait("Anna", "relecture", "UPDATE", PAR_03, {}, {"etat": "a_discuter"}, "L’Atelier", titres=TITRES),
            "Anna a noté « Écouter » de l’Atelier à discuter en séance",
        ),
        (
            Fait("Anna", "habilitation", "DELETE", {}, {"role": "lecture"}, {}, "AILES", personne="Aya"),
            "Anna a retiré à Aya le rôle « Lecture seule » (AILES)",
        ),
        (
            Fait("Anna", "adhesion", "UPDATE", {}, {"au": None}, {"au": "2026-03-01"}, "AILES"),
            "Anna a changé le dernier jour : 1er\u00a0mars\u00a02026, pour l’adhésion d’AILES",
        ),
        (
            Fait("Anna", "collectif", "UPDATE", {}, {"seuil_mouvement": 3}, {"seuil_mouvement": 4}),
            "Anna a réglé ce qui protège les réponses : 4 structures qui bougent ensemble (avant 3)",
        ),
        (
            Fait("Anna", "structure", "UPDATE", {}, {"nom": "A"}, {"nom": "B"}, "B"),
            "Anna a renommé la structure « A » en « B »",
        ),
        (
            Fait("Ali", "fil", "INSERT", PAR_03, {}, {"id": "x"}, "Le Potager", titres=TITRES),
            "Ali a ouvert une discussion sur « Écouter » du Potager",
        ),
        (
            Fait("Ali", "reponse", "UPDATE", PAR_03, {"niveau": 2}, {"niveau": None}),
            "Ali a retiré la réponse à un critère (avant : 2)",
        ),
        (
            Fait("Anna", "rencontre", "INSERT", {}, {}, {"titre": "Point", "jour": "2026-05-04"}),
            "Anna a prévu la rencontre « Point » le 4\u00a0mai\u00a02026",
        ),
        (
            Fait("Anna", "presence", "INSERT", {}, {}, {"etat": "presente"}, "Atelier", rencontre="Point"),
            "Anna a noté qu’Atelier était là à la rencontre « Point »",
        ),
        (
            Fait("Anna", "presence", "INSERT", {}, {}, {"etat": "presente"}, "Atelier", ici=True),
            "Anna a noté que notre structure était là",
        ),
        (
            Fait("Ali", "action", "INSERT", {}, {}, {"quoi": "Écrire"}, "AILES", ici=True),
            "Ali a ajouté une action : « Écrire »",
        ),
        (
            Fait("Alice", "consultation", "INSERT", {}, {}, {"nommee": False}, "AILES"),
            "Alice a demandé l’avis de plusieurs personnes pour AILES",
        ),
        (
            Fait("Alice", "consultation", "UPDATE", {}, {}, {"close_le": "2026-03-14"}, "AILES", ici=True),
            "Alice a clos une demande d’avis",
        ),
        (Fait("Anna", "appui", "UPDATE", {}, {}, {"etat": "clos"}, "AILES"), "Anna a terminé l’appui pour AILES"),
        (
            Fait("Ali", "action", "UPDATE", {}, {"ce_qui_change": ""}, {"ce_qui_change": "Mieux"}, "AILES", ici=True),
            "Ali a dit ce qu’une action a changé : « Mieux »",
        ),
        (
            Fait("Ali", "action", "UPDATE", {}, {"premier_pas": ""}, {"premier_pas": "Appeler"}, "AILES", ici=True),
            "Ali a noté le premier pas d’une action : « Appeler »",
        ),
        (
            Fait("Anna", "action", "UPDATE", {}, {"decision_id": "x"}, {"decision_id": None}, "AILES", ici=True),
            "Anna a détaché une action de la décision d’où elle venait",
        ),
        (
            Fait("Ali", "action", "INSERT", {}, {}, {"quoi": "x" * 300}, "AILES"),
            f"Ali a ajouté une action pour AILES : « {'x' * 119}… »",
        ),
    ],
)
def test_sentences(fait: Fait, attendu: str) -> None:
    assert describe_fait(fait) == attendu


def test_whichever_field_of_an_answer_changes_is_named() -> None:
    for champ in fields(Saisie):
        fait = Fait("Ali", "reponse", "UPDATE", {"critere": "PAR-03"}, {champ.name: None}, {champ.name: 1})
        assert "la réponse de" not in describe_fait(fait), champ.name


def test_a_page_holds_ten_days_whole_and_a_long_day_goes_on() -> None:
    midi = datetime(2026, 3, 14, 12, tzinfo=UTC)
    assert count_lues([midi - timedelta(hours=12 * rang) for rang in range(60)]) == 2 * JOURS
    assert count_lues([midi - timedelta(seconds=rang) for rang in range(LIGNES_MAX + 1)]) == LIGNES_MAX
    assert count_lues([midi]) == 1
    assert count_lues([]) == 0


def test_a_long_journal_is_read_page_after_page_without_a_gap_or_a_double(monde: Monde) -> None:
    execute(
        "insert into action (collectif_id, structure_id, quoi) select :c, :s, 'Action ' || n"
        " from generate_series(1, 240) n",
        c=monde.collectif,
        s=monde.structures[0],
    )
    lues: list[LigneJournal] = []
    tete: Repere | None = None
    for attendu in (LIGNES_MAX, LIGNES_MAX, 240 - 2 * LIGNES_MAX):
        page = _read(monde, FiltreJournal(objet="Actions et appuis"), tete)
        assert len(page.lignes) == attendu
        lues += page.lignes
        tete = page.suite
        execute(
            "insert into action (collectif_id, structure_id, quoi) values (:c, :s, 'Pendant la lecture')",
            c=monde.collectif,
            s=monde.structures[0],
        )
    assert len({ligne.id for ligne in lues}) == len(lues) == 240
    assert [ligne.id for ligne in lues] == sorted((ligne.id for ligne in lues), reverse=True)
    assert "Pendant" not in " ".join(ligne.phrase for ligne in lues)


def test_a_search_finds_what_was_typed_as_it_is(monde: Monde) -> None:
    _save(monde, Saisie(niveau=1, commentaire="100 % d’embauches_locales \\ ici"))
    _save(monde, Saisie(niveau=2, commentaire="Autre chose"), nom="bob", rang=1)
    reponse = "Ali a répondu 1 · Niveau 1 à « Critère T01-03 »"
    for mots in ("100 %", "EMBAUCHES_", "locales \\", "d’embauches"):
        assert _phrases(_read(monde, FiltreJournal(texte=mots))) == [reponse], mots
    for mots in ("100_%", "%%%", "embauches%", "'; drop table journal"):
        assert _phrases(_read(monde, FiltreJournal(texte=mots))) == [], mots
    assert len(_read(monde, FiltreJournal(texte="t01-03")).lignes) == 2


def test_a_search_by_structure_person_object_and_period(monde: Monde) -> None:
    _save(monde, Saisie(niveau=1))
    _save(monde, Saisie(niveau=2), nom="bob", rang=1)
    assert _phrases(_read(monde, FiltreJournal(personne=" bO "))) == [
        "Bob a répondu 2 · Niveau 2 à « Critère T01-03 »"
    ]
    assert _phrases(_read(monde, FiltreJournal(structure_id=monde.structures[0], objet="Réponses"))) == [
        "Ali a répondu 1 · Niveau 1 à « Critère T01-03 »"
    ]
    assert {p.split(" a ")[1][:8] for p in _phrases(_read(monde, FiltreJournal(objet="Réponses")))} == {"répondu "}
    # The journal keeps the clock of the base.
    aujourdhui = datetime.now().astimezone().date()
    assert _read(monde, FiltreJournal(du=aujourdhui - timedelta(days=1), au=aujourdhui + timedelta(days=1))).lignes
    assert not _read(monde, FiltreJournal(du=aujourdhui + timedelta(days=2))).lignes
    assert not _read(monde, FiltreJournal(au=aujourdhui - timedelta(days=2))).lignes


def test_a_search_that_cannot_be_is_refused(monde: Monde) -> None:
    for faux in (
        FiltreJournal(objet="Rien"),
        FiltreJournal(du=date(2026, 3, 2), au=date(2026, 3, 1)),
        FiltreJournal(texte="x" * 201),
        FiltreJournal(personne="\x00"),
    ):
        with pytest.raises(SaisieInvalide):
            _read(monde, faux)


def test_one_query_whatever_the_number_of_lines(monde: Monde, installation: Installation) -> None:
    _save(monde, Saisie(niveau=1))
    _read(monde)
    with count_statements(installation.moteur) as vues:
        _read(monde)
    assert len(vues) == 2


def test_each_reads_only_their_own_journal(monde: Monde) -> None:
    _save(monde, Saisie(niveau=1))
    check_rights(monde, {"anna"}, lambda unit: list_journal(unit, collectif_id=monde.collectif))
    check_rights(monde, {"alice"}, lambda unit: list_journal(unit, structure_id=monde.structures[0]))
    check_rights(monde, {"adam"}, lambda unit: list_journal(unit))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        page = list_journal(unit, structure_id=monde.structures[0])
    assert page.lignes
    assert {ligne.structure for ligne in page.lignes} == {"Collectif A – structure 0"}


def test_even_without_the_check_the_base_shows_no_other_line(monde: Monde) -> None:
    _save(monde, Saisie(niveau=1))
    _save(monde, Saisie(niveau=2), nom="bob", rang=1)
    for nom, attendues in (("alice", {monde.structures[0]}), ("clara", {monde.structure_ailleurs, None})):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            vues = set(unit.db.scalars(text("select distinct structure_id from journal")))
        assert vues <= attendues


def test_the_administration_reads_no_line_of_a_structure(monde: Monde) -> None:
    _save(monde, Saisie(niveau=1))
    # Not even when it also animates the collectif: the general journal is the general journal.
    execute(
        "insert into habilitation (compte_id, role, collectif_id) values (:a, 'animation', :c)",
        a=monde.comptes["adam"],
        c=monde.collectif,
    )
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        lignes = list_journal(unit).lignes
    assert lignes
    assert not any(ligne.structure or "T01-03" in ligne.phrase for ligne in lignes)


def test_a_former_member_reads_nothing_more(monde: Monde) -> None:
    for nom in ("alice", "anna"):
        execute("delete from habilitation where compte_id = :a", a=monde.comptes[nom])
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Introuvable):
        list_journal(unit, structure_id=monde.structures[0])
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Introuvable):
        list_journal(unit, collectif_id=monde.collectif)


def test_who_directs_two_structures_reads_one_at_a_time(monde: Monde) -> None:
    _save(monde, Saisie(niveau=1))
    _save(monde, Saisie(niveau=2), nom="bob", rang=1)
    execute(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:a, 'direction', :c, :s)",
        a=monde.comptes["alice"],
        c=monde.collectif,
        s=monde.structures[1],
    )
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        lignes = list_journal(
            unit, structure_id=monde.structures[0], filtre=FiltreJournal(structure_id=monde.structures[1])
        )
    assert {ligne.structure for ligne in lignes.lignes} == {"Collectif A – structure 0"}


def test_names_follow_the_structure_and_the_role_given(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_structure(
            unit, monde.collectif, monde.structures[0], 1, nom="AILES", types=["AI"], departement="31", commune=""
        )
    execute(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:p, :r, :c, :s)",
        p=monde.comptes["personne"],
        r=Role.LECTURE,
        c=monde.collectif,
        s=monde.structures[0],
    )
    phrases = _phrases(_read(monde, FiltreJournal(structure_id=monde.structures[0])))
    assert phrases[:2] == [
        "Le rôle « Lecture seule » a été donné à Personne (AILES)",
        "Anna a renommé la structure « Collectif A – structure 0 » en « AILES »",
    ]


def test_a_decision_that_changes_is_told_under_its_meeting(monde: Monde) -> None:
    execute(
        "with r as (insert into rencontre (collectif_id, trimestre_id, type, titre, jour)"
        " values (:c, :t, 'visio', 'Point', '2026-03-20') returning id)"
        " insert into decision (collectif_id, rencontre_id, quoi) select :c, r.id, 'Essayer' from r",
        c=monde.collectif,
        t=monde.trimestre,
    )
    # Only what changed is in the line, and that is not which meeting it was.
    execute("update decision set pilote = 'Ali', version = version + 1 where collectif_id = :c", c=monde.collectif)
    lignes = _read(monde, FiltreJournal(objet="Calendrier et rencontres")).lignes
    assert {ligne.dossier.titre for ligne in lignes if ligne.objet == "decision"} == {
        "Rencontre « Point » du 20\u00a0mars\u00a02026"
    }
