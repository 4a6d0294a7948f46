"""A person takes away all that the base holds about them. Nobody else does, whatever their role."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from uuid import UUID

from caprse.acces.unite import Unit, as_systeme
from caprse.echanges.personne.requetes import MES_DONNEES
from caprse.echanges.personne.textes import write_texte
from caprse.socle.erreurs import Introuvable
from caprse.socle.fichiers import build_fiche_zip
from caprse.socle.signes import drop_signes

JSON, TEXTE = "mes-donnees.json", "mes-donnees.txt"


def build_mes_donnees(unit: Unit, compte_id: UUID) -> bytes:
    """A zip: the same content for a program and to read. Raises Introuvable for anyone else's account."""
    donnees = get_mes_donnees(unit, compte_id)
    fichiers = {
        JSON: json.dumps(donnees, ensure_ascii=False, indent=2).encode(),
        TEXTE: drop_signes(write_texte(donnees, unit.now)).replace("\n", "\r\n").encode("utf-8-sig"),
    }
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(build_fiche_zip(nom, unit.now), contenu)
    return sortie.getvalue()


def get_mes_donnees(unit: Unit, compte_id: UUID) -> dict[str, Any]:
    """The lists by name, one's own: one query. Raises Introuvable for anyone else's account."""
    if compte_id != unit.acteur.compte_id:
        raise Introuvable("Ce compte")
    # The system reads the outbox, the login links and the journal of places that one has left; the statement binds
    # each of its lists to this account.
    with as_systeme(unit) as systeme:
        donnees: dict[str, Any] = systeme.db.execute(MES_DONNEES, {"compte": compte_id}).scalar_one()
    return donnees
