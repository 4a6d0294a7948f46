"""Ali has left something everywhere: what they may take away, and what their erasure must find."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert

from caprse.acces.brouillons import Ecrit, save_brouillon
from caprse.acces.connexion.liens import create_lien
from caprse.acces.connexion.sessions import open_session
from caprse.acces.modele import Acte
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.courrier.facteur import add_courriel
from tests.base import execute
from tests.echanges.portage.scene import fill
from tests.monde import Monde

NOM, COURRIEL = "Ali Baba-Zéphyr", "Ali.Zephyr@exemple.test"


def fill_personne(monde: Monde) -> UUID:
    """The scene of a structure, then Ali's own: mails, drafts, sessions, an old name, a message, a role given."""
    ali, alice = monde.comptes["ali"], monde.comptes["alice"]
    execute("update compte set nom = 'Ali Zéphyr' where id = :c", c=ali)
    execute("update compte set nom = :n, courriel = :a where id = :c", c=ali, n=NOM, a=COURRIEL)
    fill(monde)
    ici = {"c": monde.collectif, "s": monde.structures[0]}
    with open_unit_systeme() as unit:
        open_session(unit, ali, "Firefox sur Linux")
        create_lien(unit, COURRIEL)
        add_courriel(unit.db, COURRIEL.lower(), f"Bonjour {NOM}", f"Cher {NOM}, un secret", unit.now)
    with open_unit(compte_id=ali) as unit:
        save_brouillon(unit, "message/x", Ecrit({"texte": f"Signé {NOM}"}))
        unit.db.execute(insert(Acte).values(compte_id=ali, identite=alice, phrase=f"{NOM} est prévenu."))
    execute(
        "insert into invitation (courriel, nom, role, collectif_id, structure_id, empreinte, expire_le, cree_par)"
        " values (:a, :n, 'contribution', :c, :s, 'x', now() + interval '7 days', :p)",
        a=COURRIEL.upper(),
        n=NOM,
        p=alice,
        **ici,
    )
    execute(
        "insert into nouvelle (compte_id, cle, genre, titre, chemin) values"
        " (:ali, 'k1', 'mention', 'Alice vous a cité', 'carnet'),"
        " (:alice, 'k2', 'mention', :t, 'carnet')",
        ali=ali,
        alice=alice,
        t=f"{NOM} vous a cité",
    )
    execute("insert into desinscription (compte_id, genre) values (:a, 'semaine')", a=ali)
    execute("insert into abonnement_agenda (compte_id, empreinte) values (:a, 'agenda')", a=ali)
    return ali
