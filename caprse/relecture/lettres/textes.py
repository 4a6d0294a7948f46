"""A letter as it is read: a personal sentence first, where there is one. Values in, values out."""

from __future__ import annotations

from caprse.courrier.corps import Bloc, Citation, Corps, Paragraphe
from caprse.courrier.fabriques import Avis
from caprse.relecture.rappels.gens import Adresses, write_courriel


def build_lettre(
    nom: str,
    collectif: str,
    auteur: str,
    objet: str,
    texte: str,
    mots: tuple[tuple[str, str], ...],
    adresses: Adresses,
) -> tuple[str, Corps]:
    """Subject and words. ``mots``: the structure and the sentence that is for it alone."""
    blocs: list[Bloc] = [Citation(f"Pour {structure}", mot) for structure, mot in mots]
    blocs += [Paragraphe(partie) for partie in texte.split("\n\n") if partie.strip()]
    blocs.append(Paragraphe(f"{auteur}, pour « {collectif} »"))
    return write_courriel(
        objet,
        nom,
        adresses,
        blocs=blocs,
        bouton=("Ouvrir le cahier", "accueil"),
        raison=f"votre structure est membre de « {collectif} »",
    )


def build_avis(auteur: str, objet: str, texte: str) -> Avis:
    """The same as a notice: the first words of the letter."""
    return Avis(f"{auteur} vous écrit : {objet}", "accueil", texte)
