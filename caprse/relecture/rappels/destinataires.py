"""Who a reminder would go to, and what it would say to each: one statement, for one person or for a collectif."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from caprse.acces.regles import Role
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet, count_reponses
from caprse.collectif.regles import EtatTrimestre
from caprse.courrier.corps import MAISON, Teinte
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.relecture.rappels.regles import ROLES_DU_GENRE, TRIMESTRE_DU_GENRE, GenreRappel, is_concerne
from caprse.relecture.rappels.requetes import DESTINATAIRES
from caprse.relecture.rappels.textes import Situation
from caprse.socle.dates import read_instant

PAGES = {
    GenreRappel.AVANT_CLOTURE: "carnet",
    GenreRappel.A_COMPLETER: "carnet",
    GenreRappel.APRES_CLOTURE: "resultats",
}


@dataclass(frozen=True)
class TrimestreRappele:
    """The trimestre that a kind of reminder speaks of."""

    id: UUID
    numero: int
    titre: str
    fin: date
    etat: EtatTrimestre
    teinte: Teinte = MAISON


@dataclass(frozen=True)
class Destinataire:
    """A person of a structure. ``concerne``: a reminder has a reason to go there; ``jour``: when the last one was
    planned for, ``envoye_le`` when it went; ``desinscrit``: they want no more of this kind."""

    collectif_id: UUID
    carnet_id: UUID
    structure_id: UUID
    compte_id: UUID
    courriel: str
    role: Role
    etat: EtatCarnet
    adherente: bool
    concerne: bool
    desinscrit: bool
    envoye_le: datetime | None
    jour: date | None
    situation: Situation

    @property
    def chemin(self) -> str:
        """The page that a reminder leads to, without its host."""
        return self.situation.accueil.partition("://")[2].partition("/")[2]

    @property
    def cle(self) -> tuple[UUID, UUID]:
        """Who, for which structure: a person may answer for two."""
        return self.structure_id, self.compte_id


def read_destinataires(
    systeme: Unit,
    genre: GenreRappel,
    collectif_id: UUID,
    *,
    trimestre_id: UUID | None = None,
    structure_id: UUID | None = None,
    compte_id: UUID | None = None,
) -> tuple[TrimestreRappele | None, tuple[Destinataire, ...]]:
    """Everyone with a role that this kind speaks to, concerned or not; all of the collectif or one. As systeme."""
    parametres = build_parametres(systeme, genre, collectif_id) | {
        "trimestre": trimestre_id,
        "structure": structure_id,
        "compte": compte_id,
    }
    return build_destinataires(systeme, genre, systeme.db.execute(DESTINATAIRES, parametres).scalar_one_or_none())


def build_parametres(unit: Unit, genre: GenreRappel, collectif_id: UUID) -> dict[str, Any]:
    """What ``DESTINATAIRES`` asks for, for a whole collectif."""
    return {
        "collectif": collectif_id,
        "genre": genre,
        "etat_trimestre": TRIMESTRE_DU_GENRE[genre],
        "roles": sorted(ROLES_DU_GENRE[genre]),
        "today": unit.today,
        "now": unit.now,
        "trimestre": None,
        "structure": None,
        "compte": None,
    }


def build_destinataires(
    unit: Unit, genre: GenreRappel, document: Mapping[str, Any] | None
) -> tuple[TrimestreRappele | None, tuple[Destinataire, ...]]:
    """What ``DESTINATAIRES`` answered, read."""
    if document is None:
        return None, ()
    brut = document["trimestre"]
    referentiel = get_referentiel(unit.db, UUID(brut["referentiel_id"]))
    trimestre = TrimestreRappele(
        UUID(brut["id"]),
        brut["numero"],
        referentiel.name_trimestre(brut["thematique"]),
        date.fromisoformat(brut["fin"]),
        EtatTrimestre(brut["etat"]),
        build_teinte(referentiel, brut["thematique"]),
    )
    demandes = frozenset(c.code for c in referentiel.demandes(brut["thematique"]))
    return trimestre, tuple(
        _build_destinataire(unit, genre, document, trimestre, demandes, ligne) for ligne in document["lignes"] or ()
    )


def build_teinte(referentiel: Referentiel, code: str) -> Teinte:
    """The face of a thématique, for a mail."""
    theme = build_theme(referentiel, code)
    return Teinte(theme.couleur, theme.fond, theme.titre)


def _build_destinataire(
    unit: Unit,
    genre: GenreRappel,
    document: Mapping[str, Any],
    trimestre: TrimestreRappele,
    demandes: frozenset[str],
    ligne: Mapping[str, Any],
) -> Destinataire:
    etat = EtatCarnet(ligne["etat"])
    adresse = unit.installation.reglages.adresse_publique
    rencontre = document["rencontre"]
    situation = Situation(
        nom=ligne["nom"],
        structure=ligne["structure"],
        collectif=document["collectif"],
        numero=trimestre.numero,
        thematique=trimestre.titre,
        fin=trimestre.fin,
        jours=(trimestre.fin - unit.today).days,
        restants=len(demandes) - count_reponses(demandes, ligne["repondus"] or ()),
        transmis=etat in ETATS_TRANSMIS,
        accueil=f"{adresse}/{PAGES[genre]}?structure={ligne['structure_id']}",
        prochain_debut=date.fromisoformat(document["prochain"]) if document["prochain"] else None,
        prochaine_rencontre=_read_rencontre(rencontre) if rencontre else None,
        teinte=trimestre.teinte,
    )
    return Destinataire(
        UUID(document["trimestre"]["collectif_id"]),
        UUID(ligne["carnet_id"]),
        UUID(ligne["structure_id"]),
        UUID(ligne["compte_id"]),
        ligne["courriel"],
        Role(ligne["role"]),
        etat,
        ligne["adherente"],
        is_concerne(genre, etat, trimestre.etat, ligne["adherente"]),
        ligne["desinscrit"],
        read_instant(ligne["envoye_le"]),
        date.fromisoformat(ligne["jour"]) if ligne["jour"] else None,
        situation,
    )


def _read_rencontre(brut: list[str | None]) -> tuple[date, time | None, str]:
    jour, heure, titre = brut
    return date.fromisoformat(jour or ""), time.fromisoformat(heure) if heure else None, titre or ""
