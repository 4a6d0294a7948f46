"""Where a structure stands beside its collectif, line by line: two figures and one track, no sentence to read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.restitution.figures.axes import ABSENT, PAS_REPONDU, SANS_OBJET, Axe, Noms, get_manque
from caprse.restitution.figures.formats import INSECABLE, format_pourcent, round_pourcent
from caprse.restitution.figures.libelles import format_etendue
from caprse.restitution.figures.notation import Figure
from caprse.socle.francais import enumerate_words
from caprse.socle.signes import escape_html

CACHE = "non montré"
COURTS = {PAS_REPONDU: "sans réponse", SANS_OBJET: "non concerné", ABSENT: ABSENT}


def build_ensemble(titre: str, nous: Figure | None, collectif: Agregat | None) -> Axe:
    """A whole (the thématique, the block of every trimestre) as a line of its own."""
    return Axe("", titre, titre, nous, collectif)


def build_places(axes: Sequence[Axe], noms: Noms, titre: str, *, ensemble: bool = True) -> str:
    """One line an axis. The key of the marks stands at the head of the columns.

    ``ensemble``: the first is the whole, in large.
    """
    lignes = "".join(build_place(axe, noms, forte=ensemble and rang == 0) for rang, axe in enumerate(axes))
    tetes = "".join(
        f'<b class="{classe}"><i></i>{escape_html(nom)}</b>'
        for classe, nom in (("nous", noms.nous), ("collectif", noms.collectif))
        if nom
    )
    seule = "" if noms.nous and noms.collectif else " data-seul"
    return (
        f'<div class="cap-places" role="group" aria-label="{escape_html(titre)}"{seule}>'
        f'<p aria-hidden="true"><span>Marches franchies</span>{tetes}</p><ul>{lignes}</ul></div>'
    )


def build_place(axe: Axe, noms: Noms, *, forte: bool) -> str:
    """`Énergie et mobilité`, `50 %`, `42 %`, then both on a track from 0 to 100 %, with the middle half as a strip."""
    chiffres = ""
    if noms.nous:
        chiffres += _build_chiffre("nous", noms.nous, say_nous(axe))
    if noms.collectif:
        chiffres += _build_chiffre("collectif", noms.collectif, say_collectif(axe))
    etendue = format_etendue(axe.collectif)
    lu = f'<span class="lu">, la moitié des structures {escape_html(etendue)}</span>' if etendue else ""
    classe = ' class="fort"' if forte else ""
    piste = build_piste(axe.quartiles if noms.collectif else None, axe.score if noms.nous else None)
    return f"<li{classe}><span>{escape_html(axe.titre_court)}</span>{chiffres}{piste}{lu}</li>"


def build_constat(axes: Sequence[Axe]) -> str:
    """In words what the picture shows: where ours is above the collectif's, then under it; empty with nothing of both.

    As the figures are read: two that round to the same are the same.
    """
    ecarts = [
        (axe.titre_court, round_pourcent(axe.score) - round_pourcent(axe.mediane))
        for axe in axes
        if axe.score is not None and axe.mediane is not None
    ]
    if not ecarts:
        return ""
    cas = (
        ("Au-dessus du collectif", [titre for titre, ecart in ecarts if ecart > 0]),
        ("En dessous", [titre for titre, ecart in ecarts if ecart < 0]),
    )
    lignes = [f"<li><b>{nom}{INSECABLE}:</b> {escape_html(enumerate_words(dits))}.</li>" for nom, dits in cas if dits]
    return f'<ul class="cap-compares">{"".join(lignes) or "<li>Au même point que le collectif.</li>"}</ul>'


def say_nous(axe: Axe) -> str:
    """The structure's figure, or in two words why there is none."""
    return format_pourcent(axe.score) if axe.score is not None else COURTS[get_manque(axe.nous)]


def say_collectif(axe: Axe) -> str:
    """The collectif's figure, or that it is not shown."""
    return format_pourcent(axe.mediane) if axe.mediane is not None else CACHE


def _build_chiffre(classe: str, nom: str, dit: str) -> str:
    manque = "" if dit.endswith("%") else " data-manque"
    return f'<b class="{classe}"{manque}><span class="lu">{escape_html(nom)} </span>{escape_html(dit)}</b>'


def build_piste(quartiles: Quartiles | None, nous: Fraction | None = None) -> str:
    """A track with the marks of what is known; nothing at all where neither is."""
    marques = ""
    if quartiles is not None:
        q1, mediane, q3 = (round_pourcent(q) for q in (quartiles.q1, quartiles.mediane, quartiles.q3))
        marques += (
            f'<i class="etendue" style="--q1:{q1};--q3:{q3}"></i><i class="collectif" style="--v:{mediane}"></i>'
        )
    if nous is not None:
        marques += f'<i class="nous" style="--v:{round_pourcent(nous)}"></i>'
    return f'<em class="cap-piste" aria-hidden="true">{marques}</em>' if marques else ""
