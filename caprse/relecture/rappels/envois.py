"""Reminders on their way: asked for in the transaction that causes them, written when they leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from caprse.acces.connexion.textes import build_adresse
from caprse.acces.jetons import create_jeton
from caprse.acces.regles import Operation
from caprse.acces.unite import SYSTEME, Unit, as_systeme, hash_jeton, open_unit_systeme
from caprse.carnet.modele import Carnet
from caprse.collectif.modele import Trimestre
from caprse.collectif.regles import EtatTrimestre
from caprse.courrier.fabriques import (
    DESINSCRITE,
    Avis,
    Rappel,
    Redaction,
    add_rappels,
    build_redaction,
    register_fabrique,
    register_tournee,
)
from caprse.courrier.facteur import wake_after_commit
from caprse.courrier.modele import Courriel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.rappels.destinataires import Destinataire, read_destinataires
from caprse.relecture.rappels.regles import (
    GENRES_A_LA_MAIN,
    LIBELLES_GENRE,
    ROLES_DU_GENRE,
    GenreRappel,
    explain_non_concerne,
    find_palier,
)
from caprse.relecture.rappels.requetes import LIST_CITES, MENTION
from caprse.relecture.rappels.textes import Cite, Mot, build_avis, build_mention, build_rappel
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation

# Whoever is at the screen reads the message there: the mail is for those who are not.
DELAI_MENTION = timedelta(minutes=5)
HEURE_ENVOI = time(8)


@dataclass(frozen=True)
class FilCite:
    """The thread in which people are called."""

    id: UUID
    collectif_id: UUID
    structure_id: UUID
    message_id: UUID


def register_rappels(installation: Installation) -> None:
    """Give the postman the words of the reminders, and the round that plans them."""
    for genre in (*GENRES_A_LA_MAIN, GenreRappel.MENTION):
        fabrique = _write_mention if genre is GenreRappel.MENTION else _write_rappel
        register_fabrique(installation, genre, fabrique, LIBELLES_GENRE[genre], ROLES_DU_GENRE[genre])
    register_tournee(installation, "rappels", plan_rappels)


def queue_a_completer(unit: Unit, carnet_id: UUID) -> int:
    """Tell the direction that the carnet comes back to it; within the transaction that sends it back.

    Returns how many people will be told. Raises Introuvable.
    """
    carnet = _find_carnet(unit.db, carnet_id)
    if carnet is None:
        raise Introuvable("Ce carnet")
    unit.check(Operation.SEND_BACK_CARNET, carnet.collectif_id, carnet.structure_id, "Ce carnet")
    genre = GenreRappel.A_COMPLETER
    with as_systeme(unit) as systeme:
        _, gens = read_destinataires(
            systeme,
            genre,
            carnet.collectif_id,
            trimestre_id=carnet.trimestre_id,
            structure_id=carnet.structure_id,
        )
        # Each return of the carnet is told, even twice in a day.
        return queue(systeme, genre, list_concernes(gens), unit.now, f"v{carnet.version}")


def queue_mention(unit: Unit, fil: FilCite, comptes: Collection[UUID]) -> int:
    """Tell by mail the people called in a thread, in a few minutes, unless they read it before.

    Within the transaction that writes the message. Returns how many people will be told. Raises Introuvable.
    """
    unit.check(Operation.WRITE_MESSAGE, fil.collectif_id, fil.structure_id, "Ce carnet")
    genre = GenreRappel.MENTION
    with as_systeme(unit) as systeme:
        cites = systeme.db.execute(
            LIST_CITES,
            {"comptes": list(comptes), "genre": genre, "collectif": fil.collectif_id, "fil": str(fil.id)},
        ).all()
        return add_rappels(
            systeme.db,
            [
                Rappel(
                    genre,
                    f"{genre}:{fil.message_id}:{cite.id}",
                    cite.courriel,
                    LIBELLES_GENRE[genre],
                    {"fil": str(fil.id)},
                    fil.collectif_id,
                    fil.structure_id,
                    cite.id,
                    unit.now + DELAI_MENTION,
                    _build_avis_mention(systeme.db, unit.acteur.nom, cite),
                    not (cite.desinscrit or cite.attend),
                )
                for cite in cites
            ],
            unit.now,
        )


def plan_rappels(installation: Installation) -> int:
    """Ask for the reminders of the trimestres that end soon, each person once per palier; returns how many.

    Whoever was reminded since the day of the palier, by hand or not, is left alone, even when it was taken back.
    """
    with open_unit_systeme(installation) as unit:
        nombre = 0
        genre = GenreRappel.AVANT_CLOTURE
        ouverts = select(Trimestre.id, Trimestre.collectif_id, Trimestre.fin).where(
            Trimestre.etat == EtatTrimestre.OUVERT, Trimestre.fin >= unit.today
        )
        for trimestre in unit.db.execute(ouverts).all():
            palier = find_palier(trimestre.fin, unit.today)
            if palier is None:
                continue
            _, gens = read_destinataires(unit, genre, trimestre.collectif_id, trimestre_id=trimestre.id)
            deja = _list_deja(unit, trimestre.collectif_id, palier)
            voulus = [
                d
                for d in list_concernes(gens)
                # Whoever said no to the mails has no mail that would tell what was planned the day before.
                if (str(d.carnet_id), d.compte_id) not in deja and (not d.desinscrit or unit.today == palier)
            ]
            nombre += queue(unit, genre, voulus, max(unit.now, compute_instant(unit.today)), f"{unit.today}")
    return nombre


def list_concernes(gens: Iterable[Destinataire]) -> list[Destinataire]:
    """Those for whom a reminder has a reason: by mail, or by its notice alone where they said no."""
    return [personne for personne in gens if personne.concerne]


def queue(
    systeme: Unit,
    genre: GenreRappel,
    gens: Iterable[Destinataire],
    envoyer_apres: datetime,
    marque: str,
    mot: Mot | None = None,
) -> int:
    """Ask for a reminder to each, once per carnet, person and ``marque``; returns how many mails are newly waiting.

    Whoever said no to these mails has the notice alone.
    """
    ecrit = {"mot": mot.texte, "auteur": mot.auteur} if mot is not None else {}
    jour = envoyer_apres.astimezone(FUSEAU).date()
    rappels = [
        Rappel(
            genre,
            f"{genre}:{personne.carnet_id}:{personne.compte_id}:{marque}",
            personne.courriel,
            LIBELLES_GENRE[genre],
            {"carnet": str(personne.carnet_id), "jour": jour.isoformat(), **ecrit},
            personne.collectif_id,
            personne.structure_id,
            personne.compte_id,
            envoyer_apres,
            build_avis(genre, personne.situation, personne.chemin),
            not personne.desinscrit,
        )
        for personne in gens
    ]
    wake_after_commit(systeme.db)
    return add_rappels(systeme.db, rappels, systeme.now)


def compute_instant(jour: date) -> datetime:
    """When the reminders of a day leave: in the morning, in Paris."""
    return datetime.combine(jour, HEURE_ENVOI, FUSEAU)


def _find_carnet(db: Session, carnet_id: UUID) -> Row[UUID, UUID, UUID, UUID, int] | None:
    requete = select(Carnet.id, Carnet.collectif_id, Carnet.structure_id, Carnet.trimestre_id, Carnet.version)
    return db.execute(requete.where(Carnet.id == carnet_id)).one_or_none()


def _write_rappel(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """A reminder about a carnet, from what the base says now."""
    unit = Unit(db, SYSTEME, installation.horloge(), installation)
    genre = GenreRappel(courriel.genre)
    carnet = _find_carnet(db, UUID(courriel.donnees["carnet"]))
    if carnet is None:
        return "Ce carnet a été retiré."
    trimestre, gens = read_destinataires(
        unit,
        genre,
        carnet.collectif_id,
        trimestre_id=carnet.trimestre_id,
        structure_id=carnet.structure_id,
        compte_id=courriel.compte_id,
    )
    if trimestre is None or not gens:
        return "La personne ne suit plus ce carnet."
    personne = gens[0]
    if not personne.concerne:
        return explain_non_concerne(genre, personne.etat, trimestre.etat)
    if personne.desinscrit:
        return DESINSCRITE
    jeton = create_jeton()
    publique = installation.reglages.adresse_publique
    adresse = build_adresse(publique, "desinscription", jeton)
    mot = courriel.donnees.get("mot")
    objet, corps = build_rappel(
        genre, personne.situation, publique, adresse, Mot(courriel.donnees["auteur"], mot) if mot else None
    )
    return build_redaction(personne.courriel, objet, corps, adresse, hash_jeton(jeton))


def _write_mention(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """What was written to a person in a thread and that they have not read there."""
    fil = db.execute(
        MENTION,
        {
            "collectif": courriel.collectif_id,
            "fil": courriel.donnees["fil"],
            "compte": courriel.compte_id,
            "genre": courriel.genre,
        },
    ).one_or_none()
    if fil is None or not fil.actif or not (fil.membre or fil.anime):
        return "La personne n’a plus accès à ce carnet."
    if fil.desinscrit:
        return DESINSCRITE
    if not fil.citations:
        return "La personne a lu le message entre-temps."
    jeton = create_jeton()
    publique = installation.reglages.adresse_publique
    adresse = build_adresse(publique, "desinscription", jeton)
    citations = [Cite(nom, datetime.fromisoformat(quand), texte) for nom, quand, texte in fil.citations]
    titre, lien = _locate(db, fil, publique)
    objet, corps = build_mention(fil.nom, fil.structure, titre, citations, lien, publique, adresse)
    return build_redaction(fil.courriel, objet, corps, adresse, hash_jeton(jeton))


def _build_avis_mention(db: Session, auteur: str, fil: Any) -> Avis:
    titre, lien = _locate(db, fil, "")
    return Avis(f"{auteur} vous cite dans une discussion", lien.lstrip("/"), titre or fil.structure)


def _locate(db: Session, fil: Any, publique: str) -> tuple[str, str]:
    """The title of the critère of a thread, empty for the whole carnet, and the address where its reader answers."""
    referentiel = get_referentiel(db, fil.referentiel_id)
    enjeux = [
        (enjeu.code, critere.titre)
        for code in referentiel.ordre
        for thematique in referentiel.capsule(code)
        for enjeu in thematique.enjeux
        for critere in enjeu.criteres
        if critere.code == fil.critere
    ]
    etape, titre = enjeux[0] if enjeux else ("", "")
    if fil.anime:
        # Whatever the état of the carnet: what is being written is not re-read, but may be discussed.
        return titre, f"{publique}/discussion?carnet={fil.carnet_id}"
    page = (
        f"carnet?structure={fil.structure_id}&etape={etape}" if etape else f"transmettre?structure={fil.structure_id}"
    )
    return titre, f"{publique}/{page}"


def _list_deja(unit: Unit, collectif_id: UUID, depuis: date) -> set[tuple[str, UUID]]:
    lignes = unit.db.execute(
        select(Courriel.donnees["carnet"].astext, Courriel.compte_id).where(
            Courriel.collectif_id == collectif_id,
            Courriel.genre == GenreRappel.AVANT_CLOTURE,
            Courriel.donnees["jour"].astext >= depuis.isoformat(),
        )
    )
    return {(carnet, compte) for carnet, compte in lignes}
