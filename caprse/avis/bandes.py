"""A spread as HTML: a strip of what was chosen, its words for who hears it; the detail folded below. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from caprse.avis.phrases import (
    SAIT_PAS,
    describe_accord,
    describe_distance,
    describe_groupe,
    describe_milieu,
    explain_part,
    list_comptes,
)
from caprse.avis.regles import Ecart, Part, Resultat
from caprse.socle.signes import escape_html


def build_legende(niveaux: Sequence[str]) -> str:
    """What the colours of the strips mean, once for all of them; who does not see them hears it with each."""
    sortes = [*enumerate(niveaux), ("nsp", SAIT_PAS)]
    cles = "".join(f'<li><i class="cap-voix-{sorte}"></i>{escape_html(nom)}</li>' for sorte, nom in sortes)
    return f'<ul class="cap-voix-legende" aria-hidden="true">{cles}</ul>'


def build_groupes(noms: Mapping[UUID, str], resultat: Resultat, niveaux: Sequence[str]) -> str:
    """Folded: how far apart two people stand, then each group that has a voice, where there are several."""
    ecart = resultat.ensemble.ecart
    distance = describe_distance(ecart) if ecart is not None else ""
    plusieurs = len(resultat.groupes) > 1
    siens = [(nom, resultat.groupes[groupe]) for groupe, nom in noms.items() if groupe in resultat.groupes]
    parts = "".join(build_part(nom, part, niveaux) for nom, part in siens) if plusieurs else ""
    if not distance and not parts:
        return ""
    dit = f"<p>{escape_html(distance)}</p>" if distance else ""
    titre = "Groupe par groupe" if plusieurs else "Le détail"
    return f'<details class="cap-pli cap-voix-groupes"><summary>{titre}</summary>{dit}{parts}</details>'


def build_barres(part: Part, niveaux: Sequence[str]) -> str:
    """A spread for a whole team to look at: a bar per niveau, its count at the end, the middle in full colour."""
    if part.ecart is None:
        return build_part("", part, niveaux)
    comptes = list_comptes(part.ecart, niveaux)
    plus_haut = max(n for _, n in comptes)
    lignes = "".join(
        f'<li class="{_name_sorte(rang, part.ecart, len(niveaux))}"><span>{escape_html(nom)}</span>'
        f'<i><b style="width:{100 * n / plus_haut:.0f}%"></b></i><strong>{n}</strong></li>'
        for rang, (nom, n) in enumerate(comptes)
    )
    suite = explain_part(part)
    return f'<ul class="cap-barres">{lignes}</ul>{f"<p>{escape_html(suite)}</p>" if suite else ""}'


def _name_sorte(rang: int, ecart: Ecart, niveaux: int) -> str:
    if rang == niveaux:
        return "cap-barre-nsp"
    return "cap-barre-milieu" if rang == ecart.mediane else "cap-barre"


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
    detail = " · ".join(f"{nom_niveau}\u00a0: {n}" for nom_niveau, n in comptes if n)
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
