"""The words of a binôme that was accepted: who, what is exchanged, what to do next. Values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from caprse.courrier.corps import Fiche, Paragraphe
from caprse.courrier.fabriques import Avis
from caprse.progres.binomes.regles import LIBELLES_LIEU, Lieu
from caprse.relecture.evenements.textes import Envoi
from caprse.relecture.rappels.gens import Adresses, Personne, write_courriel
from caprse.socle.francais import enumerate_words


@dataclass(frozen=True)
class BinomeSuivi:
    """Structures that are to meet. ``dons``: from whom, to whom, the titles of what is shown."""

    noms: Mapping[UUID, str]
    dons: tuple[tuple[UUID, UUID, tuple[str, ...]], ...]
    lieu: Lieu


def build_binome(fait: BinomeSuivi, personne: Personne, adresses: Adresses) -> Envoi:
    """For the people of each structure: whom they meet, and why."""
    sienne = find_sienne(fait, personne)
    autres = name_autres(fait, sienne)
    recus = [(f"À voir chez {fait.noms[de]}", enumerate_words(titres)) for de, a, titres in fait.dons if a == sienne]
    montres = list(dict.fromkeys(titre for de, _, titres in fait.dons if de == sienne for titre in titres))
    fiche = [*recus, ("À montrer chez vous", enumerate_words(montres)), ("Pour vous voir", LIBELLES_LIEU[fait.lieu])]
    return write_courriel(
        f"Votre binôme : {autres}",
        personne.nom,
        adresses,
        blocs=(
            Paragraphe(f"Votre chargée de mission vous propose de rencontrer {autres}."),
            Fiche(tuple((tete, dit) for tete, dit in fiche if dit)),
        ),
        bouton=("Prévoir une visite", _chemin(sienne)),
        suite="Choisissez ensemble un jour. Une heure suffit pour commencer.",
        raison=f"vous suivez le carnet de « {fait.noms[sienne]} »",
    )


def build_avis_binome(fait: BinomeSuivi, personne: Personne) -> Avis:
    """The same as a notice."""
    sienne = find_sienne(fait, personne)
    return Avis(
        f"Votre binôme : {name_autres(fait, sienne)}", _chemin(sienne), "Choisissez ensemble le jour d’une visite"
    )


def find_sienne(fait: BinomeSuivi, personne: Personne) -> UUID:
    """The structure for which a person is told: theirs, the first one where they have several in it."""
    return next(identifiant for identifiant, _ in personne.structures if identifiant in fait.noms)


def name_autres(fait: BinomeSuivi, sienne: UUID) -> str:
    return enumerate_words([nom for cle, nom in fait.noms.items() if cle != sienne])


def _chemin(sienne: UUID) -> str:
    return f"binomes?structure={sienne}"
