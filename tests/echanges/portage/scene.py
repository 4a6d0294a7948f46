"""A structure with something in every part of its file."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from uuid import UUID

from sqlalchemy import delete

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.positionnement.service import save_position
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.echanges.portage.document import Document
from caprse.echanges.portage.service import build_structure, export_structure
from caprse.progres.modele import Pratique
from caprse.restitution.trimestres.cloture import close_trimestre
from tests.base import execute, get_value
from tests.monde import Monde

CONTENU = b"Titre;Nombre\nCompte rendu;3\n"


def fill(monde: Monde) -> None:
    """Answers with their history, a thread, a file, an action, a pratique, avis, an appui, a binôme: structure 0."""
    ali, structure, carnet = monde.comptes["ali"], monde.structures[0], monde.carnets[0]
    for rang, saisie in enumerate(
        (
            Saisie(
                niveau=3,
                commentaire="Deux\nlignes ; « cité »",
                cible=4,
                trace_titre="Note",
                trace_lien="https://exemple.test/",
            ),
            Saisie(non_concerne=True, motif="=1+1"),
            Saisie(niveau=0, deja_regle=True),
        )
    ):
        with open_unit(compte_id=ali) as unit:
            save_reponse(unit, carnet, monde.criteres[rang], saisie, 0)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, carnet, monde.criteres[2], Saisie(niveau=1), 1)
        save_position(unit, structure, monde.enjeux[0], 2, False, 0)
    lieu = {"c": monde.collectif, "s": structure, "a": ali}
    empreinte = hashlib.sha256(CONTENU).hexdigest()
    execute(
        "insert into fichier (collectif_id, structure_id, empreinte, nature, octets, contenu)"
        " values (:c, :s, :e, 'csv', :n, :f)",
        **{x: lieu[x] for x in "cs"},
        e=empreinte,
        n=len(CONTENU),
        f=CONTENU,
    )
    for titre, lien, sceau, nom in (
        ("Lien", "https://exemple.test/a", None, ""),
        ("Fichier", "", empreinte, "suivi.csv"),
    ):
        execute(
            "insert into trace (collectif_id, structure_id, titre, lien, empreinte, nom_fichier, modifie_par)"
            " values (:c, :s, :t, :l, :e, :n, :a)",
            **lieu,
            t=titre,
            l=lien,
            e=sceau,
            n=nom,
        )
    execute(
        "insert into reponse_trace (collectif_id, structure_id, carnet_id, critere, trace_id, cree_par)"
        " select :c, :s, :k, :x, id, :a from trace",
        **lieu,
        k=carnet,
        x=monde.criteres[0],
    )
    execute(
        "insert into fil (collectif_id, carnet_id, structure_id, critere) values (:c, :k, :s, :x)",
        c=monde.collectif,
        k=carnet,
        s=structure,
        x=monde.criteres[0],
    )
    for auteur in ("alice", "anna"):
        execute(
            "insert into message (collectif_id, fil_id, structure_id, auteur, texte, mentions)"
            " select :c, id, :s, :a, 'D''accord ?', array[cast(:a as uuid)] from fil",
            c=monde.collectif,
            s=structure,
            a=monde.comptes[auteur],
        )
    execute("insert into action (collectif_id, structure_id, quoi, modifie_par) values (:c, :s, 'Former', :a)", **lieu)
    execute(
        "insert into pratique (collectif_id, structure_id, titre, modifie_par) values (:c, :s, 'Partie', :a)", **lieu
    )
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        unit.db.execute(delete(Pratique).where(Pratique.titre == "Partie"))
    execute(
        "insert into pratique (collectif_id, structure_id, titre, etat, partagee_le, modifie_par)"
        " values (:c, :s, 'Le café des nouveaux', 'collectif', now(), :a)",
        **lieu,
    )
    execute(
        "insert into pratique_trace (collectif_id, structure_id, pratique_id, trace_id, cree_par)"
        " select :c, :s, p.id, t.id, :a from pratique p, trace t",
        **lieu,
    )
    execute(
        "insert into entraide (collectif_id, structure_id, offre) values (:c, :s, '{T01-01}')",
        **{x: lieu[x] for x in "cs"},
    )
    execute(
        "insert into appui (collectif_id, structure_id, demande, demande_par) values (:c, :s, 'Un diagnostic', :a)",
        **lieu,
    )
    execute(
        "insert into binome (collectif_id, structures, etat, lieu, accepte_le)"
        " values (:c, array[cast(:s as uuid), cast(:v as uuid)], 'termine', 'visio', now())",
        c=monde.collectif,
        s=structure,
        v=monde.structures[1],
    )
    execute(
        "insert into a_voir (collectif_id, structure_id, carnet_id, critere, compte_id, pour_le)"
        " values (:c, :s, :k, :x, :a, :j)",
        **lieu,
        k=carnet,
        x=monde.criteres[3],
        j=date(2026, 4, 1),
    )
    _consult(monde)


def close(monde: Monde) -> None:
    """The trimestre is closed, then opened again, then closed: two arrêtés, and a past."""
    for tour in range(2):
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            close_trimestre(unit, monde.trimestre)
        if tour == 0:
            with open_unit(compte_id=monde.comptes["anna"]) as unit:
                reopen_trimestre(unit, monde.trimestre, "Une réponse à revoir", date(2026, 4, 15))


def export(structure_id: UUID) -> bytes:
    """The archive, as the operator takes it."""
    with open_unit_systeme() as unit:
        return export_structure(unit, structure_id)


def read(structure_id: UUID) -> Document:
    """The file, as the operator reads it."""
    with open_unit_systeme() as unit:
        return build_structure(unit, structure_id)[1]


def normalize(document: Document) -> dict[str, object]:
    """What a round trip keeps equal: all but the instant of the file and the name of the collectif."""
    brut = document.model_dump(mode="json")
    brut["collectif"].pop("nom")
    return brut | {"ecrit_le": None}


def _consult(monde: Monde) -> None:
    lieu = {"c": monde.collectif, "s": monde.structures[0]}
    execute(
        "insert into consultation (collectif_id, structure_id, carnet_id, nommee, fin, close_le)"
        " values (:c, :s, :k, false, :j, now())",
        **lieu,
        k=monde.carnets[0],
        j=date(2026, 3, 1),
    )
    consultation = get_value("select id from consultation")
    ici = lieu | {"q": consultation}
    execute(
        "insert into consultation_groupe (collectif_id, structure_id, consultation_id, ordre, nom)"
        " values (:c, :s, :q, 0, 'Équipe')",
        **ici,
    )
    execute(
        "insert into consultation_critere (collectif_id, structure_id, consultation_id, critere, ordre, carnet_id)"
        " values (:c, :s, :q, :x, 0, :k)",
        **ici,
        x=monde.criteres[0],
        k=monde.carnets[0],
    )
    groupe = str(get_value("select id from consultation_groupe"))
    compte = {"nombre": 6, "raison": None, "niveaux": [1, 2, 3, 0, 0], "ecartees": 0, "sait_pas": 0}
    contenu = {"noms": {}, "criteres": {monde.criteres[0]: {"groupes": {groupe: compte}, "ensemble": compte}}}
    execute(
        "insert into depouillement (collectif_id, structure_id, consultation_id, contenu)"
        " values (:c, :s, :q, cast(:d as jsonb))",
        **ici,
        d=json.dumps(contenu),
    )
