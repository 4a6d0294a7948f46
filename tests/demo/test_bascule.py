"""The demonstration, filled with the version before, goes to the one that ships: no answer with a sense is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.bascule.reunion import ROUVERTE
from caprse.carnet.bascule.service import apply_bascule, read_versions
from caprse.demo.service import create_demo
from caprse.lancement import publish_livre
from caprse.referentiel.correspondances.livrees import find_livree
from caprse.referentiel.pour_vous import concerns
from caprse.referentiel.service import import_referentiel
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.fabrique import build_referentiel
from tests.referentiel.versions import read_livre, read_precedent

# The open trimestre is the one before the last: each asks another thématique.
OUVERTS = {3: "PAR", 4: "EMP", 6: "ECO"}

LIST_REPONSES = (
    "select s.nom, s.types, r.critere, r.niveau, r.non_concerne, r.commentaire, r.modifie_par from reponse r"
    " join carnet c on c.id = r.carnet_id join structure s on s.id = r.structure_id"
    " join trimestre t on t.id = c.trimestre_id where t.etat = :etat and (r.niveau is not null or r.non_concerne"
    " or r.commentaire <> '')"
)


def list_reponses(etat: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    lignes = execute(LIST_REPONSES, etat=etat)
    return {(ligne.nom, ligne.critere): dict(ligne._mapping) for ligne in lignes}


@pytest.mark.parametrize("trimestres", OUVERTS, ids=OUVERTS.values())
def test_every_answer_that_still_has_a_sense_is_kept(installation: Installation, trimestres: int) -> None:
    ancien, nouveau = read_precedent(), read_livre()
    with open_unit_systeme(installation) as unit:
        de = import_referentiel(unit.db, ancien)[0]
    collectif = create_demo(installation, trimestres=trimestres).collectif_id
    with open_unit_systeme(installation) as unit:
        vers = import_referentiel(unit.db, nouveau)[0]
    clos, avant = list_reponses("clos"), list_reponses("ouvert")
    animation = get_value(
        "select compte_id from habilitation where role = 'animation' and collectif_id = :c", c=collectif
    )
    with open_unit(compte_id=animation) as unit:
        trouvee = find_livree(*read_versions(unit, collectif, de, vers))
        assert trouvee is not None
        faite = apply_bascule(unit, collectif, vers, trouvee)
    assert faite.faisable
    assert faite.count()["perdues"] == 0
    assert list_reponses("clos") == clos

    apres = list_reponses("ouvert")
    correspondance = find_livree(ancien, nouveau)
    assert correspondance is not None
    demandes = {c.code for part in nouveau.capsule(OUVERTS[trimestres]) for c in part.criteres}
    rouvertes = 0
    for (structure, critere), reponse in avant.items():
        types = frozenset(reponse["types"])
        suites = [cible.code for cible in correspondance.lignes[critere].vers if cible.code in demandes]
        assert suites, critere
        for suite in suites:
            obtenue = apres[structure, suite]
            avant_qui, apres_qui = ancien.critere(critere).pour_qui, nouveau.critere(suite).pour_qui
            rouverte = not concerns(avant_qui.types, types) and concerns(apres_qui.types, types)
            if rouverte and reponse["non_concerne"] and len(correspondance.lignes[critere].vers) == 1:
                rouvertes += 1
                assert obtenue["commentaire"].startswith(ROUVERTE)
                assert (obtenue["niveau"], obtenue["non_concerne"]) == (None, False)
            elif suite == critere:
                assert obtenue == reponse
            else:
                # One of several may have brought another niveau; what it said is a niveau, or « non concerné ».
                assert obtenue["niveau"] is not None or obtenue["non_concerne"]
    if OUVERTS[trimestres] == "PAR":
        # An EBE was told that what follows was not for it: those two questions are now written for it.
        assert rouvertes == 2


def test_a_base_at_the_version_before_gets_the_new_one_beside_it(installation: Installation) -> None:
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, read_precedent())
    create_demo(installation, structures=2, trimestres=2)
    suivies = execute("select id, referentiel_id from trimestre order by id")
    with open_unit_systeme(installation) as unit:
        assert publish_livre(unit, read_livre(), vide=False)
        assert not publish_livre(unit, read_livre(), vide=False)
    assert [ligne.version for ligne in execute("select version from referentiel order by version")] == [
        read_precedent().version,
        read_livre().version,
    ]
    assert execute("select id, referentiel_id from trimestre order by id") == suivies


def test_a_base_that_follows_only_its_own_referentiel_is_left_with_it(installation: Installation) -> None:
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, build_referentiel(themes=2, criteres=7))
    create_demo(installation, structures=2, trimestres=2)
    with open_unit_systeme(installation) as unit:
        assert not publish_livre(unit, read_livre(), vide=False)
    assert execute("select cle from referentiel") == [("essai",)]


def test_a_later_version_of_their_own_stays_in_front(installation: Installation) -> None:
    suivante = read_livre().model_copy(update={"version": "9.0.0"})
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, suivante)
        assert not publish_livre(unit, read_livre(), vide=False)
    assert execute("select version from referentiel") == [("9.0.0",)]
