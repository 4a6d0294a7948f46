"""A consultation under way, for the direction: its groups and their links, its sheets of paper, its closing."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_once, run_use_case
from caprse.acces.saisie import Formulaire, fill, read_champs, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.avis.lecture import Consultation, Groupe
from caprse.avis.liens import get_lien, keep_liens
from caprse.avis.phrases import SAIT_PAS, format_participants
from caprse.avis.regles import VOIX_MAX, Etat
from caprse.avis.releves import save_releve
from caprse.avis.service import close_consultation, renew_lien
from caprse.avis.telephone.web import build_adresse_lien
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import CONFIRMATION, ask, show_bouton, show_question
from caprse.socle.ecran.qr import draw_image_qr
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

CLORE = "Clore et voir les avis"
QUESTION = (
    "Après la clôture, plus personne ne répond, et aucune feuille ne s’ajoute. Les réponses une par une sont "
    "effacées : il reste les totaux. Clore maintenant ?"
)


def show_groupes(consultation: Consultation, adresse: str) -> None:
    """Who has answered, group by group; the links that this visit has just made, to show at once."""
    with st.container(key=f"avis-groupes-{consultation.id}", gap=None):
        st.markdown(f"**{escape(format_participants(consultation.participants))}**, sans compter le papier")
        if _has_liens(consultation):
            _show_liens(consultation, adresse)
            return
        lignes = "".join(
            f"<li><span>{escape_html(groupe.nom)}</span><b>{consultation.participants.get(groupe.id, 0):d}</b></li>"
            for groupe in consultation.groupes
        )
        st.html(f'<ul class="cap-groupes">{lignes}</ul>')


def show_papier(consultation: Consultation, adresse: str, *, seule: bool) -> None:
    """Folded: the links to make again, the sheets to print and to type in. ``seule``: no other is under way."""
    ouverte = consultation.etat is Etat.OUVERTE
    de = "" if seule else f" ({consultation.criteres[0].titre})" if consultation.criteres else ""
    if not _has_liens(consultation):
        titre = "Liens et feuilles à imprimer" if ouverte else "Feuilles à imprimer"
        with st.expander(escape(f"{titre}{de}"), icon=":material/link:", key=f"avis-feuilles-{consultation.id}"):
            _show_liens(consultation, adresse)
    titre = "Saisir des feuilles de papier"
    with st.expander(escape(f"{titre}{de}"), icon=":material/edit_note:", key=f"avis-papier-{consultation.id}"):
        _show_feuilles(consultation)


def _has_liens(consultation: Consultation) -> bool:
    """Whether this visit made one of its links: they are kept nowhere else."""
    ouverte = consultation.etat is Etat.OUVERTE
    return ouverte and any(get_lien(groupe.id) is not None for groupe in consultation.groupes)


def _show_liens(consultation: Consultation, adresse: str) -> None:
    for groupe in consultation.groupes:
        with st.container(key=f"avis-groupe-{groupe.id}", gap=None):
            _show_groupe(consultation, groupe, adresse)


def show_cloture(consultation: Consultation, *, premier: bool) -> None:
    """The button that ends it, the act of the page when ``premier``; away while its question is asked."""
    cle = _name_cloture(consultation)
    if st.session_state.get(CONFIRMATION) != cle:
        show_bouton(CLORE, key=cle, type="primary" if premier else "tertiary", on_click=ask, args=(cle,))


def ask_cloture(consultation: Consultation) -> None:
    """Its question, across the page, below the row of buttons."""
    show_question(CLORE, _name_cloture(consultation), QUESTION, partial(_close, consultation.id))


def _name_cloture(consultation: Consultation) -> str:
    return f"avis-clore-{consultation.id}"


def _show_groupe(consultation: Consultation, groupe: Groupe, adresse: str) -> None:
    participants = consultation.participants.get(groupe.id, 0)
    st.markdown(f"{escape(groupe.nom)} · {format_pluriel(participants, 'personne')}")
    lien = get_lien(groupe.id)
    ouverte = consultation.etat is Etat.OUVERTE
    if lien is not None and ouverte:
        complete = build_adresse_lien(adresse, lien)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(draw_image_qr(complete), width="content")
            st.code(complete, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        if lien is not None and ouverte:
            st.link_button("Affiche à imprimer", f"{complete}/affiche", icon=":material/qr_code_2:")
        elif ouverte:
            show_bouton(
                "Refaire le lien",
                key=f"avis-lien-{groupe.id}",
                type="tertiary",
                icon=":material/link:",
                help="Le lien n’est gardé nulle part. Le nouveau remplace l’ancien ; les avis déjà donnés restent.",
                on_click=_renew,
                args=(consultation.id, groupe.id),
            )
        st.link_button(
            "Feuille à imprimer",
            f"{adresse.rstrip('/')}/feuille-avis/{consultation.id}/{groupe.id}",
            type="tertiary",
            icon=":material/print:",
        )


def _show_feuilles(consultation: Consultation) -> None:
    """Choose a group and a critère, then type how many chose each niveau."""
    groupes = {groupe.id: groupe.nom for groupe in consultation.groupes}
    criteres = {critere.code: critere.titre for critere in consultation.criteres}
    cle = f"releve-{consultation.id}"
    groupe_id = st.selectbox(
        "De quel groupe ?", list(groupes), format_func=groupes.__getitem__, key=f"{cle}-groupe", filter_mode=None
    )
    code = st.selectbox(
        "Sur quel critère ?", list(criteres), format_func=criteres.__getitem__, key=f"{cle}-critere", filter_mode=None
    )
    if groupe_id is None or code is None:
        return
    niveaux = list_niveaux(consultation.referentiel)
    champs = [*(str(rang) for rang in range(len(niveaux))), SAIT_PAS]
    formulaire = Formulaire(f"{cle}-{groupe_id}-{code}", {champ: f"{cle}-{champ}" for champ in champs})
    releve = consultation.releves.get((groupe_id, code))
    comptes = [*releve.niveaux, releve.sait_pas] if releve else [0] * len(champs)
    fill(formulaire, dict(zip(champs, comptes, strict=True)))
    for rang, champ in enumerate(champs):
        st.number_input(
            escape(name_niveau(rang, niveaux)) if champ != SAIT_PAS else SAIT_PAS,
            min_value=0,
            max_value=VOIX_MAX,
            step=1,
            key=f"{cle}-{champ}",
            **watch(formulaire),
        )
    show_garde(formulaire)
    show_bouton(
        "Enregistrer ces feuilles",
        key=f"{cle}-enregistrer",
        icon=":material/check:",
        on_click=_save,
        args=(consultation.id, groupe_id, code, releve.version if releve else 0, formulaire, len(niveaux)),
    )
    saisies = sum(1 for g, c in consultation.releves if g == groupe_id and c in criteres)
    if saisies:
        st.caption(f"Pour ce groupe : {format_pluriel(saisies, 'critère saisi', 'critères saisis')}.")


def _save(
    consultation_id: UUID, groupe_id: UUID, code: str, version: int, formulaire: Formulaire, attendus: int
) -> None:
    dits = read_champs(formulaire)
    niveaux = [int(dits[str(rang)] or 0) for rang in range(attendus)]
    sait_pas = int(dits[SAIT_PAS] or 0)

    def action(unit: Unit) -> str:
        save_releve(unit, consultation_id, groupe_id, code, niveaux, sait_pas, version)
        return f"{format_pluriel(sum(niveaux) + sait_pas, 'feuille enregistrée', 'feuilles enregistrées')}."

    run_saisie(action, formulaire)


def _renew(consultation_id: UUID, groupe_id: UUID) -> None:
    faits: dict[UUID, str] = {}

    def action(unit: Unit) -> str:
        faits[groupe_id] = renew_lien(unit, consultation_id, groupe_id)
        return "Voici le nouveau lien. L’ancien n’ouvre plus rien."

    if run_use_case(action):
        keep_liens(faits)


def _close(consultation_id: UUID) -> str | None:
    def action(unit: Unit) -> str:
        close_consultation(unit, consultation_id)
        return "C’est clos. Voici ce que disent les avis, en commençant par ce qui partage le plus."

    return run_once(action)
