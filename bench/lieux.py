"""What the measures run on: a durable Postgres, the workbook in front of it, the two floors."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from caprse.acces.modele import Compte, Habilitation, SessionWeb
from caprse.acces.regles import Role
from caprse.acces.unite import hash_jeton, open_unit_systeme
from caprse.migrations import migrate
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale, start_base_locale
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from tests.base import create_base
from tests.courrier.serveur import find_port
from tests.monde import Monde
from tests.parcours.site import RACINE, Site, clean_environ, fill_base, open_site, run_serveur_web

BASE = "bench"
STRUCTURES = 20


@dataclass(frozen=True)
class Sol:
    """A floor that runs."""

    adresse: str
    pid: int


@dataclass(frozen=True)
class Lieux:
    """Everything that runs during a measure. ``jetons`` opens the carnet of each structure, in their order."""

    site: Site
    sol_vide: Sol
    sol_nu: Sol
    sol_fil: Sol
    jetons: tuple[str, ...]
    dossier: Path


@contextmanager
def open_lieux() -> Iterator[Lieux]:
    """Start it all on loopback, stop it all at the end. Postgres syncs to disk, as an installation does."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-bench-"))
    dossier.chmod(0o755)
    serveur = start_base_locale(dossier, durable=True)
    try:
        create_base(serveur, BASE)
        migrate(serveur.url(PROPRIETAIRE, BASE))
        monde = fill_base(serveur, BASE, STRUCTURES)
        jetons = create_directions(serveur, monde)
        with ExitStack() as pile:
            site = pile.enter_context(open_site(serveur, BASE, monde, dossier))
            vide = pile.enter_context(open_sol("sol_vide.py", dossier))
            nu = pile.enter_context(open_sol("sol_nu.py", dossier))
            fil = pile.enter_context(open_sol("sol_fil.py", dossier))
            yield Lieux(site, vide, nu, fil, jetons, dossier)
    finally:
        serveur.stop()
        shutil.rmtree(dossier, ignore_errors=True)


@contextmanager
def open_installation(serveur: BaseLocale, base: str = BASE) -> Iterator[Installation]:
    """The wiring of a process on a base, as the application's role."""
    moteur = create_moteur(serveur.url(APPLICATION, base))
    try:
        yield Installation(Reglages(), moteur, serveur.url(PROPRIETAIRE, base))
    finally:
        moteur.dispose()


def create_directions(serveur: BaseLocale, monde: Monde) -> tuple[str, ...]:
    """A director for each structure, logged in; gives their session tokens."""
    with open_installation(serveur) as installation, open_unit_systeme(installation) as unit:
        jetons = []
        for rang, structure in enumerate(monde.structures):
            compte = Compte(courriel=f"direction-{rang}@exemple.test", nom=f"Direction {rang}")
            unit.db.add(compte)
            unit.db.flush()
            jetons.append(f"jeton-de-direction-{rang}")
            unit.db.add_all(_build_acces(compte.id, monde.collectif, structure, jetons[-1]))
    return tuple(jetons)


def create_gens(lieux: Lieux, nombre: int) -> tuple[str, ...]:
    """People who answer, spread over the structures, each with an account of their own; gives their session tokens."""
    site, monde = lieux.site, lieux.site.monde
    existants = site.query("select count(*) from compte where courriel like 'gens-%%'")[0][0]
    with open_installation(site.serveur) as installation, open_unit_systeme(installation) as unit:
        for rang in range(existants, nombre):
            compte = Compte(courriel=f"gens-{rang}@exemple.test", nom=f"Personne {rang}")
            unit.db.add(compte)
            unit.db.flush()
            structure = monde.structures[rang % len(monde.structures)]
            unit.db.add_all(_build_acces(compte.id, monde.collectif, structure, f"jeton-de-gens-{rang}"))
    return tuple(f"jeton-de-gens-{rang}" for rang in range(nombre))


def _build_acces(compte: UUID, collectif: UUID, structure: UUID, jeton: str) -> tuple[Habilitation, SessionWeb]:
    expiration = datetime.now(UTC) + timedelta(days=1)
    return (
        Habilitation(compte_id=compte, role=Role.DIRECTION, collectif_id=collectif, structure_id=structure),
        SessionWeb(compte_id=compte, empreinte=hash_jeton(jeton), appareil="bench", expire_le=expiration),
    )


@contextmanager
def open_sol(script: str, dossier: Path) -> Iterator[Sol]:
    """A floor in a server of its own, run as the workbook is."""
    port = find_port()
    adresse = f"http://127.0.0.1:{port}"
    commande = [sys.executable, "-m", "bench.sol", script, str(port)]
    environ = clean_environ() | {"PYTHONPATH": str(RACINE)}
    with run_serveur_web(commande, f"{adresse}/_stcore/health", dossier / f"{script}.log", environ) as pid:
        yield Sol(adresse, pid)
