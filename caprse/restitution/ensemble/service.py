"""What the person who animates a collectif reads: where each carnet stands, structure by structure, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.collectif.regles import LIBELLES_ETAT as LIBELLES_TRIMESTRE
from caprse.collectif.regles import EtatTrimestre, TrimestreAuChoix
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.restitution.ensemble.requetes import CYCLE, EDITIONS, SUIVI
from caprse.restitution.figures.bilan import compute_axes
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.cycle_lu import CyclePublie, read_cycle
from caprse.restitution.publication.edition import Edition, Publiee
from caprse.restitution.publication.lecture import read_cotations
from caprse.restitution.publication.service import read_mouvements, refresh_publication
from caprse.restitution.publication.trimestres import TrimestreMontre, name_bloc
from caprse.restitution.publication.visibilite import can_try, explain_attente, restrict_edition
from caprse.socle.dates import FUSEAU, format_date, read_instant
from caprse.socle.ecran.cadre import Theme
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"
PAR_PAGE = 30


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
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Suivi:
    """One page of the structures of a collectif, and its published figures.

    ``etats`` counts the carnets of all pages. ``attente`` says why nothing newer is published, while the trimestre is
    open or since it was reopened; None when up to date.
    """

    collectif: str
    fictif: bool
    trimestres: tuple[TrimestreAuChoix, ...]
    choisi: TrimestreAuChoix | None
    theme: Theme | None
    source: str
    etats: Mapping[EtatCarnet, int]
    lignes: tuple[LigneSuivi, ...]
    publication: Publiee | None
    attente: str | None
    repris_le: datetime | None = None

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
    if ligne["etat"] != EtatTrimestre.OUVERT:
        return _build_suivi(unit, ligne, _explain_reouverture(ligne))
    vus = read_mouvements(unit, ligne["trimestre_id"])
    if vus is None:
        raise Introuvable(QUOI)
    compte = (vus.candidats, vus.membres, vus.bouges, vus.publie, vus.seuil, vus.k)
    if can_try(*compte) and refresh_publication(unit, vus.trimestre_id):
        return _build_suivi(unit, _read(unit, collectif_id, numero, page), None)
    return _build_suivi(unit, ligne, explain_attente(*compte))


def list_trimestres(unit: Unit, collectif_id: UUID) -> tuple[TrimestreMontre, ...]:
    """What was published of each trimestre that opened, in order. Raises Introuvable to all but the animation."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(EDITIONS, {"collectif": collectif_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return tuple(_build_montre(unit, brut, ligne["seuil"]) for brut in ligne["trimestres"] or ())


@dataclass(frozen=True, slots=True)
class CycleSuivi:
    """The figures of the whole cycle, ``ordre``: its thématiques in order.

    ``bloc``: the title of the block that a closed bilan asked by itself, empty without one.
    """

    collectif: str
    fictif: bool
    lus: tuple[CyclePublie, ...]
    ordre: tuple[str, ...]
    bloc: str = ""


def get_cycle(unit: Unit, collectif_id: UUID) -> CycleSuivi:
    """What was published of the collectif over the cycle. Raises Introuvable to all but the animation."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(CYCLE, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    lus = read_cycle(ligne.cycle or (), ligne.seuil)
    if ligne.referentiel_id is None:
        return CycleSuivi(ligne.collectif, ligne.fictif, lus, ())
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    ordre = tuple(thematique.code for thematique in referentiel.thematiques)
    bloc = name_bloc(referentiel) if ligne.bilan_clos else ""
    return CycleSuivi(ligne.collectif, ligne.fictif, lus, ordre, bloc)


def _build_montre(unit: Unit, brut: Mapping[str, Any], seuil: int) -> TrimestreMontre:
    referentiel = get_referentiel(unit.db, UUID(brut["referentiel_id"]))
    edition = restrict_edition(Edition.from_contenu(brut["edition"]), (), seuil) if brut["edition"] else None
    return TrimestreMontre(
        brut["numero"],
        referentiel.name_trimestre(brut["thematique"]),
        LIBELLES_TRIMESTRE[EtatTrimestre(brut["etat"])],
        build_theme(referentiel, brut["thematique"]),
        edition,
        "Trop peu de carnets transmis pour que personne ne s’y reconnaisse.",
    )


def _explain_reouverture(ligne: Mapping[str, Any]) -> str | None:
    """Why the whole is older than the arrêtés of a trimestre that was reopened and closed again, or None."""
    brut = next((brut for brut in ligne["trimestres"] or () if brut["id"] == str(ligne["trimestre_id"])), None)
    if brut is None or (rouvert_le := read_instant(brut["rouvert_le"])) is None or ligne["publication"] is None:
        return None
    if datetime.fromisoformat(ligne["publication"]["publie_le"]) >= rouvert_le:
        return None
    return (
        f"Ce trimestre a été rouvert le {format_date(rouvert_le.astimezone(FUSEAU).date())}, puis clos de nouveau. "
        "Les chiffres d’ensemble n’ont pas bougé : trop peu de carnets ont changé pour les montrer sans laisser "
        "deviner les réponses d’une structure."
    )


def _read(unit: Unit, collectif_id: UUID, numero: int | None, page: int) -> Mapping[str, Any]:
    ligne = (
        unit.db.execute(
            SUIVI,
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
    source = ""
    theme = None
    lignes: tuple[LigneSuivi, ...] = ()
    if brut is not None:
        referentiel = get_referentiel(unit.db, UUID(brut["referentiel_id"]))
        source = f"{referentiel.titre}, version {referentiel.version}"
        theme = build_theme(referentiel, brut["thematique"])
        lignes = tuple(_build_ligne(referentiel, brut["thematique"], carnet) for carnet in ligne["lignes"] or ())
    if (parue := ligne["publication"]) is not None:
        edition = restrict_edition(Edition.from_contenu(parue["edition"]), (), ligne["seuil"])
        publication = Publiee(edition, parue["carnets"], datetime.fromisoformat(parue["publie_le"]))
    return Suivi(
        ligne["collectif"],
        ligne["fictif"],
        trimestres,
        next((trimestre for trimestre in trimestres if trimestre.id == ligne["trimestre_id"]), None),
        theme,
        source,
        {EtatCarnet(etat): nombre for etat, nombre in (ligne["etats"] or {}).items()},
        lignes,
        publication,
        attente,
        read_instant(brut["repris_le"]) if brut is not None else None,
    )


def _build_trimestre(unit: Unit, brut: Mapping[str, Any]) -> TrimestreAuChoix:
    referentiel = get_referentiel(unit.db, UUID(brut["referentiel_id"]))
    return TrimestreAuChoix(
        UUID(brut["id"]),
        brut["numero"],
        referentiel.name_trimestre(brut["thematique"]),
        date.fromisoformat(brut["debut"]),
        date.fromisoformat(brut["fin"]),
        EtatTrimestre(brut["etat"]),
    )


def _build_ligne(referentiel: Referentiel, thematique: str, carnet: Mapping[str, Any]) -> LigneSuivi:
    etat = EtatCarnet(carnet["etat"])
    figures: tuple[Figure, ...] = ()
    transmis = etat in ETATS_TRANSMIS
    if carnet["enjeux"] is not None:
        transmis = carnet["arrete_transmis"]
        ensembles = [carnet["transversal"]] if carnet["transversal"] else []
        figures = tuple(Figure.from_contenu(figure) for figure in (*carnet["enjeux"], *ensembles))
    elif carnet["reponses"] is not None:
        enjeux, (_, *autres) = compute_axes(referentiel, thematique, read_cotations(carnet["reponses"]))
        figures = (*enjeux, *autres)
    return LigneSuivi(UUID(carnet["structure_id"]), carnet["nom"], UUID(carnet["id"]), etat, transmis, figures)
