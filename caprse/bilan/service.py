"""The whole journey of a structure: what it believed, what it found, what it did, what changed, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.bilan.regles import ActionLue, Revue, Trouve, list_revues
from caprse.bilan.requetes import JOURNEY
from caprse.carnet.places import read_bascules
from caprse.carnet.positionnement.comparaison import compare_lues, read_passages
from caprse.carnet.positionnement.fleches import Groupe
from caprse.carnet.positionnement.service import Position, read_positions
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.engagees import Engagee, list_engagees
from caprse.progres.regles import ETATS_OUVERTS, EtatAction, sort_actions
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import SANS_THEMATIQUE, Referentiel
from caprse.referentiel.service import get_referentiel, get_referentiel_pour
from caprse.restitution.figures.etats import find_tenues
from caprse.restitution.figures.forces import CritereCote, rank_forces
from caprse.restitution.figures.notation import Figure, compute_thematique
from caprse.restitution.publication.etats import Jalon, build_haltes, follow_jalons, read_donnees
from caprse.restitution.publication.lecture import read_cotations
from caprse.socle.erreurs import Introuvable

QUOI = "Cette structure"


@dataclass(frozen=True, slots=True)
class Parcours:
    """One structure from the launch day to its bilan. ``referentiel`` is the version of its last carnet.

    ``departs``: what it said at the start, where that may be seen; ``groupes``: the arrows to the arrivée, once that
    one is over, else empty. ``bilan`` is None before it opens, and for who has no carnet of it.
    """

    structure_id: UUID
    structure: str
    collectif: str
    fictif: bool
    bilan: EtatTrimestre | None
    fin_bilan: date | None
    positionne_le: datetime | None
    arrivee_le: datetime | None
    referentiel: Referentiel | None
    departs: Mapping[str, Position]
    arrivees: int
    groupes: tuple[Groupe, ...]
    trouves: tuple[Trouve, ...]
    actions: tuple[ActionLue, ...]
    revues: tuple[Revue, ...]
    repondus: int
    marches: tuple[CritereCote, ...]
    engagees: Mapping[str, Engagee]

    @property
    def attend_arrivee(self) -> bool:
        """Whether the bilan waits for the arrivée: what was said at the start stays hidden until then."""
        return self.bilan is EtatTrimestre.OUVERT and self.arrivee_le is None

    @property
    def faites(self) -> tuple[ActionLue, ...]:
        """What was done, in the order in which it was."""
        return tuple(action for action in self.actions if action.etat is EtatAction.FAITE)

    @property
    def ouvertes(self) -> tuple[ActionLue, ...]:
        """What is still to be done, the most pressing first."""
        return tuple(sort_actions([action for action in self.actions if action.etat in ETATS_OUVERTS]))


def get_parcours(unit: Unit, structure_id: UUID) -> Parcours:
    """The whole journey, for those who read the carnets of the structure. Raises Introuvable."""
    ligne = unit.db.execute(JOURNEY, {"structure": structure_id}).mappings().one_or_none()
    unit.check(Operation.GET_CARNET, ligne["collectif_id"] if ligne else None, structure_id, QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    trimestres: Sequence[Mapping[str, Any]] = ligne["trimestres"] or ()
    donnees: Sequence[Sequence[Any]] = ligne["donnees"] or ()
    departs, arrivees = read_positions(ligne["departs"]), read_positions(ligne["arrivees"])
    bilan = EtatTrimestre(ligne["bilan"]) if ligne["bilan"] else None
    fini = bilan is EtatTrimestre.CLOS or (bilan is not None and ligne["arrivee_le"] is not None)
    version = _find_version(dict(ligne), trimestres)
    referentiel = (
        get_referentiel_pour(unit.db, version, Profil(frozenset(ligne["types"]), ligne["effectif"]))
        if version is not None
        else None
    )
    groupes: tuple[Groupe, ...] = ()
    revues: tuple[Revue, ...] = ()
    marches: tuple[CritereCote, ...] = ()
    repondus = 0
    if referentiel is not None and version is not None:
        jalons = list(_list_jalons(trimestres))
        versions = {str(version), *(jalon.version for jalon in jalons), *(str(source) for _, source, *_ in donnees)}
        # What leads from one version to another is read for the collectif as a whole: once, and where it is asked.
        plusieurs = len(versions) > 1
        bascules = read_bascules(unit, ligne["collectif_id"]) if plusieurs or (fini and departs) else ()
        if fini:
            passages = read_passages(bascules)
            groupes = compare_lues(
                unit, ligne["collectif_id"], referentiel, ligne["departs"], ligne["arrivees"], passages
            )
        suivis = follow_jalons(unit, ligne["collectif_id"], donnees, versions, bascules)
        suivies = list(read_donnees(donnees, suivis[str(version)]))
        tenues = find_tenues(suivies, max((donnee.trimestre for donnee in suivies), default=0))
        repondus = len(tenues)
        # Last, in the terms of the version in which all is said.
        fin = [Jalon(jalons[-1].numero + 1, str(version))] if jalons and jalons[-1].version != str(version) else []
        haltes = build_haltes(donnees, [*jalons, *fin], suivis)
        revues = list_revues(list(haltes.values()), [critere.code for critere in referentiel.criteres])
        cotations = {code: donnee.cotation for code, donnee in tenues.items()}
        marches = rank_forces(referentiel.criteres, referentiel.niveau_max, cotations).a_travailler
    return Parcours(
        structure_id,
        ligne["structure"],
        ligne["collectif"],
        ligne["fictif"],
        bilan,
        ligne["fin_bilan"],
        ligne["positionne_le"],
        ligne["arrivee_le"],
        referentiel,
        departs,
        sum(position.repondu for position in arrivees.values()),
        groupes,
        _list_trouves(unit, trimestres, donnees),
        tuple(_read_action(action) for action in ligne["actions"] or ()),
        revues,
        repondus,
        marches,
        list_engagees(ligne["actions"] or (), unit.today),
    )


def _find_version(ligne: Mapping[str, Any], trimestres: Sequence[Mapping[str, Any]]) -> UUID | None:
    """The version in whose terms all is said: that of the bilan, else of the last carnet, else of the départ."""
    if ligne["referentiel_bilan"] is not None:
        return UUID(str(ligne["referentiel_bilan"]))
    if trimestres:
        return UUID(trimestres[-1]["referentiel_id"])
    return next((UUID(p["referentiel_id"]) for p in (ligne["departs"] or {}).values()), None)


def _list_jalons(trimestres: Sequence[Mapping[str, Any]]) -> Iterator[Jalon]:
    """The trimestres at which the structure has a state, as its path has them."""
    for trimestre in trimestres:
        numero, arrete = trimestre["numero"], trimestre["arrete"]
        if arrete is not None and arrete["tient"]:
            yield Jalon(numero, arrete["referentiel"])
        elif trimestre["etat"] == EtatTrimestre.OUVERT:
            yield Jalon(numero, trimestre["referentiel_id"], fige=False)


def _list_trouves(
    unit: Unit, trimestres: Sequence[Mapping[str, Any]], donnees: Sequence[Sequence[Any]]
) -> tuple[Trouve, ...]:
    """The first time each thématique was answered: as frozen, or as it stands while its trimestre is open."""
    trouves: dict[str, Trouve] = {}
    for trimestre in trimestres:
        code = trimestre["thematique"]
        if code == SANS_THEMATIQUE or code in trouves:
            continue
        referentiel = get_referentiel(unit.db, UUID(trimestre["referentiel_id"]))
        niveaux = tuple(niveau.nom for niveau in referentiel.echelle)
        if (arrete := trimestre["arrete"]) is not None:
            figure, niveaux = Figure.from_contenu(arrete["total"]), tuple(arrete["niveaux"])
        else:
            siennes = {critere: (n, nc) for numero, _, _, critere, n, nc in donnees if numero == trimestre["numero"]}
            figure = compute_thematique(referentiel.thematique(code), referentiel.niveau_max, read_cotations(siennes))
        if figure.repondus:
            trouves[code] = Trouve(trimestre["numero"], figure, niveaux, trimestre["repris"])
    return tuple(trouves.values())


def _read_action(brute: Mapping[str, Any]) -> ActionLue:
    return ActionLue(
        brute["quoi"],
        brute["pilote"],
        date.fromisoformat(brute["echeance"]) if brute["echeance"] else None,
        EtatAction(brute["etat"]),
        brute["ce_qui_change"],
        datetime.fromisoformat(brute["faite_le"]) if brute["faite_le"] else None,
    )
