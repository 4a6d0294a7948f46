"""Structures of a collectif: import them from the directory, list them, find them, correct them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.annuaire import Ligne, fold
from caprse.collectif.modele import Structure
from caprse.collectif.regles import check_structure
from caprse.collectif.service import get_collectif
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Cette structure"

# Sorted, so that two imports at once take the same keys in the same order and neither waits on the other in a circle.
_AJOUTER = text("""
insert into structure (collectif_id, nom, types, departement, commune, a_verifier)
select :collectif, l.nom, l.types, l.departement, l.commune, l.a_verifier
  from jsonb_to_recordset(:lignes) as l (nom text, types text[], departement text, commune text, a_verifier text[])
 order by lower(l.nom), l.departement, lower(l.commune)
on conflict (collectif_id, lower(nom), departement, lower(commune)) do nothing
returning id
""")

_COMPARER = text("""
select l.rang, l.types as annuaire, s.types, s.nom, s.commune, s.a_verifier
  from jsonb_to_recordset(:lignes) as l (rang int, nom text, types text[], departement text, commune text)
  join structure s on s.collectif_id = :collectif and lower(s.nom) = lower(l.nom) and s.departement = l.departement
                  and lower(s.commune) = lower(l.commune)
 order by l.rang
""")

_LISTER = text("""
select s.id, s.nom, s.types, s.departement, s.commune, s.a_verifier, s.montre_son_nom, s.version, a.du, a.au,
       coalesce(h.comptes, 0) as comptes,
       :voit_carnets and t.id is not null and c.id is null and a.du is not null
       and daterange(a.du, a.au, '[]') @> cast(:jour as date) as sans_carnet,
       c.id is not null and not exists (select from reponse r where r.collectif_id = c.collectif_id
                                           and r.carnet_id = c.id) as carnet_vide
  from structure s
  left join (select distinct on (structure_id) structure_id, du, au from adhesion
              where collectif_id = :collectif order by structure_id, du desc) a on a.structure_id = s.id
  left join (select structure_id, count(*) as comptes from habilitation
              where collectif_id = :collectif group by structure_id) h on h.structure_id = s.id
  left join trimestre t on t.collectif_id = :collectif and t.etat = 'ouvert'
  left join carnet c on c.collectif_id = :collectif and c.trimestre_id = t.id and c.structure_id = s.id
 where s.collectif_id = :collectif
 order by lower(s.nom), s.departement, s.commune
""")


@dataclass(frozen=True)
class Bilan:
    """What an import did. ``a_verifier``: one sentence for each structure that someone must look at."""

    creees: int
    inchangees: int
    differentes: int
    a_verifier: tuple[str, ...]


@dataclass(frozen=True)
class StructureListee:
    """One line of the list: ``du`` and ``au`` of the latest adhésion, ``comptes`` how many people may log in.

    ``sans_carnet``: a member today that has no carnet of the open trimestre. ``carnet_vide``: it has one that holds no
    answer.
    """

    id: UUID
    nom: str
    types: tuple[str, ...]
    departement: str
    commune: str
    a_verifier: tuple[str, ...]
    montre_son_nom: bool
    version: int
    du: date | None
    au: date | None
    comptes: int
    sans_carnet: bool
    carnet_vide: bool = False

    @property
    def libelle(self) -> str:
        return format_structure(self.nom, self.commune, self.departement)

    def is_adherente(self, jour: date) -> bool:
        return self.du is not None and self.du <= jour and (self.au is None or jour <= self.au)


def format_structure(nom: str, commune: str, departement: str) -> str:
    """``AILES (REVEL, 31)``: enough to tell two structures of the same name apart."""
    lieu = ", ".join(part for part in (commune, departement) if part)
    return f"{nom} ({lieu})" if lieu else nom


def import_structures(unit: Unit, collectif_id: UUID, lignes: Sequence[Ligne]) -> Bilan:
    """Add the structures of a directory that the collectif does not have yet; change and merge none.

    A structure is the same when name, département and commune are (whatever the case), so running it again, or twice
    at once, creates nothing more. A line whose types differ from those kept is reported. Raises Introuvable.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
    valeurs = {"collectif": collectif.id, "lignes": Jsonb([_to_json(ligne) for ligne in lignes])}
    creees = len(unit.db.execute(_AJOUTER, valeurs).all())
    differentes = 0
    a_verifier = []
    for ligne in unit.db.execute(_COMPARER, valeurs):
        lieu = f"{ligne.nom} ({ligne.commune})" if ligne.commune else ligne.nom
        a_verifier += [f"{lieu} : {phrase}." for phrase in ligne.a_verifier]
        if ligne.annuaire and set(ligne.annuaire) != set(ligne.types):
            differentes += 1
            a_verifier.append(
                f"{lieu} : l'annuaire indique {_show_types(ligne.annuaire)}, le cahier {_show_types(ligne.types)} ; "
                "rien n'a été changé."
            )
    return Bilan(creees, len(lignes) - creees - differentes, differentes, tuple(a_verifier))


def create_structure(
    unit: Unit, collectif_id: UUID, *, nom: str, types: Sequence[str], departement: str, commune: str
) -> UUID:
    """Add one structure, without adhésion. For animation and administration.

    Raises Introuvable, SaisieInvalide with every reason, Refus when the collectif has it already.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
    departement = departement.strip().upper()
    if raisons := check_structure(nom, types, departement, commune):
        raise SaisieInvalide(raisons)
    ligne = Structure(
        collectif_id=collectif.id,
        nom=nom.strip(),
        types=list(dict.fromkeys(types)),
        departement=departement,
        commune=commune.strip(),
    )
    try:
        with unit.db.begin_nested():
            unit.db.add(ligne)
    except IntegrityError as erreur:
        raise Refus("Une structure du collectif porte déjà ce nom dans cette commune.") from erreur
    return ligne.id


def list_structures(unit: Unit, collectif_id: UUID) -> tuple[StructureListee, ...]:
    """The structures of a collectif, by name, in one query. For animation and administration. Raises Introuvable."""
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi="Ce collectif")
    lignes = unit.db.execute(
        _LISTER,
        {
            "collectif": collectif_id,
            "jour": unit.today,
            "voit_carnets": unit.acteur.can(Operation.GET_CARNET, collectif_id),
        },
    )
    return tuple(_build_ligne(ligne._mapping) for ligne in lignes)


def match_structures(structures: Iterable[StructureListee], texte: str) -> list[StructureListee]:
    """The structures that a typed name may mean: ``AILES``, ``ailes (Revel)`` or ``AILES (REVEL, 81)``."""
    voulu = fold(texte)

    def is_named(structure: StructureListee) -> bool:
        lieux = ("", structure.commune, f"{structure.commune} {structure.departement}", structure.departement)
        return any(fold(f"{structure.nom} {lieu}") == voulu for lieu in lieux)

    return [structure for structure in structures if is_named(structure)]


def find_structure(structures: Sequence[StructureListee], texte: str) -> StructureListee:
    """The one structure that a typed name means. Raises Refus with the candidates when it is none or several."""
    trouvees = match_structures(structures, texte)
    if len(trouvees) == 1:
        return trouvees[0]
    if trouvees:
        liste = " ; ".join(structure.libelle for structure in trouvees)
        raise Refus(f"« {texte} » désigne {len(trouvees)} structures : {liste}. Précisez le lieu entre parenthèses.")
    noms = {fold(structure.nom): structure.libelle for structure in structures}
    proches = get_close_matches(fold(re.sub(r"\(.*", "", texte)), noms, n=3, cutoff=0.6)
    conseil = f" Vouliez-vous dire : {' ; '.join(noms[proche] for proche in proches)} ?" if proches else ""
    raise Refus(f"Aucune structure de ce collectif ne s'appelle « {texte} ».{conseil}")


def update_structure(
    unit: Unit,
    collectif_id: UUID,
    structure_id: UUID,
    version: int,
    *,
    nom: str,
    types: Sequence[str],
    departement: str,
    commune: str,
) -> int:
    """Correct a structure, which also settles what was to check; returns its new version.

    For its direction, the animation and the administration. Raises Introuvable, SaisieInvalide, Refus when someone
    else changed it meanwhile or when another structure has this name in this place.
    """
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    departement = departement.strip().upper()
    if raisons := check_structure(nom, types, departement, commune):
        raise SaisieInvalide(raisons)
    return _write(
        unit,
        collectif_id,
        structure_id,
        version,
        nom=nom.strip(),
        types=list(dict.fromkeys(types)),
        departement=departement,
        commune=commune.strip(),
        a_verifier=[],
    )


def confirm_structure(unit: Unit, collectif_id: UUID, structure_id: UUID, version: int) -> int:
    """Say that what was to check is right as it stands; returns the new version. Same rights and errors."""
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    return _write(unit, collectif_id, structure_id, version, a_verifier=[])


def update_montre_son_nom(
    unit: Unit, collectif_id: UUID, structure_id: UUID, version: int, montre_son_nom: bool
) -> int:
    """Let the collectif see the structure's name beside its figures, or not: its own choice, so its direction's alone.

    Returns the new version. Raises Introuvable, also for the animation, and Refus as above.
    """
    unit.check(Operation.SEND_CARNET, collectif_id, structure_id, QUOI)
    return _write(unit, collectif_id, structure_id, version, montre_son_nom=montre_son_nom)


def _write(unit: Unit, collectif_id: UUID, structure_id: UUID, version: int, **valeurs: Any) -> int:
    ici = (Structure.collectif_id == collectif_id, Structure.id == structure_id)
    try:
        with unit.db.begin_nested():
            nouvelle = unit.db.execute(
                update(Structure)
                .where(*ici, Structure.version == version)
                .values(**valeurs, version=version + 1)
                .returning(Structure.version)
            ).scalar_one_or_none()
    except IntegrityError as erreur:
        raise Refus("Une autre structure du collectif porte déjà ce nom dans cette commune.") from erreur
    if nouvelle is not None:
        return nouvelle
    if unit.db.scalar(select(Structure.version).where(*ici)) is None:
        raise Introuvable(QUOI)
    raise Refus("Quelqu'un a modifié cette structure entre-temps. Rechargez la page, puis recommencez.")


def _to_json(ligne: Ligne) -> dict[str, Any]:
    return {
        "rang": ligne.rang,
        "nom": ligne.nom,
        "types": list(ligne.types),
        "departement": ligne.departement,
        "commune": ligne.commune,
        "a_verifier": list(ligne.a_verifier),
    }


def _build_ligne(ligne: Any) -> StructureListee:
    valeurs = dict(ligne)
    return StructureListee(**valeurs | {"types": tuple(valeurs["types"]), "a_verifier": tuple(valeurs["a_verifier"])})


def _show_types(types: Sequence[str]) -> str:
    return "/".join(types) or "aucun type"
