"""What the wall shows of a step, one type per kind: the same that ``etape.fige`` keeps for the replay. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import ClassVar
from uuid import UUID

from caprse.seance.contenus.axes import AxeMontre
from caprse.seance.contenus.brut import Brut
from caprse.seance.contenus.scene_chemin import SceneChemin
from caprse.seance.contenus.scene_decisions import SceneCloture, SceneDecisions
from caprse.seance.contenus.scene_pratique import ScenePratique
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.regles import GenreEtape


@dataclass(frozen=True, slots=True)
class SceneTexte:
    """A text or a link."""

    titre: str
    texte: str
    lien: str
    genre: ClassVar[GenreEtape] = GenreEtape.TEXTE

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        return {"genre": str(self.genre), "titre": self.titre, "texte": self.texte, "lien": self.lien}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneTexte:
        """As it was kept."""
        return cls(contenu.get("titre", ""), contenu["texte"], contenu["lien"])


@dataclass(frozen=True, slots=True)
class SceneAccueil:
    """The welcome: what the day is, and when; the wall adds the code, and who came in."""

    titre: str
    rencontre: str = ""
    jour: str = ""
    genre: ClassVar[GenreEtape] = GenreEtape.ACCUEIL

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        return {"genre": str(self.genre), "titre": self.titre, "rencontre": self.rencontre, "jour": self.jour}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneAccueil:
        """As it was kept."""
        return cls(contenu["titre"], contenu["rencontre"], contenu["jour"])


# What steps kept in the past may say they compare with, and no longer do.
LANCEMENT = "au lancement"
SANS_COMPARAISON = {"avant": None, "points": None}


@dataclass(frozen=True, slots=True)
class SceneRadar:
    """The collectif on its axes; without any axis, the ``raison`` why, and nothing else.

    ``avant`` says since when the changes are; ``source`` of which day the figures are.
    """

    titre: str
    raison: str = ""
    thematique: str = ""
    axes: tuple[AxeMontre, ...] = ()
    avant: str | None = None
    maintenant: str = ""
    changements: tuple[str, ...] = ()
    trimestre: int = 0
    source: str = ""
    genre: ClassVar[GenreEtape] = GenreEtape.RADAR

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        base: dict[str, object] = {
            "genre": str(self.genre),
            "titre": self.titre,
            "raison": self.raison,
            "axes": [asdict(axe) for axe in self.axes],
        }
        if not self.axes:
            return base
        return base | {
            "thematique": self.thematique,
            "avant": self.avant,
            "maintenant": self.maintenant,
            "changements": list(self.changements),
            "trimestre": self.trimestre,
            "source": self.source,
        }

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneRadar:
        """As it was kept, but for a change since the launch: the positionnement asked other questions."""
        titre = contenu.get("titre", "")
        if not contenu["axes"]:
            return cls(titre, contenu["raison"])
        compare = contenu["avant"] != LANCEMENT
        return cls(
            titre,
            contenu["raison"],
            contenu["thematique"],
            tuple(AxeMontre(**(axe if compare else axe | SANS_COMPARAISON)) for axe in contenu["axes"]),
            contenu["avant"] if compare else None,
            contenu["maintenant"],
            tuple(contenu["changements"]) if compare else (),
            contenu["trimestre"],
            contenu["source"],
        )


@dataclass(frozen=True, slots=True)
class SceneRepartition:
    """The spread of a critère, or of its enjeu (``portee``), with the question; without numbers, the ``raison`` why.

    ``textes``: the descriptors of the critère, one per niveau; ``compte``: how many answers, in words.
    """

    titre: str
    critere: str
    question: str
    textes: tuple[str, ...]
    raison: str = ""
    portee: str = ""
    axe: str = ""
    note: str = ""
    noms: tuple[str, ...] = ()
    nombres: tuple[int, ...] = ()
    mediane: str = ""
    compte: str = ""
    trimestre: int = 0
    source: str = ""
    genre: ClassVar[GenreEtape] = GenreEtape.REPARTITION

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        base: dict[str, object] = {
            "genre": str(self.genre),
            "titre": self.titre,
            "critere": self.critere,
            "question": self.question,
            "textes": list(self.textes),
            "raison": self.raison,
            "nombres": list(self.nombres),
        }
        if not self.nombres:
            return base
        return base | {
            "portee": self.portee,
            "axe": self.axe,
            "note": self.note,
            "noms": list(self.noms),
            "mediane": self.mediane,
            "compte": self.compte,
            "trimestre": self.trimestre,
            "source": self.source,
        }

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneRepartition:
        """As it was kept."""
        question = cls(
            contenu.get("titre", ""),
            contenu["critere"],
            contenu["question"],
            tuple(contenu["textes"]),
            contenu["raison"],
        )
        if not contenu["nombres"]:
            return question
        return replace(
            question,
            portee=contenu["portee"],
            axe=contenu["axe"],
            note=contenu["note"],
            noms=tuple(contenu["noms"]),
            nombres=tuple(contenu["nombres"]),
            mediane=contenu["mediane"],
            compte=contenu["compte"],
            trimestre=contenu["trimestre"],
            source=contenu["source"],
        )


SceneEtape = (
    SceneTexte
    | SceneAccueil
    | SceneCloture
    | SceneDecisions
    | SceneRadar
    | SceneChemin
    | SceneRepartition
    | ScenePratique
    | SceneVote
)


def decode_scene(contenu: Brut) -> SceneEtape:
    """What was shown of a step, as it was kept. Its kind is in it: the step itself may have become another since."""
    match GenreEtape(contenu["genre"]):
        case GenreEtape.TEXTE:
            return SceneTexte.from_contenu(contenu)
        case GenreEtape.RADAR:
            return SceneRadar.from_contenu(contenu)
        case GenreEtape.CHEMIN:
            return SceneChemin.from_contenu(contenu)
        case GenreEtape.REPARTITION:
            return SceneRepartition.from_contenu(contenu)
        case GenreEtape.PRATIQUE:
            return ScenePratique.from_contenu(contenu)
        case GenreEtape.VOTE:
            return SceneVote.from_contenu(contenu)
        case GenreEtape.DECISIONS | GenreEtape.DECISIONS_OUVERTES:
            return SceneDecisions.from_contenu(contenu)
        case GenreEtape.ACCUEIL:
            return SceneAccueil.from_contenu(contenu)
        case GenreEtape.CLOTURE:
            return SceneCloture.from_contenu(contenu)


def hide_withdrawn(scene: SceneEtape, nommables: Mapping[str, str], offertes: Collection[UUID]) -> SceneEtape:
    """What was kept, without what named a structure that took its name back, or its pratique, since.

    ``nommables``: those that show their name now, ``{id: name}``. The first sessions kept only names.
    ``offertes``: the pratiques that are still shared.
    """
    if isinstance(scene, ScenePratique) and scene.pratique not in {str(pratique) for pratique in offertes}:
        return ScenePratique(scene.titre, scene.pratique)
    if not isinstance(scene, SceneDecisions | SceneCloture):
        return scene
    noms = set(nommables.values())
    return replace(
        scene,
        decisions=tuple(
            decision
            for decision in scene.decisions
            if not decision.structure
            or (decision.structure_id in nommables if decision.structure_id else decision.structure in noms)
        ),
    )
