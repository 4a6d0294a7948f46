"""Change the référentiel without YAML: take a workbook, bring it back, read what it changes, publish."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.referentiel.classeur.ecriture import write_classeur
from caprse.referentiel.classeur.ouverture import Constat
from caprse.referentiel.classeur.vide import write_classeur_vide
from caprse.referentiel.comparaison import Changement, compare, format_comparaison
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import Examen, publish_referentiel, simulate_publication
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

DEPOT = "referentiel-archive"
# Spreadsheets of other kinds are taken to be refused with what to do instead.
GENRES = ("xlsx", "zip", "xlsm", "xls", "ods")
TYPE_CLASSEUR = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLIE = 12
# A page of more lines than these is no help to anybody.
MONTREES = 300


def choose_fichier(libelle: str, genre: str | Sequence[str], cle: str, aide: str) -> bytes | None:
    """A file chosen on this computer, as bytes; its contents are to be distrusted."""
    fichier = st.file_uploader(escape(libelle), type=genre, key=cle, max_upload_size=5)
    st.caption(escape(aide))
    return fichier.getvalue() if fichier is not None else None


def get_depot() -> Any:
    """The file that was brought back, as Streamlit keeps it, or None."""
    return st.session_state.get(DEPOT)


def show_publication(reprise: Referentiel | None, examen: Examen | None, precedent: Referentiel | None) -> None:
    """Take ``reprise`` or an empty workbook, bring one back, then what it would change of ``precedent``."""
    with st.container(key="referentiel-etapes"):
        with st.container(key="carte-prendre", gap="small"):
            show_prendre(reprise)
        with st.container(key="carte-rapporter", gap="small"):
            st.subheader("2. Rapporter le classeur", anchor=False)
            choose_fichier(
                "Votre classeur rempli (.xlsx)",
                GENRES,
                DEPOT,
                "Un dossier de fichiers .yaml, dans un .zip, convient aussi.",
            )
    if examen is not None:
        show_examen(examen, precedent)


def show_prendre(reprise: Referentiel | None) -> None:
    """The workbooks that can be taken: made when they are asked for."""
    st.subheader("1. Prendre un classeur", anchor=False)
    st.markdown(
        "Il s’ouvre dans Excel ou LibreOffice : une feuille par thématique, une ligne par critère. "
        "Changez ce que vous voulez. **Ici, rien ne change sans votre accord.**"
    )
    with st.container(horizontal=True, key="referentiel-classeurs", gap="small"):
        if reprise is not None:
            st.download_button(
                f"Prendre la version {escape(reprise.version)}",
                partial(write_classeur, reprise),
                file_name=f"{reprise.id}-{reprise.version}.xlsx",
                mime=TYPE_CLASSEUR,
                key="classeur-version",
                icon=":material/download:",
                on_click="ignore",
            )
        st.download_button(
            "Prendre un classeur vide",
            write_classeur_vide,
            file_name="referentiel-vide.xlsx",
            mime=TYPE_CLASSEUR,
            key="classeur-vide",
            icon=":material/note_add:",
            type="tertiary" if reprise is not None else "secondary",
            on_click="ignore",
        )


def show_examen(examen: Examen, precedent: Referentiel | None) -> None:
    """What the file holds: all that is to be put right, or what it would change."""
    with st.container(key="carte-relire", gap="small"):
        if examen.erreurs or examen.referentiel is None:
            show_erreurs(examen.erreurs)
            return
        nouveau = examen.referentiel
        criteres = sum(len(thematique.criteres) for thematique in nouveau.thematiques)
        titre = f"{nouveau.titre}, version {nouveau.version}"
        st.subheader(escape(f"3. Relire : {titre}" if can_publish(examen) else titre), anchor=False)
        st.text(
            f"{format_pluriel(len(nouveau.thematiques), 'thématique')}, {format_pluriel(criteres, 'critère')}, "
            f"{format_pluriel(len(nouveau.echelle), 'niveau', 'niveaux')}."
        )
        if examen.refus:
            show_erreurs(examen.refus)
        elif examen.langues and examen.deja_publie:
            st.success(
                "Cette version est déjà publiée et ne change pas. Seules ses traductions changent, tout de suite.",
                icon=":material/check_circle:",
            )
        elif examen.deja_publie:
            st.success(
                "Cette version est déjà publiée, avec le même contenu. Choisissez-la en ouvrant un trimestre.",
                icon=":material/check_circle:",
            )
        else:
            st.success(
                "Aucune erreur. Une fois publiée, cette version ne change plus ; personne ne la suit tant qu’un "
                "trimestre ne la choisit pas.",
                icon=":material/check_circle:",
            )
            if precedent is not None:
                show_changements(precedent, nouveau)
        if examen.langues and not examen.refus:
            st.text(f"Traductions\u00a0: {examen.langues}.")


def can_publish(examen: Examen | None) -> bool:
    """Whether publishing this file would do something."""
    return (
        examen is not None
        and examen.referentiel is not None
        and not (examen.erreurs or examen.refus)
        and bool(examen.langues or not examen.deja_publie)
    )


def show_publier(examen: Examen) -> None:
    """The button that publishes what was read."""
    quoi = "Publier les traductions" if examen.deja_publie else "Publier cette version"
    show_bouton(quoi, key="publier", type="primary", icon=":material/publish:", on_click=_publish)


def list_changements(ancien: Referentiel, nouveau: Referentiel) -> list[str]:
    """From which version to which, then one sentence for each thing that changes, by titles."""
    return format_comparaison(compare(ancien, nouveau), ancien.titres | nouveau.titres)


def show_changements(precedent: Referentiel, nouveau: Referentiel) -> None:
    """What changes from the version before: read first; folded where it is long."""
    comparaison = compare(precedent, nouveau)
    _, *lignes = format_comparaison(comparaison, precedent.titres | nouveau.titres)
    titre = f"Ce qui change par rapport à la version {precedent.version} ({len(lignes)})"
    with st.expander(
        escape(titre), icon=":material/difference:", expanded=len(lignes) <= PLIE, key="referentiel-changements"
    ):
        st.markdown("\n".join(f"- {escape(ligne)}" for ligne in lignes))
    ecarts = (comparaison.echelle, comparaison.thematiques, comparaison.enjeux, comparaison.criteres)
    if changes := [change for ecart in ecarts for change in ecart.changes]:
        with st.expander("Les mots, avant et après", icon=":material/edit_note:", key="referentiel-avant-apres"):
            st.html(build_avant_apres(changes))


def build_avant_apres(changes: Sequence[Changement]) -> str:
    """What was reworded, in HTML: under each title, each text as it was and as it would be."""
    blocs = ""
    for change in changes:
        champs = "".join(
            f"<dt>{escape_html(champ.nom.capitalize())}</dt>"
            f"<dd><small>avant</small> <del>{escape_html(champ.avant or '—')}</del></dd>"
            f"<dd><small>après</small> <ins>{escape_html(champ.apres or '—')}</ins></dd>"
            for champ in change.champs
        )
        blocs += f"<h4>{escape_html(change.titre)}</h4><dl>{champs}</dl>"
    return f'<div class="cap-constats">{blocs}</div>'


def show_erreurs(erreurs: Sequence[object]) -> None:
    """Every error: by sheet and cell in a workbook, one line each otherwise."""
    st.error(
        f"{format_pluriel(len(erreurs), 'chose à corriger', 'choses à corriger')} : rien n’est publié. Corrigez dans "
        "votre fichier, enregistrez, puis choisissez-le de nouveau.",
        icon=":material/error:",
    )
    show_constats(erreurs)


def show_constats(erreurs: Sequence[object], entier: str = "Le classeur") -> None:
    """What is to be put right, by cell in a workbook, one line each otherwise; of very many, the first."""
    montrees = erreurs[:MONTREES]
    if constats := [erreur for erreur in montrees if isinstance(erreur, Constat)]:
        st.html(build_constats(constats, entier))
    elif montrees:
        st.code("\n".join(map(str, montrees)), language=None, wrap_lines=True)
    if (reste := len(erreurs) - len(montrees)) > 0:
        st.caption(f"Et {reste:d} autres, qui s’afficheront quand celles-ci seront corrigées.")


def build_constats(constats: Sequence[Constat], entier: str = "Le classeur") -> str:
    """What is to be put right in a workbook, in HTML: sheet by sheet, each with its cell.

    ``entier`` names the file, for what is of no sheet.
    """
    feuilles = ""
    for feuille, siens in groupby(constats, key=lambda constat: constat.feuille):
        lignes = "".join(
            f"<li><b>{escape_html(constat.cellule or '—')}</b><span>{escape_html(constat.phrase)}</span></li>"
            for constat in siens
        )
        nom = f"Feuille « {feuille} »" if feuille else entier
        feuilles += f"<h4>{escape_html(nom)}</h4><ul>{lignes}</ul>"
    return f'<div class="cap-constats">{feuilles}</div>'


def _publish() -> None:
    depot = get_depot()

    def action(unit: Unit) -> str:
        langues = simulate_publication(unit, depot.getvalue(), depot.name).langues
        _, nouvelle = publish_referentiel(unit, depot.getvalue(), depot.name)
        if nouvelle:
            return "La version est publiée."
        if langues:
            return f"Les traductions sont publiées : {langues}."
        return "Cette version était déjà publiée : rien n’a changé."

    run_use_case(action)
