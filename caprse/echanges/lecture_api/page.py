"""The keys by which programs read: one list, and one act. A new key is shown once."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran, run_use_case
from caprse.acces.lieux import get_noms_collectifs, get_noms_structures
from caprse.acces.regles import Acteur, Role
from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.echanges.lecture_api.phrases import describe_portee, list_dits
from caprse.echanges.lecture_api.regles import DUREES, LIBELLES, NOM_MAX, Portee
from caprse.echanges.lecture_api.service import Cle, EcranCles, LieuCle, create_cle, get_cles, stop_cle
from caprse.echanges.signaux.service import list_adresses
from caprse.echanges.signaux.vue import show_signaux
from caprse.echanges.vue_secrets import show_arretable, show_secret
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel, sort_key
from caprse.socle.signes import escape_html

TITRE = "Clés de lecture"
NEUVE, OUVERT, CHOIX = "cle-neuve", "cle-ouvert", "cle-lieu"


def page_cles() -> None:
    """The keys of a structure for its direction, of the collectif for its animation."""
    lieu = choose_lieu(get_acteur())
    with open_unit_ecran() as unit:
        ecran, today = get_cles(unit, lieu), unit.today
        adresses = () if lieu.structure_id else list_adresses(unit, lieu.collectif_id)
    actives = len(ecran.actives)
    reperes = [ecran.lieu, format_pluriel(actives, "clé active", "clés actives") if actives else "aucune clé"]
    show_entete(TITRE, reperes=reperes, fictif=ecran.fictif)
    show_message()
    st.markdown("Une clé laisse un autre logiciel lire vos chiffres, sans rien changer ici.")
    show_neuve(lieu)
    show_cles(lieu, ecran, today)
    show_creer(lieu, vide=not ecran.cles)
    if lieu.structure_id is None:
        show_signaux(lieu.collectif_id, adresses, today)


def choose_lieu(acteur: Acteur) -> LieuCle:
    """The only place, or the one chosen among several. Raises Introuvable for whoever has none."""
    lieux = {str(collectif): LieuCle(collectif) for collectif in acteur.collectifs()}
    for droit in acteur.structures():
        if droit.role is Role.DIRECTION and droit.collectif_id is not None:
            lieux[str(droit.structure_id)] = LieuCle(droit.collectif_id, droit.structure_id)
    if not lieux:
        raise Introuvable(TITRE)
    if len(lieux) == 1:
        return next(iter(lieux.values()))
    with open_unit_ecran() as unit:
        connus = get_noms_collectifs(unit, [lieu.collectif_id for lieu in lieux.values() if lieu.structure_id is None])
        connus |= get_noms_structures(unit, [lieu.structure_id for lieu in lieux.values() if lieu.structure_id])
    noms = {cle: connus.get(UUID(cle), "") for cle in lieux}
    choisi = st.selectbox(
        "Clés de",
        sorted(noms, key=lambda cle: sort_key(noms[cle])),
        format_func=noms.__getitem__,
        key=CHOIX,
        filter_mode=None,
    )
    return lieux[choisi]


def show_neuve(lieu: LieuCle) -> None:
    """The key that was just made: copied now, or never."""
    neuve: tuple[LieuCle, str] | None = st.session_state.get(NEUVE)
    if neuve is None or neuve[0] != lieu:
        return
    with st.container(key="carte-cle-neuve", gap="small"):
        phrase = "**Copiez-la dans votre logiciel : elle ne sera plus montrée.**"
        show_secret(phrase, neuve[1], key="cle-copiee", on_copie=_forget, type="primary")


def show_cles(lieu: LieuCle, ecran: EcranCles, today: date) -> None:
    """Those that read, or that could again; then those that are over, folded."""
    terminees = [cle for cle in ecran.cles if cle.etat.is_finie]
    with st.container(key="liste-cles", gap=None):
        for cle in ecran.cles:
            if not cle.etat.is_finie:
                show_cle(lieu, cle, today)
    if terminees:
        with st.expander(format_pluriel(len(terminees), "clé terminée", "clés terminées"), key="cles-terminees"):
            st.html("".join(build_cle(cle, today) for cle in terminees))


def show_cle(lieu: LieuCle, cle: Cle, today: date) -> None:
    """One key, and its one act."""
    show_arretable(
        build_cle(cle, today),
        rang=f"rang-cle-{cle.id}",
        key=f"cle-arreter-{cle.id}",
        on_arret=_stop,
        args=(lieu, cle.id),
    )


def build_cle(cle: Cle, today: date) -> str:
    """What it is called, opens, until when, and whether something uses it: HTML, every text escaped."""
    # Each is whole on its line: a narrow screen cuts between them.
    dits = " · ".join(f'<span class="cap-entier">{escape_html(dit)}</span>' for dit in list_dits(cle, today))
    textes = f"<b>{escape_html(cle.nom)}</b><small>{escape_html(describe_portee(cle))}</small><small>{dits}</small>"
    return f'<div class="cap-rang cap-lue">{textes}</div>'


def show_creer(lieu: LieuCle, *, vide: bool) -> None:
    """Three choices and one press."""
    if st.session_state.get(NEUVE) is not None:
        return
    formulaire = _name(lieu)
    if not (vide or st.session_state.get(OUVERT) or is_begun(formulaire)):
        show_bouton("Faire une clé", key="cle-ouvrir", type="primary", icon=":material/key:", on_click=_open)
        return
    fill(formulaire, {"nom": "", "portees": [], "jours": 365})
    with st.container(key="carte-cle", gap="small"):
        st.text_input(
            "Pour quel logiciel ?", key="cle-nom", max_chars=NOM_MAX, placeholder="Grist", **watch_ligne(formulaire)
        )
        st.pills(
            "Que lira-t-il ?",
            list(Portee),
            selection_mode="multi",
            format_func=LIBELLES.__getitem__,
            key="cle-portees",
            **watch(formulaire),
        )
        st.segmented_control(
            "Pendant combien de temps ?",
            list(DUREES),
            format_func=DUREES.__getitem__,
            key="cle-jours",
            required=True,
            **watch(formulaire),
        )
        show_garde(formulaire)
        show_bouton(
            "Faire la clé", key="cle-creer", type="primary", icon=":material/key:", on_click=_create, args=(lieu,)
        )


def _name(lieu: LieuCle) -> Formulaire:
    champs = {"nom": "cle-nom", "portees": "cle-portees", "jours": "cle-jours"}
    return Formulaire(f"cle/{lieu.structure_id or lieu.collectif_id}", champs)


def _open() -> None:
    st.session_state[OUVERT] = True


def _forget() -> None:
    st.session_state.pop(NEUVE, None)


def _create(lieu: LieuCle) -> None:
    etat = st.session_state
    nom, portees, jours = etat["cle-nom"] or "", list(etat["cle-portees"] or ()), etat["cle-jours"] or 0

    def use_case(unit: Unit) -> None:
        # Kept for this browser alone: the sentence of an act is kept in the base, its secret is not.
        etat[NEUVE] = (lieu, create_cle(unit, lieu, nom, portees, jours))

    if run_saisie(use_case, _name(lieu)):
        etat.pop(OUVERT, None)


def _stop(lieu: LieuCle, cle_id: UUID) -> None:
    run_use_case(partial(_tell_stopped, lieu=lieu, cle_id=cle_id))


def _tell_stopped(unit: Unit, lieu: LieuCle, cle_id: UUID) -> str:
    return f"« {escape(stop_cle(unit, lieu, cle_id))} » ne lit plus rien."
