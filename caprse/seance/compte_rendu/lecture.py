"""The minutes of a session as they write themselves, and as they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import RowMapping

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.desaccords import Desaccord, read_desaccords
from caprse.collectif.regles import TypeRencontre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.seance.compte_rendu.phrases import DecisionRendue, EtapeRendue, Matiere, hide_noms, write_compte_rendu
from caprse.seance.compte_rendu.requetes import GET_COMPTE_RENDU, GET_MATIERE
from caprse.seance.contenus.brut import Brut
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.scene_pratique import read_pratiques
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneEtape, decode_scene, hide_withdrawn
from caprse.seance.fiche import build_tour
from caprse.seance.image.figures import has_figure
from caprse.seance.image.montage import REVELES, build_vote
from caprse.seance.regles import EtatSeance, GenreEtape
from caprse.socle.dates import FUSEAU
from caprse.socle.ecran.cadre import Theme
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce compte rendu"
REPETITION = "Une répétition ne laisse pas de trace : elle n’a pas de compte rendu."
PAS_FINIE = "Le compte rendu s’écrit quand la séance est terminée."


@dataclass(frozen=True, slots=True)
class CompteRenduVu:
    """The minutes as their page shows them. ``version`` 0: not written yet. ``scenes``: what has a picture, by rank
    of step.

    ``desaccords``: texts that wait beside this one, this person's first.
    """

    seance_id: UUID
    collectif_id: UUID
    collectif: str
    fictif: bool
    titre: str
    jour: date
    texte: str
    version: int
    envoye_le: datetime | None
    modifie_le: datetime | None
    auteur: str
    scenes: dict[int, SceneEtape]
    theme: Theme
    desaccords: tuple[Desaccord, ...] = ()

    @property
    def a_jour(self) -> bool:
        """Whether what was sent is what is written."""
        return self.envoye_le is not None and self.modifie_le is not None and self.envoye_le >= self.modifie_le


def build_compte_rendu(unit: Unit, seance_id: UUID) -> str:
    """The minutes as they write themselves, from what is kept of the session; writes nothing. One query.

    For the animation. Raises Introuvable, Refus for a rehearsal or a session that is not over.
    """
    ligne = unit.db.execute(GET_MATIERE, {"seance": seance_id}).mappings().one_or_none()
    ligne = _check(unit, Operation.UPDATE_SEANCE, ligne)
    refuse_seance(ligne["etat"], ligne["repetition"])
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    presentes = ligne["presentes"] or ()
    return write_compte_rendu(
        Matiere(
            titre=ligne["titre"],
            collectif=ligne["collectif"],
            rencontre=ligne["rencontre"],
            type=TypeRencontre(ligne["type"]),
            jour=_date(ligne),
            heure=ligne["heure"] if _date(ligne) == ligne["jour"] else None,
            lieu=ligne["lieu"],
            presentes=tuple(nom for nom, _ in presentes),
            personnes=sum(nombre for _, nombre in presentes),
            etapes=_build_etapes(ligne, referentiel),
            decisions=tuple(_build_decision(brut, referentiel) for brut in ligne["decisions"] or ()),
            tues=ligne["tues"],
            prochaine=_build_prochaine(ligne["prochaine"]),
        )
    )


def get_compte_rendu(unit: Unit, seance_id: UUID) -> CompteRenduVu:
    """The minutes with the pictures of their session. One query.

    The animation reads them always, members once they were sent. Raises Introuvable, Refus for a rehearsal or a
    session that is not over.
    """
    cles = {"seance": seance_id, "compte": unit.acteur.compte_id}
    ligne = unit.db.execute(GET_COMPTE_RENDU, cles).mappings().one_or_none()
    ligne = _check(unit, Operation.GET_AGREGAT, ligne)
    if not ligne["ecrit"]:
        unit.check(Operation.UPDATE_SEANCE, ligne["collectif_id"], quoi=QUOI)
    refuse_seance(ligne["etat"], ligne["repetition"])
    etapes = _build_etapes(ligne, get_referentiel(unit.db, ligne["referentiel_id"]))
    scenes = {etape.rang: etape.scene for etape in etapes if etape.scene is not None and has_figure(etape.scene)}
    return CompteRenduVu(
        ligne["seance_id"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        ligne["titre"],
        _date(ligne),
        hide_noms(ligne["texte"] or "", ligne["noms"], ligne["nommables"]),
        ligne["version"],
        ligne["envoye_le"],
        ligne["modifie_le"],
        ligne["auteur"] or "",
        scenes,
        build_theme(get_referentiel(unit.db, ligne["referentiel_id"]), ligne["thematique"]),
        tuple(
            replace(autre, contenu={"texte": hide_noms(autre.contenu["texte"], ligne["noms"], ligne["nommables"])})
            for autre in read_desaccords(ligne["desaccords"])
        ),
    )


def refuse_seance(etat: str, repetition: bool) -> None:
    """Raise Refus where there can be no minutes."""
    if repetition:
        raise Refus(REPETITION)
    if etat != EtatSeance.TERMINEE:
        raise Refus(PAS_FINIE)


def _check(unit: Unit, operation: Operation, ligne: RowMapping | None) -> RowMapping:
    unit.check(operation, ligne["collectif_id"] if ligne is not None else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne


def _build_etapes(ligne: RowMapping, referentiel: Referentiel) -> tuple[EtapeRendue, ...]:
    bruts: Sequence[Brut] = ligne["etapes"] or ()
    offertes = read_pratiques(ligne["pratiques"])
    return tuple(
        EtapeRendue(rang, brut["titre"], _build_scene(brut, referentiel, ligne["nommables"] or {}, offertes))
        for rang, brut in enumerate(bruts, start=1)
    )


def _build_scene(
    brut: Brut, referentiel: Referentiel, nommables: Mapping[str, str], offertes: Collection[UUID]
) -> SceneEtape | None:
    """What was kept of a step. A vote is read from its rounds: what was settled after it left the wall counts too."""
    fige = hide_withdrawn(decode_scene(brut["fige"]), nommables, offertes) if brut["fige"] is not None else None
    if brut["genre"] != GenreEtape.VOTE or not brut["tours"]:
        return fige
    tours = [build_tour(tour, tour["bulletins"]) for tour in brut["tours"]]
    # A round that was never revealed takes nothing away from the one before.
    reveles = [tour for tour in tours if tour.etat in REVELES]
    vote = build_vote(brut["titre"], ContenuVote.from_contenu(brut["contenu"]), reveles or tours, referentiel)
    return replace(vote, critere=fige.critere) if isinstance(fige, SceneVote) else vote


def _build_decision(brut: Brut, referentiel: Referentiel) -> DecisionRendue:
    return DecisionRendue(
        brut["quoi"],
        brut["pilote"],
        date.fromisoformat(brut["echeance"]) if brut["echeance"] else None,
        brut["structure"] or "",
        tuple(referentiel.titres.get(code, code) for code in brut["criteres"]),
    )


def _date(ligne: RowMapping) -> date:
    """The day on which a session was held, which may not be the one that was planned."""
    debut: datetime | None = ligne["commencee_le"]
    jour: date = debut.astimezone(FUSEAU).date() if debut is not None else ligne["jour"]
    return jour


def _build_prochaine(brut: tuple[str, str | None, str, str] | None) -> tuple[date, time | None, str, str] | None:
    if brut is None:
        return None
    jour, heure, titre, lieu = brut
    return date.fromisoformat(jour), time.fromisoformat(heure) if heure else None, titre, lieu
