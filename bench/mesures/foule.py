"""Rows of the crowd: people who answer on pages that stay open, and what the base then holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from bench.foule import NIVEAUX, Bilan, Personne, Plan
from bench.lieux import Lieux, Sol, create_gens
from bench.resultats import Ligne, ReponsePerdue, Resultat, Serie, compare, compare_au_moins, count_faults
from caprse.referentiel.schema import Enjeu
from tests.parcours.site import RACINE, load_referentiel

PERIODE = 3.0
CADENCE = 20.0  # seconds during which a crowd answers
SEULE = 45.0  # seconds for one person alone, whose answers are few
SANS_PAUSE = 10.0
ENSEMBLE = 10
FERMEES = 200
CENT, DEUX_CENTS = 100, 200
BARRE_CENT = 3.0
BARRE_DEUX_CENTS_MS = 2000.0
BARRE_SANS_PAUSE = 0.6
BARRE_APRES = 0.95
ENREGISTRE = "Enregistré à"


def measure_foule(lieux: Lieux) -> Resultat:
    """One person, then a hundred, then two hundred, one answer every three seconds each. Raises ReponsePerdue."""
    series: list[Serie] = []
    lignes: list[Ligne] = []
    p95: dict[int, float] = {}
    for nombre, duree in ((1, SEULE), (CENT, CADENCE), (DEUX_CENTS, CADENCE)):
        bilan, perdues = _answer(lieux, nombre, PERIODE, duree)
        nom = f"{nombre} personne{'s' if nombre > 1 else ''}, une réponse toutes les {PERIODE:.0f} s chacune"
        serie = Serie(nom, tuple(bilan.temps))
        series.append(serie)
        p95[nombre] = serie.p95
        if nombre > 1:
            lignes.append(count_faults(f"{nombre} personnes : réponses perdues", perdues))
            lignes.append(count_faults(f"{nombre} personnes : erreurs", len(bilan.erreurs)))
    lignes[0:0] = [
        compare(f"{CENT} personnes qui répondent, p95 contre une seule", p95[CENT], p95[1], BARRE_CENT),
        compare(f"{DEUX_CENTS} personnes qui répondent, p95 contre 2 s", p95[DEUX_CENTS], BARRE_DEUX_CENTS_MS, 1.0),
    ]
    return Resultat(tuple(lignes), tuple(series))


def measure_sans_pause(lieux: Lieux) -> Resultat:
    """Ten people without pause, in turns with both floors; then again once many tabs were closed.

    One floor hears a click as Streamlit does, along its line: the bar is against it. The other answers by the
    workbook's very door, and only reads what comes in: its rate says what the rest of an answer costs.
    """
    debits: dict[str, float] = {}
    series = []

    def note(nom: str, play: Callable[[], Bilan]) -> None:
        bilan = play()
        if bilan.erreurs:
            raise ReponsePerdue(f"{nom} : {bilan.erreurs[0]}")
        debits[nom] = len(bilan.temps) / bilan.duree
        series.append(Serie(f"{nom} ({debits[nom]:.0f} par seconde)", tuple(bilan.temps)))

    def answer(fermees: int = 0) -> Bilan:
        bilan, perdues = _answer(lieux, ENSEMBLE, 0, SANS_PAUSE, fermees)
        if perdues:
            raise ReponsePerdue(f"{perdues} réponses accusées ne sont pas en base")
        return bilan

    fil, sol, avant, fil_apres, sol_apres, apres = (
        f"{ENSEMBLE} personnes sans pause, sol du fil",
        f"{ENSEMBLE} personnes sans pause, sol nu",
        f"{ENSEMBLE} personnes sans pause, carnet",
        f"{ENSEMBLE} personnes sans pause, sol du fil encore",
        f"{ENSEMBLE} personnes sans pause, sol nu encore",
        f"{ENSEMBLE} personnes sans pause, carnet après {FERMEES} onglets fermés",
    )
    note(fil, lambda: _click(lieux.sol_fil))
    note(sol, lambda: _click(lieux.sol_nu))
    note(avant, answer)
    note(fil_apres, lambda: _click(lieux.sol_fil))
    note(sol_apres, lambda: _click(lieux.sol_nu))
    note(apres, lambda: answer(FERMEES))
    return Resultat(
        (
            compare_au_moins(
                f"{ENSEMBLE} personnes sans pause, réponses par seconde contre un clic que Streamlit entend",
                debits[avant],
                (debits[fil] + debits[fil_apres]) / 2,
                BARRE_SANS_PAUSE,
            ),
            compare_au_moins(
                f"Les mêmes après {FERMEES} onglets fermés contre avant", debits[apres], debits[avant], BARRE_APRES
            ),
        ),
        tuple(series),
    )


def run_foule(plan: Plan) -> Bilan:
    """Play a plan in a process of its own, whose work is not the server's."""
    fini = subprocess.run(
        [sys.executable, "-m", "bench.foule"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        check=False,
        cwd=RACINE,
    )
    if fini.returncode:
        raise RuntimeError(f"la foule s'est arrêtée :\n{fini.stderr}")
    return Bilan(**json.loads(fini.stdout))


def _click(sol: Sol) -> Bilan:
    criteres = load_referentiel().thematique(load_referentiel().ordre[0]).enjeux[0].criteres
    personnes = tuple(Personne(None, "", "", criteres[rang % len(criteres)].code) for rang in range(ENSEMBLE))
    return run_foule(Plan(sol.adresse, personnes, 0, SANS_PAUSE, ENREGISTRE))


def build_foule(lieux: Lieux, nombre: int) -> tuple[Personne, ...]:
    """People in turn over the structures, and over the critères of each: no two give the same answer."""
    referentiel = load_referentiel()
    lieux_des_criteres: list[tuple[Enjeu, str]] = [
        (enjeu, critere.code)
        for thematique in referentiel.capsule(referentiel.ordre[0])
        for enjeu in thematique.enjeux
        for critere in enjeu.criteres
    ]
    structures = len(lieux.site.monde.structures)
    if nombre > structures * len(lieux_des_criteres):
        raise ValueError("plus de personnes que de réponses à donner")
    personnes = []
    for rang, jeton in enumerate(create_gens(lieux, nombre)):
        enjeu, critere = lieux_des_criteres[rang // structures]
        personnes.append(Personne(jeton, "carnet", f"etape={enjeu.code}", critere))
    return tuple(personnes)


def _answer(lieux: Lieux, nombre: int, periode: float, duree: float, fermees: int = 0) -> tuple[Bilan, int]:
    """Have them answer; gives what happened, and how many answers that were told recorded the base does not hold."""
    personnes = build_foule(lieux, nombre)
    avant = _read_versions(lieux, personnes)
    personnes = tuple(
        replace(personne, depart=0 if niveau is None else (niveau + 1) % NIVEAUX)
        for personne, (_, niveau) in zip(personnes, avant, strict=True)
    )
    bilan = run_foule(Plan(lieux.site.adresse, personnes, periode, duree, ENREGISTRE, fermees))
    apres = _read_versions(lieux, personnes)
    perdues = 0
    for rang, (accuses, dernier) in enumerate(zip(bilan.accuses, bilan.derniers, strict=True)):
        version, niveau = apres[rang]
        perdues += max(0, accuses - (version - avant[rang][0]))
        # After an error an answer may have been written without being told; else the last one told is the one kept.
        perdues += dernier is not None and niveau != dernier and not bilan.erreurs
    return bilan, perdues


def _read_versions(lieux: Lieux, personnes: tuple[Personne, ...]) -> list[tuple[int, int | None]]:
    """Version and niveau of the answer of each person, as the base holds it."""
    monde = lieux.site.monde
    lues = {
        (carnet, critere): (version, niveau)
        for carnet, critere, version, niveau in lieux.site.query(
            "select carnet_id, critere, version, niveau from reponse"
        )
    }
    return [
        lues.get((monde.carnets[rang % len(monde.carnets)], personne.critere), (0, None))
        for rang, personne in enumerate(personnes)
    ]


def measure_memoire(lieux: Lieux) -> Resultat:
    """What one more open tab of the carnet keeps in memory, against one of the bare floor."""
    carnet = _weigh(lieux.site.pid, Plan(lieux.site.adresse, build_foule(lieux, ONGLETS), 0, 0, ""))
    criteres = load_referentiel().thematique(load_referentiel().ordre[0]).enjeux[0].criteres
    gens = tuple(Personne(None, "", "", criteres[0].code) for _ in range(ONGLETS))
    nu = _weigh(lieux.sol_nu.pid, Plan(lieux.sol_nu.adresse, gens, 0, 0, ""))
    print(f"Mémoire d'un onglet : carnet {carnet:.0f} Kio, sol nu {nu:.0f} Kio", flush=True)
    return Resultat((compare("Mémoire d'un onglet du carnet contre le sol nu", carnet, nu, BARRE_MEMOIRE),), ())


ONGLETS = 250
# Opened first, until the process has used up what its start left free: before, a tab grows it by less than it holds.
PREMIERS = 100
BARRE_MEMOIRE = 1.5


def _weigh(pid: int, plan: Plan) -> float:
    """KiB that the process grows by, for each tab beyond the first ones, all still open."""
    processus = subprocess.Popen(
        [sys.executable, "-m", "bench.foule", "--tenir", str(PREMIERS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=RACINE,
    )
    assert processus.stdin is not None
    assert processus.stdout is not None
    poids = []
    processus.stdin.write(json.dumps(asdict(plan)) + "\n")
    for _ in range(2):
        processus.stdin.flush()
        if processus.stdout.readline() != "ouverts\n":
            raise RuntimeError("les onglets n'ont pas pu être ouverts")
        poids.append(_read_memoire(pid))
        processus.stdin.write("\n")
    processus.communicate()
    return (poids[1] - poids[0]) / (len(plan.personnes) - PREMIERS)


def _read_memoire(pid: int) -> float:
    """KiB of memory that this process holds."""
    lignes = Path(f"/proc/{pid}/status").read_text().splitlines()
    return float(next(ligne.split()[1] for ligne in lignes if ligne.startswith("VmRSS")))
