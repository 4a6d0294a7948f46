"""What a structure prints: three documents, each with a few words of what it is for, wherever one looks for them."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_jeton, open_unit_ecran
from caprse.acces.unite import open_unit
from caprse.echanges.bilan_imprime.feuille import build_pdf
from caprse.echanges.bilan_imprime.phrases import BOUTONS, DITS, NOMS
from caprse.echanges.bilan_imprime.regles import Sorte
from caprse.echanges.bilan_imprime.service import get_dossier, list_imprimables
from caprse.restitution.resultats.service import Resultats, get_resultats
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.fichiers import name_fichier

TITRE = "À imprimer"
TYPE_PDF = "application/pdf"
ICONES = {Sorte.CONSEIL: "description", Sorte.TRIMESTRE: "picture_as_pdf", Sorte.CYCLE: "route"}
PAS_OUVERT = "Vos documents se feront dès l’ouverture du premier trimestre."


def page_documents() -> None:
    """The three documents of one's structure."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        resultats = get_resultats(unit, structure_id)
    show_entete(TITRE, reperes=(resultats.structure,), fictif=resultats.fictif)
    siens = list_imprimables(resultats)
    if not siens:
        st.info(PAS_OUVERT, icon=":material/event:")
        return
    numero = ask_numero(resultats)
    with st.container(key="documents"):
        for sorte in Sorte:
            with st.container(key=f"carte-document-{sorte}", gap="small"):
                st.subheader(NOMS[sorte], anchor=False)
                st.markdown(escape(DITS[sorte]))
                premier = sorte is Sorte.CONSEIL
                show_document(structure_id, sorte, None if sorte is Sorte.CYCLE else numero, seul=not premier)


def ask_numero(resultats: Resultats) -> int:
    """Which trimestre, where there are several; the one under way, else the last."""
    noms = {vu.numero: f"Trimestre\u00a0{vu.numero} · {vu.titre}" for vu in list_imprimables(resultats)}
    if len(noms) == 1:
        return next(iter(noms))
    numeros = list(noms)
    choisi = resultats.choisi.numero if resultats.choisi is not None else numeros[0]
    return st.selectbox(
        "De quel trimestre",
        numeros,
        index=numeros.index(choisi) if choisi in noms else 0,
        format_func=lambda numero: escape(noms[numero]),
        key=f"documents-numero-{resultats.structure_id}",
    )


def show_du_trimestre(structure_id: UUID, numero: int) -> None:
    """Below the results of a trimestre: what one lays on the table of the board, and the whole of it."""
    for sorte in (Sorte.CONSEIL, Sorte.TRIMESTRE):
        with st.container(gap=None, key=f"document-{sorte}-{numero}"):
            st.caption(escape(DITS[sorte]))
            show_document(structure_id, sorte, numero)


def show_du_cycle(structure_id: UUID) -> None:
    """Below the path: the same on paper."""
    show_document(structure_id, Sorte.CYCLE, None)


def show_document(structure_id: UUID, sorte: Sorte, numero: int | None, *, seul: bool = True) -> None:
    """The button that gives one document. It is made when it is pressed, and the right asked then.

    ``seul``: False where it is the first of several, and thus the act of the page.
    """
    st.download_button(
        BOUTONS[sorte],
        data=partial(_write, get_jeton(), structure_id, sorte, numero),
        file_name=name_fichier(f"{NOMS[sorte]}{f' {numero}' if numero is not None else ''}.pdf".lower()),
        mime=TYPE_PDF,
        key=f"imprimer-{sorte}-{structure_id}-{numero or 0}",
        on_click="ignore",
        type="secondary" if seul else "primary",
        icon=f":material/{ICONES[sorte]}:",
    )


def _write(jeton: str, structure_id: UUID, sorte: Sorte, numero: int | None) -> bytes:
    # What is drawn waits for nobody's transaction.
    with open_unit(jeton=jeton) as unit:
        dossier = get_dossier(unit, structure_id, sorte, numero)
    return build_pdf(dossier)
