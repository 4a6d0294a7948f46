"""The minutes on their way to the members: asked for by the animation, written when they leave."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caprse.acces.connexion.textes import build_adresse
from caprse.acces.jetons import create_jeton
from caprse.acces.unite import Unit, as_systeme, hash_jeton
from caprse.courrier.fabriques import Rappel, Redaction, add_rappels, register_fabrique
from caprse.courrier.facteur import wake_after_commit
from caprse.courrier.modele import Courriel
from caprse.seance.compte_rendu.papier import build_texte
from caprse.seance.compte_rendu.phrases import hide_noms
from caprse.seance.compte_rendu.requetes import GET_MESSAGE, LIST_DESTINATAIRES
from caprse.seance.compte_rendu.service import locate_seance, refuse_seance
from caprse.seance.modele import CompteRendu
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation

GENRE = "compte_rendu"
LIBELLE = "Le compte rendu d'une séance"
PAS_ECRIT = "Le compte rendu n'est pas encore écrit : enregistrez-le d'abord."
MODIFIE = "Quelqu'un a modifié le compte rendu entre-temps. Relisez-le, puis envoyez-le."
DEJA = "Ce compte rendu est déjà envoyé. Modifiez-le pour l'envoyer de nouveau."
DESINSCRITE = "La personne ne veut plus recevoir les comptes rendus."
PARTIE = "La personne n'est plus dans ce collectif."
RETIRE = "Ce compte rendu a été retiré."


@dataclass(frozen=True, slots=True)
class LecteurCompteRendu:
    """A person whom the minutes are for. ``structures``: empty for the animation; ``desinscrit``: said no to them."""

    compte_id: UUID
    nom: str
    courriel: str
    structures: tuple[str, ...]
    desinscrit: bool


def register_compte_rendu(installation: Installation) -> None:
    """Give the postman the words of the minutes."""
    register_fabrique(installation, GENRE, _write, LIBELLE)


def list_destinataires(unit: Unit, seance_id: UUID) -> tuple[LecteurCompteRendu, ...]:
    """Direction and contribution of the member structures, and the animation; those who said no are marked.

    For the animation. Raises Introuvable.
    """
    collectif_id, _, _ = locate_seance(unit, seance_id)
    return _read(unit, collectif_id)


def send_compte_rendu(unit: Unit, seance_id: UUID, version: int) -> int:
    """Queue one mail to each who did not say no, and show the minutes to the members; returns how many mails wait.

    Once per version. For the animation. Raises Introuvable, Refus when there is no such version, or it was sent.
    """
    collectif_id, etat, repetition = locate_seance(unit, seance_id)
    refuse_seance(etat, repetition)
    ce_compte_rendu = (CompteRendu.collectif_id == collectif_id, CompteRendu.seance_id == seance_id)
    tenu = unit.db.execute(
        select(CompteRendu.version, CompteRendu.envoye_le, CompteRendu.modifie_le)
        .where(*ce_compte_rendu)
        .with_for_update()
    ).one_or_none()
    if tenu is None:
        raise Refus(PAS_ECRIT)
    if tenu.version != version:
        raise Refus(MODIFIE)
    if tenu.envoye_le is not None and tenu.envoye_le >= tenu.modifie_le:
        raise Refus(DEJA)
    gens = [personne for personne in _read(unit, collectif_id) if not personne.desinscrit]
    # As systeme: who sends is not who wrote, and the outbox is nobody's.
    with as_systeme(unit) as systeme:
        systeme.db.execute(
            update(CompteRendu)
            .where(*ce_compte_rendu)
            .values(envoye_le=unit.now)
            .execution_options(synchronize_session=False)
        )
        wake_after_commit(systeme.db)
        return add_rappels(
            systeme.db,
            [
                Rappel(
                    GENRE,
                    f"{GENRE}:{seance_id}:{personne.compte_id}:v{version}",
                    personne.courriel,
                    LIBELLE,
                    {"seance": str(seance_id)},
                    collectif_id,
                    None,
                    personne.compte_id,
                    unit.now,
                )
                for personne in gens
            ],
            unit.now,
        )


def _read(unit: Unit, collectif_id: UUID) -> tuple[LecteurCompteRendu, ...]:
    # What a person wants no more is theirs to read: the list is made for the collectif as a whole.
    with as_systeme(unit) as systeme:
        lignes = systeme.db.execute(
            LIST_DESTINATAIRES, {"collectif": collectif_id, "genre": GENRE, "today": unit.today, "compte": None}
        ).all()
    return tuple(
        LecteurCompteRendu(ligne.id, ligne.nom, ligne.courriel, tuple(ligne.structures or ()), ligne.desinscrit)
        for ligne in lignes
    )


def _write(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """The minutes as they are now, for a person who is still there to receive them."""
    seance_id = courriel.donnees["seance"]
    ligne = db.execute(GET_MESSAGE, {"collectif": courriel.collectif_id, "seance": seance_id}).one_or_none()
    if ligne is None:
        return RETIRE
    today = installation.horloge().astimezone(FUSEAU).date()
    personne = db.execute(
        LIST_DESTINATAIRES,
        {"collectif": courriel.collectif_id, "genre": GENRE, "today": today, "compte": courriel.compte_id},
    ).one_or_none()
    if personne is None:
        return PARTIE
    if personne.desinscrit:
        return DESINSCRITE
    jeton = create_jeton()
    publique = installation.reglages.adresse_publique
    desinscription = build_adresse(publique, "desinscription", jeton)
    contenu = f"""Bonjour {personne.nom},

Voici le compte rendu de la séance « {ligne.titre} », du {format_date(ligne.jour)}.
Pour le lire avec ses images, et garder le document :
{publique}/compte-rendu?seance={seance_id}

{build_texte(hide_noms(ligne.texte, ligne.noms, ligne.nommables))}
À bientôt,
Le cahier CAP RSE
{publique}

--
Vous recevez ce message parce que vous êtes membre de ce collectif.
Ne plus recevoir « {LIBELLE} » :
{desinscription}
"""
    return Redaction(
        personne.courriel,
        f"Compte rendu : {ligne.titre} ({format_date(ligne.jour)})",
        contenu,
        desinscription,
        hash_jeton(jeton),
    )
