"""Take a collectif to another version of its référentiel: choose, see each structure's before and after, confirm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.acces.unite import Unit
from caprse.carnet.bascule.plan import Simulation
from caprse.carnet.bascule.service import examine_fichier, read_versions, simulate_bascule
from caprse.carnet.bascule.vue_correspondance import FICHIER, SOI_MEME, read_suites, show_correspondance
from caprse.carnet.bascule.vue_simulation import MESSAGE, show_simulation
from caprse.collectif.calendrier.service import get_calendrier
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.correspondances.fichier import Correspondance, LectureCorrespondance
from caprse.referentiel.correspondances.livrees import find_livree
from caprse.referentiel.correspondances.proposition import Proposition, build_correspondance, propose
from caprse.referentiel.page import name_version
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import (
    VersionStockee,
    list_publiees,
    parse_semver,
)
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.erreurs import ErreurMetier
from caprse.socle.francais import format_pluriel

VERS = "bascule-vers"

Resultat = tuple[Simulation, Correspondance] | LectureCorrespondance | ErreurMetier


@dataclass(frozen=True)
class Passage:
    """From one version to the other: what is proposed, and what the choices or the file would do."""

    ancien: Referentiel
    nouveau: Referentiel
    proposition: Proposition
    livree: Correspondance | None
    resultat: Resultat


def page_bascule() -> None:
    """Choose the version, say what each old critère becomes, read what would happen, do it."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        calendrier = get_calendrier(unit, collectif_id)
        versions = list_publiees(unit)
        suivies = {t.referentiel_id for t in calendrier.trimestres if t.etat is not EtatTrimestre.CLOS}
        ancienne = find_ancienne(versions, suivies)
        suivantes = list_suivantes(versions, ancienne)
        choisie = _get_choisie(suivantes)
        passage = _examine(unit, collectif_id, ancienne, choisie) if ancienne and choisie else None
    show_entete(
        "Changer de version",
        reperes=[calendrier.nom],
        fictif=calendrier.fictif,
        largeur=Largeur.TRAVAIL,
    )
    if ancienne is None:
        show_message(MESSAGE)
        st.info("Ce collectif n’a pas de trimestre ouvert ou préparé : il n’y a rien à changer.")
        return
    if choisie is None or passage is None:
        show_message(MESSAGE)
        show_a_jour(ancienne.version)
        return
    st.markdown(
        f"**{escape(calendrier.nom)}** suit la version **{escape(ancienne.version)}**. Les trimestres préparés et le "
        "trimestre ouvert passeront à la nouvelle version ; les trimestres clos restent exactement comme ils sont."
    )
    st.selectbox(
        "Nouvelle version",
        [version.id for version in suivantes],
        format_func=lambda choix: name_version(next(v for v in suivantes if v.id == choix)),
        key=VERS,
        filter_mode=None,
    )
    show_correspondance(
        passage.proposition,
        passage.ancien,
        passage.nouveau,
        choisie.id,
        par_fichier=st.session_state.get(FICHIER) is not None,
        livree=passage.livree,
    )
    resultat = passage.resultat
    if isinstance(resultat, LectureCorrespondance):
        show_erreurs([str(erreur) for erreur in resultat.erreurs])
    elif isinstance(resultat, ErreurMetier):
        st.error(escape(str(resultat)), icon=":material/error:")
    else:
        show_simulation(collectif_id, choisie.id, calendrier.nom, *resultat)


def show_a_jour(version: str) -> None:
    """Nothing to change: it is said, and where to go on."""
    st.markdown(f"Vous suivez la version {escape(version)} : il n’y en a pas de plus récente.")
    with st.container(key="lien-encadre-referentiel", width="content"):
        link_to_page("referentiel", "Lire le référentiel", ":material/menu_book:")


def find_ancienne(versions: Iterable[VersionStockee], suivies: set[UUID]) -> VersionStockee | None:
    """The oldest version that an open or prepared trimestre follows."""
    concernees = [version for version in versions if version.id in suivies]
    return min(concernees, key=lambda version: parse_semver(version.version), default=None)


def list_suivantes(versions: Iterable[VersionStockee], ancienne: VersionStockee | None) -> list[VersionStockee]:
    """The later versions of the same référentiel, the newest first."""
    if ancienne is None:
        return []
    seuil = parse_semver(ancienne.version)
    return [v for v in versions if v.cle == ancienne.cle and parse_semver(v.version) > seuil]


def show_erreurs(erreurs: Sequence[str]) -> None:
    """Every error of the file, one line each."""
    st.error(f"{format_pluriel(len(erreurs), 'erreur')} dans ce fichier. Corrigez-le, puis renvoyez-le.")
    st.code("\n".join(erreurs), language=None, wrap_lines=True)


def _get_choisie(suivantes: Sequence[VersionStockee]) -> VersionStockee | None:
    voulue = st.session_state.get(VERS)
    return next((v for v in suivantes if v.id == voulue), suivantes[0] if suivantes else None)


def _examine(unit: Unit, collectif_id: UUID, ancienne: VersionStockee, choisie: VersionStockee) -> Passage:
    """What the correspondence that ships would do, or the choices, or the file that takes their place."""
    ancien, nouveau = read_versions(unit, collectif_id, ancienne.id, choisie.id)
    proposition = propose(ancien, nouveau)
    livree = find_livree(ancien, nouveau)
    fichier = st.session_state.get(FICHIER)
    resultat: Resultat
    try:
        if fichier is None:
            suites = read_suites(proposition, choisie.id)
            retenue = build_correspondance(ancien, nouveau, suites)
            if livree is not None and not st.session_state.get(SOI_MEME):
                retenue = livree
            resultat = simulate_bascule(unit, collectif_id, choisie.id, retenue), retenue
        else:
            octets = fichier.getvalue()
            resultat = examine_fichier(unit, collectif_id, ancienne.id, choisie.id, fichier.name, octets)
    except ErreurMetier as erreur:
        resultat = erreur
    return Passage(ancien, nouveau, proposition, livree, resultat)
