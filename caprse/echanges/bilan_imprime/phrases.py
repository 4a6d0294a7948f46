"""The words of the printed bilan: its titles, its figures, and what is left out, which is counted. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.collectif.calendrier.reprise import tell_repris
from caprse.echanges.bilan_imprime.regles import Action, Sorte, Triees
from caprse.referentiel.marches import bind_niveau, name_niveau
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.chemin import Chemin
from caprse.restitution.figures.formats import DEUX_POINTS, format_pourcent, quote
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import A_AVANCER, NomCommun, describe_carnets, find_extremes
from caprse.restitution.resultats.lignes import say_collectif, say_figure
from caprse.restitution.resultats.service import TrimestreVu
from caprse.socle.dates import format_date
from caprse.socle.francais import agree, enumerate_words, format_pluriel, shorten

NON_VERIFIE = "Auto-évaluation, non vérifiée"
FICTIF = "Données inventées"
PROVISOIRE = "Provisoire : le carnet n’est pas encore transmis"
NOMS = {
    Sorte.CONSEIL: "Une page pour le conseil",
    Sorte.TRIMESTRE: "Bilan du trimestre",
    Sorte.CYCLE: "Bilan du cycle",
}
DITS = {
    Sorte.CONSEIL: "L’essentiel d’un trimestre, à poser sur la table du conseil.",
    Sorte.TRIMESTRE: "Tout un trimestre, réponse par réponse, en deux à quatre pages.",
    Sorte.CYCLE: "Votre chemin depuis le début, vos actions et vos traces, en huit pages au plus.",
}
SANS_TRIMESTRE = "Aucun trimestre n’est encore ouvert : ce document se remplira avec votre premier carnet."
SANS_REPONSE = "Aucune réponse n’est encore donnée : ce document se remplira avec votre carnet."
SANS_ACTION = "Aucune action n’est inscrite au plan."
TOUT_EN_HAUT = "Tous les critères remplis sont au plus haut niveau."

BOUTONS = {
    Sorte.CONSEIL: "Télécharger la page du conseil",
    Sorte.TRIMESTRE: "Télécharger le bilan du trimestre",
    Sorte.CYCLE: "Télécharger le bilan du cycle",
}

# What a figure is called, what it is, what it rests on.
Chiffre = tuple[str, str, str]


def tell_quand(vu: TrimestreVu) -> str:
    """``Trimestre 4, du 16 janvier 2026 au 15 avril 2026``; of one carried over, since when."""
    repris = tell_repris(vu.repris_le)
    dit = f"Trimestre\u00a0{vu.numero}, du {format_date(vu.debut)} au {format_date(vu.fin)}"
    return f"{dit}, {repris}" if repris else dit


def tell_extremes(figures: Sequence[Figure], mot: NomCommun) -> str:
    """What is strong and what is to bring on, in the words of the structure; empty where nothing differs."""
    extremes = find_extremes([(figure.titre, figure.score) for figure in figures if figure.score is not None])
    if extremes is None:
        return ""
    hauts, bas = extremes
    force = agree(len(hauts.titres), "Notre force", "Nos forces")
    return (
        f"{force}{DEUX_POINTS}{name_axes(hauts.titres, mot)} ({format_pourcent(hauts.score)}). "
        f"{A_AVANCER}{DEUX_POINTS}{name_axes(bas.titres, mot)} ({format_pourcent(bas.score)})."
    )


def name_axes(titres: Sequence[str], mot: NomCommun) -> str:
    """One title, or two; how many, where a line could not carry them."""
    if len(titres) > 2:
        return format_pluriel(len(titres), mot.singulier, mot.pluriel)
    return " et ".join(titres)


def tell_collectif(vu: TrimestreVu) -> str:
    """Of when the figures of the collectif are, and on how many carnets they rest; empty where none is shown."""
    publiee = vu.publication
    if publiee is None:
        return ""
    edition = publiee.edition
    total = next((agregat for agregat in edition.ensembles if agregat.code == edition.total), None)
    carnets = describe_carnets(publiee.carnets, total.n if total is not None else None)
    return f"Chiffres du collectif au {format_date(publiee.jour)}, {carnets}."


def list_chiffres(vu: TrimestreVu, bilan: Bilan, triees: Triees, *, provisoire: bool) -> list[Chiffre]:
    """The few figures that head a trimestre."""
    chiffres = [_say("Marches franchies", *say_figure(bilan.total, "de la thématique", provisoire=provisoire))]
    if bilan.transversal is not None and bilan.transversal.applicables:
        bloc = bilan.transversal
        chiffres.append(_say(bloc.titre_court, *say_figure(bloc, "de chaque trimestre", provisoire=provisoire)))
    if vu.publication is not None:
        chiffre, dit = say_collectif(vu.publication, "")
        if chiffre:
            chiffres.append(("Collectif", chiffre, dit))
    return [*chiffres, count_actions(triees, "ce trimestre")]


def list_chiffres_cycle(remplies: int, toutes: int, chemin: Chemin, triees: Triees) -> list[Chiffre]:
    """The few figures that head the whole cycle."""
    perdues = format_pluriel(chemin.perdues, "perdue", "perdues") if chemin.perdues else ""
    return [
        (agree(remplies, "Thématique remplie", "Thématiques remplies"), str(remplies), f"sur {toutes}"),
        (agree(chemin.gagnees, "Marche gagnée", "Marches gagnées"), str(chemin.gagnees), perdues),
        count_actions(triees, "depuis le début"),
    ]


def count_actions(triees: Triees, quand: str) -> Chiffre:
    """How many actions were done; what is late and what is to come is said beside."""
    reste = [
        *([f"{len(triees.retard)} en retard"] if triees.retard else []),
        *([f"{len(triees.a_venir)} à venir"] if triees.a_venir else []),
    ]
    dits = ", ".join([quand, *reste])
    return agree(len(triees.faites), "Action faite", "Actions faites"), str(len(triees.faites)), dits


def tell_ligne(action: Action, longueur: int, *, faite: bool) -> dict[str, object]:
    """One action: what, who and when; of one that is done, what it changed."""
    jour = action.jour if faite else action.echeance
    quand = format_date(jour) if jour is not None else "sans date"
    return {
        "quoi": shorten(action.quoi, longueur),
        "qui": shorten(action.pilote, 40),
        "quand": quand,
        "change": shorten(action.change, longueur) if faite and action.change.strip() else "",
    }


def count_autres(nombre: int, singulier: str, pluriel: str) -> str:
    """``Et 3 autres actions, dans le cahier.``; empty for none."""
    return f"Et {format_pluriel(nombre, singulier, pluriel)}, à lire dans le cahier." if nombre > 0 else ""


def count_confidentielles(nombre: int) -> str:
    """What is not named is counted."""
    if not nombre:
        return ""
    dit = format_pluriel(nombre, "trace confidentielle", "traces confidentielles")
    return f"Et {dit}, {agree(nombre, 'non nommée', 'non nommées')} ici."


def name_marche(niveau: int, niveaux: Sequence[str]) -> str:
    return bind_niveau(name_niveau(niveau, niveaux))


def tell_apres(faits: Sequence[tuple[str, str]], *, monte: bool, longueur: int) -> str:
    """``Après : « Écrire la charte » (14 mars 2026)``: what was done before a niveau moved."""
    if not faits:
        return ""
    tete = "Après" if monte else "Fait entre les deux"
    return f"{tete}{DEUX_POINTS}{enumerate_words([f'{quote(shorten(quoi, longueur))} ({le})' for quoi, le in faits])}"


def tell_pied(source: str) -> str:
    """What is written at the foot of each page: what these figures are worth, and of which référentiel."""
    return " · ".join(filter(None, (NON_VERIFIE, source)))


def _say(nom: str, chiffre: str, dit: str) -> Chiffre:
    return nom, chiffre or "–", dit.rstrip(".")
