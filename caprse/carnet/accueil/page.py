"""Home of a structure: the trimestre's theme, what is left, days to go, the next meeting, one button."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.carnet.accueil.service import Accueil, get_accueil
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet, compute_jours_restants
from caprse.collectif.regles import LIBELLES_RENCONTRE, EtatTrimestre
from caprse.collectif.rencontres.regles import RencontreListee
from caprse.referentiel.schema import Referentiel
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import go_to_page, link_to_page
from caprse.socle.francais import format_pluriel


def page_accueil(show_attente: Callable[[UUID], object]) -> None:
    """Say in one look where the structure stands; ``show_attente`` shows what other rooms hold for it to settle."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        accueil = get_accueil(unit, structure_id)
        today = unit.today
    show_entete(accueil.structure, reperes=(accueil.collectif,), fictif=accueil.fictif)
    show_message()
    show_attente(structure_id)
    editable = get_acteur().can(Operation.UPDATE_REPONSE, accueil.collectif_id, structure_id)
    if accueil.referentiel is None or accueil.etat_trimestre is not EtatTrimestre.OUVERT or accueil.fin is None:
        show_sans_trimestre(accueil)
    else:
        show_trimestre(accueil, accueil.referentiel, compute_jours_restants(accueil.fin, today), editable)
    show_positionnement(accueil, editable)
    if accueil.rencontre is not None:
        show_rencontre(accueil.rencontre)


def show_trimestre(accueil: Accueil, referentiel: Referentiel, jours: int, editable: bool) -> None:
    """The open trimestre: its theme, what is left, the one button."""
    thematique = referentiel.thematique(accueil.thematique or "")
    codes = [c.code for t in referentiel.capsule(thematique.code) for c in t.criteres]
    faits = sum(code in accueil.repondus for code in codes)
    with st.container(border=True, key="trimestre"):
        st.markdown(f"Trimestre {accueil.numero}")
        st.header(escape(thematique.titre), anchor=False)
        st.markdown(escape(thematique.en_bref))
        st.progress(
            faits / len(codes),
            text=f"{format_pluriel(faits, 'critère répondu', 'critères répondus')} sur {len(codes)}",
        )
        st.markdown(describe_delai(accueil, jours))
        transmis = accueil.etat in ETATS_TRANSMIS
        if accueil.etat is EtatCarnet.A_COMPLETER:
            st.info("Votre chargée de mission vous a rendu ce carnet, à compléter.", icon=":material/edit_note:")
        if transmis:
            st.success("Votre carnet est transmis.", icon=":material/check_circle:")
            if show_bouton("Voir nos résultats", key="continuer", type="primary", icon=":material/insights:"):
                go_to_page("resultats")
        elif not editable:
            if show_bouton("Lire le carnet", key="continuer", type="primary", icon=":material/menu_book:"):
                go_to_page("carnet")
        elif faits == len(codes):
            if show_bouton("Relire et transmettre", key="continuer", type="primary", icon=":material/send:"):
                go_to_page("transmettre")
        elif show_bouton(
            "Continuer" if faits else "Commencer", key="continuer", type="primary", icon=":material/arrow_forward:"
        ):
            go_to_page("carnet")


def describe_delai(accueil: Accueil, jours: int) -> Affichable:
    """What is left and how long, in one sentence."""
    assert accueil.fin is not None  # noqa: S101 - an open trimestre has its dates
    if accueil.etat in ETATS_TRANSMIS:
        return f"Le trimestre se termine le {format_date(accueil.fin)}."
    if jours < 0:
        return f"La date prévue, le {format_date(accueil.fin)}, est passée ; vous pouvez encore transmettre."
    if jours == 0:
        return "C'est le dernier jour prévu pour transmettre."
    return f"Il reste **{format_pluriel(jours, 'jour')}**, jusqu'au {format_date(accueil.fin)}."


def show_sans_trimestre(accueil: Accueil) -> None:
    """Between two trimestres, or before the first."""
    if accueil.numero is None:
        st.info("Aucun trimestre n'est encore ouvert. Vous serez prévenus à l'ouverture.", icon=":material/event:")
        return
    st.info(f"Le trimestre {accueil.numero} est clos. Le suivant n'est pas encore ouvert.", icon=":material/event:")
    if show_bouton("Voir nos résultats", key="continuer", type="primary", icon=":material/insights:"):
        go_to_page("resultats")


def show_positionnement(accueil: Accueil, editable: bool) -> None:
    """Lead to the starting point while it is not finished."""
    if accueil.positionne_le is not None or not editable:
        return
    with st.container(border=True, key="positionnement"):
        st.subheader("Notre point de départ", anchor=False)
        st.markdown(
            f"{format_pluriel(accueil.positions, 'réponse donnée', 'réponses données')}. Une question par enjeu, "
            "moins de vingt minutes : vous la relirez à côté de vos résultats."
        )
        link_to_page("positionnement", "Faire le point de départ", ":material/flag:")


def show_rencontre(rencontre: RencontreListee) -> None:
    """The next meeting."""
    with st.container(border=True, key="rencontre"):
        st.subheader("Prochaine rencontre", anchor=False)
        quand = format_date(rencontre.jour) + (f" à {rencontre.heure:%H:%M}" if rencontre.heure else "")
        st.markdown(f"**{escape(quand)}** · {LIBELLES_RENCONTRE[rencontre.type]}")
        # Plain text: what people type is never read as Markdown.
        st.text(" · ".join(morceau for morceau in (rencontre.titre, rencontre.lieu) if morceau))
        if rencontre.lien:
            st.link_button("Ouvrir le lien de la rencontre", rencontre.lien, icon=":material/videocam:")
