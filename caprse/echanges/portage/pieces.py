"""What the file of a structure is made of, one model per thing. Each field says in French what it holds: the JSON
Schema and the data dictionary are written from here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Cle = Annotated[str, Field(pattern=r"^[a-z][0-9]{1,6}$")]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Niveau = Annotated[int, Field(ge=0, le=5)]
Empreinte = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Version = Annotated[str, Field(pattern=r"^[^@\s]{1,80}@[0-9]+\.[0-9]+\.[0-9]+$")]
PAR = "La clé de la personne qui l’a écrit en dernier."
MODIFIE = "Le dernier changement."
CREE = "La création."


def texte(sens: str, longueur: int, minimum: int = 0) -> Any:
    """A text of the file: what it says, how long it may be."""
    return Field(description=sens, max_length=longueur, min_length=minimum)


def dit(sens: str, **bornes: Any) -> Any:
    """A field of the file: what it says."""
    return Field(description=sens, **bornes)


class Piece(BaseModel):
    """Nothing but what is described may stand in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Personne(Piece):
    """Une personne citée. Aucune adresse ne sort ; une clé vaut dans ce fichier seulement."""

    cle: Cle = dit("Sa clé dans ce fichier.")
    nom: str = texte("Son nom, comme l’équipe le lit.", 120, 1)


class ReferentielCite(Piece):
    """Une version du référentiel que les réponses suivent."""

    cle: str = texte("Son nom court.", 80, 1)
    version: str = dit("Sa version.", pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")
    titre: str = texte("Son titre.", 400)
    empreinte: str = texte("L’empreinte de son contenu : la même version, au signe près.", 128)


class CollectifCite(Piece):
    """Le collectif où la structure se trouvait."""

    nom: str = texte("Son nom.", 200, 1)
    debut: date = dit("Son premier jour.")
    mois: int = dit("Sa durée en mois.", ge=1, le=60)
    seuil_anonymat: int = dit("Combien d’autres structures il faut pour montrer une médiane.", ge=3, le=50)
    seuil_mouvement: int = dit("Combien de structures doivent bouger ensemble pour qu’elle bouge.", ge=3, le=10)
    fictif: bool = dit("Vrai pour des données inventées, de démonstration.")


class Fiche(Piece):
    """La structure."""

    nom: str = texte("Son nom.", 200, 1)
    types: list[Literal["AI", "ACI", "EI", "ETTI", "EBE", "GES", "SAP", "autre"]] = dit("Ses types.", max_length=8)
    departement: str = texte("Son département.", 100)
    commune: str = texte("Sa commune.", 200)
    effectif: int | None = dit("Combien de personnes elle emploie ; null si elle ne l’a pas dit.", ge=1, le=10000)
    a_verifier: list[str] = dit("Ce que l’annuaire laissait à vérifier.", max_length=50)
    montre_son_nom: bool = dit("Vrai si elle a choisi de montrer son nom au collectif.")
    positionne_le: datetime | None = dit("Quand le point de départ a été terminé.")
    arrivee_le: datetime | None = dit("Quand le point d’arrivée a été terminé.")
    cree_le: datetime = dit(CREE)


class Adhesion(Piece):
    """Une période d’adhésion au collectif."""

    du: date = dit("Le premier jour.")
    au: date | None = dit("Le dernier jour ; null tant qu’elle dure.")


class Reponse(Piece):
    """Une réponse de la structure. Sans niveau ni « non concerné », ce n’est pas répondu : ce n’est pas zéro."""

    critere: Code = dit("Le code du critère.")
    niveau: Niveau | None = dit("Le niveau, à partir de 0 ; null si ce n’est pas répondu ou non concerné.")
    non_concerne: bool = dit("Vrai si le critère ne concerne pas la structure : il sort du calcul.")
    motif: str = texte("Pourquoi il ne la concerne pas.", 1000)
    commentaire: str = texte("Le commentaire.", 4000)
    cible: Niveau | None = dit("Le niveau visé.")
    deja_regle: bool = dit("Vrai si la structure se dit déjà en règle avec la loi sur ce point.")
    trace_titre: str = texte("Le titre de la trace écrite avec la réponse.", 300)
    trace_lien: str = texte("L’adresse de cette trace.", 1000)
    version: int = dit("Combien de fois la réponse a été écrite.", ge=1, le=2**31 - 1)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class TraceLiee(Piece):
    """Une trace attachée à une réponse."""

    critere: Code = dit("Le code du critère.")
    trace: Cle = dit("La clé de la trace.")
    cree_le: datetime = dit("Quand elle a été attachée.")
    cree_par: Cle | None = dit("La clé de la personne qui l’a attachée.")


class Relecture(Piece):
    """Ce que l’animation a dit d’une réponse. Elle ne remplace jamais la réponse."""

    critere: Code = dit("Le code du critère.")
    etat: Literal["a_relire", "relu", "a_discuter", "a_completer"] = dit("Où en est la relecture.")
    note: str = texte("Ce qui a été écrit à la structure.", 4000)
    niveau_suggere: int | None = dit("Le niveau proposé.", ge=0, le=5)
    version_lue: int = dit("La version de la réponse qui a été relue ; 0 s’il n’y en avait pas.", ge=0, le=2**31 - 1)
    modifie_le: datetime = dit(MODIFIE)
    modifie_par: Cle | None = dit(PAR)


class Message(Piece):
    """Un message d’une discussion."""

    auteur: Cle | None = dit("La clé de qui l’a écrit ; null si la personne ne se voit plus.")
    texte: str = texte("Le message.", 4000, 1)
    mentions: list[Cle] = dit("Les clés des personnes appelées.", max_length=200)
    ecrit_le: datetime = dit("Quand.")


class Fil(Piece):
    """Une discussion autour d’un critère, ou de tout le carnet."""

    critere: Code | None = dit("Le code du critère ; null pour tout le carnet.")
    cree_le: datetime = dit(CREE)
    resolu_le: datetime | None = dit("Quand elle a été dite résolue.")
    resolu_par: Cle | None = dit("La clé de la personne qui l’a dit.")
    messages: list[Message] = dit("Les messages, dans l’ordre.", max_length=10000)


class AVoir(Piece):
    """Un critère confié à une personne de l’équipe."""

    critere: Code = dit("Le code du critère.")
    personne: Cle | None = dit("La clé de la personne à qui il est confié.")
    pour_le: date = dit("Pour quel jour.")
    note: str = texte("Le mot qui va avec.", 300)
    demande_par: Cle | None = dit("La clé de la personne qui l’a confié.")
    demande_le: datetime = dit("Quand.")
    rendu_le: datetime | None = dit("Quand elle a répondu ou dit qu’elle a vu.")


class Arrete(Piece):
    """Les chiffres d’un carnet, figés à la fin du trimestre. Le plus grand numéro est le dernier."""

    numero: int = dit("Son numéro.", ge=1, le=1000)
    transmis: bool = dit("Vrai si le carnet était transmis ce jour-là.")
    figures: dict[str, Any] = dit("Les chiffres, leurs titres et les réponses de ce jour-là.")
    arrete_le: datetime = dit("Quand.")


class Groupe(Piece):
    """Un groupe de personnes dont les avis ont été demandés."""

    cle: Cle = dit("Sa clé dans ce fichier.")
    ordre: int = dit("Son rang.", ge=0, le=1000)
    nom: str = texte("Son nom.", 60, 1)


class CritereDemande(Piece):
    """Un critère soumis aux avis."""

    critere: Code = dit("Le code du critère.")
    ordre: int = dit("Son rang.", ge=0, le=1000)
    libre: bool = dit("Vrai si personne n’a répondu.")
    montre_le: datetime | None = dit("Quand les avis ont été montrés en réunion.")
    retenu: Niveau | None = dit("Le niveau retenu ensuite.")
    retenu_le: datetime | None = dit("Quand il l’a été.")


class CritereMontre(Piece):
    """Ce qui a été montré d’un critère en réunion, avant la fin."""

    critere: Code = dit("Le code du critère.")
    contenu: dict[str, Any] = dit("Le dépouillement de ce critère, sous les mêmes seuils.")


class Consultation(Piece):
    """Des avis recueillis, une fois clos : les comptes que l’écran montre, jamais une voix. Sous cinq voix, rien."""

    nommee: bool = dit("Vrai si les personnes disaient leur nom.")
    fin: date = dit("Le dernier jour.")
    ouverte_le: datetime = dit("L’ouverture.")
    ouverte_par: Cle | None = dit("La clé de la personne qui l’a ouverte.")
    close_le: datetime = dit("La clôture.")
    close_par: Cle | None = dit("La clé de la personne qui l’a close.")
    groupes: list[Groupe] = dit("Les groupes.", max_length=100)
    criteres: list[CritereDemande] = dit("Les critères demandés.", max_length=500)
    depouillement: dict[str, Any] | None = dit("Le dépouillement : par critère, pour l’ensemble et par groupe.")
    montres: list[CritereMontre] = dit("Ce qui a été montré en réunion.", max_length=500)


class Carnet(Piece):
    """Le carnet de la structure pour un trimestre."""

    etat: Literal["brouillon", "transmis", "a_completer", "relu"] = dit("Où en est le carnet.")
    transmis_le: datetime | None = dit("Quand il a été transmis.")
    transmis_par: Cle | None = dit("La clé de la personne qui l’a transmis.")
    motif_incomplet: str = texte("Ce qui a été dit des réponses manquantes.", 1000)
    reouverture_demandee_le: datetime | None = dit("Quand la structure a demandé à le rouvrir.")
    motif_reouverture: str = texte("Pourquoi.", 1000)
    vu_ensemble_le: datetime | None = dit("Quand elle a vu l’ensemble avant d’avoir répondu.")
    reponses: list[Reponse] = dit("Les réponses, révisions comprises, par code.", max_length=2000)
    traces: list[TraceLiee] = dit("Les traces attachées aux réponses.", max_length=10000)
    relectures: list[Relecture] = dit("Les relectures que la structure peut lire.", max_length=2000)
    fils: list[Fil] = dit("Les discussions.", max_length=2000)
    a_voir: list[AVoir] = dit("Les critères confiés à des personnes de l’équipe.", max_length=2000)
    consultations: list[Consultation] = dit("Les avis recueillis et clos.", max_length=200)
    arretes: list[Arrete] = dit("Les chiffres arrêtés.", max_length=100)


class Trimestre(Piece):
    """Un trimestre où la structure a un carnet."""

    numero: int = dit("Son numéro.", ge=1, le=40)
    thematique: str = texte("Le code de sa thématique ; vide pour le bilan du cycle.", 40)
    referentiel: Version = dit("La version du référentiel qu’il suit, comme travail@0.3.0.")
    debut: date = dit("Son premier jour.")
    fin: date = dit("Son dernier jour.")
    etat: Literal["ouvert", "clos"] = dit("Où il en est.")
    clos_le: datetime | None = dit("Quand il a été clos.")
    rouvert_le: datetime | None = dit("Quand il a été rouvert.")
    motif_reouverture: str = texte("Pourquoi il l’a été.", 1000)
    repris_le: datetime | None = dit("Quand il a été repris, s’il était fini avant le cahier.")
    carnet: Carnet = dit("Le carnet.")
