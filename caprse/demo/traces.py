"""Invented traces: a picture, a note, a link, one that only its team reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from PIL import Image, ImageDraw
from sqlalchemy import insert

from caprse.acces.unite import Unit
from caprse.progres.modele import Fichier, ReponseTrace, Trace
from caprse.progres.traces.pieces import Piece, read_piece

NOTE = (
    "Données inventées, pour la démonstration.\n\n"
    "Réunion d’équipe : nous avons relu les consignes de tri. Deux bacs de plus, une fiche avec des dessins "
    "près de chaque bac.\n"
)
SYNTHESE = (
    "Données inventées, pour la démonstration.\n\n"
    "Ce que les équipes disent de l’accueil : le premier jour est clair.\n"
)
LIEN = "https://exemple.fr/charte-achats"
# A new one is asked for before long: the library says so.
RENOUVELER = timedelta(days=20)


def add_traces(
    unit: Unit,
    collectif_id: UUID,
    auteur: UUID,
    carnet: tuple[UUID, UUID, Sequence[str]],
    quand: datetime,
) -> None:
    """Four traces in the library of one structure, three of them tied to the first answers of its carnet.

    ``carnet``: its id, its structure, the critères that it answered.
    """
    carnet_id, structure_id, criteres = carnet
    pieces: tuple[tuple[str, Piece | None, bool], ...] = (
        ("Photo des bacs de tri", read_piece("bacs-de-tri.jpg", draw_photo()), False),
        ("Compte rendu de la réunion d’équipe", read_piece("reunion-equipe.txt", NOTE.encode()), False),
        ("Charte d’achats", None, False),
        ("Synthèse des entretiens d’accueil", read_piece("synthese.txt", SYNTHESE.encode()), True),
    )
    for rang, (titre, piece, confidentielle) in enumerate(pieces):
        ici = {"collectif_id": collectif_id, "structure_id": structure_id}
        depuis = quand - timedelta(days=9 - 2 * rang)
        if piece is not None:
            unit.db.execute(
                insert(Fichier).values(
                    **ici,
                    empreinte=piece.empreinte,
                    nature=piece.nature.value,
                    octets=len(piece.contenu),
                    contenu=piece.contenu,
                    apercu=piece.apercu,
                    cree_le=depuis,
                )
            )
        trace_id = uuid4()
        unit.db.execute(
            insert(Trace).values(
                **ici,
                id=trace_id,
                titre=titre,
                lien="" if piece else LIEN,
                empreinte=piece.empreinte if piece else None,
                nom_fichier=piece.nom if piece else "",
                confidentielle=confidentielle,
                expire_le=(quand + RENOUVELER).date() if confidentielle else None,
                cree_le=depuis,
                modifie_le=depuis,
                modifie_par=auteur,
            )
        )
        if rang < min(3, len(criteres)):
            unit.db.execute(
                insert(ReponseTrace).values(
                    **ici,
                    carnet_id=carnet_id,
                    critere=criteres[rang],
                    trace_id=trace_id,
                    cree_le=depuis,
                    cree_par=auteur,
                )
            )


def draw_photo() -> bytes:
    """Four bins in a row, as a phone would send them."""
    image = Image.new("RGB", (1200, 800), "#dfe8e4")
    dessin = ImageDraw.Draw(image)
    dessin.rectangle((0, 560, 1200, 800), fill="#b9b3a6")
    for rang, couleur in enumerate(("#2f7d4f", "#e0b83a", "#2c5f9e", "#7a4a2a")):
        gauche = 90 + rang * 265
        dessin.polygon(
            [(gauche, 260), (gauche + 215, 260), (gauche + 190, 690), (gauche + 25, 690)], fill=couleur, outline="#333"
        )
        dessin.rectangle((gauche - 12, 225, gauche + 227, 268), fill="#333")
        dessin.rectangle((gauche + 60, 380, gauche + 155, 470), fill="#f4f4f4")
    sortie = BytesIO()
    image.save(sortie, "JPEG", quality=85)
    return sortie.getvalue()
