"""What the journal says of the collectif, its calendar, its structures and their people: pure."""

from __future__ import annotations

from caprse.journal.faits import (
    Fait,
    cite,
    format_critere,
    format_de,
    format_dit,
    format_ici,
    format_jour,
    format_le,
    format_niveau,
    format_pour,
    format_role,
    format_trimestre,
    format_vers,
)
from caprse.referentiel.schema import SANS_THEMATIQUE
from caprse.socle.francais import add_de, add_que, enumerate_words


def describe_trimestre(fait: Fait) -> str:
    numero = fait.trimestre or fait.apres.get("numero")
    trimestre = f"le trimestre\u00a0{numero}" if numero else "un trimestre"
    dit = fait.dite and bool(fait.trimestre)  # the title above names it

    def tell(verbe: str, suite: str = "") -> str:
        return f"l’a {verbe}{suite}" if dit else f"a {verbe} {trimestre}{suite}"

    if fait.apres.get("repris_le"):
        return tell("repris", " d’un fichier")
    if fait.cree and fait.apres.get("thematique") == SANS_THEMATIQUE:
        return "l’a préparé : c’est le bilan" if dit else f"a préparé le bilan, {trimestre}"
    if fait.cree:
        return tell("préparé")
    match fait.avant.get("etat"), fait.apres.get("etat"):
        case "clos", "ouvert":
            return tell("rouvert", format_dit(fait.apres.get("motif_reouverture")))
        case _, "ouvert":
            return tell("ouvert")
        case _, "clos":
            return tell("clos")
    changes = [f"{nom}{format_vers(fait, cle)}" for cle, nom in _JOURS_TRIMESTRE if cle in fait.apres]
    changes += ["la thématique"] if "thematique" in fait.apres else []
    changes += ["le référentiel"] if "referentiel_id" in fait.apres else []
    if not changes:
        return tell("modifié")
    return f"a changé{'' if dit else f', pour {trimestre},'} {enumerate_words(changes)}"


_JOURS_TRIMESTRE = (("debut", "le premier jour"), ("fin", "le dernier jour"))


def describe_rencontre(fait: Fait) -> str:
    titre = cite(fait.rencontre or fait.apres.get("titre") or fait.avant.get("titre"))
    rencontre = f"la rencontre {titre}" if titre else "une rencontre"
    if titre and fait.dite:
        # The title above names it, and its day.
        if fait.cree:
            return "l’a prévue"
        if fait.supprime or fait.apres.get("annulee_le"):
            return "l’a annulée"
        return f"l’a déplacée{format_vers(fait, 'jour')}" if "jour" in fait.apres else "l’a modifiée"
    if fait.cree:
        return f"a prévu {rencontre}{format_le(fait.apres.get('jour'))}"
    if fait.supprime or fait.apres.get("annulee_le"):
        return f"a annulé {rencontre}"
    if "jour" in fait.apres:
        return f"a déplacé {rencontre}{format_vers(fait, 'jour')}"
    return f"a modifié {rencontre}"


def describe_presence(fait: Fait) -> str:
    etats = {
        "viendra": "viendra",
        "peut_etre": "viendra peut-être",
        "excusee": "ne pourra pas venir",
        "presente": "était là",
        "absente": "était absente",
    }
    etat = etats.get(fait.apres.get("etat", ""))
    rencontre = f" à la rencontre {cite(fait.rencontre)}" if fait.rencontre and not fait.dite else ""
    if etat:
        return f"a noté {add_que(fait.lieu)} {etat}{rencontre}"
    return f"a modifié la présence {add_de(fait.lieu)}{rencontre}"


def describe_decision(fait: Fait) -> str:
    quoi = format_dit(fait.apres.get("quoi") or fait.avant.get("quoi"))
    if fait.cree:
        return f"a noté une décision{format_pour(fait)}{quoi}"
    if fait.supprime:
        return f"a retiré une décision{format_pour(fait)}{quoi}"
    if fait.apres.get("confirmee_le"):
        return f"a donné l’accord de sa structure à une décision{quoi}"
    etats = {"a_suivre": "à suivre", "faite": "faite", "abandonnee": "abandonnée"}
    if (etat := fait.apres.get("etat")) is not None:
        return f"a noté une décision {etats.get(etat, etat)}{format_pour(fait)}"
    return f"a modifié une décision{format_pour(fait)}"


def describe_seance(fait: Fait) -> str:
    titre = cite(fait.apres.get("titre") or fait.seance or fait.avant.get("titre"))
    seance = f"la séance {titre}" if titre else "une séance"
    if titre and fait.dite:
        seance = "la séance"
    for passe, verbe in (
        (fait.cree, "préparé"),
        (fait.supprime, "retiré"),
        (fait.apres.get("terminee_le"), "terminé"),
        (fait.apres.get("commencee_le"), "commencé"),
    ):
        if passe:
            return f"l’a {verbe}e" if titre and fait.dite else f"a {verbe} {seance}"
    if fait.apres.get("accord_le"):
        return f"a noté l’accord de la salle pour voir les derniers chiffres, dans {seance}"
    return f"a avancé dans {seance}" if "etape_id" in fait.apres else f"a modifié {seance}"


def describe_compte_rendu(fait: Fait) -> str:
    de_quoi = f" de la séance {cite(fait.seance)}" if fait.seance else " d’une séance"
    if fait.seance and fait.dite:
        de_quoi = ""
    if fait.apres.get("envoye_le"):
        return f"a envoyé le compte rendu{de_quoi}"
    return f"a {'écrit' if fait.cree else 'modifié'} le compte rendu{de_quoi}"


def describe_proposition(fait: Fait) -> str:
    critere = f"{format_critere(fait)}{format_pour(fait)}"
    gestes = {"acceptee": "a accepté", "ecartee": "a écarté"}
    if (etat := fait.apres.get("etat")) in gestes and not fait.cree:
        return f"{gestes[etat]} le niveau proposé en séance sur {critere}"
    niveau = f" {format_niveau(fait, fait.apres['niveau'])}" if fait.apres.get("niveau") is not None else ""
    return f"a proposé en séance le niveau{niveau} sur {critere}"


def describe_adhesion(fait: Fait) -> str:
    if fait.cree:
        debut = format_jour(fait.apres.get("du"))
        return f"a fait adhérer {fait.lieu}{f', à partir du {debut}' if debut else ''}"
    changes = [
        f"{nom}{format_vers(fait, cle)}"
        for cle, nom in (("du", "le premier jour"), ("au", "le dernier jour"))
        if cle in fait.apres
    ]
    return f"a changé {enumerate_words(changes) or 'les dates'}, pour l’adhésion{format_de(fait)}"


def describe_structure(fait: Fait) -> str:
    nom = fait.lieu
    if fait.cree:
        return f"a ajouté {nom if fait.ici else f'la structure {nom}'}"
    if fait.supprime:
        return f"a réuni avec une autre structure une ligne en double{format_dit(fait.avant.get('nom'))}"
    apres, avant = fait.apres, fait.avant
    if "nom" in apres:
        return f"a renommé la structure {cite(avant.get('nom'))} en {cite(apres['nom'])}"
    if "montre_son_nom" in apres:
        return f"a {'accepté' if apres['montre_son_nom'] else 'cessé'} de montrer au collectif le nom {add_de(nom)}"
    if apres.keys() - {"version"} == {"effectif"}:
        return f"a noté combien de personnes emploie {nom} : {apres['effectif'] or 'pas dit'}"
    if apres.get("positionne_le"):
        return f"a terminé le point de départ{format_de(fait)}"
    if apres.get("arrivee_le"):
        return f"a terminé le point d’arrivée{format_de(fait)}"
    return f"a corrigé la fiche{format_de(fait)}"


def describe_collectif(fait: Fait) -> str:
    if fait.cree:
        return "l’a créé" if fait.dite else "a créé le collectif"
    reglages = {
        "seuil_anonymat": "{} autres structures pour montrer un chiffre",
        "seuil_mouvement": "{} structures qui bougent ensemble",
    }
    dits = [
        f"{phrase.format(fait.apres[cle])} (avant {fait.avant.get(cle)})"
        for cle, phrase in reglages.items()
        if cle in fait.apres
    ]
    return f"a réglé ce qui protège les réponses : {enumerate_words(dits)}" if dits else "a modifié le collectif"


def describe_habilitation(fait: Fait) -> str:
    qui, ici = fait.personne or "une personne", format_ici(fait)
    if fait.cree:
        return f"a donné à {qui} le rôle {format_role(fait.apres.get('role'))}{ici}"
    if fait.supprime:
        return f"a retiré à {qui} le rôle {format_role(fait.avant.get('role'))}{ici}"
    apres, avant = format_role(fait.apres.get("role")), format_role(fait.avant.get("role"))
    return f"a changé le rôle {add_de(qui)} : {apres}, avant {avant}{ici}"


def describe_cle_lecture(fait: Fait) -> str:
    """What a program may read, and when it no longer may."""
    if fait.cree:
        nom = cite(fait.apres.get("nom"))
        return f"a fait {f'la clé de lecture {nom}' if nom else 'une clé de lecture'}{format_de(fait)}"
    if fait.supprime:
        return f"a oublié une clé de lecture terminée{format_de(fait)}"
    return f"a arrêté une clé de lecture{format_de(fait)}"


def describe_adresse_signal(fait: Fait) -> str:
    """Which site is told that something happened, and when it no longer is."""
    if fait.cree:
        hote = cite(fait.apres.get("hote"))
        return f"a ajouté {f'l’adresse {hote}' if hote else 'une adresse'}, à prévenir"
    return "a arrêté une adresse à prévenir"


def describe_invitation(fait: Fait) -> str:
    ici = format_ici(fait)
    if fait.cree:
        return f"a invité {fait.apres.get('courriel', 'une personne')} : {format_role(fait.apres.get('role'))}{ici}"
    if fait.apres.get("acceptee_le"):
        return f"a accepté une invitation{ici}"
    if fait.apres.get("annulee_le"):
        return f"a annulé une invitation{ici}"
    return f"a envoyé de nouveau une invitation{ici}"


def describe_compte(fait: Fait) -> str:
    qui = fait.personne or fait.apres.get("nom") or "une personne"
    if fait.cree:
        return f"a créé le compte {add_de(qui)}"
    if fait.apres.get("efface_le"):
        return "a effacé le compte d’une personne, qui est partie"
    if "actif" in fait.apres:
        return f"a {'rouvert' if fait.apres['actif'] else 'fermé'} le compte {add_de(qui)}"
    return f"a modifié le compte {add_de(qui)}"


def describe_session(fait: Fait) -> str:
    de = f" {add_de(fait.personne)}" if fait.personne and fait.personne != fait.qui else ""
    return f"a {'ouvert' if fait.cree else 'fermé'} une session{de}"


def describe_publication(fait: Fait) -> str:
    return f"a publié les chiffres d’ensemble{format_trimestre(fait)}"


def describe_publication_carnet(fait: Fait) -> str:
    return f"a compté le carnet{format_de(fait)} dans les chiffres d’ensemble{format_trimestre(fait)}"


def describe_publication_cycle(fait: Fait) -> str:
    return f"a publié les chiffres d’ensemble de tout le cycle{format_trimestre(fait)}"


def describe_publication_cycle_structure(fait: Fait) -> str:
    return f"a compté les réponses{format_de(fait)} dans les chiffres de tout le cycle"


def describe_publication_chemin(fait: Fait) -> str:
    quoi = {
        "effet": "ce qui a bougé avec et sans action",
        "actions": "le nombre d’actions faites",
        "positions": "le départ et l’arrivée du collectif",
    }
    return f"a publié {quoi.get(str(fait.apres.get('sorte')), 'des chiffres d’ensemble')}{format_trimestre(fait)}"


def describe_publication_chemin_structure(fait: Fait) -> str:
    return f"a compté la structure{format_de(fait)} dans le chemin du collectif"


def describe_referentiel(fait: Fait) -> str:
    return f"a importé un référentiel{format_dit(fait.apres.get('titre'))}"


def describe_traduction(fait: Fait) -> str:
    verbe = "ajouté" if fait.cree else "retiré" if fait.supprime else "corrigé"
    langue = cite(fait.cle.get("traduction"))
    return f"a {verbe} la traduction {langue} du référentiel" if langue else f"a {verbe} une traduction du référentiel"


def describe_bascule(_fait: Fait) -> str:
    return "a fait passer le collectif à une autre version du référentiel"
