"""What a structure takes away: all of its own, nothing of others, and safe to open."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.membres.adhesions import end_adhesion
from caprse.carnet.positionnement.service import save_position
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.echanges.lisezmoi import EXPLICATIONS
from caprse.echanges.page import show_export
from caprse.echanges.service import LISEZMOI, build_export
from caprse.restitution.chemin.service import get_chemin
from caprse.restitution.chemin.tableaux import table_chemin
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.erreurs import Introuvable
from caprse.socle.fichiers import to_csv
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import open_page
from tests.monde import REFERENTIEL, Monde

FORMULE = '=HYPERLINK("http://exemple.test")'


def _export(monde: Monde, nom: str = "alice", rang: int = 0) -> dict[str, bytes]:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        contenu = build_export(unit, monde.structures[rang])
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        assert archive.testzip() is None
        return {nom: archive.read(nom) for nom in archive.namelist()}


def _rows(fichiers: dict[str, bytes], nom: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fichiers[nom].decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def plein(monde: Monde) -> Monde:
    """Structure 0 has answered, was discussed, closed, reopened, and left; structure 1 has answered too."""
    saisies = {
        "T01-01": Saisie(
            niveau=3,
            commentaire="Un deuxième\ntexte ; « cité »",
            cible=4,
            trace_titre="Compte rendu",
            trace_lien="https://exemple.test/cr",
        ),
        "T01-02": Saisie(non_concerne=True, motif=FORMULE),
        "T01-03": Saisie(niveau=0, deja_regle=True),
    }
    for code, saisie in saisies.items():
        with open_unit(compte_id=monde.comptes["ali"]) as unit:
            save_reponse(unit, monde.carnets[0], code, saisie, 0)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_reponse(unit, monde.carnets[0], "T01-03", Saisie(niveau=1), 1)
        save_position(unit, monde.structures[0], "T01-A", 2, False, 0)
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        save_reponse(unit, monde.carnets[1], "T01-01", Saisie(niveau=2, commentaire="Secret de Bob"), 0)
    lieu = {"c": monde.collectif, "k": monde.carnets[0], "s": monde.structures[0], "a": monde.comptes["alice"]}
    execute(
        "insert into fil (collectif_id, carnet_id, structure_id, critere) values (:c, :k, :s, 'T01-01')",
        **{cle: lieu[cle] for cle in "cks"},
    )
    execute(
        "insert into message (collectif_id, fil_id, structure_id, auteur, texte)"
        " select :c, id, :s, :a, '@alice : d''accord ?' from fil",
        **{cle: lieu[cle] for cle in "csa"},
    )
    execute(
        "insert into action (collectif_id, structure_id, quoi, echeance, criteres, modifie_par, but, niveau_vise,"
        " premier_pas, effort, etat, faite_le, ce_qui_change) values (:c, :s, '+ de formation', '2026-06-01',"
        " '{T01-01,T01-02}', :a, 'Tout est écrit', 2, 'Appeler', 'moyen', 'faite', '2026-03-14T09:00Z', 'Mieux')",
        **{cle: lieu[cle] for cle in "csa"},
    )
    execute(
        "insert into appui (collectif_id, structure_id, demande) values (:c, :s, 'Une demi-journée')",
        **{cle: lieu[cle] for cle in "cs"},
    )
    execute(
        "insert into relecture (collectif_id, carnet_id, structure_id, critere, etat, note, modifie_par)"
        " values (:c, :k, :s, 'T01-01', 'relu', 'Très bien', :a)",
        **lieu,
    )
    execute(
        "insert into trace (collectif_id, structure_id, titre, lien, modifie_par)"
        " values (:c, :s, 'Charte', 'https://exemple.test/charte', :a)",
        **{cle: lieu[cle] for cle in "csa"},
    )
    execute(
        "insert into reponse_trace (collectif_id, carnet_id, structure_id, critere, trace_id)"
        " select :c, :k, :s, 'T01-01', id from trace",
        **{cle: lieu[cle] for cle in "cks"},
    )
    for _ in range(2):
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            close_trimestre(unit, monde.trimestre)
            reopen_trimestre(unit, monde.trimestre, "Une erreur", date(2026, 4, 15))
        execute("update reponse set niveau = 4 where critere = 'T01-03'")
    # Given back: what was said of it is told.
    execute("update carnet set etat = 'a_completer' where id = :k", k=monde.carnets[0])
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        end_adhesion(unit, monde.collectif, monde.structures[0], date(2026, 3, 14))
    ici = {"k": monde.collectif, "s": monde.structures[0], "v": monde.structures[1]}
    execute(
        "insert into pratique (collectif_id, structure_id, titre, etat, partagee_le) values"
        " (:k, :s, '=Planning', 'brouillon', null), (:k, :v, 'Parrainage', 'collectif', now())",
        **ici,
    )
    execute(
        "insert into pratique_retour (collectif_id, structure_id, pratique_id, collectif_auteur, essayee_le, note)"
        " select :k, :s, id, :k, now(), 'Fait' from pratique where etat = 'collectif'",
        **{cle: ici[cle] for cle in ("k", "s")},
    )
    execute(
        "insert into entraide (collectif_id, structure_id, offre) values (:k, :s, '{T01-01}'), (:k, :v, '{T01-02}')",
        **ici,
    )
    execute(
        "insert into binome (collectif_id, structures, lieu, etat, accepte_le)"
        " values (:k, cast(:x as uuid[]), 'visio', 'accepte', now())",
        k=monde.collectif,
        x=list(monde.structures),
    )
    execute(
        "insert into binome_visite (collectif_id, binome_id, jour, note)"
        " select collectif_id, id, '2026-03-02', '=Vu' from binome"
    )
    return monde


def test_each_critere_has_its_row_answered_or_not(plein: Monde) -> None:
    lignes = _rows(_export(plein), "trimestre-1-T01.csv")
    assert [ligne["Critère"] for ligne in lignes] == list(plein.criteres)
    assert list(lignes[0]) == [
        "Critère",
        "Titre",
        "Question",
        "Niveau",
        "Nom du niveau",
        "Non concerné",
        "Motif",
        "Commentaire",
        "Cible",
        "Nom de la cible",
        "Déjà réglé",
        "Trace (titre)",
        "Trace (lien)",
        "La loi",
        "Modifié le",
        "Par",
    ]
    premiere, deuxieme, troisieme, quatrieme, *_ = lignes
    assert (premiere["Niveau"], premiere["Nom du niveau"]) == ("3", REFERENTIEL.echelle[3].nom)
    assert premiere["Commentaire"] == "Un deuxième\ntexte ; « cité »"
    assert (premiere["Cible"], premiere["Nom de la cible"]) == ("4", "Niveau 4")
    assert (premiere["Trace (titre)"], premiere["Trace (lien)"]) == ("Compte rendu", "https://exemple.test/cr")
    assert (premiere["Par"], premiere["Modifié le"][:4]) == ("Ali", "2026")
    assert (deuxieme["Niveau"], deuxieme["Non concerné"]) == ("", "oui")
    assert troisieme["Niveau"] == "4"
    assert (quatrieme["Niveau"], quatrieme["Non concerné"], quatrieme["Par"]) == ("", "non", "")
    assert quatrieme["Question"] == REFERENTIEL.thematique("T01").criteres[3].question


def test_what_a_spreadsheet_would_run_is_guarded(plein: Monde) -> None:
    fichiers = _export(plein)
    assert _rows(fichiers, "trimestre-1-T01.csv")[1]["Motif"] == f"'{FORMULE}"
    assert _rows(fichiers, "messages.csv")[0]["Message"] == "'@alice : d'accord ?"
    assert _rows(fichiers, "actions.csv")[0]["Action"] == "'+ de formation"
    for nom, contenu in fichiers.items():
        assert contenu.startswith(b"\xef\xbb\xbf"), nom


def test_every_arrete_is_there_with_exact_figures(plein: Monde) -> None:
    lignes = _rows(_export(plein), "chiffres-arretes.csv")
    totaux = [ligne for ligne in lignes if ligne["Axe"] == "T01"]
    assert [(ligne["Arrêté"], ligne["Marches franchies"], ligne["Marches possibles"]) for ligne in totaux] == [
        ("1", "4", "8"),
        ("2", "7", "8"),
    ]
    assert totaux[1]["Part franchie"] == "0,875"


def test_the_rest_is_there_too(plein: Monde) -> None:
    fichiers = _export(plein)
    assert _rows(fichiers, "point-de-depart.csv")[0]["Niveau"] == "2"
    assert _rows(fichiers, "actions.csv")[0]["Échéance"] == "2026-06-01"
    (action,) = _rows(fichiers, "actions.csv")
    assert action["Critères"] == "T01-01, T01-02"
    assert (action["Niveau visé"], action["But"], action["Premier pas"]) == ("2", "Tout est écrit", "Appeler")
    assert (action["Temps à prévoir"], action["Décision"]) == ("quelques jours", "")
    assert (action["Faite le"][:10], action["Ce qui a changé"]) == ("2026-03-14", "Mieux")
    assert _rows(fichiers, "appuis.csv")[0]["État"] == "demandé"
    assert _rows(fichiers, "relecture.csv")[0]["Note"] == "Très bien"
    assert _rows(fichiers, "messages.csv")[0]["Par"] == "Alice"
    journal = _rows(fichiers, "journal-des-reponses.csv")
    assert ("Ali", "T01-03", "Niveau", "0", "1") in {
        (ligne["Par"], ligne["Critère"], ligne["Ce qui a changé"], ligne["Avant"], ligne["Après"]) for ligne in journal
    }
    assert not any(ligne["Avant"] == ligne["Après"] for ligne in journal)


def test_the_path_is_the_table_of_its_screen(plein: Monde) -> None:
    fichier = _export(plein)["notre-chemin.csv"]
    with open_unit(compte_id=plein.comptes["alice"]) as unit:
        vu = get_chemin(unit, plein.structures[0])
    assert fichier == to_csv(table_chemin(vu.chemin, vu.niveaux))
    depart, premier = _rows({"x": fichier}, "x")[:2]
    assert (depart["Quand"], depart["Marches franchies (%)"], depart["Niveau médian"][:1]) == ("Départ", "", "2")
    assert (premier["Quand"], premier["Données à ce trimestre"]) == ("Trimestre\u00a01, en cours", "3")
    assert premier["Actions faites"] == "'+ de formation (le 14\u00a0mars\u00a02026)\u00a0: Mieux"


def test_nothing_of_another_structure_is_in_it(plein: Monde) -> None:
    for nom in ("alice", "anna"):
        fichiers = _export(plein, nom)
        # With whom one met is one's own.
        del fichiers["binomes.csv"]
        tout = b"".join(fichiers.values()).decode("utf-8", "replace")
        assert "Secret de Bob" not in tout
        assert "structure 1" not in tout
    assert "Secret de Bob" in b"".join(_export(plein, "bob", 1).values()).decode()


def test_the_lists_and_the_visits_of_a_binome_are_taken_along(plein: Monde) -> None:
    [listes] = _rows(_export(plein), "nos-listes-de-binome.csv")
    assert (listes["Nous partageons"], listes["Pour nous rencontrer"]) == ("T01-01", "L’un ou l’autre")
    [visite] = _rows(_export(plein), "binomes.csv")
    assert visite["Avec"] == "Collectif A – structure 1"
    assert visite["Note"].endswith("=Vu")
    assert "T01-02" not in str([listes, visite]), "what the other one declared is not ours"


def test_the_readme_names_each_file_in_french(plein: Monde) -> None:
    fichiers = _export(plein)
    texte = fichiers[LISEZMOI].decode("utf-8-sig")
    assert "Données de Collectif A – structure 0 (Collectif A)" in texte
    assert all(nom in texte for nom in fichiers if nom != LISEZMOI)
    # The arrivée comes with the bilan alone.
    assert set(EXPLICATIONS) - {"point-d-arrivee.csv"} <= set(fichiers)


def test_what_was_said_again_in_the_bilan_has_a_file_of_its_own(plein: Monde) -> None:
    execute(
        "insert into positionnement (collectif_id, structure_id, moment, enjeu, referentiel_id, niveau)"
        " values (:c, :s, 'arrivee', 'T02-A', :r, 4)",
        c=plein.collectif,
        s=plein.structures[0],
        r=plein.referentiel,
    )
    fichiers = _export(plein)
    arrivee = fichiers["point-d-arrivee.csv"].decode("utf-8-sig")
    assert "T02-A" in arrivee
    assert len(arrivee.splitlines()) == 2
    assert "point-d-arrivee.csv" in fichiers[LISEZMOI].decode("utf-8-sig")
    depart = fichiers["point-de-depart.csv"].decode("utf-8-sig")
    assert all(";4;" not in ligne for ligne in depart.splitlines() if ligne.startswith("T02-A"))


def test_a_structure_that_has_nothing_still_gets_its_file(monde: Monde) -> None:
    fichiers = _export(monde, "bob", 1)
    assert set(fichiers) == {LISEZMOI, "structure.csv", "carnets.csv", "trimestre-1-T01.csv"}


def test_three_queries_whatever_it_holds(plein: Monde, installation: Installation) -> None:
    _export(plein)
    with count_statements(installation.moteur) as envoyees:
        _export(plein)
    assert len(envoyees) == 4


def test_pratiques_and_what_was_said_of_those_of_others_are_taken_along(plein: Monde) -> None:
    [pratique] = _rows(_export(plein), "pratiques.csv")
    assert pratique["Pratique"].endswith("=Planning")
    assert pratique["État"] == "brouillon"
    [retour] = _rows(_export(plein), "pratiques-des-autres.csv")
    assert (retour["Pratique"], retour["Notre mot"]) == ("Parrainage", "Fait")
    # A draft is not for whoever animates.
    assert "pratiques.csv" not in _export(plein, "anna")


def test_a_trace_names_the_answers_that_it_proves(plein: Monde) -> None:
    [trace] = _rows(_export(plein), "traces.csv")
    assert (trace["Trace"], trace["Critères"]) == ("Charte", "T01-01 (trimestre\u00a01)")
    # Of a carnet that was not transmitted, the animation takes nothing.
    assert "traces.csv" not in _export(plein, "anna")


def test_only_its_direction_and_its_animation_take_it_away(plein: Monde) -> None:
    check_rights(plein, {"alice", "anna"}, lambda unit: build_export(unit, plein.structures[0]))
    check_rights(plein, set(), lambda unit: build_export(unit, plein.trimestre))
    execute("delete from habilitation where compte_id = :a", a=plein.comptes["alice"])
    with open_unit(compte_id=plein.comptes["alice"]) as unit, pytest.raises(Introuvable):
        build_export(unit, plein.structures[0])


def test_what_is_not_transmitted_yet_is_the_teams_own(plein: Monde) -> None:
    execute("update carnet set etat = 'brouillon' where id = :k", k=plein.carnets[0])
    for nom, voit in (("alice", True), ("anna", False)):
        fichiers = _export(plein, nom)
        assert any("Un deuxième" in contenu.decode("utf-8-sig") for contenu in fichiers.values()) is voit, nom
        assert ("journal-des-reponses.csv" in fichiers) is voit, nom
        assert any(ligne["Niveau"] for ligne in _rows(fichiers, "trimestre-1-T01.csv")) is voit, nom
    # Closed, it is what the collectif's figures were made of.
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=plein.trimestre)
    assert any(ligne["Niveau"] for ligne in _rows(_export(plein, "anna"), "trimestre-1-T01.csv"))


def test_the_button_asks_the_right_when_it_is_pressed(plein: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    boutons: list[tuple[str, Callable[[], bytes]]] = []
    monkeypatch.setattr(
        "caprse.echanges.page.st.download_button",
        lambda libelle, data, **_: boutons.append((libelle, data)),
    )
    for personne in ("alice", "bob"):
        open_page(plein, personne, partial(show_export, plein.structures[0]))
    (libelle, sien), (portable, emporte), _, (_, autre), _ = boutons
    assert (libelle, portable) == ("Télécharger toutes les données", "Emporter vers un autre cahier")
    assert zipfile.is_zipfile(io.BytesIO(emporte()))
    assert zipfile.is_zipfile(io.BytesIO(sien()))
    with pytest.raises(Introuvable):
        autre()
