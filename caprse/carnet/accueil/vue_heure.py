"""The card of the trimestre: its theme, what is left and how long it takes, and the one button."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.carnet.accueil.regles import Attente, Part, compute_minutes
from caprse.carnet.accueil.service import Accueil
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet, compute_jours_restants
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Theme, build_image, build_pastille
from caprse.socle.ecran.navigation import go_to_page, link_to_page
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

RAYON = 40.0
COCHE = "M5 12.5l4.5 4.5L19 7.5"
TOUR = 2 * 3.14159265 * RAYON


def show_heure(accueil: Accueil, theme: Theme, fin: date, today: date, role: Part, demandee: Attente | None) -> None:
    """The open trimestre. ``demandee``: what the chargée de mission asks to complete first."""
    assert accueil.referentiel is not None  # noqa: S101 - an open trimestre has its référentiel
    referentiel, thematique = accueil.referentiel, accueil.thematique or ""
    criteres = list_criteres(referentiel, thematique)
    transmis = accueil.etat in ETATS_TRANSMIS
    # Whoever answers has to choose between two answers to one question: it has none yet.
    remplis = accueil.repondus if transmis or not role.repond else accueil.repondus - accueil.partages
    restants = [(enjeu, critere) for enjeu, critere in criteres if critere.code not in remplis]
    faits = len(criteres) - len(restants)
    with st.container(key="carte-heure", gap="small"):
        st.html(
            f'<div class="cap-heure" style="--theme: {theme.couleur}; --pale: {theme.fond}">'
            f"{build_anneau(theme, faits, len(criteres), fini=transmis)}<div>"
            f"<p>{build_pastille(theme)} <span>Trimestre\u00a0{accueil.numero}</span></p>"
            f"<h2>{escape_html(referentiel.name_trimestre(thematique))}</h2>"
            f'<p class="cap-compte">{describe_compte(accueil, faits, len(criteres))}</p></div></div>'
        )
        if transmis:
            relu = "l’a relu" if accueil.etat is EtatCarnet.RELU else "le relit"
            st.markdown(f"Merci ! Votre chargée de mission {relu}.")
            bouton("Voir nos résultats", "insights", "resultats")
            if role.repond:
                link_to_page("resultats", "Choisir une prochaine marche", ":material/arrow_forward:")
            return
        delai = describe_delai(fin, compute_jours_restants(fin, today), role)
        st.markdown(f"{describe_reste(len(restants), role)}  \n{delai}")
        if not role.repond:
            bouton("Lire notre carnet", "menu_book", "carnet")
        elif demandee is not None:
            bouton(f"Compléter : {escape(demandee.titre)}", "edit_note", demandee.page, **demandee.adresse)
        elif not restants:
            show_fin(role)
        else:
            enjeu, critere = restants[0]
            verbe = "Continuer" if faits else "Commencer"
            bouton(
                f"{verbe} : {escape(critere.titre)}",
                "arrow_forward",
                "carnet",
                etape=enjeu.code,
                critere=critere.code,
            )


def show_fin(role: Part) -> None:
    """All is answered: the direction transmits, a colleague reads it over before that."""
    if role.envoie:
        bouton("Relire et transmettre", "send", "transmettre")
    else:
        bouton("Relire avant l’envoi", "fact_check", "transmettre")


def bouton(libelle: Affichable, icone: str, page: str, **adresse: str) -> None:
    """The one button of the page; ``libelle`` is fit to show."""
    if show_bouton(libelle, key="continuer", type="primary", icon=f":material/{icone}:"):
        go_to_page(page, **adresse)


def list_criteres(referentiel: Referentiel, thematique: str) -> list[tuple[Enjeu, Critere]]:
    """The critères of the trimestre in their order, each with its step."""
    return [
        (enjeu, critere)
        for part in referentiel.capsule(thematique)
        for enjeu in part.enjeux
        for critere in enjeu.criteres
    ]


def describe_compte(accueil: Accueil, faits: int, total: int) -> str:
    """How far one is; once the carnet has left, when and with how much."""
    if accueil.etat in ETATS_TRANSMIS:
        quand = f" le {format_date(accueil.transmis_le.astimezone(FUSEAU).date())}" if accueil.transmis_le else ""
        return f"Carnet transmis{quand} avec {format_pluriel(faits, 'réponse')} sur {total}"
    return f"{format_pluriel(faits, 'critère rempli', 'critères remplis')} sur {total}"


def describe_reste(restants: int, role: Part) -> Affichable:
    """What is left, and about how long it takes whoever answers."""
    if not restants:
        if role.envoie:
            return "**Tout est rempli.** Il ne reste qu’à relire et à transmettre."
        return "**Tout est rempli.** La direction peut transmettre le carnet."
    if not role.repond:
        return f"Il reste **{format_pluriel(restants, 'critère')}** à votre structure."
    return (
        f"Il reste **{format_pluriel(restants, 'critère')}** à remplir, "
        f"environ **{compute_minutes(restants):d} minutes**."
    )


def describe_delai(fin: date, jours: int, role: Part) -> Affichable:
    """How many days are left; who only reads has none to count, and who answers does not always transmit."""
    if jours < 0:
        peut = "vous pouvez" if role.envoie else "la direction peut"
        return f"La date prévue, le {format_date(fin)}, est passée ; {peut} encore transmettre."
    if jours == 0:
        return "C’est le dernier jour prévu pour transmettre."
    if not role.repond:
        return f"Le carnet se remplit jusqu’au {format_date(fin)}."
    return f"Vous avez {format_pluriel(jours, 'jour')}, jusqu’au {format_date(fin)}."


def build_anneau(theme: Theme, faits: int, total: int, *, fini: bool = False) -> str:
    """A ring that fills, the drawing of the theme at its heart; the count stands in words beside it.

    ``fini``: nothing is left to do, however many answers there are: the ring is closed, with a tick.
    """
    part = 1.0 if fini else faits / total if total else 0.0
    trait = f'cx="50" cy="50" r="{RAYON:g}" stroke-width="9"'
    plein = f'<circle {trait} fill="none" stroke="{theme.couleur}" stroke-linecap="round" '
    plein += f'stroke-dasharray="{part * TOUR:.1f} {TOUR:.1f}" transform="rotate(-90 50 50)"/>'
    return build_image(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<circle {trait} fill="{theme.fond}" stroke="#E3EAEA"/>{plein if part else ""}'
        f'<path d="{COCHE if fini else theme.dessin}" transform="translate(30 30) scale(1.667)" fill="none" '
        f'stroke="{theme.couleur}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        'class="cap-anneau"',
    )


def show_sans_trimestre(accueil: Accueil) -> None:
    """Between two trimestres, or before the first."""
    with st.container(key="carte-heure", gap="small"):
        if accueil.numero is None:
            st.subheader("Bientôt le premier trimestre", anchor=False)
            st.markdown("Aucun trimestre n’est encore ouvert. Vous serez prévenus à l’ouverture.")
            return
        st.subheader(f"Le trimestre\u00a0{accueil.numero} est clos", anchor=False)
        st.markdown("Le suivant n’est pas encore ouvert. Vos résultats, eux, sont là.")
        bouton("Voir nos résultats", "insights", "resultats")
