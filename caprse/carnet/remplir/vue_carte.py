"""The control of one critère with what surrounds it, and the bar that walks from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from caprse.acces.commences import get_brouillon
from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Operation
from caprse.carnet.controle.contenu import Contenu, build_etat
from caprse.carnet.controle.service import name_refusee
from caprse.carnet.controle.vue import show_controle
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import ETATS_TRANSMIS
from caprse.carnet.remplir import etat
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere
from caprse.socle.ecran.affichage import Affichable
from caprse.socle.ecran.cadre import Theme

# Where the control asks to go.
Hear = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Ligne:
    """One critère of the bar, and the step that it stands in."""

    critere: Critere
    etape: str
    titre: str


def show_carte(
    carnet: CarnetOuvert,
    critere: Critere,
    question: Contenu,
    theme: Theme,
    hear: Hear,
    autour: Entourage,
    *,
    editable: bool,
    relire: bool,
) -> None:
    """``question``: what the control asks; ``relire``: the answer was re-read, and is shown so."""
    with st.container(key=f"cadre-{critere.code}"):
        autour.show_demande(carnet, critere)
        contenu: Contenu = {
            **_build_commun(carnet, theme),
            "question": {**question, "jointe": True} if autour.has_traces(critere) else question,
            "editable": editable,
            "etat": build_etat(
                carnet.reponses.get(critere.code),
                carnet.conflits.get(critere.code, ()),
                get_acteur().compte_id,
                etat.get_jour(),
            ),
            "relire": relire,
        }
        if carnet.etat in ETATS_TRANSMIS:
            contenu["transmis"] = True
        if ecrit := get_brouillon(name_refusee(carnet.id, critere.code)):
            contenu["refusee"] = dict(ecrit.champs)
        show_controle(contenu, f"niveau-{critere.code}", hear)
        autour.show_critere(carnet, critere, dans_fragment=False)


def show_barre(
    carnet: CarnetOuvert, lignes: Iterable[Ligne], theme: Theme, hear: Hear, autour: Entourage, **propre: Any
) -> None:
    """The bar under the cards; ``propre``: where one is, what one may do, how it ends."""
    saisies, demandes = carnet.saisies(), autour.list_demandes(carnet)

    def build(ligne: Ligne) -> Contenu:
        code = ligne.critere.code
        return {
            "code": code,
            "titre": ligne.critere.titre,
            "enjeu": ligne.etape,
            "titreEnjeu": ligne.titre,
            "repondu": code in saisies and saisies[code].repondu,
            "demande": code in demandes,
            "conflit": bool(carnet.conflits.get(code)),
        }

    contenu: Contenu = {
        **_build_commun(carnet, theme),
        "barre": True,
        "etat": f"{carnet.version}.{carnet.etat_trimestre}",
        "criteres": [build(ligne) for ligne in lignes],
        **propre,
    }
    with st.bottom:
        show_controle(contenu, "barre", hear)


def name_fin(carnet: CarnetOuvert, editable: bool) -> Affichable:
    """What the last step leads to: only a direction transmits; nothing for whoever only reads."""
    if not editable:
        return ""
    direction = get_acteur().can(Operation.SEND_CARNET, carnet.collectif_id, carnet.structure_id)
    return "Relire et transmettre" if direction else "Relire avant l’envoi"


def _build_commun(carnet: CarnetOuvert, theme: Theme) -> Contenu:
    return {
        "compte": str(get_acteur().compte_id),
        "carnet": str(carnet.id),
        "couleur": theme.couleur,
        "fond": theme.fond,
    }
