"""From a carnet to its rows: what its trimestre asks, answered or not, then what was looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caprse.echanges.reponses_longues.modele import EtatReponse, LigneLongue
from caprse.referentiel.schema import Critere, Enjeu, Referentiel, Thematique


@dataclass(frozen=True)
class Grille:
    """A version of the référentiel, and where each of its critères stands."""

    referentiel: Referentiel
    places: Mapping[str, tuple[Thematique, Enjeu, Critere]]

    @classmethod
    def read(cls, referentiel: Referentiel) -> Grille:
        return cls(
            referentiel,
            {
                critere.code: (theme, enjeu, critere)
                for theme in referentiel.thematiques
                for enjeu in theme.enjeux
                for critere in enjeu.criteres
            },
        )

    def name(self, niveau: int | None) -> str:
        echelle = self.referentiel.echelle
        return echelle[niveau].nom if niveau is not None and niveau < len(echelle) else ""


def list_lignes(carnet: Mapping[str, Any], grille: Grille) -> Iterator[LigneLongue]:
    """Its rows, in the order of the référentiel; what the version does not name any more comes last."""
    referentiel, reponses = grille.referentiel, carnet["reponses"] or {}
    demandes = [critere.code for critere in referentiel.demandes(carnet["thematique"])]
    # Asked of nobody, a critère without an answer is no row.
    revues = [code for code in (*grille.places, *sorted(reponses)) if _is_repondu(reponses.get(code))]
    for code in dict.fromkeys((*demandes, *revues)):
        yield _build(carnet, grille, code, reponses.get(code), revision=code not in demandes)


def _build(
    carnet: Mapping[str, Any], grille: Grille, code: str, reponse: Sequence[Any] | None, *, revision: bool
) -> LigneLongue:
    niveau, non_concerne, vise, modifie_le = reponse or (None, False, None, None)
    theme, enjeu, critere = grille.places.get(code, (None, None, None))
    etat: EtatReponse = "sans_reponse"
    if _is_repondu(reponse):
        etat = "non_concerne" if non_concerne else "repondu"
    return LigneLongue(
        collectif=carnet["collectif"],
        fictif=carnet["fictif"],
        structure=carnet["structure"],
        types="/".join(carnet["types"]),
        departement=carnet["departement"],
        commune=carnet["commune"],
        trimestre=carnet["numero"],
        trimestre_debut=carnet["debut"],
        trimestre_fin=carnet["fin"],
        trimestre_etat=carnet["trimestre_etat"],
        trimestre_thematique=carnet["thematique"],
        repris=carnet["repris_le"] is not None,
        referentiel=grille.referentiel.id,
        referentiel_version=grille.referentiel.version,
        carnet_etat=carnet["etat"],
        transmis_le=carnet["transmis_le"],
        thematique=theme.code if theme else "",
        thematique_titre=theme.titre if theme else "",
        enjeu=enjeu.code if enjeu else "",
        enjeu_titre=enjeu.titre if enjeu else "",
        critere=code,
        critere_titre=critere.titre if critere else "",
        revision=revision,
        reponse=etat,
        niveau=niveau,
        niveau_nom=grille.name(niveau),
        niveau_max=grille.referentiel.niveau_max,
        niveau_vise=vise,
        niveau_vise_nom=grille.name(vise),
        repondu_le=datetime.fromisoformat(modifie_le) if modifie_le and etat != "sans_reponse" else None,
    )


def _is_repondu(reponse: Sequence[Any] | None) -> bool:
    return reponse is not None and (reponse[0] is not None or bool(reponse[1]))
