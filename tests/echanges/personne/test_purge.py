"""What is too old goes away, and nothing else: counted first, kind by kind."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.cli import main
from caprse.courrier.conservation import REGLES, Sorte
from caprse.echanges.personne.purge import purge
from caprse.socle.base_locale import BaseLocale
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation
from tests.base import count_rows, execute, get_value
from tests.monde import Monde

# One of each kind, of that many days ago.
LIGNES = {
    Sorte.SESSIONS: "insert into session_web (compte_id, empreinte, appareil, cree_le, expire_le)"
    " values (:c, :cle, 'essai', {quand}, {quand})",
    Sorte.LIENS: "insert into lien_connexion (compte_id, empreinte, expire_le) values (:c, :cle, {quand})",
    Sorte.TENTATIVES: "insert into tentative (cle, instant) values (:cle || cast(:c as text), {quand})",
    Sorte.COURRIELS: "insert into courriel (destinataire, objet, contenu, cree_le, envoyer_apres)"
    " values (:cle || cast(:c as text), '', '', {quand}, {quand})",
    Sorte.NOUVELLES: "insert into nouvelle (compte_id, cle, genre, titre, chemin, cree_le)"
    " values (:c, :cle, 'x', 'x', 'carnet', {quand})",
    Sorte.SIGNAUX: "with vers as (insert into adresse_signal (collectif_id, hote, evenements, contenu, cree_par)"
    " select id, :cle, '{{cloture}}', '{{}}', :c from collectif where nom = 'Collectif A' returning collectif_id, id)"
    " insert into signal (collectif_id, adresse_id, evenement, contenu, cree_le, envoyer_apres, recu_le)"
    " select collectif_id, id, 'cloture', '{{}}', {quand}, {quand}, {quand} from vers",
    Sorte.CLES: "insert into cle_lecture (collectif_id, nom, portees, empreinte, cree_par, cree_le, expire_le)"
    " select id, 'x', '{{rencontres}}', :cle, :c, {quand} - interval '90 days', {quand} from collectif"
    " where nom = 'Collectif A'",
}


def _fill(monde: Monde, installation: Installation) -> None:
    """One just too old and one not yet, of each kind that the application writes as the system."""
    for sorte, requete in LIGNES.items():
        for marge in ("- interval '1 hour'", "+ interval '1 hour'"):
            quand = f"cast(:now as timestamptz) - interval '{REGLES[sorte].duree.days} days' {marge}"
            execute(
                requete.format(quand=quand),
                c=monde.comptes["ali"],
                cle=f"{sorte}{marge}",
                now=installation.read_now(get_value("select now()")),
            )


def test_an_essay_counts_and_changes_nothing_then_exactly_that_goes(monde: Monde, installation: Installation) -> None:
    _fill(monde, installation)
    tables = ("session_web", "lien_connexion", "tentative", "courriel", "nouvelle", "cle_lecture", "signal", "compte")
    avant = {table: count_rows(table) for table in tables}
    with open_unit_systeme() as unit:
        vus = purge(unit, appliquer=False)
    assert {sorte: vus[sorte] for sorte in LIGNES} == dict.fromkeys(LIGNES, 1)
    assert list(vus) == list(Sorte) == list(REGLES)
    assert {table: count_rows(table) for table in tables} == avant
    with open_unit_systeme() as unit:
        assert purge(unit, appliquer=True) == vus
    assert {table: count_rows(table) for table in tables} == {
        table: nombre - (table != "compte") for table, nombre in avant.items()
    }
    with open_unit_systeme() as unit:
        assert not any(purge(unit, appliquer=True).values())


def test_logins_of_long_ago_leave_the_journal_and_a_long_closed_account_is_erased(
    monde: Monde, serveur: BaseLocale, base: str
) -> None:
    ali, aya = monde.comptes["ali"], monde.comptes["aya"]
    execute("update compte set actif = false where id in (:a, :b)", a=ali, b=aya)
    execute("insert into session_web (compte_id, empreinte, appareil, expire_le) values (:c, 'x', 'y', now())", c=aya)
    # Only the server's administrator makes a journal older.
    with psycopg.connect(serveur.url("postgres", base)) as connexion:
        connexion.execute("set session_replication_role = replica")
        connexion.execute(
            "update journal set instant = instant - interval '2 years'"
            " where objet = 'session_web' or cle ->> 'id' = %s",
            [str(aya)],
        )
        connexion.execute(
            "update journal set instant = instant - interval '4 years' where cle ->> 'id' = %s", [str(ali)]
        )
    avant = dict(execute("select objet, count(*) from journal group by 1"))
    with open_unit_systeme() as unit:
        vus = purge(unit, appliquer=True)
    assert (vus[Sorte.COMPTES], vus[Sorte.CONNEXIONS]) == (1, 1)
    assert execute("select nom, actif from compte where id = :c", c=ali) == [("Une personne partie", False)]
    assert get_value("select nom from compte where id = :c", c=aya) == "Aya"
    apres = dict(execute("select objet, count(*) from journal group by 1"))
    assert apres.get("session_web", 0) == 0
    assert {objet for objet in avant if apres.get(objet, 0) < avant[objet]} == {"session_web"}


def test_what_is_of_today_is_never_old_and_only_known_kinds_go(monde: Monde) -> None:
    for appel, refus in (
        ("select purger('sessions', now(), true)", "moins d'un jour"),
        ("select purger('reponse', now() - interval '2 days', true)", "ne se purge pas"),
    ):
        with pytest.raises(Refus, match=refus), open_unit_systeme() as unit:
            unit.db.connection().exec_driver_sql(appel)


def test_it_is_the_operators_alone(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit, pytest.raises(Introuvable):
        purge(unit, appliquer=False)
    with (
        pytest.raises(Exception, match="permission denied"),
        open_unit(compte_id=monde.comptes["adam"]) as unit,
    ):
        unit.db.connection().exec_driver_sql("select purger('sessions', now() - interval '2 days', true)")


def test_the_command_says_each_kind_in_french(
    monde: Monde, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caprse.socle.commande.open_installation", lambda _: installation)
    monkeypatch.setattr("caprse.socle.commande.set_installation", lambda _: None)
    monkeypatch.setattr(Installation, "close", lambda _: None)
    _fill(monde, installation)
    essai = CliRunner().invoke(main, ["purger"])
    assert essai.exit_code == 0, essai.output
    assert re.search(r"1.session terminée : plus de 90.jours depuis leur fin", essai.output)
    assert "C’est un essai" in essai.output
    assert "Supprimé." in CliRunner().invoke(main, ["purger", "--appliquer"]).output


def test_drafts_go_by_themselves_at_the_same_ages(monde: Monde) -> None:
    definition = get_value("select pg_get_functiondef('purger_saisies()'::regprocedure)")
    ages = [f"interval '{REGLES[sorte].duree.days} days'" for sorte in (Sorte.BROUILLONS, Sorte.GESTES)]
    assert re.findall(r"interval '\d+ days'", definition) == ages


def test_the_documentation_tells_each_age() -> None:
    page = Path("docs/protection-des-donnees.md").read_text(encoding="utf-8")
    table = page.split("## Combien de temps")[1]
    dits = [int(nombre) for nombre in re.findall(r"\| (\d+) jours?", table)]
    assert dits == [regle.duree.days for regle in REGLES.values()]
