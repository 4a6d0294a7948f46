"""« Le Fil »: what a closed trimestre tells everyone, as a letter that the animation changes before it leaves.

Figures are those that were published, under their thresholds; pratiques those that their authors shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import get_referentiel
from caprse.relecture.lettres.regles import OBJET_MAX, TEXTE_MAX, Ecrit
from caprse.relecture.lettres.requetes import FIL
from caprse.restitution.figures.phrases import describe_collectif
from caprse.restitution.publication.edition import Edition
from caprse.restitution.publication.visibilite import restrict_edition
from caprse.socle.dates import format_date, format_rendez_vous
from caprse.socle.francais import format_pluriel

QUOI = "Ce collectif"
PRATIQUES_MAX = 6
EFFET_MAX = 240


def get_fil(unit: Unit, collectif_id: UUID) -> Ecrit | None:
    """The letter of the last closed trimestre, in one query; None before the first closing.

    For the animation. Raises Introuvable.
    """
    unit.check(Operation.SEND_RAPPEL, collectif_id, quoi=QUOI)
    lieu = {"collectif": collectif_id, "today": unit.today, "pratiques": PRATIQUES_MAX}
    ligne = unit.db.execute(FIL, lieu).mappings().one_or_none()
    if ligne is None:
        return None
    titre = get_referentiel(unit.db, ligne["referentiel_id"]).name_trimestre(ligne["thematique"])
    clos = f"Le trimestre\u00a0{ligne['numero']}, « {titre} », est clos depuis le {format_date(ligne['clos_le'])}."
    parties = [f"{clos} {_tell_carnets(ligne['transmis'], ligne['carnets'])}"]
    if ligne["edition"]:
        edition = restrict_edition(Edition.from_contenu(ligne["edition"]), (), ligne["seuil"])
        parties.append(describe_collectif(edition.enjeux))
    if pratiques := ligne["pratiques"]:
        parties.append("Ce que des structures partagent :\n" + "\n".join(map(_tell_pratique, pratiques)))
    suite = [_tell_rencontre(brut) for brut in ligne["rencontres"] or ()]
    if ouvert := ligne["ouvert"]:
        theme = get_referentiel(unit.db, UUID(ouvert["referentiel_id"])).name_trimestre(ouvert["thematique"])
        fin = format_date(date.fromisoformat(ouvert["fin"]))
        suite.insert(0, f"– jusqu’au {fin} : le carnet du trimestre\u00a0{ouvert['numero']}, « {theme} »")
    if suite:
        parties.append("La suite :\n" + "\n".join(suite))
    objet = f"Le Fil : {titre}, ce que le trimestre a montré"
    return Ecrit(objet[:OBJET_MAX], "\n\n".join(parties)[:TEXTE_MAX])


def _tell_carnets(transmis: int, carnets: int) -> str:
    return f"{format_pluriel(transmis, 'carnet transmis', 'carnets transmis')} sur {carnets:d}."


def _tell_pratique(brut: Mapping[str, Any]) -> str:
    effet = " ".join(brut["effet"].split())
    if len(effet) > EFFET_MAX:
        effet = f"{effet[:EFFET_MAX].rsplit(' ', 1)[0]}…"
    return f"– « {brut['titre']} », {brut['nom']}" + (f" : {effet}" if effet else "")


def _tell_rencontre(brut: Mapping[str, Any]) -> str:
    heure = time.fromisoformat(brut["heure"]) if brut["heure"] else None
    quand = format_rendez_vous(date.fromisoformat(brut["jour"]), heure)
    return f"– {quand} : {brut['titre']}" + (f", {brut['lieu']}" if brut["lieu"] else "")
