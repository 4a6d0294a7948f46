"""A consultation as its people live it: opened by Alice on the first carnet, answered, closed; verbs in, ids out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.avis.lecture import Consultation, list_consultations
from caprse.avis.regles import GROUPES
from caprse.avis.releves import save_releve
from caprse.avis.service import Liens, close_consultation, open_consultation
from caprse.avis.voix import Bulletin, save_avis, save_voix
from tests.monde import Monde

FIN = date(2026, 3, 31)
ADRESSE = "203.0.113.7"


@dataclass(frozen=True)
class Scene:
    """One consultation that runs: who may answer, and how."""

    monde: Monde
    id: UUID
    liens: Liens

    @property
    def groupes(self) -> list[UUID]:
        return list(self.liens)

    @property
    def jetons(self) -> list[str]:
        return list(self.liens.values())

    def say(self, personne: str, niveau: int | None, groupe: int = 0, critere: int = 0) -> None:
        """From an account."""
        with open_unit(compte_id=self.monde.comptes[personne]) as unit:
            save_avis(unit, self.id, self.groupes[groupe], self.monde.criteres[critere], niveau)

    def tap(
        self, appareil: str, niveau: int | None, groupe: int = 1, critere: int = 0, adresse: str = ADRESSE
    ) -> Bulletin:
        """From a phone."""
        with open_unit_systeme() as unit:
            return save_voix(unit, self.jetons[groupe], appareil, self.monde.criteres[critere], niveau, adresse)

    def type_in(
        self, niveaux: Sequence[int], sait_pas: int = 0, groupe: int = 1, critere: int = 0, version: int = 0
    ) -> None:
        """From sheets."""
        with open_unit(compte_id=self.monde.comptes["alice"]) as unit:
            save_releve(unit, self.id, self.groupes[groupe], self.monde.criteres[critere], niveaux, sait_pas, version)

    def close(self, personne: str = "alice") -> None:
        with open_unit(compte_id=self.monde.comptes[personne]) as unit:
            close_consultation(unit, self.id)

    def read(self, personne: str = "alice") -> Consultation:
        with open_unit(compte_id=self.monde.comptes[personne]) as unit:
            toutes = list_consultations(unit, self.monde.structures[0])
        return next(consultation for consultation in toutes if consultation.id == self.id)


def open_scene(monde: Monde, *, nommee: bool = False, criteres: Sequence[int] = (0, 1), fin: date = FIN) -> Scene:
    """Alice asks her people about some critères of her carnet."""
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        codes = [monde.criteres[rang] for rang in criteres]
        consultation_id, liens = open_consultation(unit, monde.carnets[0], codes, GROUPES, fin, nommee=nommee)
    return Scene(monde, consultation_id, liens)
