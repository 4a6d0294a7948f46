"""The words of what becomes of an appui: asked for, answered, shared with others. Values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.courrier.corps import Bloc, Citation, Fiche, Paragraphe
from caprse.courrier.fabriques import Avis
from caprse.relecture.appuis.regles import EtatAppui
from caprse.relecture.evenements.textes import Envoi
from caprse.relecture.rappels.gens import Adresses, Personne, write_courriel
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel


@dataclass(frozen=True)
class Groupe:
    """What several structures share. Who the others are is theirs to say: they are counted, never named."""

    titre: str
    demi_journees: int
    parts: int


@dataclass(frozen=True)
class AppuiSuivi:
    """A request for help, as it stands."""

    structure_id: UUID
    structure: str
    etat: EtatAppui
    demande: str
    demandeur: str
    reponse: str
    prevu_le: date | None
    demi_journees: int
    groupe: Groupe | None = None


def build_appui_demande(fait: AppuiSuivi, personne: Personne, adresses: Adresses) -> Envoi:
    """For the animation: a structure asks for help."""
    objet = f"{fait.structure} demande un appui"
    return write_courriel(
        objet,
        personne.nom,
        adresses,
        blocs=(
            Paragraphe(f"{fait.structure} a besoin de vous."),
            Citation(fait.demandeur or fait.structure, fait.demande),
        ),
        bouton=("Lire et répondre", "appuis-collectif"),
        raison="vous accompagnez ce collectif",
    )


def build_avis_appui_demande(fait: AppuiSuivi) -> Avis:
    """The same as a notice."""
    return Avis(f"{fait.structure} demande un appui", "appuis-collectif", fait.demande)


_SUITES = {
    EtatAppui.ACCEPTE: "est acceptée",
    EtatAppui.PLANIFIE: "a une date",
    EtatAppui.REFUSE: "n’est pas retenue",
    EtatAppui.CLOS: "est terminée",
}


def tell_suite(fait: AppuiSuivi) -> str | None:
    """What became of a request, in a few words; None when there is nothing to tell."""
    return _SUITES.get(fait.etat)


def build_appui_repondu(fait: AppuiSuivi, personne: Personne, adresses: Adresses) -> Envoi:
    """For the direction: what became of the request."""
    objet = _name_suite(fait)
    fiche = []
    if fait.groupe is not None:
        autres = format_pluriel(fait.groupe.parts - 1, "autre structure", "autres structures")
        fiche.append(("Appui", f"{fait.groupe.titre}, avec {autres}"))
    if fait.etat is EtatAppui.PLANIFIE and fait.prevu_le is not None:
        fiche.append(("Prévu le", format_date(fait.prevu_le)))
    if fait.demi_journees:
        duree = format_pluriel(fait.demi_journees, "demi-journée")
        if fait.groupe is not None:
            duree = f"{duree} pour vous, sur {fait.groupe.demi_journees} partagées"
        fiche.append(("Durée", duree))
    blocs: list[Bloc] = [Citation("Votre demande", fait.demande)]
    if fiche:
        blocs.append(Fiche(tuple(fiche)))
    if fait.reponse:
        blocs.append(Citation("La réponse de votre chargée de mission", fait.reponse))
    return write_courriel(
        objet,
        personne.nom,
        adresses,
        blocs=tuple(blocs),
        bouton=("Voir nos appuis", f"appuis?structure={fait.structure_id}"),
        raison=f"vous dirigez « {fait.structure} »",
    )


def build_avis_appui_repondu(fait: AppuiSuivi) -> Avis:
    """The same as a notice."""
    titre = _name_suite(fait)
    detail = f"Le {format_date(fait.prevu_le)}" if fait.etat is EtatAppui.PLANIFIE and fait.prevu_le else fait.demande
    return Avis(titre, f"appuis?structure={fait.structure_id}", detail)


def _name_suite(fait: AppuiSuivi) -> str:
    """What happened to it, as a title; a structure that is joined may never have asked."""
    if fait.groupe is not None and fait.etat is EtatAppui.PLANIFIE:
        return "Un appui collectif est prévu avec vous"
    return f"{'Votre appui collectif' if fait.groupe is not None else 'Votre demande d’appui'} {_tell(fait)}"


def _tell(fait: AppuiSuivi) -> str:
    if fait.groupe is not None and fait.etat is EtatAppui.CLOS:
        return "est terminé"
    return tell_suite(fait) or "avance"
