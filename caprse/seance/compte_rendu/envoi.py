"""The minutes on their way to the members: asked for by the animation, written when they leave."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caprse.acces.connexion.textes import build_adresse
from caprse.acces.jetons import create_jeton
from caprse.acces.regles import Role
from caprse.acces.unite import Unit, as_systeme, hash_jeton
from caprse.collectif.modele import Rencontre
from caprse.courrier.corps import Bloc, Citation, Corps, Intertitre, Lien, Liste, Paragraphe
from caprse.courrier.fabriques import (
    DESINSCRITE,
    Avis,
    Rappel,
    Redaction,
    add_rappels,
    build_redaction,
    register_fabrique,
)
from caprse.courrier.facteur import wake_after_commit
from caprse.courrier.modele import Courriel
from caprse.seance.compte_rendu.lecture import refuse_seance
from caprse.seance.compte_rendu.papier import GenreBloc, split_blocs
from caprse.seance.compte_rendu.phrases import hide_noms
from caprse.seance.compte_rendu.requetes import GET_MESSAGE, LIST_DESTINATAIRES
from caprse.seance.compte_rendu.service import locate_seance
from caprse.seance.modele import CompteRendu, Seance
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from caprse.socle.signes import drop_signes

GENRE = "compte_rendu"
LIBELLE = "Quand le compte rendu d’une séance est prêt"
ROLES = (Role.DIRECTION, Role.CONTRIBUTION, Role.ANIMATION)
CHEMIN = "compte-rendu?seance="
PAS_ECRIT = "Le compte rendu n’est pas encore écrit : enregistrez-le d’abord."
MODIFIE = "Quelqu’un a modifié le compte rendu entre-temps. Relisez-le, puis envoyez-le."
DEJA = "Ce compte rendu est déjà envoyé. Modifiez-le pour l’envoyer de nouveau."
PARTIE = "La personne n’est plus dans ce collectif."
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
    register_fabrique(installation, GENRE, _write, LIBELLE, ROLES)


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
    gens = _read(unit, collectif_id)
    titre, jour = unit.db.execute(
        select(Seance.titre, Rencontre.jour)
        .join(Rencontre, (Rencontre.collectif_id == Seance.collectif_id) & (Rencontre.id == Seance.rencontre_id))
        .where(Seance.collectif_id == collectif_id, Seance.id == seance_id)
    ).one()
    avis = Avis("Le compte rendu est prêt", f"{CHEMIN}{seance_id}", f"{titre}, {format_date(jour)}")
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
                    avis,
                    not personne.desinscrit,
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
    corps = Corps(
        titre=f"Compte rendu : {ligne.titre}",
        salut=f"Bonjour {personne.nom},",
        blocs=(
            Paragraphe(f"Voici le compte rendu de la séance « {ligne.titre} », du {format_date(ligne.jour)}."),
            Paragraphe("Dans le cahier, il a ses images, et le document à garder."),
        ),
        bouton=Lien("Lire le compte rendu", f"{publique}/{CHEMIN}{seance_id}"),
        suite=build_blocs(hide_noms(ligne.texte, ligne.noms, ligne.nommables)),
        adresse=publique,
        raison="Vous recevez ce message parce que vous êtes membre de ce collectif.",
        refus=Lien(f"Ne plus recevoir ces messages (« {LIBELLE} »)", desinscription),
    )
    objet = f"Compte rendu : {ligne.titre} ({format_date(ligne.jour)})"
    return build_redaction(personne.courriel, objet, corps, desinscription, hash_jeton(jeton))


def build_blocs(texte: str) -> tuple[Bloc, ...]:
    """The minutes as a mail says them: pictures are left out, since each of them is also said in words."""
    blocs: list[Bloc] = []
    for bloc in split_blocs(drop_signes(texte)):
        match bloc.genre:
            case GenreBloc.IMAGE:
                pass
            case GenreBloc.TITRE | GenreBloc.PARTIE:
                blocs.append(Intertitre(bloc.texte))
            case GenreBloc.CITATION:
                blocs.append(Citation("", bloc.texte))
            case GenreBloc.PUCE:
                dernier = blocs[-1] if blocs else None
                if isinstance(dernier, Liste):
                    blocs[-1] = Liste((*dernier.points, bloc.texte))
                else:
                    blocs.append(Liste((bloc.texte,)))
            case _:
                blocs.append(Paragraphe(bloc.texte))
    return tuple(blocs)
