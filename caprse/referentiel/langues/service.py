"""Translations as they are stored: beside a version, replaced by those of a folder that is imported again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.modele import TraductionStockee, VersionReferentiel
from caprse.socle.erreurs import Refus
from caprse.socle.francais import enumerate_words

AILLEURS = (
    "Un autre collectif suit cette version : seule l’administration change ses traductions. Rien n’a été changé."
)
# What has a column of its own.
COLONNES = ("langue", "nom", "nom_francais", "sens")


@dataclass(frozen=True)
class Langue:
    """One language that may be chosen. ``sens``: ltr or rtl."""

    code: str
    nom: str
    nom_francais: str
    sens: str


@dataclass(frozen=True)
class Ecart:
    """What importing translations changes: the names of their languages, in French."""

    ajoutees: tuple[str, ...] = ()
    corrigees: tuple[str, ...] = ()
    retirees: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ajoutees or self.corrigees or self.retirees)

    def __str__(self) -> str:
        """``arabe et anglais ajoutés ; espagnol corrigé``; nothing where nothing changes."""
        parties = ((self.ajoutees, "ajouté"), (self.corrigees, "corrigé"), (self.retirees, "retiré"))
        return " ; ".join(
            f"{enumerate_words(noms)} {mot}{'s' if len(noms) > 1 else ''}" for noms, mot in parties if noms
        )


def list_langues(db: Session, referentiel_id: UUID) -> list[Langue]:
    """The languages in which a version may be read, beside French, by their French name."""
    requete = select(
        TraductionStockee.langue, TraductionStockee.nom, TraductionStockee.nom_francais, TraductionStockee.sens
    ).where(TraductionStockee.referentiel_id == referentiel_id)
    return sort_langues(Langue(*ligne) for ligne in db.execute(requete))


def sort_langues(langues: Iterable[Langue]) -> list[Langue]:
    """By their French name, always the same way."""
    return sorted(langues, key=lambda langue: (langue.nom_francais.casefold(), langue.code))


def list_traductions(db: Session, cle: str) -> list[tuple[UUID, str, Traduction]]:
    """Every translation of every stored version of a référentiel: the id and the number of its version, its words."""
    requete = (
        select(VersionReferentiel.id, VersionReferentiel.version, TraductionStockee)
        .join(TraductionStockee, TraductionStockee.referentiel_id == VersionReferentiel.id)
        .where(VersionReferentiel.cle == cle)
    )
    return [
        (ident, version, read_traduction({nom: getattr(ligne, nom) for nom in (*COLONNES, "textes")}))
        for ident, version, ligne in db.execute(requete)
    ]


def read_traduction(ligne: Mapping[str, Any]) -> Traduction:
    """The translation of a stored row. Raises pydantic's ValidationError."""
    return Traduction.model_validate_json(json.dumps({cle: ligne[cle] for cle in COLONNES} | ligne["textes"]))


def compare_traductions(db: Session, referentiel_id: UUID, traductions: Sequence[Traduction]) -> Ecart:
    """What these translations would change of those that are stored.

    A language that is stored and not among them is taken away; without any translation, nothing is.
    """
    if not traductions:
        return Ecart()
    connues = {ligne.langue: ligne for ligne in _list_stockees(db, referentiel_id)}
    nouvelles = {traduction.langue: traduction for traduction in traductions}
    return Ecart(
        tuple(t.nom_francais for code, t in nouvelles.items() if code not in connues),
        tuple(t.nom_francais for code, t in nouvelles.items() if code in connues and _differs(connues[code], t)),
        tuple(ligne.nom_francais for code, ligne in connues.items() if code not in nouvelles),
    )


def check_traduire(db: Session, referentiel_id: UUID) -> None:
    """Raise Refus for whoever animates, where people of another collectif read these words too."""
    libre = or_(
        func.mon_profil("systeme"), func.mon_profil("administration"), ~func.suivi_ailleurs(literal(referentiel_id))
    )
    if not db.scalar(select(libre)):
        raise Refus(AILLEURS)


def replace_traductions(db: Session, referentiel_id: UUID, traductions: Sequence[Traduction]) -> Ecart:
    """Give a stored version these translations, as ``compare_traductions`` says; the version itself does not change.

    Raises Refus as ``check_traduire``.
    """
    ecart = compare_traductions(db, referentiel_id, traductions)
    if not ecart:
        return ecart
    check_traduire(db, referentiel_id)
    connues = {ligne.langue: ligne for ligne in _list_stockees(db, referentiel_id)}
    for traduction in traductions:
        if traduction.langue in connues and not _differs(connues[traduction.langue], traduction):
            continue
        valeurs = _write(traduction)
        ajout = insert(TraductionStockee).values(referentiel_id=referentiel_id, **valeurs)
        del valeurs["langue"]
        db.execute(
            ajout.on_conflict_do_update(
                index_elements=["referentiel_id", "langue"], set_=valeurs | {"importee_le": func.now()}
            )
        )
    gardees = [traduction.langue for traduction in traductions]
    db.execute(
        delete(TraductionStockee).where(
            TraductionStockee.referentiel_id == referentiel_id, TraductionStockee.langue.not_in(gardees)
        )
    )
    return ecart


def _list_stockees(db: Session, referentiel_id: UUID) -> Sequence[TraductionStockee]:
    return db.scalars(select(TraductionStockee).where(TraductionStockee.referentiel_id == referentiel_id)).all()


def _differs(ligne: TraductionStockee, traduction: Traduction) -> bool:
    return any(getattr(ligne, cle) != valeur for cle, valeur in _write(traduction).items())


def _write(traduction: Traduction) -> dict[str, Any]:
    """As a row keeps it: the numbers of niveaux and variants become text, as keys are in JSON."""
    contenu = json.loads(traduction.model_dump_json(exclude_none=True))
    return {cle: contenu.pop(cle) for cle in COLONNES} | {"textes": contenu}
