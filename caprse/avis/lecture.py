"""Consultations as a service reads them: what was asked, of whom, until when, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.avis.regles import Etat, Resultat, compute_etat, from_contenu
from caprse.avis.requetes import GET_CONSULTATION, GET_FEUILLE, LIST_CONSULTATIONS
from caprse.carnet.regles import ETATS_MODIFIABLES, EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.langues.service import Langue, read_traduction, sort_langues
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.service import get_referentiel_pour
from caprse.socle.erreurs import Introuvable

QUOI = "Cette consultation"
# Who said which niveau, when names are told.
Noms = Sequence[tuple[str, int | None]]


@dataclass(frozen=True)
class Groupe:
    """A group of people who are asked; ``empreinte``: the hash of its link."""

    id: UUID
    nom: str
    empreinte: str | None


@dataclass(frozen=True)
class Releve:
    """What the sheets of one group said of one critère."""

    niveaux: tuple[int, ...]
    sait_pas: int
    version: int

    @property
    def nombre(self) -> int:
        return sum(self.niveaux) + self.sait_pas


@dataclass(frozen=True)
class Demande:
    """One critère that is asked; ``libre``: nobody answered; ``retenu``: the niveau that was settled.

    ``montree``: its voices are shown, in a meeting, and it takes none any more.
    """

    code: str
    libre: bool
    retenu: int | None
    montree: bool = False


@dataclass(frozen=True)
class MesAvis:
    """What one person, or one device, said: by critère, None for « je ne sais pas »; and in which group."""

    niveaux: Mapping[str, int | None]
    groupe_id: UUID | None = None


@dataclass(frozen=True)
class Depouille:
    """What a closed consultation shows to the direction. ``noms``: who said which niveau, by critère, when named."""

    participants: Mapping[UUID, int]
    resultats: Mapping[str, Resultat]
    noms: Mapping[str, Noms]


@dataclass(frozen=True)
class Consultation:
    """One consultation. ``releves``, ``depouille``, ``montres`` (what a meeting was shown before the closing) and
    ``participants``, by group, only for the direction. ``miens``: what the person at the screen said of it.
    """

    id: UUID
    collectif_id: UUID
    structure_id: UUID
    structure: str
    fictif: bool
    carnet_id: UUID
    numero: int
    nommee: bool
    fin: date
    ouverte_le: datetime
    close_le: datetime | None
    etat: Etat
    modifiable: bool
    demandes: tuple[Demande, ...]
    groupes: tuple[Groupe, ...]
    releves: Mapping[tuple[UUID, str], Releve]
    depouille: Depouille | None
    referentiel: Referentiel
    participants: Mapping[UUID, int] = field(default_factory=dict)
    miens: MesAvis = MesAvis({})
    montres: Mapping[str, Resultat] = field(default_factory=dict)
    noms_montres: Mapping[str, Noms] = field(default_factory=dict)

    @property
    def montrees(self) -> frozenset[str]:
        """The questions that are closed, for everyone, though the consultation is not."""
        return frozenset(demande.code for demande in self.demandes if demande.montree)

    @property
    def ouverts(self) -> tuple[Critere, ...]:
        """What still takes voices, as long as the consultation does."""
        return tuple(critere for critere in self.criteres if critere.code not in self.montrees)

    @property
    def criteres(self) -> tuple[Critere, ...]:
        """What is asked, in its order; a critère that another version of the référentiel took away is left out."""
        connus = {critere.code: critere for critere in self.referentiel.criteres}
        return tuple(connus[demande.code] for demande in self.demandes if demande.code in connus)

    def get_groupe(self, groupe_id: UUID) -> Groupe:
        """One of its groups. Raises Introuvable."""
        for groupe in self.groupes:
            if groupe.id == groupe_id:
                return groupe
        raise Introuvable("Ce groupe")

    def check_critere(self, code: str) -> None:
        """Raise Introuvable for a critère that it does not ask."""
        if all(critere.code != code for critere in self.criteres):
            raise Introuvable("Ce critère")


def list_consultations(unit: Unit, structure_id: UUID) -> tuple[Consultation, ...]:
    """The consultations of a structure, those under way first: for its people. Raises Introuvable.

    How many took part comes for the direction alone.
    """
    unit.check(Operation.CREATE_AVIS, None, structure_id, QUOI)
    lignes = unit.db.execute(LIST_CONSULTATIONS, {"structure": structure_id}).mappings().all()
    return tuple(
        replace(
            read_consultation(unit, ligne),
            participants={UUID(groupe): nombre for groupe, nombre in (ligne["participants"] or {}).items()},
            miens=_read_miens(ligne["miens"]),
        )
        for ligne in lignes
    )


def get_consultation(unit: Unit, consultation_id: UUID, operation: Operation) -> Consultation:
    """One consultation, for whoever may do this in its structure. Raises Introuvable."""
    ligne = unit.db.execute(GET_CONSULTATION, {"consultation": consultation_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(operation, ligne["collectif_id"], ligne["structure_id"], QUOI)
    return read_consultation(unit, ligne)


def get_feuille(
    unit: Unit, consultation_id: UUID, langue: str
) -> tuple[Consultation, tuple[Langue, ...], Traduction | None]:
    """What a sheet holds, in a language: for the direction, who prints it. Raises Introuvable."""
    cles = {"consultation": consultation_id, "langue": langue}
    ligne = unit.db.execute(GET_FEUILLE, cles).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_CONSULTATION, ligne["collectif_id"], ligne["structure_id"], QUOI)
    return read_consultation(unit, ligne), *read_langues(ligne)


def read_langues(ligne: RowMapping) -> tuple[tuple[Langue, ...], Traduction | None]:
    """The languages of a consultation, and the words of the one that was wanted, where it is there."""
    langues = sort_langues(Langue(**langue) for langue in ligne["langues"] or ())
    return tuple(langues), read_traduction(ligne["traduction"]) if ligne["traduction"] else None


def read_consultation(unit: Unit, ligne: RowMapping) -> Consultation:
    """A consultation as its statements give it."""
    trimestre = EtatTrimestre(ligne["etat_trimestre"])
    contenu = ligne["depouillement"]
    return Consultation(
        ligne["id"],
        ligne["collectif_id"],
        ligne["structure_id"],
        ligne["structure"],
        ligne["fictif"],
        ligne["carnet_id"],
        ligne["numero"],
        ligne["nommee"],
        ligne["fin"],
        ligne["ouverte_le"],
        ligne["close_le"],
        compute_etat(ligne["close_le"] is not None, ligne["fin"], unit.today, trimestre is EtatTrimestre.OUVERT),
        trimestre is EtatTrimestre.OUVERT and EtatCarnet(ligne["etat_carnet"]) in ETATS_MODIFIABLES,
        tuple(Demande(d["code"], d["libre"], d["retenu"], d["montree"]) for d in ligne["criteres"] or ()),
        tuple(Groupe(UUID(g["id"]), g["nom"], g["empreinte"]) for g in ligne["groupes"] or ()),
        {
            (UUID(r["groupe"]), r["critere"]): Releve(tuple(r["niveaux"]), r["sait_pas"], r["version"])
            for r in ligne["releves"] or ()
        },
        _read_depouille(contenu) if contenu is not None else None,
        get_referentiel_pour(unit.db, ligne["referentiel_id"], Profil(frozenset(ligne["types"]), ligne["effectif"])),
        montres={code: from_contenu(montre["resultat"]) for code, montre in (ligne["montres"] or {}).items()},
        noms_montres={code: _read_noms(montre["noms"]) for code, montre in (ligne["montres"] or {}).items()},
    )


def _read_miens(dits: Mapping[str, Any] | None) -> MesAvis:
    return MesAvis(dits["niveaux"], UUID(dits["groupe"])) if dits else MesAvis({})


def _read_depouille(contenu: Mapping[str, Any]) -> Depouille:
    return Depouille(
        {UUID(groupe): nombre for groupe, nombre in contenu["participants"].items()},
        {code: from_contenu(resultat) for code, resultat in contenu["criteres"].items()},
        {code: _read_noms(noms) for code, noms in contenu["noms"].items()},
    )


def _read_noms(noms: Sequence[Sequence[Any]]) -> Noms:
    return [(nom, niveau) for nom, niveau in noms]
