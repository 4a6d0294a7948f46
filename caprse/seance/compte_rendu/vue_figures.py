"""The picture of a step on a page: its bars or its axes in HTML, as wide as the page and in its letters."""

from __future__ import annotations

from caprse.restitution.figures.notation import partition_100
from caprse.seance.contenus.scenes import AxeMontre, SceneEtape, SceneRadar
from caprse.seance.image.dessin import format_ecart
from caprse.seance.image.figures import Barres, list_barres
from caprse.socle.ecran.cadre import Theme
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html


def build_figure(scene: SceneEtape, theme: Theme) -> str:
    """The picture in HTML, every figure written in it; empty where the step has none."""
    corps = ""
    if isinstance(scene, SceneRadar) and scene.axes:
        corps = _build_axes(scene)
    elif (barres := list_barres(scene)) is not None:
        corps = _build_barres(barres)
    return corps and f'<div class="cap-figure" style="--theme:{theme.couleur}">{corps}</div>'


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
            f"<b>{escape_html(_format_nombre(nombres[rang], parts[serie][rang], barres.unite))}</b>"
            for serie, (_, nombres) in enumerate(barres.series)
        )
        classe = ' class="convenu"' if convenu else ""
        precise = f"<small>{escape_html(texte)}</small>" if texte else ""
        lignes.append(f"<li{classe}><span>{escape_html(nom)}{marques}</span>{precise}<div>{pistes}</div></li>")
    deux = " deux" if len(barres.series) > 1 else ""
    cles = "".join(f"<span><i></i>{escape_html(titre)}</span>" for titre, _ in barres.series)
    return f'<p class="cle{deux}">{cles}</p><ul class="barres{deux}">{"".join(lignes)}</ul>'


def _build_axes(scene: SceneRadar) -> str:
    """The axes of the radar one under the other, each with its median and the half of the structures around it."""
    avant = f"<span>entre parenthèses, le changement {escape_html(scene.avant)}</span>" if scene.avant else ""
    cle = (
        '<p class="cle"><span><i class="mediane"></i>médiane</span>'
        f'<span><i class="etendue"></i>moitié centrale des structures</span>{avant}</p>'
    )
    return f'{cle}<ul class="axes">{"".join(_build_axe(axe) for axe in scene.axes)}</ul>'


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


def _format_nombre(nombre: int, part: int, unite: str) -> str:
    if not nombre:
        return "0"
    compte = format_pluriel(nombre, unite) if unite else str(nombre)
    return f"{compte} ({part} %)"
