"""The parts of the journey: what changed stands open, the others fold; what each says with nothing to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Operation
from caprse.bilan.regles import ActionLue, Revue, Trouve, describe_pas, describe_revues, summarize
from caprse.bilan.service import Parcours
from caprse.carnet.positionnement.vue_bilan import show_bilan
from caprse.carnet.positionnement.vue_fleches import show_fleches
from caprse.collectif.calendrier.reprise import name_numero
from caprse.referentiel.marches import bind_niveau, list_niveaux, name_niveau
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.planches.vue_marches import show_marche
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import build_pastille, fold_always, fold_on_phone
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

# Of more actions than these, the last ones stand open.
FAITES_MAX, FAITES_DITES = 5, 3
A_VENIR = "Le bilan s’ouvre après la dernière thématique. Voici déjà ce qui a changé."
PLUS_DEMANDES = "Critères qui ne sont plus demandés"


@contextmanager
def open_partie(cle: str, titre: str, icone: str, combien: int) -> Iterator[None]:
    """A part behind its title and how much it holds."""
    dite = f"{titre} ({combien})" if combien else titre
    with st.expander(escape(dite), icon=f":material/{icone}:", key=f"partie-{cle}"):
        yield


def show_resume(parcours: Parcours) -> None:
    """When it opens; from then on, all of it in one sentence."""
    resume = (
        A_VENIR
        if parcours.bilan is None
        else summarize(len(parcours.trouves), len(parcours.faites), parcours.revues, len(parcours.ouvertes))
    )
    if resume:
        st.markdown(f"**{escape(resume)}**")


def show_pense(parcours: Parcours) -> None:
    """The départ: what was believed before the first carnet."""
    with open_partie("pense", "Ce que nous pensions", "flag", len(parcours.departs)):
        if parcours.attend_arrivee:
            st.markdown("Ce que vous disiez au départ se montre ici dès que votre point d’arrivée est terminé.")
            link_to_arrivee(parcours)
        elif not parcours.departs or parcours.referentiel is None:
            st.caption("Le point de départ n’a pas été fait.")
        else:
            quand = parcours.positionne_le
            if quand is not None:
                st.caption(f"Au départ, le {format_date(quand.astimezone(FUSEAU).date())} : une question par enjeu.")
            show_bilan(parcours.departs, parcours.referentiel, du_bilan=True, dits=bool(parcours.groupes))


def link_to_arrivee(parcours: Parcours) -> None:
    """The way to the arrivée, for whoever may answer it."""
    if get_acteur().can(Operation.UPDATE_REPONSE, structure_id=parcours.structure_id):
        link_to_page("positionnement", "Répondre à notre point d’arrivée", ":material/flag:")


def show_trouves(parcours: Parcours) -> None:
    """The first answers, thématique by thématique."""
    with open_partie("trouve", "Ce que nous avons trouvé", "stacked_bar_chart", len(parcours.trouves)):
        if not parcours.trouves:
            st.caption("Vos premières réponses se montreront ici, thématique par thématique.")
            return
        st.caption(
            "Nos premières réponses, trimestre par trimestre. Des critères plus précis que les questions du départ."
        )
        st.html(f'<ul class="cap-trouves">{"".join(map(build_trouve, parcours.trouves))}</ul>')


def build_trouve(trouve: Trouve) -> str:
    """One thématique as HTML: how much was climbed, the median niveau, out of how many answers."""
    figure = trouve.figure
    score = format_pourcent(figure.score) if figure.score is not None else "—"
    part = f"{float(figure.score) * 100:.0f}" if figure.score is not None else "0"
    mediane = bind_niveau(name_niveau(figure.mediane, trouve.niveaux)) if figure.mediane is not None else ""
    dits = [
        f"niveau du milieu {mediane}" if mediane else "",
        f"{format_pluriel(figure.repondus, 'réponse')} sur {figure.applicables}",
    ]
    quand = name_numero(trouve.numero, repris=trouve.repris)
    return (
        f"<li><span><small>{quand}</small><b>{escape_html(figure.titre)}</b></span>"
        f'<span class="cap-montee" aria-hidden="true"><i style="width:{part}%"></i></span>'
        f"<span><b>{escape_html(score)}</b> des marches<small>{escape_html(' · '.join(filter(None, dits)))}</small>"
        "</span></li>"
    )


def show_actions(parcours: Parcours) -> None:
    """The actions that are done, and what each changed."""
    with open_partie("fait", "Ce que nous avons fait", "done_all", len(parcours.faites)):
        if not parcours.faites:
            st.caption("Aucune action n’est encore notée comme faite.")
            link_to_page("actions", "Voir notre plan d’action", ":material/checklist:")
            return
        st.html(build_faites(parcours.faites))


def build_faites(faites: Sequence[ActionLue]) -> str:
    """The last that were done, as HTML, in the order of time; those of before behind a fold, where they are many."""
    if len(faites) <= FAITES_MAX:
        return f'<ul class="cap-faites">{"".join(map(build_faite, faites))}</ul>'
    avant, dernieres = faites[:-FAITES_DITES], faites[-FAITES_DITES:]
    plis = fold_always(
        f"{format_pluriel(len(avant), 'action')} d’avant",
        f'<ul class="cap-faites">{"".join(map(build_faite, avant))}</ul>',
    )
    return f'{plis}<ul class="cap-faites">{"".join(map(build_faite, dernieres))}</ul>'


def build_faite(action: ActionLue) -> str:
    """One action that is done, as HTML."""
    quand = f"<small>{format_date(action.faite_le.astimezone(FUSEAU).date())}</small>" if action.faite_le else ""
    change = f"<em>Ce qui change : {escape_html(action.ce_qui_change)}</em>" if action.ce_qui_change else ""
    return f"<li>{quand}<b>{escape_html(action.quoi)}</b>{change}</li>"


def show_changes(parcours: Parcours) -> None:
    """What moved: the arrows of the positionnement, then the answers given again. Each with its like only."""
    with st.container(key="carte-bilan-change", gap="small"):
        st.html('<h2 class="cap-partie">Ce qui a changé</h2>')
        if parcours.referentiel is None:
            st.caption("Rien à comparer pour l’instant.")
            return
        if parcours.groupes:
            st.subheader("Du départ à l’arrivée", anchor=False)
            show_fleches(parcours.groupes, parcours.referentiel, comparees=True)
            st.subheader("Nos réponses revues", anchor=False)
        st.markdown(f"**{escape(describe_revues(parcours.revues, parcours.repondus))}**")
        if parcours.revues:
            st.html(build_revues(parcours.revues, parcours.referentiel))


def build_revues(revues: tuple[Revue, ...], referentiel: Referentiel) -> str:
    """The answers given again as HTML: those that moved under their thématique, those that did not behind a fold.

    What the référentiel does not ask any more comes after the thématiques.
    """
    lieux = {
        critere.code: thematique.code for thematique in referentiel.thematiques for critere in thematique.criteres
    }
    blocs = []
    bouges = [revue for revue in revues if revue.pas != 0]
    for code, siennes in groupby((r for r in bouges if r.posee), key=lambda revue: lieux[revue.critere]):
        theme = build_theme(referentiel, code)
        lignes = "".join(build_revue(revue, referentiel) for revue in siennes)
        blocs.append(
            fold_on_phone(
                f'<h3 class="cap-depart">{build_pastille(theme)}</h3>',
                f'<ul class="cap-bouges" style="--cap-theme:{theme.couleur}">{lignes}</ul>',
            )
        )
    if quittees := [revue for revue in bouges if not revue.posee]:
        lignes = "".join(build_revue(revue, referentiel) for revue in quittees)
        titre = f'<h3 class="cap-depart">{escape_html(PLUS_DEMANDES)}</h3>'
        blocs.append(fold_on_phone(titre, f'<ul class="cap-bouges" style="--cap-theme:var(--cap-bleu)">{lignes}</ul>'))
    if pareilles := [revue for revue in revues if revue.pas == 0]:
        lignes = "".join(build_revue(revue, referentiel) for revue in pareilles)
        combien = format_pluriel(len(pareilles), "réponse revue, au même niveau", "réponses revues, au même niveau")
        blocs.append(fold_always(combien, f'<ul class="cap-bouges">{lignes}</ul>'))
    return f'<div class="cap-revues">{"".join(blocs)}</div>'


def build_revue(revue: Revue, referentiel: Referentiel) -> str:
    """One critère on one row: its title, from which niveau to which, the marches between."""
    titre = referentiel.critere(revue.critere).titre if revue.posee else revue.apres.titre
    avant, apres = (escape_html(_describe(dite.cotation, revue.niveaux)) for dite in (revue.avant, revue.apres))
    niveaux = apres if revue.pas == 0 else f'{avant} <i aria-label="puis">→</i> {apres}'
    classe = "monte" if revue.pas is not None and revue.pas > 0 else "pareil"
    return (
        f'<li class="{classe}"><b>{escape_html(titre)}</b>'
        f"<span>{niveaux}</span><em>{escape_html(describe_pas(revue))}</em></li>"
    )


def _describe(cotation: Cotation, niveaux: Sequence[str]) -> str:
    if cotation.non_concerne:
        return "non concerné"
    return bind_niveau(name_niveau(cotation.niveau, niveaux))


def show_suite(parcours: Parcours) -> None:
    """What is still to be done, and the next marches."""
    with open_partie("suite", "Ce qui vient", "stairs", len(parcours.ouvertes) + len(parcours.marches)):
        if parcours.ouvertes:
            st.subheader("Nos actions en cours", anchor=False)
            st.html(f'<ul class="cap-faites">{"".join(map(build_ouverte, parcours.ouvertes))}</ul>')
        if parcours.marches and parcours.referentiel is not None:
            st.subheader("Nos prochaines marches", anchor=False)
            agit = get_acteur().can(Operation.UPDATE_ACTION, structure_id=parcours.structure_id)
            with st.container(key="marches-de-front"):
                for cote in parcours.marches:
                    show_marche(cote, list_niveaux(parcours.referentiel), parcours.engagees.get(cote.code), agit=agit)
        if not parcours.ouvertes and not parcours.marches:
            st.caption("Vos actions à faire et vos prochaines marches se montreront ici.")


def build_ouverte(action: ActionLue) -> str:
    """One action still to be done, as HTML: who leads it, for when."""
    quand = f"pour le {format_date(action.echeance)}" if action.echeance else "sans date"
    qui = f"{action.pilote}, {quand}" if action.pilote else quand
    return f"<li><b>{escape_html(action.quoi)}</b><small>{escape_html(qui)}</small></li>"
