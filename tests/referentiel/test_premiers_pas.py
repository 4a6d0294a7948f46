"""The first steps that ship: one for each niveau to reach, said as an act, none like another."""

from __future__ import annotations

import re
from collections import Counter

from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.livrees import find_livree
from caprse.referentiel.vue_lecture import build_critere, search
from tests.referentiel.versions import read_livre

LIVRE = read_livre()
CRITERES = [critere for thematique in LIVRE.thematiques for critere in thematique.criteres]
PAS = [(f"{critere.code}·{niveau}", pas) for critere in CRITERES for niveau, pas in critere.premiers_pas.items()]
INFINITIF = re.compile(r"(?:S’|Se )?\w+(?:er|ir|re|oir)\b")
PHRASES_MAX = 2
# Words that say nothing that a person could do on Monday.
CREUX = (
    "mettre en place",
    "démarche",
    "processus",
    "sensibilis",
    "optimis",
    "dispositif",
    "formalis",
    "parties prenantes",
)
# Of the steps to the first niveau, which cost nothing.
ARGENT = ("acheter", "payer", "prestataire", "louer", "budgéter")


def test_each_critere_has_a_first_step_for_each_niveau_to_reach() -> None:
    attendus = list(range(1, LIVRE.niveau_max + 1))
    assert {critere.code: sorted(critere.premiers_pas) for critere in CRITERES} == dict.fromkeys(
        (critere.code for critere in CRITERES), attendus
    )


def test_each_is_an_act_in_one_or_two_sentences_without_hollow_words() -> None:
    assert [nom for nom, pas in PAS if not INFINITIF.match(pas)] == []
    assert [nom for nom, pas in PAS if len(re.findall(r"\.(?=\s|$)", pas)) > PHRASES_MAX] == []
    assert [nom for nom, pas in PAS if any(mot in pas.casefold() for mot in CREUX)] == []


def test_none_repeats_another_nor_comes_out_of_one_mould() -> None:
    assert len({pas for _, pas in PAS}) == len(PAS)
    verbes = Counter(pas.split()[0] for _, pas in PAS)
    assert max(verbes.values()) <= len(PAS) // 20
    debuts = Counter(" ".join(pas.split()[:4]) for _, pas in PAS)
    assert [debut for debut, fois in debuts.items() if fois > 2] == []


def test_a_first_step_to_the_first_niveau_costs_nothing() -> None:
    premiers = [(critere.code, critere.premiers_pas[1]) for critere in CRITERES]
    chers = [code for code, pas in premiers if any(re.search(rf"\b{mot}\b", pas.casefold()) for mot in ARGENT)]
    # « sans payer plus cher »
    assert chers == ["ECO-08"]


def test_they_are_read_and_searched_with_their_critere() -> None:
    vu = build_critere(LIVRE, CRITERES[0])
    assert "<h5>Un premier pas vers</h5><ul><li><b>1 · Amorcé</b>" in vu
    assert all(pas in vu for pas in CRITERES[0].premiers_pas.values())
    assert [critere.code for critere in search(CRITERES, "chasse d’eau")] == ["ENV-07"]
    assert "premier pas" not in build_critere(LIVRE, CRITERES[0].model_copy(update={"premiers_pas": {}}))


def test_the_version_before_had_none_and_leads_here_by_itself() -> None:
    contenu = to_contenu(LIVRE) | {"version": "0.2.0"}
    for thematique in contenu["thematiques"]:
        for enjeu in thematique["enjeux"]:
            for critere in enjeu["criteres"]:
                del critere["premiers_pas"]
    assert find_livree(from_contenu(contenu), LIVRE) is not None
