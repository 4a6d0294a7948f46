"""Who may do what: the one map role → operations. Pages, routes and services all read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from caprse.socle.signes import drop_signes


class Role(StrEnum):
    """What a person is, for a structure, for a collectif, or for the whole installation."""

    DIRECTION = "direction"
    CONTRIBUTION = "contribution"
    LECTURE = "lecture"
    ANIMATION = "animation"
    ADMINISTRATION = "administration"
    FEDERATION = "federation"


ROLES_DE_STRUCTURE = frozenset({Role.DIRECTION, Role.CONTRIBUTION, Role.LECTURE})
ROLES_GENERAUX = frozenset({Role.ADMINISTRATION, Role.FEDERATION})

# What a person may do in a structure, each role including the ones before it.
RANGS: dict[Role, int] = {Role.LECTURE: 1, Role.CONTRIBUTION: 2, Role.DIRECTION: 3}

LIBELLES: dict[Role, str] = {
    Role.DIRECTION: "Direction",
    Role.CONTRIBUTION: "Contribution",
    Role.LECTURE: "Lecture seule",
    Role.ANIMATION: "Animation du collectif",
    Role.ADMINISTRATION: "Administration",
    Role.FEDERATION: "Fédération",
}

EXPLICATIONS: dict[Role, str] = {
    Role.DIRECTION: "répondre, transmettre le carnet et inviter des collègues",
    Role.CONTRIBUTION: "remplir les critères du carnet",
    Role.LECTURE: "lire le carnet et les résultats, sans rien modifier",
    Role.ANIMATION: "accompagner les structures du collectif et tenir son calendrier",
    Role.ADMINISTRATION: "ouvrir et fermer les comptes de tout le cahier",
    Role.FEDERATION: "voir les résultats d’ensemble de plusieurs collectifs",
}


class Operation(StrEnum):
    """What a use case needs. The value is what the journal and the tests call it."""

    GET_CARNET = "get_carnet"
    UPDATE_REPONSE = "update_reponse"
    SEND_CARNET = "send_carnet"
    UPDATE_STRUCTURE_ACCES = "update_structure_acces"
    UPDATE_STRUCTURE = "update_structure"
    GET_AGREGAT = "get_agregat"
    GET_COLLECTIF = "get_collectif"
    UPDATE_COLLECTIF = "update_collectif"
    MERGE_STRUCTURES = "merge_structures"
    UPDATE_TRIMESTRE = "update_trimestre"
    SEND_BACK_CARNET = "send_back_carnet"
    UPDATE_RELECTURE = "update_relecture"
    WRITE_MESSAGE = "write_message"
    UPDATE_ACTION = "update_action"
    UPDATE_PRATIQUE = "update_pratique"
    SHARE_PRATIQUE = "share_pratique"
    UPDATE_ENTRAIDE = "update_entraide"
    UPDATE_BINOME = "update_binome"
    UPDATE_VISITE = "update_visite"
    CREATE_AVIS = "create_avis"
    UPDATE_CONSULTATION = "update_consultation"
    CREATE_APPUI = "create_appui"
    UPDATE_APPUI = "update_appui"
    SEND_RAPPEL = "send_rappel"
    GET_JOURNAL = "get_journal"
    EXPORT_STRUCTURE = "export_structure"
    UPDATE_REFERENTIEL = "update_referentiel"
    UPDATE_SEANCE = "update_seance"
    GET_FEDERATION = "get_federation"
    UPDATE_INSTALLATION = "update_installation"


OPERATIONS: dict[Role, frozenset[Operation]] = {
    Role.LECTURE: frozenset({Operation.GET_CARNET, Operation.GET_AGREGAT, Operation.CREATE_AVIS}),
    Role.CONTRIBUTION: frozenset(
        {
            Operation.GET_CARNET,
            Operation.GET_AGREGAT,
            Operation.UPDATE_REPONSE,
            Operation.WRITE_MESSAGE,
            Operation.UPDATE_ACTION,
            Operation.UPDATE_PRATIQUE,
            Operation.UPDATE_VISITE,
            Operation.CREATE_AVIS,
        }
    ),
    Role.DIRECTION: frozenset(
        {
            Operation.GET_CARNET,
            Operation.GET_AGREGAT,
            Operation.UPDATE_REPONSE,
            Operation.SEND_CARNET,
            Operation.WRITE_MESSAGE,
            Operation.UPDATE_ACTION,
            Operation.UPDATE_PRATIQUE,
            Operation.SHARE_PRATIQUE,
            Operation.UPDATE_ENTRAIDE,
            Operation.UPDATE_VISITE,
            Operation.CREATE_AVIS,
            Operation.UPDATE_CONSULTATION,
            Operation.CREATE_APPUI,
            Operation.GET_JOURNAL,
            Operation.EXPORT_STRUCTURE,
            Operation.UPDATE_STRUCTURE_ACCES,
            Operation.UPDATE_STRUCTURE,
        }
    ),
    Role.ANIMATION: frozenset(
        {
            Operation.GET_CARNET,
            Operation.GET_AGREGAT,
            Operation.UPDATE_STRUCTURE_ACCES,
            Operation.UPDATE_STRUCTURE,
            Operation.GET_COLLECTIF,
            Operation.UPDATE_COLLECTIF,
            Operation.MERGE_STRUCTURES,
            Operation.UPDATE_TRIMESTRE,
            Operation.SEND_BACK_CARNET,
            Operation.UPDATE_RELECTURE,
            Operation.WRITE_MESSAGE,
            Operation.CREATE_APPUI,
            Operation.UPDATE_APPUI,
            Operation.UPDATE_BINOME,
            Operation.UPDATE_VISITE,
            Operation.SEND_RAPPEL,
            Operation.GET_JOURNAL,
            Operation.UPDATE_REFERENTIEL,
            Operation.UPDATE_SEANCE,
        }
    ),
    Role.FEDERATION: frozenset({Operation.GET_FEDERATION}),
    Role.ADMINISTRATION: frozenset(
        {
            Operation.UPDATE_INSTALLATION,
            Operation.UPDATE_REFERENTIEL,
            Operation.GET_JOURNAL,
            Operation.UPDATE_STRUCTURE_ACCES,
            Operation.UPDATE_STRUCTURE,
            Operation.UPDATE_COLLECTIF,
            Operation.UPDATE_TRIMESTRE,
        }
    ),
}


@dataclass(frozen=True)
class Droit:
    """One role held, and on what."""

    role: Role
    collectif_id: UUID | None = None
    structure_id: UUID | None = None

    def covers(self, collectif_id: UUID | None, structure_id: UUID | None) -> bool:
        """Whether the role reaches this structure, this collectif, or the installation."""
        if self.role in ROLES_GENERAUX:
            return True
        if self.role in ROLES_DE_STRUCTURE and structure_id is not None:
            return self.structure_id == structure_id
        return collectif_id is not None and self.collectif_id == collectif_id


@dataclass(frozen=True)
class Acteur:
    """The person who acts, with all their rights. ``demo``: an invented person, who reaches nothing real."""

    compte_id: UUID | None
    nom: str
    courriel: str = ""
    droits: tuple[Droit, ...] = ()
    systeme: bool = False
    demo: bool = False

    def can(self, operation: Operation, collectif_id: UUID | None = None, structure_id: UUID | None = None) -> bool:
        """Whether one of the roles held allows the operation there."""
        return self.systeme or any(
            operation in OPERATIONS[droit.role] and droit.covers(collectif_id, structure_id)
            for place in ((None, None), (collectif_id, None), (None, structure_id))
            for droit in self._par_place.get(place, ())
        )

    def holds(self, structure_id: UUID) -> bool:
        """Whether one of the roles held is on this structure."""
        return (None, structure_id) in self._par_place

    @cached_property
    def _par_place(self) -> dict[tuple[UUID | None, UUID | None], tuple[Droit, ...]]:
        """Where a right may reach, so that the hundreds that another place has are not gone through."""
        places: dict[tuple[UUID | None, UUID | None], tuple[Droit, ...]] = {}
        connus: set[tuple[Role, UUID]] = set()
        for droit in self.droits:
            if droit.structure_id is not None:
                cle: tuple[UUID | None, UUID | None] = (None, droit.structure_id)
                places[cle] = (*places.get(cle, ()), droit)
            # One right of each kind tells all that the roles of a collectif allow there.
            if droit.structure_id is None or (droit.role, droit.collectif_id) not in connus:
                cle = (droit.collectif_id, None)
                places[cle] = (*places.get(cle, ()), droit)
                if droit.collectif_id is not None:
                    connus.add((droit.role, droit.collectif_id))
        return places

    def structures(self) -> tuple[Droit, ...]:
        """Rights on a structure, in the order they were given."""
        return tuple(droit for droit in self.droits if droit.structure_id is not None)

    def collectifs(self, roles: Iterable[Role] = (Role.ANIMATION,)) -> tuple[UUID, ...]:
        """Collectifs where one of these roles is held, each once."""
        wanted = set(roles)
        return tuple(
            dict.fromkeys(d.collectif_id for d in self.droits if d.role in wanted and d.collectif_id is not None)
        )


def can_give(acteur: Acteur, role: Role, collectif_id: UUID | None, structure_id: UUID | None) -> bool:
    """Whether the person may give, change or take back this role there.

    Roles of a structure: its direction, the animation of its collectif, the administration. Other roles: the
    administration alone.
    """
    if role in ROLES_DE_STRUCTURE:
        return structure_id is not None and acteur.can(
            Operation.UPDATE_STRUCTURE_ACCES, collectif_id=collectif_id, structure_id=structure_id
        )
    return acteur.can(Operation.UPDATE_INSTALLATION)


def has_portee(role: Role, collectif_id: UUID | None, structure_id: UUID | None) -> bool:
    """Whether the ids are those this role needs: a structure and its collectif, a collectif, or none."""
    if role in ROLES_DE_STRUCTURE:
        return collectif_id is not None and structure_id is not None
    return (collectif_id is not None) == (role is Role.ANIMATION) and structure_id is None


def refusal_nom(nom: str) -> str | None:
    """The reason why this cannot be the name of a person, or None. One French sentence."""
    if not 1 <= len(nom) <= 120:
        return "Écrivez le prénom et le nom, en 120 signes au plus."
    # The name is printed in mails: an address there would look like one of ours.
    if nom != drop_signes(nom) or "\n" in nom or "://" in nom or "@" in nom:
        return "Le nom contient un signe inattendu. Écrivez seulement le prénom et le nom."
    return None


_NAVIGATEURS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMES = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def format_appareil(user_agent: str) -> str:
    """``Firefox sur Windows``: enough for a person to know their own device, and nothing more is kept."""
    navigateur = next((nom for marque, nom in _NAVIGATEURS if marque in user_agent), "Navigateur inconnu")
    systeme = next((nom for marque, nom in _SYSTEMES if marque in user_agent), None)
    return f"{navigateur} sur {systeme}" if systeme else navigateur
