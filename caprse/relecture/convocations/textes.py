"""The words of a convocation. Values in, values out."""

from __future__ import annotations

from caprse.collectif.rencontres.regles import VENEZ_VOUS
from caprse.courrier.corps import Bloc, Citation, Corps, Fiche, Lien, Paragraphe, Teinte
from caprse.courrier.fabriques import Avis
from caprse.relecture.convocations.regles import Rendezvous
from caprse.relecture.rappels.gens import Adresses
from caprse.socle.dates import format_date, format_heure


def build_convocation(
    nom: str,
    collectif: str,
    rencontre: Rendezvous,
    teinte: Teinte,
    auteur: str,
    message: str,
    ordre_du_jour: str,
    reponse: str,
    adresses: Adresses,
) -> tuple[str, Corps]:
    """Subject and words. ``reponse``: the address of the page where one answers; ``message``: a personal sentence."""
    objet = f"Rencontre du {format_date(rencontre.jour)} : venez-vous ?"
    blocs: list[Bloc] = [Paragraphe(f"On vous attend à une rencontre de « {collectif} ».")]
    if message:
        blocs.append(Citation(f"{auteur} vous écrit", message))
    blocs.append(Fiche(list_reperes(rencontre)))
    suite: list[Bloc] = [Paragraphe("Répondre prend dix secondes, sans mot de passe. Vous pouvez changer d’avis.")]
    if ordre_du_jour:
        suite.append(Citation("Ce dont on parlera", ordre_du_jour))
    return objet, Corps(
        titre=rencontre.titre,
        salut=f"Bonjour {nom},",
        blocs=tuple(blocs),
        bouton=Lien("Dire si je viens", reponse),
        suite=tuple(suite),
        adresse=adresses.publique,
        raison="Vous recevez ce message parce que votre structure est membre de ce collectif. Ce lien est pour vous "
        "seul(e) : ne le transférez pas.",
        refus=adresses.refus,
        teinte=teinte,
    )


def list_reperes(rencontre: Rendezvous) -> tuple[tuple[str, str], ...]:
    """When and where, name by name."""
    reperes = [("Quand", tell_quand(rencontre)), ("Comment", rencontre.sorte)]
    if rencontre.lieu:
        reperes.append(("Où", rencontre.lieu))
    if rencontre.lien:
        reperes.append(("Lien", rencontre.lien))
    return tuple(reperes)


def tell_quand(rencontre: Rendezvous) -> str:
    """``14 mars 2026, de 9 h 30 à 11 h 30``."""
    if rencontre.heure is None:
        return format_date(rencontre.jour)
    debut, fin = format_heure(rencontre.heure), format_heure(rencontre.fin)
    return f"{format_date(rencontre.jour)}, de {debut} à {fin}"


def build_avis(rencontre: Rendezvous, chemin: str) -> Avis:
    """The same as a notice."""
    return Avis(f"{VENEZ_VOUS}{rencontre.titre}", chemin, tell_quand(rencontre))
