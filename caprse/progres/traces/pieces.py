"""A file that was brought → what is kept of it, or one sentence. Costly for photos: called outside a transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from caprse.progres.traces.bureau import open_bureau
from caprse.progres.traces.formes import EST_ARCHIVE, FichierRefuse, check_whole, find_nature, is_texte
from caprse.progres.traces.images import clean_image
from caprse.progres.traces.regles import (
    IMAGES,
    OCTETS_MAX,
    PHRASES,
    TEXTES,
    Defaut,
    Nature,
    clean_nom,
    find_annonce,
    tell_renomme,
)
from caprse.socle.erreurs import SaisieInvalide


@dataclass(frozen=True)
class Piece:
    """A file as it is kept. ``apercu``: a small picture of it, where it is one."""

    nom: str
    nature: Nature
    contenu: bytes
    apercu: bytes | None
    empreinte: str


def read_piece(nom: str, octets: bytes) -> Piece:
    """What is kept of a file that somebody chose: its bytes say what it is, its name must agree.

    Raises SaisieInvalide with one sentence.
    """
    try:
        return _read(nom, octets)
    except FichierRefuse as refus:
        raise SaisieInvalide([PHRASES[refus.defaut]]) from refus


def _read(nom: str, octets: bytes) -> Piece:
    if not octets:
        raise FichierRefuse(Defaut.VIDE)
    if len(octets) > OCTETS_MAX:
        raise FichierRefuse(Defaut.GROS)
    annonce = find_annonce(nom)
    if annonce is None:
        raise FichierRefuse(Defaut.GENRE)
    nature = find_nature(octets)
    if nature is None and octets.startswith(EST_ARCHIVE):
        nature = open_bureau(octets)
    elif nature is None and annonce in TEXTES and is_texte(octets):
        # A text says nothing of what its columns are: its name does.
        nature = annonce
    if nature is not annonce:
        raise SaisieInvalide([tell_renomme(annonce, nature)])
    check_whole(octets, nature)
    if not octets.strip():
        raise FichierRefuse(Defaut.VIDE)
    apercu = None
    if nature in IMAGES:
        nature, octets, apercu = clean_image(octets, nature)
    return Piece(clean_nom(nom, nature), nature, octets, apercu, hashlib.sha256(octets).hexdigest())
