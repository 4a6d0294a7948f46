"""What an answer says, in words: its niveau, its details, all of it beside a colleague's. Pure."""

from __future__ import annotations

from caprse.carnet.regles import ETATS_TRANSMIS, Saisie
from caprse.carnet.service import CarnetOuvert
from caprse.collectif.calendrier.reprise import tell_repris
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Niveau
from caprse.socle.dates import FUSEAU, format_date

Echelle = tuple[Niveau, ...]
NON_CONCERNE = "nc"
LIBELLES_GROUPES = {
    "choix": "Niveau",
    "motif": "Motif",
    "commentaire": "Commentaire",
    "trace": "Trace",
    "cible": "Cible",
    "deja_regle": "Déjà réglé (CEDRE ISO)",
}


def name_choix(choix: int | str, echelle: Echelle) -> str:
    """``2 · Organisé``, or « Non concerné »."""
    return "Non concerné" if isinstance(choix, str) else f"{choix} · {echelle[choix].nom}"


def get_choix(saisie: Saisie) -> int | str | None:
    """What is ticked: a niveau, ``NON_CONCERNE``, or nothing yet."""
    return NON_CONCERNE if saisie.non_concerne else saisie.niveau


def summarize_details(saisie: Saisie, echelle: Echelle) -> str:
    """The details that were given, in one line; empty when there are none."""
    morceaux = []
    if saisie.commentaire:
        morceaux.append("commentaire noté")
    if saisie.trace_titre:
        morceaux.append(f"trace : {saisie.trace_titre}")
    if saisie.deja_regle:
        morceaux.append("déjà réglé (CEDRE ISO)")
    if saisie.cible is not None:
        morceaux.append(f"cible : {name_choix(saisie.cible, echelle)}")
    return " · ".join(morceaux)


def describe_saisie(saisie: Saisie, echelle: Echelle) -> list[tuple[str, str]]:
    """All that an answer says, as pairs of a label and what was given; nothing for what was not."""
    choix = get_choix(saisie)
    reponse = ("Niveau", name_choix(choix, echelle) if choix is not None else "sans réponse")
    motif = [("Motif", saisie.motif)] if saisie.motif else []
    return [reponse, *motif, *describe_details(saisie, echelle)]


def describe_details(saisie: Saisie, echelle: Echelle) -> list[tuple[str, str]]:
    """What an answer says beside its niveau, as pairs of a label and what was given."""
    lignes = [
        ("Commentaire", saisie.commentaire),
        ("Trace", saisie.trace_titre),
        ("Lien", saisie.trace_lien),
        ("Déjà réglé (CEDRE ISO)", "oui" if saisie.deja_regle else ""),
        ("Cible", name_choix(saisie.cible, echelle) if saisie.cible is not None else ""),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]


def describe_groupe(groupe: str, saisie: Saisie, echelle: Echelle) -> list[tuple[str, str]]:
    """What an answer says in one of its groups of fields; it says so when that is nothing."""
    lignes = dict(describe_saisie(saisie, echelle))
    noms = {"choix": ("Niveau", "Motif") if saisie.non_concerne else ("Niveau",), "trace": ("Trace", "Lien")}
    libelle = LIBELLES_GROUPES[groupe]
    dites = [(nom, lignes[nom]) for nom in noms.get(groupe, (libelle,)) if nom in lignes]
    return dites or [(libelle, "non" if groupe == "deja_regle" else "rien")]


def explain_lecture(carnet: CarnetOuvert) -> str:
    """Why a carnet that is not written any more is only read: transmitted, closed, or of before the workbook."""
    if repris := tell_repris(carnet.repris_le):
        return f"Vos réponses d’avant le cahier, {repris} : vous pouvez les lire, pas les modifier."
    if carnet.etat_trimestre is EtatTrimestre.CLOS:
        return f"Le trimestre\u00a0{carnet.numero} est clos : vous pouvez relire le carnet, il ne change plus."
    if carnet.etat in ETATS_TRANSMIS:
        quand = f" le {format_date(carnet.transmis_le.astimezone(FUSEAU).date())}" if carnet.transmis_le else ""
        demande = " Vous avez demandé à le rouvrir." if carnet.reouverture_demandee_le is not None else ""
        return f"Carnet transmis{quand}. Vous pouvez le relire.{demande}"
    return "Ce trimestre n’est pas encore ouvert : vous pouvez lire le carnet, pas le modifier."
