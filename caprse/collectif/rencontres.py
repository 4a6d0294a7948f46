"""Meetings of a collectif: visio, autonomie tutorée, présentiel; their agenda."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID

from sqlalchemy import insert, select, text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Rencontre, Trimestre
from caprse.collectif.regles import SaisieRencontre, check_rencontre
from caprse.collectif.regles_rencontre import check_ordre_du_jour, propose_points
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Cette rencontre"
MODIFIEE = "Quelqu'un a modifié cette rencontre entre-temps. Rien n'est perdu : rechargez la page, puis recommencez."

# Flags of the room above, which this one may not know: hence a statement in words. No structure is named in an agenda
# that everybody reads, nor counted: a flag of one structure alone would be told.
_A_PROPOSER = text("""
select array(select distinct l.critere from relecture l
               join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
              where l.collectif_id = r.collectif_id and c.trimestre_id = r.trimestre_id and l.etat = 'a_discuter')
         as a_discuter,
       array(select d.quoi from decision d
               join rencontre a on a.collectif_id = d.collectif_id and a.id = d.rencontre_id
              where d.collectif_id = r.collectif_id and d.structure_id is null and d.etat = 'a_suivre'
                and a.jour < r.jour
              order by d.echeance nulls last, d.cree_le, d.id) as decisions,
       t.referentiel_id, t.thematique
  from rencontre r join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
 where r.collectif_id = :collectif and r.id = :rencontre
""")


def create_rencontre(unit: Unit, trimestre_id: UUID, saisie: SaisieRencontre) -> UUID:
    """Add a meeting to a trimestre. Raises Introuvable, SaisieInvalide with every reason."""
    trimestre = unit.db.scalar(select(Trimestre).where(Trimestre.id == trimestre_id))
    if trimestre is None:
        raise Introuvable("Ce trimestre")
    unit.check(Operation.UPDATE_TRIMESTRE, trimestre.collectif_id, quoi="Ce trimestre")
    if raisons := check_rencontre(saisie, trimestre.debut, trimestre.fin):
        raise SaisieInvalide(raisons)
    return unit.db.execute(
        insert(Rencontre)
        .values(
            collectif_id=trimestre.collectif_id,
            trimestre_id=trimestre.id,
            modifie_le=unit.now,
            **asdict(_clean(saisie)),
        )
        .returning(Rencontre.id)
    ).scalar_one()


def update_rencontre(unit: Unit, rencontre_id: UUID, saisie: SaisieRencontre, version: int | None = None) -> None:
    """Change a meeting: day, hour, place, kind; calendars that hold it will take the change.

    Raises Introuvable, SaisieInvalide with every reason, Refus when it moved since ``version`` or was cancelled.
    """
    rencontre, trimestre = _lock(unit, rencontre_id, version)
    if raisons := check_rencontre(saisie, trimestre.debut, trimestre.fin):
        raise SaisieInvalide(raisons)
    voulues = asdict(_clean(saisie))
    changees = {colonne: valeur for colonne, valeur in voulues.items() if getattr(rencontre, colonne) != valeur}
    if not changees:
        return
    for colonne, valeur in changees.items():
        setattr(rencontre, colonne, valeur)
    rencontre.sequence += 1
    _touch(unit, rencontre)


def cancel_rencontre(unit: Unit, rencontre_id: UUID) -> None:
    """Cancel a meeting: screens forget it, calendars that hold it are told. Raises Introuvable."""
    rencontre, _ = _get_rencontre(unit, rencontre_id)
    if rencontre.annulee_le is None:
        rencontre.annulee_le = unit.now
        rencontre.sequence += 1
        _touch(unit, rencontre)


def propose_ordre_du_jour(unit: Unit, rencontre_id: UUID) -> str:
    """Lines for an agenda: decisions still open, then the critères flagged « à discuter en séance ». One per line.

    For the animation. Raises Introuvable.
    """
    rencontre, _ = _get_rencontre(unit, rencontre_id)
    ligne = unit.db.execute(_A_PROPOSER, {"collectif": rencontre.collectif_id, "rencontre": rencontre_id}).one()
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    criteres = [c for t in referentiel.capsule(ligne.thematique) for c in t.criteres]
    return propose_points(criteres, ligne.a_discuter, ligne.decisions)


def save_ordre_du_jour(unit: Unit, rencontre_id: UUID, texte: str, version: int) -> int:
    """Write the agenda, one point per line; returns the new version.

    Raises Introuvable, SaisieInvalide, Refus when the meeting moved since ``version`` or was cancelled.
    """
    rencontre, _ = _lock(unit, rencontre_id, version)
    if raisons := check_ordre_du_jour(texte):
        raise SaisieInvalide(raisons)
    rencontre.ordre_du_jour = texte.strip()
    _touch(unit, rencontre)
    return rencontre.version


def _lock(unit: Unit, rencontre_id: UUID, version: int | None) -> tuple[Rencontre, Trimestre]:
    rencontre, trimestre = _get_rencontre(unit, rencontre_id)
    if rencontre.annulee_le is not None:
        raise Refus("Cette rencontre est annulée : elle ne change plus.")
    if version is not None and rencontre.version != version:
        raise Refus(MODIFIEE)
    return rencontre, trimestre


def _touch(unit: Unit, rencontre: Rencontre) -> None:
    rencontre.version += 1
    rencontre.modifie_le = unit.now
    unit.db.flush()


def _get_rencontre(unit: Unit, rencontre_id: UUID) -> tuple[Rencontre, Trimestre]:
    ligne = unit.db.execute(
        select(Rencontre, Trimestre)
        .join(Trimestre, (Trimestre.collectif_id == Rencontre.collectif_id) & (Trimestre.id == Rencontre.trimestre_id))
        .where(Rencontre.id == rencontre_id)
        .with_for_update(of=Rencontre)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_TRIMESTRE, ligne[0].collectif_id, quoi=QUOI)
    return ligne[0], ligne[1]


def _clean(saisie: SaisieRencontre) -> SaisieRencontre:
    return replace(saisie, titre=saisie.titre.strip(), lieu=saisie.lieu.strip(), lien=saisie.lien.strip())
