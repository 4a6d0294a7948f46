"""What a person could try on rows that they may touch: other columns, other places, other names, other times."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.surete.conftest import Terrain

DROIT = psycopg.errors.InsufficientPrivilege
TEMPS = psycopg.errors.RestrictViolation
CONTRAINTE = psycopg.errors.CheckViolation


def _places(terrain: Terrain) -> dict[str, Any]:
    """Names for the places of the world: here, next door, elsewhere; and for its people."""
    monde = terrain.monde
    return {
        "ici": monde.structures[0],
        "voisine": monde.structures[1],
        "ailleurs": monde.structure_ailleurs,
        "carnet": monde.carnets[0],
        "carnet_voisin": monde.carnets[1],
        "carnet_ailleurs": monde.carnet_ailleurs,
        "trimestre": monde.trimestre,
        "collectif": monde.collectif,
        "autre_collectif": monde.ailleurs,
        "referentiel": monde.referentiel,
        **monde.comptes,
    }


# profil, statement, how Postgres refuses
ATTAQUES: dict[str, tuple[str, str, type[psycopg.Error]]] = {
    # Answers: not moved, not hung elsewhere, not signed with another's name.
    "a contributor moves an answer next door": (
        "contribution",
        "update reponse set structure_id = %(voisine)s, modifie_par = %(ali)s",
        DROIT,
    ),
    "a contributor moves an answer to another collectif": (
        "contribution",
        "update reponse set collectif_id = %(autre_collectif)s, modifie_par = %(ali)s",
        DROIT,
    ),
    "a contributor moves an answer to another carnet": (
        "contribution",
        "update reponse set carnet_id = %(carnet_voisin)s, modifie_par = %(ali)s",
        DROIT,
    ),
    "a contributor moves an answer to another critère": (
        "contribution",
        "update reponse set critere = 'T01-05', modifie_par = %(ali)s",
        DROIT,
    ),
    "a contributor hangs an answer of theirs on the neighbour's carnet": (
        "contribution",
        (
            "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau, modifie_par)"
            " values (%(collectif)s, %(carnet_voisin)s, %(ici)s, 'T01-03', 4, %(ali)s)"
        ),
        DROIT,
    ),
    "the system itself cannot hang an answer on the neighbour's carnet": (
        "systeme",
        (
            "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau)"
            " values (%(collectif)s, %(carnet_voisin)s, %(ici)s, 'T01-03', 4)"
        ),
        psycopg.errors.ForeignKeyViolation,
    ),
    "the system itself cannot freeze figures under another structure": (
        "systeme",
        (
            "insert into arrete (collectif_id, trimestre_id, carnet_id, structure_id, numero, transmis, figures)"
            " values (%(collectif)s, %(trimestre)s, %(carnet_voisin)s, %(ici)s, 5, true, '{}')"
        ),
        psycopg.errors.ForeignKeyViolation,
    ),
    "a contributor answers in a colleague's name": (
        "contribution",
        (
            "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau, modifie_par)"
            " values (%(collectif)s, %(carnet)s, %(ici)s, 'T01-03', 4, %(alice)s)"
        ),
        DROIT,
    ),
    "a contributor changes an answer in a colleague's name": (
        "contribution",
        "update reponse set niveau = 4, modifie_par = %(alice)s",
        DROIT,
    ),
    "a contributor changes an answer in nobody's name": (
        "contribution",
        "update reponse set niveau = 4, modifie_par = null",
        DROIT,
    ),
    "a contributor places the structure in a colleague's name": (
        "contribution",
        "update positionnement set niveau = 4, modifie_par = %(alice)s",
        DROIT,
    ),
    # Carnets: each transition has its author.
    "a contributor transmits": (
        "contribution",
        "update carnet set etat = 'transmis', transmis_le = now(), transmis_par = %(ali)s",
        DROIT,
    ),
    "a contributor marks the carnet as re-read": ("contribution", "update carnet set etat = 'relu'", DROIT),
    "a contributor changes anything of the carnet": ("contribution", "update carnet set version = version + 1", DROIT),
    "a direction marks its own carnet as re-read": ("direction", "update carnet set etat = 'relu'", DROIT),
    "a direction puts its carnet back to a draft": ("direction", "update carnet set etat = 'brouillon'", DROIT),
    "a direction transmits in a colleague's name": (
        "direction",
        "update carnet set etat = 'transmis', transmis_par = %(ali)s",
        DROIT,
    ),
    "a direction rewrites when it transmitted": ("direction", "update carnet set transmis_le = now()", DROIT),
    "a direction rewrites why something is missing": ("direction", "update carnet set motif_incomplet = 'x'", DROIT),
    "a direction moves its carnet next door": ("direction", "update carnet set structure_id = %(voisine)s", DROIT),
    "the animation transmits for a structure": (
        "animation",
        "update carnet set etat = 'transmis', transmis_par = %(anna)s",
        DROIT,
    ),
    "the animation re-reads what was not transmitted": ("animation", "update carnet set etat = 'relu'", DROIT),
    "the animation creates a carnet that is already transmitted": (
        "animation",
        (
            "insert into carnet (collectif_id, trimestre_id, structure_id, etat) select %(collectif)s, t.id,"
            " %(ici)s, 'transmis' from trimestre t where t.numero = 2 and t.collectif_id = %(collectif)s"
        ),
        DROIT,
    ),
    # Structures: who they are, where they belong, whether they show their name.
    "a direction moves its structure to another collectif": (
        "direction",
        "update structure set collectif_id = %(autre_collectif)s",
        DROIT,
    ),
    "a direction gives its structure another identity": (
        "direction",
        "update structure set id = gen_random_uuid()",
        DROIT,
    ),
    "a contributor renames the structure": ("contribution", "update structure set nom = 'Autre'", DROIT),
    "a contributor shows the structure's name": ("contribution", "update structure set montre_son_nom = true", DROIT),
    "the animation shows a structure's name": (
        "animation",
        "update structure set montre_son_nom = true where id = %(ici)s",
        DROIT,
    ),
    "the administration shows a structure's name": (
        "administration",
        "update structure set montre_son_nom = true where id = %(ici)s",
        DROIT,
    ),
    "the animation creates a structure that shows its name": (
        "animation",
        (
            "insert into structure (collectif_id, nom, types, montre_son_nom)"
            " values (%(collectif)s, 'Neuve', '{AI}', true)"
        ),
        DROIT,
    ),
    # Accounts and roles.
    "a person reopens their own account": (
        "direction",
        "update compte set actif = not actif where id = %(alice)s",
        DROIT,
    ),
    "a person takes another address": (
        "direction",
        "update compte set courriel = 'autre@exemple.test' where id = %(alice)s",
        DROIT,
    ),
    "a direction raises someone to the animation": (
        "direction",
        "update habilitation set role = 'animation'",
        CONTRAINTE,
    ),
    "a direction raises someone to the administration": (
        "direction",
        "update habilitation set role = 'administration'",
        CONTRAINTE,
    ),
    "a direction turns a role of the structure into one of the collectif": (
        "direction",
        "update habilitation set role = 'animation', structure_id = null",
        DROIT,
    ),
    "a direction takes a role to the neighbour": (
        "direction",
        "update habilitation set structure_id = %(voisine)s where compte_id = %(ali)s",
        DROIT,
    ),
    "a direction gives a role to someone else": (
        "direction",
        "update habilitation set compte_id = %(personne)s where compte_id = %(ali)s",
        DROIT,
    ),
    "the animation raises someone to the animation": (
        "animation",
        "update habilitation set role = 'animation' where compte_id = %(ali)s",
        CONTRAINTE,
    ),
    "the animation takes a role to another collectif": (
        "animation",
        (
            "update habilitation set collectif_id = %(autre_collectif)s, structure_id = %(ailleurs)s"
            " where compte_id = %(ali)s"
        ),
        DROIT,
    ),
    # Invitations.
    "a direction invites in a colleague's name": (
        "direction",
        (
            "insert into invitation (courriel, nom, role, collectif_id, structure_id, empreinte, cree_par, expire_le)"
            " values ('x@exemple.test', 'X', 'lecture', %(collectif)s, %(ici)s, 'e', %(ali)s, now())"
        ),
        DROIT,
    ),
    "a direction signs an invitation with a colleague's name": (
        "direction",
        "update invitation set cree_par = %(ali)s",
        DROIT,
    ),
    "a direction sends an invitation to another address": (
        "direction",
        "update invitation set courriel = 'x@y.fr'",
        DROIT,
    ),
    "a direction raises a pending invitation": ("direction", "update invitation set role = 'direction'", DROIT),
    # Sessions and links: what ended stays so.
    "a person makes a session last longer": (
        "direction",
        "update session_web set expire_le = now() + '1 year'",
        DROIT,
    ),
    "a person takes over a session": ("direction", "update session_web set compte_id = %(bob)s", DROIT),
    "a person writes a session of their own": ("direction", "update session_web set empreinte = 'connue'", DROIT),
    # Collectifs and their calendar.
    "the administration hides that data are invented": (
        "administration",
        "update collectif set fictif = false",
        DROIT,
    ),
    "the administration lowers the threshold too far": (
        "administration",
        "update collectif set seuil_anonymat = 1",
        CONTRAINTE,
    ),
    "the animation creates a trimestre already open": (
        "animation",
        (
            "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, etat)"
            " values (%(collectif)s, 8, 'T01', %(referentiel)s, '2027-01-01', '2027-03-01', 'ouvert')"
        ),
        DROIT,
    ),
    "the animation renumbers a trimestre": ("animation", "update trimestre set numero = numero + 10", DROIT),
    "the animation publishes figures of its own": (
        "animation",
        (
            "insert into publication (collectif_id, trimestre_id, numero, carnets, agregats)"
            " values (%(collectif)s, %(trimestre)s, 7, 3, '{}')"
        ),
        DROIT,
    ),
    "the animation publishes figures of the cycle of its own": (
        "animation",
        (
            "insert into publication_cycle (collectif_id, trimestre_id, thematique, numero, structures, agregats)"
            " values (%(collectif)s, %(trimestre)s, 'T02', 7, 3, '{}')"
        ),
        DROIT,
    ),
    "the animation joins two figures of the cycle": (
        "animation",
        "update publication_cycle set population = gen_random_uuid()",
        DROIT,
    ),
    "the system itself says otherwise whom a figure of the cycle counted": (
        "systeme",
        "update publication_cycle_structure set questions = '{T01-01}'",
        DROIT,
    ),
    "a direction counts itself in a figure of the cycle": (
        "direction",
        (
            "insert into publication_cycle_structure (collectif_id, publication_id, structure_id, empreinte, unite)"
            " select collectif_id, id, %(ici)s, 'e', 0 from publication_cycle where numero = 2"
        ),
        DROIT,
    ),
    "the animation publishes an effect of actions of its own": (
        "animation",
        (
            "insert into publication_chemin (collectif_id, trimestre_id, sorte, thematique, numero, structures,"
            " agregats)"
            " values (%(collectif)s, %(trimestre)s, 'effet', '', 7, 3, '{}')"
        ),
        DROIT,
    ),
    "the system itself says otherwise what was done": (
        "systeme",
        "update publication_chemin set agregats = '{}'",
        DROIT,
    ),
    "a direction counts itself among those that did something": (
        "direction",
        (
            "insert into publication_chemin_structure (collectif_id, publication_id, structure_id, empreinte, unite)"
            " select collectif_id, id, %(ici)s, 'e', 0 from publication_chemin where numero = 2"
        ),
        DROIT,
    ),
    # A révision is an answer: of one's own open carnet, and no action goes elsewhere.
    "a contributor looks again at an answer in the neighbour's carnet": (
        "contribution",
        (
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, modifie_par)"
            " values (%(collectif)s, %(carnet_voisin)s, 'T02-01', %(voisine)s, 4, %(ali)s)"
        ),
        DROIT,
    ),
    "a contributor plans an action of the neighbour": (
        "contribution",
        (
            "insert into action (collectif_id, structure_id, quoi, modifie_par)"
            " values (%(collectif)s, %(voisine)s, 'A', %(ali)s)"
        ),
        DROIT,
    ),
    "a contributor moves an action next door": (
        "contribution",
        "update action set structure_id = %(voisine)s, modifie_par = %(ali)s",
        DROIT,
    ),
    "a publication of fewer than three carnets, by the system itself": (
        "systeme",
        (
            "insert into publication (collectif_id, trimestre_id, numero, carnets, agregats)"
            " values (%(collectif)s, %(trimestre)s, 7, 2, '{}')"
        ),
        CONTRAINTE,
    ),
    # The calendar does not go back, whoever asks.
    "an open trimestre becomes prepared again": (
        "systeme",
        "update trimestre set etat = 'prepare' where id = %(trimestre)s",
        TEMPS,
    ),
    "an open trimestre changes its thématique": (
        "animation",
        "update trimestre set thematique = 'T02' where id = %(trimestre)s",
        TEMPS,
    ),
    "an open trimestre changes its référentiel": (
        "animation",
        "update trimestre set referentiel_id = gen_random_uuid() where id = %(trimestre)s",
        TEMPS,
    ),
}


@pytest.mark.parametrize(("profil", "requete", "erreur"), ATTAQUES.values(), ids=ATTAQUES)
def test_the_database_refuses(terrain: Terrain, profil: str, requete: str, erreur: type[psycopg.Error]) -> None:
    connexion = terrain.act_as(profil)
    with pytest.raises(erreur):
        connexion.execute(requete, _places(terrain))


# The same rows, the same people, what they are there for: a refusal above is not one of everything.
PERMIS: dict[str, tuple[str, str]] = {
    "a contributor answers": (
        "contribution",
        "update reponse set niveau = 4, modifie_par = %(ali)s where carnet_id = %(carnet)s",
    ),
    "a contributor dates the positionnement": (
        "contribution",
        "update structure set positionne_le = now() where id = %(ici)s",
    ),
    "a direction transmits in its own name": (
        "direction",
        (
            "update carnet set etat = 'transmis', transmis_le = now(), transmis_par = %(alice)s,"
            " motif_incomplet = 'absence' where id = %(carnet)s"
        ),
    ),
    "a direction shows its structure's name": (
        "direction",
        "update structure set montre_son_nom = true where id = %(ici)s",
    ),
    "a direction raises a colleague to the direction": (
        "direction",
        "update habilitation set role = 'direction' where compte_id = %(ali)s",
    ),
    "a direction cancels an invitation, whoever sent it": ("direction", "update invitation set annulee_le = now()"),
    "a person takes another name": ("lecture", "update compte set nom = 'Aya B.' where id = %(aya)s"),
    "the administration closes an account": ("administration", "update compte set actif = false where id = %(alice)s"),
    "the animation moves the dates of an open trimestre": (
        "animation",
        "update trimestre set fin = fin + 7 where id = %(trimestre)s",
    ),
}


@pytest.mark.parametrize(("profil", "requete"), PERMIS.values(), ids=PERMIS)
def test_the_database_allows(terrain: Terrain, profil: str, requete: str) -> None:
    assert terrain.act_as(profil).execute(requete, _places(terrain)).rowcount == 1


def test_a_contributor_may_lock_the_carnet_that_they_answer_in(terrain: Terrain) -> None:
    requete = "select 1 from carnet for share"
    assert len(terrain.act_as("contribution").execute(requete).fetchall()) == 1
    assert terrain.act_as("lecture").execute(requete).fetchall() == []


def test_the_animation_gives_back_and_re_reads_what_was_transmitted(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    connexion.execute("update carnet set etat = 'transmis'")
    terrain.become("anna")
    for etat in ("relu", "a_completer"):
        assert (
            connexion.execute("update carnet set etat = %s where id = %s", [etat, terrain.monde.carnets[0]]).rowcount
            == 1
        )


def test_an_answer_to_a_transmitted_carnet_is_refused_by_the_base_itself(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    connexion.execute("update carnet set etat = 'transmis'")
    terrain.become("ali")
    with pytest.raises(TEMPS, match="Ce carnet est transmis"):
        connexion.execute("update reponse set niveau = 4, modifie_par = mon_compte()")


@pytest.mark.parametrize(
    ("table", "colonne"),
    [
        ("invitation", "acceptee_le"),
        ("invitation", "annulee_le"),
        ("session_web", "revoquee_le"),
        ("lien_connexion", "consomme_le"),
    ],
)
@pytest.mark.parametrize("valeur", ["null", "now() + '1 day'"])
def test_what_was_used_closed_or_taken_back_stays_so(terrain: Terrain, table: str, colonne: str, valeur: str) -> None:
    connexion = terrain.act_as("systeme")
    connexion.execute(f"update {table} set {colonne} = now() - interval '1 hour'")
    with pytest.raises(TEMPS, match="immuable"):
        connexion.execute(f"update {table} set {colonne} = {valeur}")


def test_a_structure_sees_the_figures_of_all_once_it_has_transmitted_or_all_is_closed(terrain: Terrain) -> None:
    def look(personne: str) -> int:
        terrain.become(personne)
        vues = connexion.execute("select count(*) from publication").fetchone()
        connexion.execute("select set_config('caprse.profil', 'systeme', true)")
        assert vues is not None
        return int(vues[0])

    connexion = terrain.elevate()
    connexion.execute(
        "update carnet set etat = 'brouillon', transmis_le = null where id = %s", [terrain.monde.carnets[0]]
    )
    assert [look(personne) for personne in ("aya", "alice", "bob", "charlie", "anna", "fanny")] == [0, 0, 2, 2, 2, 4]
    connexion.execute("update trimestre set etat = 'clos', clos_le = now() where id = %s", [terrain.monde.trimestre])
    assert [look(personne) for personne in ("aya", "alice", "bob", "charlie", "personne")] == [2, 2, 2, 2, 0]


def test_a_neighbour_is_seen_by_name_only_where_it_chose_to(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    connexion.execute("update structure set montre_son_nom = true where id = %s", [terrain.monde.structures[1]])
    for personne, attendu in (("alice", 2), ("charlie", 1), ("fanny", 0), ("personne", 0)):
        terrain.become(personne)
        assert connexion.execute("select count(*) from structure").fetchone() == (attendu,)
