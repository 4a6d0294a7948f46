"""The bytes of a workbook that comes back → what is written in it, with all that is wrong at once. Pure.

Nothing in it is believed: its seal is checked by who may, and what it says of each critère goes through the same rules
as what is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from caprse.carnet.regles import Saisie, complete_lien, drop_cible_atteinte, list_reasons_against
from caprse.echanges.classeur.ecriture import SCEAU, name_valeur
from caprse.echanges.classeur.modele import CIBLE, LIBELLES, LIEN, NIVEAU, Pris, name_case
from caprse.referentiel.classeur.cases import read_texte, say
from caprse.referentiel.classeur.ouverture import (
    Case,
    ClasseurIllisible,
    Constat,
    begin_feuille,
    read_case,
    read_feuilles,
)
from caprse.referentiel.schema import Critere
from caprse.restitution.reprise.cases import NON_CONCERNE, parse_niveau
from caprse.socle.signes import clean_champs

LIGNES_MAX = 2_000
PAS_LE_NOTRE = (
    "Ce classeur n’est pas un carnet pris dans le cahier. Rien n’a changé : prenez le vôtre ci-dessus, remplissez-le, "
    "puis rapportez-le."
)


@dataclass(frozen=True)
class Ecrite:
    """What stands in the cell of one field, and where."""

    feuille: str
    ligne: int
    valeur: object


@dataclass(frozen=True)
class Rapporte:
    """A workbook as it came back: the sealed text and its seal, the filled lines by their name, what is wrong.

    ``places``: where each named line stands, filled or not.
    """

    texte: str
    sceau: str
    ecrites: Mapping[str, Ecrite] = field(default_factory=dict)
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    constats: tuple[Constat, ...] = ()


def read_classeur(octets: bytes) -> Rapporte:
    """What a workbook holds. Raises ClasseurIllisible where it is none of ours, or cannot be read at all."""
    return read_feuilles(octets, _read)


def _read(feuilles: Iterable[Any]) -> Rapporte:
    sceau, texte = "", ""
    ecrites: dict[str, Ecrite] = {}
    places: dict[str, tuple[str, int]] = {}
    constats: list[Constat] = []
    for feuille in feuilles:
        nom = begin_feuille(feuille)
        for rang, cases in enumerate(feuille.iter_rows(max_row=LIGNES_MAX + 1, max_col=3), 1):
            if rang > LIGNES_MAX:
                constats.append(Constat(nom, 0, 0, f"plus de {LIGNES_MAX} lignes : ce n’est plus le carnet pris."))
                break
            if nom == SCEAU:
                morceau = read_texte(str(cases[0].value or "")) if cases else ""
                sceau, texte = (morceau, texte) if rang == 1 else (sceau, texte + morceau)
            elif (cle := _read_cle(cases)) is not None:
                if cle in places:
                    constats.append(Constat(nom, rang, 0, "cette ligne est en double ; effacez la copie."))
                places[cle] = (nom, rang)
                lue = read_case(nom, rang, 2, cases[1])
                if isinstance(lue, Constat):
                    constats.append(lue)
                elif isinstance(lue, Case):
                    ecrites[cle] = Ecrite(nom, rang, lue.valeur)
    if not sceau or not texte:
        raise ClasseurIllisible(PAS_LE_NOTRE)
    return Rapporte(texte, sceau, ecrites, places, tuple(constats))


def _read_cle(cases: Sequence[Any]) -> str | None:
    """The name of a line to fill; those of the cells that make sums are none."""
    if len(cases) < 3 or not isinstance(cases[2].value, str) or getattr(cases[2], "data_type", "") == "f":
        return None
    code, barre, champ = cases[2].value.partition("/")
    return name_case(code, champ) if barre and champ in LIBELLES else None


def build_saisies(
    rapporte: Rapporte, pris: Pris, criteres: Sequence[Critere], noms: Sequence[str], niveau_max: int
) -> tuple[dict[str, Saisie], tuple[Constat, ...]]:
    """What the workbook says of each critère, in the terms of the carnet; and all that is wrong, in its order.

    ``noms``: the niveaux, then « non concerné ». A cell that still says what was written in it gives the very answer
    of then.
    """
    constats = list(rapporte.constats)
    saisies: dict[str, Saisie] = {}
    perdues = [c.titre for c in criteres if any(name_case(c.code, champ) not in rapporte.places for champ in LIBELLES)]
    constats += [
        Constat("", 0, 0, f"il manque des lignes de « {titre} » : elles ont été effacées.") for titre in perdues
    ]
    connus = {name_case(critere.code, champ) for critere in criteres for champ in LIBELLES}
    constats += [
        Constat(feuille, ligne, 0, "cette ligne n’est pas de ce carnet ; effacez-la.")
        for cle, (feuille, ligne) in rapporte.places.items()
        if cle not in connus
    ]
    for critere in criteres:
        saisie = pris.reponses.get(critere.code, Saisie())
        lue, defauts = _read_saisie(rapporte, critere.code, saisie, noms)
        feuille, ligne = rapporte.places.get(name_case(critere.code, NIVEAU), ("", 0))
        if not defauts and lue != saisie:
            defauts = [Constat(feuille, ligne, 2, raison) for raison in list_reasons_against(lue, niveau_max)]
        constats += defauts
        saisies[critere.code] = lue
    return saisies, tuple(sorted(set(constats)))


def _read_saisie(rapporte: Rapporte, code: str, prise: Saisie, noms: Sequence[str]) -> tuple[Saisie, list[Constat]]:
    champs: dict[str, Any] = {}
    defauts: list[Constat] = []
    for champ in LIBELLES:
        ecrite = rapporte.ecrites.get(name_case(code, champ))
        texte = say(ecrite.valeur).strip() if ecrite else ""
        if texte == name_valeur(prise, champ, noms).strip():
            continue
        if champ not in {NIVEAU, CIBLE}:
            champs[champ] = complete_lien(texte) if champ == LIEN else texte
            continue
        niveau = parse_niveau(ecrite.valeur, noms[:-1]) if ecrite else None
        if ecrite and (niveau is None or (champ == CIBLE and niveau == NON_CONCERNE)):
            phrase = "ce niveau n’est pas dans la liste ; choisissez-le."
            defauts.append(Constat(ecrite.feuille, ecrite.ligne, 2, phrase))
        elif champ == CIBLE:
            champs[champ] = niveau
        else:
            champs |= {"niveau": None if niveau == NON_CONCERNE else niveau, "non_concerne": niveau == NON_CONCERNE}
    if not champs:
        return prise, defauts
    return drop_cible_atteinte(clean_champs(replace(prise, **champs), "commentaire", "motif"), prise), defauts
