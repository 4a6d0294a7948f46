"""Charts on a page: each with its text alternative, its caption, its table, and its files to download."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from caprse.restitution.figures.axes import AXES_MAX, AXES_MIN, Axe, LigneCarte, Noms, Progres, Reparti
from caprse.restitution.figures.phrases import NomCommun
from caprse.restitution.graphiques.carte import build_carte
from caprse.restitution.graphiques.points import build_points
from caprse.restitution.graphiques.progres import build_progres
from caprse.restitution.graphiques.radar import build_radar
from caprse.restitution.graphiques.repartition import build_repartition
from caprse.restitution.planches.fiches import build_fiches
from caprse.restitution.planches.places import build_places
from caprse.socle.ecran.affichage import escape
from caprse.socle.fichiers import name_fichier, to_csv, to_png, to_svg
from caprse.socle.signes import escape_html

TAILLE_TELEPHONE = 326
TAILLE_RADAR = 560
TAILLE = TAILLE_LARGE = 700
TAILLE_PLEINE = 900
TAILLE_EXPORT = 720
SPECIFICATIONS_MAX = 256
NON_VERIFIE = "Auto-évaluation, non vérifiée."
FICTIF = "Données inventées."
DESSIN = "Voir le dessin"
# What a page counts, in tables and files: one fold of that name on each.
CHIFFRES = "Chiffres et export"
# A picture that leaves says where it comes from.
MARQUE = "Cahier CAP RSE, Coorace Occitanie."


@dataclass(frozen=True, slots=True)
class Image:
    """One chart to show and to download: ``fichier`` is the name of its files, without extension.

    ``build`` is called with ``figures``, and the width in px, the size of letters, the title and the note. ``fiches``:
    the same figures as HTML of ours, which stands for the small twin where columns would be too narrow.
    """

    nom: str
    fichier: str
    alternative: str
    build: Callable[..., alt.LayerChart | None]
    figures: tuple[Hashable, ...]
    fiches: str = ""


@dataclass(frozen=True, slots=True)
class Planche:
    """Charts of the same figures, with the table they share: ``table`` on screen, ``export`` in full.

    ``titre`` and ``pied`` are written on the pictures that are downloaded: a picture travels without its page.
    """

    cle: str
    titre: str
    pied: str
    images: Sequence[Image]
    table: pd.DataFrame
    export: pd.DataFrame


def build_pied(source: str, qui: str, fictif: bool) -> str:
    """The note on a downloaded picture: whose figures, which référentiel, and that nobody checked them."""
    return " ".join([f"{qui}.", f"{source}.", NON_VERIFIE, *([FICTIF] if fictif else [])])


def list_images_axes(cle: str, axes: tuple[Axe, ...], noms: Noms, alternative: str) -> list[Image]:
    """A radar with its dot plot; the dot plot alone under three axes, or over nine."""
    images = [Image("Points", f"{cle}-points", alternative, build_points, (axes, noms))]
    if AXES_MIN <= len(axes) <= AXES_MAX:
        images.insert(0, Image("Radar", f"{cle}-radar", alternative, build_radar, (axes, noms)))
    return images


def list_images_nous(cle: str, axes: tuple[Axe, ...], noms: Noms, alternative: str) -> list[Image]:
    """The same for one's own figures: two of them draw a lonely segment on a radar, so their points come first."""
    images = list_images_axes(cle, axes, noms, alternative)
    if sum(axe.nous is not None and axe.nous.score is not None for axe in axes) < AXES_MIN:
        images.reverse()
    return images


def build_image_repartition(cle: str, axes: tuple[Reparti, ...], niveaux: tuple[str, ...], alternative: str) -> Image:
    return Image("Réponses par niveau", cle, alternative, build_repartition, (axes, niveaux))


def build_image_progres(
    cle: str, progres: tuple[Progres, ...], trimestres: tuple[str, ...], alternative: str
) -> Image:
    return Image("Progrès", cle, alternative, build_progres, (progres, trimestres))


def build_image_carte(cle: str, lignes: tuple[LigneCarte, ...], alternative: str) -> Image:
    return Image("Carte", cle, alternative, build_carte, (lignes,), build_fiches(lignes))


def explain_sans_radar(axes: int, mot: NomCommun) -> str | None:
    """Why there is no radar, or None."""
    if axes < AXES_MIN:
        return f"Pas de radar ici : il faut au moins {AXES_MIN} {mot.pluriel} pour en dessiner un."
    if axes > AXES_MAX:
        return f"Pas de radar ici : au-delà de {AXES_MAX} {mot.pluriel}, il ne se lit plus."
    return None


def show_planche(
    planche: Planche,
    legende: str,
    *,
    taille: int = TAILLE,
    a_cote: Callable[[], object] | None = None,
    mots_avant: bool = False,
    suite: bool = True,
) -> None:
    """The first chart in large, what is said of it beside it; the others and the table, folded; the files.

    ``mots_avant``: on a phone the words hold the figures, so they come first and the chart is folded under them.
    ``suite``: False where the page says itself where the others stand
    (``show_suite``).
    """
    premiere = planche.images[0]
    # Beside words, points take the room of a radar.
    etroite = premiere.build is build_radar or (premiere.build is build_points and a_cote is not None)
    large = TAILLE_RADAR if etroite else taille
    if a_cote is None:
        _show_premiere(premiere, large, legende)
    else:
        # A radar leaves room for words at its side; a wider picture has them above it.
        dessin, mots = st.columns([TAILLE_RADAR, 380], gap="medium") if large == TAILLE_RADAR else (None, None)
        with mots or st.container():
            a_cote()
        with dessin or st.container():
            _show_premiere(premiere, large, legende, plie=mots_avant)
    if suite:
        show_suite(planche, taille, titre="En tableau, à télécharger")


def show_suite(
    planche: Planche,
    taille: int = TAILLE,
    *,
    titre: str = CHIFFRES,
    ensuite: Callable[[], object] | None = None,
) -> None:
    """What comes with the first chart: the others and the table, folded; the files.

    ``ensuite``: what else the page counts, under the same fold: a page has one of that name.
    """
    with st.expander(escape(titre), icon=":material/table:", key=f"tableau-{planche.cle}"):
        for image in planche.images[1:]:
            show_image(image, taille)
        show_textes(planche.table, planche.titre)
        show_telechargements(planche)
        if ensuite is not None:
            ensuite()


def _show_premiere(image: Image, taille: int, legende: str, *, plie: bool = False) -> None:
    # The picture first: what it measures is read under it.
    show_image(image, taille, plie=plie)
    st.caption(escape(legende))


def show_image(image: Image, taille: int, *, plie: bool = False) -> None:
    """One picture; a large one comes with a small twin for phones, and only one of them is seen and read aloud.

    The widths of the place under which the twin is shown are in `collectif.css`. ``plie``: the twin is folded.
    """
    if taille <= TAILLE_TELEPHONE:
        _show_chart(image, taille, image.fichier)
        return
    with st.container(key=f"tailles-{image.fichier}", gap=None):
        for nom, largeur in (("grand", taille), ("petit", TAILLE_TELEPHONE)):
            cle = f"{nom}-{taille}-{image.fichier}"
            with st.container(key=cle):
                if nom == "petit" and image.fiches:
                    st.html(image.fiches)
                elif nom == "petit" and plie:
                    with st.expander(DESSIN, icon=":material/insights:", key=f"dessin-{cle}"):
                        _show_chart(image, largeur, cle)
                else:
                    _show_chart(image, largeur, cle)


def show_places(cle: str, axes: Sequence[Axe], noms: Noms, titre: str, *, ensemble: bool = False) -> None:
    """The figures of a picture line by line, ours beside the collectif's: on a phone, where the picture is folded.

    ``ensemble``: the first is the whole, in large.
    """
    with st.container(key=f"places-etroites-{cle}"):
        st.html(build_places(axes, noms, titre, ensemble=ensemble))


def _show_chart(image: Image, taille: int, cle: str) -> None:
    st.vega_lite_chart(
        spec=json.loads(_write_specification(image.build, image.figures, taille)),
        width="content",
        theme=None,
        alt=image.alternative,
        key=f"image-{cle}",
    )


def show_textes(table: pd.DataFrame, titre: str) -> None:
    """A table read by all, its cells and headers shown as they are. The first column names the rows.

    Wider than the screen it scrolls, by keyboard too: Streamlit's own table does not.
    """
    st.html(build_tableau(table, titre))


def build_tableau(table: pd.DataFrame, titre: str) -> str:
    """The table as HTML, every text escaped: names hold any sign."""
    entetes = "".join(f'<th scope="col">{escape_html(str(colonne))}</th>' for colonne in table.columns)
    rangees = []
    for valeurs in table.itertuples(index=False):
        premiere, *autres = ("" if pd.isna(valeur) else escape_html(str(valeur)) for valeur in valeurs)
        cellules = "".join(f"<td>{autre}</td>" for autre in autres)
        rangees.append(f'<tr><th scope="row">{premiere}</th>{cellules}</tr>')
    nom = escape_html(titre)
    return (
        f'<div class="cap-chiffres" role="region" tabindex="0" aria-label="{nom}"><table><caption>{nom}</caption>'
        f"<thead><tr>{entetes}</tr></thead><tbody>{''.join(rangees)}</tbody></table></div>"
    )


def show_telechargements(planche: Planche) -> None:
    """One button per file. A file is made when its button is pressed, not before."""
    with st.popover("Télécharger", icon=":material/download:", key=f"telecharger-{planche.cle}"):
        _offer("Tableau (CSV)", f"{planche.cle}.csv", "text/csv", lambda: to_csv(planche.export))
        for image in planche.images:
            _offer(f"{image.nom} (SVG)", f"{image.fichier}.svg", "image/svg+xml", _defer(_write_svg, image, planche))
            _offer(f"{image.nom} (PNG)", f"{image.fichier}.png", "image/png", _defer(_write_png, image, planche))


def _offer(libelle: str, fichier: str, mime: str, write: Callable[[], bytes]) -> None:
    st.download_button(
        escape(libelle),
        data=write,
        file_name=name_fichier(fichier),
        mime=mime,
        key=fichier,
        on_click="ignore",
        type="tertiary",
    )


def _defer(write: Callable[[Image, Planche], bytes], image: Image, planche: Planche) -> Callable[[], bytes]:
    return lambda: write(image, planche)


def _write_svg(image: Image, planche: Planche) -> bytes:
    return to_svg(_draw_export(image, planche), image.alternative)


def _write_png(image: Image, planche: Planche) -> bytes:
    return to_png(_draw_export(image, planche))


def _draw_export(image: Image, planche: Planche) -> alt.LayerChart:
    return _draw(
        image.build, image.figures, taille=TAILLE_EXPORT, titre=planche.titre, pied=f"{planche.pied} {MARQUE}"
    )


@lru_cache(maxsize=SPECIFICATIONS_MAX)
def _write_specification(
    build: Callable[..., alt.LayerChart | None], figures: tuple[Hashable, ...], taille: int
) -> str:
    """The chart as Vega-Lite, in JSON. Kept for the reruns of a page: Altair takes longer than all the rest.

    Only for reading: the same figures always give the same picture, whoever looks.
    """
    return json.dumps(_draw(build, figures, taille=taille).to_dict(validate=False))


def _draw(
    build: Callable[..., alt.LayerChart | None], figures: tuple[Hashable, ...], **reglages: Any
) -> alt.LayerChart:
    chart = build(*figures, **reglages)
    if chart is None:
        raise ValueError("Cette image n’a pas assez d’axes, ou trop.")
    return chart
