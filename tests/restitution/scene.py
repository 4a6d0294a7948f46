"""A collectif that answers: structures fill their carnets, transmit them, leave, come, and look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import psycopg
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.modele import Trimestre
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.restitution.publication.edition import Edition, Publiee
from caprse.restitution.publication.service import refresh_publication
from caprse.restitution.resultats.service import get_resultats
from caprse.restitution.trimestres.cloture import Cloture, close_trimestre
from caprse.socle.installation import Installation, get_installation
from tests.base import execute
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=3, criteres=8)
CRITERES = tuple(c.code for t in REFERENTIEL.capsule("T01") for c in t.criteres)


def create_larger(installation: Installation, structures: int) -> Monde:
    """One more world of so many structures, beside those there are, on a version of its own."""
    execute_as_owner("update collectif set nom = nom || ' ancien'")
    execute_as_owner("update compte set courriel = 'ancien-' || courriel")
    contenu = to_contenu(REFERENTIEL) | {"version": f"0.2.{structures}"}
    return create_monde(installation, from_contenu(contenu), contenu, structures=structures)


def answer(carnet: UUID, niveaux: Mapping[str, int | None] | int, non_concernes: Iterable[str] = ()) -> None:
    """Answer critères; a single niveau answers all of them. None takes an answer back."""
    if isinstance(niveaux, int):
        niveaux = dict.fromkeys(CRITERES, niveaux)
    lignes = [(code, niveau, False) for code, niveau in niveaux.items()]
    lignes += [(code, None, True) for code in non_concernes]
    with open_unit_systeme() as unit:
        for code, niveau, non_concerne in lignes:
            unit.db.execute(
                text("""
                insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, non_concerne, motif)
                select collectif_id, id, :code, structure_id, :niveau, :non_concerne, case when :non_concerne
                       then 'essai' else '' end from carnet where id = :carnet
                on conflict (collectif_id, carnet_id, critere) do update
                   set niveau = excluded.niveau, non_concerne = excluded.non_concerne, motif = excluded.motif
                """),
                {"carnet": carnet, "code": code, "niveau": niveau, "non_concerne": non_concerne},
            )


def send(*carnets: UUID) -> None:
    """Transmit, with the clock of the application."""
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "update carnet set etat = 'transmis', transmis_le = :now, version = version + 1 where id = any(:ids)"
            ),
            {"ids": list(carnets), "now": unit.now},
        )


def send_back(*carnets: UUID) -> None:
    """Give carnets back to their structures."""
    execute("update carnet set etat = 'a_completer', version = version + 1 where id = any(:ids)", ids=list(carnets))


def answer_and_send(monde: Monde, *rangs: int) -> None:
    """Structure of rank r answers r modulo 5 everywhere, and transmits."""
    for rang in rangs:
        answer(monde.carnets[rang], rang % 5)
    send(*(monde.carnets[rang] for rang in rangs))


def position(monde: Monde, rang: int, **niveaux: int) -> None:
    """The positionnement of a structure, by enjeu; an underscore stands for the hyphen."""
    for enjeu, niveau in niveaux.items():
        execute(
            "insert into positionnement (collectif_id, structure_id, enjeu, referentiel_id, niveau)"
            " values (:c, :s, :e, :r, :n)",
            c=monde.collectif,
            s=monde.structures[rang],
            e=enjeu.replace("_", "-"),
            r=monde.referentiel,
            n=niveau,
        )


def leave(monde: Monde, rang: int, au: date) -> None:
    execute("update adhesion set au = :au where structure_id = :s", au=au, s=monde.structures[rang])


def show_name(monde: Monde, *rangs: int, montre: bool = True) -> None:
    execute(
        "update structure set montre_son_nom = :montre where id = any(:ids)",
        ids=[monde.structures[rang] for rang in rangs],
        montre=montre,
    )


def execute_as_owner(requete: str) -> None:
    """Change what the application itself may not: the name or the label of a collectif, its threshold."""
    url = get_installation().url_migration
    assert url is not None
    with psycopg.connect(url, autocommit=True) as connexion:
        connexion.execute("select set_config('caprse.profil', 'systeme', false)")
        connexion.execute(requete.encode())


def open_next(
    monde: Monde, numero: int, thematique: str, debut: date, fin: date, etat: str = "ouvert"
) -> tuple[UUID, dict[UUID, UUID]]:
    """A further trimestre; gives its id and the carnet of each structure that is a member on its first day."""
    with open_unit_systeme() as unit:
        trimestre = Trimestre(
            collectif_id=monde.collectif,
            numero=numero,
            thematique=thematique,
            referentiel_id=monde.referentiel,
            debut=debut,
            fin=fin,
            etat=etat,
        )
        unit.db.add(trimestre)
        unit.db.flush()
        lignes = unit.db.execute(
            text("""
            insert into carnet (collectif_id, trimestre_id, structure_id)
            select collectif_id, :trimestre, structure_id from adhesion
             where collectif_id = :collectif and daterange(du, au, '[]') @> cast(:debut as date)
            returning structure_id, id
            """),
            {"trimestre": trimestre.id, "collectif": monde.collectif, "debut": debut},
        )
        return trimestre.id, {ligne.structure_id: ligne.id for ligne in lignes}


def refresh(monde: Monde, trimestre: UUID | None = None) -> bool:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return refresh_publication(unit, trimestre or monde.trimestre)


def close(monde: Monde, trimestre: UUID | None = None) -> Cloture:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return close_trimestre(unit, trimestre or monde.trimestre)


def look(monde: Monde, nom: str, rang: int, trimestre: UUID | None = None) -> tuple[Publiee | None, str | None]:
    """What a person's screens show of the collectif for a structure, after what is due was published.

    The trimestre is chosen as the address of a page does: by its number.
    """
    refresh(monde, trimestre)
    [(numero,)] = execute("select numero from trimestre where id = :t", t=trimestre or monde.trimestre)
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        vu = get_resultats(unit, monde.structures[rang], numero).choisi
    assert vu is not None
    assert vu.id == (trimestre or monde.trimestre)
    return vu.publication, vu.raison


def see(monde: Monde, nom: str, rang: int, trimestre: UUID | None = None) -> Edition:
    """The same, when something must be shown."""
    publiee, raison = look(monde, nom, rang, trimestre)
    assert publiee is not None, raison
    return publiee.edition
