"""What meetings decided, for the collectif or for one structure, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import RowMapping, insert, select

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Acteur, Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Decision, Rencontre, Structure, Trimestre
from caprse.collectif.regles import ANNEES
from caprse.collectif.rencontres.regles import EtatDecision, SaisieDecision, check_decision, is_pour_chacune
from caprse.collectif.rencontres.requetes import LIST_DECISIONS
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs

QUOI = "Cette décision"
MODIFIEE = "Quelqu’un a modifié cette décision entre-temps. Rechargez la page, puis recommencez."
CRITERES_MAX = 12
CLOSES_MONTREES = 60


@dataclass(frozen=True, slots=True)
class DecisionSuivie:
    """One decision, the meeting that took it, where it stands. ``criteres``: code and title of those it serves.

    No ``structure_id``: for the whole collectif. ``retard``: days since the échéance, 0 when it is not late.
    ``reste``: days left until it, None without one, once it is past or once it is over.
    """

    id: UUID
    quoi: str
    pilote: str
    echeance: date | None
    retard: int
    etat: EtatDecision
    structure_id: UUID | None
    structure: str
    confirmee_le: datetime | None
    criteres: tuple[tuple[str, str], ...]
    rencontre_id: UUID
    rencontre: str
    jour: date
    trimestre: int
    version: int
    reste: int | None = None

    @property
    def est_a_planifier(self) -> bool:
        """Whether it is for a structure to act: its own, or all of them. One that somebody leads alone is theirs."""
        return self.structure_id is not None or is_pour_chacune(self.pilote)

    @property
    def a_confirmer(self) -> bool:
        """Whether it waits for the direction of its structure."""
        return self.structure_id is not None and self.confirmee_le is None and self.etat is EtatDecision.A_SUIVRE


def list_decisions(unit: Unit, collectif_id: UUID) -> tuple[DecisionSuivie, ...]:
    """The decisions of a collectif: to follow first, late ones at their head, the latest that ended after. One query.

    For members and the animation, each reading what it may. Raises Introuvable.
    """
    return tuple(_build_suivie(unit, ligne) for ligne in _read(unit, collectif_id, None))


def list_decisions_rencontre(
    unit: Unit, collectif_id: UUID, rencontre_id: UUID
) -> tuple[tuple[DecisionSuivie, ...], dict[str, str]]:
    """The decisions of a meeting in the same order, and the critères that they may serve: code and title. One query.

    For members and the animation. Raises Introuvable.
    """
    lignes = _read(unit, collectif_id, rencontre_id)
    if not lignes:
        raise Introuvable("Cette rencontre")
    referentiel = get_referentiel(unit.db, lignes[0]["referentiel_id"])
    criteres = {c.code: c.titre for c in referentiel.demandes(lignes[0]["thematique"])}
    return tuple(_build_suivie(unit, ligne) for ligne in lignes if ligne["id"] is not None), criteres


def create_decision(
    unit: Unit,
    rencontre_id: UUID,
    saisie: SaisieDecision,
    structure_id: UUID | None = None,
    criteres: Collection[str] = (),
) -> UUID:
    """Write down what a meeting decided. For the animation. Raises Introuvable, SaisieInvalide with every reason."""
    saisie = clean_champs(saisie)
    collectif_id, referentiel, thematique = _get_lieu(unit, rencontre_id)
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi="Cette rencontre")
    if structure_id is not None and not unit.db.scalar(
        select(Structure.id).where(Structure.collectif_id == collectif_id, Structure.id == structure_id)
    ):
        raise Introuvable("Cette structure")
    if raisons := check_decision(saisie, ANNEES) + _check_criteres(criteres, referentiel, thematique):
        raise SaisieInvalide(raisons)
    decision_id = unit.db.execute(
        insert(Decision)
        .values(
            collectif_id=collectif_id,
            rencontre_id=rencontre_id,
            structure_id=structure_id,
            criteres=list(dict.fromkeys(criteres)),
            cree_le=unit.now,
            **_to_values(saisie),
        )
        .returning(Decision.id)
    ).scalar_one()
    if structure_id is not None:
        announce(unit, Annonce(Evenement.DECISION_PRISE, collectif_id, decision_id, structure_id))
    return decision_id


def update_decision(
    unit: Unit, decision_id: UUID, saisie: SaisieDecision, version: int, criteres: Collection[str] | None = None
) -> None:
    """Change a decision; one that its structure had confirmed waits for it again when what it says changes.

    ``criteres`` None: as they were. For the animation. Raises Introuvable, SaisieInvalide with every reason, Refus
    when it moved since ``version``.
    """
    saisie = clean_champs(saisie)
    decision = _lock(unit, decision_id, version)
    unit.check(Operation.GET_COLLECTIF, decision.collectif_id, quoi=QUOI)
    raisons = check_decision(saisie, ANNEES)
    valeurs = _to_values(saisie)
    if criteres is not None:
        _, referentiel, thematique = _get_lieu(unit, decision.rencontre_id)
        raisons += _check_criteres(criteres, referentiel, thematique, decision.criteres)
        valeurs["criteres"] = list(dict.fromkeys(criteres))
    if raisons:
        raise SaisieInvalide(raisons)
    if any(getattr(decision, colonne) != valeur for colonne, valeur in valeurs.items() if colonne != "etat"):
        decision.confirmee_le = None
    for colonne, valeur in valeurs.items():
        setattr(decision, colonne, valeur)
    decision.version += 1
    unit.db.flush()


def mark_decision(unit: Unit, decision_id: UUID, etat: EtatDecision, version: int) -> None:
    """Say where a decision stands: the animation for all, a direction for those of its structure.

    Raises Introuvable, Refus when it moved since ``version``.
    """
    decision = _lock(unit, decision_id, version)
    if not unit.acteur.can(Operation.GET_COLLECTIF, decision.collectif_id):
        if decision.structure_id is None:
            raise Introuvable(QUOI)
        unit.check(Operation.SEND_CARNET, decision.collectif_id, decision.structure_id, QUOI)
    decision.etat = EtatDecision(etat)
    decision.version += 1
    unit.db.flush()


def confirm_decision(unit: Unit, decision_id: UUID, version: int) -> None:
    """Say yes to what a meeting decided for one structure: its direction alone does. Twice changes nothing.

    Raises Introuvable, also for what is decided for the whole collectif; Refus when it moved since ``version``.
    """
    decision = _lock(unit, decision_id, None)
    if decision.structure_id is None:
        raise Introuvable(QUOI)
    unit.check(Operation.SEND_CARNET, decision.collectif_id, decision.structure_id, QUOI)
    if decision.confirmee_le is not None:
        return
    if decision.version != version:
        raise Refus(MODIFIEE)
    decision.confirmee_le = unit.now
    decision.version += 1
    unit.db.flush()


def delete_decision(unit: Unit, decision_id: UUID, version: int) -> None:
    """Remove a decision written by mistake; the journal keeps it. For the animation. Raises Introuvable, Refus."""
    decision = _lock(unit, decision_id, version)
    unit.check(Operation.GET_COLLECTIF, decision.collectif_id, quoi=QUOI)
    unit.db.delete(decision)
    unit.db.flush()


def can_plan(acteur: Acteur, collectif_id: UUID, decision: DecisionSuivie) -> bool:
    """Whether the person writes the plan of a structure that this decision, still to follow, concerns.

    What is decided for all concerns each structure of the collectif.
    """
    a_suivre = decision.etat is EtatDecision.A_SUIVRE
    return a_suivre and acteur.can(Operation.UPDATE_ACTION, collectif_id, decision.structure_id)


def _read(unit: Unit, collectif_id: UUID, rencontre_id: UUID | None) -> Sequence[RowMapping]:
    unit.check(Operation.GET_AGREGAT, collectif_id, quoi="Ce collectif")
    parametres = {"collectif": collectif_id, "rencontre": rencontre_id, "closes": CLOSES_MONTREES}
    return unit.db.execute(LIST_DECISIONS, parametres).mappings().all()


def _lock(unit: Unit, decision_id: UUID, version: int | None) -> Decision:
    # Row-level security hides from a lock what the person may not change.
    decision = unit.db.scalar(
        select(Decision).where(Decision.id == decision_id).with_for_update().execution_options(populate_existing=True)
    )
    if decision is None:
        raise Introuvable(QUOI)
    if version is not None and decision.version != version:
        raise Refus(MODIFIEE)
    return decision


def _get_lieu(unit: Unit, rencontre_id: UUID) -> tuple[UUID, Referentiel, str]:
    """The collectif of a meeting, and what its trimestre asks: the référentiel and its thématique."""
    ligne = unit.db.execute(
        select(Rencontre.collectif_id, Trimestre.referentiel_id, Trimestre.thematique)
        .join(Trimestre, (Trimestre.collectif_id == Rencontre.collectif_id) & (Trimestre.id == Rencontre.trimestre_id))
        .where(Rencontre.id == rencontre_id)
    ).one_or_none()
    if ligne is None:
        raise Introuvable("Cette rencontre")
    collectif_id, referentiel_id, thematique = ligne
    return collectif_id, get_referentiel(unit.db, referentiel_id), thematique


def _check_criteres(
    criteres: Collection[str], referentiel: Referentiel, thematique: str, deja: Collection[str] = ()
) -> list[str]:
    """``deja``: what it serves already stays allowed, whatever the référentiel became."""
    demandes = {critere.code for critere in referentiel.demandes(thematique)}
    raisons = []
    if not set(criteres) - set(deja) <= demandes:
        raisons.append("Choisissez les critères parmi ceux de ce trimestre.")
    if len(criteres) > CRITERES_MAX:
        raisons.append(f"Une décision sert au plus {CRITERES_MAX} critères.")
    return raisons


def _to_values(saisie: SaisieDecision) -> dict[str, object]:
    return {
        "quoi": saisie.quoi,
        "pilote": saisie.pilote,
        "echeance": saisie.echeance,
        "etat": EtatDecision(saisie.etat),
    }


def _build_suivie(unit: Unit, ligne: RowMapping) -> DecisionSuivie:
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    etat = EtatDecision(ligne["etat"])
    echeance = ligne["echeance"]
    suivie = etat is EtatDecision.A_SUIVRE and echeance is not None
    reste = (echeance - unit.today).days if suivie else -1
    return DecisionSuivie(
        ligne["id"],
        ligne["quoi"],
        ligne["pilote"],
        echeance,
        max(0, -reste) if suivie else 0,
        etat,
        ligne["structure_id"],
        ligne["structure"] or "",
        ligne["confirmee_le"],
        tuple((code, _name_critere(referentiel, code)) for code in ligne["criteres"]),
        ligne["rencontre_id"],
        ligne["rencontre"],
        ligne["jour"],
        ligne["numero"],
        ligne["version"],
        reste if reste >= 0 else None,
    )


def _name_critere(referentiel: Referentiel, code: str) -> str:
    try:
        return referentiel.critere(code).titre
    except KeyError:
        # A bascule left this critère behind: its code is what is left to say.
        return code
