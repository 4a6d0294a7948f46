"""What can go wrong, as values a page can show: each error is one French sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

Voulu = TypeVar("Voulu")
Actuel = TypeVar("Actuel")


class ErreurMetier(Exception):
    """An expected refusal. ``str()`` is the sentence shown to the person."""


class Introuvable(ErreurMetier):
    """The thing does not exist, or is not for this person: strangers are told the same."""

    def __init__(self, quoi: str = "Cette page") -> None:
        super().__init__(f"{quoi} est introuvable. Rien n’a été modifié.")


class Refus(ErreurMetier):
    """A rule says no. The sentence says which one and what to do."""


class SaisieInvalide(ErreurMetier):
    """Input refused whole, with every reason."""

    def __init__(self, raisons: list[str]) -> None:
        self.raisons = tuple(raisons)
        super().__init__(" ".join(raisons))


class Conflit(ErreurMetier, Generic[Voulu, Actuel]):
    """Somebody wrote meanwhile: what was asked and what stands are both kept, for the person to choose.

    ``champs``: the fields that both touched, as the person wanted them; empty where the whole is chosen as one.
    """

    def __init__(
        self, phrase: str, voulu: Voulu, actuel: Actuel, champs: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self.voulu = voulu
        self.actuel = actuel
        self.champs = champs or {}
        super().__init__(phrase)


class BaseIndisponible(ErreurMetier):
    """Postgres does not answer."""

    PHRASE = (
        "La base de données ne répond pas pour le moment. Ce qui était enregistré l’est toujours ; "
        "patientez un instant."
    )

    def __init__(self) -> None:
        super().__init__(self.PHRASE)


class BaseOccupee(BaseIndisponible):
    """Postgres answers, but could not do this in time: what was asked was not done, and may be asked again.

    A kind of BaseIndisponible, so that whoever keeps what was typed until the base is back keeps it here too.
    """

    PHRASE = (
        "La base de données est très occupée : cette action n’a pas été faite. Ce qui était enregistré l’est "
        "toujours ; réessayez dans un instant."
    )


class DisquePlein(BaseIndisponible):
    """Postgres answers, and has no room left to write: waiting is no remedy, someone must make room."""

    PHRASE = (
        "Le disque de la base de données est plein : cette action n’a pas été faite. Ce qui était enregistré l’est "
        "toujours ; prévenez la personne qui fait fonctionner le cahier."
    )
