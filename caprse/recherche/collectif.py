"""What whoever animates a collectif may search in: its structures, its questions, its decisions, its minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import LIBELLES_DECISION, EtatDecision
from caprse.recherche.regles import Genre, Texte
from caprse.recherche.requetes import LIST_TEXTES_COLLECTIF
from caprse.recherche.service import Fonds, read_pratique
from caprse.referentiel.schema import Critere, Enjeu, Referentiel, Thematique
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"


def get_fonds_collectif(unit: Unit, collectif_id: UUID) -> Fonds:
    """All that a search of this collectif looks through. One query. Raises Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(LIST_TEXTES_COLLECTIF, {"collectif": collectif_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return Fonds(
        "",
        ligne["nom"],
        ligne["fictif"],
        (
            *(_read_structure(brut) for brut in ligne["structures"] or ()),
            *_list_criteres(unit, ligne["trimestres"] or ()),
            *(_read_decision(brut) for brut in ligne["decisions"] or ()),
            *(_read_compte_rendu(brut) for brut in ligne["comptes_rendus"] or ()),
            *(read_pratique(brut) for brut in ligne["pratiques"] or ()),
        ),
    )


def _read_structure(brut: Mapping[str, Any]) -> Texte:
    # Its own line, though it is no member now.
    adresse = (("structures-filtre", "Toutes"), ("structures-recherche", brut["nom"]))
    return Texte(Genre.STRUCTURE, brut["nom"], "Structure", (brut["commune"],), "structures", adresse)


def _list_criteres(unit: Unit, trimestres: Sequence[Mapping[str, Any]]) -> Iterator[Texte]:
    """Each critère once, where it was asked last."""
    textes: dict[str, Texte] = {}
    for trimestre in trimestres:
        referentiel = get_referentiel(unit.db, UUID(trimestre["referentiel_id"]))
        for part, enjeu, critere in _walk(referentiel, trimestre["thematique"]):
            ou = f"Critère · trimestre\u00a0{trimestre['numero']} · {enjeu.titre}"
            adresse = (("referentiel-thematique", part.code),)
            dits = (critere.question, *critere.niveaux.values())
            texte = Texte(Genre.CRITERE, critere.titre, ou, dits, "referentiel", adresse)
            textes.setdefault(critere.code, texte)
    yield from textes.values()


def _walk(referentiel: Referentiel, thematique: str) -> Iterator[tuple[Thematique, Enjeu, Critere]]:
    """Each critère of a thématique, with where it stands."""
    return (
        (part, enjeu, critere)
        for part in referentiel.capsule(thematique)
        for enjeu in part.enjeux
        for critere in enjeu.criteres
    )


def _read_decision(brut: Mapping[str, Any]) -> Texte:
    etat = LIBELLES_DECISION[EtatDecision(brut["etat"])]
    ou = f"Décision {etat} · {brut['rencontre']}" + (f" · {brut['pilote']}" if brut["pilote"] else "")
    return Texte(Genre.DECISION, brut["quoi"], ou, (), "rencontre", (("rencontre", brut["rencontre_id"]),))


def _read_compte_rendu(brut: Mapping[str, Any]) -> Texte:
    lignes = tuple(ligne for ligne in brut["texte"].splitlines() if ligne.strip())
    adresse = (("seance", brut["seance_id"]),)
    return Texte(Genre.COMPTE_RENDU, brut["titre"], "Compte rendu", lignes, "compte-rendu", adresse)
