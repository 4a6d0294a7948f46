"""What each address reads: one page of rows, and where the next one begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.echanges.lecture_api import formes
from caprse.echanges.lecture_api.porteur import Porteur
from caprse.echanges.lecture_api.refus import RefusLecture
from caprse.echanges.lecture_api.regles import DEMANDES_PAR_MINUTE
from caprse.echanges.lecture_api.requetes import EDITIONS, LIEU, RENCONTRES, VERSIONS
from caprse.echanges.reponses_longues.service import Rang, get_tranche
from caprse.referentiel.schema import NIVEAUX_MAX, Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.publication.edition import Edition
from caprse.restitution.publication.service import list_axes_of
from caprse.restitution.publication.visibilite import refusal_to_look, restrict_edition

_ZERO = UUID(int=0)
AILLEURS = "« apres » n’est pas une suite de cette adresse : reprenez à la première page."


@dataclass(frozen=True)
class Page:
    """Some rows; ``suite``: what to ask after them, None at the end."""

    lignes: tuple[formes.Forme, ...]
    suite: str | None


def get_cle(porteur: Porteur) -> formes.Cle:
    """What the key is, in one query."""
    lieu = porteur.lieu
    ligne = porteur.unit.db.execute(LIEU, {"collectif": lieu.collectif_id, "structure": lieu.structure_id}).one()
    return formes.Cle(
        nom=porteur.nom,
        collectif=ligne.collectif,
        structure=ligne.structure,
        portees=list(porteur.portees),
        expire_le=porteur.expire_le,
        demandes_par_minute=DEMANDES_PAR_MINUTE,
    )


def list_reponses(porteur: Porteur, apres: str | None, combien: int) -> Page:
    """The answers, so many carnets at a time, as the long export gives them: what the screens of the maker show."""
    rang = Rang(0, _ZERO)
    if apres is not None:
        numero, carnet = _split(apres)
        rang = Rang(_read_numero(numero), _read_id(carnet))
    tranche = get_tranche(porteur.unit, porteur.lieu.collectif_id, porteur.lieu.structure_id, rang, combien)
    suite = f"{tranche.suite.numero}.{tranche.suite.carnet}" if tranche.suite else None
    return Page(tuple(formes.Reponse(**asdict(ligne)) for ligne in tranche.lignes), suite)


def list_ensemble(porteur: Porteur, apres: str | None, combien: int) -> Page:
    """What was published last of each trimestre, so many trimestres at a time. It publishes nothing."""
    unit, lieu = porteur.unit, porteur.lieu
    lignes = unit.db.execute(
        EDITIONS,
        {
            "collectif": lieu.collectif_id,
            "structure": lieu.structure_id,
            "siennes": [droit.structure_id for droit in unit.acteur.structures()],
            "jour": unit.today,
            "apres": 0 if apres is None else _read_numero(apres),
            "combien": combien + 1,
        },
    )
    lus = lignes.mappings().all()
    agregats = tuple(ligne for lu in lus[:combien] for ligne in _list_agregats(dict(lu), lieu.structure_id))
    return Page(agregats, str(lus[combien - 1]["numero"]) if len(lus) > combien else None)


def list_referentiel(porteur: Porteur, apres: str | None, combien: int) -> Page:
    """The critères, so many versions at a time. One query, and one per version that this process has not read yet."""
    unit = porteur.unit
    depuis = _ZERO if apres is None else _read_id(apres)
    lieu = {"collectif": porteur.lieu.collectif_id, "apres": depuis, "combien": combien + 1}
    ids = list(unit.db.scalars(VERSIONS, lieu))
    criteres = (ligne for version in ids[:combien] for ligne in _list_criteres(get_referentiel(unit.db, version)))
    return Page(tuple(criteres), str(ids[combien - 1]) if len(ids) > combien else None)


def list_rencontres(porteur: Porteur, apres: str | None, combien: int) -> Page:
    """The meetings of the collectif, in the order of their days."""
    jour, depuis = date.min, _ZERO
    if apres is not None:
        brut, identite = _split(apres)
        try:
            jour, depuis = date.fromisoformat(brut), _read_id(identite)
        except ValueError as erreur:
            raise RefusLecture(AILLEURS) from erreur
    lieu = {"collectif": porteur.lieu.collectif_id, "jour": jour, "apres": depuis, "combien": combien + 1}
    lues = porteur.unit.db.execute(RENCONTRES, lieu).mappings().all()
    suite = f"{lues[combien - 1]['jour']}.{lues[combien - 1]['id']}" if len(lues) > combien else None
    return Page(tuple(formes.Rencontre(**lue) for lue in lues[:combien]), suite)


def _list_agregats(lu: Mapping[str, Any], structure_id: UUID | None) -> Iterator[formes.Agregat]:
    etat = EtatTrimestre(lu["etat"])
    if lu["contenu"] is None:
        return
    if structure_id is not None:
        carnet = EtatCarnet(lu["carnet_etat"]) if lu["carnet_etat"] else None
        if refusal_to_look(etat, carnet, lu["adherente"]) is not None:
            return
    edition = restrict_for_programme(Edition.from_contenu(lu["contenu"]), lu["siens"] or (), lu["seuil"])
    for agregat in edition.agregats:
        yield _build_agregat(lu, edition, agregat)


def restrict_for_programme(edition: Edition, siens: tuple[tuple[str, int | None], ...], seuil: int) -> Edition:
    """What a program may hold: whoever reads what it fills may be of any structure, and subtract their own.

    So each axis needs enough others once one unit is left out, whichever it is; and those of the maker, all of them.
    """
    codes = frozenset(agregat.code for agregat in edition.agregats)
    anonyme = restrict_edition(edition, [codes], seuil)
    axes = [list_axes_of(empreinte) for empreinte, _ in siens]
    return restrict_edition(anonyme, axes, seuil, [unite for _, unite in siens])


def _build_agregat(lu: Mapping[str, Any], edition: Edition, agregat: Agregat) -> formes.Agregat:
    quartiles = agregat.quartiles
    assert quartiles is not None  # noqa: S101 - an axis without quartiles is not shown
    genre = {edition.total: "thematique", edition.transversal: "transversal"}.get(agregat.code, "enjeu")
    return formes.Agregat(
        collectif=lu["collectif"],
        fictif=lu["fictif"],
        trimestre=lu["numero"],
        trimestre_debut=lu["debut"],
        trimestre_fin=lu["fin"],
        trimestre_etat=lu["etat"],
        trimestre_thematique=lu["thematique"],
        edition=lu["edition"],
        publie_le=lu["publie_le"],
        carnets=lu["carnets"],
        referentiel=lu["referentiel"],
        referentiel_version=edition.source.version,
        axe=agregat.code,
        axe_titre=agregat.titre,
        genre=genre,
        structures=agregat.n,
        quart=round(float(quartiles.q1), 4),
        mediane=round(float(quartiles.mediane), 4),
        trois_quarts=round(float(quartiles.q3), 4),
        **_name_niveaux(dict(enumerate(agregat.repartition))),
    )


def _list_criteres(referentiel: Referentiel) -> Iterator[formes.Critere]:
    ordre = 0
    for theme in referentiel.thematiques:
        for enjeu in theme.enjeux:
            for critere in enjeu.criteres:
                ordre += 1
                yield formes.Critere(
                    referentiel=referentiel.id,
                    referentiel_version=referentiel.version,
                    ordre=ordre,
                    thematique=theme.code,
                    thematique_titre=theme.titre,
                    enjeu=enjeu.code,
                    enjeu_titre=enjeu.titre,
                    critere=critere.code,
                    critere_titre=critere.titre,
                    question=critere.question,
                    **_name_niveaux(critere.niveaux),
                )


def _name_niveaux(valeurs: Mapping[int, Any]) -> dict[str, Any]:
    return {f"niveau_{rang}": valeurs.get(rang) for rang in range(NIVEAUX_MAX)}


def _split(apres: str) -> tuple[str, str]:
    debut, _, fin = apres.partition(".")
    return debut, fin


def _read_numero(texte: str) -> int:
    if not (texte.isascii() and texte.isdigit() and len(texte) <= 4):
        raise RefusLecture(AILLEURS)
    return int(texte)


def _read_id(texte: str) -> UUID:
    try:
        return UUID(texte)
    except ValueError as erreur:
        raise RefusLecture(AILLEURS) from erreur
