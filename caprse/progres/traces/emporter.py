"""The traces of a trimestre as one archive: a folder by critère, and a table that says what each thing is."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

import pandas as pd

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.traces.lecture import ANCIEN, TraceVue, list_de_carnet
from caprse.progres.traces.regles import LIBELLES, name_chemins
from caprse.progres.traces.requetes import CONTENU, LIEU
from caprse.referentiel.service import get_referentiel
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable
from caprse.socle.fichiers import build_fiche_zip, name_fichier, to_csv

# Up to so much in memory; then on the disk, in a file that has no name.
EN_MEMOIRE = 8 * 1024 * 1024
MANIFESTE = "liste-des-traces.csv"
_SANS_BARRE = str.maketrans("/\\", "--")


@dataclass(frozen=True)
class Archive:
    """What goes out, to be read from its start and closed."""

    nom: str
    flux: IO[bytes]
    octets: int


def write_archive(unit: Unit, carnet_id: UUID) -> Archive:
    """The files tied to a carnet, and the table of all its traces, links too; as far as the person may read them.

    A file that serves several critères is in each folder. One file is in memory at a time. Raises Introuvable.
    """
    lieu = unit.db.execute(LIEU, {"carnet": carnet_id}).one_or_none()
    if lieu is None:
        raise Introuvable("Ce carnet")
    unit.check(Operation.GET_CARNET, lieu.collectif_id, lieu.structure_id, "Ce carnet")
    par_critere = list_de_carnet(unit, lieu.collectif_id, lieu.structure_id, carnet_id)
    if not par_critere:
        raise Introuvable("Ce carnet n’a pas de trace : son archive")
    titres = get_referentiel(unit.db, lieu.referentiel_id).titres
    liees = [(code, titres.get(code, ANCIEN), trace) for code in sorted(par_critere) for trace in par_critere[code]]
    chemins = iter(
        name_chemins((_name_dossier(code, titre), trace.nom_fichier) for code, titre, trace in liees if trace.nature)
    )
    flux: IO[bytes] = tempfile.SpooledTemporaryFile(EN_MEMOIRE)  # noqa: SIM115 - closed by who sends it
    moment = unit.now.astimezone(FUSEAU).timetuple()[:6]
    lignes: list[dict[str, Any]] = []
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for code, titre, trace in liees:
            chemin = next(chemins) if trace.nature else ""
            empreinte = ""
            if chemin:
                lu = unit.db.execute(CONTENU, {"collectif": lieu.collectif_id, "trace": trace.id}).one()
                # They are compressed already, but for texts, which are small.
                archive.writestr(zipfile.ZipInfo(chemin, moment), bytes(lu.contenu))
                empreinte = lu.empreinte
            lignes.append(_build_ligne(code, titre, trace, chemin, empreinte))
        archive.writestr(build_fiche_zip(MANIFESTE, unit.now), to_csv(pd.DataFrame(lignes, dtype=object)))
    octets = flux.tell()
    flux.seek(0)
    return Archive(name_fichier(f"traces-trimestre-{lieu.numero}.zip"), flux, octets)


def _name_dossier(code: str, titre: str) -> str:
    propre = "".join(signe for signe in titre.translate(_SANS_BARRE) if signe not in '<>:"|?*').strip(". ")
    return f"{code} {propre[:60].strip('. ')}"


def _build_ligne(code: str, titre: str, trace: TraceVue, chemin: str, empreinte: str) -> dict[str, Any]:
    return {
        "Critère": code,
        "Titre du critère": titre,
        "Trace": trace.titre,
        "Genre": LIBELLES[trace.nature] if trace.nature else "lien",
        "Fichier": chemin,
        "Adresse": trace.lien,
        "Confidentielle": trace.confidentielle,
        "À renouveler le": trace.expire_le,
        "Ajoutée le": trace.cree_le.astimezone(FUSEAU).date(),
        "Par": trace.auteur,
        "Octets": trace.octets,
        "Empreinte (SHA-256)": empreinte,
    }
