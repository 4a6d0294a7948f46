"""The minutes of a session: what the animation makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import cast, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.seance.compte_rendu.lecture import QUOI, build_compte_rendu, refuse_seance
from caprse.seance.compte_rendu.phrases import TEXTE_MAX, hide_noms
from caprse.seance.compte_rendu.requetes import GET_TEXTE, LIST_NOMS
from caprse.seance.modele import CompteRendu, Seance
from caprse.socle.erreurs import Conflit, Introuvable, SaisieInvalide
from caprse.socle.signes import can_be_stored, clean_texte


@dataclass(frozen=True, slots=True)
class TexteEcrit:
    """The minutes as a colleague wrote them meanwhile."""

    texte: str
    version: int
    auteur: str


def ensure_compte_rendu(unit: Unit, seance_id: UUID) -> None:
    """Write the minutes where nobody did yet; what is written stays. For the animation. Raises Introuvable, Refus."""
    texte = build_compte_rendu(unit, seance_id)
    collectif_id, _, _ = locate_seance(unit, seance_id)
    _create(unit, collectif_id, seance_id, texte)


def save_compte_rendu(unit: Unit, seance_id: UUID, texte: str, version: int) -> int:
    """Write the minutes if nobody did since ``version`` (0: not written yet); returns the new version.

    For the animation. Raises Introuvable, Refus, SaisieInvalide with every reason, Conflit.
    """
    texte = clean_texte(texte)
    collectif_id, etat, repetition = locate_seance(unit, seance_id)
    refuse_seance(etat, repetition)
    if raisons := check_texte(texte):
        raise SaisieInvalide(raisons)
    if version:
        ecrite = _update(unit, collectif_id, seance_id, texte, version)
    else:
        ecrite = _create(unit, collectif_id, seance_id, texte)
    if ecrite is not None:
        return ecrite
    actuel = unit.db.execute(GET_TEXTE, {"collectif": collectif_id, "seance": seance_id}).one_or_none()
    if actuel is None:
        raise Introuvable(QUOI)
    if actuel.texte == texte and actuel.modifie_par == unit.acteur.compte_id:
        # Written already: only its acknowledgment was lost.
        deja: int = actuel.version
        return deja
    texte_ecrit = hide_noms(actuel.texte, actuel.noms, actuel.nommables)
    ecrit = TexteEcrit(texte_ecrit, actuel.version, actuel.auteur or "Une autre personne")
    raise Conflit(
        f"{ecrit.auteur} a modifié le compte rendu entre-temps. Rien n’est perdu : choisissez le texte.", texte, ecrit
    )


def locate_seance(unit: Unit, seance_id: UUID) -> tuple[UUID, str, bool]:
    """The collectif of a session, its state, whether it is a rehearsal. For the animation. Raises Introuvable."""
    ligne = unit.db.execute(
        select(Seance.collectif_id, Seance.etat, Seance.repetition).where(Seance.id == seance_id)
    ).one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne.collectif_id, ligne.etat, ligne.repetition


def check_texte(texte: str) -> list[str]:
    """Every reason to refuse what was typed."""
    raisons = []
    if not texte.strip():
        raisons.append("Le compte rendu est vide : écrivez au moins une ligne.")
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le compte rendu compte {len(texte)} signes, {TEXTE_MAX} au plus. Raccourcissez-le.")
    if not can_be_stored(texte):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons


def _create(unit: Unit, collectif_id: UUID, seance_id: UUID, texte: str) -> int | None:
    """The first version, or None where somebody wrote one."""
    return unit.db.execute(
        insert(CompteRendu)
        .values(
            collectif_id=collectif_id,
            seance_id=seance_id,
            texte=texte,
            noms=_list_noms(unit, collectif_id, seance_id),
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            version=1,
        )
        .on_conflict_do_nothing()
        .returning(CompteRendu.version)
    ).scalar_one_or_none()


def _update(unit: Unit, collectif_id: UUID, seance_id: UUID, texte: str, version: int) -> int | None:
    """The next version, or None where this is not the last one."""
    return unit.db.execute(
        update(CompteRendu)
        .where(
            CompteRendu.collectif_id == collectif_id,
            CompteRendu.seance_id == seance_id,
            CompteRendu.version == version,
        )
        .values(
            texte=texte,
            # Names of before stay known: the text may still hold them.
            noms=CompteRendu.noms.op("||")(cast(_list_noms(unit, collectif_id, seance_id), JSONB)),
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            version=CompteRendu.version + 1,
        )
        .returning(CompteRendu.version)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()


def _list_noms(unit: Unit, collectif_id: UUID, seance_id: UUID) -> dict[str, str]:
    return unit.db.scalar(LIST_NOMS, {"collectif": collectif_id, "seance": seance_id}) or {}
