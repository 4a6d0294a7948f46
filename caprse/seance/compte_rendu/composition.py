"""The minutes taken apart for who reads them: under each heading its pictures, then the lines of people. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caprse.seance.compte_rendu.lignes import Partie, group_parties, strip_question
from caprse.seance.compte_rendu.papier import Bloc, GenreBloc
from caprse.seance.compte_rendu.phrases import QUESTION, write_scene
from caprse.seance.contenus.scene_chemin import SceneChemin
from caprse.seance.contenus.scenes import SceneEtape, SceneRadar

# What the picture or what stands above it says already.
DITS = ("Médiane : ", "Niveau retenu ensemble : ", "Réponses sur tout l’enjeu ", "Médiane du collectif : ")


@dataclass(frozen=True, slots=True)
class Image:
    """What one step showed; ``nom``: empty for the first of its heading; ``phrases``: what its figures do not say.

    ``question``: the one of its phrases that says what was asked.
    """

    nom: str
    phrases: tuple[str, ...]
    scenes: tuple[SceneEtape, ...]
    question: str = ""

    @property
    def radar(self) -> bool:
        """Whether it shows the collectif, rather than a vote."""
        return any(isinstance(scene, SceneRadar | SceneChemin) for scene in self.scenes)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What stands under one heading; without ``titre``, what precedes them all."""

    titre: str
    images: tuple[Image, ...]
    lignes: tuple[Bloc, ...]

    @property
    def scenes(self) -> tuple[SceneEtape, ...]:
        """Everything that it shows."""
        return tuple(scene for image in self.images for scene in image.scenes)

    @property
    def question(self) -> str:
        """What was asked, for who was not there; empty where the heading says it, or it asked nothing."""
        return next((image.question for image in self.images if image.question), "")

    @property
    def vote(self) -> bool:
        """Whether it shows votes and nothing else: two of them stand side by side."""
        return bool(self.scenes) and not any(image.radar for image in self.images)


def compose(parties: Sequence[Partie], scenes: Mapping[int, SceneEtape]) -> list[Ensemble]:
    """The headings in order. No line of a person is lost: only what a picture writes of itself goes with it."""
    return [_compose(groupe, scenes) for groupe in group_parties(parties)]


def list_demies(ensembles: Sequence[Ensemble]) -> set[int]:
    """The ranks that stand two by two: votes that follow each other; one that is left alone takes the whole line."""
    demies: set[int] = set()
    for rang in range(1, len(ensembles)):
        if ensembles[rang].vote and ensembles[rang - 1].vote and rang - 1 not in demies:
            demies |= {rang - 1, rang}
    return demies


def _compose(groupe: Sequence[Partie], scenes: Mapping[int, SceneEtape]) -> Ensemble:
    titre = groupe[0].titre
    vues = [tuple(scenes[rang] for rang in partie.images if rang in scenes) for partie in groupe]
    if not any(vues):
        return Ensemble(titre, (), tuple(bloc for partie in groupe for bloc in partie.blocs if not _is_image(bloc)))
    machine = {ligne for une in vues for scene in une for ligne in write_scene(scene)}
    images = tuple(
        Image(
            "" if partie is groupe[0] else partie.titre.removesuffix(f" : {titre}"),
            _list_phrases(partie, machine),
            vue,
            next((strip_question(bloc.texte) for bloc in partie.blocs if bloc.texte.startswith(QUESTION)), ""),
        )
        for partie, vue in zip(groupe, vues, strict=True)
    )
    lignes = tuple(bloc for partie in groupe for bloc in partie.blocs if not _is_machine(bloc, machine))
    return Ensemble(titre, images, lignes)


def _list_phrases(partie: Partie, machine: set[str]) -> tuple[str, ...]:
    return tuple(
        strip_question(bloc.texte)
        for bloc in partie.blocs
        if _is_machine(bloc, machine) and bloc.genre is GenreBloc.TEXTE and not bloc.texte.startswith(DITS)
    )


def _is_machine(bloc: Bloc, machine: set[str]) -> bool:
    return _is_image(bloc) or bloc.texte.startswith(QUESTION) or bloc.texte in machine


def _is_image(bloc: Bloc) -> bool:
    return bloc.genre is GenreBloc.IMAGE
