"""Both files and their dictionary in one zip, so many rows at a time: never the whole in memory."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from caprse.echanges.reponses_longues.dictionnaire import DICTIONNAIRE, write_dictionnaire
from caprse.echanges.reponses_longues.modele import COLONNES, Colonne, LigneLongue
from caprse.socle.dates import FUSEAU
from caprse.socle.fichiers import MARQUE_UTF8, build_fiche_zip, write_lignes_csv

CSV, PARQUET = "reponses.csv", "reponses.parquet"
PAR_LOT = 5000
# What is lighter stays in memory, the rest goes to a file of the system that disappears with it.
EN_MEMOIRE = 4 * 1024 * 1024
_GENRES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int16(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz=str(FUSEAU)),
}


def _build_champ(colonne: Colonne) -> pa.Field:
    return pa.field(colonne.nom, _GENRES[colonne.genre], colonne.facultative, {"sens": colonne.sens})


SCHEMA = pa.schema([_build_champ(colonne) for colonne in COLONNES])


def write_zip(lignes: Iterable[LigneLongue], now: datetime, sortie: IO[bytes]) -> None:
    """The CSV, the Parquet and the dictionary, from one reading of the rows."""
    with (
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.SpooledTemporaryFile(EN_MEMOIRE) as parquet,
    ):
        # The two are written side by side, and an archive holds one open file at a time.
        with (
            archive.open(build_fiche_zip(CSV, now), "w") as csv,
            pq.ParquetWriter(parquet, SCHEMA, compression="zstd") as colonnes,
        ):
            csv.write(MARQUE_UTF8)
            write_tableur(csv, [[colonne.nom for colonne in COLONNES]])
            suite = map(astuple, lignes)
            while rangees := list(islice(suite, PAR_LOT)):
                write_tableur(csv, rangees)
                colonnes.write_batch(_build_lot(rangees))
        parquet.seek(0)
        with archive.open(build_fiche_zip(PARQUET, now), "w") as cible:
            shutil.copyfileobj(parquet, cible)
        archive.writestr(build_fiche_zip(DICTIONNAIRE, now), write_dictionnaire())


def build_zip(lignes: Iterable[LigneLongue], now: datetime) -> bytes:
    """The same, whole: what a browser is given. Compressed, a large collectif is some hundred kilobytes."""
    sortie = io.BytesIO()
    write_zip(lignes, now, sortie)
    return sortie.getvalue()


def _build_lot(rangees: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    colonnes = [
        pa.array(valeurs, type=champ.type) for champ, valeurs in zip(SCHEMA, zip(*rangees, strict=True), strict=True)
    ]
    return pa.RecordBatch.from_arrays(colonnes, schema=SCHEMA)


def write_tableur(sortie: IO[bytes], rangees: Iterable[Sequence[Any]]) -> None:
    """Rows for a French spreadsheet, into an open file."""
    write_lignes_csv(sortie, map(_localize, rangees))


def _localize(rangee: Sequence[Any]) -> list[Any]:
    """Instants as Paris reads them, without an offset that a spreadsheet would not read."""
    return [
        valeur.astimezone(FUSEAU).replace(tzinfo=None) if isinstance(valeur, datetime) else valeur for valeur in rangee
    ]
