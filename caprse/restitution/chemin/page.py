"""« Notre chemin » : the months of a structure in one picture, then what moved, when, and after which action."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, open_unit_ecran
from caprse.restitution.chemin.figure import build_figure
from caprse.restitution.chemin.phrases import (
    Recit,
    alt_chemin,
    describe_action,
    describe_chemin,
    describe_moment,
    describe_visite,
    list_lignes,
    list_recits,
    quote_mot,
)
from caprse.restitution.chemin.service import CheminVu, get_chemin
from caprse.restitution.chemin.tableaux import table_chemin
from caprse.restitution.chemin.themes import dress, list_themes
from caprse.restitution.figures.chemin import Chemin, CheminThematique
from caprse.restitution.graphiques.chemin import build_trajet
from caprse.restitution.planches.planche import TAILLE_PLEINE, Image, Planche, build_pied, show_image, show_suite
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_imprimer
from caprse.socle.ecran.cadre import Largeur, build_pastille, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.signes import escape_html

TITRE = "Notre chemin"
VUE_CHEMIN = "Le chemin"  # the tab of « Le collectif » that holds the same picture of all
CLE = "notre-chemin"
COURBES = "Les courbes, trimestre par trimestre"
PAS_OUVERT = "Votre chemin se dessine dès l’ouverture du premier trimestre."
PAS_REPONDU = "Votre chemin se dessine dès votre première réponse."
PREMIER_TRIMESTRE = (
    "Au prochain trimestre, revoyez vos réponses d’avant : ce qui aura bougé se lira ici, avec vos actions faites."
)
RIEN_BOUGE = (
    "Aucune réponse n’a encore été revue : tout est repris d’avant. Pour savoir si une marche est gagnée, revoyez vos "
    "réponses."
)


def page_chemin(imprimer: Callable[[UUID], object] | None = None) -> None:
    """The path of one's own structure. ``imprimer`` shows the way to the same on paper, which the rooms above know."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        vu = get_chemin(unit, structure_id)
    show_entete(TITRE, reperes=(vu.structure, vu.collectif), fictif=vu.fictif, largeur=Largeur.TRAVAIL)
    if vu.referentiel is None:
        st.info(PAS_OUVERT, icon=":material/route:")
        return
    if not vu.chemin.numeros:
        st.info(PAS_REPONDU, icon=":material/route:")
        link_to_page("carnet", "Ouvrir notre carnet", ":material/edit_note:")
        return
    show_montee(vu)
    with st.container(key="pile-chemin", gap=None):
        show_recits(vu)
        show_courbes(vu)
    with st.container(horizontal=True, key="chemin-liens"):
        show_bilan()
        show_collectif()
    if imprimer is not None:
        imprimer(structure_id)
    show_imprimer()


def show_montee(vu: CheminVu) -> None:
    """All of it in one sentence, the way on, then each thématique: from where to where, after which actions."""
    st.html(f'<p class="cap-constat">{escape_html(describe_chemin(vu.chemin))}</p>')
    with st.container(key="vers-resultats"):
        link_to_page("resultats", "Voir notre prochaine marche", ":material/stairs:")
    if not any(etape.revus for rangee in vu.chemin.rangees for etape in rangee.etapes):
        seul = len(vu.chemin.numeros) == 1
        st.info(PREMIER_TRIMESTRE if seul else RIEN_BOUGE, icon=":material/route:")
    st.html(build_figure(vu.chemin, list_themes(vu)))
    if vu.chemin.ouvert is not None and len(vu.chemin.numeros) > 1:
        link_to_page("revoir", "Revoir nos réponses d’avant", ":material/history:")


def show_courbes(vu: CheminVu) -> None:
    """The same trimestre by trimestre, on demand: the curves, then the table and the files."""
    chemin = vu.chemin
    table = table_chemin(chemin, vu.niveaux)
    source = f"{vu.referentiel.titre}, version {vu.referentiel.version}" if vu.referentiel else ""
    with st.expander(COURBES, icon=":material/insights:", key="courbes"):
        depart = ask_depart(chemin)
        image = Image("Chemin", CLE, alt_chemin(chemin, vu.niveaux), build_trajet, (dress(vu, depart=depart),))
        show_image(image, TAILLE_PLEINE)
        st.caption(escape(explain_trajet(vu, depart=depart)))
    show_suite(Planche(CLE, TITRE, build_pied(source, vu.structure, vu.fictif), [image], table, table))


def ask_depart(chemin: Chemin) -> bool:
    """Whether the positionnement is drawn: other questions, so only where it is asked for, or led to an arrivée."""
    if not any(rangee.depart for rangee in chemin.rangees):
        return False
    if any(rangee.arrivee for rangee in chemin.rangees):
        return True
    return bool(st.toggle("Montrer aussi notre point de départ", key="chemin-depart"))


def explain_trajet(vu: CheminVu, *, depart: bool) -> str:
    """How the picture is read."""
    debut, fin = vu.chemin.jours[0][1], vu.chemin.jours[-1][2]
    phrases = [
        f"Part des marches franchies, à la fin de chaque trimestre, du {format_date(debut)} au {format_date(fin)}.",
        "Un trait relie deux fois les mêmes critères ; là où ils ont changé, il n’y en a pas.",
    ]
    if depart:
        phrases.append("Le départ posait d’autres questions : il se regarde à part.")
    if vu.chemin.ouvert is not None:
        phrases.append(f"Le trimestre\u00a0{vu.chemin.ouvert} est en cours : son point bouge encore.")
    return " ".join(phrases)


def show_recits(vu: CheminVu) -> None:
    """What moved, a fold a trimestre, the latest first; in it, thématique by thématique."""
    recits = {rangee.code: list_recits(rangee, vu.chemin) for rangee in vu.chemin.rangees}
    autres = {action: vu.chemin.find_numero(action.le) for action in vu.chemin.autres}
    visites = {visite: vu.chemin.find_numero(visite.le) for visite in vu.visites}
    numeros = {recit.numero for siens in recits.values() for recit in siens}
    numeros |= {*autres.values(), *visites.values()}
    for numero in sorted(numeros, reverse=True):
        titre = escape(describe_moment(numero, vu.chemin, sum(sien == numero for sien in visites.values())))
        with st.expander(titre, icon=":material/route:", key=f"moment-{numero}"):
            for rangee in vu.chemin.rangees:
                if siens := [recit for recit in recits[rangee.code] if recit.numero == numero]:
                    with st.container(key=f"carte-chemin-{rangee.code}-{numero}", gap="small"):
                        show_titre(vu, rangee)
                        for recit in siens:
                            show_recit(recit)
            if faites := [action for action, sien in autres.items() if sien == numero]:
                with st.container(key=f"carte-chemin-autres-{numero}", gap="small"):
                    st.subheader("Actions faites, sans critère", anchor=False)
                    for action in reversed(faites):
                        st.markdown(escape(describe_action(action)))
            if siennes := [visite for visite, sien in visites.items() if sien == numero]:
                with st.container(key=f"carte-chemin-visites-{numero}", gap="small"):
                    st.subheader("Visites de notre binôme", anchor=False)
                    for visite in reversed(siennes):
                        st.markdown(escape(describe_visite(visite)))


def show_titre(vu: CheminVu, rangee: CheminThematique) -> None:
    """The name of a thématique with its face."""
    theme = list_themes(vu).get(rangee.code)
    st.html(f'<h3 class="cap-trajet">{build_pastille(theme) if theme else escape_html(rangee.titre)}</h3>')


def show_recit(recit: Recit) -> None:
    """When, then its lines."""
    premiere, *autres = recit.lignes
    st.markdown(f"**{escape(recit.quand)}** : {escape(premiere)}" if recit.quand else escape(premiere))
    if autres:
        st.markdown("\n".join(f"- {escape(ligne)}" for ligne in autres))
    for mouvement in recit.mouvements:
        niveaux, apres = list_lignes(mouvement)
        suite = f"  \n{escape(apres)}" if apres else ""
        mot = quote_mot(mouvement)
        dit = f"  \n:small[{escape(mot)}]" if mot else ""
        # Two spaces end a line.
        st.markdown(f"**{escape(mouvement.titre)}**  \n{escape(niveaux)}{suite}{dit}")


def show_bilan() -> None:
    """The way to the same journey in words, part by part."""
    link_to_page("bilan", "Tout notre chemin, en mots", ":material/tour:")


def show_collectif() -> None:
    """The way to the same picture of the collectif, made of what is published of it."""
    link_to_page("le-collectif", "Le chemin du collectif", ":material/diversity_3:", vue=VUE_CHEMIN)
