"""Letters from the animation to all or some structures: who would read one, send it once, which went before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from caprse.acces.regles import Operation
from caprse.acces.unite import SYSTEME, Unit, as_systeme
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.modele import Collectif
from caprse.courrier.corps import Corps, Lien
from caprse.courrier.fabriques import DESINSCRITE, Redaction, add_rappels, register_fabrique
from caprse.courrier.facteur import wake_after_commit
from caprse.courrier.modele import Courriel
from caprse.relecture.lettres.regles import Ecrit, list_reasons_against
from caprse.relecture.lettres.requetes import ECRAN
from caprse.relecture.lettres.textes import build_avis, build_lettre
from caprse.relecture.rappels.gens import Adresses, Personne, build_rappel_pour, read_gens, write_redaction
from caprse.relecture.rappels.regles import LIBELLES_GENRE, ROLES_DU_GENRE, GenreRappel
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.installation import Installation
from caprse.socle.signes import clean_ligne, clean_texte

GENRE = GenreRappel.LETTRE
QUOI = "Ce collectif"
REFUS_APERCU = Lien("(un lien pour ne plus recevoir ces messages)", "#")


@dataclass(frozen=True)
class StructureEcrite:
    """A structure to which one may write; ``gens``: who would read it; ``etat``: of its carnet now, if it has one."""

    id: UUID
    nom: str
    gens: tuple[str, ...]
    etat: EtatCarnet | None


@dataclass(frozen=True)
class LettreVue:
    """A letter that was sent; ``parties``: how many of its mails have left so far."""

    objet: str
    auteur: str
    ecrite_le: datetime
    gens: int
    parties: int


@dataclass(frozen=True)
class EcranLettres:
    """All that the page shows, in one query."""

    collectif: str
    fictif: bool
    structures: tuple[StructureEcrite, ...]
    lettres: tuple[LettreVue, ...]
    sans_serveur: bool
    trimestre_clos: int | None


def register_lettres(installation: Installation) -> None:
    """Give the postman the words of the letters."""
    register_fabrique(installation, GENRE, _write, LIBELLES_GENRE[GENRE], ROLES_DU_GENRE[GENRE])


def get_ecran(unit: Unit, collectif_id: UUID) -> EcranLettres:
    """To whom one may write, and what was sent. For the animation. Raises Introuvable."""
    unit.check(Operation.SEND_RAPPEL, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(
        ECRAN,
        {"collectif": collectif_id, "roles": sorted(ROLES_DU_GENRE[GENRE]), "genre": GENRE, "today": unit.today},
    ).one()
    return EcranLettres(
        ligne.nom,
        ligne.fictif,
        tuple(
            StructureEcrite(
                UUID(brute["id"]),
                brute["nom"],
                tuple(brute["gens"] or ()),
                EtatCarnet(brute["etat"]) if brute["etat"] else None,
            )
            for brute in ligne.structures or ()
        ),
        tuple(
            LettreVue(
                brute["objet"],
                brute["auteur"],
                datetime.fromisoformat(brute["ecrite_le"]),
                brute["gens"],
                brute["parties"],
            )
            for brute in ligne.lettres or ()
        ),
        unit.installation.reglages.sans_courrier,
        ligne.trimestre_clos,
    )


def send_lettre(unit: Unit, collectif_id: UUID, structures: Collection[UUID], ecrit: Ecrit) -> int:
    """Write to the people of these structures, each once; returns how many will read it, by mail or in the workbook.

    For the animation. Raises Introuvable, SaisieInvalide with every reason, or when nobody would read it.
    """
    unit.check(Operation.SEND_RAPPEL, collectif_id, quoi=QUOI)
    ecrit = clean(ecrit)
    if raisons := list_reasons_against(ecrit, len(set(structures))):
        raise SaisieInvalide(raisons)
    envoi = uuid4()
    collectif = unit.db.scalar(select(Collectif.nom).where(Collectif.id == collectif_id)) or ""
    with as_systeme(unit) as systeme:
        gens = read_gens(systeme, GENRE, collectif_id, structures=structures)
        if not gens:
            raise SaisieInvalide(["Personne n’a encore de compte dans ces structures : invitez quelqu’un d’abord."])
        wake_after_commit(systeme.db)
        add_rappels(
            systeme.db,
            [
                build_rappel_pour(
                    systeme,
                    GENRE,
                    personne,
                    str(envoi),
                    {
                        "envoi": str(envoi),
                        "auteur": unit.acteur.nom,
                        "collectif": collectif,
                        "objet": ecrit.objet,
                        "texte": ecrit.texte,
                        "mots": _choose_mots(ecrit.mots, personne),
                    },
                    collectif_id,
                    build_avis(unit.acteur.nom, ecrit.objet, ecrit.texte),
                )
                for personne in gens
            ],
            unit.now,
        )
    return len(gens)


def build_apercu(unit: Unit, collectif: str, structure: StructureEcrite, ecrit: Ecrit) -> Corps:
    """The letter as the first reader of a structure would have it."""
    ecrit = clean(ecrit)
    mot = ecrit.mots.get(structure.id)
    _, corps = build_lettre(
        structure.gens[0] if structure.gens else structure.nom,
        collectif,
        unit.acteur.nom,
        ecrit.objet,
        ecrit.texte,
        ((structure.nom, mot),) if mot else (),
        Adresses(unit.installation.reglages.adresse_publique, REFUS_APERCU),
    )
    return corps


def clean(ecrit: Ecrit) -> Ecrit:
    """What was typed, as it may be kept."""
    mots = {structure: clean_texte(mot) for structure, mot in ecrit.mots.items()}
    return Ecrit(
        clean_ligne(ecrit.objet), clean_texte(ecrit.texte), {structure: mot for structure, mot in mots.items() if mot}
    )


def _choose_mots(mots: Mapping[UUID, str], personne: Personne) -> list[list[str]]:
    return [[nom, mots[structure]] for structure, nom in personne.structures if structure in mots]


def _write(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """The letter, for a person who is still there to read it."""
    systeme = Unit(db, SYSTEME, installation.horloge(), installation)
    assert courriel.collectif_id is not None  # noqa: S101 - one writes to a collectif
    gens = read_gens(systeme, GENRE, courriel.collectif_id, compte_id=courriel.compte_id)
    if not gens:
        return "La personne n’est plus dans ce collectif."
    if gens[0].desinscrit:
        return DESINSCRITE
    donnees: dict[str, Any] = courriel.donnees
    return write_redaction(
        installation,
        GENRE,
        gens[0].courriel,
        lambda adresses: build_lettre(
            gens[0].nom,
            donnees["collectif"],
            donnees["auteur"],
            donnees["objet"],
            donnees["texte"],
            tuple((nom, mot) for nom, mot in donnees["mots"]),
            adresses,
        ),
    )
