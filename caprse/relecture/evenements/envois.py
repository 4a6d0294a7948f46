"""What happens, told by mail and by a notice: asked for in the transaction that causes it, written when it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause
from sqlalchemy.orm import Session

from caprse.acces.annonces import Annonce, Evenement, register_crieur
from caprse.acces.unite import SYSTEME, Unit, as_systeme
from caprse.carnet.regles import EtatCarnet, count_reponses, refusal_to_update
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.rencontres.regles import EtatDecision
from caprse.courrier.corps import Corps
from caprse.courrier.fabriques import DESINSCRITE, Avis, Redaction, add_rappels, register_fabrique
from caprse.courrier.facteur import wake_after_commit
from caprse.courrier.modele import Courriel
from caprse.referentiel.schema import SANS_THEMATIQUE
from caprse.referentiel.service import get_referentiel
from caprse.relecture.a_voir.regles import QUELQU_UN, find_lieu
from caprse.relecture.appuis.regles import EtatAppui
from caprse.relecture.evenements import textes, textes_equipe
from caprse.relecture.evenements.requetes import GET_A_VOIR, GET_APPUI, GET_CARNET, GET_DECISION, GET_TRIMESTRE
from caprse.relecture.evenements.textes import AppuiSuivi, CarnetSuivi, DecisionSuivie, TrimestreOuvert
from caprse.relecture.evenements.textes_equipe import AVoirSuivi
from caprse.relecture.rappels.destinataires import build_teinte
from caprse.relecture.rappels.gens import Adresses, Personne, build_rappel_pour, read_gens, write_redaction
from caprse.relecture.rappels.regles import LIBELLES_GENRE, ROLES_DU_GENRE, GenreRappel
from caprse.socle.installation import Installation

PARTIE = "La personne n’a plus ce rôle."
RETIRE = "Ce dont parlait ce message a été retiré."


@dataclass(frozen=True)
class _Sorte:
    """How one kind of event is told: what it reads, why it may no longer be told, its words."""

    genre: GenreRappel
    requete: TextClause
    read: Callable[[Session, Any], Any]
    explain_perime: Callable[[Any], str | None]
    build: Callable[[Any, Personne, Adresses], tuple[str, Corps]]
    build_avis: Callable[[Any, Personne], Avis]
    # The structures whose people are told, of what was read; None: the animation.
    list_structures: Callable[[Any], tuple[UUID, ...] | None]
    # Of these, the only one who is told; None: each of them.
    get_compte: Callable[[Any], UUID | None] = lambda _: None


def register_evenements(installation: Installation) -> None:
    """Give the postman the words of what happens, and the rooms below someone who tells of it."""
    for evenement, sorte in SORTES.items():
        genre = sorte.genre
        register_fabrique(installation, genre, _write, LIBELLES_GENRE[genre], ROLES_DU_GENRE[genre])
        register_crieur(installation, evenement, partial(tell, sorte))


def tell(sorte: _Sorte, unit: Unit, annonce: Annonce) -> int:
    """Ask for a mail and a notice to each who is concerned, but not to who did it; returns how many mails wait."""
    with as_systeme(unit) as systeme:
        fait = _read(systeme, sorte, annonce.collectif_id, annonce.objet)
        if fait is None or sorte.explain_perime(fait) is not None:
            return 0
        gens = read_gens(
            systeme,
            sorte.genre,
            annonce.collectif_id,
            structures=sorte.list_structures(fait),
            compte_id=sorte.get_compte(fait),
        )
        wake_after_commit(systeme.db)
        return add_rappels(
            systeme.db,
            [
                build_rappel_pour(
                    systeme,
                    sorte.genre,
                    personne,
                    f"{annonce.objet}{f'-{annonce.marque}' if annonce.marque else ''}",
                    {"objet": str(annonce.objet)},
                    annonce.collectif_id,
                    sorte.build_avis(fait, personne),
                    annonce.structure_id,
                )
                for personne in gens
                if personne.compte_id != unit.acteur.compte_id
            ],
            systeme.now,
        )


def _read(systeme: Unit, sorte: _Sorte, collectif_id: UUID, objet: UUID) -> Any:
    parametres: dict[str, Any] = {"collectif": collectif_id, "objet": objet}
    if sorte.requete is GET_TRIMESTRE:
        parametres["now"] = systeme.now
    ligne = systeme.db.execute(sorte.requete, parametres).one_or_none()
    return sorte.read(systeme.db, ligne) if ligne is not None else None


def _write(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """An event as it stands now, for a person who may still be told."""
    systeme = Unit(db, SYSTEME, installation.horloge(), installation)
    sorte = _PAR_GENRE[GenreRappel(courriel.genre)]
    assert courriel.collectif_id is not None  # noqa: S101 - what happens, happens in a collectif
    fait = _read(systeme, sorte, courriel.collectif_id, UUID(courriel.donnees["objet"]))
    if fait is None:
        return RETIRE
    if raison := sorte.explain_perime(fait):
        return raison
    gens = read_gens(
        systeme,
        sorte.genre,
        courriel.collectif_id,
        structures=sorte.list_structures(fait),
        compte_id=courriel.compte_id,
    )
    if not gens:
        return PARTIE
    if gens[0].desinscrit:
        return DESINSCRITE
    return write_redaction(
        installation, sorte.genre, gens[0].courriel, lambda adresses: sorte.build(fait, gens[0], adresses)
    )


def _read_trimestre(db: Session, ligne: Any) -> tuple[EtatTrimestre, TrimestreOuvert]:
    referentiel = get_referentiel(db, ligne.referentiel_id)
    rencontre = ligne.rencontre
    return EtatTrimestre(ligne.etat), TrimestreOuvert(
        ligne.numero,
        referentiel.name_trimestre(ligne.thematique),
        ligne.fin,
        len(referentiel.demandes(ligne.thematique)),
        build_teinte(referentiel, ligne.thematique),
        tuple(UUID(brut) for brut in ligne.structures or ()),
        (
            date.fromisoformat(rencontre[0]),
            time.fromisoformat(rencontre[1]) if rencontre[1] else None,
            rencontre[2],
        )
        if rencontre
        else None,
        ligne.thematique == SANS_THEMATIQUE,
    )


def _read_carnet(db: Session, ligne: Any) -> tuple[EtatCarnet, CarnetSuivi]:
    referentiel = get_referentiel(db, ligne.referentiel_id)
    demandes = {critere.code for critere in referentiel.demandes(ligne.thematique)}
    repondus = count_reponses(demandes, ligne.repondus or ())
    return EtatCarnet(ligne.etat), CarnetSuivi(
        ligne.id,
        ligne.structure_id,
        ligne.structure,
        ligne.numero,
        referentiel.name_trimestre(ligne.thematique),
        build_teinte(referentiel, ligne.thematique),
        ligne.par or "",
        repondus,
        len(demandes) - repondus,
        ligne.motif_incomplet,
        ligne.remarques,
    )


def _read_appui(_: Session, ligne: Any) -> AppuiSuivi:
    return AppuiSuivi(
        ligne.structure_id,
        ligne.structure,
        EtatAppui(ligne.etat),
        ligne.demande,
        ligne.demandeur or "",
        ligne.reponse,
        ligne.prevu_le,
        ligne.demi_journees,
    )


def _read_a_voir(db: Session, ligne: Any) -> tuple[Any, AVoirSuivi]:
    lieu = find_lieu(get_referentiel(db, ligne.referentiel_id), ligne.thematique, ligne.critere)
    return ligne, AVoirSuivi(
        ligne.structure_id,
        ligne.structure,
        ligne.compte_id,
        ligne.demandeur or QUELQU_UN,
        lieu,
        ligne.pour_le,
        ligne.note,
    )


def _explain_a_voir(fait: tuple[Any, AVoirSuivi]) -> str | None:
    ligne, suivi = fait
    if ligne.rendu_le is not None:
        return "La personne a déjà vu ce critère."
    if suivi.lieu is None or refusal_to_update(EtatCarnet(ligne.etat), EtatTrimestre(ligne.etat_trimestre)):
        return "Ce critère n’est plus à voir."
    return None


def _read_decision(_: Session, ligne: Any) -> tuple[Any, DecisionSuivie]:
    return ligne, DecisionSuivie(
        ligne.structure_id,
        ligne.structure,
        ligne.quoi,
        ligne.pilote,
        ligne.echeance,
        ligne.rencontre_id,
        ligne.rencontre,
        ligne.jour,
    )


def _explain_decision(fait: tuple[Any, DecisionSuivie]) -> str | None:
    if fait[0].confirmee_le is not None:
        return "La décision est déjà confirmée."
    return None if fait[0].etat == EtatDecision.A_SUIVRE else "La décision n’est plus à suivre."


SORTES = {
    Evenement.TRIMESTRE_OUVERT: _Sorte(
        GenreRappel.OUVERTURE,
        GET_TRIMESTRE,
        _read_trimestre,
        lambda fait: None if fait[0] is EtatTrimestre.OUVERT else "Le trimestre n’est plus ouvert.",
        lambda fait, personne, adresses: textes.build_ouverture(fait[1], personne, adresses),
        lambda fait, personne: textes.build_avis_ouverture(fait[1], personne),
        lambda fait: fait[1].structures,
    ),
    Evenement.CARNET_TRANSMIS: _Sorte(
        GenreRappel.TRANSMIS,
        GET_CARNET,
        _read_carnet,
        lambda fait: None if fait[0] is EtatCarnet.TRANSMIS else "Le carnet n’attend plus d’être relu.",
        lambda fait, personne, adresses: textes.build_transmis(fait[1], personne, adresses),
        lambda fait, _: textes.build_avis_transmis(fait[1]),
        lambda _: None,
    ),
    Evenement.CARNET_RELU: _Sorte(
        GenreRappel.RELU,
        GET_CARNET,
        _read_carnet,
        lambda fait: None if fait[0] is EtatCarnet.RELU else "Le carnet a été rendu entre-temps.",
        lambda fait, personne, adresses: textes.build_relu(fait[1], personne, adresses),
        lambda fait, _: textes.build_avis_relu(fait[1]),
        lambda fait: (fait[1].structure_id,),
    ),
    Evenement.APPUI_DEMANDE: _Sorte(
        GenreRappel.APPUI_DEMANDE,
        GET_APPUI,
        _read_appui,
        lambda fait: None if fait.etat is EtatAppui.DEMANDE else "La demande a déjà une réponse.",
        textes.build_appui_demande,
        lambda fait, _: textes.build_avis_appui_demande(fait),
        lambda _: None,
    ),
    Evenement.APPUI_REPONDU: _Sorte(
        GenreRappel.APPUI_REPONDU,
        GET_APPUI,
        _read_appui,
        lambda fait: None if textes.tell_suite(fait) else "La demande a été annulée.",
        textes.build_appui_repondu,
        lambda fait, _: textes.build_avis_appui_repondu(fait),
        lambda fait: (fait.structure_id,),
    ),
    Evenement.A_VOIR: _Sorte(
        GenreRappel.A_VOIR,
        GET_A_VOIR,
        _read_a_voir,
        _explain_a_voir,
        lambda fait, personne, adresses: textes_equipe.build_a_voir(fait[1], personne, adresses),
        lambda fait, _: textes_equipe.build_avis_a_voir(fait[1]),
        lambda fait: (fait[1].structure_id,),
        lambda fait: fait[1].compte_id,
    ),
    Evenement.DECISION_PRISE: _Sorte(
        GenreRappel.DECISION,
        GET_DECISION,
        _read_decision,
        _explain_decision,
        lambda fait, personne, adresses: textes.build_decision(fait[1], personne, adresses),
        lambda fait, _: textes.build_avis_decision(fait[1]),
        lambda fait: (fait[1].structure_id,),
    ),
}
_PAR_GENRE = {sorte.genre: sorte for sorte in SORTES.values()}
