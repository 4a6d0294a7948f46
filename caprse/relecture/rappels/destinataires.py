"""Who a reminder would go to, and what it would say to each: one statement, for one person or for a collectif."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Role
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.relecture.rappels.regles import ROLES_DU_GENRE, TRIMESTRE_DU_GENRE, GenreRappel, is_concerne
from caprse.relecture.rappels.textes import Situation
from caprse.socle.dates import read_instant

# One document: the trimestre, and a line per person with a role that this kind speaks to. The people of a structure
# are read once per structure, their last reminder once for all.
SQL_DESTINATAIRES = """
with ici as (
  select t.* from trimestre t
   where t.collectif_id = :collectif
     and (t.id = cast(:trimestre as uuid) or (cast(:trimestre as uuid) is null and t.etat = :etat_trimestre))
   order by t.numero desc limit 1),
deja as materialized (
  select distinct on (q.compte_id, q.donnees ->> 'carnet') q.compte_id, q.donnees ->> 'carnet' as carnet,
         q.envoye_le, q.donnees ->> 'jour' as jour
    from courriel q
   where q.collectif_id = :collectif and q.genre = :genre and q.annule_le is null
   order by q.compte_id, q.donnees ->> 'carnet', q.donnees ->> 'jour' desc, q.cree_le desc),
carnets as (
  select c.id, c.structure_id, c.etat, s.nom,
         exists (select from adhesion a where a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
                    and (a.au is null or a.au >= :today)) as adherente,
         (select count(*) from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
             and (r.niveau is not null or r.non_concerne)) as repondus
    from ici
    join carnet c on c.collectif_id = :collectif and c.trimestre_id = ici.id
    join structure s on s.collectif_id = :collectif and s.id = c.structure_id
   where cast(:structure as uuid) is null or c.structure_id = :structure)
select jsonb_build_object(
  'trimestre', to_jsonb(ici), 'collectif', k.nom,
  'prochain', (select min(n.debut) from trimestre n
                where n.collectif_id = k.id and n.etat = 'prepare' and n.numero > ici.numero),
  'rencontre', (select jsonb_build_array(r.jour, r.heure, r.titre) from rencontre r
                 where r.collectif_id = k.id and r.jour >= :today and r.annulee_le is null
                 order by r.jour, r.heure limit 1),
  'lignes', (select jsonb_agg(to_jsonb(l) order by lower(l.structure), l.structure_id, lower(l.nom), l.compte_id)
     from (
     select c.id as carnet_id, c.structure_id, c.nom as structure, c.etat, c.adherente, c.repondus,
            p.id as compte_id, p.nom, p.courriel, h.role, d.envoye_le, d.jour,
            exists (select from desinscription x where x.compte_id = p.id and x.genre = :genre) as desinscrit
       from carnets c
       join habilitation h on h.collectif_id = :collectif and h.structure_id = c.structure_id
                          and h.role = any (:roles) and (cast(:compte as uuid) is null or h.compte_id = :compte)
       join compte p on p.id = h.compte_id and p.actif
       left join deja d on d.compte_id = p.id and d.carnet = c.id::text) l))
  from ici join collectif k on k.id = :collectif
"""
_DESTINATAIRES = text(SQL_DESTINATAIRES)

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
    return build_destinataires(systeme, genre, systeme.db.execute(_DESTINATAIRES, parametres).scalar_one_or_none())


def build_parametres(unit: Unit, genre: GenreRappel, collectif_id: UUID) -> dict[str, Any]:
    """What ``SQL_DESTINATAIRES`` asks for, for a whole collectif."""
    return {
        "collectif": collectif_id,
        "genre": genre,
        "etat_trimestre": TRIMESTRE_DU_GENRE[genre],
        "roles": sorted(ROLES_DU_GENRE[genre]),
        "today": unit.today,
        "trimestre": None,
        "structure": None,
        "compte": None,
    }


def build_destinataires(
    unit: Unit, genre: GenreRappel, document: Mapping[str, Any] | None
) -> tuple[TrimestreRappele | None, tuple[Destinataire, ...]]:
    """What ``SQL_DESTINATAIRES`` answered, read."""
    if document is None:
        return None, ()
    brut = document["trimestre"]
    referentiel = get_referentiel(unit.db, UUID(brut["referentiel_id"]))
    trimestre = TrimestreRappele(
        UUID(brut["id"]),
        brut["numero"],
        referentiel.thematique(brut["thematique"]).titre,
        date.fromisoformat(brut["fin"]),
        EtatTrimestre(brut["etat"]),
    )
    total = sum(len(part.criteres) for part in referentiel.capsule(brut["thematique"]))
    return trimestre, tuple(
        _build_destinataire(unit, genre, document, trimestre, total, ligne) for ligne in document["lignes"] or ()
    )


def _build_destinataire(
    unit: Unit,
    genre: GenreRappel,
    document: Mapping[str, Any],
    trimestre: TrimestreRappele,
    total: int,
    ligne: Mapping[str, Any],
) -> Destinataire:
    etat = EtatCarnet(ligne["etat"])
    adresse = unit.installation.reglages.adresse_publique.rstrip("/")
    rencontre = document["rencontre"]
    situation = Situation(
        nom=ligne["nom"],
        structure=ligne["structure"],
        collectif=document["collectif"],
        numero=trimestre.numero,
        thematique=trimestre.titre,
        fin=trimestre.fin,
        jours=(trimestre.fin - unit.today).days,
        restants=max(0, total - ligne["repondus"]),
        transmis=etat in ETATS_TRANSMIS,
        accueil=f"{adresse}/{PAGES[genre]}?structure={ligne['structure_id']}",
        prochain_debut=date.fromisoformat(document["prochain"]) if document["prochain"] else None,
        prochaine_rencontre=_read_rencontre(rencontre) if rencontre else None,
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
