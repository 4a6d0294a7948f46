"""Traces of structure 0, brought by its people: verbs in, ids out."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.progres.traces.lecture import TraceVue, get_bibliotheque
from caprse.progres.traces.pieces import Piece, read_piece
from caprse.progres.traces.regles import SaisieTrace
from caprse.progres.traces.service import create_fichier, create_lien, delete_trace, tie_trace, untie_trace
from tests.base import execute
from tests.monde import Monde
from tests.progres.traces.fichiers import build_image

CRITERE = "T01-01"


def bring_lien(monde: Monde, titre: str = "Charte", *, confidentielle: bool = False, qui: str = "alice") -> UUID:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        return create_lien(unit, monde.structures[0], SaisieTrace(titre, "exemple.fr/charte", confidentielle))


def bring(
    monde: Monde,
    octets: bytes | None = None,
    nom: str = "photo.jpg",
    *,
    confidentielle: bool = False,
    qui: str = "ali",
) -> UUID:
    """A file, by default a photo."""
    piece = read_piece(nom, build_image() if octets is None else octets)
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        return create_fichier(unit, monde.structures[0], piece, SaisieTrace("Photo", "", confidentielle)).trace_id


def build_piece(texte: str) -> Piece:
    return read_piece("note.txt", texte.encode())


def tie(monde: Monde, trace_id: UUID, critere: str = CRITERE, qui: str = "alice") -> None:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        tie_trace(unit, monde.carnets[0], critere, trace_id)


def untie(monde: Monde, trace_id: UUID, critere: str = CRITERE, qui: str = "alice") -> None:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        untie_trace(unit, monde.carnets[0], critere, trace_id)


def remove(monde: Monde, trace_id: UUID, qui: str = "alice") -> None:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        delete_trace(unit, trace_id)


def send(monde: Monde) -> None:
    """The carnet of structure 0 is transmitted."""
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=monde.carnets[0])


def close(monde: Monde) -> None:
    """Its trimestre is closed."""
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)


def see(monde: Monde, qui: str = "alice") -> tuple[TraceVue, ...]:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        return get_bibliotheque(unit, monde.structures[0]).traces
