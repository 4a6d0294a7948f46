"""The whole file of a structure, ``caprse-structure/1``: what surrounds its carnets, and how all of it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from caprse.echanges.portage.pieces import (
    CREE,
    MODIFIE,
    PAR,
    Adhesion,
    Cle,
    Code,
    CollectifCite,
    Empreinte,
    Fiche,
    Niveau,
    Personne,
    Piece,
    ReferentielCite,
    Trimestre,
    Version,
    dit,
    texte,
)

FORMAT = "caprse-structure/1"


class Positionnement(Piece):
    """Une réponse du point de départ, ou du point d’arrivée."""

    moment: Literal["depart", "arrivee"] = dit("Au départ ou à l’arrivée.")
    enjeu: Code = dit("Le code de l’enjeu.")
    referentiel: Version = dit("La version du référentiel.")
    niveau: Niveau | None = dit("Le niveau ; null si ce n’est pas répondu ou non concerné.")
    non_concerne: bool = dit("Vrai si l’enjeu ne concerne pas la structure.")
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Action(Piece):
    """Une ligne du plan d’action."""

    cle: Cle = dit("Sa clé dans ce fichier.")
    quoi: str = texte("Ce qu’il y a à faire.", 500, 1)
    pilote: str = texte("Qui la porte.", 120)
    echeance: date | None = dit("Pour quand.")
    etat: Literal["a_faire", "en_cours", "faite", "abandonnee"] = dit("Où elle en est.")
    criteres: list[Code] = dit("Les codes des critères qu’elle sert.", max_length=500)
    but: str = texte("Le niveau visé, tel qu’il était écrit quand l’action est née.", 400)
    niveau_vise: Niveau | None = dit("Le numéro de ce niveau.")
    premier_pas: str = texte("Le premier pas.", 200)
    effort: Literal["peu", "moyen", "beaucoup"] | None = dit("Le temps à prévoir.")
    decision: str | None = texte("La décision de rencontre d’où elle vient.", 500)
    ce_qui_change: str = texte("Ce qui a changé, une fois faite.", 1000)
    faite_le: datetime | None = dit("Quand elle a été faite.")
    cree_le: datetime = dit(CREE)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Trace(Piece):
    """Une trace : un titre, avec une adresse ou un fichier."""

    cle: Cle = dit("Sa clé dans ce fichier.")
    titre: str = texte("Son titre.", 200, 1)
    lien: str = texte("Son adresse ; vide quand c’est un fichier.", 1000)
    empreinte: Empreinte | None = dit("L’empreinte SHA-256 de son fichier, le cas échéant.")
    nom_fichier: str = texte("Le nom du fichier.", 160)
    confidentielle: bool = dit("Vrai si elle ne se montre qu’aux personnes de la structure.")
    expire_le: date | None = dit("Quand elle est à renouveler.")
    cree_le: datetime = dit(CREE)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Fichier(Piece):
    """Un fichier de trace, joint à l’archive."""

    empreinte: Empreinte = dit("Son empreinte SHA-256, qui est vérifiée à l’import.")
    nature: Literal["pdf", "jpeg", "png", "webp", "odt", "ods", "docx", "xlsx", "csv", "txt"] = dit("Ce qu’il est.")
    octets: int = dit("Sa taille.", ge=1, le=10_485_760)
    chemin: str = dit("Où il se trouve dans l’archive.", pattern=r"^fichiers/[0-9a-f]{64}\.[a-z]{3,4}$")
    cree_le: datetime = dit(CREE)


class TraceJointe(Piece):
    """Une trace jointe à une pratique."""

    trace: Cle = dit("La clé de la trace.")
    cree_le: datetime = dit("Quand elle a été jointe.")
    cree_par: Cle | None = dit("La clé de la personne qui l’a jointe.")


class Pratique(Piece):
    """Une pratique que la structure a écrite, partagée ou non."""

    cle: Cle = dit("Sa clé dans ce fichier.")
    titre: str = texte("Son titre.", 120, 1)
    situation: str = texte("La situation de départ.", 1000)
    demarche: str = texte("Ce que fait la structure.", 2000)
    effet: str = texte("Ce que cela a changé.", 1000)
    outils: str = texte("Les outils.", 600)
    contact: str = texte("À qui demander.", 120)
    criteres: list[Code] = dit("Les codes des critères.", max_length=5)
    etat: Literal["brouillon", "collectif", "federation", "retiree"] = dit("Avec qui elle est partagée.")
    partagee_le: datetime | None = dit("Quand elle l’a été.")
    cree_le: datetime = dit(CREE)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)
    traces: list[TraceJointe] = dit("Les traces jointes.", max_length=1000)


class Retour(Piece):
    """Ce que la structure a dit de la pratique d’une autre, sous son titre de ce jour-là."""

    titre: str = texte("Le titre de la pratique.", 120)
    utile: bool = dit("Vrai si elle l’a dite utile.")
    essayee_le: datetime | None = dit("Quand elle l’a essayée.")
    note: str = texte("Son mot.", 400)
    cree_le: datetime = dit(CREE)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Entraide(Piece):
    """Ce que la structure dit pouvoir partager, et ce qu’elle cherche."""

    offre: list[Code] = dit("Les codes de ce qu’elle partage.", max_length=5)
    cherche: list[Code] = dit("Les codes de ce qu’elle cherche.", max_length=5)
    rencontre: Literal["sur_place", "visio", "les_deux"] = dit("Comment elle veut rencontrer les autres.")
    cree_le: datetime = dit(CREE)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Visite(Piece):
    """Une visite d’un binôme."""

    jour: date = dit("Le jour.")
    note: str = texte("Ce qui en a été retenu.", 600)
    cree_le: datetime = dit(CREE)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Binome(Piece):
    """Un binôme accepté ou terminé, et ses visites."""

    avec: list[str] = dit("Les noms des autres structures.", max_length=4)
    etat: Literal["accepte", "termine"] = dit("Où il en est.")
    accepte_le: datetime = dit("Depuis quand.")
    cree_le: datetime = dit(CREE)
    visites: list[Visite] = dit("Les visites.", max_length=200)


class Appui(Piece):
    """Une demande d’appui à la délégation."""

    cle: Cle = dit("Sa clé dans ce fichier.")
    critere: Code | None = dit("Le code du critère, s’il y en a un.")
    demande: str = texte("Ce qui est demandé.", 2000, 1)
    demande_le: datetime = dit("Quand.")
    demande_par: Cle | None = dit("La clé de la personne qui l’a demandé.")
    etat: Literal["demande", "accepte", "planifie", "clos", "refuse", "annule"] = dit("Où il en est.")
    reponse: str = texte("La réponse de la délégation.", 2000)
    prevu_le: date | None = dit("Le jour prévu.")
    clos_le: date | None = dit("Le jour où il a été clos.")
    demi_journees: int = dit("Combien de demi-journées.", ge=0, le=40)
    offre: str | None = texte("La ligne du catalogue.", 120)
    collectif: str | None = texte("L’appui collectif dont il est une part.", 120)


class Presence(Piece):
    """La réponse ou la présence de la structure à une rencontre du collectif."""

    rencontre: str = texte("Le titre de la rencontre.", 300)
    jour: date = dit("Son jour.")
    etat: Literal["viendra", "peut_etre", "excusee", "presente", "absente"] = dit("Ce qu’il en est.")
    personnes: int = dit("Combien de personnes.", ge=0, le=99)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Changement(Piece):
    """Une ligne du journal : qui a changé quoi, et quand."""

    instant: datetime = dit("Quand.")
    par: Cle | None = dit("La clé de la personne.")
    objet: Literal["reponse", "positionnement", "carnet", "action", "appui", "relecture", "pratique", "trace"] = dit(
        "Ce qui a changé."
    )
    operation: Literal["INSERT", "UPDATE", "DELETE"] = dit("Ajout, changement ou suppression.")
    trimestre: int | None = dit("Le numéro du trimestre.", ge=1, le=40)
    critere: Code | None = dit("Le code du critère ou de l’enjeu.")
    moment: Literal["depart", "arrivee"] | None = dit("Pour un positionnement, lequel.")
    cle_objet: Cle | None = dit(
        "La clé de l’action, de l’appui, de la pratique ou de la trace ; x1, x2… s’il n’est plus."
    )
    avant: dict[str, Any] | None = dit("Les champs qui ont changé, avant.")
    apres: dict[str, Any] | None = dit("Les mêmes, après.")


class Document(Piece):
    """Tout ce qu’une structure possède dans le cahier."""

    format: Literal["caprse-structure/1"] = dit("Le format de ce fichier et sa version.")
    ecrit_le: datetime = dit("Quand ce fichier a été écrit.")
    collectif: CollectifCite = dit("Le collectif.")
    referentiels: list[ReferentielCite] = dit("Les versions du référentiel citées.", max_length=100)
    personnes: list[Personne] = dit("Les personnes citées.", max_length=10000)
    structure: Fiche = dit("La structure.")
    adhesions: list[Adhesion] = dit("Ses adhésions.", max_length=200)
    trimestres: list[Trimestre] = dit("Ses trimestres et ses carnets.", max_length=40)
    positionnements: list[Positionnement] = dit("Ses points de départ et d’arrivée.", max_length=1000)
    actions: list[Action] = dit("Son plan d’action.", max_length=10000)
    traces: list[Trace] = dit("Ses traces.", max_length=1000)
    fichiers: list[Fichier] = dit("Les fichiers de ses traces.", max_length=1000)
    pratiques: list[Pratique] = dit("Ses pratiques.", max_length=200)
    retours: list[Retour] = dit("Ce qu’elle a dit des pratiques des autres.", max_length=10000)
    entraide: Entraide | None = dit("Ses listes pour trouver un binôme.")
    binomes: list[Binome] = dit("Ses binômes.", max_length=1000)
    appuis: list[Appui] = dit("Ses demandes d’appui.", max_length=10000)
    presences: list[Presence] = dit("Ses présences aux rencontres.", max_length=10000)
    historique: list[Changement] = dit("Le journal de ses écrits.", max_length=500000)
