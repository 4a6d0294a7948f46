"""One block of a document each: plain values that the template draws. What is left out is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from caprse.echanges.bilan_imprime.phrases import (
    SANS_ACTION,
    TOUT_EN_HAUT,
    Chiffre,
    count_autres,
    count_confidentielles,
    name_marche,
    tell_apres,
    tell_ligne,
)
from caprse.echanges.bilan_imprime.regles import Action, Triees
from caprse.progres.engagees import Engagee
from caprse.referentiel.schema import Referentiel
from caprse.restitution.chemin.phrases import quote_mot
from caprse.restitution.chemin.service import CheminVu
from caprse.restitution.chemin.themes import list_themes
from caprse.restitution.figures.bilan import Bilan, ReponseCotee
from caprse.restitution.figures.chemin import CheminThematique, Mouvement
from caprse.restitution.figures.forces import CritereCote, Rangs
from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.figures.libelles import format_score
from caprse.restitution.graphiques.chemin import tell_rangee
from caprse.restitution.graphiques.cles_chemin import DE_NOUS
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel, shorten

Bloc = dict[str, object]
REPONSES_MAX = 48
SEUL = 55  # the letters of a picture that stands alone are those of two side by side
ACTIONS = (("En retard", "retard"), ("À venir", "a_venir"), ("Faites", "faites"))


def build_titre(texte: str) -> Bloc:
    return {"genre": "titre", "texte": texte}


def build_phrase(texte: str) -> Bloc:
    return {"genre": "phrase", "texte": texte}


def build_chiffres(chiffres: Sequence[Chiffre]) -> Bloc:
    """A few figures on one line."""
    return {"genre": "chiffres", "chiffres": [{"nom": n, "valeur": v, "dit": d} for n, v, d in chiffres]}


def build_dessins(rangs: Iterable[int], dit: str, legende: str, large: int = SEUL) -> Bloc:
    """Pictures side by side, the sentence above them, how to read them below. ``large``: of one alone, in %."""
    return {"genre": "dessins", "rangs": list(rangs), "dit": dit, "legende": legende, "large": large}


def build_marches(
    rangs: Rangs, niveaux: Sequence[str], engagees: Mapping[str, Engagee], longueur: int, *, court: bool = False
) -> list[Bloc]:
    """The next steps, each with the descriptor of the niveau above. ``court``: without what to begin with."""
    if not rangs.a_travailler:
        return [build_titre("Nos prochaines marches"), build_phrase(TOUT_EN_HAUT)] if rangs.forces else []
    marches = [_build_marche(cote, niveaux, engagees.get(cote.code), longueur, court) for cote in rangs.a_travailler]
    return [build_titre("Nos prochaines marches"), {"genre": "marches", "marches": marches}]


def build_appuis(rangs: Rangs, niveaux: Sequence[str]) -> list[Bloc]:
    """The critères that stand highest."""
    if not rangs.forces:
        return []
    appuis = [{**_build_stair(cote.niveau, niveaux), "titre": shorten(cote.titre, 200)} for cote in rangs.forces]
    return [build_titre("Nos points d’appui"), {"genre": "marches", "marches": appuis}]


def build_mouvements(mouvements: Sequence[Mouvement], combien: int, longueur: int) -> list[Bloc]:
    """The critères that moved in a trimestre, what fell back last; nothing where none did."""
    if not mouvements:
        return []
    return [build_titre("Ce qui a bougé"), _list_mouvements(mouvements, combien, longueur)]


def build_thematiques(vu: CheminVu, combien: int, longueur: int) -> list[Bloc]:
    """The path line by line: from where to where, what was climbed, after which actions."""
    themes = list_themes(vu)
    lignes = []
    for rangee in vu.chemin.rangees:
        if not rangee.points:
            continue
        theme = themes.get(rangee.code)
        lignes.append(
            {
                "titre": theme.titre if theme else rangee.titre_court,
                "couleur": theme.couleur if theme else "",
                "part": _tell_part(rangee),
                "dit": tell_rangee(rangee, DE_NOUS) or "",
                "actions": format_pluriel(len(rangee.actions), "action faite", "actions faites")
                if rangee.actions
                else "",
                **_list_mouvements(rangee.bouges, combien, longueur),
                "genre": "thematique",
            }
        )
    return [build_titre("Thématique par thématique"), *lignes] if lignes else []


def build_reponses(bilan: Bilan, referentiel: Referentiel | None) -> list[Bloc]:
    """Every answer of the trimestre with its niveau, enjeu by enjeu, in the order of the carnet."""
    enjeux = {
        critere.code: enjeu.titre_court
        for thematique in (referentiel.thematiques if referentiel is not None else ())
        for enjeu in thematique.enjeux
        for critere in enjeu.criteres
    }
    groupes: dict[str, list[Bloc]] = {}
    for reponse in bilan.reponses[:REPONSES_MAX]:
        groupes.setdefault(enjeux.get(reponse.code, ""), []).append(_build_reponse(reponse, bilan.niveaux))
    if not groupes:
        return []
    scores = {figure.titre_court: format_score(figure) for figure in bilan.enjeux if figure.score is not None}
    return [
        build_titre("Nos réponses"),
        {
            "genre": "reponses",
            "groupes": [
                {"titre": titre, "score": scores.get(titre, ""), "lignes": lignes} for titre, lignes in groupes.items()
            ],
            "reste": count_autres(len(bilan.reponses) - REPONSES_MAX, "autre critère", "autres critères"),
        },
    ]


def build_actions(triees: Triees, today: date, combien: int, longueur: int, *, court: bool = False) -> list[Bloc]:
    """What is late, what is to come, what was done. ``court``: one line each, without what it changed."""
    titre = build_titre(f"Nos actions, au {format_date(today)}")
    groupes = []
    for nom, cle in ACTIONS:
        siennes: Sequence[Action] = getattr(triees, cle)
        if not siennes:
            continue
        lignes = [tell_ligne(action, longueur, faite=cle == "faites") for action in siennes[:combien]]
        if court:
            lignes = [{**ligne, "change": ""} for ligne in lignes]
        groupes.append(
            {
                "nom": nom,
                "retard": cle == "retard",
                "lignes": lignes,
                "reste": count_autres(len(siennes) - combien, "autre action", "autres actions"),
            }
        )
    if not groupes:
        return [titre, build_phrase(SANS_ACTION)]
    return [titre, {"genre": "actions", "groupes": groupes}]


def build_traces(titres: Sequence[str], confidentielles: int, combien: int) -> list[Bloc]:
    """The titles of the traces; those that are confidential are counted, never named."""
    if not titres and not confidentielles:
        return []
    reste = [
        count_autres(len(titres) - combien, "autre trace", "autres traces"),
        count_confidentielles(confidentielles),
    ]
    montres = [shorten(titre, 120) for titre in titres[:combien]]
    return [build_titre("Nos traces"), {"genre": "traces", "titres": montres, "reste": " ".join(filter(None, reste))}]


def _build_stair(niveau: int, niveaux: Sequence[str]) -> Bloc:
    return {"niveau": niveau, "plus": len(niveaux) - 1, "nom": name_marche(niveau, niveaux)}


def _build_marche(
    cote: CritereCote, niveaux: Sequence[str], engagee: Engagee | None, longueur: int, court: bool
) -> Bloc:
    return {
        **_build_stair(cote.niveau, niveaux),
        "titre": shorten(cote.titre, 200),
        "vers": name_marche(cote.niveau + 1, niveaux) if cote.suivant else "",
        "suivant": shorten(cote.suivant or "", longueur),
        "pas": "" if court else cote.premier_pas or "",
        "action": "" if court or engagee is None else f"{engagee.etat_dit}\u00a0: {shorten(engagee.dite, 160)}",
    }


def _build_reponse(reponse: ReponseCotee, niveaux: Sequence[str]) -> Bloc:
    if reponse.niveau is not None:
        return {**_build_stair(reponse.niveau, niveaux), "titre": shorten(reponse.titre, 110)}
    dit = "Non concerné" if reponse.non_concerne else "Sans réponse"
    return {"niveau": -1, "plus": len(niveaux) - 1, "nom": dit, "titre": shorten(reponse.titre, 110)}


def _list_mouvements(mouvements: Sequence[Mouvement], combien: int, longueur: int) -> Bloc:
    # What an action stands before is what one came to see.
    tries = sorted(mouvements, key=lambda mouvement: (mouvement.pas <= 0, not mouvement.actions))
    return {
        "genre": "mouvements",
        "mouvements": [_build_mouvement(mouvement, longueur) for mouvement in tries[:combien]],
        "reste": count_autres(len(tries) - combien, "autre critère qui a bougé", "autres critères qui ont bougé"),
    }


def _build_mouvement(mouvement: Mouvement, longueur: int) -> Bloc:
    faits = [(action.quoi, format_date(action.le)) for action in mouvement.actions[:2]]
    dits = [tell_apres(faits, monte=mouvement.pas > 0, longueur=longueur // 2)]
    if mouvement.pas < 0:
        dits.append(shorten(quote_mot(mouvement), longueur))
    return {
        "titre": shorten(mouvement.titre, 120),
        "de": name_marche(mouvement.de, mouvement.niveaux),
        "vers": name_marche(mouvement.vers, mouvement.niveaux),
        "sens": (mouvement.pas > 0) - (mouvement.pas < 0),
        "dit": " ".join(filter(None, dits)),
    }


def _tell_part(rangee: CheminThematique) -> str:
    """``40 % → 48 %``, or where it stands."""
    score = rangee.points[-1].score
    if score is None:
        return ""
    debut = rangee.debut.score if rangee.debut is not None and (rangee.gagnees or rangee.perdues) else None
    fin = format_pourcent(score)
    return f"{format_pourcent(debut)} → {fin}" if debut is not None else fin
