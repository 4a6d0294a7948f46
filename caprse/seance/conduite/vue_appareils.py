"""Who is in the room, without any name: devices that are counted, shut out or dropped; the codes of structures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import pandas as pd
import streamlit as st

from caprse.acces.unite import Unit
from caprse.restitution.planches.planche import show_textes
from caprse.seance.appareils import drop_appareils, set_verrou
from caprse.seance.codes.service import renew_code
from caprse.seance.conduite.console import act
from caprse.seance.conduite.vagues import Vague, group_vagues, name_reseaux
from caprse.seance.fiche import AppareilVu, FicheSeance
from caprse.seance.regles import EtatTour, format_code
from caprse.socle.dates import format_heure
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

COLONNES = ("Entrés à", "Réseau", "Appareils", "Ont voté")


def show_appareils(fiche: FicheSeance) -> None:
    """Since when, who voted in this round (never what); lock the room, drop some."""
    # How many there are stands beside the time left, and moves there by itself: two counts would not agree.
    titre = "Les appareils dans la salle" + (" · salle fermée" if fiche.verrouillee else "")
    with st.expander(titre, key="appareils", icon=":material/smartphone:"):
        if fiche.verrouillee:
            st.markdown("La salle est **fermée** : aucun nouvel appareil n’entre, les autres continuent.")
        else:
            st.markdown("La salle est **ouverte** : on y entre avec le code.")
        with st.container(horizontal=True):
            show_bouton(
                "Rouvrir la salle" if fiche.verrouillee else "Fermer la salle",
                key="salle-verrou",
                icon=":material/lock_open:" if fiche.verrouillee else ":material/lock:",
                on_click=act,
                args=(
                    fiche.id,
                    "verrou",
                    "Rouvrir la salle" if fiche.verrouillee else "Fermer la salle",
                    partial(_set_verrou, fiche.id, not fiche.verrouillee),
                ),
            )
            show_bouton("Actualiser la liste", key="appareils-actualiser", icon=":material/refresh:")
        if fiche.appareils:
            _show_liste(fiche)


def show_codes(fiche: FicheSeance) -> None:
    """The code of each structure, to be given to its people and to nobody else; another one when it went astray."""
    if not fiche.codes:
        return
    with st.expander(f"Codes des structures ({len(fiche.codes)})", key="codes-structures", icon=":material/key:"):
        st.markdown(
            "Dans un vote « chaque structure pour elle », chacun tape le code de **sa** structure. "
            "Sa direction le voit sur son accueil. Ne montrez pas cette liste à la salle."
        )
        lignes = [(code.nom, format_code(code.code)) for code in fiche.codes]
        show_textes(pd.DataFrame(lignes, columns=pd.Index(["Structure", "Code"])), "Codes des structures")
        noms = {code.structure_id: code.nom for code in fiche.codes}
        st.selectbox(
            "Donner un nouveau code à",
            list(noms),
            format_func=noms.__getitem__,
            key=f"code-structure-{fiche.id}",
            filter_mode=None,
        )
        st.caption("L’ancien code ne sert plus. Qui l’a tapé devra taper le nouveau pour voter.")
        show_bouton("Nouveau code", key="code-renouveler", icon=":material/key:", on_click=_renew, args=(fiche.id,))


def _show_liste(fiche: FicheSeance) -> None:
    st.caption(
        "Chaque appareil porte trois signes, écrits aussi sur son écran. Un réseau, c’est une même connexion : "
        "souvent celle de la salle. Ici on voit qui a voté à la question en cours, jamais ce qui a été choisi."
    )
    tour = fiche.courante.tour if fiche.courante else None
    en_cours = tour is not None and tour.etat in (EtatTour.OUVERT, EtatTour.FERME)
    vagues = group_vagues(fiche.appareils)
    lignes = [
        (format_heure(v.minute), v.reseau, str(len(v.appareils)), str(v.votants) if en_cours else "–") for v in vagues
    ]
    show_textes(pd.DataFrame(lignes, columns=pd.Index(COLONNES)), "Les appareils de la salle")
    reseaux = name_reseaux(fiche.appareils)
    libelles = {a.id: _name(a, reseaux[a.origine], en_cours=en_cours) for a in fiche.appareils}
    choix = {vague.cle: vague for vague in vagues}
    _choose(_cle(fiche.id, "un"), "Retirer un appareil", libelles)
    _choose(_cle(fiche.id, "vague"), "Ou tous ceux entrés ensemble", {cle: _name_vague(v) for cle, v in choix.items()})
    st.caption("Leur vote à la question en cours ne compte plus, et leur écran le dit.")
    show_bouton(
        "Retirer de la salle",
        key="appareils-retirer",
        icon=":material/person_remove:",
        on_click=_drop,
        args=(fiche.id, {vague.cle: vague.appareils for vague in vagues}),
    )


def _choose(cle: str, libelle: str, choix: Mapping[Any, str]) -> None:
    """One of these, or none."""
    # Who left meanwhile is no choice any more.
    if st.session_state.get(cle) is not None and st.session_state[cle] not in choix:
        st.session_state[cle] = None
    st.selectbox(
        escape(libelle),
        [None, *choix],
        format_func=lambda c: choix.get(c, "Aucun"),
        key=cle,
        placeholder="Aucun",
        filter_mode=None,
    )


def _name(appareil: AppareilVu, reseau: str, *, en_cours: bool) -> str:
    morceaux = [appareil.nom, f"entré à {format_heure(appareil.rejoint_le)}", f"réseau {reseau}"]
    if en_cours:
        morceaux.append("a voté" if appareil.a_vote else "n’a pas voté")
    return " · ".join(morceaux)


def _name_vague(vague: Vague) -> str:
    nombre = format_pluriel(len(vague.appareils), "appareil")
    return f"{format_heure(vague.minute)} · réseau {vague.reseau} · {nombre}"


def _set_verrou(seance_id: UUID, verrouillee: bool, unit: Unit) -> None:
    set_verrou(unit, seance_id, verrouillee=verrouillee)


def _drop(seance_id: UUID, vagues: dict[object, Collection[UUID]]) -> None:
    """The one that was chosen, and the wave."""
    un: UUID | None = st.session_state[_cle(seance_id, "un")]
    choisis = {*([un] if un else ()), *vagues.get(st.session_state[_cle(seance_id, "vague")], ())}

    def geste(unit: Unit) -> str:
        if not choisis:
            return "Choisissez d’abord les appareils à retirer."
        retires = drop_appareils(unit, seance_id, choisis)
        return format_pluriel(retires, "appareil est retiré.", "appareils sont retirés.")

    act(seance_id, "retirer", "Retirer des appareils", geste)


def _renew(seance_id: UUID) -> None:
    structure_id: UUID = st.session_state[f"code-structure-{seance_id}"]

    def geste(unit: Unit) -> str:
        return f"Le nouveau code est {format_code(renew_code(unit, seance_id, structure_id))}."

    act(seance_id, "code-structure", "Donner un nouveau code", geste)


def _cle(seance_id: UUID, quoi: str) -> str:
    return f"retirer-{quoi}-{seance_id}"
