"""The words of the reminders: short, plain, what to do and why one receives them. Values in, values out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from caprse.courrier.corps import MAISON, Bloc, Citation, Corps, Lien, Paragraphe, Teinte
from caprse.courrier.fabriques import Avis
from caprse.relecture.rappels.regles import LIBELLES_GENRE, GenreRappel
from caprse.socle.dates import format_date, format_instant, format_rendez_vous
from caprse.socle.francais import add_de, format_pluriel

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
    teinte: Teinte = MAISON


@dataclass(frozen=True)
class Cite:
    """One message that calls a person."""

    auteur: str
    ecrit_le: datetime
    texte: str


@dataclass(frozen=True)
class Mot:
    """A personal sentence that goes with a reminder, and who wrote it."""

    auteur: str
    texte: str


@dataclass(frozen=True)
class _Propos:
    """What a kind of reminder says: its subject, what comes before its button, its button, what comes after."""

    objet: str
    avant: tuple[str, ...]
    geste: str
    apres: tuple[str, ...] = field(default=())


def build_rappel(
    genre: GenreRappel, situation: Situation, adresse: str, desinscription: str, mot: Mot | None = None
) -> tuple[str, Corps]:
    """Subject and words of a reminder about a carnet. ``adresse``: the public one; ``desinscription``: the link."""
    propos = _write(genre, situation)
    blocs: list[Bloc] = [Paragraphe(texte) for texte in propos.avant]
    if mot is not None:
        blocs.insert(0, Citation(f"{mot.auteur} vous écrit", mot.texte))
    return propos.objet, Corps(
        titre=propos.objet,
        salut=f"Bonjour {situation.nom},",
        blocs=tuple(blocs),
        bouton=Lien(propos.geste, situation.accueil),
        suite=tuple(Paragraphe(texte) for texte in propos.apres),
        adresse=adresse,
        raison=f"Vous recevez ce message parce que vous suivez le carnet de « {situation.structure} ».",
        refus=build_refus(genre, desinscription),
        teinte=situation.teinte,
    )


def build_avis(genre: GenreRappel, situation: Situation, chemin: str) -> Avis:
    """The notice of a reminder about a carnet."""
    return Avis(_write(genre, situation).objet, chemin, situation.structure)


def build_mention(
    nom: str, structure: str, sujet: str, citations: list[Cite], lien: str, adresse: str, desinscription: str
) -> tuple[str, Corps]:
    """Subject and words for a person who was called in a thread. ``sujet``: the title of its critère, or empty."""
    auteurs = " et ".join(dict.fromkeys(citation.auteur for citation in citations))
    verbe = "vous cite" if " et " not in auteurs else "vous citent"
    lieu = f"le critère « {sujet} »" if sujet else "l’ensemble du carnet"
    objet = f"{auteurs} {verbe} – {structure}"
    return objet, Corps(
        titre=f"{auteurs} {verbe}",
        salut=f"Bonjour {nom},",
        blocs=(
            Paragraphe(f"{auteurs} {verbe} dans une discussion sur {lieu} ({structure})."),
            *(
                Citation(f"{cite.auteur}, le {format_instant(cite.ecrit_le)}", _shorten(cite.texte))
                for cite in citations
            ),
        ),
        bouton=Lien("Lire et répondre", lien),
        adresse=adresse,
        raison="Vous recevez ce message parce que vous êtes cité(e) dans une discussion.",
        refus=build_refus(GenreRappel.MENTION, desinscription),
    )


def build_refus(genre: GenreRappel, desinscription: str) -> Lien:
    """How to receive no more mails of a kind."""
    return Lien(f"Ne plus recevoir ces messages (« {LIBELLES_GENRE[genre]} »)", desinscription)


def format_delai(jours: int) -> str:
    """``dans 7 jours``, ``demain``, ``aujourd'hui``, ``depuis 2 jours``."""
    if jours < 0:
        return f"depuis {format_pluriel(-jours, 'jour')}"
    return {0: "aujourd’hui", 1: "demain"}.get(jours, f"dans {format_pluriel(jours, 'jour')}")


def _write(genre: GenreRappel, situation: Situation) -> _Propos:
    return {
        GenreRappel.AVANT_CLOTURE: _write_avant,
        GenreRappel.APRES_CLOTURE: _write_apres,
        GenreRappel.A_COMPLETER: _write_a_completer,
    }[genre](situation)


def _write_avant(s: Situation) -> _Propos:
    if s.jours < 0:
        delai = f"Le trimestre\u00a0{s.numero} devait se terminer le {format_date(s.fin)}. Il est encore ouvert :"
        delai += " vous pouvez toujours répondre et transmettre."
    else:
        delai = f"Le trimestre\u00a0{s.numero} se termine {format_delai(s.jours)}, le {format_date(s.fin)}."
    reste = (
        f"Il reste {format_pluriel(s.restants, 'critère')} sans réponse."
        if s.restants
        else "Tout est rempli : il reste à transmettre le carnet."
    )
    return _Propos(
        f"{s.thematique} : le carnet est à transmettre au plus tard le {format_date(s.fin)}"
        if s.jours >= 0
        else f"{s.thematique} : le carnet est encore à transmettre",
        (
            delai,
            (
                f"Le carnet « {s.thematique} » {add_de(s.structure)} n’est pas encore transmis. {reste}\n"
                "Ce que vous avez déjà répondu est enregistré."
            ),
        ),
        "Continuer le carnet" if s.restants else "Transmettre le carnet",
        (
            (
                "La direction de la structure transmet le carnet. S’il manque des réponses, elle peut transmettre et "
                "dire pourquoi."
            ),
        ),
    )


def _write_a_completer(s: Situation) -> _Propos:
    return _Propos(
        f"{s.thematique} : votre carnet est à compléter",
        (
            (
                f"Votre chargée de mission a relu le carnet « {s.thematique} » {add_de(s.structure)}.\n"
                "Elle vous le rend pour le compléter."
            ),
            "Vos réponses sont toutes là. Ses remarques sont à côté de chaque critère.",
        ),
        "Lire et compléter",
        (f"Quand c’est fait, transmettez-le de nouveau. Le trimestre se termine le {format_date(s.fin)}.",),
    )


def _write_apres(s: Situation) -> _Propos:
    if s.transmis:
        return _Propos(
            f"{s.thematique} : merci, les résultats sont là",
            (
                (
                    f"Le trimestre\u00a0{s.numero} « {s.thematique} » est clos.\n"
                    f"Merci d’avoir transmis le carnet {add_de(s.structure)} !"
                ),
                "Vos résultats et ceux du collectif sont prêts.",
            ),
            "Voir nos résultats",
            _tell_suite(s),
        )
    return _Propos(
        f"{s.thematique} : le trimestre est clos",
        (
            (
                f"Le trimestre\u00a0{s.numero} « {s.thematique} » est clos. Le carnet {add_de(s.structure)} n’avait "
                "pas été transmis."
            ),
            (
                "Ce que cela veut dire : vos réponses sont gardées telles qu’elles étaient, et elles ne changent "
                "plus. Rien n’est perdu.\nVous pouvez les relire, et voir les résultats du collectif."
            ),
        ),
        "Relire nos réponses",
        ("Une question ? Parlez-en à votre chargée de mission, elle peut vous aider.", *_tell_suite(s)),
    )


def _tell_suite(s: Situation) -> tuple[str, ...]:
    lignes = []
    if s.prochaine_rencontre is not None:
        jour, heure, titre = s.prochaine_rencontre
        lignes.append(f"Prochaine rencontre : {format_rendez_vous(jour, heure)}, {titre}.")
    if s.prochain_debut is not None:
        lignes.append(f"Le prochain trimestre commence le {format_date(s.prochain_debut)}.")
    return ("\n".join(lignes),) if lignes else ()


def _shorten(texte: str) -> str:
    return texte if len(texte) <= EXTRAIT else texte[:EXTRAIT].rstrip() + "… (la suite est dans le cahier)"
