"""What a line of the journal says, in plain French, one sentence per line: pure."""

from __future__ import annotations

from collections.abc import Callable

from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.regles import LIBELLES_CHAMPS
from caprse.journal import phrases_binomes, phrases_collectif
from caprse.journal.faits import (
    Fait,
    cite,
    format_avant,
    format_critere,
    format_de,
    format_dit,
    format_ici,
    format_niveau,
    format_pour,
    format_trimestre,
    format_vers,
)
from caprse.journal.passif import make_passif
from caprse.socle.francais import enumerate_words


def describe_fait(fait: Fait) -> str:
    """One sentence: who did what. Whatever is not known here still reads as a sentence."""
    return build_phrase(fait.qui, describe_geste(fait))


def build_phrase(qui: str, geste: str) -> str:
    """Who did what; what was done, where nobody is named for it."""
    return f"{qui} {geste}" if qui else f"{geste[:1].upper()}{geste[1:]}"


def describe_geste(fait: Fait) -> str:
    """The same without who did it; what was done, where nobody did: ``le trimestre 1 a été clos``."""
    geste = PHRASES.get(fait.objet, _describe_autre)(fait)
    return geste if fait.qui else make_passif(geste)


def _describe_autre(fait: Fait) -> str:
    geste = {"INSERT": "a ajouté", "UPDATE": "a modifié", "DELETE": "a retiré"}.get(fait.operation, "a fait")
    return f"{geste} : {fait.objet.replace('_', ' ')}{format_de(fait)}"


def _describe_reponse(fait: Fait) -> str:
    critere = format_critere(fait)
    if fait.supprime:
        return f"a effacé la réponse à {critere}"
    apres, avant = fait.apres, fait.avant
    if apres.get("non_concerne"):
        return f"a noté {critere} « non concerné »{format_dit(apres.get('motif'))}{format_avant(fait)}"
    if apres.get("niveau") is not None:
        return f"a répondu {format_niveau(fait, apres['niveau'])} à {critere}{format_avant(fait)}"
    if "niveau" in avant or avant.get("non_concerne"):
        return f"a retiré la réponse à {critere}{format_avant(fait)}"
    changes = [nom for cles, nom in _CHAMPS_REPONSE if any(apres.get(cle) != avant.get(cle) for cle in cles)]
    if "cible" in apres and apres["cible"] is not None:
        return f"a fixé la cible de {critere} à {format_niveau(fait, apres['cible'])}"
    return f"a modifié {enumerate_words(changes) or 'la réponse'} de {critere}"


_TOURS = (
    (("commentaire",), "le commentaire"),
    (("cible",), "la cible"),
    (("trace_titre", "trace_lien"), "la trace"),
    (("motif",), "le motif"),
    (("deja_regle",), "la mention « déjà réglé »"),
)
_DITS = {"niveau", "non_concerne", *(champ for champs, _ in _TOURS for champ in champs)}
# A field without a turn of phrase of its own is named by its label.
_CHAMPS_REPONSE = (
    *_TOURS,
    *(((champ,), f"« {libelle} »") for champ, libelle in LIBELLES_CHAMPS.items() if champ not in _DITS),
)


def _describe_positionnement(fait: Fait) -> str:
    enjeu = format_critere(fait, "enjeu", "un enjeu")
    point = f"le point {'d’arrivée' if fait.cle.get('moment') == Moment.ARRIVEE else 'de départ'}"
    if fait.apres.get("non_concerne"):
        return f"a noté {enjeu} « non concerné » dans {point}{format_de(fait)}"
    if fait.apres.get("niveau") is not None:
        niveau = format_niveau(fait, fait.apres["niveau"])
        return f"a choisi le niveau {niveau} pour {enjeu} dans {point}{format_de(fait)}"
    return f"a modifié {enjeu} dans {point}{format_de(fait)}"


def _describe_carnet(fait: Fait) -> str:
    carnet = f"le carnet{format_de(fait)}{format_trimestre(fait)}"
    if fait.cree:
        return f"a créé {carnet}"
    if fait.supprime:
        return f"a repris {carnet}, resté vide"
    if fait.dite and fait.apres.get("etat") == "transmis":
        return "l’a transmis"
    gestes = {
        "transmis": f"a transmis {carnet}",
        "a_completer": f"a rendu {carnet}, à compléter",
        "relu": f"a noté comme relu {carnet}",
        "brouillon": f"a remis en cours {carnet}",
    }
    if (etat := fait.apres.get("etat")) in gestes:
        return gestes[etat]
    if fait.apres.get("reouverture_demandee_le"):
        return f"a demandé à rouvrir {carnet}{format_dit(fait.apres.get('motif_reouverture'))}"
    if fait.apres.get("vu_ensemble_le"):
        return f"a noté que {carnet} a vu l’ensemble avant de répondre"
    return f"a modifié {carnet}"


def _describe_visite(fait: Fait) -> str:
    return "l’a ouvert" if fait.dite else f"a ouvert le carnet{format_de(fait)}{format_trimestre(fait)}"


def _describe_arrete(fait: Fait) -> str:
    return f"a enregistré les résultats définitifs du carnet{format_de(fait)}{format_trimestre(fait)}"


def _describe_relecture(fait: Fait) -> str:
    critere = f"{format_critere(fait)}{format_de(fait)}"
    gestes = {
        "relu": f"a relu {critere}",
        "a_discuter": f"a noté {critere} à discuter en séance",
        "a_completer": f"a demandé de compléter {critere}",
        "a_relire": f"a noté {critere} à relire",
    }
    if (etat := fait.apres.get("etat")) in gestes:
        return gestes[etat]
    if fait.apres.get("niveau_suggere") is not None:
        return f"a proposé le niveau {format_niveau(fait, fait.apres['niveau_suggere'])} pour {critere}"
    if fait.apres.get("note"):
        return f"a écrit une note sur {critere}"
    return f"a modifié la relecture de {critere}"


def _describe_fil(fait: Fait) -> str:
    sujet = format_critere(fait) if fait.cle.get("critere") else "le carnet"
    discussion = f"discussion sur {sujet}{format_de(fait)}"
    if fait.cree:
        return f"a ouvert une {discussion}"
    if "resolu_le" in fait.apres:
        return f"a noté comme résolue la {discussion}" if fait.apres["resolu_le"] else f"a repris la {discussion}"
    return f"a modifié la {discussion}"


def _describe_action(fait: Fait) -> str:
    if fait.cree:
        return f"a ajouté une action{format_pour(fait)}{format_dit(fait.apres.get('quoi'))}"
    etats = {"a_faire": "à faire", "en_cours": "en cours", "faite": "faite", "abandonnee": "abandonnée"}
    if (etat := fait.apres.get("etat")) is not None:
        return f"a noté une action{format_de(fait)} : {etats.get(etat, etat)}"
    if "echeance" in fait.apres:
        return f"a changé l’échéance d’une action{format_de(fait)}{format_vers(fait, 'echeance')}"
    if dit := fait.apres.get("ce_qui_change"):
        return f"a dit ce qu’une action a changé{format_de(fait)}{format_dit(dit)}"
    if dit := fait.apres.get("premier_pas"):
        return f"a noté le premier pas d’une action{format_de(fait)}{format_dit(dit)}"
    if "decision_id" in fait.apres and fait.apres["decision_id"] is None:
        return f"a détaché une action{format_de(fait)} de la décision d’où elle venait"
    if "niveau_vise" in fait.apres and "criteres" not in fait.apres:
        return f"a changé la marche visée par une action{format_de(fait)}"
    return f"a modifié une action{format_de(fait)}"


def _describe_trace(fait: Fait) -> str:
    titre = cite(fait.apres.get("titre") or fait.avant.get("titre") or fait.trace)
    quoi = f"la trace {titre}" if titre else "une trace"
    if fait.cree:
        genre = " confidentielle" if fait.apres.get("confidentielle") else ""
        return f"a ajouté une trace{genre}{format_pour(fait)}{format_dit(fait.apres.get('titre'))}"
    if fait.supprime:
        return f"a supprimé {quoi}{format_ici(fait)}"
    if "confidentielle" in fait.apres:
        return f"a rendu {quoi} {'confidentielle' if fait.apres['confidentielle'] else 'lisible par l’animation'}"
    if "expire_le" in fait.apres:
        return f"a changé la date à laquelle renouveler {quoi}{format_vers(fait, 'expire_le')}"
    return f"a modifié {quoi}{format_ici(fait)}"


def _describe_reponse_trace(fait: Fait) -> str:
    quoi = f"la trace {cite(fait.trace)}" if fait.trace else "une trace"
    if fait.supprime:
        return f"a retiré {quoi} de {format_critere(fait)}"
    return f"a joint {quoi} à {format_critere(fait)}"


def _describe_pratique(fait: Fait) -> str:
    titre = cite(fait.apres.get("titre") or fait.avant.get("titre"))
    quoi = f"la pratique {titre}" if titre else "une pratique"
    if fait.cree:
        return f"a commencé {quoi}{format_pour(fait)}"
    if fait.supprime:
        return f"a supprimé le brouillon de {quoi}{format_ici(fait)}"
    gestes = {
        "collectif": f"a partagé {quoi} avec le collectif",
        "federation": f"a partagé {quoi} avec la fédération",
        "retiree": f"a retiré {quoi}",
    }
    return gestes.get(fait.apres.get("etat", ""), f"a modifié {quoi}") + format_ici(fait)


def _describe_pratique_trace(fait: Fait) -> str:
    return f"a {'retiré une trace d’une' if fait.supprime else 'joint une trace à une'} pratique{format_de(fait)}"


def _describe_retour(fait: Fait) -> str:
    titre = cite(fait.apres.get("titre") or fait.avant.get("titre"))
    quoi = f"la pratique {titre}" if titre else "une pratique"
    if fait.supprime or (not fait.cree and fait.apres.get("utile") is False):
        return f"a retiré un mot sur {quoi}{format_pour(fait)}"
    if fait.apres.get("essayee_le") or fait.apres.get("note"):
        return f"a essayé {quoi}{format_pour(fait)}{format_dit(fait.apres.get('note'))}"
    return f"a noté {quoi}{format_pour(fait)} : utile"


def _describe_appui(fait: Fait) -> str:
    if fait.cree:
        return f"a demandé un appui{format_pour(fait)}{format_dit(fait.apres.get('demande'))}"
    if (groupe := fait.apres.get("groupe_id", ...)) is not ... and fait.apres.get("etat") != "annule":
        geste, ou = ("a joint", "à un") if groupe else ("a sorti", "d’un")
        return f"{geste} l’appui{format_pour(fait)} {ou} appui collectif"
    gestes = {
        "accepte": "a accepté l’appui",
        "planifie": "a planifié l’appui",
        "clos": "a terminé l’appui",
        "refuse": "a refusé l’appui",
        "annule": "a annulé la demande d’appui",
    }
    return gestes.get(fait.apres.get("etat", ""), "a modifié l’appui") + format_pour(fait)


def _describe_appui_collectif(fait: Fait) -> str:
    titre = cite(fait.apres.get("titre") or fait.avant.get("titre"))
    geste = "a défait" if fait.supprime else "a prévu" if fait.cree else "a modifié"
    return f"{geste} {f'l’appui collectif {titre}' if titre else 'un appui collectif'}"


def _describe_offre(fait: Fait) -> str:
    titre = cite(fait.apres.get("titre") or fait.avant.get("titre"))
    retiree = fait.apres.get("retiree") is True and not fait.cree
    geste, ou = ("a ajouté", "au") if fait.cree else ("a retiré", "du") if retiree else ("a modifié", "du")
    return f"{geste} {f'l’offre {titre}' if titre else 'une offre'} {ou} catalogue"


def _describe_consultation(fait: Fait) -> str:
    if fait.cree:
        return f"a demandé l’avis de plusieurs personnes{format_pour(fait)}{format_trimestre(fait)}"
    return f"a clos une demande d’avis{format_de(fait)}{format_trimestre(fait)}"


PHRASES: dict[str, Callable[[Fait], str]] = {
    "reponse": _describe_reponse,
    "positionnement": _describe_positionnement,
    "carnet": _describe_carnet,
    "visite": _describe_visite,
    "consultation": _describe_consultation,
    "arrete": _describe_arrete,
    "relecture": _describe_relecture,
    "fil": _describe_fil,
    "action": _describe_action,
    "appui": _describe_appui,
    "appui_collectif": _describe_appui_collectif,
    "offre": _describe_offre,
    "trace": _describe_trace,
    "reponse_trace": _describe_reponse_trace,
    "pratique": _describe_pratique,
    "pratique_trace": _describe_pratique_trace,
    "pratique_retour": _describe_retour,
    "entraide": phrases_binomes.describe_entraide,
    "binome": phrases_binomes.describe_binome,
    "binome_visite": phrases_binomes.describe_visite,
    "trimestre": phrases_collectif.describe_trimestre,
    "rencontre": phrases_collectif.describe_rencontre,
    "presence": phrases_collectif.describe_presence,
    "decision": phrases_collectif.describe_decision,
    "seance": phrases_collectif.describe_seance,
    "compte_rendu": phrases_collectif.describe_compte_rendu,
    "proposition": phrases_collectif.describe_proposition,
    "adhesion": phrases_collectif.describe_adhesion,
    "structure": phrases_collectif.describe_structure,
    "collectif": phrases_collectif.describe_collectif,
    "habilitation": phrases_collectif.describe_habilitation,
    "cle_lecture": phrases_collectif.describe_cle_lecture,
    "adresse_signal": phrases_collectif.describe_adresse_signal,
    "invitation": phrases_collectif.describe_invitation,
    "compte": phrases_collectif.describe_compte,
    "session_web": phrases_collectif.describe_session,
    "publication": phrases_collectif.describe_publication,
    "publication_carnet": phrases_collectif.describe_publication_carnet,
    "publication_cycle": phrases_collectif.describe_publication_cycle,
    "publication_cycle_structure": phrases_collectif.describe_publication_cycle_structure,
    "publication_chemin": phrases_collectif.describe_publication_chemin,
    "publication_chemin_structure": phrases_collectif.describe_publication_chemin_structure,
    "referentiel": phrases_collectif.describe_referentiel,
    "traduction": phrases_collectif.describe_traduction,
    "bascule": phrases_collectif.describe_bascule,
}
