"""Row 4: saving one answer in the service, against pgbench committing the very statements that it sends."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bench.auteur import Auteur
from bench.lieux import BASE, Lieux, open_installation
from bench.resultats import Resultat, Serie, compare
from caprse.socle.base_locale import APPLICATION
from caprse.socle.postgres.connexion import LIMITES

TOURS = 10
SAUVEGARDES = 150
ECHAUFFEMENT = 50
BARRE = 2.0
STRUCTURE = 1
_PARAMETRE = re.compile(r"%\((\w+)\)s")


def measure_sauvegarde(lieux: Lieux) -> Resultat:
    """Turn by turn on the same answer, one client each, same server, same role, same prepared mode.

    Raises ReponsePerdue when the base does not hold as many versions as were committed.
    """
    site = lieux.site
    with open_installation(site.serveur) as installation:
        service = Auteur(
            installation,
            site.serveur,
            BASE,
            lieux.jetons[STRUCTURE],
            site.monde.carnets[STRUCTURE],
            site.monde.criteres[0],
        )
        for _ in range(ECHAUFFEMENT):
            service.save()
        with capture(installation.moteur) as envois:
            service.save()
        script = lieux.dossier / "sauvegarde.sql"
        variables = write_script(script, envois)
        service.version += _run_pgbench(lieux, script, variables, service.version, ECHAUFFEMENT)[0]
        temps_service: list[float] = []
        temps_pgbench: list[float] = []
        for tour in range(TOURS):
            for rang in (tour, tour + 1):
                if rang % 2:
                    temps_service += [service.save() for _ in range(SAUVEGARDES)]
                else:
                    faites, temps = _run_pgbench(lieux, script, variables, service.version, SAUVEGARDES)
                    service.version += faites
                    temps_pgbench += temps
        service.check()
    du_service = Serie("Sauvegarde d'une réponse par le service", tuple(temps_service))
    de_pgbench = Serie("Les mêmes requêtes par pgbench", tuple(temps_pgbench))
    ligne = compare("Sauvegarde d'une réponse contre pgbench, médianes", du_service.p50, de_pgbench.p50, BARRE)
    return Resultat((ligne,), (du_service, de_pgbench))


@contextmanager
def capture(moteur: Engine) -> Iterator[list[tuple[str, Mapping[str, Any]]]]:
    """Keep every statement that goes to the base during the block, with its parameters."""
    envois: list[tuple[str, Mapping[str, Any]]] = []

    def keep(_c: Any, _curseur: Any, requete: str, parametres: Any, _contexte: Any, _plusieurs: bool) -> None:
        envois.append((requete, parametres))

    event.listen(moteur, "before_cursor_execute", keep)
    try:
        yield envois
    finally:
        event.remove(moteur, "before_cursor_execute", keep)


def write_script(chemin: Path, envois: list[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Write the captured transaction as a pgbench script; gives the values of its variables.

    pgbench has neither null nor empty variables: these stand in the text. Niveau and version change at each save,
    as they do in the service: the version comes back from the statement itself.
    """
    variables: dict[str, str] = {}
    lignes = ["\\set niveau :version % 5", "BEGIN;"]
    for requete, parametres in envois:

        def place(trouve: re.Match[str], valeurs: Mapping[str, Any] = parametres) -> str:
            nom = trouve[1]
            valeur = valeurs[nom]
            if valeur is None or valeur == "":
                return "null" if valeur is None else "''"
            if nom not in {"niveau", "version"}:
                variables[nom] = str(valeur)
            return f":{nom}"

        texte = _PARAMETRE.sub(place, " ".join(requete.split())).replace("%%", "%")
        lignes.append(
            texte.replace("returning r.version", "returning r.version \\gset") if "returning" in texte else f"{texte};"
        )
    lignes.append("COMMIT;")
    chemin.write_text("\n".join(lignes) + "\n", encoding="utf-8")
    return variables


def build_commande(
    lieux: Lieux, script: Path, variables: dict[str, str], version: int, mesure: list[str], journal: Path
) -> tuple[list[str], dict[str, str]]:
    """One client of pgbench on this script, under the limits that the service's connections have."""
    serveur = lieux.site.serveur
    commande = [
        str(serveur.binaires / "pgbench"),
        "--no-vacuum",
        "--protocol=prepared",
        "--client=1",
        *mesure,
        "--log",
        f"--log-prefix={journal}",
        f"--file={script}",
        f"-Dversion={version}",
        *(f"-D{nom}={valeur}" for nom, valeur in variables.items()),
        f"--host={serveur.prises}",
        f"--username={APPLICATION}",
        BASE,
    ]
    return commande, os.environ | {"PGOPTIONS": " ".join(f"-c {nom}={valeur}" for nom, valeur in LIMITES.items())}


def count_transactions(lieux: Lieux, journal: Path) -> list[float]:
    """Milliseconds of each transaction that pgbench noted; its notes are then removed."""
    journaux = list(lieux.dossier.glob(f"{journal.name}.*"))
    notes = [chemin for chemin in journaux if chemin.suffix != ".sql"]
    # Third column of pgbench's log: microseconds of the transaction.
    temps = [int(ligne.split()[2]) / 1000 for chemin in notes for ligne in chemin.read_text().splitlines()]
    for chemin in notes:
        chemin.unlink()
    return temps


def _run_pgbench(
    lieux: Lieux, script: Path, variables: dict[str, str], version: int, nombre: int
) -> tuple[int, list[float]]:
    """Commit ``nombre`` transactions; gives how many went through and the milliseconds of each."""
    journal = lieux.dossier / "pgbench"
    commande, environ = build_commande(lieux, script, variables, version, [f"--transactions={nombre}"], journal)
    fini = subprocess.run(commande, env=environ, capture_output=True, text=True, check=False, cwd=lieux.dossier)
    temps = count_transactions(lieux, journal)
    if fini.returncode or len(temps) != nombre:
        raise RuntimeError(f"pgbench a échoué :\n{fini.stdout}{fini.stderr}")
    return nombre, temps
