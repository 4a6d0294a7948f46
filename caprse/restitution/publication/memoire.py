"""What has been shown of a trimestre already, and who is known together: what the rules compare a new edition with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from caprse.acces.unite import Unit
from caprse.referentiel.correspondances.fichier import Correspondance
from caprse.referentiel.schema import Thematique
from caprse.referentiel.service import get_referentiel
from caprse.restitution.publication.filiation import match_axes
from caprse.restitution.publication.lecture import CarnetLu, TrimestreLu
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.noms import close_names
from caprse.restitution.publication.regles import Cadre, Parue, split_by_axe
from caprse.restitution.publication.requetes import GET_CADRE, LIST_PARUES


@dataclass(frozen=True, slots=True)
class Memoire:
    """The editions of a trimestre in the codes of today, the last one last, numbered up to ``numero``; its rules.

    ``rang``: the number of the trimestre; ``cycle``: whether a figure of the cycle may count its answers already.
    """

    etat: str
    cadre: Cadre
    parues: tuple[Parue, ...]
    numero: int
    rang: int
    cycle: bool


def read_memoire(unit: Unit, trimestre: TrimestreLu, carnets: Sequence[CarnetLu]) -> Memoire:
    """For systeme, in two queries. Who was known together when an edition appeared still is: people remember."""
    lieu = {"collectif": trimestre.collectif_id, "trimestre": trimestre.id}
    ligne = unit.db.execute(GET_CADRE, lieu).one()
    parues = unit.db.execute(LIST_PARUES, lieu).all()
    groupes = [*(ligne.groupes or ()), *(groupe for parue in parues for groupe in list_groupes(parue.unites or {}))]
    return Memoire(
        ligne.etat,
        Cadre(ligne.seuil, ligne.k, build_unites(groupes)),
        tuple(_read_parue(unit.db, trimestre, parue, ligne.bascules or (), carnets) for parue in parues),
        parues[-1].numero if parues else 0,
        ligne.rang,
        ligne.cycle,
    )


def list_groupes(numeros: Mapping[str, int | None]) -> Iterator[list[str]]:
    """The structures that an edition knew together."""
    par_numero: dict[int, list[str]] = {}
    for structure, numero in numeros.items():
        if numero is not None:
            par_numero.setdefault(numero, []).append(structure)
    yield from par_numero.values()


def _read_parue(
    db: Session,
    trimestre: TrimestreLu,
    ligne: Row[Any],
    bascules: Sequence[Mapping[str, Any]],
    carnets: Sequence[CarnetLu],
) -> Parue:
    codes = _match_codes(db, trimestre, UUID(ligne.source), bascules)
    empreintes: Mapping[str, str] = ligne.empreintes or {}
    principale = next(iter(get_referentiel(db, UUID(ligne.source)).capsule(trimestre.thematique)), None)
    parue = build_parue(empreintes, ligne.montres or (), ligne.nommees or (), principale)
    if codes is None:
        return parue
    return Parue(
        {_rename(axe, codes): qui for axe, qui in parue.valeurs.items()},
        frozenset(_rename(axe, codes) for axe in parue.montres),
        {_rename(axe, codes): qui for axe, qui in parue.nommees.items()},
        semblables=frozenset(codes.values()),
        comptees=frozenset(structure for structure, empreinte in empreintes.items() if empreinte),
        reprises=frozenset(
            str(carnet.structure_id)
            for carnet in carnets
            if carnet.transmis_le is not None and carnet.transmis_le >= ligne.publie_le
        ),
    )


def build_parue(
    empreintes: Mapping[str, str],
    montres: Iterable[str],
    nommees: Iterable[Mapping[str, Any]],
    principale: Thematique | None,
) -> Parue:
    """An edition in its own codes, as the base gives it: with the names that its names tell.

    ``principale``: the thématique whose enjeux add up; None where the trimestre asked nothing.
    """
    par_axe: dict[str, set[str]] = {}
    for nommee in nommees:
        for figure in nommee["figures"]:
            par_axe.setdefault(figure["code"], set()).add(nommee["structure_id"])
    parue = Parue(split_by_axe(empreintes), frozenset(montres), {axe: frozenset(qui) for axe, qui in par_axe.items()})
    if principale is None:
        return parue
    return close_names(parue, principale.code, [enjeu.code for enjeu in principale.enjeux])


def _match_codes(
    db: Session, trimestre: TrimestreLu, source: UUID, bascules: Sequence[Mapping[str, Any]]
) -> dict[str, str] | None:
    """Old axis → today's, None when the version is the same. Empty when no bascule leads from one to the other."""
    if source == trimestre.referentiel_id:
        return None
    passages: list[Mapping[str, Any]] = []
    ici = source
    for bascule in bascules:
        if UUID(bascule["de"]) == ici != trimestre.referentiel_id:
            passages.append(bascule)
            ici = UUID(bascule["vers"])
    if ici != trimestre.referentiel_id:
        return {}
    versions = [get_referentiel(db, source), *(get_referentiel(db, UUID(bascule["vers"])) for bascule in passages)]
    correspondances = [Correspondance.model_validate(bascule["correspondance"], strict=False) for bascule in passages]
    return match_axes(versions, correspondances, trimestre.thematique)


def _rename(axe: str, codes: Mapping[str, str]) -> str:
    """Today's code. An axis that is not asked any more keeps a name that no code can have."""
    return codes.get(axe, f"{axe} (avant)")
