"""The forms of the trimestres: what each gesture needs to know, and what it does, said beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import fill, show_garde, watch
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.calendrier.service import Calendrier, TrimestreListe
from caprse.collectif.regles import (
    MOTIF_MAX,
    EtatTrimestre,
    build_calendrier,
    get_jour_ouverture,
    refusal_to_plan,
    warning_of_dates,
    warning_to_close,
    warning_to_open,
)
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import VersionStockee
from caprse.restitution.trimestres import gestes
from caprse.restitution.trimestres.gestes import PAGE, VERSION, name_field
from caprse.restitution.trimestres.manques import CarnetVu, Manques
from caprse.restitution.trimestres.service import GesteTrimestre
from caprse.socle.dates import FORMAT_JOUR, format_date
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition
from caprse.socle.francais import format_pluriel

AUCUNE = ""


def show_creation(
    calendrier: Calendrier, versions: Sequence[VersionStockee], referentiels: Mapping[UUID, Referentiel]
) -> None:
    """Choose the référentiel and the order of the thématiques; read the days that this gives; make the calendar."""
    choisie = _choose_version(versions)
    referentiel = referentiels[choisie]
    st.markdown("Dans quel ordre travaillez-vous les thématiques ? Une par trimestre.")
    codes = []
    for rang, code in enumerate(referentiel.ordre):
        titre = st.selectbox(
            f"Trimestre\u00a0{rang + 1}",
            [*referentiel.ordre, AUCUNE],
            index=referentiel.ordre.index(code),
            format_func=lambda choix: referentiel.thematique(choix).titre if choix else "Pas de trimestre",
            key=f"trimestres-ordre-{choisie}-{rang}",
            filter_mode=None,
        )
        codes += [titre] if titre else []
    raison = refusal_to_plan(calendrier.debut, calendrier.mois, len(codes))
    if raison:
        st.warning(escape(raison), icon=":material/help:")
    else:
        lignes = [
            f"{c.numero}. {referentiel.thematique(c.thematique).titre} : "
            f"du {format_date(c.debut)} au {format_date(c.fin)}"
            for c in build_calendrier(calendrier.debut, calendrier.mois, codes)
        ]
        st.text("\n".join(lignes))
        st.caption(
            "Les dates, la thématique et le référentiel se changent ensuite, tant que le trimestre n’est pas ouvert."
        )
    _show_boutons(
        GesteTrimestre.CREATION,
        "Préparer ces trimestres",
        gestes.create,
        (calendrier.collectif_id, choisie, tuple(codes)),
        disabled=bool(raison),
    )


def show_dates(
    trimestre: TrimestreListe, versions: Sequence[VersionStockee], referentiels: Mapping[UUID, Referentiel]
) -> None:
    """Change a prepared trimestre."""
    choisie = _choose_version(versions)
    referentiel = referentiels[choisie]
    cle = name_field(GesteTrimestre.DATES, trimestre, "thematique")
    if st.session_state.get(cle) not in referentiel.ordre:
        st.session_state[cle] = referentiel.ordre[0]
    st.selectbox(
        "Thématique",
        list(referentiel.ordre),
        format_func=lambda code: referentiel.thematique(code).titre,
        key=cle,
        filter_mode=None,
    )
    st.date_input("Premier jour", key=name_field(GesteTrimestre.DATES, trimestre, "debut"), format=FORMAT_JOUR)
    st.date_input("Dernier jour", key=name_field(GesteTrimestre.DATES, trimestre, "fin"), format=FORMAT_JOUR)
    _show_boutons(f"{GesteTrimestre.DATES}-{trimestre.numero}", "Enregistrer", gestes.update, (trimestre, choisie))


def show_ouverture(
    calendrier: Calendrier,
    trimestre: TrimestreListe,
    versions: Sequence[VersionStockee],
    adherentes: tuple[str, ...],
    today: date,
) -> None:
    """Say who gets a carnet and on which version; open."""
    jour = get_jour_ouverture(trimestre.debut, today)
    st.warning(
        f"{format_pluriel(len(adherentes), 'structure reçoit son carnet', 'structures reçoivent leur carnet')} : "
        f"celles qui adhèrent le {format_date(jour)}. Un trimestre ouvert ne redevient pas « préparé ».",
        icon=":material/group:",
    )
    if adherentes:
        with st.expander("Voir leurs noms", key="trimestres-noms"):
            st.text("\n".join(adherentes))
    choisie = _choose_version(versions)
    derniere = next((v for v in versions if v.cle == _get_cle(versions, choisie)), None)
    if derniere is not None and derniere.id != choisie:
        st.info(f"Une version plus récente est importée : {escape(derniere.version)}.", icon=":material/update:")
    prepares = [t.numero for t in calendrier.trimestres if t.etat is EtatTrimestre.PREPARE]
    raison = warning_to_open(trimestre.numero, prepares)
    if dates := warning_of_dates(trimestre.debut, trimestre.fin, today):
        st.warning(escape(dates), icon=":material/event_busy:")
    cle = name_field(GesteTrimestre.OUVERTURE, trimestre, "hors-ordre")
    if raison:
        st.warning(escape(raison), icon=":material/low_priority:")
    odd = bool(raison) or trimestre.fin < today
    if odd:
        st.checkbox("Ouvrir celui-ci quand même", key=cle)
    bloque = odd and not st.session_state.get(cle)
    _show_boutons(
        f"{GesteTrimestre.OUVERTURE}-{trimestre.numero}",
        f"Confirmer l’ouverture du trimestre\u00a0{trimestre.numero}",
        gestes.start_trimestre,
        (trimestre, choisie),
        disabled=bloque,
    )


def show_prolongation(trimestre: TrimestreListe) -> None:
    """Move the last day of an open trimestre."""
    st.date_input(
        "Nouveau dernier jour", key=name_field(GesteTrimestre.PROLONGATION, trimestre, "fin"), format=FORMAT_JOUR
    )
    _show_boutons(
        f"{GesteTrimestre.PROLONGATION}-{trimestre.numero}", "Enregistrer le dernier jour", gestes.extend, (trimestre,)
    )


def show_cloture(trimestre: TrimestreListe, manques: Manques, today: date) -> None:
    """Say what is missing and what closing does; close."""
    if avant := warning_to_close(trimestre.fin, today):
        st.warning(escape(avant), icon=":material/event_busy:")
    transmis = len(manques.carnets) - len(manques.non_transmis)
    st.markdown(
        f"**{format_pluriel(transmis, 'carnet est transmis', 'carnets sont transmis')} sur {len(manques.carnets)}.**"
    )
    _list_carnets("Pas transmis : ils seront arrêtés comme ils sont, et marqués.", manques.non_transmis)
    _list_carnets("Transmis, mais avec des critères sans réponse.", manques.incomplets)
    _list_carnets("Demandent à rouvrir leur carnet : répondez-leur d’abord.", manques.demandes)
    st.warning(
        "À la clôture, les réponses de chaque carnet, transmis ou non, sont arrêtées : elles ne changent plus, et les "
        "chiffres d’ensemble paraissent une dernière fois. Vous pourrez rouvrir ce trimestre, avec une explication ; "
        "les chiffres arrêtés aujourd’hui resteront gardés.",
        icon=":material/lock:",
    )
    if manques.rouvert_le is not None:
        st.info(
            "Ce trimestre a déjà été clos une fois : seuls les carnets qui ont changé depuis sont arrêtés de nouveau. "
            "Les chiffres d’ensemble ne bougent que si trois carnets au moins ont changé.",
            icon=":material/history:",
        )
    compris = st.checkbox(
        "J’ai compris ce que fait la clôture.", key=name_field(GesteTrimestre.CLOTURE, trimestre, "compris")
    )
    _show_boutons(
        f"{GesteTrimestre.CLOTURE}-{trimestre.numero}",
        f"Confirmer la clôture du trimestre\u00a0{trimestre.numero}",
        gestes.close,
        (trimestre,),
        disabled=not compris,
    )


def show_reouverture(trimestre: TrimestreListe) -> None:
    """Say what reopening does; ask why and until when; reopen."""
    st.warning(
        "Les carnets gardent leur état : pour en corriger un, rouvrez-le ensuite pour sa structure. Les chiffres déjà "
        "arrêtés sont gardés. Les chiffres d’ensemble ne bougent que si trois carnets au moins changent, pour que "
        "personne ne puisse deviner les réponses d’une structure.",
        icon=":material/lock_open:",
    )
    motif = gestes.name_motif(trimestre)
    fill(motif, {"motif": ""})
    st.text_area("Pourquoi rouvrir ce trimestre ?", key=motif.champs["motif"], max_chars=MOTIF_MAX, **watch(motif))
    show_garde(motif)
    st.date_input(
        "Dernier jour pour corriger", key=name_field(GesteTrimestre.REOUVERTURE, trimestre, "fin"), format=FORMAT_JOUR
    )
    _show_boutons(
        f"{GesteTrimestre.REOUVERTURE}-{trimestre.numero}",
        f"Confirmer la réouverture du trimestre\u00a0{trimestre.numero}",
        gestes.reopen,
        (trimestre,),
    )


def _choose_version(versions: Sequence[VersionStockee]) -> UUID:
    noms = {version.id: f"{version.titre}, version {version.version}" for version in versions}
    if st.session_state.get(VERSION) not in noms:
        st.session_state[VERSION] = versions[0].id
    choix: UUID = st.selectbox(
        "Référentiel", list(noms), format_func=lambda choix: noms[choix], key=VERSION, filter_mode=None
    )
    return choix


def _get_cle(versions: Sequence[VersionStockee], choisie: UUID) -> str:
    return next(version.cle for version in versions if version.id == choisie)


def _list_carnets(titre: str, carnets: Sequence[CarnetVu]) -> None:
    if carnets:
        st.markdown(f"**{escape(titre)}**")
        st.text("\n".join(f"• {_describe(carnet)}" for carnet in carnets))


def _describe(carnet: CarnetVu) -> str:
    suite = format_pluriel(carnet.restants, "critère sans réponse", "critères sans réponse")
    rendu = ", rendu pour être complété" if carnet.etat is EtatCarnet.A_COMPLETER else ""
    return f"{carnet.structure}{rendu} : {suite if carnet.restants else 'tout est rempli'}"


def _show_boutons(
    cle: str, libelle: Affichable, action: Callable[..., None], args: tuple[object, ...], *, disabled: bool = False
) -> None:
    with st.container(horizontal=True):
        show_bouton(libelle, key=f"{cle}-confirmer", type="primary", disabled=disabled, on_click=action, args=args)
        show_bouton("Annuler", key=f"{cle}-annuler", on_click=end_edition, args=(PAGE,))
