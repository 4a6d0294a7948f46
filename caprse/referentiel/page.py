"""The référentiels: read a version, compare two, send a new one in, seen first and then published."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.referentiel.comparaison import compare, format_comparaison
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import (
    Examen,
    VersionStockee,
    get_referentiel,
    list_publiees,
    publish_referentiel,
    simulate_publication,
)
from caprse.referentiel.vue_lecture import ask_mots, show_referentiel
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.francais import format_pluriel

VUES = ("Lire", "Comparer", "Publier une version")
VUE = "referentiel-vue"
DEPOT = "referentiel-archive"


def page_referentiel() -> None:
    """Read, compare or publish, as the address says."""
    show_entete(
        "Référentiel",
        reperes=["Les thématiques, les critères et leurs niveaux écrits"],
        largeur=Largeur.TRAVAIL,
    )
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
        with barre:
            lues = _choose_versions(versions, vue)
            if vue == VUES[0] and versions:
                mots = ask_mots()
        referentiels = [get_referentiel(unit.db, version.id) for version in lues]
        archive = st.session_state.get(DEPOT) if vue == VUES[2] else None
        examen = simulate_publication(unit, archive.getvalue()) if archive is not None else None
        suivie = _find_suivie(examen, versions)
        precedent = get_referentiel(unit.db, suivie.id) if suivie is not None else None
    show_message()
    if vue == VUES[2]:
        show_publication(examen, precedent)
    elif not versions:
        st.info("Aucun référentiel n'est encore publié ici.", icon=":material/menu_book:")
    elif vue == VUES[1]:
        show_comparaison(referentiels)
    else:
        show_referentiel(referentiels[0], mots)


def choose_fichier(libelle: str, genre: str | Sequence[str], cle: str, aide: str) -> bytes | None:
    """A file chosen on this computer, as bytes; its contents are to be distrusted."""
    fichier = st.file_uploader(escape(libelle), type=genre, key=cle)
    st.caption(escape(aide))
    return fichier.getvalue() if fichier is not None else None


def name_version(version: VersionStockee) -> str:
    """``travail 0.1.0, publié le 14 mars 2026``."""
    return f"{version.cle} {version.version}, publié le {format_date(version.importe_le.date())}"


def show_comparaison(referentiels: Sequence[Referentiel]) -> None:
    """What changed from one version to the other, in sentences."""
    if len(referentiels) < 2:
        st.info("Une seule version est publiée : il n'y a rien à comparer.", icon=":material/difference:")
        return
    premiere, *lignes = list_changements(*referentiels)
    st.subheader(escape(premiere.removesuffix(" :")), anchor=False)
    st.markdown("\n".join(f"- {escape(ligne)}" for ligne in lignes))


def list_changements(ancien: Referentiel, nouveau: Referentiel) -> list[str]:
    """From which version to which, then one sentence for each thing that changes, by titles."""
    return format_comparaison(compare(ancien, nouveau), ancien.titres | nouveau.titres)


def show_publication(examen: Examen | None, precedent: Referentiel | None) -> None:
    """Choose a .zip, read what it would change of the version before, then publish it."""
    st.markdown(
        "Envoyez le dossier du référentiel dans un fichier **.zip**. Il est d'abord vérifié : rien n'est publié sans "
        "votre accord. Une version publiée ne change plus, et aucun collectif ne la suit tant qu'un trimestre ne la "
        "choisit pas."
    )
    choose_fichier("Dossier du référentiel (.zip)", "zip", DEPOT, "Au plus 2 Mo : des fichiers .yaml et LICENCE.md.")
    if examen is None:
        return
    if examen.erreurs:
        show_erreurs([str(erreur) for erreur in examen.erreurs])
        return
    if examen.referentiel is None:
        return
    criteres = sum(len(thematique.criteres) for thematique in examen.referentiel.thematiques)
    st.subheader(f"{escape(examen.referentiel.titre)}, version {escape(examen.referentiel.version)}", anchor=False)
    st.text(
        f"{format_pluriel(len(examen.referentiel.thematiques), 'thématique')}, {format_pluriel(criteres, 'critère')}, "
        f"{format_pluriel(len(examen.referentiel.echelle), 'niveau', 'niveaux')}."
    )
    if examen.refus:
        show_erreurs(examen.refus)
    elif examen.deja_publie:
        st.info("Cette version est déjà publiée, avec le même contenu.", icon=":material/check_circle:")
    else:
        st.success("Aucune erreur.", icon=":material/check_circle:")
        if precedent is not None:
            st.text(f"Elle suivrait la version {precedent.version}.")
            show_changements(precedent, examen.referentiel)
        show_bouton(
            "Publier cette version", key="publier", type="primary", icon=":material/publish:", on_click=_publish
        )


def show_changements(precedent: Referentiel, nouveau: Referentiel) -> None:
    """What changes from the version before: read first; folded where it is long."""
    _, *lignes = list_changements(precedent, nouveau)
    titre = f"Ce qui change par rapport à la version {precedent.version} ({len(lignes)})"
    with st.expander(
        escape(titre), icon=":material/difference:", expanded=len(lignes) <= 12, key="referentiel-changements"
    ):
        st.markdown("\n".join(f"- {escape(ligne)}" for ligne in lignes))


def show_erreurs(erreurs: Sequence[str]) -> None:
    """Every error, one line each: file, line, code, sentence."""
    st.error(
        f"{format_pluriel(len(erreurs), 'erreur')} : rien ne peut être publié. Corrigez, puis renvoyez le fichier.",
        icon=":material/error:",
    )
    st.code("\n".join(erreurs), language=None, wrap_lines=True)


def _choose_versions(versions: Sequence[VersionStockee], vue: str) -> list[VersionStockee]:
    """The version to read, or the two to compare."""
    if not versions or vue == VUES[2]:
        return []
    if len(versions) == 1:
        return [versions[0]]
    noms = {f"{version.cle}-{version.version}": version for version in versions}
    libelles = [("Version", 0, "referentiel-version")]
    if vue == VUES[1]:
        libelles = [("Version de départ", 1, "referentiel-de"), ("Version d'arrivée", 0, "referentiel-vers")]
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


def _find_suivie(examen: Examen | None, versions: Sequence[VersionStockee]) -> VersionStockee | None:
    """The newest published version of the référentiel that is sent, when it may be published."""
    if examen is None or examen.referentiel is None or examen.refus or examen.deja_publie:
        return None
    return next((version for version in versions if version.cle == examen.referentiel.id), None)


def _publish() -> None:
    archive = st.session_state[DEPOT]

    def action(unit: Unit) -> str:
        _, nouvelle = publish_referentiel(unit, archive.getvalue())
        return "La version est publiée." if nouvelle else "Cette version était déjà publiée : rien n'a changé."

    run_use_case(action)
