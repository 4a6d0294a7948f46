"""Import a directory on the screen: choose a file, read what it would do, then one button does it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.regles import EXPLICATIONS, LIBELLES, RANGS, Role
from caprse.acces.unite import Unit
from caprse.carnet.membres.import_annuaire import Examen, Importation, examine_annuaire, import_annuaire
from caprse.collectif.annuaire.lecture import parse_annuaire
from caprse.collectif.annuaire.lignes import LectureAnnuaire
from caprse.collectif.importation import BilanImport, Sort
from caprse.referentiel.page_classeur import choose_fichier
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition
from caprse.socle.ecran.depot import read_once
from caprse.socle.francais import format_pluriel

FICHIER, LECTURE, BILAN = "annuaire-fichier", "annuaire-lecture", "annuaire-bilan"
INVITER, ROLE = "annuaire-inviter", "annuaire-role"
# .xls and .ods are taken to be refused with what to do instead; a spreadsheet that is not chosen teaches nothing.
GENRES = ("csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods")
ROLES = sorted(RANGS, key=lambda role: -RANGS[role])
AIDE = (
    "Un tableau avec une ligne de titres : département, nom, types, commune. En plus, si vous voulez inviter : "
    "courriel, nom du contact, rôle. Formats : CSV ou Excel (.xlsx)."
)
HAUTEUR = 260
LONGUE = 8


def show_import(collectif_id: UUID, page: str) -> None:
    """The whole act, in place of the list of structures."""
    st.subheader("Importer un annuaire", anchor=False)
    show_message()
    if (bilan := st.session_state.get(BILAN)) is not None:
        _show_bilan(bilan)
        show_bouton("Revenir aux structures", key="annuaire-fermer", type="primary", on_click=close, args=(page,))
        return
    octets = choose_fichier("Le fichier de l’annuaire", GENRES, FICHIER, AIDE)
    if octets is not None:
        lecture = read_once(octets, LECTURE, parse_annuaire)
        if lecture.erreurs:
            _show_refus(lecture)
        else:
            _show_essai(collectif_id, lecture)
    show_bouton("Fermer sans importer", key="annuaire-fermer", on_click=close, args=(page,))


def close(page: str) -> None:
    """Leave the import, and forget the file."""
    for cle in (LECTURE, BILAN):
        st.session_state.pop(cle, None)
    end_edition(page)


def _show_refus(lecture: LectureAnnuaire) -> None:
    nombre = format_pluriel(len(lecture.erreurs), "raison")
    st.error(
        f"Ce fichier est refusé ({nombre}) : rien n’a été importé. Corrigez-le, puis choisissez-le de nouveau.",
        icon=":material/error:",
    )
    _show_liste(lecture.erreurs, "annuaire-erreurs")


def _show_essai(collectif_id: UUID, lecture: LectureAnnuaire) -> None:
    """What the import would do, and the button that does it."""
    role = st.session_state.get(ROLE, Role.DIRECTION)
    with open_unit_ecran() as unit:
        examen = examine_annuaire(unit, collectif_id, lecture, role)
    st.info("Voici ce que l’import ferait. Rien n’est encore écrit.", icon=":material/visibility:")
    _show_comptes(examen)
    _show_pli("Structures à créer", _name(examen, Sort.NOUVELLE), "annuaire-nouvelles")
    deja = [*_name(examen, Sort.INCHANGEE), *_name(examen, Sort.DIFFERENTE)]
    _show_pli("Déjà dans le cahier, laissées comme elles sont", deja, "annuaire-deja")
    _show_pli("À vérifier, sans empêcher l’import", examen.bilan.a_verifier, "annuaire-doutes")
    _show_pli("Ce qui a été fait pour lire le fichier", lecture.remarques, "annuaire-remarques")
    if lecture.contacts:
        _show_personnes(examen)
    show_bouton(
        _name_bouton(examen),
        key="annuaire-importer",
        type="primary",
        icon=":material/upload:",
        on_click=_import,
        args=(collectif_id, lecture),
    )


def _show_comptes(examen: Examen) -> None:
    a_verifier = len(examen.bilan.a_verifier)
    suites = [*_describe_deja(examen.bilan), f"{format_pluriel(a_verifier, 'point')} à vérifier" if a_verifier else ""]
    comptes = escape(" · ".join(filter(None, suites)))
    st.markdown(
        f"**{format_pluriel(examen.bilan.creees, 'structure')} à créer**" + (f" · {comptes}" if comptes else "")
    )


def _describe_deja(bilan: BilanImport) -> list[str]:
    """What is there already, in words; nothing for none."""
    phrases = []
    if bilan.inchangees:
        phrases.append(f"{format_pluriel(bilan.inchangees, 'structure')} déjà là")
    if bilan.differentes:
        quoi = format_pluriel(bilan.differentes, "structure différente", "structures différentes")
        phrases.append(f"{quoi} du cahier, non modifiée{'s' * (bilan.differentes > 1)}")
    return phrases


def _show_personnes(examen: Examen) -> None:
    """Whom to invite: nobody unless it is asked."""
    if examen.a_inviter:
        st.toggle(f"Inviter aussi {format_pluriel(len(examen.a_inviter), 'personne')} du fichier", key=INVITER)
    else:
        st.caption("Personne à inviter : les personnes du fichier ont déjà un accès ou une invitation.")
    if examen.a_inviter and st.session_state[INVITER]:
        st.radio(
            "Rôle, quand le fichier n’en donne pas",
            ROLES,
            format_func=lambda role: f"**{LIBELLES[role]}** : {EXPLICATIONS[role]}",
            key=ROLE,
        )
        st.caption("Chaque personne reçoit un courriel avec un lien, valable 14 jours.")
    _show_pli("Personnes à inviter", examen.a_inviter, "annuaire-personnes")
    if examen.deja:
        st.caption(
            f"{format_pluriel(examen.deja, 'personne du fichier a', 'personnes du fichier ont')} déjà un accès ou une "
            "invitation : aucun autre courriel ne part."
        )
    _show_pli("Personnes qui ne peuvent pas être invitées", examen.refusees, "annuaire-refusees")


def _name_bouton(examen: Examen) -> Affichable:
    quoi = format_pluriel(examen.bilan.creees, "structure")
    if examen.a_inviter and st.session_state.get(INVITER):
        return f"Importer {quoi} et inviter {format_pluriel(len(examen.a_inviter), 'personne')}"
    return f"Importer {quoi}"


def _import(collectif_id: UUID, lecture: LectureAnnuaire) -> None:
    inviter = bool(st.session_state.get(INVITER))
    role = st.session_state.get(ROLE, Role.DIRECTION)

    def importer(unit: Unit) -> str:
        fait = import_annuaire(unit, collectif_id, lecture, role, inviter=inviter)
        st.session_state[BILAN] = fait
        return _describe(fait)

    if not run_use_case(importer):
        st.session_state.pop(BILAN, None)


def _describe(fait: Importation) -> str:
    phrase = f"{format_pluriel(fait.bilan.creees, 'structure créée', 'structures créées')}"
    if fait.invitations is not None:
        nombre = len(fait.invitations.invitees)
        phrase += f", {format_pluriel(nombre, 'invitation part', 'invitations partent')} par courriel"
    return f"C’est fait : {phrase}."


def _show_bilan(fait: Importation) -> None:
    """What was done, and what is left to look at: it is also on each structure of the list."""
    if deja := _describe_deja(fait.bilan):
        st.markdown(escape(" · ".join(deja)))
    _show_pli("À vérifier", fait.bilan.a_verifier, "annuaire-doutes")
    if fait.invitations is not None:
        _show_pli("Laissées comme elles sont", fait.invitations.laissees, "annuaire-laissees")
        _show_pli("Invitations refusées", fait.invitations.refusees, "annuaire-refusees")


def _name(examen: Examen, sort: Sort) -> list[str]:
    return [
        f"{examinee.libelle if sort is not Sort.NOUVELLE else examinee.ligne.libelle} · "
        f"{'/'.join(examinee.ligne.types) or 'type à préciser'}"
        for examinee in examen.bilan.lignes
        if examinee.sort is sort
    ]


def _show_pli(titre: str, lignes: Sequence[str], cle: str) -> None:
    """A list under its title and its number, folded; nothing for an empty one."""
    if lignes:
        with st.expander(f"{escape(titre)} ({len(lignes)})", key=cle):
            _show_liste(lignes, f"{cle}-liste")


def _show_liste(lignes: Sequence[str], cle: str) -> None:
    """Lines as they are, each told from the next where it wraps; in a frame of its own when they are many."""
    with st.container(height=HAUTEUR if len(lignes) > LONGUE else "content", key=cle, border=False):
        st.text("\n".join(f"• {ligne}" for ligne in lignes))
