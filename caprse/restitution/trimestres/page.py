"""The trimestres of a collectif, for its animation: prepare them, open, extend, close, open again."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.collectif.calendrier.reprise import tell_repris
from caprse.collectif.calendrier.service import TrimestreListe
from caprse.collectif.regles import LIBELLES_ETAT, EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.restitution.trimestres.formulaire_bilan import show_bilan
from caprse.restitution.trimestres.formulaires import (
    show_cloture,
    show_creation,
    show_dates,
    show_ouverture,
    show_prolongation,
    show_reouverture,
)
from caprse.restitution.trimestres.gestes import get_en_cours, start_geste
from caprse.restitution.trimestres.service import Envois, GesteTrimestre, Trimestres, get_trimestres
from caprse.socle.dates import FUSEAU, format_date, format_date_courte
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import build_reperes, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

# Before that, neither to prolong nor to close is what one comes for.
PROCHE = timedelta(days=14)


def page_trimestres() -> None:
    """List the trimestres in order; each shows what can be done with it, one thing at a time."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        vue = get_trimestres(unit, collectif_id, get_en_cours())
    calendrier = vue.calendrier
    reperes = [f"Du {format_date(calendrier.debut)} au {format_date(calendrier.fin)}, bilan compris"]
    show_entete("Trimestres", reperes=reperes, fictif=calendrier.fictif)
    if not calendrier.trimestres:
        show_message()
        show_vide(vue)
        return
    # What is under way or comes next is what one came for; what is closed is folded, where nothing is done with it.
    clos = [trimestre for trimestre in calendrier.trimestres if trimestre.etat is EtatTrimestre.CLOS]
    actifs = sorted(
        (trimestre for trimestre in calendrier.trimestres if trimestre.etat is not EtatTrimestre.CLOS),
        key=lambda trimestre: (trimestre.etat is not EtatTrimestre.OUVERT, trimestre.numero),
    )
    show_message()
    for trimestre in actifs:
        show_carte(vue, trimestre)
    show_bilan(vue)
    if clos:
        st.subheader("Trimestres clos", anchor=False)
        with st.container(key="trimestres-clos", gap=None):
            for trimestre in reversed(clos):
                show_clos(vue, trimestre)
    with st.container(horizontal=True, key="trimestres-liens"):
        link_to_page("calendrier", "Voir le calendrier et les rencontres", ":material/event:")
        if any(t.etat is EtatTrimestre.PREPARE and t.fin < vue.today for t in calendrier.trimestres):
            link_to_page("reprise", "Reprendre un trimestre déjà fini", ":material/history:")
    if len(versions := list_versions(vue)) == 1:
        st.caption(escape(versions[0]))


def list_versions(vue: Trimestres) -> list[str]:
    """The référentiels that these trimestres hold, each once: said at the foot when there is one, else by each."""
    tenus = (vue.referentiels[trimestre.referentiel_id] for trimestre in vue.calendrier.trimestres)
    return sorted({_name_version(referentiel) for referentiel in tenus})


def show_carte(vue: Trimestres, trimestre: TrimestreListe) -> None:
    """One trimestre in its frame, with its colour."""
    with st.container(key=f"trimestre-{trimestre.numero}", gap="small"):
        show_trimestre(vue, trimestre)
        show_suite(vue, trimestre)


def show_clos(vue: Trimestres, trimestre: TrimestreListe) -> None:
    """A closed trimestre on one line: it is looked up, and opened again where it can be."""
    en_cours = get_en_cours()
    rouvre = en_cours.geste is GesteTrimestre.REOUVERTURE and en_cours.trimestre_id == trimestre.id
    with st.container(horizontal=True, vertical_alignment="center", key=f"rang-clos-{trimestre.numero}", gap="small"):
        st.html(build_clos(vue, trimestre))
        link_to_page("collectif", "Voir les résultats", ":material/insights:", trimestre=str(trimestre.numero))
        if not rouvre and vue.calendrier.ouvert is None and trimestre.repris_le is None:
            _offer("Rouvrir", GesteTrimestre.REOUVERTURE, trimestre, "lock_open")
    if rouvre:
        show_reouverture(trimestre)


def build_clos(vue: Trimestres, trimestre: TrimestreListe) -> str:
    """The line in HTML, every text escaped."""
    referentiel = vue.referentiels[trimestre.referentiel_id]
    titre = referentiel.name_trimestre(trimestre.thematique)
    reperes = [f"du {format_date_courte(trimestre.debut)} au {format_date_courte(trimestre.fin)}"]
    if repris := tell_repris(trimestre.repris_le, court=True):
        reperes.append(repris)
    if len(list_versions(vue)) > 1:
        reperes.append(f"version {referentiel.version}")
    dates = build_reperes(reperes, build_theme(referentiel, trimestre.thematique), fictif=False)
    rouvert = f"<small>{escape_html(_tell_reouverture(trimestre))}</small>" if trimestre.rouvert_le else ""
    return f'<div class="cap-clos"><b>{trimestre.numero}. {escape_html(titre)}</b>{dates}{rouvert}</div>'


def show_suite(vue: Trimestres, trimestre: TrimestreListe) -> None:
    """What is being done with this trimestre, else what can be."""
    en_cours = get_en_cours()
    match en_cours.geste if en_cours.trimestre_id == trimestre.id else None, trimestre.etat:
        case GesteTrimestre.DATES, EtatTrimestre.PREPARE:
            show_dates(trimestre, vue.versions, vue.referentiels)
        case GesteTrimestre.OUVERTURE, EtatTrimestre.PREPARE:
            show_ouverture(vue.calendrier, trimestre, vue.versions, vue.adherentes, vue.today)
        case GesteTrimestre.PROLONGATION, EtatTrimestre.OUVERT:
            show_prolongation(trimestre)
        case GesteTrimestre.CLOTURE, EtatTrimestre.OUVERT if vue.manques is not None:
            show_cloture(trimestre, vue.manques, vue.today)
        case _:
            # Nothing is being done, or someone else was faster and it has no object any more.
            show_gestes(vue, trimestre)


def show_vide(vue: Trimestres) -> None:
    """No calendar yet: the way to make one."""
    if not vue.versions:
        st.info("Aucun référentiel n’est encore importé : il en faut un pour préparer les trimestres.")
    elif get_en_cours().geste is GesteTrimestre.CREATION:
        show_creation(vue.calendrier, vue.versions, vue.referentiels)
    else:
        st.info("Le calendrier de ce collectif n’est pas encore préparé.", icon=":material/event:")
        show_bouton(
            "Préparer les trimestres",
            key="preparer",
            type="primary",
            icon=":material/event_available:",
            on_click=start_geste,
            args=(GesteTrimestre.CREATION, None),
        )


def show_trimestre(vue: Trimestres, trimestre: TrimestreListe) -> None:
    """What is known of one trimestre that is not closed."""
    referentiel = vue.referentiels[trimestre.referentiel_id]
    theme = build_theme(referentiel, trimestre.thematique)
    st.subheader(f"{trimestre.numero}. {escape(referentiel.name_trimestre(trimestre.thematique))}", anchor=False)
    reste = (trimestre.fin - vue.today).days
    reperes = [
        LIBELLES_ETAT[trimestre.etat].capitalize(),
        f"du {format_date(trimestre.debut)} au {format_date(trimestre.fin)}",
    ]
    if trimestre.etat is EtatTrimestre.OUVERT:
        reperes.append(f"encore {format_pluriel(reste, 'jour')}" if reste >= 0 else "dernier jour passé")
    st.html(build_reperes(reperes, theme, fictif=False))
    if len(list_versions(vue)) > 1:
        st.caption(escape(_name_version(referentiel)))
    if trimestre.rouvert_le is not None:
        st.text(_tell_reouverture(trimestre))


def show_gestes(vue: Trimestres, trimestre: TrimestreListe) -> None:
    """What can be done with a trimestre in its state. To close it is offered aloud once its last day has come;
    neither is, while that day is far.
    """
    calendrier = vue.calendrier
    if trimestre.etat is EtatTrimestre.OUVERT and vue.envois is not None:
        st.caption(describe_envois(vue.envois))
        part = round(100 * vue.envois.transmis / vue.envois.carnets) if vue.envois.carnets else 0
        st.html(f'<div class="cap-envois" aria-hidden="true"><span style="width: {part}%"></span></div>')
    with st.container(horizontal=True, vertical_alignment="center"):
        match trimestre.etat:
            case EtatTrimestre.PREPARE:
                _offer("Modifier", GesteTrimestre.DATES, trimestre, "edit_calendar")
                if calendrier.bilan is not None:
                    st.caption("Il ne s’ouvrira plus : le bilan est ouvert ou clos.")
                elif calendrier.ouvert is None:
                    premier = trimestre == calendrier.prochain
                    _offer("Ouvrir", GesteTrimestre.OUVERTURE, trimestre, "play_arrow", principal=premier)
                elif trimestre == calendrier.prochain:
                    st.caption(f"Il pourra s’ouvrir quand le trimestre\u00a0{calendrier.ouvert.numero} sera clos.")
            case EtatTrimestre.OUVERT:
                fini, proche = vue.today >= trimestre.fin, trimestre.fin - vue.today <= PROCHE
                _offer("Prolonger", GesteTrimestre.PROLONGATION, trimestre, "more_time", discret=not proche)
                _offer("Clôturer", GesteTrimestre.CLOTURE, trimestre, "lock", principal=fini, discret=not fini)


def describe_envois(envois: Envois) -> Affichable:
    """``6 carnets transmis sur 9, dont 1 relu``: the board counts « transmis » those that wait alone."""
    transmis = f"{format_pluriel(envois.transmis, 'carnet transmis', 'carnets transmis')} sur {envois.carnets:d}"
    return f"{transmis}, dont {format_pluriel(envois.relus, 'relu')}" if envois.relus else transmis


def _offer(
    libelle: Affichable,
    geste: GesteTrimestre,
    trimestre: TrimestreListe,
    icone: str,
    *,
    principal: bool = False,
    discret: bool = False,
) -> None:
    show_bouton(
        f"{libelle} le trimestre\u00a0{trimestre.numero}",
        key=f"{geste}-{trimestre.numero}",
        icon=f":material/{icone}:",
        type="primary" if principal else "tertiary" if discret else "secondary",
        on_click=start_geste,
        args=(geste, trimestre),
    )


def _name_version(referentiel: Referentiel) -> str:
    return f"{referentiel.titre}, version {referentiel.version}"


def _tell_reouverture(trimestre: TrimestreListe) -> str:
    jour = trimestre.rouvert_le.astimezone(FUSEAU).date() if trimestre.rouvert_le else trimestre.debut
    return f"Rouvert le {format_date(jour)} : {trimestre.motif_reouverture}"
