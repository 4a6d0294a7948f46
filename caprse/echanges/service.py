"""All that a structure has in the workbook, as one file that it keeps: tables for a spreadsheet and a word to read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pandas as pd

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.regles import LIBELLES_CHAMPS
from caprse.echanges.lignes import (
    Ligne,
    build_action,
    build_appui,
    build_binome,
    build_carnet,
    build_entraide,
    build_message,
    build_pratique,
    build_relecture,
    build_retour,
    build_structure,
    build_trace,
    format_instant,
    list_figures,
    list_positions,
    list_reponses,
    read_booleen,
)
from caprse.echanges.lisezmoi import write_lisezmoi
from caprse.echanges.requetes import EXPORT, JOURNAL_DES_REPONSES
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import BILAN
from caprse.restitution.chemin.service import get_chemin
from caprse.restitution.chemin.tableaux import list_lignes
from caprse.socle.erreurs import Introuvable
from caprse.socle.fichiers import build_fiche_zip, name_fichier, to_csv
from caprse.socle.signes import drop_signes

QUOI = "Cette structure"
LISEZMOI = "LISEZMOI.txt"


def build_export(unit: Unit, structure_id: UUID) -> bytes:
    """A zip of all that this structure has: its answers, figures, actions, messages and the journal of its answers.

    For its direction, and for the animation of its collectif without what is not transmitted yet; also once it has
    left. Three queries, whatever the number of trimestres. Raises Introuvable.
    """
    brouillons = unit.acteur.holds(structure_id)
    tout = unit.db.execute(EXPORT, {"structure": structure_id, "brouillons": brouillons}).mappings().one_or_none()
    collectif_id = tout["collectif_id"] if tout else None
    # Both: the direction and the animation have the one and the other, and nobody else has.
    unit.check(Operation.GET_CARNET, collectif_id, structure_id, QUOI)
    unit.check(Operation.GET_JOURNAL, collectif_id, structure_id, QUOI)
    if tout is None:
        raise Introuvable(QUOI)
    lieu = {"collectif": collectif_id, "structure": structure_id, "brouillons": brouillons}
    journal = unit.db.execute(JOURNAL_DES_REPONSES, {**lieu, "champs": list(LIBELLES_CHAMPS)}).all()
    trimestres: Sequence[Mapping[str, Any]] = tout["trimestres"] or ()
    vu = get_chemin(unit, structure_id)
    profil = Profil(frozenset(tout["types"]), tout["effectif"])
    tables = {
        f"trimestre-{t['numero']}-{t['thematique'] or BILAN.lower()}.csv": list_reponses(unit, t, profil)
        for t in trimestres
    }
    tables |= {
        "structure.csv": [build_structure(dict(tout))],
        "carnets.csv": [build_carnet(t) for t in trimestres],
        "chiffres-arretes.csv": [ligne for t in trimestres for ligne in list_figures(t)],
        # The very rows of the screen « Notre chemin ».
        "notre-chemin.csv": list_lignes(vu.chemin, vu.niveaux),
        "relecture.csv": [build_relecture(t, r) for t in trimestres for r in t["relectures"] or ()],
        "messages.csv": [build_message(t, m) for t in trimestres for m in t["messages"] or ()],
        **{
            f"point-{'de-depart' if moment is Moment.DEPART else 'd-arrivee'}.csv": list_positions(
                unit, [position for position in tout["positions"] or () if position["moment"] == moment]
            )
            for moment in Moment
        },
        "actions.csv": [build_action(action) for action in tout["actions"] or ()],
        "traces.csv": [build_trace(trace) for trace in tout["traces"] or ()],
        "pratiques.csv": [build_pratique(pratique) for pratique in tout["pratiques"] or ()],
        "pratiques-des-autres.csv": [build_retour(retour) for retour in tout["retours"] or ()],
        "nos-listes-de-binome.csv": [build_entraide(tout["entraide"])] if tout["entraide"] else [],
        "binomes.csv": [build_binome(structure_id, binome) for binome in tout["binomes"] or ()],
        "appuis.csv": [build_appui(appui) for appui in tout["appuis"] or ()],
        "journal-des-reponses.csv": [
            {
                "Le": format_instant(ligne.instant),
                "Par": ligne.auteur,
                "Trimestre": ligne.numero,
                "Critère": ligne.critere,
                "Ce qui a changé": LIBELLES_CHAMPS[ligne.champ],
                "Avant": read_booleen(ligne.avant),
                "Après": read_booleen(ligne.apres),
            }
            for ligne in journal
        ],
    }
    tables = {nom: lignes for nom, lignes in tables.items() if lignes}
    lisezmoi = write_lisezmoi(tout["nom"], tout["collectif"], unit.now, list(tables), fictif=tout["fictif"])
    fichiers = {LISEZMOI: drop_signes(lisezmoi).replace("\n", "\r\n").encode("utf-8-sig")}
    fichiers |= {nom: to_csv(_build_table(lignes)) for nom, lignes in tables.items()}
    return _write_zip(fichiers, unit.now)


def _build_table(lignes: Sequence[Ligne]) -> pd.DataFrame:
    # As objects: a missing niveau must not turn the others into floats.
    return pd.DataFrame(list(lignes), dtype=object)


def _write_zip(fichiers: Mapping[str, bytes], now: datetime) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(build_fiche_zip(name_fichier(nom), now), contenu)
    return sortie.getvalue()
