"""Two answers to the same critère, seen from the same one: what goes together, what has to be chosen. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from caprse.carnet.regles import Saisie, is_cible_passee

# What is chosen as one: the niveau and non concerné are one control, a title goes with its link.
GROUPES: dict[str, tuple[str, ...]] = {
    "choix": ("niveau", "non_concerne"),
    "motif": ("motif",),
    "commentaire": ("commentaire",),
    "trace": ("trace_titre", "trace_lien"),
    "cible": ("cible",),
    "deja_regle": ("deja_regle",),
}
# What « non concerné » says something of, besides the choice itself.
LIES_AU_CHOIX = ("motif", "cible")


def merge_saisies(vue: Saisie, voulue: Saisie, actuelle: Saisie) -> tuple[Saisie, dict[str, dict[str, Any]]]:
    """What to write when the answer became ``actuelle`` since the person saw ``vue`` and asked for ``voulue``.

    Field by field: what the person did not touch stays as it now is; what only they touched is theirs. Gives the
    answer to write, and by group of ``GROUPES`` the fields that both touched, as the person wanted them: these wait.
    """

    def read(saisie: Saisie, groupe: str) -> dict[str, Any]:
        return {champ: getattr(saisie, champ) for champ in GROUPES[groupe]}

    touches = {
        groupe: read(voulue, groupe)
        for groupe in GROUPES
        if read(voulue, groupe) not in (read(vue, groupe), read(actuelle, groupe))
    }
    conflits = {groupe: v for groupe, v in touches.items() if read(actuelle, groupe) != read(vue, groupe)}
    libres = {champ: v for groupe, t in touches.items() if groupe not in conflits for champ, v in t.items()}
    fusion = replace(actuelle, **libres)
    possibles = (fusion, *(replace(fusion, **voulu) for voulu in conflits.values()))
    if ("choix" in conflits and voulue.non_concerne) or not all(map(_holds_together, possibles)):
        # « Non concerné » stands or falls with its motif and leaves no cible, a cible is never below its niveau: all
        # of it waits together.
        conflits["choix"] = {c: v for groupe in ("choix", *LIES_AU_CHOIX) for c, v in read(voulue, groupe).items()}
        for groupe in ("choix", *LIES_AU_CHOIX):
            fusion = replace(fusion, **read(actuelle, groupe))
        for groupe in LIES_AU_CHOIX:
            conflits.pop(groupe, None)
    return fusion, conflits


def _holds_together(saisie: Saisie) -> bool:
    if saisie.non_concerne:
        return saisie.niveau is None and saisie.cible is None and bool(saisie.motif.strip())
    return not is_cible_passee(saisie)
