"""What happens, told by mail and by a notice: asked for in the transaction that causes it, written when it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause
from sqlalchemy.orm import Session

from caprse.acces.annonces import Annonce, Evenement, register_crieur
from caprse.acces.unite import SYSTEME, Unit, as_systeme
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.courrier.corps import Corps
from caprse.courrier.fabriques import DESINSCRITE, Avis, Redaction, add_rappels, register_fabrique
from caprse.courrier.facteur import wake_after_commit
from caprse.courrier.modele import Courriel
from caprse.progres.binomes.regles import EtatBinome
from caprse.progres.traces.regles import PREAVIS
from caprse.relecture.appuis.regles import EtatAppui
from caprse.relecture.evenements import textes, textes_appuis, textes_binome, textes_equipe
from caprse.relecture.evenements.lectures import (
    explain_a_voir,
    explain_decision,
    read_a_voir,
    read_appui,
    read_binome,
    read_carnet,
    read_decision,
    read_trimestre,
)
from caprse.relecture.evenements.requetes import (
    GET_A_VOIR,
    GET_APPUI,
    GET_BINOME,
    GET_CARNET,
    GET_CONSULTATION,
    GET_DECISION,
    GET_TRIMESTRE,
)
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


def tell(sorte: _Sorte, unit: Unit, annonces: Sequence[Annonce]) -> int:
    """Ask for a mail and a notice of each to whoever is concerned, but not to who did it; how many mails wait."""
    collectif_id = annonces[0].collectif_id
    with as_systeme(unit) as systeme:
        faits = _read(systeme, sorte, collectif_id, [annonce.objet for annonce in annonces])
        dites = [
            (annonce, faits[annonce.objet])
            for annonce in annonces
            if annonce.objet in faits and sorte.explain_perime(faits[annonce.objet]) is None
        ]
        if not dites:
            return 0
        listes = [sorte.list_structures(fait) for _, fait in dites]
        gens = read_gens(
            systeme,
            sorte.genre,
            collectif_id,
            # Those of one kind go to structures, each of them, or to the animation, all of them.
            structures=None if None in listes else {une for liste in listes for une in liste or ()},
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
                    collectif_id,
                    sorte.build_avis(fait, personne),
                    annonce.structure_id,
                )
                for annonce, fait in dites
                for personne in _choose_gens(gens, sorte, fait)
                if personne.compte_id != unit.acteur.compte_id
            ],
            systeme.now,
        )


def _choose_gens(gens: Sequence[Personne], sorte: _Sorte, fait: Any) -> Iterator[Personne]:
    """Those whom this one concerns, each with the structures for which it does."""
    structures, compte_id = sorte.list_structures(fait), sorte.get_compte(fait)
    for personne in gens:
        if compte_id is not None and personne.compte_id != compte_id:
            continue
        if structures is None:
            yield personne
        elif siennes := tuple(une for une in personne.structures if une[0] in structures):
            yield replace(personne, structures=siennes)


def _read(systeme: Unit, sorte: _Sorte, collectif_id: UUID, objets: Sequence[UUID]) -> dict[UUID, Any]:
    parametres: dict[str, Any] = {"collectif": collectif_id, "objets": list(objets)}
    if sorte.requete is GET_TRIMESTRE:
        parametres |= {"now": systeme.now, "preavis": systeme.today + PREAVIS}
    lignes = systeme.db.execute(sorte.requete, parametres)
    return {ligne.id: sorte.read(systeme.db, ligne) for ligne in lignes}


def _write(installation: Installation, db: Session, courriel: Courriel) -> Redaction | str:
    """An event as it stands now, for a person who may still be told."""
    systeme = Unit(db, SYSTEME, installation.horloge(), installation)
    sorte = _PAR_GENRE[GenreRappel(courriel.genre)]
    assert courriel.collectif_id is not None  # noqa: S101 - what happens, happens in a collectif
    objet = UUID(courriel.donnees["objet"])
    fait = _read(systeme, sorte, courriel.collectif_id, [objet]).get(objet)
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


SORTES = {
    Evenement.TRIMESTRE_OUVERT: _Sorte(
        GenreRappel.OUVERTURE,
        GET_TRIMESTRE,
        read_trimestre,
        lambda fait: None if fait[0] is EtatTrimestre.OUVERT else "Le trimestre n’est plus ouvert.",
        lambda fait, personne, adresses: textes.build_ouverture(fait[1], personne, adresses),
        lambda fait, personne: textes.build_avis_ouverture(fait[1], personne),
        lambda fait: fait[1].structures,
    ),
    Evenement.CARNET_TRANSMIS: _Sorte(
        GenreRappel.TRANSMIS,
        GET_CARNET,
        read_carnet,
        lambda fait: None if fait[0] is EtatCarnet.TRANSMIS else "Le carnet n’attend plus d’être relu.",
        lambda fait, personne, adresses: textes.build_transmis(fait[1], personne, adresses),
        lambda fait, _: textes.build_avis_transmis(fait[1]),
        lambda _: None,
    ),
    Evenement.CARNET_RELU: _Sorte(
        GenreRappel.RELU,
        GET_CARNET,
        read_carnet,
        lambda fait: None if fait[0] is EtatCarnet.RELU else "Le carnet a été rendu entre-temps.",
        lambda fait, personne, adresses: textes.build_relu(fait[1], personne, adresses),
        lambda fait, _: textes.build_avis_relu(fait[1]),
        lambda fait: (fait[1].structure_id,),
    ),
    Evenement.APPUI_DEMANDE: _Sorte(
        GenreRappel.APPUI_DEMANDE,
        GET_APPUI,
        read_appui,
        lambda fait: None if fait.etat is EtatAppui.DEMANDE else "La demande a déjà une réponse.",
        textes_appuis.build_appui_demande,
        lambda fait, _: textes_appuis.build_avis_appui_demande(fait),
        lambda _: None,
    ),
    Evenement.APPUI_REPONDU: _Sorte(
        GenreRappel.APPUI_REPONDU,
        GET_APPUI,
        read_appui,
        lambda fait: None if textes_appuis.tell_suite(fait) else "La demande a été annulée.",
        textes_appuis.build_appui_repondu,
        lambda fait, _: textes_appuis.build_avis_appui_repondu(fait),
        lambda fait: (fait.structure_id,),
    ),
    Evenement.A_VOIR: _Sorte(
        GenreRappel.A_VOIR,
        GET_A_VOIR,
        read_a_voir,
        explain_a_voir,
        lambda fait, personne, adresses: textes_equipe.build_a_voir(fait[1], personne, adresses),
        lambda fait, _: textes_equipe.build_avis_a_voir(fait[1]),
        lambda fait: (fait[1].structure_id,),
        lambda fait: fait[1].compte_id,
    ),
    Evenement.AVIS_DEMANDE: _Sorte(
        GenreRappel.AVIS_DEMANDE,
        GET_CONSULTATION,
        lambda _, ligne: ligne,
        lambda fait: (
            None
            if fait.close_le is None and fait.etat_trimestre == EtatTrimestre.OUVERT
            else "On ne demande plus cet avis."
        ),
        textes_equipe.build_avis_demande,
        lambda fait, _: textes_equipe.build_avis_avis_demande(fait),
        lambda fait: (fait.structure_id,),
    ),
    Evenement.BINOME_ACCEPTE: _Sorte(
        GenreRappel.BINOME,
        GET_BINOME,
        read_binome,
        lambda fait: None if fait[0] == EtatBinome.ACCEPTE else "Ce binôme n’a plus lieu.",
        lambda fait, personne, adresses: textes_binome.build_binome(fait[1], personne, adresses),
        lambda fait, personne: textes_binome.build_avis_binome(fait[1], personne),
        lambda fait: tuple(fait[1].noms),
    ),
    Evenement.DECISION_PRISE: _Sorte(
        GenreRappel.DECISION,
        GET_DECISION,
        read_decision,
        explain_decision,
        lambda fait, personne, adresses: textes.build_decision(fait[1], personne, adresses),
        lambda fait, _: textes.build_avis_decision(fait[1]),
        lambda fait: (fait[1].structure_id,),
    ),
}
_PAR_GENRE = {sorte.genre: sorte for sorte in SORTES.values()}
