"""The tableau de bord: one line per structure, what needs the person who animates first. One query, whatever its size.

No niveau and no score is read here. What is open of the threads is counted over all carnets of a structure: a message
about an older one must not be missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet, count_reponses
from caprse.collectif.regles import EtatTrimestre, TrimestreAuChoix
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import FUSEAU, read_instant
from caprse.socle.ecran.cadre import Theme
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import build_pattern
from caprse.tableau.regles import JOURS_SANS_ACTIVITE, Besoin, Faits, Voir, compute_place, explain, is_a_relancer
from caprse.tableau.requetes import TABLEAU
from caprse.tableau.taches import Rencontre, SeanceEnCours

QUOI = "Ce collectif"
PAR_PAGE = 30


@dataclass(frozen=True, slots=True)
class FiltreTableau:
    """Which lines are asked for: what one of the figures counts, an état of the carnet, a piece of the name."""

    voir: Voir = Voir.TOUT
    etat: EtatCarnet | None = None
    nom: str = ""


@dataclass(frozen=True, slots=True)
class LigneTableau:
    """One structure. ``repondus`` answers to the ``demandes`` critères, 0 without a carnet; ``a_relire``: answers that
    she has not re-read as they are now.

    ``change``: something moved since she last opened the carnet; ``activite``: how many days ago, None for never.
    ``carnet_non_lu`` holds the oldest unread message. ``retard``: days since the last day of the trimestre, 0 when not
    late. ``comptes``: who may log in for it. ``a_relancer``: whether a reminder helps.
    """

    structure_id: UUID
    nom: str
    carnet_id: UUID | None
    etat: EtatCarnet | None
    besoin: Besoin
    raison: str
    repondus: int
    demandes: int
    activite_le: datetime | None
    activite: int | None
    change: bool
    retard: int
    reouverture: bool
    a_relire: int
    a_discuter: int
    a_completer: int
    fils: int
    non_lus: int
    carnet_non_lu: UUID | None
    appuis: int
    actions_en_retard: int
    comptes: int
    a_relancer: bool


@dataclass(frozen=True, slots=True)
class Tableau:
    """One page of the lines, the most pressing first, and the totals of all lines, filtered or not.

    ``totaux``: what each figure counts. ``fini_depuis``: days since the open trimestre ended, 0 or less: not.
    """

    collectif: str
    fictif: bool
    jour: date
    trimestres: tuple[TrimestreAuChoix, ...]
    choisi: TrimestreAuChoix | None
    theme: Theme | None
    structures: int
    etats: Mapping[EtatCarnet, int]
    totaux: Mapping[Voir, int]
    fini_depuis: int
    rencontre: Rencontre | None
    seance: SeanceEnCours | None
    trouvees: int
    lignes: tuple[LigneTableau, ...] = field(default=())

    @property
    def pages(self) -> int:
        return max(1, -(-self.trouvees // PAR_PAGE))


def get_tableau(
    unit: Unit, collectif_id: UUID, numero: int | None = None, filtre: FiltreTableau | None = None, page: int = 1
) -> Tableau:
    """The tableau de bord of a collectif, for its animation alone: to anyone else Introuvable.

    ``numero`` chooses a trimestre (else the open one, else the last); ``page`` goes from 1, ``PAR_PAGE`` lines each.
    """
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    filtre = filtre or FiltreTableau()
    ligne = (
        unit.db.execute(
            TABLEAU,
            {
                "collectif": collectif_id,
                "numero": numero,
                "compte": unit.acteur.compte_id,
                "jour": unit.today,
                "sans_activite": JOURS_SANS_ACTIVITE,
                "maintenant": unit.now,
                "now": unit.now,
                "voir": filtre.voir,
                "etat": filtre.etat,
                "motif": build_pattern(filtre.nom),
                "taille": PAR_PAGE,
                "debut": (max(1, page) - 1) * PAR_PAGE,
            },
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI)
    bruts = ligne["trimestres"] or ()
    trimestres = tuple(_build_trimestre(unit, brut) for brut in bruts)
    choisi = next((trimestre for trimestre in trimestres if trimestre.id == ligne["trimestre_id"]), None)
    brut = next((brut for brut in bruts if choisi is not None and UUID(brut["id"]) == choisi.id), None)
    referentiel = _get_referentiel(unit, brut) if brut else None
    ouvert = choisi is not None and choisi.etat is EtatTrimestre.OUVERT
    codes: frozenset[str] = frozenset()
    theme = None
    if brut is not None and referentiel is not None:
        codes = frozenset(critere.code for critere in referentiel.demandes(brut["thematique"]))
        theme = build_theme(referentiel, brut["thematique"])
    totaux = ligne["totaux"]
    return Tableau(
        ligne["collectif"],
        ligne["fictif"],
        unit.today,
        trimestres,
        choisi,
        theme,
        totaux["structures"],
        {EtatCarnet(etat): nombre for etat, nombre in (ligne["etats"] or {}).items()},
        {voir: int(totaux["structures" if voir is Voir.TOUT else voir] or 0) for voir in Voir},
        (unit.today - choisi.fin).days if choisi is not None and ouvert else 0,
        _read_rencontre(ligne["rencontre"]),
        SeanceEnCours(UUID(ligne["seance"]["id"]), ligne["seance"]["titre"]) if ligne["seance"] else None,
        totaux["trouvees"],
        tuple(_build_ligne(brute, codes, unit.today, ouvert=ouvert) for brute in ligne["lignes"] or ()),
    )


def _read_rencontre(brut: Mapping[str, Any] | None) -> Rencontre | None:
    if brut is None:
        return None
    heure = time.fromisoformat(brut["heure"]) if brut["heure"] else None
    return Rencontre(UUID(brut["id"]), brut["titre"], date.fromisoformat(brut["jour"]), heure)


def _build_ligne(brute: Mapping[str, Any], codes: frozenset[str], jour: date, *, ouvert: bool) -> LigneTableau:
    def count(quoi: str) -> int:
        return count_reponses(codes, brute[quoi] or ())

    faits = Faits(
        EtatCarnet(brute["etat"]) if brute["etat"] else None,
        ouvert,
        brute["reouverture"],
        brute["non_lus"],
        brute["message_ancien"],
        brute["transmis"],
        brute["retard"] or 0,
        brute["demandes"],
        brute["appui_ancien"],
        brute["appui_passe"],
        brute["repos"] or 0,
        brute["actions"],
        brute["comptes"],
        brute["invitees"],
    )
    place = compute_place(faits)
    activite, vue_le = read_instant(brute["activite"]), read_instant(brute["vue_le"])
    return LigneTableau(
        UUID(brute["id"]),
        brute["nom"],
        UUID(brute["carnet_id"]) if brute["carnet_id"] else None,
        faits.etat,
        place.besoin,
        explain(faits, place),
        count("repondus"),
        len(codes) if brute["carnet_id"] else 0,
        activite,
        (jour - activite.astimezone(FUSEAU).date()).days if activite else None,
        # Never opened by her: whatever it holds is new.
        activite is not None and (vue_le is None or activite > vue_le),
        max(0, faits.retard) if brute["ecrit"] and not faits.sans_acces else 0,
        faits.reouverture is not None,
        count("a_relire"),
        count("a_discuter"),
        count("a_completer"),
        brute["fils"] or 0,
        brute["non_lus"],
        UUID(brute["carnet_non_lu"]) if brute["carnet_non_lu"] else None,
        brute["appuis"] or 0,
        brute["actions"],
        brute["comptes"],
        is_a_relancer(faits),
    )


def _build_trimestre(unit: Unit, brut: Mapping[str, Any]) -> TrimestreAuChoix:
    return TrimestreAuChoix(
        UUID(brut["id"]),
        brut["numero"],
        _get_referentiel(unit, brut).name_trimestre(brut["thematique"]),
        date.fromisoformat(brut["debut"]),
        date.fromisoformat(brut["fin"]),
        EtatTrimestre(brut["etat"]),
    )


def _get_referentiel(unit: Unit, brut: Mapping[str, Any]) -> Referentiel:
    return get_referentiel(unit.db, UUID(brut["referentiel_id"]))
