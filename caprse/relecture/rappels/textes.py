"""The words of the reminders: short, plain, what to do and why one receives them. Values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from caprse.relecture.rappels.regles import LIBELLES_GENRE, GenreRappel
from caprse.socle.dates import format_date, format_instant
from caprse.socle.francais import format_pluriel

# Stands in the preview where the mail will hold the person's own link.
LIEN_APERCU = "(un lien pour ne plus recevoir ces rappels)"
EXTRAIT = 1500


@dataclass(frozen=True)
class Situation:
    """What a reminder says of a carnet: read when it leaves. ``fin`` is the last day of its trimestre."""

    nom: str
    structure: str
    collectif: str
    numero: int
    thematique: str
    fin: date
    jours: int
    restants: int
    transmis: bool
    accueil: str
    prochain_debut: date | None = None
    prochaine_rencontre: tuple[date, time | None, str] | None = None


@dataclass(frozen=True)
class Citation:
    """One message that calls a person."""

    auteur: str
    ecrit_le: datetime
    texte: str


def build_rappel(genre: GenreRappel, situation: Situation, adresse: str, desinscription: str) -> tuple[str, str]:
    """Subject and text of a reminder about a carnet. ``adresse``: the public address; ``desinscription``: the link."""
    objet, corps = {
        GenreRappel.AVANT_CLOTURE: _write_avant,
        GenreRappel.APRES_CLOTURE: _write_apres,
        GenreRappel.A_COMPLETER: _write_a_completer,
    }[genre](situation)
    raison = f"parce que vous suivez le carnet de « {situation.structure} »"
    return objet, _assemble(situation.nom, corps, genre, raison, adresse, desinscription)


def build_mention(
    nom: str, structure: str, sujet: str, citations: list[Citation], lien: str, adresse: str, desinscription: str
) -> tuple[str, str]:
    """Subject and text for a person who was called in a thread. ``sujet``: the title of its critère, or empty."""
    auteurs = " et ".join(dict.fromkeys(citation.auteur for citation in citations))
    verbe = "vous cite" if " et " not in auteurs else "vous citent"
    lieu = f"le critère « {sujet} »" if sujet else "l'ensemble du carnet"
    messages = "\n\n".join(
        f"{citation.auteur}, le {format_instant(citation.ecrit_le)} :\n{_quote(citation.texte)}"
        for citation in citations
    )
    corps = f"""{auteurs} {verbe} dans une discussion sur {lieu} ({structure}).

{messages}

Pour lire et répondre :
{lien}"""
    raison = "parce que vous êtes cité(e) dans une discussion"
    texte = _assemble(nom, corps, GenreRappel.MENTION, raison, adresse, desinscription)
    return f"{auteurs} {verbe} – {structure}", texte


def format_delai(jours: int) -> str:
    """``dans 7 jours``, ``demain``, ``aujourd'hui``, ``depuis 2 jours``."""
    if jours < 0:
        return f"depuis {format_pluriel(-jours, 'jour')}"
    return {0: "aujourd'hui", 1: "demain"}.get(jours, f"dans {format_pluriel(jours, 'jour')}")


def _write_avant(s: Situation) -> tuple[str, str]:
    if s.jours < 0:
        delai = f"Le trimestre {s.numero} devait se terminer le {format_date(s.fin)}. Il est encore ouvert :"
        delai += " vous pouvez toujours répondre et transmettre."
    else:
        delai = f"Le trimestre {s.numero} se termine {format_delai(s.jours)}, le {format_date(s.fin)}."
    reste = (
        f"Il reste {format_pluriel(s.restants, 'critère')} sans réponse."
        if s.restants
        else "Tout est répondu : il reste à transmettre le carnet."
    )
    return (
        f"{s.thematique} : le carnet est à transmettre avant le {format_date(s.fin)}"
        if s.jours >= 0
        else f"{s.thematique} : le carnet est encore à transmettre",
        f"""{delai}

Le carnet « {s.thematique} » de {s.structure} n'est pas encore transmis. {reste}
Ce que vous avez déjà répondu est enregistré.

Pour continuer :
{s.accueil}

La direction de la structure transmet le carnet. S'il manque des réponses, elle peut transmettre et dire pourquoi.""",
    )


def _write_a_completer(s: Situation) -> tuple[str, str]:
    return (
        f"{s.thematique} : votre carnet est à compléter",
        f"""Votre chargée de mission a relu le carnet « {s.thematique} » de {s.structure}.
Elle vous le rend pour le compléter.
Vos réponses sont toutes là. Ses remarques sont à côté de chaque critère.

Pour lire et compléter :
{s.accueil}

Quand c'est fait, transmettez-le de nouveau. Le trimestre se termine le {format_date(s.fin)}.""",
    )


def _write_apres(s: Situation) -> tuple[str, str]:
    suite = _tell_suite(s)
    if s.transmis:
        return (
            f"{s.thematique} : merci, les résultats sont là",
            f"""Le trimestre {s.numero} « {s.thematique} » est clos.
Merci d'avoir transmis le carnet de {s.structure} !

Vos résultats et ceux du collectif sont prêts :
{s.accueil}
{suite}""",
        )
    return (
        f"{s.thematique} : le trimestre est clos",
        f"""Le trimestre {s.numero} « {s.thematique} » est clos. Le carnet de {s.structure} n'avait pas été transmis.

Ce que cela veut dire : vos réponses sont gardées telles qu'elles étaient, et elles ne changent plus. Rien n'est perdu.
Vous pouvez les relire, et voir les résultats du collectif :
{s.accueil}

Une question ? Répondez à votre chargée de mission, elle peut vous aider.
{suite}""",
    )


def _tell_suite(s: Situation) -> str:
    lignes = []
    if s.prochaine_rencontre is not None:
        jour, heure, titre = s.prochaine_rencontre
        lignes.append(f"Prochaine rencontre : {format_date(jour)}{f' à {heure:%H:%M}' if heure else ''}, {titre}.")
    if s.prochain_debut is not None:
        lignes.append(f"Le prochain trimestre commence le {format_date(s.prochain_debut)}.")
    return "\n" + "\n".join(lignes) if lignes else ""


def _quote(texte: str) -> str:
    extrait = texte if len(texte) <= EXTRAIT else texte[:EXTRAIT].rstrip() + "… (la suite est dans le cahier)"
    return "\n".join(f"> {ligne}" for ligne in extrait.splitlines())


def _assemble(nom: str, corps: str, genre: GenreRappel, raison: str, adresse: str, desinscription: str) -> str:
    return f"""Bonjour {nom},

{corps.rstrip()}

À bientôt,
Le cahier CAP RSE
{adresse}

--
Vous recevez ce message {raison}.
Ne plus recevoir les rappels « {LIBELLES_GENRE[genre]} » :
{desinscription}
"""
