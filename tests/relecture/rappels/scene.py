"""What the tests of threads and reminders share: the people, a mail server, what the base holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text

from caprse.acces.modele import Compte, Habilitation
from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.socle.installation import Installation, set_installation
from tests.courrier.serveur import Boite
from tests.monde import Monde


def with_smtp(installation: Installation, boite: Boite, adresse: str = "https://cahier.exemple.test") -> Installation:
    """The same installation, with this mail server."""
    reglages = replace(
        installation.reglages,
        smtp_hote="127.0.0.1",
        smtp_port=boite.port,
        smtp_securite="aucune",
        expediteur="cahier@exemple.test",
        adresse_publique=adresse,
    )
    avec = replace(installation, reglages=reglages)
    set_installation(avec)
    return avec


def change(requete: str, **valeurs: object) -> None:
    """Change the base as the system does."""
    with open_unit_systeme() as unit:
        unit.db.execute(text(requete), valeurs)


def read(requete: str, **valeurs: object) -> list[tuple[object, ...]]:
    """What the base holds, seen by the system."""
    with open_unit_systeme() as unit:
        return [tuple(ligne) for ligne in unit.db.execute(text(requete), valeurs)]


@contextmanager
def act_as(monde: Monde, personne: str) -> Iterator[Unit]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        yield unit


def set_etat(monde: Monde, etat: str, trimestre: str = "ouvert", rang: int = 0) -> None:
    """The état of the carnet of one structure, then that of the trimestre."""
    change(
        "update carnet set etat = cast(:etat as varchar),"
        " transmis_le = case when cast(:etat as varchar) = 'brouillon' then null else now() end where id = :id",
        etat=etat,
        id=monde.carnets[rang],
    )
    if trimestre == "clos":
        change("update trimestre set etat = 'clos', clos_le = now() where id = :id", id=monde.trimestre)


def add_personne(monde: Monde, nom: str, role: Role, structure: UUID | None) -> UUID:
    """One more person in collectif A."""
    with open_unit_systeme() as unit:
        compte = Compte(courriel=f"{nom}@exemple.test", nom=nom.capitalize())
        unit.db.add(compte)
        unit.db.flush()
        unit.db.add(Habilitation(compte_id=compte.id, role=role, collectif_id=monde.collectif, structure_id=structure))
        return compte.id


def remove_role(monde: Monde, personne: str) -> None:
    """The person leaves."""
    change("delete from habilitation where compte_id = :compte", compte=monde.comptes[personne])
