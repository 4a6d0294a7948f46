"""Everything a wall shows of a session now, and what is kept of a step once it was shown.

For systeme: whoever holds the wall's secret may see it. Figures come from publications and from votes already
counted, nowhere else; nothing names a structure that did not agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from urllib.parse import urlsplit
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import RowMapping, text

from caprse.acces.unite import Unit
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.restitution.publication.edition import Edition
from caprse.seance.contenus.etapes import ContenuRepartition, ContenuTexte, ContenuVote, decode_contenu
from caprse.seance.contenus.scenes import SceneEtape, SceneRepartition
from caprse.seance.fiche import build_tour
from caprse.seance.image.chiffres import Parution, compute_depart
from caprse.seance.image.etapes import (
    Chiffres,
    build_decisions,
    build_radar,
    build_repartition,
    build_texte,
    build_vote,
    find_axe,
)
from caprse.seance.regles import Ecran, EtatSeance, GenreEtape
from caprse.socle.erreurs import Introuvable

QUOI = "Cette séance"

# What is merged into other words counts with them, whatever its own state: hence all words here, sorted out after.
_SEANCE = text("""
select s.id, s.collectif_id, s.rencontre_id, s.titre, s.etat, s.repetition, s.code, s.ecran, s.theme, s.revision,
       r.jour, t.numero, t.referentiel_id, k.seuil_anonymat as seuil, k.fictif,
       e.id as etape_id, e.genre, e.titre as etape_titre, e.contenu,
       (select count(*) from etape a where a.collectif_id = s.collectif_id and a.seance_id = s.id
           and a.ordre <= e.ordre) as rang,
       (select count(*) from etape a where a.collectif_id = s.collectif_id and a.seance_id = s.id) as nombre,
       (select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id) as appareils,
       (select jsonb_agg(to_jsonb(tr) || jsonb_build_object(
                 'votes', (select count(*) from vote v where v.collectif_id = tr.collectif_id and v.tour_id = tr.id),
                 'bulletins', (select jsonb_agg(to_jsonb(m)) from mot m
                                where m.collectif_id = tr.collectif_id and m.tour_id = tr.id)) order by tr.numero)
          from tour tr where tr.collectif_id = s.collectif_id and tr.etape_id = e.id) as tours
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
  left join etape e on e.collectif_id = s.collectif_id and e.seance_id = s.id and e.id = coalesce(:etape, s.etape_id)
 where s.id = :seance
""")

# The last publication of each trimestre up to this one, without names. An open one is opened to the room when every
# member has answered: you answer before you look. The starting point: only positionnements that cannot move any more.
_PARUTIONS = text("""
select (select jsonb_agg(jsonb_build_object(
                 'trimestre_id', t.id, 'numero', t.numero, 'clos', t.etat = 'clos', 'carnets', p.carnets,
                 'publie_le', p.publie_le, 'edition', p.agregats - 'nommees',
                 'ouverte', t.etat = 'clos' or not exists (
                   select from carnet c
                     join adhesion a on a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
                                    and daterange(a.du, a.au, '[]') @> cast(:jour as date)
                    where c.collectif_id = t.collectif_id and c.trimestre_id = t.id
                      and c.etat not in ('transmis', 'relu')))
               order by t.numero desc)
          from trimestre t
          cross join lateral (select * from publication p where p.collectif_id = t.collectif_id
                                 and p.trimestre_id = t.id order by p.numero desc limit 1) p
         where t.collectif_id = :collectif and t.numero <= :numero) as parutions,
       (select jsonb_agg(jsonb_build_array(o.enjeu, o.niveau, o.referentiel_id)
                         order by st.positionne_le, st.id, o.enjeu)
          from positionnement o
          join structure st on st.collectif_id = o.collectif_id and st.id = o.structure_id
         where o.collectif_id = :collectif and o.niveau is not null and st.positionne_le is not null) as positions
""")

# Of each carnet that the publication counted, the arrêté it was made from: the one of that day, else the first after.
_CRITERES = text("""
select r.code, r.niveau, count(*) as nombre
  from (select * from publication where collectif_id = :collectif and trimestre_id = :trimestre
         order by numero desc limit 1) p
  join publication_carnet pc on pc.collectif_id = p.collectif_id and pc.publication_id = p.id and pc.empreinte <> ''
  cross join lateral (
    select a.figures from arrete a where a.collectif_id = pc.collectif_id and a.carnet_id = pc.carnet_id
     order by a.arrete_le <= p.publie_le desc, case when a.arrete_le <= p.publie_le then -a.numero else a.numero end
     limit 1) a
  cross join lateral jsonb_to_recordset(a.figures -> 'reponses') as r (code text, niveau int)
 where r.niveau is not null and r.code = any (:criteres)
 group by r.code, r.niveau
""")

# Those of the whole collectif; those of one structure only on the day they were taken, and where it shows its name.
_DECISIONS = text("""
select d.quoi, d.pilote, d.echeance, case when st.montre_son_nom then st.nom end as structure
  from decision d
  join rencontre r on r.collectif_id = d.collectif_id and r.id = d.rencontre_id
  left join structure st on st.collectif_id = d.collectif_id and st.id = d.structure_id
 where d.collectif_id = :collectif
   and case when :ouvertes then d.etat = 'a_suivre' and d.structure_id is null and d.rencontre_id <> :rencontre
                                and r.jour <= :jour
            else d.rencontre_id = :rencontre and (d.structure_id is null or st.montre_son_nom) end
 order by case when :ouvertes then d.echeance end nulls last, d.cree_le, d.id
""")
_FIGER = text("""
update etape set fige = :fige where collectif_id = :collectif and seance_id = :seance and id = :etape
""")


@dataclass(frozen=True, slots=True)
class Rejoindre:
    """Where phones join: the address to photograph, the one to type, the code."""

    url: str
    adresse: str
    code: str


@dataclass(frozen=True, slots=True)
class Vue:
    """What the wall shows; ``contenu`` is None before the start, in pause and on a black screen."""

    seance_id: str
    titre: str
    etat: str
    repetition: bool
    ecran: str
    theme: str
    fictif: bool
    revision: int
    appareils: int
    rang: int
    nombre: int
    etape_id: str | None
    contenu: SceneEtape | None
    rejoindre: Rejoindre | None


def build_vue(unit: Unit, seance_id: UUID, adresse: str | None = None) -> Vue:
    """What a wall shows now, in three statements at most. For systeme. Raises Introuvable.

    ``adresse``: how this wall reaches the site, for phones to do the same; by default the site's public address.
    """
    ligne = _read(unit, seance_id, None)
    montre = ligne["ecran"] == Ecran.MONTRE and ligne["etat"] == EtatSeance.EN_COURS and ligne["etape_id"]
    racine = (adresse or unit.installation.reglages.adresse_publique).rstrip("/")
    rejoindre = None
    if ligne["code"] and ligne["ecran"] != Ecran.NOIR:
        rejoindre = Rejoindre(
            f"{racine}/rejoindre/{ligne['code']}", f"{urlsplit(racine).netloc}/rejoindre", ligne["code"]
        )
    return Vue(
        str(seance_id),
        ligne["titre"],
        ligne["etat"],
        ligne["repetition"],
        ligne["ecran"],
        ligne["theme"],
        ligne["fictif"],
        ligne["revision"],
        ligne["appareils"],
        ligne["rang"],
        ligne["nombre"],
        str(ligne["etape_id"]) if ligne["etape_id"] else None,
        _build_scene(unit, ligne) if montre else None,
        rejoindre,
    )


def freeze_etape(unit: Unit, seance_id: UUID, etape_id: UUID) -> None:
    """Keep what a step shows now, with the figures of this day, for the replay. For systeme. Raises Introuvable.

    Shown again later in the same session, it is kept again; once the session is over nothing changes any more.
    """
    ligne = _read(unit, seance_id, etape_id)
    if ligne["etape_id"] is None:
        raise Introuvable("Cette étape")
    if ligne["etat"] != EtatSeance.EN_COURS:
        return
    fige = _build_scene(unit, ligne).to_contenu() | {"fige_le": unit.now.isoformat()}
    unit.db.execute(
        _FIGER,
        {"fige": Jsonb(fige), "collectif": ligne["collectif_id"], "seance": seance_id, "etape": etape_id},
    )


def _read(unit: Unit, seance_id: UUID, etape_id: UUID | None) -> RowMapping:
    if not unit.acteur.systeme:
        raise Introuvable(QUOI)
    ligne = unit.db.execute(_SEANCE, {"seance": seance_id, "etape": etape_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne


def _build_scene(unit: Unit, ligne: RowMapping) -> SceneEtape:
    genre, titre = GenreEtape(ligne["genre"]), ligne["etape_titre"]
    match decode_contenu(genre, ligne["contenu"]):
        case ContenuTexte() as contenu:
            return build_texte(titre, contenu)
        case ContenuVote() as contenu:
            referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
            tours = [build_tour(tour, tour["bulletins"]) for tour in ligne["tours"] or ()]
            return build_vote(titre, contenu, tours, referentiel)
        case ContenuRepartition() as contenu:
            return _build_repartition(unit, ligne, contenu)
    if genre is GenreEtape.RADAR:
        return build_radar(titre, _read_chiffres(unit, ligne))
    ouvertes = genre is GenreEtape.DECISIONS_OUVERTES
    lieu = {cle: ligne[f"{cle}_id"] for cle in ("collectif", "rencontre")}
    decisions = unit.db.execute(_DECISIONS, {**lieu, "jour": ligne["jour"], "ouvertes": ouvertes}).all()
    return build_decisions(genre, titre, decisions, unit.today)


def _build_repartition(unit: Unit, ligne: RowMapping, contenu: ContenuRepartition) -> SceneRepartition:
    titre, chiffres = ligne["etape_titre"], _read_chiffres(unit, ligne)
    trouve = find_axe(chiffres, contenu)
    if trouve is None:
        return build_repartition(titre, chiffres, contenu, None, {})
    parution, axe, criteres = trouve
    comptes: dict[str, list[int]] = {}
    if contenu.critere and parution.clos:
        niveaux = len(parution.edition.niveaux)
        comptes = {code: [0] * niveaux for code in criteres}
        for compte in unit.db.execute(
            _CRITERES,
            {"collectif": ligne["collectif_id"], "trimestre": parution.trimestre_id, "criteres": list(criteres)},
        ):
            comptes[compte.code][compte.niveau] = compte.nombre
    return build_repartition(titre, chiffres, contenu, (parution, axe), comptes)


def _read_chiffres(unit: Unit, ligne: RowMapping) -> Chiffres:
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    lues = unit.db.execute(
        _PARUTIONS, {"collectif": ligne["collectif_id"], "numero": ligne["numero"], "jour": unit.today}
    ).one()
    parutions = tuple(
        Parution(
            brut["trimestre_id"],
            brut["numero"],
            brut["clos"],
            brut["ouverte"],
            brut["carnets"],
            datetime.fromisoformat(brut["publie_le"]),
            Edition.from_contenu(brut["edition"]),
        )
        for brut in lues.parutions or ()
    )
    return Chiffres(
        referentiel, parutions, _read_depart(unit, lues.positions or (), referentiel, ligne["seuil"]), ligne["seuil"]
    )


def _read_depart(
    unit: Unit, positions: Sequence[tuple[str, int, str]], referentiel: Referentiel, seuil: int
) -> dict[str, Fraction]:
    """The launch day on the same échelle: a niveau 2 of three does not compare with a niveau 2 of six."""
    memes = [
        (enjeu, niveau)
        for enjeu, niveau, source in positions
        if get_referentiel(unit.db, UUID(source)).niveau_max == referentiel.niveau_max
    ]
    return compute_depart(memes, referentiel.niveau_max, seuil)
