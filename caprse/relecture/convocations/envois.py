"""A convocation on its way: written when it leaves, with a link of the person's own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from caprse.acces.connexion.textes import build_adresse
from caprse.acces.jetons import create_jeton
from caprse.acces.unite import SYSTEME, Unit, hash_jeton
from caprse.courrier.fabriques import DESINSCRITE, Redaction, register_fabrique
from caprse.courrier.modele import Courriel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.convocations.regles import refusal_to_answer
from caprse.relecture.convocations.service import GENRE, get_rencontre
from caprse.relecture.convocations.textes import build_convocation
from caprse.relecture.modele import Convocation
from caprse.relecture.rappels.destinataires import build_teinte
from caprse.relecture.rappels.gens import read_gens, write_redaction
from caprse.relecture.rappels.regles import LIBELLES_GENRE, ROLES_DU_GENRE
from caprse.socle.installation import Installation


def register_convocations(installation: Installation) -> None:
    """Give the postman the words of the convocations."""
    register_fabrique(installation, GENRE, _write, LIBELLES_GENRE[GENRE], ROLES_DU_GENRE[GENRE])


def _write(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """The convocation as the meeting stands now, with a link of the person's own; earlier links still answer."""
    systeme = Unit(db, SYSTEME, installation.horloge(), installation)
    assert courriel.collectif_id is not None  # noqa: S101 - a meeting is of a collectif
    assert courriel.compte_id is not None  # noqa: S101 - and one person is asked
    rencontre_id = UUID(courriel.donnees["rencontre"])
    ligne, rencontre = get_rencontre(db, rencontre_id)
    if raison := refusal_to_answer(rencontre, systeme.now):
        return raison
    convocation = db.get(
        Convocation, (courriel.collectif_id, rencontre_id, courriel.compte_id), populate_existing=True
    )
    if convocation is None:
        return "La convocation a été retirée."
    if convocation.reponse is not None:
        return "La personne a déjà répondu."
    gens = read_gens(systeme, GENRE, courriel.collectif_id, compte_id=courriel.compte_id)
    if not gens:
        return "La personne n’est plus dans ce collectif."
    if gens[0].desinscrit:
        return DESINSCRITE
    jeton = create_jeton()
    db.execute(
        update(Convocation)
        .where(
            Convocation.collectif_id == courriel.collectif_id,
            Convocation.rencontre_id == rencontre_id,
            Convocation.compte_id == courriel.compte_id,
        )
        .values(empreintes=func.array_append(Convocation.empreintes, hash_jeton(jeton)))
        .execution_options(synchronize_session=False)
    )
    referentiel = get_referentiel(db, ligne.referentiel_id)
    return write_redaction(
        installation,
        GENRE,
        gens[0].courriel,
        lambda adresses: build_convocation(
            gens[0].nom,
            ligne.collectif,
            rencontre,
            build_teinte(referentiel, ligne.thematique),
            courriel.donnees["auteur"],
            convocation.message,
            ligne.ordre_du_jour,
            build_adresse(adresses.publique, "convocation", jeton),
            adresses,
        ),
    )
