"""The minutes of a session: what writes itself, what the animation makes of it, who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import RowMapping, cast, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.desaccords import Desaccord, read_desaccords
from caprse.collectif.regles import TypeRencontre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.seance.compte_rendu.phrases import (
    TEXTE_MAX,
    DecisionRendue,
    EtapeRendue,
    Matiere,
    hide_noms,
    write_compte_rendu,
)
from caprse.seance.compte_rendu.requetes import GET_COMPTE_RENDU, GET_MATIERE, GET_TEXTE, LIST_NOMS
from caprse.seance.contenus.brut import Brut
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneEtape, decode_scene, hide_withdrawn
from caprse.seance.fiche import build_tour
from caprse.seance.image.figures import draw_figure
from caprse.seance.image.montage import REVELES, build_vote
from caprse.seance.modele import CompteRendu, Seance
from caprse.seance.regles import EtatSeance, GenreEtape
from caprse.socle.dates import FUSEAU
from caprse.socle.ecran.cadre import Theme
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import can_be_stored, clean_texte

QUOI = "Ce compte rendu"
REPETITION = "Une répétition ne laisse pas de trace : elle n'a pas de compte rendu."
PAS_FINIE = "Le compte rendu s'écrit quand la séance est terminée."


@dataclass(frozen=True, slots=True)
class CompteRenduVu:
    """The minutes as their page shows them. ``version`` 0: not written yet. ``figures``: SVG by rank of step.

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
    figures: dict[int, str]
    theme: Theme
    desaccords: tuple[Desaccord, ...] = ()

    @property
    def a_jour(self) -> bool:
        """Whether what was sent is what is written."""
        return self.envoye_le is not None and self.modifie_le is not None and self.envoye_le >= self.modifie_le


@dataclass(frozen=True, slots=True)
class TexteEcrit:
    """The minutes as a colleague wrote them meanwhile."""

    texte: str
    version: int
    auteur: str


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
    figures = {etape.rang: draw_figure(etape.scene) for etape in etapes if etape.scene is not None}
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
        {rang: svg for rang, svg in figures.items() if svg},
        build_theme(get_referentiel(unit.db, ligne["referentiel_id"]), ligne["thematique"]),
        tuple(
            replace(autre, contenu={"texte": hide_noms(autre.contenu["texte"], ligne["noms"], ligne["nommables"])})
            for autre in read_desaccords(ligne["desaccords"])
        ),
    )


def ensure_compte_rendu(unit: Unit, seance_id: UUID) -> None:
    """Write the minutes where nobody did yet; what is written stays. For the animation. Raises Introuvable, Refus."""
    texte = build_compte_rendu(unit, seance_id)
    collectif_id, _, _ = locate_seance(unit, seance_id)
    _create(unit, collectif_id, seance_id, texte)


def save_compte_rendu(unit: Unit, seance_id: UUID, texte: str, version: int) -> int:
    """Write the minutes if nobody did since ``version`` (0: not written yet); returns the new version.

    For the animation. Raises Introuvable, Refus, SaisieInvalide with every reason, Conflit.
    """
    texte = clean_texte(texte)
    collectif_id, etat, repetition = locate_seance(unit, seance_id)
    refuse_seance(etat, repetition)
    if raisons := check_texte(texte):
        raise SaisieInvalide(raisons)
    if version:
        ecrite = _update(unit, collectif_id, seance_id, texte, version)
    else:
        ecrite = _create(unit, collectif_id, seance_id, texte)
    if ecrite is not None:
        return ecrite
    actuel = unit.db.execute(GET_TEXTE, {"collectif": collectif_id, "seance": seance_id}).one_or_none()
    if actuel is None:
        raise Introuvable(QUOI)
    if actuel.texte == texte and actuel.modifie_par == unit.acteur.compte_id:
        # Written already: only its acknowledgment was lost.
        deja: int = actuel.version
        return deja
    texte_ecrit = hide_noms(actuel.texte, actuel.noms, actuel.nommables)
    ecrit = TexteEcrit(texte_ecrit, actuel.version, actuel.auteur or "Une autre personne")
    raise Conflit(
        f"{ecrit.auteur} a modifié le compte rendu entre-temps. Rien n'est perdu : choisissez le texte.", texte, ecrit
    )


def locate_seance(unit: Unit, seance_id: UUID) -> tuple[UUID, str, bool]:
    """The collectif of a session, its state, whether it is a rehearsal. For the animation. Raises Introuvable."""
    ligne = unit.db.execute(
        select(Seance.collectif_id, Seance.etat, Seance.repetition).where(Seance.id == seance_id)
    ).one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne.collectif_id, ligne.etat, ligne.repetition


def check_texte(texte: str) -> list[str]:
    """Every reason to refuse what was typed."""
    raisons = []
    if not texte.strip():
        raisons.append("Le compte rendu est vide : écrivez au moins une ligne.")
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le compte rendu compte {len(texte)} signes, {TEXTE_MAX} au plus. Raccourcissez-le.")
    if not can_be_stored(texte):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons


def refuse_seance(etat: str, repetition: bool) -> None:
    """Raise Refus where there can be no minutes."""
    if repetition:
        raise Refus(REPETITION)
    if etat != EtatSeance.TERMINEE:
        raise Refus(PAS_FINIE)


def _create(unit: Unit, collectif_id: UUID, seance_id: UUID, texte: str) -> int | None:
    """The first version, or None where somebody wrote one."""
    return unit.db.execute(
        insert(CompteRendu)
        .values(
            collectif_id=collectif_id,
            seance_id=seance_id,
            texte=texte,
            noms=_list_noms(unit, collectif_id, seance_id),
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            version=1,
        )
        .on_conflict_do_nothing()
        .returning(CompteRendu.version)
    ).scalar_one_or_none()


def _update(unit: Unit, collectif_id: UUID, seance_id: UUID, texte: str, version: int) -> int | None:
    """The next version, or None where this is not the last one."""
    return unit.db.execute(
        update(CompteRendu)
        .where(
            CompteRendu.collectif_id == collectif_id,
            CompteRendu.seance_id == seance_id,
            CompteRendu.version == version,
        )
        .values(
            texte=texte,
            # Names of before stay known: the text may still hold them.
            noms=CompteRendu.noms.op("||")(cast(_list_noms(unit, collectif_id, seance_id), JSONB)),
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            version=CompteRendu.version + 1,
        )
        .returning(CompteRendu.version)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()


def _list_noms(unit: Unit, collectif_id: UUID, seance_id: UUID) -> dict[str, str]:
    return unit.db.scalar(LIST_NOMS, {"collectif": collectif_id, "seance": seance_id}) or {}


def _check(unit: Unit, operation: Operation, ligne: RowMapping | None) -> RowMapping:
    unit.check(operation, ligne["collectif_id"] if ligne is not None else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne


def _build_etapes(ligne: RowMapping, referentiel: Referentiel) -> tuple[EtapeRendue, ...]:
    bruts: Sequence[Brut] = ligne["etapes"] or ()
    return tuple(
        EtapeRendue(rang, brut["titre"], _build_scene(brut, referentiel, ligne["nommables"] or {}))
        for rang, brut in enumerate(bruts, start=1)
    )


def _build_scene(brut: Brut, referentiel: Referentiel, nommables: Mapping[str, str]) -> SceneEtape | None:
    """What was kept of a step. A vote is read from its rounds: what was settled after it left the wall counts too."""
    fige = hide_withdrawn(decode_scene(brut["fige"]), nommables) if brut["fige"] is not None else None
    if brut["genre"] != GenreEtape.VOTE or not brut["tours"]:
        return fige
    tours = [build_tour(tour, tour["bulletins"]) for tour in brut["tours"]]
    # A round that was never revealed takes nothing away from the one before.
    reveles = [tour for tour in tours if tour.etat in REVELES]
    vote = build_vote(brut["titre"], ContenuVote.from_contenu(brut["contenu"]), reveles or tours, referentiel)
    return replace(vote, critere=fige.critere) if isinstance(fige, SceneVote) else vote


def _build_decision(brut: Brut, referentiel: Referentiel) -> DecisionRendue:
    titres = {critere.code: critere.titre for thematique in referentiel.thematiques for critere in thematique.criteres}
    return DecisionRendue(
        brut["quoi"],
        brut["pilote"],
        date.fromisoformat(brut["echeance"]) if brut["echeance"] else None,
        brut["structure"] or "",
        tuple(titres.get(code, code) for code in brut["criteres"]),
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
