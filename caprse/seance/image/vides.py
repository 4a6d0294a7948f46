"""Which steps would show nothing but a reason: said while there is still time to do something about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.restitution.chemin.service_collectif import read_chemin_salle
from caprse.seance.contenus.etapes import ContenuRepartition
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.image.chemin import build_chemin
from caprse.seance.image.chiffres import Chiffres
from caprse.seance.image.lecture import QUOI, read_chiffres
from caprse.seance.image.montage import build_radar, build_repartition, find_axe
from caprse.seance.lecture import get_seance
from caprse.seance.regles import GenreEtape


@dataclass(frozen=True, slots=True)
class Vides:
    """``etapes``: the reason why each step will stay empty; ``manquants``: the structures whose carnet is awaited.

    ``debloquees``: how many of these steps the last publication would fill, if the room agreed to look.
    """

    etapes: Mapping[UUID, str]
    manquants: tuple[str, ...]
    debloquees: int


def get_seance_et_chiffres(unit: Unit, seance_id: UUID) -> tuple[FicheSeance, Chiffres]:
    """A session as `get_seance` gives it, with the figures that its wall would have today.

    One more statement; two, where a step shows the path. For the animation. Raises Introuvable.
    """
    with as_systeme(unit) as systeme:
        fiche = get_seance(systeme, seance_id)
        unit.check(Operation.UPDATE_SEANCE, fiche.collectif_id, quoi=QUOI)
        cle = {"collectif": fiche.collectif_id, "numero": fiche.trimestre, "accord": fiche.accord_le is not None}
        chiffres = read_chiffres(systeme, fiche.referentiel, cle, fiche.seuil)
        if any(etape.genre is GenreEtape.CHEMIN for etape in fiche.etapes):
            chiffres = replace(chiffres, chemin=read_chemin_salle(systeme, fiche.collectif_id, fiche.trimestre))
        return fiche, chiffres


def find_vides(etapes: tuple[EtapeVue, ...], chiffres: Chiffres) -> Vides:
    """The same from what was read. Pure."""
    vides = {etape.id: raison for etape in etapes if (raison := _explain(etape, chiffres))}
    accord = replace(chiffres, parutions=tuple(replace(une, ouverte=True) for une in chiffres.parutions))
    debloquees = sum(1 for etape in etapes if etape.id in vides and not _explain(etape, accord))
    return Vides(vides, chiffres.manquants, debloquees if chiffres.manquants else 0)


def _explain(etape: EtapeVue, chiffres: Chiffres) -> str:
    """Why a step shows no figure; empty where it does, or has none to show."""
    if etape.genre is GenreEtape.RADAR:
        return build_radar(etape.titre, chiffres).raison
    if etape.genre is GenreEtape.CHEMIN and chiffres.chemin is not None:
        return build_chemin(etape.titre, chiffres.chemin).raison
    if isinstance(etape.contenu, ContenuRepartition):
        trouve = find_axe(chiffres, etape.contenu)
        ici = trouve[:2] if trouve else None
        return build_repartition(etape.titre, chiffres, etape.contenu, ici, {}).raison
    return ""
