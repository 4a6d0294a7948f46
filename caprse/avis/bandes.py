"""A spread as HTML: a strip of what was chosen, and the same in words; each group folded below the whole. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from caprse.avis.phrases import describe_accord, describe_groupe, describe_milieu, explain_part, list_comptes
from caprse.avis.regles import Part, Resultat
from caprse.socle.signes import escape_html


def build_groupes(noms: Mapping[UUID, str], resultat: Resultat, niveaux: Sequence[str]) -> str:
    """Each group that has a voice, folded; nothing where there is only one."""
    if len(resultat.groupes) < 2:
        return ""
    siens = [(nom, resultat.groupes[groupe]) for groupe, nom in noms.items() if groupe in resultat.groupes]
    parts = "".join(build_part(nom, part, niveaux) for nom, part in siens)
    return f'<details class="cap-voix-groupes"><summary>Groupe par groupe</summary>{parts}</details>'


def build_part(nom: str, part: Part, niveaux: Sequence[str]) -> str:
    """A spread as HTML: its name, a strip of what was chosen, the same in words. All texts are escaped."""
    titre = f"<b>{escape_html(nom)}</b> " if nom else ""
    suite = explain_part(part)
    if part.ecart is None:
        return f'<div class="cap-voix"><p>{titre}{escape_html(suite)}</p></div>'
    comptes = list_comptes(part.ecart, niveaux)
    sortes = [*range(len(niveaux)), "nsp"]
    bande = "".join(
        f'<span class="cap-voix-{sorte}" style="flex-grow:{n}">{n}</span>'
        for sorte, (_, n) in zip(sortes, comptes, strict=False)
        if n
    )
    detail = " · ".join(f"{nom_niveau}\u00a0: {n}" for nom_niveau, n in comptes)
    if nom:
        dit = describe_groupe(part.ecart, niveaux)
    else:
        accord = describe_accord(part.ecart)
        titre = f"<b>{escape_html(accord)}.</b> " if accord else ""
        dit = describe_milieu(part.ecart, niveaux)
    phrase = f"{dit} {suite}".strip()
    return (
        f'<div class="cap-voix"><p>{titre}{escape_html(phrase)}</p>'
        f'<div class="cap-voix-bande" aria-hidden="true">{bande}</div><small>{escape_html(detail)}</small></div>'
    )
