"""What waits for the people of a structure, told to its home: asked of them, written to them, late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.avis.phrases import format_demande_avis
from caprse.carnet.accueil.regles import Attente, Attentes, Genre
from caprse.carnet.regles import EtatCarnet
from caprse.progres.binomes.regles import Suivi, follow_visites
from caprse.progres.traces.regles import PREAVIS
from caprse.referentiel.service import get_referentiel
from caprse.relecture.a_voir.regles import QUELQU_UN, find_lieu, format_demande, format_detail
from caprse.relecture.attentes.requetes import LIST_ATTENTES
from caprse.relecture.convocations.regles import PRESENCES, Reponse
from caprse.relecture.relire.regles import CARNET, EtatRelecture
from caprse.socle import francais
from caprse.socle.dates import format_date
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import enumerate_words, format_pluriel

QUOI = "Cette structure"
EXTRAIT_MAX = 160


def list_attentes(unit: Unit, structure_id: UUID) -> Attentes:
    """What waits, the most pressing first. One query. For those who read the carnet; raises Introuvable."""
    ligne = (
        unit.db.execute(
            LIST_ATTENTES,
            {
                "structure": structure_id,
                "compte": unit.acteur.compte_id,
                "today": unit.today,
                "preavis": unit.today + PREAVIS,
            },
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI)
    repond = unit.acteur.can(Operation.UPDATE_REPONSE, ligne["collectif_id"], structure_id)
    consulte = unit.acteur.can(Operation.CREATE_AVIS, None, structure_id)
    ecrit = unit.acteur.can(Operation.WRITE_MESSAGE, ligne["collectif_id"], structure_id)
    agit = unit.acteur.can(Operation.UPDATE_ACTION, ligne["collectif_id"], structure_id)
    lignes = (
        *_list_demandes(unit, ligne["carnet"], repond=repond),
        # What is late waits for whoever can do something about it.
        *(_list_retards(ligne["actions"]) if agit else ()),
        *(_read_fil(unit, fil, ecrit=ecrit) for fil in ligne["fils"] or ()),
        *_list_a_voir(unit, ligne["a_voir"]),
        *(_list_avis(ligne["avis"]) if consulte else ()),
        *(_list_traces(unit, ligne["traces"]) if repond else ()),
        *(_list_binomes(unit, structure_id, ligne["binomes"]) if repond else ()),
    )
    invitations = ligne["invitations"] or {}
    return Attentes(
        lignes,
        {UUID(rencontre): PRESENCES[Reponse(dite)] if dite else None for rencontre, dite in invitations.items()},
    )


def _list_demandes(unit: Unit, carnet: Mapping[str, Any] | None, *, repond: bool) -> Iterable[Attente]:
    """What the chargée de mission asks of the carnet that she gave back: nothing while she is still writing."""
    if carnet is None or carnet["etat"] != EtatCarnet.A_COMPLETER:
        return
    referentiel = get_referentiel(unit.db, UUID(carnet["referentiel_id"]))
    demandes = {demande["critere"]: demande for demande in carnet["demandes"] or ()}
    demandes_ici = {
        critere.code: enjeu.code
        for part in referentiel.capsule(carnet["thematique"])
        for enjeu in part.enjeux
        for critere in enjeu.criteres
    }
    # What was looked at again comes after what the carnet asks, and has its own page.
    autres = [c.code for c in referentiel.criteres if c.code not in demandes_ici]
    for code in (*demandes_ici, *autres):
        demande = demandes.get(code)
        if demande is not None and demande["etat"] == EtatRelecture.A_COMPLETER and not demande["refait"]:
            etape = {"etape": demandes_ici[code]} if code in demandes_ici else {}
            yield Attente(
                Genre.A_COMPLETER,
                referentiel.critere(code).titre,
                demande["note"] or "Votre chargée de mission vous demande une précision.",
                "Compléter cette réponse" if repond else "Lire cette réponse",
                "carnet" if code in demandes_ici else "revoir",
                {**etape, "critere": code},
            )
    mot = demandes.get(CARNET)
    if mot is not None and mot["note"]:
        yield Attente(
            Genre.MOT,
            "Un mot de votre chargée de mission",
            mot["note"],
            "Voir le carnet rendu",
            "transmettre" if repond else "carnet",
        )


def _list_a_voir(unit: Unit, demandes: Iterable[Sequence[Any]] | None) -> Iterable[Attente]:
    """What a colleague asks the person at the screen to see, the oldest day first."""
    for code, demandeur, pour_le, note, referentiel_id, thematique in demandes or ():
        lieu = find_lieu(get_referentiel(unit.db, UUID(referentiel_id)), thematique, code)
        if lieu is None:
            continue
        yield Attente(
            Genre.A_VOIR,
            format_demande(demandeur or QUELQU_UN, lieu.titre),
            format_detail(date.fromisoformat(pour_le), note, unit.today),
            "Voir ce critère",
            lieu.page,
            lieu.adresse,
        )


def _list_avis(consultations: Iterable[Sequence[Any]] | None) -> Iterable[Attente]:
    """What the person at the screen is asked, and has not said whole; whoever asked it knows."""
    for fin, demandes, dites in consultations or ():
        if dites >= demandes:
            continue
        yield Attente(
            Genre.AVIS,
            format_demande_avis(date.fromisoformat(fin)),
            f"Vous avez répondu à {format_pluriel(dites, 'question')} sur {demandes}"
            if dites
            else f"{format_pluriel(demandes, 'question')}, sans voir les réponses des autres",
            "Donner mon avis",
            "plusieurs-voix",
        )


def _list_traces(unit: Unit, traces: Mapping[str, Any]) -> Iterable[Attente]:
    if not traces["combien"]:
        return
    jour = date.fromisoformat(traces["premiere"])
    quand = "avant" if jour >= unit.today else "depuis"
    yield Attente(
        Genre.TRACE,
        f"{format_pluriel(traces['combien'], 'trace')} à renouveler",
        f"{shorten(traces['titre'])} ({quand} le {format_date(jour)})",
        "Voir nos traces",
        "traces",
    )


def _list_binomes(unit: Unit, structure_id: UUID, binomes: Iterable[Mapping[str, Any]] | None) -> Iterable[Attente]:
    """The next visit of a binôme: to plan, to make, to tell; nothing once it is told."""
    for binome in binomes or ():
        paires = zip(binome["structures"], binome["noms"], strict=True)
        autres = enumerate_words([nom for cle, nom in paires if cle != str(structure_id)])
        visites = [(date.fromisoformat(jour), "dite" if dite else "") for jour, dite in binome["visites"] or ()]
        suivi = follow_visites(visites, unit.today)
        jours = sorted(jour for jour, _ in visites)
        match suivi:
            case Suivi.SANS_DATE:
                detail, libelle = "Choisissez ensemble le jour d’une première visite.", "Prévoir une visite"
            case Suivi.A_VENIR:
                prochaine = next(jour for jour in jours if jour >= unit.today)
                detail, libelle = f"Visite le {format_date(prochaine)}", "Voir notre binôme"
            case Suivi.A_RACONTER:
                detail, libelle = f"La visite du {format_date(jours[-1])} n’a pas de note.", "Raconter la visite"
            case Suivi.FAITE:
                continue
        yield Attente(Genre.BINOME, f"Notre binôme : {autres}", detail, libelle, "binomes")


def _read_fil(unit: Unit, fil: Mapping[str, Any], *, ecrit: bool) -> Attente:
    referentiel = get_referentiel(unit.db, UUID(fil["referentiel_id"]))
    combien = "" if fil["combien"] == 1 else f" ({fil['combien']} messages)"
    sujet = "" if fil["critere"] is None else f"{referentiel.critere(fil['critere']).titre} : "
    return Attente(
        Genre.MESSAGE,
        f"{fil['auteur'] or 'Une autre personne'} vous a écrit{combien}",
        f"{sujet}{shorten(fil['texte'])}",
        "Lire et répondre" if ecrit else "Lire la discussion",
        "discussion",
        {"carnet": fil["carnet_id"]},
    )


def _list_retards(actions: Mapping[str, Any]) -> Iterable[Attente]:
    if not actions["combien"]:
        return
    depuis = format_date(date.fromisoformat(actions["premiere"]))
    yield Attente(
        Genre.ACTION,
        f"{format_pluriel(actions['combien'], 'action')} en retard",
        f"{shorten(actions['quoi'])} (prévue pour le {depuis})",
        "Voir notre plan d’action",
        "actions",
    )


def shorten(texte: str) -> str:
    """The beginning of a text, on one line."""
    return francais.shorten(texte, EXTRAIT_MAX)
