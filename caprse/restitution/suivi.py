"""What the person who animates a collectif reads: where each carnet stands, structure by structure, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.restitution.bilan import Bilan, compute_bilan, list_niveaux
from caprse.restitution.edition import Edition, Publiee
from caprse.restitution.lecture import read_cotations
from caprse.restitution.notation import Figure
from caprse.restitution.publication import read_mouvements, refresh_publication
from caprse.restitution.visibilite import can_try, explain_attente, restrict_edition
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"
PAR_PAGE = 50

# One statement for the screen, however many structures there are: one page of them. Figures come from the arrêté of a
# closed trimestre; while it is open, from the answers of transmitted carnets only: what is being written is not read.
_SUIVI = text("""
with ici as (
  select * from trimestre t where t.collectif_id = :collectif and t.etat <> 'prepare'
   order by t.numero = :numero desc nulls last, t.etat = 'ouvert' desc, t.numero desc limit 1),
carnets as (
  select c.id, c.structure_id, c.etat, c.version, c.transmis_le, c.motif_incomplet, c.reouverture_demandee_le,
         c.motif_reouverture, coalesce(a.figures ->> 'structure', s.nom) as nom, a.transmis as arrete_transmis,
         c.collectif_id, a.figures
    from ici
    join carnet c on c.collectif_id = :collectif and c.trimestre_id = ici.id
    join structure s on s.collectif_id = :collectif and s.id = c.structure_id
    left join arrete a on ici.etat = 'clos' and a.collectif_id = :collectif and a.carnet_id = c.id
         and a.numero = (select max(b.numero) from arrete b where b.collectif_id = :collectif and b.carnet_id = c.id)),
montres as (select * from carnets order by lower(nom), id limit :taille offset :debut)
select k.nom as collectif, k.fictif, k.seuil_anonymat as seuil, ici.id as trimestre_id, ici.numero,
       (select jsonb_agg(to_jsonb(t) order by t.numero) from trimestre t
         where t.collectif_id = k.id and t.etat <> 'prepare') as trimestres,
       (select jsonb_object_agg(e.etat, e.nombre) from (
          select etat, count(*) as nombre from carnets group by etat) e) as etats,
       (select jsonb_agg(to_jsonb(m) - 'figures' || jsonb_build_object(
          'arrete', m.figures - '{reponses,rangs,depart}'::text[],
          'reponses', case when ici.etat = 'ouvert' and m.etat in ('transmis', 'relu') then
             (select jsonb_object_agg(r.critere, jsonb_build_array(r.niveau, r.non_concerne)) from reponse r
               where r.collectif_id = m.collectif_id and r.carnet_id = m.id) end,
          'comptes', case when ici.etat = 'ouvert' and m.etat not in ('transmis', 'relu') then
             (select jsonb_build_array(count(r.niveau), count(*) filter (where r.non_concerne)) from reponse r
               where r.collectif_id = m.collectif_id and r.carnet_id = m.id) end) order by lower(m.nom), m.id)
          from montres m) as lignes,
       (select jsonb_build_object('publie_le', p.publie_le, 'carnets', p.carnets, 'edition', p.agregats - 'nommees')
          from publication p where p.collectif_id = k.id and p.trimestre_id = ici.id
         order by p.numero desc limit 1) as publication
  from collectif k left join ici on true
 where k.id = :collectif
""")


@dataclass(frozen=True, slots=True)
class TrimestreSuivi:
    """One trimestre of the list to choose from."""

    id: UUID
    numero: int
    titre: str
    debut: date
    fin: date
    etat: EtatTrimestre


@dataclass(frozen=True, slots=True)
class LigneSuivi:
    """One structure in one trimestre. ``figures`` is empty while its carnet is being written.

    ``transmis``: the carnet was transmitted, now or when the trimestre closed.
    """

    structure_id: UUID
    nom: str
    carnet_id: UUID
    etat: EtatCarnet
    transmis: bool
    version: int
    transmis_le: datetime | None
    motif_incomplet: str
    reouverture_demandee_le: datetime | None
    motif_reouverture: str
    repondus: int
    applicables: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Suivi:
    """One page of the structures of a collectif, and its published figures.

    ``etats`` counts the carnets of all pages; ``attente`` says why nothing newer is published, None when up to date.
    """

    collectif: str
    fictif: bool
    trimestres: tuple[TrimestreSuivi, ...]
    choisi: TrimestreSuivi | None
    niveaux: tuple[str, ...]
    source: str
    etats: Mapping[EtatCarnet, int]
    lignes: tuple[LigneSuivi, ...]
    publication: Publiee | None
    attente: str | None

    @property
    def carnets(self) -> int:
        return sum(self.etats.values())

    @property
    def pages(self) -> int:
        return max(1, -(-self.carnets // PAR_PAGE))


def get_suivi(unit: Unit, collectif_id: UUID, numero: int | None = None, page: int = 1) -> Suivi:
    """The follow-up of a collectif; ``numero`` chooses a trimestre (the open one, else the last), ``page`` from 1.

    Publishes first what may be published. Raises Introuvable to all but the animation.
    """
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = _read(unit, collectif_id, numero, page)
    attente = None
    if ligne["trimestre_id"] is not None and (vus := read_mouvements(unit, ligne["trimestre_id"])) is not None:
        compte = (vus.candidats, vus.membres, vus.bouges, vus.publie, vus.seuil)
        if vus.etat is EtatTrimestre.OUVERT and can_try(*compte) and refresh_publication(unit, vus.trimestre_id):
            ligne = _read(unit, collectif_id, numero, page)
        else:
            attente = explain_attente(*compte, cloture=vus.etat is EtatTrimestre.CLOS)
    return _build_suivi(unit, ligne, attente)


def _read(unit: Unit, collectif_id: UUID, numero: int | None, page: int) -> Mapping[str, Any]:
    ligne = (
        unit.db.execute(
            _SUIVI,
            {"collectif": collectif_id, "numero": numero, "taille": PAR_PAGE, "debut": (max(1, page) - 1) * PAR_PAGE},
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI)
    return dict(ligne)


def _build_suivi(unit: Unit, ligne: Mapping[str, Any], attente: str | None) -> Suivi:
    bruts = ligne["trimestres"] or ()
    trimestres = tuple(_build_trimestre(unit, brut) for brut in bruts)
    brut = next((brut for brut in bruts if brut["id"] == str(ligne["trimestre_id"])), None)
    publication = None
    niveaux: tuple[str, ...] = ()
    source = ""
    lignes: tuple[LigneSuivi, ...] = ()
    if brut is not None:
        referentiel = get_referentiel(unit.db, UUID(brut["referentiel_id"]))
        niveaux, source = list_niveaux(referentiel), f"{referentiel.titre}, version {referentiel.version}"
        lignes = tuple(_build_ligne(unit, brut, carnet) for carnet in ligne["lignes"] or ())
    if (parue := ligne["publication"]) is not None:
        edition = restrict_edition(Edition.from_contenu(parue["edition"]), (), ligne["seuil"])
        publication = Publiee(edition, parue["carnets"], datetime.fromisoformat(parue["publie_le"]))
    return Suivi(
        ligne["collectif"],
        ligne["fictif"],
        trimestres,
        next((trimestre for trimestre in trimestres if trimestre.id == ligne["trimestre_id"]), None),
        niveaux,
        source,
        {EtatCarnet(etat): nombre for etat, nombre in (ligne["etats"] or {}).items()},
        lignes,
        publication,
        attente,
    )


def _build_trimestre(unit: Unit, brut: Mapping[str, Any]) -> TrimestreSuivi:
    referentiel = get_referentiel(unit.db, UUID(brut["referentiel_id"]))
    return TrimestreSuivi(
        UUID(brut["id"]),
        brut["numero"],
        referentiel.thematique(brut["thematique"]).titre,
        date.fromisoformat(brut["debut"]),
        date.fromisoformat(brut["fin"]),
        EtatTrimestre(brut["etat"]),
    )


def _build_ligne(unit: Unit, trimestre: Mapping[str, Any], carnet: Mapping[str, Any]) -> LigneSuivi:
    bilan = _read_bilan(unit, trimestre, carnet)
    if bilan is not None:
        repondus = sum(figure.repondus for figure in bilan.ensembles)
        applicables = sum(figure.applicables for figure in bilan.ensembles)
        figures = (*bilan.enjeux, *([bilan.transversal] if bilan.transversal else []))
    else:
        capsule = get_referentiel(unit.db, UUID(trimestre["referentiel_id"])).capsule(trimestre["thematique"])
        repondus, non_concernes = carnet["comptes"] or (0, 0)
        applicables = sum(len(thematique.criteres) for thematique in capsule) - non_concernes
        figures = ()
    etat = EtatCarnet(carnet["etat"])
    return LigneSuivi(
        UUID(carnet["structure_id"]),
        carnet["nom"],
        UUID(carnet["id"]),
        etat,
        etat in ETATS_TRANSMIS if carnet["arrete"] is None else carnet["arrete_transmis"],
        carnet["version"],
        _read_instant(carnet["transmis_le"]),
        carnet["motif_incomplet"],
        _read_instant(carnet["reouverture_demandee_le"]),
        carnet["motif_reouverture"],
        repondus,
        applicables,
        figures,
    )


def _read_bilan(unit: Unit, trimestre: Mapping[str, Any], carnet: Mapping[str, Any]) -> Bilan | None:
    if carnet["arrete"] is not None:
        return Bilan.from_contenu(carnet["arrete"])
    if carnet["reponses"] is None:
        return None
    source = UUID(trimestre["referentiel_id"])
    return compute_bilan(
        get_referentiel(unit.db, source),
        str(source),
        trimestre["thematique"],
        carnet["nom"],
        read_cotations(carnet["reponses"]),
        {},
    )


def _read_instant(texte: str | None) -> datetime | None:
    return datetime.fromisoformat(texte) if texte else None
