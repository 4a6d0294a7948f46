"""Inviting people to structures: one, or many at once from lines that are pasted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.comptes.invitations_groupees import Demande, create_invitations, list_deja_la
from caprse.acces.comptes.lignes import COLLE_MAX, LIGNES_MAX, LigneCollee, parse_lignes
from caprse.acces.comptes.vue_equipe import ROLES
from caprse.acces.ecran import open_unit_ecran
from caprse.acces.lieux import Lieu
from caprse.acces.regles import EXPLICATIONS, LIBELLES, Role
from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.courrier.depart import describe_depart
from caprse.socle.ecran.affichage import Affichable, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.installation import get_installation
from caprse.socle.signes import escape_html

UNE, PLUSIEURS = "Une personne", "Plusieurs à la fois"
MODE = "inviter-mode"
FERME = None
MESSAGE = "inviter"
SANS_ENVOI = (
    "Ce site n’envoie pas d’e-mails. La personne qui administre le cahier lui donnera son lien d’entrée, valable 14 "
    "jours. Ce lien ne sert qu’à elle."
)
DEJA = "A déjà accès, ou une invitation en attente : rien à envoyer."
PRETE = "<td>✓ Prête</td>"


def is_ouvert(choisi: Lieu | None) -> bool:
    """Whether someone is being invited, or was when the page was left."""
    if MODE in st.session_state:
        return st.session_state[MODE] in (UNE, PLUSIEURS)
    cle = _name_place(choisi)
    return is_begun(_name_une(cle)) or is_begun(_name_plusieurs(cle))


def show_inviter(lieux: Sequence[Lieu], choisi: Lieu | None, *, ouvert: bool) -> None:
    """The two ways to invite. ``choisi``: the structure whose people are shown; else one chooses."""
    cle = _name_place(choisi)
    if is_begun(_name_plusieurs(cle)):
        st.session_state.setdefault(MODE, PLUSIEURS)
    elif ouvert or is_begun(_name_une(cle)):
        st.session_state.setdefault(MODE, UNE)
    mode = st.segmented_control("Inviter", [UNE, PLUSIEURS], key=MODE)
    if mode is not None:
        with st.container(key="carte-inviter"):
            lieu = choisi or _choose_lieu(lieux, mode)
            if mode == UNE:
                show_une(lieu, cle)
            else:
                show_plusieurs(lieux, lieu, cle)
    show_message(MESSAGE)


def name_invitation() -> Affichable:
    """What the button of an invitation does, on this site."""
    return "Créer l’invitation" if get_installation().reglages.sans_courrier else "Envoyer l’invitation"


def show_une(lieu: Lieu | None, cle: str) -> None:
    """One person."""
    formulaire = _name_une(cle)
    fill(formulaire, {"nom": "", "courriel": "", "role": Role.CONTRIBUTION})
    with st.container(horizontal=True):
        st.text_input("Prénom et nom", key="inviter-nom", max_chars=120, **watch_ligne(formulaire))
        st.text_input("Adresse e-mail", key="inviter-courriel", max_chars=254, **watch_ligne(formulaire))
    st.radio(
        "Que pourra faire cette personne ?",
        ROLES,
        format_func=lambda role: f"**{LIBELLES[role]}** : {EXPLICATIONS[role]}",
        key="inviter-role",
        **watch(formulaire),
    )
    show_garde(formulaire)
    sans_courrier = get_installation().reglages.sans_courrier
    if sans_courrier:
        st.caption(SANS_ENVOI)
    show_bouton(
        name_invitation(),
        key="inviter-envoyer",
        type="primary",
        icon=_choose_icone(),
        disabled=lieu is None,
        on_click=_invite,
        args=(lieu, cle),
    )
    if not sans_courrier:
        st.caption("La personne reçoit un message avec un lien, valable 14 jours. Elle choisit d’accepter.")


def show_plusieurs(lieux: Sequence[Lieu], lieu: Lieu | None, cle: str) -> None:
    """Lines that are pasted, what was understood of each, and one act."""
    formulaire = _name_plusieurs(cle)
    fill(formulaire, {"lignes": ""})
    st.text_area(
        "Collez une personne par ligne : nom, adresse e-mail, rôle"
        + (" et, si besoin, structure" if len(lieux) > 1 else ""),
        key="inviter-lignes",
        height=160,
        max_chars=COLLE_MAX,
        placeholder="Marie Exemple, marie@exemple.fr, direction\nPaul Exemple ; paul@exemple.fr ; lecture",
        **watch(formulaire),
    )
    show_garde(formulaire)
    lignes = parse_lignes(st.session_state["inviter-lignes"] or "", lieux, lieu)
    if not lignes:
        st.caption("Les lignes d’un tableur conviennent aussi. Sans rôle écrit, la personne pourra contribuer.")
        show_bouton("Vérifier les lignes", key="inviter-verifier")
        return
    demandes = [_build_demande(ligne) for ligne in lignes if not ligne.raison]
    with open_unit_ecran() as unit:
        deja = list_deja_la(unit, [demande for demande in demandes if demande is not None])
    etats = [(ligne, ligne.raison or (DEJA if _is_deja(ligne, deja) else "")) for ligne in lignes]
    pretes = [demande for ligne, etat in etats if not etat and (demande := _build_demande(ligne)) is not None]
    st.html(build_apercu(etats, avec_lieu=len(lieux) > 1))
    if len(lignes) > LIGNES_MAX:
        st.error(f"Invitez {LIGNES_MAX} personnes au plus à la fois : coupez la liste.", icon=":material/error:")
    nombre, verbe = len(pretes), "Créer" if get_installation().reglages.sans_courrier else "Envoyer"
    show_bouton(
        f"{verbe} {agree(nombre, 'l’invitation', f'les {nombre:d} invitations')}" if nombre else "Rien à envoyer",
        key="inviter-tout",
        type="primary",
        icon=_choose_icone(),
        disabled=not nombre or len(lignes) > LIGNES_MAX,
        on_click=_invite_plusieurs,
        args=(tuple(pretes), cle),
    )


def build_apercu(etats: Sequence[tuple[LigneCollee, str]], *, avec_lieu: bool) -> str:
    """What was understood of each line, as a table: what is refused says why, and keeps nobody else out."""
    refusees = sum(1 for _, raison in etats if raison)
    resume = format_pluriel(len(etats) - refusees, "personne prête", "personnes prêtes")
    if refusees:
        resume += f", {format_pluriel(refusees, 'ligne laissée', 'lignes laissées')} de côté"
    tetes = ["Nom", "Adresse e-mail", "Rôle", *(["Structure"] if avec_lieu else []), "État"]
    rangees = []
    for ligne, raison in etats:
        lieu = [ligne.lieu.structure if ligne.lieu else "–"] if avec_lieu else []
        cases = [ligne.nom or "–", ligne.courriel or "–", LIBELLES[ligne.role], *lieu]
        dite = f'<td class="cap-alerte">Ligne {ligne.rang} : {escape_html(raison)}</td>' if raison else PRETE
        rangees.append(f"<tr>{''.join(f'<td>{escape_html(case)}</td>' for case in cases)}{dite}</tr>")
    return (
        '<div class="cap-tableau" tabindex="0" role="region" aria-label="Ce qui sera envoyé"><table>'
        f"<caption>{resume}</caption>"
        f"<thead><tr>{''.join(f'<th scope=col>{tete}</th>' for tete in tetes)}</tr></thead>"
        f"<tbody>{''.join(rangees)}</tbody></table></div>"
    )


def _choose_lieu(lieux: Sequence[Lieu], mode: str) -> Lieu | None:
    if len(lieux) == 1:
        return lieux[0]
    return st.selectbox(
        "Pour quelle structure ?" if mode == UNE else "Structure des lignes qui n’en nomment pas",
        lieux,
        index=None,
        format_func=lambda lieu: lieu.structure,
        placeholder="Choisissez une structure",
        key="inviter-lieu",
        filter_mode=None,
    )


def _invite(lieu: Lieu, cle: str) -> None:
    nom, courriel = st.session_state["inviter-nom"], st.session_state["inviter-courriel"]
    role = Role(st.session_state["inviter-role"])

    def invite(unit: Unit) -> str:
        create_invitation(unit, courriel, nom, role, lieu.collectif_id, lieu.structure_id)
        return f"L’invitation est prête. {describe_depart(unit.installation, courriel.strip())}"

    run_saisie(invite, _name_une(cle), MESSAGE)


def _invite_plusieurs(demandes: tuple[Demande, ...], cle: str) -> None:
    def invite(unit: Unit) -> str:
        bilan = create_invitations(unit, demandes)
        faites = format_pluriel(len(bilan.invitees), "invitation prête", "invitations prêtes")
        suite = (
            " Ce site n’envoie pas d’e-mails : qui administre le cahier donnera à chaque personne son lien d’entrée."
            if unit.installation.reglages.sans_courrier
            else " Un message part pour chacune."
        )
        return " ".join([f"{faites}.{suite}", *bilan.laissees, *bilan.refusees])

    run_saisie(invite, _name_plusieurs(cle), MESSAGE)


def _build_demande(ligne: LigneCollee) -> Demande | None:
    return Demande(ligne.courriel, ligne.nom, ligne.role, ligne.lieu, f"Ligne {ligne.rang}") if ligne.lieu else None


def _is_deja(ligne: LigneCollee, deja: frozenset[tuple[str, str]]) -> bool:
    return ligne.lieu is not None and (ligne.courriel.lower(), str(ligne.lieu.structure_id)) in deja


def _name_place(choisi: Lieu | None) -> str:
    structure: UUID | None = choisi.structure_id if choisi else None
    return str(structure) if structure else "toutes"


def _name_une(cle: str) -> Formulaire:
    champs = {champ: f"inviter-{champ}" for champ in ("nom", "courriel", "role")}
    return Formulaire(f"inviter/{cle}", champs)


def _name_plusieurs(cle: str) -> Formulaire:
    return Formulaire(f"inviter-plusieurs/{cle}", {"lignes": "inviter-lignes"})


def _choose_icone() -> Affichable:
    """A plane where something leaves; a person where only a link is made."""
    return ":material/person_add:" if get_installation().reglages.sans_courrier else ":material/send:"
