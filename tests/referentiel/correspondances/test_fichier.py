"""The file of a bascule, all its errors at once; and each rule of what answers become, alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.carnet.bascule.regles import Nature, convert_criteres, convert_enjeux, list_pertes
from caprse.carnet.bascule.reunion import ROUVERTE, Fusion, Origine, compute_mediane_basse, merge, scale
from caprse.carnet.regles import LONGUEURS, Saisie
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.fichier import (
    CODES,
    Correspondance,
    Destination,
    Ligne,
    list_reasons_against,
    read_correspondance,
)
from caprse.referentiel.fichiers.lecture import FICHIER_MAX
from tests.fabrique import build_referentiel

ANCIEN = build_referentiel(themes=1, criteres=3, transversal=False)
NOUVEAU = build_referentiel(themes=1, criteres=4, version="0.2.0", transversal=False)
JUSTE = """\
id: essai
de: 0.1.0
vers: 0.2.0
lignes:
  T01-01:
    vers: [{code: T01-01}]
  T01-02:
    vers: [{code: T01-02, poids: 0.5}]
  T01-03:
    vers:
      - code: T01-03
nouveaux: [T01-04]
"""


def list_errors(texte: str) -> list[tuple[int, str]]:
    lecture = read_correspondance("c.yaml", texte.encode(), ANCIEN, NOUVEAU)
    assert (lecture.correspondance is None) == bool(lecture.erreurs)
    return [(erreur.ligne, erreur.code) for erreur in lecture.erreurs]


def read(texte: str = JUSTE) -> Correspondance:
    lecture = read_correspondance("c.yaml", texte.encode(), ANCIEN, NOUVEAU)
    assert lecture.correspondance is not None, lecture.erreurs
    return lecture.correspondance


def test_a_right_file_is_read_whole() -> None:
    correspondance = read()
    assert correspondance.lignes["T01-02"] == Ligne(vers=(Destination(code="T01-02", poids=0.5),))
    assert correspondance.nouveaux == ("T01-04",)
    assert list_reasons_against(correspondance, ANCIEN, NOUVEAU) == []
    assert Correspondance.model_validate_json(correspondance.model_dump_json()) == correspondance


FAUTES: dict[str, tuple[Callable[[str], str], list[tuple[int, str]]]] = {
    "old code unknown": (lambda t: t.replace("  T01-03:\n", "  T01-33:\n"), [(4, "CODE-OUBLIE"), (9, "CODE-INCONNU")]),
    "old code forgotten": (
        lambda t: t.replace("  T01-01:\n    vers: [{code: T01-01}]\n", ""),
        [(4, "CODE-OUBLIE"), (10, "CODE-OUBLIE")],
    ),
    "old code twice": (
        lambda t: t.replace("T01-02:", "T01-01:"),
        [(4, "CODE-OUBLIE"), (7, "YAML-CLE-DOUBLE"), (12, "CODE-OUBLIE")],
    ),
    "new code unknown": (
        lambda t: t.replace("[{code: T01-01}]", "[{code: T01-01}, {code: T01-44}]"),
        [(6, "CODE-INCONNU")],
    ),
    "new code twice": (
        lambda t: t.replace("[{code: T01-01}]", "[{code: T01-01}, {code: T01-01}]"),
        [(6, "CODE-DOUBLE")],
    ),
    "new code forgotten": (lambda t: t.replace("nouveaux: [T01-04]\n", ""), [(1, "CODE-OUBLIE")]),
    "new code announced twice": (lambda t: t.replace("[T01-04]", "[T01-04, T01-04]"), [(12, "CODE-DOUBLE")]),
    "new code that is not": (lambda t: t.replace("[T01-04]", "[T01-04, T01-01]"), [(12, "CODE-NOUVEAU")]),
    "new code announced unknown": (lambda t: t.replace("[T01-04]", "[T01-04, T01-44]"), [(12, "CODE-INCONNU")]),
    "weight of nothing": (lambda t: t.replace("0.5", "0"), [(8, "POIDS")]),
    "weight below nothing": (lambda t: t.replace("0.5", "-1"), [(8, "POIDS")]),
    "weight without end": (lambda t: t.replace("0.5", ".inf"), [(8, "POIDS")]),
    "weight that is no number": (lambda t: t.replace("0.5", ".nan"), [(8, "POIDS")]),
    "weight in words": (lambda t: t.replace("0.5", "moitié"), [(8, "TYPE")]),
    "retired and taken over": (
        lambda t: t.replace("    vers: [{code: T01-01}]", "    vers: [{code: T01-01}]\n    retire: Plus utile."),
        [(7, "LIGNE")],
    ),
    "neither": (
        lambda t: t.replace("vers: [{code: T01-02, poids: 0.5}]", "vers: []"),
        [(7, "CODE-GARDE"), (7, "LIGNE"), (12, "CODE-OUBLIE")],
    ),
    "kept code that goes elsewhere": (
        lambda t: t.replace("{code: T01-01}", "{code: T01-04}").replace("[T01-04]\n", "[T01-01]\n"),
        [(5, "CODE-GARDE")],
    ),
    "other versions": (
        lambda t: t.replace("de: 0.1.0", "de: 0.0.1").replace("vers: 0.2.0", "vers: 0.3.0"),
        [(2, "VERSION"), (3, "VERSION")],
    ),
    "another référentiel": (lambda t: t.replace("id: essai", "id: autre"), [(1, "VERSION")]),
    "key unknown": (lambda t: t.replace("poids:", "poid:"), [(8, "CLE-INCONNUE")]),
    "not a group": (lambda _: "- a\n", [(1, "CODE-OUBLIE"), (1, "TYPE")]),
}


@pytest.mark.parametrize(("faute", "attendues"), FAUTES.values(), ids=FAUTES)
def test_every_fault_is_told_at_its_line(faute: Callable[[str], str], attendues: list[tuple[int, str]]) -> None:
    assert sorted(set(list_errors(faute(JUSTE)))) == attendues


def test_faults_cover_every_code_and_are_told_together() -> None:
    vus = {code for _, attendues in FAUTES.values() for _, code in attendues}
    assert set(CODES) <= vus
    texte = JUSTE.replace("0.5", "0").replace("  T01-03:\n", "  T01-33:\n").replace("id: essai", "id: autre")
    assert {code for _, code in list_errors(texte)} == {"POIDS", "CODE-INCONNU", "CODE-OUBLIE", "VERSION"}


@pytest.mark.parametrize(
    ("octets", "code"),
    [(b"\xff", "ENCODAGE"), (b"a: [", "YAML-SYNTAXE"), (b"", "TYPE"), (b"a" * (FICHIER_MAX + 1), "TAILLE")],
)
def test_what_cannot_be_read_is_told(octets: bytes, code: str) -> None:
    assert code in {erreur.code for erreur in read_correspondance("c.yaml", octets, ANCIEN, NOUVEAU).erreurs}


def test_what_reaches_the_service_is_checked_by_the_same_rules() -> None:
    faux = read().model_copy(update={"de": "0.0.9", "nouveaux": ()})
    raisons = list_reasons_against(faux, ANCIEN, NOUVEAU)
    assert len(raisons) == 2
    assert all(raison.endswith(".") for raison in raisons)


# What answers become, rule by rule.


def source(code: str, contenu: Saisie | None, poids: float = 1, *, partage: bool = False) -> Origine:
    return Origine(code, f"Titre {code}", Fraction(str(poids)), partage, contenu)


PLEIN = Saisie(3, False, "m", "c", 4, True, "t", "https://exemple.test")


def test_one_to_one_keeps_all() -> None:
    assert merge([source("A", PLEIN)], 4, 4) == Fusion(PLEIN)


def test_one_to_many_copies_to_each_to_be_confirmed() -> None:
    fusion = merge([source("A", PLEIN, partage=True)], 4, 4)
    assert fusion.a_confirmer
    assert fusion.contenu is not None
    assert fusion.contenu.commentaire == (
        "À confirmer : réponse reprise de « Titre A », que plusieurs critères remplacent.\n\nc"
    )
    assert replace(fusion.contenu, commentaire="c") == PLEIN


@pytest.mark.parametrize(
    ("niveaux", "attendu"),
    [
        ([1, 3], 1),
        ([0, 4], 0),
        ([1, 3, 4], 3),
        ([2, 2], 2),
        ([4], 4),
        ([None, 3], 3),
        ([None, None], None),
        ([], None),
    ],
)
def test_many_to_one_takes_the_low_median_of_what_was_answered(niveaux: list[int | None], attendu: int | None) -> None:
    sources = [source(f"A{rang}", None if n is None else Saisie(n)) for rang, n in enumerate(niveaux)]
    contenu = merge(sources, 4, 4).contenu
    assert (contenu.niveau if contenu else None) == attendu


def test_weights_count_exactly() -> None:
    assert compute_mediane_basse([(1, Fraction(1)), (3, Fraction(2))]) == 3
    dixiemes = [(1, Fraction("0.1")), (2, Fraction("0.2")), (3, Fraction("0.3"))]
    assert compute_mediane_basse(dixiemes) == 2


def test_non_concerne_only_when_all_are() -> None:
    non = Saisie(non_concerne=True, motif="Pas de véhicule", commentaire="vu")
    tous = merge([source("A", non), source("B", non)], 4, 4).contenu
    assert tous is not None
    assert (tous.niveau, tous.non_concerne, tous.cible) == (None, True, None)
    assert tous.motif == "« Titre A » : Pas de véhicule\n« Titre B » : Pas de véhicule"
    un = merge([source("A", non), source("B", Saisie(2))], 4, 4).contenu
    assert un is not None
    assert (un.niveau, un.non_concerne) == (2, False)
    assert un.commentaire == "« Titre A » : non concerné.\nvu"
    manque = merge([source("A", non), source("B", None)], 4, 4).contenu
    assert manque is not None
    assert (manque.niveau, manque.non_concerne) == (None, False)


def test_texts_are_joined_with_their_old_titles() -> None:
    trace = Saisie(1, commentaire="un", trace_titre="Photo", trace_lien="https://a.test")
    fusion = merge([source("B", replace(trace, commentaire="deux")), source("A", trace), source("C", Saisie(1))], 4, 4)
    assert fusion.contenu is not None
    assert fusion.contenu.commentaire == ("« Titre A » : un\n\n« Titre B » : deux\nTrace : Photo https://a.test")
    assert (fusion.contenu.trace_titre, fusion.contenu.trace_lien) == ("Photo", "https://a.test")


def test_the_cible_is_the_highest_and_never_below_the_niveau() -> None:
    def compute_cible(*paires: tuple[int | None, int | None]) -> int | None:
        sources = [source(f"A{rang}", Saisie(n, cible=c)) for rang, (n, c) in enumerate(paires)]
        contenu = merge(sources, 4, 4).contenu
        return contenu.cible if contenu else None

    assert compute_cible((1, 2), (1, 4)) == 4
    assert compute_cible((3, 1), (3, None)) == 3
    assert compute_cible((3, None), (1, None)) is None
    assert compute_cible((None, 2), (None, None)) == 2


def test_already_settled_only_when_all_answers_say_so() -> None:
    assert merge([source("A", PLEIN), source("B", PLEIN)], 4, 4).contenu == replace(
        PLEIN,
        motif="« Titre A » : m\n« Titre B » : m",
        commentaire="« Titre A » : c\n\n« Titre B » : c\nTrace : t https://exemple.test",
    )
    fusion = merge([source("A", PLEIN), source("B", Saisie(2))], 4, 4)
    assert fusion.contenu is not None
    assert not fusion.contenu.deja_regle


def test_a_text_too_long_is_cut_and_said() -> None:
    long = Saisie(1, commentaire="x" * LONGUEURS["commentaire"])
    fusion = merge([source("A", long), source("B", long)], 4, 4)
    assert fusion.raccourci
    assert fusion.contenu is not None
    assert len(fusion.contenu.commentaire) == LONGUEURS["commentaire"]
    assert fusion.contenu.commentaire.endswith("[…]")


@pytest.mark.parametrize(
    ("niveau", "avant", "apres", "attendu"),
    [
        (3, 4, 4, 3),
        (3, 4, 3, 2),
        (4, 4, 2, 2),
        (1, 4, 2, 0),
        (2, 2, 5, 5),
        (1, 2, 4, 2),
        (None, 4, 2, None),
        (0, 4, 2, 0),
    ],
)
def test_another_echelle_counts_steps_and_rounds_down(
    niveau: int | None, avant: int, apres: int, attendu: int | None
) -> None:
    assert scale(niveau, avant, apres) == attendu


contenus = (
    st.none()
    | st.builds(
        Saisie,
        niveau=st.none() | st.integers(0, 4),
        commentaire=st.text(max_size=5),
        cible=st.none() | st.integers(0, 4),
        trace_titre=st.text(max_size=3),
        deja_regle=st.booleans(),
    )
    | st.builds(Saisie, non_concerne=st.just(True), motif=st.just("m"))
)


@given(contenus.filter(lambda contenu: contenu not in (None, Saisie())), st.integers(1, 9))
def test_any_lone_answer_is_copied_as_it_was(contenu: Saisie, poids: int) -> None:
    assert merge([source("A", contenu, poids)], 4, 4) == Fusion(contenu)
    copie = merge([source("A", contenu, poids, partage=True)], 4, 4)
    assert copie.a_confirmer
    assert copie.contenu is not None
    assert replace(copie.contenu, commentaire=contenu.commentaire) == contenu
    assert copie.contenu.commentaire.endswith(contenu.commentaire)


def test_nothing_said_stays_nothing() -> None:
    assert merge([source("A", None), source("B", Saisie())], 4, 4) == Fusion()


listes = st.lists(st.tuples(contenus, st.integers(1, 9), st.booleans()), max_size=6).map(
    lambda brutes: [source(f"A{rang}", c, p, partage=s) for rang, (c, p, s) in enumerate(brutes)]
)


@given(listes, st.integers(2, 5), st.randoms())
def test_any_merge_claims_no_more_than_half_the_weight_holds(
    sources: list[Origine], apres: int, hasard: random.Random
) -> None:
    fusion = merge(sources, 4, apres)
    melange = sources[:]
    hasard.shuffle(melange)
    assert merge(melange, 4, apres) == fusion
    dits = [(n, s.poids) for s in sources if s.contenu and (n := scale(s.contenu.niveau, 4, apres)) is not None]
    contenu = fusion.contenu or Saisie()
    assert (contenu.niveau is None) == (not dits)
    if contenu.niveau is not None:
        total = sum(poids for _, poids in dits)
        assert 2 * sum(poids for niveau, poids in dits if niveau >= contenu.niveau) >= total
        assert 2 * sum(poids for niveau, poids in dits if niveau <= contenu.niveau) >= total
        assert contenu.niveau in {niveau for niveau, _ in dits}
    if contenu.cible is not None and len(sources) > 1:
        assert contenu.cible >= (contenu.niveau or 0)
    if contenu.non_concerne:
        assert all(s.contenu and s.contenu.non_concerne for s in sources)
        assert contenu.motif.strip()
        assert (contenu.niveau, contenu.cible) == (None, None)


def test_criteres_come_with_their_nature_and_what_is_lost_is_listed() -> None:
    correspondance = Correspondance(
        id="essai",
        de="0.1.0",
        vers="0.2.0",
        nouveaux=("T01-04",),
        lignes={
            "T01-01": Ligne(vers=(Destination(code="T01-01"), Destination(code="T01-02"))),
            "T01-02": Ligne(vers=(Destination(code="T01-02"),)),
            "T01-03": Ligne(retire="Plus utile."),
        },
    )
    reponses = {"T01-01": Saisie(1), "T01-02": Saisie(3), "T01-03": Saisie(2)}
    codes = [f"T01-0{rang}" for rang in range(1, 5)]
    repris = convert_criteres(correspondance, ANCIEN, NOUVEAU, codes, reponses)
    assert [(r.code, r.nature) for r in repris] == [
        ("T01-01", Nature.PARTAGE),
        ("T01-02", Nature.FUSION),
        ("T01-03", Nature.NOUVEAU),
        ("T01-04", Nature.NOUVEAU),
    ]
    assert [r.fusion.contenu.niveau if r.fusion.contenu else None for r in repris] == [1, 1, None, None]
    [perte] = list_pertes(correspondance, ANCIEN, NOUVEAU, codes, reponses)
    assert (perte.code, perte.raison, perte.contenu) == ("T01-03", "Plus utile.", Saisie(2))


def test_an_enjeu_of_both_versions_keeps_its_answer_and_a_new_one_follows_its_criteres() -> None:
    contenu: dict[str, Any] = to_contenu(build_referentiel(themes=1, criteres=8, version="0.1.0", transversal=False))
    ancien = from_contenu(contenu)
    suivant: dict[str, Any] = to_contenu(ancien) | {"version": "0.2.0"}
    [thematique] = suivant["thematiques"]
    thematique["enjeux"][1]["code"] = "T01-C"
    for rang, critere in enumerate(thematique["enjeux"][1]["criteres"]):
        critere["code"] = f"T01-1{rang}"
    nouveau = from_contenu(suivant)
    lignes: dict[str | int, Ligne] = {
        f"T01-0{rang}": Ligne(vers=(Destination(code=f"T01-0{rang}"),)) for rang in range(1, 5)
    }
    lignes |= {f"T01-0{rang + 5}": Ligne(vers=(Destination(code=f"T01-1{rang}"),)) for rang in range(4)}
    correspondance = Correspondance(id="essai", de="0.1.0", vers="0.2.0", lignes=lignes)
    positions = {"T01-A": Saisie(1), "T01-B": Saisie(3)}
    repris = convert_enjeux(correspondance, ancien, nouveau, ["T01-A", "T01-C"], positions)
    assert [r.fusion.contenu for r in repris] == [Saisie(1), Saisie(3)]


def test_a_non_concerne_falls_where_the_question_is_now_put_to_this_structure() -> None:
    contenu = Saisie(non_concerne=True, motif="Pas d’EBE", commentaire="À voir")
    fusion = merge([replace(source("A", contenu), rouverte=True)], 4, 4)
    assert fusion.a_confirmer
    assert fusion.contenu is not None
    assert (fusion.contenu.non_concerne, fusion.contenu.niveau, fusion.contenu.motif) == (False, None, "")
    assert fusion.contenu.commentaire == f"{ROUVERTE} Motif d’alors : Pas d’EBE\n\nÀ voir"
