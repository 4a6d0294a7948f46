"""The Monday digest on its way: planned by the postman's round, once per week and person, written when it leaves."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from caprse.acces.unite import SYSTEME, Unit, open_unit_systeme
from caprse.courrier.corps import MAISON
from caprse.courrier.fabriques import (
    DESINSCRITE,
    Rappel,
    Redaction,
    add_rappels,
    register_fabrique,
    register_tournee,
)
from caprse.courrier.modele import Courriel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.rappels.destinataires import build_teinte
from caprse.relecture.rappels.gens import build_rappel_pour, read_gens, write_redaction
from caprse.relecture.rappels.regles import LIBELLES_GENRE, ROLES_DU_GENRE, GenreRappel
from caprse.relecture.semaine.requetes import GET_SEMAINE, LIST_ANIMATEURS
from caprse.relecture.semaine.textes import Rendezvous, Semaine, build_avis, build_semaine, find_lundi, list_points
from caprse.socle.installation import Installation

GENRE = GenreRappel.SEMAINE
RIEN = "Rien n’attendait cette semaine-là."


def register_semaine(installation: Installation) -> None:
    """Give the postman the words of the digest, and the round that plans it."""
    register_fabrique(installation, GENRE, _write, LIBELLES_GENRE[GENRE], ROLES_DU_GENRE[GENRE])
    register_tournee(installation, "semaine", plan_semaine)


def plan_semaine(installation: Installation) -> int:
    """Ask for the digests of this Monday, each once whatever restarts; returns how many mails newly wait.

    Of a person for whom nothing waits, the week is noted, and nothing goes.
    """
    lundi = find_lundi(installation.horloge())
    if lundi is None:
        return 0
    with open_unit_systeme(installation) as unit:
        a_prevenir = unit.db.execute(LIST_ANIMATEURS, {"genre": GENRE, "lundi": lundi.isoformat()}).all()
        rappels: list[Rappel] = []
        vides: list[Rappel] = []
        for collectif_id, compte_id in a_prevenir:
            semaine = read_semaine(unit, collectif_id, compte_id, lundi)
            attend = bool(list_points(semaine))
            for rappel in _ask(unit, collectif_id, compte_id, lundi, semaine if attend else None):
                (rappels if attend else vides).append(rappel)
        add_rappels(unit.db, vides, unit.now)
        if vides:
            unit.db.execute(
                update(Courriel)
                .where(Courriel.cle.in_([rappel.cle for rappel in vides]))
                .values(annule_le=unit.now, motif=RIEN)
                .execution_options(synchronize_session=False)
            )
        return add_rappels(unit.db, rappels, unit.now)


def read_semaine(systeme: Unit, collectif_id: UUID, compte_id: UUID, lundi: date) -> Semaine:
    """What waits for one person in a collectif, from today to the Sunday of that week. As systeme."""
    ligne = systeme.db.execute(
        GET_SEMAINE,
        {
            "collectif": collectif_id,
            "compte": compte_id,
            "today": systeme.today,
            "dimanche": lundi + timedelta(days=6),
        },
    ).one()
    trimestre: dict[str, Any] | None = ligne.trimestre
    fin = date.fromisoformat(trimestre["fin"]) if trimestre else None
    teinte = MAISON
    if trimestre:
        referentiel = get_referentiel(systeme.db, UUID(trimestre["referentiel_id"]))
        teinte = build_teinte(referentiel, trimestre["thematique"])
    return Semaine(
        ligne.collectif,
        tuple(ligne.a_relire or ()),
        tuple(ligne.a_rouvrir or ()),
        tuple(ligne.pas_transmis or ()),
        tuple(ligne.appuis or ()),
        tuple(ligne.messages or ()),
        ligne.decisions,
        tuple((brut["quoi"], date.fromisoformat(brut["jour"])) for brut in ligne.prevus or ()),
        tuple(_build_rendezvous(brut) for brut in ligne.rencontres or ()),
        fin,
        (fin - systeme.today).days if fin else 0,
        teinte,
        tuple(ligne.retards or ()),
    )


def _ask(systeme: Unit, collectif_id: UUID, compte_id: UUID, lundi: date, semaine: Semaine | None) -> list[Rappel]:
    donnees = {"lundi": lundi.isoformat()}
    marque = f"{collectif_id}-{lundi.isoformat()}"
    return [
        build_rappel_pour(
            systeme,
            GENRE,
            personne,
            marque,
            donnees,
            collectif_id,
            build_avis(semaine) if semaine is not None else None,
        )
        for personne in read_gens(systeme, GENRE, collectif_id, compte_id=compte_id)
    ]


def _write(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """The week as it stands now, for a person who still animates."""
    systeme = Unit(db, SYSTEME, installation.horloge(), installation)
    assert courriel.collectif_id is not None  # noqa: S101 - a digest is of one collectif
    assert courriel.compte_id is not None  # noqa: S101 - and for one person
    gens = read_gens(systeme, GENRE, courriel.collectif_id, compte_id=courriel.compte_id)
    if not gens:
        return "La personne n’accompagne plus ce collectif."
    if gens[0].desinscrit:
        return DESINSCRITE
    lundi = date.fromisoformat(courriel.donnees["lundi"])
    semaine = read_semaine(systeme, courriel.collectif_id, courriel.compte_id, lundi)
    if not list_points(semaine):
        return RIEN
    return write_redaction(
        installation, GENRE, gens[0].courriel, lambda adresses: build_semaine(gens[0].nom, semaine, adresses)
    )


def _build_rendezvous(brut: dict[str, Any]) -> Rendezvous:
    return Rendezvous(
        brut["titre"],
        date.fromisoformat(brut["jour"]),
        time.fromisoformat(brut["heure"]) if brut["heure"] else None,
        brut["viennent"],
        brut["sans_reponse"],
    )
