"""States of a carnet, what may be typed, what is left: pure rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Critere
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import can_be_stored

NIVEAU_DE_TRACE = 2


class EtatCarnet(StrEnum):
    BROUILLON = "brouillon"
    TRANSMIS = "transmis"
    A_COMPLETER = "a_completer"
    RELU = "relu"


LIBELLES_ETAT = {
    EtatCarnet.BROUILLON: "En cours",
    EtatCarnet.TRANSMIS: "Transmis",
    EtatCarnet.A_COMPLETER: "À compléter",
    EtatCarnet.RELU: "Relu",
}
ETATS_MODIFIABLES = frozenset({EtatCarnet.BROUILLON, EtatCarnet.A_COMPLETER})
ETATS_TRANSMIS = frozenset({EtatCarnet.TRANSMIS, EtatCarnet.RELU})


@dataclass(frozen=True)
class Saisie:
    """What a structure says of one critère. Nothing given means pas répondu."""

    niveau: int | None = None
    non_concerne: bool = False
    motif: str = ""
    commentaire: str = ""
    cible: int | None = None
    deja_regle: bool = False
    trace_titre: str = ""
    trace_lien: str = ""

    @property
    def repondu(self) -> bool:
        return self.niveau is not None or self.non_concerne

    @property
    def a_une_trace(self) -> bool:
        return bool(self.trace_titre or self.trace_lien)


LIBELLES_CHAMPS: dict[str, str] = {
    "niveau": "Niveau",
    "non_concerne": "Non concerné",
    "motif": "Motif",
    "commentaire": "Commentaire",
    "cible": "Cible",
    "deja_regle": "Déjà réglé",
    "trace_titre": "Trace (titre)",
    "trace_lien": "Trace (lien)",
}
# What is stored, copied and compared of an answer: statements and readers are built from these names.
CHAMPS = tuple(champ.name for champ in fields(Saisie))
CIBLE_PASSEE = "La cible ne peut pas être plus basse que votre niveau d’aujourd’hui. Choisissez-en une autre."
# Of the texts; the base checks them too.
LONGUEURS = {"commentaire": 4000, "motif": 1000, "trace_titre": 300, "trace_lien": 1000}


@dataclass(frozen=True)
class Avancement:
    """What is done: ``repondus`` of ``applicables``, non concerné being neither."""

    total: int
    repondus: int
    non_concernes: int

    @property
    def applicables(self) -> int:
        return self.total - self.non_concernes

    @property
    def restants(self) -> int:
        return self.total - self.repondus - self.non_concernes


def list_reasons_against(saisie: Saisie, niveau_max: int) -> list[str]:
    """Why this input is refused, each reason a French sentence; empty when it is accepted."""
    raisons = []
    for nom, valeur in (("niveau", saisie.niveau), ("cible", saisie.cible)):
        if not is_niveau(valeur, niveau_max):
            raisons.append(
                f"Le {nom} doit être entre 0 et {niveau_max}."
                if nom == "niveau"
                else f"La cible doit être entre 0 et {niveau_max}."
            )
    if saisie.non_concerne and (saisie.niveau is not None or saisie.cible is not None):
        raisons.append("« Non concerné » ne va pas avec un niveau ou une cible.")
    if saisie.non_concerne and not saisie.motif.strip():
        raisons.append("« Non concerné » demande de dire pourquoi, en quelques mots.")
    for champ, longueur in LONGUEURS.items():
        texte: str = getattr(saisie, champ)
        if len(texte) > longueur:
            raisons.append(f"Le texte est trop long : {len(texte)} signes, {longueur} au plus. Raccourcissez-le.")
        if not can_be_stored(texte):
            raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    if saisie.trace_lien and not is_lien(saisie.trace_lien):
        raisons.append("Le lien de la trace doit commencer par http:// ou https://.")
    if is_cible_passee(saisie) and is_niveau(saisie.niveau, niveau_max) and is_niveau(saisie.cible, niveau_max):
        raisons.append(CIBLE_PASSEE)
    return raisons


def is_cible_passee(saisie: Saisie) -> bool:
    """Whether the niveau stands above the cible. Both may be the same: to stay there is an aim."""
    cible, niveau = saisie.cible, saisie.niveau
    return isinstance(cible, int) and isinstance(niveau, int) and cible < niveau


def drop_cible_atteinte(saisie: Saisie, vue: Saisie) -> Saisie:
    """The answer without a cible that the niveau went past, where the cible is the one of before: it is reached."""
    return replace(saisie, cible=None) if saisie.cible == vue.cible and is_cible_passee(saisie) else saisie


def is_niveau(valeur: object, niveau_max: int) -> bool:
    """Whether it is a niveau, or nothing. Widgets' values come from the browser: their very type is checked."""
    return valeur is None or (type(valeur) is int and 0 <= valeur <= niveau_max)


def is_lien(texte: str) -> bool:
    """Whether the text is a web address that is safe to show as a link."""
    try:
        morceaux = urlsplit(texte)
    except ValueError:
        return False
    return morceaux.scheme in {"http", "https"} and bool(morceaux.netloc) and texte.isprintable() and " " not in texte


def complete_lien(texte: str) -> str:
    """The address as a browser would take it: whoever types ``exemple.fr/charte`` means ``https://``."""
    texte = texte.strip()
    hote, _, _ = texte.partition("/")
    nom = hote.partition(":")[0]
    if "://" in texte or "." not in nom.strip(".") or "@" in hote:
        return texte
    return f"https://{texte}"


def compute_avancement(criteres: Iterable[Critere], saisies: Mapping[str, Saisie]) -> Avancement:
    """Count what is answered among these critères."""
    total = repondus = non_concernes = 0
    for critere in criteres:
        total += 1
        saisie = saisies.get(critere.code)
        if saisie is not None and saisie.non_concerne:
            non_concernes += 1
        elif saisie is not None and saisie.niveau is not None:
            repondus += 1
    return Avancement(total, repondus, non_concernes)


def describe_etats(etats: Mapping[EtatCarnet, int]) -> str:
    """``3 en cours, 5 transmis, 2 relus``: how many carnets in which état, in the right number."""
    noms = LIBELLES_ETAT | ({EtatCarnet.RELU: "relus"} if etats.get(EtatCarnet.RELU, 0) > 1 else {})
    return ", ".join(f"{etats[etat]} {noms[etat].lower()}" for etat in EtatCarnet if etats.get(etat))


def count_reponses(demandes: Collection[str], repondus: Iterable[str]) -> int:
    """How many of the critères that a carnet asks have an answer, « non concerné » being one.

    Both by code: a carnet may hold answers to critères of an earlier référentiel, which it no longer asks.
    """
    return len(set(demandes).intersection(repondus))


def list_manquants(
    criteres: Iterable[Critere], saisies: Mapping[str, Saisie], partages: Collection[str] = ()
) -> tuple[Critere, ...]:
    """The critères still without an answer, in the order of the référentiel.

    ``partages``: two people answered them otherwise and nobody chose yet. An answer is the one that a structure agrees
    on: for its people these have none. Nobody else learns of it, and for them what is recorded counts.
    """
    return tuple(c for c in criteres if c.code in partages or c.code not in saisies or not saisies[c.code].repondu)


def refusal_to_update(etat: EtatCarnet, etat_trimestre: EtatTrimestre) -> str | None:
    """Why answers may not change, or None."""
    if etat_trimestre is EtatTrimestre.CLOS:
        return "Ce trimestre est clos : ses réponses ne changent plus. Votre saisie n’a pas été enregistrée."
    if etat_trimestre is EtatTrimestre.PREPARE:
        return "Ce trimestre n’est pas encore ouvert. Votre saisie n’a pas été enregistrée."
    if etat not in ETATS_MODIFIABLES:
        return (
            "Ce carnet est transmis : il ne peut plus être modifié. Votre saisie n’a pas été enregistrée ; "
            "la direction peut demander à rouvrir le carnet."
        )
    return None


def refusal_to_send(etat: EtatCarnet, etat_trimestre: EtatTrimestre, manquants: int, motif: str) -> str | None:
    """Why the carnet may not be transmitted, or None. What is missing may stay so, with a reason."""
    if etat in ETATS_TRANSMIS:
        return "Ce carnet est déjà transmis."
    if etat_trimestre is not EtatTrimestre.OUVERT:
        return "Ce trimestre n’est pas ouvert : le carnet ne peut pas être transmis."
    if manquants and not motif.strip():
        return "Il manque des réponses : dites pourquoi en quelques mots, ou complétez d’abord."
    if len(motif) > LONGUEURS["motif"]:
        return f"L’explication est trop longue : {LONGUEURS['motif']} signes au plus."
    return None


def refusal_to_ask_reopening(etat: EtatCarnet, etat_trimestre: EtatTrimestre, motif: str) -> str | None:
    """Why the direction may not ask to reopen, or None."""
    if etat not in ETATS_TRANSMIS:
        return "Ce carnet n’est pas transmis : vous pouvez le modifier directement."
    if etat_trimestre is not EtatTrimestre.OUVERT:
        return "Ce trimestre est clos : son carnet ne se rouvre plus."
    if not motif.strip():
        return "Dites en quelques mots pourquoi vous voulez rouvrir le carnet."
    if len(motif) > LONGUEURS["motif"]:
        return f"L’explication est trop longue : {LONGUEURS['motif']} signes au plus."
    return None


def refusal_to_send_back(etat: EtatCarnet, etat_trimestre: EtatTrimestre) -> str | None:
    """Why the animation may not send the carnet back to its structure, or None."""
    if etat not in ETATS_TRANSMIS:
        return "Ce carnet n’est pas transmis : la structure peut déjà le modifier."
    if etat_trimestre is not EtatTrimestre.OUVERT:
        return "Ce trimestre est clos : son carnet ne se rouvre plus."
    return None


def refusal_to_mark_relu(etat: EtatCarnet, etat_trimestre: EtatTrimestre) -> str | None:
    """Why the animation may not say that the carnet was re-read whole, or None."""
    if etat is EtatCarnet.RELU:
        return "Ce carnet est déjà relu."
    if etat is not EtatCarnet.TRANSMIS:
        return "Ce carnet n’est pas transmis : la structure le modifie encore."
    if etat_trimestre is not EtatTrimestre.OUVERT:
        return "Ce trimestre est clos : ses carnets ne changent plus."
    return None


def invites_trace(saisie: Saisie) -> bool:
    """From niveau 2 on a trace is asked for, never required."""
    return saisie.niveau is not None and saisie.niveau >= NIVEAU_DE_TRACE and not saisie.a_une_trace


def calls_socle_legal(critere: Critere, saisie: Saisie) -> bool:
    """Whether the gentle note on the legal base is shown: a critère of the socle légal answered 0 or 1."""
    return bool(critere.socle_legal) and saisie.niveau is not None and saisie.niveau <= 1


def compute_jours_restants(fin: date, today: date) -> int:
    """Days to go, today excluded; negative once late."""
    return (fin - today).days


def format_reste(jours: int) -> str:
    """Days left of a trimestre: ``48 jours restants``, ``dernier jour``, ``fini depuis 3 jours``."""
    if jours > 0:
        return format_pluriel(jours, "jour restant", "jours restants")
    return "dernier jour" if jours == 0 else f"fini depuis {format_pluriel(-jours, 'jour')}"
