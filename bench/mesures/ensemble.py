"""Rows of the service under several people at once, and for someone who answers for very many structures."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from bench.auteur import Auteur
from bench.lieux import BASE, Lieux, create_gens, open_installation
from bench.mesures.sauvegarde import build_commande, capture, count_transactions, write_script
from bench.resultats import Resultat, Serie, compare, compare_au_moins
from caprse.acces.modele import Compte, Habilitation, SessionWeb
from caprse.acces.regles import Role
from caprse.acces.unite import hash_jeton, open_unit_systeme
from caprse.migrations import migrate
from caprse.referentiel.codec import to_contenu
from caprse.socle.base_locale import PROPRIETAIRE
from caprse.socle.installation import Installation
from tests.base import create_base
from tests.monde import create_monde
from tests.parcours.site import load_referentiel

ENSEMBLE = 10
DUREE = 8.0
BARRE_ENSEMBLE = 0.5
ETENDUE = "bench_etendue"
STRUCTURES = 500
TOURS = 300
ECHAUFFEMENT = 40
BARRE_ETENDUE = 1.1


def measure_ensemble(lieux: Lieux) -> Resultat:
    """Ten people, ten structures, one process; in turns with ten clients of pgbench. Raises ReponsePerdue."""
    site, monde = lieux.site, lieux.site.monde
    jetons = create_gens(lieux, ENSEMBLE)
    debits: dict[str, list[float]] = {"service": [], "pgbench": []}
    with open_installation(site.serveur) as installation, ThreadPoolExecutor(ENSEMBLE) as equipe:
        auteurs = [
            Auteur(installation, site.serveur, BASE, jeton, monde.carnets[rang], monde.criteres[-1 - rang])
            for rang, jeton in enumerate(jetons)
        ]
        list(equipe.map(lambda auteur: [auteur.save() for _ in range(ECHAUFFEMENT)], auteurs))
        scripts = []
        for rang, auteur in enumerate(auteurs):
            with capture(installation.moteur) as envois:
                auteur.save()
            script = lieux.dossier / f"ensemble-{rang}.sql"
            scripts.append((script, write_script(script, envois)))
        for tour in range(2):
            for rang in (tour, tour + 1):
                if rang % 2:
                    faites = sum(equipe.map(lambda auteur: auteur.save_for(DUREE), auteurs))
                    debits["service"].append(faites / DUREE)
                else:
                    debits["pgbench"].append(_run_together(lieux, scripts, auteurs))
    for auteur in auteurs:
        auteur.check()
    service, pgbench = (sum(debits[nom]) / len(debits[nom]) for nom in ("service", "pgbench"))
    print(f"{ENSEMBLE} à la fois : service {service:.0f} par seconde, pgbench {pgbench:.0f}", flush=True)
    return Resultat(
        (
            compare_au_moins(
                f"{ENSEMBLE} personnes qui enregistrent à la fois, par seconde, contre pgbench",
                service,
                pgbench,
                BARRE_ENSEMBLE,
            ),
        ),
        (),
    )


def _run_together(lieux: Lieux, scripts: list[tuple[Path, dict[str, str]]], auteurs: list[Auteur]) -> float:
    """One client of pgbench for each person, all at once; gives transactions per second."""
    processus = []
    for rang, (script, variables) in enumerate(scripts):
        journal = lieux.dossier / f"ensemble-{rang}"
        commande, environ = build_commande(
            lieux, script, variables, auteurs[rang].version, [f"--time={DUREE:.0f}"], journal
        )
        processus.append(
            (
                rang,
                journal,
                subprocess.Popen(
                    commande, env=environ, cwd=lieux.dossier, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
                ),
            )
        )
    total = 0
    for rang, journal, client in processus:
        sorties = client.communicate()
        if client.returncode:
            raise RuntimeError(f"pgbench a échoué :\n{''.join(sorties)}")
        faites = len(count_transactions(lieux, journal))
        auteurs[rang].version += faites
        total += faites
    return total / DUREE


def measure_etendue(lieux: Lieux) -> Resultat:
    """The same save, in turns, by the director of one structure and by someone who directs 500."""
    serveur = lieux.site.serveur
    create_base(serveur, ETENDUE)
    migrate(serveur.url(PROPRIETAIRE, ETENDUE))
    referentiel = load_referentiel()
    with ExitStack() as pile:
        installation = pile.enter_context(open_installation(serveur, ETENDUE))
        monde = create_monde(installation, referentiel, to_contenu(referentiel), STRUCTURES)
        auteurs = [
            Auteur(installation, serveur, ETENDUE, jeton, monde.carnets[0], monde.criteres[rang])
            for rang, jeton in enumerate(
                (
                    _create_direction(installation, "une", monde.collectif, monde.structures[:1]),
                    _create_direction(installation, "toutes", monde.collectif, monde.structures),
                )
            )
        ]
        temps: list[list[float]] = [[], []]
        for tour in range(ECHAUFFEMENT + TOURS):
            for rang in (tour % 2, 1 - tour % 2):
                duree = auteurs[rang].save()
                if tour >= ECHAUFFEMENT:
                    temps[rang].append(duree)
        for auteur in auteurs:
            auteur.check()
    une, toutes = (
        Serie(f"Sauvegarde par un compte qui voit {nom}", tuple(valeurs))
        for nom, valeurs in zip(("une structure", f"{STRUCTURES} structures"), temps, strict=True)
    )
    ligne = compare(
        f"Sauvegarde par un compte de {STRUCTURES} structures contre une seule, médianes",
        toutes.p50,
        une.p50,
        BARRE_ETENDUE,
    )
    return Resultat((ligne,), (une, toutes))


def _create_direction(installation: Installation, nom: str, collectif: UUID, structures: tuple[UUID, ...]) -> str:
    jeton = f"jeton-de-direction-{nom}"
    with open_unit_systeme(installation) as unit:
        compte = Compte(courriel=f"{nom}@exemple.test", nom=f"Direction {nom}")
        unit.db.add(compte)
        unit.db.flush()
        unit.db.add_all(
            Habilitation(compte_id=compte.id, role=Role.DIRECTION, collectif_id=collectif, structure_id=structure)
            for structure in structures
        )
        unit.db.add(
            SessionWeb(
                compte_id=compte.id,
                empreinte=hash_jeton(jeton),
                appareil="bench",
                expire_le=datetime.now(UTC) + timedelta(days=1),
            )
        )
    return jeton
