"""What closed consultations said, as a table to take away: what the screen of the direction shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from caprse.avis.lecture import Consultation
from caprse.avis.phrases import ACCORDS, SAIT_PAS, explain_part
from caprse.avis.regles import Part
from caprse.referentiel.marches import list_niveaux
from caprse.socle.dates import FUSEAU

ENSEMBLE = "Toute l’équipe"
MILIEU, ACCORD, SAVOIR = "Niveau du milieu", "Accord", "À savoir"
ECART = "Écart moyen entre deux personnes (en niveaux)"


def list_lignes(consultations: Iterable[Consultation]) -> list[dict[str, Any]]:
    """A row for each critère and each set of voices, the latest consultation first. Names, where they were told, stay.

    Where a spread may not be shown, how many voices and why; nothing else.
    """
    lignes: list[dict[str, Any]] = []
    for consultation in consultations:
        depouille = consultation.depouille
        if depouille is None or consultation.close_le is None:
            continue
        niveaux = list_niveaux(consultation.referentiel)
        retenus = {demande.code: demande.retenu for demande in consultation.demandes}
        for critere in consultation.criteres:
            resultat = depouille.resultats[critere.code]
            groupes = [(g.nom, resultat.groupes[g.id]) for g in consultation.groupes if g.id in resultat.groupes]
            for qui, part in ((ENSEMBLE, resultat.ensemble), *groupes):
                retenu = retenus[critere.code] if qui == ENSEMBLE else None
                lignes.append(
                    {
                        "Trimestre": consultation.numero,
                        "Close le": consultation.close_le.astimezone(FUSEAU).date(),
                        "Critère": critere.code,
                        "Titre du critère": critere.titre,
                        "Qui": qui,
                        "Voix": part.nombre,
                        **_tell_part(part, niveaux),
                        "Niveau retenu": None if retenu is None else niveaux[retenu],
                    }
                )
    return lignes


def _tell_part(part: Part, niveaux: Sequence[str]) -> dict[str, Any]:
    """The agreement and the dispersion of one set, or why they are not told."""
    ecart = part.ecart
    if ecart is None:
        return dict.fromkeys([*niveaux, SAIT_PAS, MILIEU, ACCORD, ECART]) | {SAVOIR: explain_part(part)}
    milieu = ecart.mediane
    return {
        **dict(zip(niveaux, ecart.niveaux, strict=True)),
        SAIT_PAS: ecart.sait_pas,
        MILIEU: None if milieu is None else niveaux[milieu],
        ACCORD: None if milieu is None else ACCORDS[ecart.accord],
        ECART: None if milieu is None else round(float(ecart.distance), 2),
        SAVOIR: explain_part(part),
    }
