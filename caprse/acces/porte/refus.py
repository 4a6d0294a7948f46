"""What a refusal says as a page: what happened, that nothing is lost, what to do now, and one way on."""

from __future__ import annotations

from dataclasses import dataclass

from caprse.acces.comptes.invitations import InvitationMorte
from caprse.acces.connexion.liens import LienMort
from caprse.acces.connexion.limites import TropDeTentatives
from caprse.socle.erreurs import BaseIndisponible, DisquePlein, ErreurMetier, Introuvable, SaisieInvalide

ACCUEIL = ("Aller à l’accueil", "/")
PORTE = ("Revenir à la page de connexion", "/connexion")
ICI = ("Réessayer", "")
RIEN_MODIFIE = " Rien n’a été modifié."


@dataclass(frozen=True, slots=True)
class PageRefus:
    """One page of refusal. ``garde``: what is not lost; ``adresse``: the way on, empty for this very page.

    ``phrase``: what happened, where the sentence of the error says no more than the title.
    """

    statut: int
    titre: str
    garde: str
    faire: str
    libelle: str
    adresse: str
    phrase: str = ""


# The first that fits.
PAGES: tuple[tuple[type[ErreurMetier], PageRefus], ...] = (
    (
        TropDeTentatives,
        PageRefus(
            429,
            "Patientez un peu",
            "Ce qui est enregistré l’est toujours, et un lien déjà reçu peut encore servir.",
            "Ouvrez le dernier message reçu, ou attendez un peu avant de demander un autre lien.",
            *PORTE,
        ),
    ),
    (
        LienMort,
        PageRefus(
            410,
            "Ce lien ne fonctionne plus",
            "Votre compte et vos réponses n’ont pas bougé.",
            "Demandez un nouveau lien, puis ouvrez le plus récent.",
            "Demander un nouveau lien",
            "/connexion",
        ),
    ),
    (
        InvitationMorte,
        PageRefus(
            410,
            "Cette invitation ne fonctionne plus",
            "Si vous l’aviez acceptée, votre compte est ouvert : connectez-vous.",
            "Sinon, demandez une nouvelle invitation à la personne qui vous a invité·e.",
            "Me connecter",
            "/connexion",
        ),
    ),
    (
        Introuvable,
        PageRefus(
            404,
            "Page introuvable",
            "Ce que vous aviez enregistré est toujours\u00a0là.",
            "Repartez de l’accueil : le menu mène à toutes vos pages.",
            *ACCUEIL,
            "L’adresse est incomplète ou ancienne, ou cette page n’est pas ouverte à votre rôle.",
        ),
    ),
    (
        SaisieInvalide,
        PageRefus(
            422,
            "Il manque quelque chose",
            "Rien n’est parti, rien n’a été modifié.",
            "Revenez à la page d’avant, corrigez, puis recommencez.",
            *PORTE,
        ),
    ),
    (
        DisquePlein,
        PageRefus(
            503,
            "Un instant…",
            "",
            "Réessayez quand la place sera faite.",
            *ICI,
        ),
    ),
    (
        BaseIndisponible,
        PageRefus(
            503,
            "Un instant…",
            "",
            "Réessayez. Si cela dure, prévenez la personne qui fait fonctionner le cahier.",
            *ICI,
        ),
    ),
    (
        ErreurMetier,
        PageRefus(
            403,
            "Ce n’est pas possible",
            "Ce que vous aviez enregistré est toujours\u00a0là.",
            "Repartez de l’accueil. Si cela se répète, prévenez votre chargée de mission.",
            *ACCUEIL,
        ),
    ),
)


def find_page(erreur: ErreurMetier) -> PageRefus:
    """The page that says this refusal."""
    return next(page for genre, page in PAGES if isinstance(erreur, genre))


def tell_phrase(erreur: ErreurMetier, page: PageRefus) -> str:
    """What happened, without what the title says already, nor what the page says of what is kept."""
    phrase = str(erreur).removeprefix(f"{page.titre}. ")
    if page.phrase and phrase == str(Introuvable()):
        return page.phrase
    return phrase.removesuffix(RIEN_MODIFIE) if page.garde else phrase
