"""What was gained and lost is one sum: the states, the path and its file, the bilan, the effect of actions agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, example, given
from hypothesis import strategies as st

from caprse.bilan.regles import Revue, describe_pas, describe_revues, list_revues
from caprse.restitution.chemin.phrases import list_recits
from caprse.restitution.chemin.regles import Releve, ThematiqueSuivie, build_chemin
from caprse.restitution.chemin.tableaux import list_lignes
from caprse.restitution.figures.chemin import Chemin
from caprse.restitution.figures.effet import Compte, compute_effets
from caprse.restitution.figures.etats import Donnee, Etat, compare_etats, compute_etat
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.figures.series import Halte, follow_questions
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=2, criteres=3)
CODES = [critere.code for critere in REFERENTIEL.criteres]
LIEUX = {c.code: t.code for t in REFERENTIEL.thematiques for c in t.criteres}
AXES = tuple(ThematiqueSuivie(t.code, t.titre, t.titre_court) for t in REFERENTIEL.thematiques)
NIVEAUX = ("a", "b", "c", "d", "e")
NUMEROS = range(1, 8)
DEBUT = datetime(2026, 1, 1, tzinfo=UTC)
NON_CONCERNE, VIDE = Cotation(None, True), Cotation(None)
COTATIONS = st.one_of(st.integers(0, 4).map(Cotation), st.just(NON_CONCERNE), st.just(VIDE))


def tell(*cotations: Cotation | None) -> list[Donnee]:
    """What was answered to one critère, trimestre after trimestre."""
    return [Donnee(CODES[0], numero, c) for numero, c in enumerate(cotations, 1) if c is not None]


@st.composite
def histoires(draw: st.DrawFn) -> list[Donnee]:
    """Answers over seven trimestres, at most one to a critère in each; few critères, often answered."""
    lieux = draw(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(NUMEROS)), unique=True, max_size=40))
    return [Donnee(critere, trimestre, draw(COTATIONS)) for critere, trimestre in lieux]


def list_etats(donnees: list[Donnee]) -> list[Etat]:
    return [compute_etat(REFERENTIEL.thematiques, REFERENTIEL.niveau_max, donnees, numero) for numero in NUMEROS]


def list_haltes(donnees: Iterable[Donnee]) -> list[Halte]:
    """Where it stood, trimestre after trimestre, by these answers in any order."""
    return [Halte(etat, niveaux=NIVEAUX) for etat in list_etats(list(donnees))]


def walk(donnees: list[Donnee], gelees: list[Donnee] | None = None) -> Chemin:
    """The path of these answers; ``gelees``: what they were when their trimestres were closed."""
    return build_chemin(
        AXES,
        [
            Releve(
                etat.numero,
                date(2026, etat.numero, 1),
                date(2026, etat.numero, 28),
                etat=gele,
                niveaux=NIVEAUX,
                thematiques=LIEUX,
                halte=Halte(etat),
            )
            for etat, gele in zip(list_etats(donnees), list_etats(donnees if gelees is None else gelees), strict=True)
        ],
    )


@st.composite
def corrections(draw: st.DrawFn) -> tuple[list[Donnee], list[Donnee]]:
    """Answers as trimestres were closed with them, and as they stand after some were corrected in their own one."""
    gelees = draw(histoires())
    return gelees, [replace(d, cotation=draw(COTATIONS)) if draw(st.booleans()) else d for d in gelees]


def sum_pas(revues: tuple[Revue, ...]) -> int:
    return sum(revue.pas or 0 for revue in revues)


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[Donnee], dict[int, frozenset[str]]]:
    """Answers over seven trimestres, and what the version of each asks: critères go, and some come back."""
    posees: dict[int, frozenset[str]] = {}
    for numero in NUMEROS:
        change = numero == 1 or draw(st.integers(0, 2)) == 0
        posees[numero] = frozenset(draw(st.sets(st.sampled_from(CODES), min_size=3))) if change else posees[numero - 1]
    donnees = draw(histoires())
    return [donnee for donnee in donnees if donnee.critere in posees[donnee.trimestre]], posees


def follow(donnees: list[Donnee], posees: dict[int, frozenset[str]]) -> list[Halte]:
    """Each state in the terms of its own version."""
    haltes = []
    for numero in NUMEROS:
        dites = [donnee for donnee in donnees if donnee.critere in posees[numero]]
        etat = compute_etat(REFERENTIEL.thematiques, REFERENTIEL.niveau_max, dites, numero)
        suite = {code: code for code in posees[numero] & posees.get(numero - 1, frozenset())}
        haltes.append(Halte(etat, suite if numero > 1 else None, NIVEAUX))
    return haltes


@given(versions())
@example(
    (
        tell(Cotation(1), Cotation(3)),
        dict.fromkeys((1, 2), frozenset(CODES)) | dict.fromkeys(range(3, 8), frozenset(CODES[1:])),
    )
)
def test_what_a_version_drops_or_takes_back_is_one_sum_too(
    histoire: tuple[list[Donnee], dict[int, frozenset[str]]],
) -> None:
    haltes = follow(*histoire)
    chemin = build_chemin(
        AXES,
        [
            Releve(
                halte.etat.numero,
                date(2026, halte.etat.numero, 1),
                date(2026, halte.etat.numero, 28),
                etat=halte.etat,
                niveaux=NIVEAUX,
                thematiques=LIEUX,
                halte=halte,
            )
            for halte in haltes
        ],
    )
    ecarts = [compare_etats(avant.etat, apres.etat, apres.suite) for avant, apres in pairwise(haltes)]
    assert chemin.gagnees == sum(ecart.gagnees for ecart in ecarts)
    assert chemin.perdues == sum(ecart.perdues for ecart in ecarts)
    revues = list_revues(haltes, [code for code in CODES if code in histoire[1][7]])
    assert chemin.gagnees - chemin.perdues == sum_pas(revues)
    assert {revue.critere for revue in revues if revue.posee} <= histoire[1][7]
    jours = {(d.trimestre, d.critere): DEBUT + timedelta(days=90 * d.trimestre) for d in histoire[0] if d.repondue}
    suivies = [question.suivies[-1] for question in follow_questions(haltes) if question.suivies]
    monte = sum((serie[-1].cotation.niveau or 0) > (serie[0].cotation.niveau or 0) for serie in suivies)
    effets = compute_effets(haltes, jours, ())
    assert effets[7].sans == Compte(len(suivies), monte)
    # What comes later moves nothing of what was counted.
    assert effets[4] == compute_effets(haltes[:4], jours, ())[4]


@given(histoires())
@example(tell(NON_CONCERNE, Cotation(1), Cotation(3)))
@example(tell(Cotation(1), Cotation(3), NON_CONCERNE))
@example(tell(Cotation(1), NON_CONCERNE, Cotation(3)))
def test_the_path_its_file_and_the_bilan_tell_one_sum(donnees: list[Donnee]) -> None:
    chemin = walk(donnees)
    ecarts = [compare_etats(avant, apres) for avant, apres in pairwise(list_etats(donnees))]
    assert chemin.gagnees == sum(ecart.gagnees for ecart in ecarts)
    assert chemin.perdues == sum(ecart.perdues for ecart in ecarts)
    lignes = list_lignes(chemin, NIVEAUX)
    assert chemin.gagnees == sum(ligne["Marches gagnées"] or 0 for ligne in lignes)
    assert chemin.perdues == sum(ligne["Marches perdues"] or 0 for ligne in lignes)
    recits = [recit for rangee in chemin.rangees for recit in list_recits(rangee, chemin)]
    assert chemin.gagnees - chemin.perdues == sum(m.pas for recit in recits for m in recit.mouvements)
    assert chemin.gagnees - chemin.perdues == sum_pas(list_revues(list_haltes(donnees), CODES))


@given(corrections())
@example((tell(Cotation(1), None, Cotation(4)), tell(Cotation(2), None, Cotation(4))))
@example((tell(Cotation(1), Cotation(1), None, Cotation(4)), tell(Cotation(1), Cotation(2), None, Cotation(4))))
def test_what_was_corrected_after_a_closing_is_no_march_on_the_path_nor_in_the_bilan(
    paire: tuple[list[Donnee], list[Donnee]],
) -> None:
    gelees, donnees = paire
    connus = {etat.numero for etat in list_etats(gelees) if etat.tenues}
    # A trimestre that was closed without any answer has no point to lead from.
    assume(connus >= {donnee.trimestre for donnee in donnees if donnee.repondue})
    chemin = walk(donnees, gelees)
    assert chemin.gagnees - chemin.perdues == sum_pas(list_revues(list_haltes(donnees), CODES))
    # What is drawn is what was frozen; a line only joins what still holds, and by what moved.
    figures = {(a.figure.code, e.numero): a.figure for e in list_etats(gelees) for a in e.axes if a.figure.repondus}
    for rangee in chemin.rangees:
        points = {point.numero: point for point in rangee.points}
        assert all(point.figure == figures[rangee.code, numero] for numero, point in points.items())
        for etape in rangee.etapes:
            if etape.numero in points and points[etape.numero].lie:
                pas = points[etape.numero].figure.franchies - points[etape.depuis].figure.franchies
                assert pas == etape.gagnees - etape.perdues


@given(histoires())
@example(tell(Cotation(1), NON_CONCERNE, Cotation(3)))
def test_each_critere_moved_by_the_same_marches_on_the_path_and_in_the_bilan(donnees: list[Donnee]) -> None:
    chemin = walk(donnees)
    par_critere = dict.fromkeys(CODES, 0)
    for rangee in chemin.rangees:
        for etape in rangee.etapes:
            for mouvement in etape.mouvements:
                par_critere[mouvement.critere] += mouvement.pas
    revues = list_revues(list_haltes(donnees), CODES)
    for code in CODES:
        assert par_critere[code] == sum_pas(tuple(revue for revue in revues if revue.critere == code))


@given(histoires())
@example(tell(Cotation(1), NON_CONCERNE, Cotation(3)))
@example(tell(Cotation(1), Cotation(2), NON_CONCERNE, Cotation(4), Cotation(3)))
def test_the_effect_counts_the_criteres_that_the_bilan_compares(donnees: list[Donnee]) -> None:
    jours = {(d.trimestre, d.critere): DEBUT + timedelta(days=90 * d.trimestre) for d in donnees if d.repondue}
    # Of a critère cut twice by « non concerné », the last time that it moved.
    derniers = {revue.critere: revue for revue in list_revues(list_haltes(donnees), CODES) if revue.pas is not None}
    attendu = Compte(len(derniers), sum((revue.pas or 0) > 0 for revue in derniers.values()))
    assert compute_effets(list_haltes(donnees), jours, ())[7].sans == attendu


def test_what_does_not_concern_any_more_keeps_its_marches_and_says_so() -> None:
    [revue] = list_revues(list_haltes(tell(Cotation(1), Cotation(3), NON_CONCERNE)), CODES)
    assert describe_pas(revue) == "+2\u00a0marches, puis non concerné"
    [revue] = list_revues(list_haltes(tell(NON_CONCERNE, Cotation(1), Cotation(3))), CODES)
    assert describe_pas(revue) == "+2\u00a0marches"


def test_what_is_not_asked_any_more_keeps_its_marches_and_says_so() -> None:
    posees = {numero: frozenset(CODES if numero < 3 else CODES[1:]) for numero in NUMEROS}
    donnees = [*tell(Cotation(1), Cotation(3)), Donnee(CODES[1], 1, Cotation(2))]
    [revue] = list_revues(follow(donnees, posees), CODES[1:])
    assert (revue.pas, revue.posee, revue.apres.titre) == (2, False, REFERENTIEL.critere(CODES[0]).titre)
    assert describe_pas(revue) == "+2\u00a0marches, puis plus demandé"
    # Of the one critère that is asked, nobody looked again.
    assert describe_revues([revue], 1) == "1\u00a0réponse revue\u00a0: 1 plus haut. 1\u00a0réponse non revue."


def test_a_critere_cut_in_two_is_one_critere_that_was_looked_at_again() -> None:
    revues = list_revues(list_haltes(tell(Cotation(1), Cotation(2), NON_CONCERNE, Cotation(2), Cotation(3))), CODES)
    assert len(revues) == 2
    assert describe_revues(revues, 3).endswith("2\u00a0réponses non revues.")


def test_nothing_leads_over_non_concerne() -> None:
    [revue] = list_revues(list_haltes(tell(Cotation(1), NON_CONCERNE, Cotation(3))), CODES)
    assert (revue.avant.trimestre, revue.apres.trimestre, describe_pas(revue)) == (2, 3, "pas de comparaison")
    assert walk(tell(Cotation(1), NON_CONCERNE, Cotation(3))).gagnees == 0
