"""The picture of a step on a page: its bars or its axes in HTML, as wide as the page and in its letters."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.restitution.figures.notation import partition_100
from caprse.seance.compte_rendu.essentiel import Essentiel
from caprse.seance.compte_rendu.lignes import DETAILS, DecisionLue
from caprse.seance.contenus.axes import AxeMontre
from caprse.seance.contenus.scene_chemin import SceneChemin
from caprse.seance.contenus.scenes import SceneEtape, SceneRadar
from caprse.seance.image.dessin import format_ecart
from caprse.seance.image.figures import Barres, format_nombre, list_barres
from caprse.socle.ecran.cadre import Theme
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html


def build_figure(scene: SceneEtape, theme: Theme) -> str:
    """The picture in HTML, every figure written in it; empty where the step has none."""
    corps = ""
    if isinstance(scene, SceneRadar) and scene.axes:
        corps = _build_axes(scene.axes, scene.avant)
    elif isinstance(scene, SceneChemin) and scene.axes:
        corps = _build_axes(scene.axes, None)
    elif (barres := list_barres(scene)) is not None:
        corps = _build_barres(barres)
    return corps and f'<div class="cap-figure" style="--theme:{theme.couleur}">{corps}</div>'


def build_essentiel(essentiels: Sequence[Essentiel], theme: Theme) -> str:
    """What is kept of a part, one beside the other: its niveau on its stair, what comes first."""
    traits = "".join(
        f"<div><span>{un.nom}</span><p>{_build_marches(un)}<b>{escape_html(un.valeur)}</b></p>"
        f"{f'<small>{escape_html(un.precise)}</small>' if un.precise else ''}</div>"
        for un in essentiels
    )
    return f'<div class="cap-essentiel" style="--theme:{theme.couleur}">{traits}</div>' if traits else ""


def build_decisions(decisions: Sequence[DecisionLue]) -> str:
    """What was decided in lines: what, then who and for when, each under its title."""
    rangs = "".join(f"<li>{_build_decision(decision)}</li>" for decision in decisions)
    return f'<ul class="cap-decidees">{rangs}</ul>'


def build_mots(votes: str, mots: Sequence[tuple[str, int]], theme: Theme) -> str:
    """Words as large as they were said often, how often beside each."""
    plus = max(nombre for _, nombre in mots)
    dits = "".join(
        f'<li style="font-size:{1 + 0.9 * nombre / plus:.2f}rem">{escape_html(mot)}'
        f'<small aria-hidden="true">{nombre}</small><span class="cap-cache"> : {nombre} fois</span></li>'
        for mot, nombre in mots
    )
    # Each person may give several: both counts, or they would seem to disagree.
    combien = f"{votes}, {format_pluriel(sum(nombre for _, nombre in mots), 'mot')}"
    return f'<div class="cap-dits" style="--theme:{theme.couleur}"><ul>{dits}</ul><p>{escape_html(combien)}</p></div>'


def build_rendez_vous(titre: str, quand: str) -> str:
    """The meeting that follows: when, then what it is called."""
    return f'<p class="cap-rendez-vous"><b>{escape_html(quand or titre)}</b>{escape_html(titre if quand else "")}</p>'


def build_votes(votes: Sequence[tuple[str, Sequence[str], str]]) -> str:
    """What is folded: of each vote its name, empty for the first, what is said of it, its picture as HTML."""
    corps = "".join(
        f"{f'<h3>{escape_html(titre)}</h3>' if titre else ''}"
        f"{''.join(f'<p>{escape_html(phrase)}</p>' for phrase in phrases)}{figure}"
        for titre, phrases, figure in votes
    )
    return f'<details class="cap-votes"><summary>Voir le vote</summary><div>{corps}</div></details>'


def _build_decision(decision: DecisionLue) -> str:
    details = "".join(
        f"<div><dt>{titre}</dt><dd>{escape_html(decision.details[nom])}</dd></div>"
        for nom, titre in DETAILS.items()
        if nom in decision.details
    )
    return f"<b>{escape_html(decision.quoi)}</b>{f'<dl>{details}</dl>' if details else ''}"


def _build_marches(essentiel: Essentiel) -> str:
    """The steps climbed, as everywhere: niveau 2 has climbed two. Its name stands beside it."""
    if essentiel.rang is None:
        return ""
    haut = essentiel.marches - 1
    marches = "".join(
        f'<i class="{"prise" if marche <= essentiel.rang else "libre"}" style="height:{marche * 100 // haut}%"></i>'
        for marche in range(1, essentiel.marches)
    )
    return f'<span class="marches" aria-hidden="true">{marches}</span>'


def _build_barres(barres: Barres) -> str:
    """On one scale, from nothing to everything: half of the track is half of the votes."""
    parts = [partition_100(nombres) for _, nombres in barres.series]
    retenus = {barres.convenu} if barres.convenu is not None else set(barres.medianes)
    lignes = []
    for rang, nom in enumerate(barres.noms):
        convenu = rang == barres.convenu
        marques = '<em class="convenu">retenu</em>' if convenu else ""
        marques += "<em>médiane</em>" if rang in barres.medianes else ""
        texte = barres.textes[rang] if rang in retenus and rang < len(barres.textes) else ""
        pistes = "".join(
            f'<span class="piste"><i style="width:{parts[serie][rang]}%"></i></span>'
            f"<b>{escape_html(format_nombre(nombres[rang], parts[serie][rang], barres.unite))}</b>"
            for serie, (_, nombres) in enumerate(barres.series)
        )
        classe = ' class="convenu"' if convenu else ""
        precise = f"<small>{escape_html(texte)}</small>" if texte else ""
        lignes.append(f"<li{classe}><span>{escape_html(nom)}{marques}</span>{precise}<div>{pistes}</div></li>")
    deux = " deux" if len(barres.series) > 1 else ""
    cles = "".join(f"<span><i></i>{escape_html(titre)}</span>" for titre, _ in barres.series)
    return f'<p class="cle{deux}">{cles}</p><ul class="barres{deux}">{"".join(lignes)}</ul>'


def _build_axes(axes: Sequence[AxeMontre], depuis: str | None) -> str:
    """The axes one under the other, each with its median and the half of the structures around it."""
    avant = f"<span>entre parenthèses, le changement {escape_html(depuis)}</span>" if depuis else ""
    cle = (
        '<p class="cle"><span><i class="mediane"></i>médiane</span>'
        f'<span><i class="etendue"></i>moitié centrale des structures</span>{avant}</p>'
    )
    return f'{cle}<ul class="axes">{"".join(_build_axe(axe) for axe in axes)}</ul>'


def _build_axe(axe: AxeMontre) -> str:
    if axe.mediane is None:
        return f"<li><span>{escape_html(axe.titre)}</span><b>non montré</b></li>"
    ecart = f" ({format_ecart(axe.points)})" if axe.points is not None else ""
    etendue = ""
    if axe.q1 is not None and axe.q3 is not None:
        etendue = f'<i class="etendue" style="left:{axe.q1}%;width:{max(axe.q3 - axe.q1, 1)}%"></i>'
    return (
        f"<li><span>{escape_html(axe.titre)}</span><b>{escape_html(f'{axe.mediane} %{ecart}')}</b>"
        f'<span class="piste">{etendue}<i class="mediane" style="left:{axe.mediane}%"></i></span></li>'
    )
