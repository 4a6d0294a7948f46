"""One carnet whole, as the person who re-reads it has it before their eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.carnet.service import ReponseEnregistree, read_reponse
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.relecture.relire.lignes import (
    INCONNU,
    read_actions,
    read_anciennes,
    read_relecture,
    read_saisie,
)
from caprse.relecture.relire.points import Ancienne, Examen, Pairs, Point, list_points
from caprse.relecture.relire.regles import RelectureEnregistree, SaisieRelecture, refusal_to_read, restrict_suggestion
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce carnet"
HISTORIQUE = 5

# Sub-selects stay within the structure, but for the others' answers to the critères that it says do not concern it.
_CARNET = text("""
select c.id, c.collectif_id, c.structure_id, s.nom as structure, s.types, c.etat, c.version, c.transmis_le,
       c.motif_incomplet, t.numero, t.thematique, t.referentiel_id, t.etat as etat_trimestre,
       k.seuil_anonymat as seuil, v.vue_le,
       (select jsonb_object_agg(r.critere, to_jsonb(r) || jsonb_build_object('auteur', a.nom))
          from reponse r left join compte a on a.id = r.modifie_par
         where r.collectif_id = c.collectif_id and r.carnet_id = c.id) as reponses,
       (select jsonb_object_agg(p.critere, to_jsonb(p)) from (
          select distinct on (r.critere) r.*, t2.numero as trimestre, t2.referentiel_id
            from carnet c2
            join trimestre t2 on t2.collectif_id = c2.collectif_id and t2.id = c2.trimestre_id
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id
           where c2.collectif_id = c.collectif_id and c2.structure_id = c.structure_id and t2.numero < t.numero
             and (r.niveau is not null or r.non_concerne)
           order by r.critere, t2.numero desc) p) as anciennes,
       (select jsonb_object_agg(l.critere, to_jsonb(l) || jsonb_build_object('auteur', a.nom))
          from relecture l left join compte a on a.id = l.modifie_par
         where l.collectif_id = c.collectif_id and l.carnet_id = c.id) as relectures,
       (select jsonb_object_agg(n.critere, n.texte) from note_privee n
         where n.collectif_id = c.collectif_id and n.carnet_id = c.id and n.compte_id = :compte) as notes,
       (select jsonb_object_agg(f.critere, json_build_array(f.messages, f.non_lus)) from (
          select coalesce(f.critere, '') as critere, count(*) as messages,
                 count(*) filter (where m.auteur <> :compte
                                    and m.ecrit_le > coalesce(lf.lu_le, '-infinity')) as non_lus
            from fil f
            join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
            left join lecture_fil lf on lf.collectif_id = f.collectif_id and lf.fil_id = f.id
                                    and lf.compte_id = :compte
           where f.collectif_id = c.collectif_id and f.carnet_id = c.id
           group by f.critere) f) as fils,
       (select jsonb_agg(jsonb_build_array(a.quoi, a.echeance, a.criteres)) from action a
         where a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
           and a.etat in ('a_faire', 'en_cours') and a.echeance < cast(:jour as date)) as actions,
       (select jsonb_object_agg(p.critere, jsonb_build_array(p.repondants, p.non_concernes)) from (
          select r.critere, count(*) as repondants, count(*) filter (where r.non_concerne) as non_concernes
            from reponse moi
            join carnet c2 on c2.collectif_id = c.collectif_id and c2.trimestre_id = c.trimestre_id
                          and c2.id <> c.id and c2.etat in ('transmis', 'relu')
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id and r.critere = moi.critere
           where moi.collectif_id = c.collectif_id and moi.carnet_id = c.id and moi.non_concerne
             and (r.niveau is not null or r.non_concerne)
           group by r.critere) p) as pairs,
       (select jsonb_agg(to_jsonb(h) order by h.rang) from (
          select j.cle ->> 'critere' as critere, j.instant, a.nom as auteur, j.avant, j.apres,
                 row_number() over (partition by j.cle ->> 'critere' order by j.id desc) as rang
            from journal j left join compte a on a.id = j.compte_id
           where j.structure_id = c.structure_id and j.objet = 'reponse' and j.cle ->> 'carnet_id' = cast(c.id as text)
             and (jsonb_exists(j.apres, 'niveau') or jsonb_exists(j.apres, 'non_concerne'))) h
         where h.rang <= :historique) as historique
  from carnet c
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join collectif k on k.id = c.collectif_id
  left join visite v on v.collectif_id = c.collectif_id and v.carnet_id = c.id and v.compte_id = :compte
 where c.id = :carnet
""")


@dataclass(frozen=True)
class Passage:
    """One change of an answer's niveau: ``avant`` is None for the first answer; a niveau of None is non concerné."""

    instant: datetime
    auteur: str
    avant: Saisie | None
    apres: Saisie


@dataclass(frozen=True)
class CarnetARelire:
    """One carnet as it is re-read. ``relectures`` and ``notes`` hold the whole carnet's under the empty code.

    ``fils``: messages, and those this person has not read. ``vue_le``: their last visit, None at the first.
    """

    id: UUID
    collectif_id: UUID
    structure_id: UUID
    structure: str
    etat: EtatCarnet
    version: int
    transmis_le: datetime | None
    motif_incomplet: str
    numero: int
    thematique: str
    referentiel_id: UUID
    etat_trimestre: EtatTrimestre
    vue_le: datetime | None
    reponses: dict[str, ReponseEnregistree]
    anciennes: dict[str, Ancienne]
    relectures: dict[str, RelectureEnregistree]
    notes: dict[str, str]
    fils: dict[str, tuple[int, int]]
    historique: dict[str, tuple[Passage, ...]]
    points: tuple[Point, ...]

    def saisies(self) -> dict[str, Saisie]:
        return {code: reponse.saisie for code, reponse in self.reponses.items()}

    def versions(self) -> dict[str, int]:
        return {code: reponse.version for code, reponse in self.reponses.items()}

    def dites(self) -> dict[str, SaisieRelecture]:
        """What the animation said, by critère."""
        return {code: relecture.saisie for code, relecture in self.relectures.items()}

    def get_version(self, critere: str) -> int:
        """The version of an answer, 0 when there is none."""
        return self.reponses[critere].version if critere in self.reponses else 0


def get_a_relire(unit: Unit, carnet_id: UUID) -> CarnetARelire:
    """All that the re-reading of a carnet shows, in one query. For the animation of its collectif.

    Raises Introuvable, Refus while the carnet is being written for the first time.
    """
    ligne = (
        unit.db.execute(
            _CARNET,
            {
                "carnet": carnet_id,
                "compte": unit.acteur.compte_id,
                "jour": unit.today,
                "historique": HISTORIQUE,
            },
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_RELECTURE, ligne["collectif_id"], ligne["structure_id"], QUOI)
    etat, etat_trimestre = EtatCarnet(ligne["etat"]), EtatTrimestre(ligne["etat_trimestre"])
    if raison := refusal_to_read(etat, etat_trimestre):
        raise Refus(raison)
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    reponses = {code: read_reponse(reponse) for code, reponse in (ligne["reponses"] or {}).items()}
    anciennes = read_anciennes(unit.db, ligne["anciennes"], referentiel)
    examen = Examen(
        tuple(enjeu for part in referentiel.capsule(ligne["thematique"]) for enjeu in part.enjeux),
        {code: reponse.saisie for code, reponse in reponses.items()},
        unit.today,
        anciennes,
        read_actions(ligne["actions"]),
        tuple(ligne["types"]),
        {code: Pairs(*comptes) for code, comptes in (ligne["pairs"] or {}).items()},
        ligne["seuil"],
    )
    historique: dict[str, tuple[Passage, ...]] = {}
    for passage in ligne["historique"] or ():
        code = passage["critere"]
        historique[code] = (*historique.get(code, ()), _read_passage(passage))
    return CarnetARelire(
        ligne["id"],
        ligne["collectif_id"],
        ligne["structure_id"],
        ligne["structure"],
        etat,
        ligne["version"],
        ligne["transmis_le"],
        ligne["motif_incomplet"],
        ligne["numero"],
        ligne["thematique"],
        ligne["referentiel_id"],
        etat_trimestre,
        ligne["vue_le"],
        reponses,
        anciennes,
        {
            code: restrict_suggestion(read_relecture(relecture), referentiel.niveau_max)
            for code, relecture in (ligne["relectures"] or {}).items()
        },
        dict(ligne["notes"] or {}),
        {code: (messages, non_lus) for code, (messages, non_lus) in (ligne["fils"] or {}).items()},
        historique,
        list_points(examen),
    )


def _read_passage(ligne: Mapping[str, Any]) -> Passage:
    """A line of the journal. An update names only what changed: the other fields keep their value of before."""
    avant, apres = ligne["avant"], ligne["apres"]
    if avant is not None and "non_concerne" not in avant:
        avant = {**avant, "non_concerne": False}
    return Passage(
        datetime.fromisoformat(ligne["instant"]),
        ligne["auteur"] or INCONNU,
        read_saisie(avant) if avant is not None else None,
        read_saisie(apres),
    )
