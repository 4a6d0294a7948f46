"""Someone who saves the same answer again and again, in the service, and knows what the base must then hold."""

from __future__ import annotations

import time
from uuid import UUID

import psycopg

from bench.resultats import ReponsePerdue
from caprse.acces.unite import open_unit
from caprse.carnet.places import find_structure
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.socle.base_locale import BaseLocale
from caprse.socle.installation import Installation

NIVEAUX = 5


class Auteur:
    """One person, one answer; ``version`` is the one that the base holds."""

    def __init__(
        self, installation: Installation, serveur: BaseLocale, base: str, jeton: str, carnet: UUID, critere: str
    ) -> None:
        self.installation = installation
        self.superutilisateur = serveur.url("postgres", base)
        self.jeton = jeton
        self.carnet = carnet
        self.critere = critere
        self.version = self._read(
            "select coalesce(max(version), 0) from reponse where carnet_id = %s and critere = %s"
        )

    def save(self) -> float:
        """Milliseconds of one save, rights checked and transaction committed; each time another niveau."""
        debut = time.perf_counter()
        with open_unit(jeton=self.jeton, installation=self.installation, ici=find_structure(self.carnet)) as unit:
            saisie = Saisie(niveau=self.version % NIVEAUX, commentaire="Mesure")
            self.version = save_reponse(unit, self.carnet, self.critere, saisie, self.version).version
        return (time.perf_counter() - debut) * 1000

    def save_for(self, duree: float) -> int:
        """Save for that many seconds; gives how often."""
        limite = time.perf_counter() + duree
        faites = 0
        while time.perf_counter() < limite:
            self.save()
            faites += 1
        return faites

    def check(self) -> None:
        """Every committed save has raised the version, in the base and in the journal. Raises ReponsePerdue."""
        en_base = self._read("select max(version) from reponse where carnet_id = %s and critere = %s")
        notees = self._read(
            "select count(*) from journal"
            " where objet = 'reponse' and cle ->> 'carnet_id' = %s::text and cle ->> 'critere' = %s"
        )
        if (en_base, notees) != (self.version, self.version):
            raise ReponsePerdue(f"version {en_base} en base, {notees} au journal, {self.version} attendue")

    def _read(self, requete: str) -> int:
        with psycopg.connect(self.superutilisateur) as connexion:
            lue = connexion.execute(requete, [self.carnet, self.critere]).fetchone()
        assert lue is not None
        return int(lue[0])
