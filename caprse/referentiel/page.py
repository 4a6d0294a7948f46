"""The référentiels: read a version, compare two, send a new one in, seen first and then published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import Unit
from caprse.referentiel.page_classeur import can_publish, get_depot, list_changements, show_publication, show_publier
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import (
    Examen,
    VersionStockee,
    get_referentiel,
    list_publiees,
    list_traductions_a_relire,
    simulate_publication,
)
from caprse.referentiel.vue_lecture import ask_mots, show_referentiel
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.francais import format_pluriel

VUES = ("Lire", "Comparer", "Publier une version")
VUE = "referentiel-vue"

# The version that the trimestre under way follows, and the code of its thématique.
EnCours = tuple[UUID, str]


def page_referentiel(find_en_cours: Callable[[Unit], EnCours | None] = lambda _: None) -> None:
    """Read, compare or publish, as the address says; reading begins with the thématique of the trimestre under way."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="referentiel-tete"):
        show_entete(
            "Référentiel",
            reperes=["Les thématiques, les critères et leurs niveaux écrits"],
            largeur=Largeur.TRAVAIL,
        )
        acte = st.container(width="content", key="referentiel-acte")
    barre = st.container(horizontal=True, vertical_alignment="bottom", key="referentiel-barre")
    with barre:
        vue = st.segmented_control(
            "Que voulez-vous faire ?",
            VUES,
            default=VUES[0],
            required=True,
            key=VUE,
            bind="query-params",
        )
    mots = ""
    with open_unit_ecran() as unit:
        versions = list_publiees(unit)
        suivie_id, thematique = find_en_cours(unit) or (None, None)
        with barre:
            lues = _choose_versions(versions, vue, suivie_id)
            if vue == VUES[0] and versions:
                mots = ask_mots()
        referentiels = [get_referentiel(unit.db, version.id) for version in lues]
        a_relire = list_traductions_a_relire(unit, lues[0]) if vue == VUES[0] and lues else []
        depot = get_depot() if vue == VUES[2] else None
        examen = simulate_publication(unit, depot.getvalue(), depot.name) if depot is not None else None
        suivie = _find_suivie(examen, versions, suivie_id)
        precedent = get_referentiel(unit.db, suivie.id) if suivie is not None else None
    show_message()
    if examen is not None and can_publish(examen):
        with acte:
            show_publier(examen)
    if vue == VUES[2]:
        show_publication(referentiels[0] if referentiels else None, examen, precedent)
    elif not versions:
        st.info("Aucun référentiel n’est encore publié ici.", icon=":material/menu_book:")
    elif vue == VUES[1]:
        show_comparaison(referentiels)
    else:
        show_a_relire(referentiels[0], a_relire)
        show_referentiel(referentiels[0], mots, thematique if lues[0].id == suivie_id else None)


def name_version(version: VersionStockee) -> str:
    """``travail 0.1.0, publié le 14 mars 2026``."""
    return f"{version.cle} {version.version}, publié le {format_date(version.importe_le.date())}"


def show_a_relire(referentiel: Referentiel, a_relire: Sequence[tuple[str, Sequence[str]]]) -> None:
    """The questions whose French changed and whose translation did not, by language; nothing where there is none."""
    if not a_relire:
        return
    combien = format_pluriel(sum(len(codes) for _, codes in a_relire), "question traduite", "questions traduites")
    with st.expander(escape(f"{combien} à relire : leur français a changé"), key="referentiel-a-relire"):
        for langue, codes in a_relire:
            titres = "\n".join(f"- {escape(referentiel.titres[code])}" for code in codes)
            st.markdown(f"**{escape(langue.capitalize())}**\n\n{titres}")


def show_comparaison(referentiels: Sequence[Referentiel]) -> None:
    """What changed from one version to the other, in sentences."""
    if len(referentiels) < 2:
        st.info("Une seule version est publiée : il n’y a rien à comparer.", icon=":material/difference:")
        return
    premiere, *lignes = list_changements(*referentiels)
    st.subheader(escape(premiere.removesuffix(" :")), anchor=False)
    st.markdown("\n".join(f"- {escape(ligne)}" for ligne in lignes))


def _choose_versions(versions: Sequence[VersionStockee], vue: str, suivie_id: UUID | None) -> list[VersionStockee]:
    """The version to read, the two to compare, or the one to take as a workbook."""
    if len(versions) <= 1:
        return list(versions)
    noms = {f"{version.cle}-{version.version}": version for version in versions}
    suivie = next((rang for rang, version in enumerate(versions) if version.id == suivie_id), 0)
    libelles = [("Version", suivie, "referentiel-version")]
    if vue == VUES[2]:
        libelles = [("Version à reprendre", suivie, "referentiel-reprise")]
    if vue == VUES[1]:
        libelles = [("Version de départ", 1, "referentiel-de"), ("Version d’arrivée", 0, "referentiel-vers")]
    return [
        noms[
            st.selectbox(
                escape(libelle),
                list(noms),
                index=rang,
                format_func=lambda nom: name_version(noms[nom]),
                key=cle,
                bind="query-params",
                filter_mode=None,
            )
        ]
        for libelle, rang, cle in libelles
    ]


def _find_suivie(
    examen: Examen | None, versions: Sequence[VersionStockee], suivie_id: UUID | None
) -> VersionStockee | None:
    """What a version that may be published is compared with: the one in use, else the newest published."""
    if examen is None or examen.referentiel is None or not can_publish(examen):
        return None
    siennes = [version for version in versions if version.cle == examen.referentiel.id]
    return next((version for version in siennes if version.id == suivie_id), next(iter(siennes), None))
