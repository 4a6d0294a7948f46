"""The steps of a session: added, changed, removed and put in order while it is prepared, and while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Row, text

from caprse.acces.unite import Unit
from caprse.referentiel.service import get_referentiel
from caprse.seance.contenus.saisies import EtapeNette, SaisieEtape, clean_etape
from caprse.seance.regles import EtatSeance
from caprse.seance.tenue import Tenue, lock_seance
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Cette étape"
ETAPES_MAX = 40
MODIFIEE = "Quelqu'un a modifié cette étape entre-temps. Rechargez la page, puis recommencez."
DEJA_VOTEE = "On a déjà voté à cette étape : elle ne change plus."

_CADRE = text("""
select t.referentiel_id, t.thematique,
       (select count(*) from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as nombre
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
 where s.collectif_id = :collectif and s.id = :seance
""")
_AJOUTER = text("""
insert into etape (collectif_id, seance_id, ordre, genre, titre, contenu, minutes)
select :collectif, :seance, x.rang + coalesce(
         (select max(ordre) from etape where collectif_id = :collectif and seance_id = :seance), 0),
       x.genre, x.titre, x.contenu, x.minutes
  from jsonb_to_recordset(:lignes) as x (rang smallint, genre text, titre text, contenu jsonb, minutes smallint)
returning id, ordre
""")
_UNE = text("""
select e.version, e.fige is not null as montree,
       exists (select from tour t where t.collectif_id = e.collectif_id and t.etape_id = e.id) as votee
  from etape e where e.id = :etape
""")
_MODIFIER = text("""
update etape set genre = :genre, titre = :titre, contenu = :contenu, minutes = :minutes, version = version + 1
 where collectif_id = :collectif and id = :etape
""")
_SUPPRIMER = text("delete from etape where collectif_id = :collectif and id = :etape")
_IDS = text("select id from etape where collectif_id = :collectif and seance_id = :seance order by ordre")
# The order is unique once the statement is over: no number is free in between.
_RANGER = text("""
update etape e set ordre = x.rang
  from unnest(cast(:ids as uuid[])) with ordinality as x (id, rang)
 where e.collectif_id = :collectif and e.seance_id = :seance and e.id = x.id and e.ordre <> x.rang
""")
_TOUCHER = text("update seance set revision = revision + 1 where collectif_id = :collectif and id = :seance")


@dataclass(frozen=True, slots=True)
class _Etape:
    tenue: Tenue
    version: int
    votee: bool
    montree: bool


def add_etape(unit: Unit, seance_id: UUID, saisie: SaisieEtape) -> UUID:
    """Add a step at the end. For the animation. Raises Introuvable, SaisieInvalide with every reason, Refus."""
    return add_etapes(unit, seance_id, [saisie])[0]


def add_etapes(unit: Unit, seance_id: UUID, saisies: Sequence[SaisieEtape]) -> tuple[UUID, ...]:
    """Add steps at the end, in order, all or none. Raises as `add_etape`."""
    tenue = _lock(unit, seance_id)
    cadre = unit.db.execute(_CADRE, tenue.cle).one()
    nettes = _clean(unit, cadre, saisies)
    if cadre.nombre + len(nettes) > ETAPES_MAX:
        raise Refus(f"Une séance compte au plus {ETAPES_MAX} étapes.")
    creees = unit.db.execute(
        _AJOUTER,
        {
            **tenue.cle,
            "lignes": Jsonb([{**_write(nette), "rang": rang} for rang, nette in enumerate(nettes, start=1)]),
        },
    ).all()
    unit.db.execute(_TOUCHER, tenue.cle)
    return tuple(creee.id for creee in sorted(creees, key=lambda creee: creee.ordre))


def update_etape(unit: Unit, etape_id: UUID, saisie: SaisieEtape, version: int) -> None:
    """Change a step. Raises Introuvable, SaisieInvalide with every reason, Refus when over, voted on, or moved."""
    etape = _lock_etape(unit, etape_id)
    cadre = unit.db.execute(_CADRE, etape.tenue.cle).one()
    (nette,) = _clean(unit, cadre, [saisie])
    if etape.version != version:
        raise Refus(MODIFIEE)
    if etape.votee:
        raise Refus(DEJA_VOTEE)
    ligne = _write(nette)
    unit.db.execute(_MODIFIER, {**etape.tenue.cle, **ligne, "contenu": Jsonb(ligne["contenu"]), "etape": etape_id})
    unit.db.execute(_TOUCHER, etape.tenue.cle)


def remove_etape(unit: Unit, etape_id: UUID, version: int) -> None:
    """Remove a step. Raises Introuvable, Refus when over, voted on, shown already, or moved."""
    etape = _lock_etape(unit, etape_id)
    if etape.version != version:
        raise Refus(MODIFIEE)
    if etape.votee:
        raise Refus(DEJA_VOTEE)
    if etape.tenue.etape_id == etape_id:
        raise Refus("Cette étape est à l'écran : passez à une autre, puis supprimez-la.")
    if etape.montree:
        raise Refus("Cette étape a été montrée à la salle : elle reste dans la séance.")
    unit.db.execute(_SUPPRIMER, {"collectif": etape.tenue.collectif_id, "etape": etape_id})
    unit.db.execute(_TOUCHER, etape.tenue.cle)


def reorder_etapes(unit: Unit, seance_id: UUID, ids: Sequence[UUID]) -> None:
    """Put the steps in this order, in one statement. Raises Introuvable, Refus when they are not those of now."""
    tenue = _lock(unit, seance_id)
    actuels = list(unit.db.scalars(_IDS, tenue.cle))
    if len(ids) != len(set(ids)) or set(ids) != set(actuels):
        raise Refus("La liste des étapes a changé entre-temps. Rechargez la page, puis recommencez.")
    if list(ids) == actuels:
        return
    unit.db.execute(_RANGER, {**tenue.cle, "ids": list(ids)})
    unit.db.execute(_TOUCHER, tenue.cle)


def _clean(unit: Unit, cadre: Row[tuple[UUID, str, int]], saisies: Sequence[SaisieEtape]) -> list[EtapeNette]:
    capsule = get_referentiel(unit.db, cadre.referentiel_id).capsule(cadre.thematique)
    criteres = {critere.code for thematique in capsule for critere in thematique.criteres}
    enjeux = {enjeu.code for thematique in capsule for enjeu in thematique.enjeux}
    nettes = [clean_etape(saisie, criteres, enjeux) for saisie in saisies]
    if raisons := list(dict.fromkeys(raison for _, raisons in nettes for raison in raisons)):
        raise SaisieInvalide(raisons)
    return [nette for nette, _ in nettes if nette is not None]


def _write(nette: EtapeNette) -> dict[str, object]:
    """The columns of a step."""
    return {
        "genre": str(nette.genre),
        "titre": nette.titre,
        "minutes": nette.minutes,
        "contenu": nette.contenu.to_contenu(),
    }


def _lock(unit: Unit, seance_id: UUID) -> Tenue:
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is EtatSeance.TERMINEE:
        raise Refus("Cette séance est terminée : ses étapes ne changent plus.")
    return tenue


def _lock_etape(unit: Unit, etape_id: UUID) -> _Etape:
    seance_id = unit.db.scalar(text("select seance_id from etape where id = :etape"), {"etape": etape_id})
    if seance_id is None:
        raise Introuvable(QUOI)
    tenue = _lock(unit, seance_id)
    # Read again under the lock: a vote may have opened, or the step gone, while it was waited for.
    etape = unit.db.execute(_UNE, {"etape": etape_id}).one_or_none()
    if etape is None:
        raise Introuvable(QUOI)
    return _Etape(tenue, etape.version, etape.votee, etape.montree)
