"""Invented pratiques: some offered to the collectif or to everyone, a draft, what neighbours made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import insert, select

from caprse.acces.unite import Unit
from caprse.demo.trimestres import Scene
from caprse.progres.modele import Pratique, PratiqueRetour, PratiqueTrace, Trace
from caprse.progres.pratiques.regles import EtatPratique


@dataclass(frozen=True)
class _Invention:
    """A pratique of structure ``rang``. ``echos``: by whom, and the note of who tried it."""

    rang: int
    titre: str
    situation: str
    demarche: str
    effet: str
    outils: str
    contact: str
    criteres: tuple[str, ...]
    etat: EtatPratique = EtatPratique.COLLECTIF
    echos: tuple[tuple[int, str | None], ...] = ()


INVENTIONS = (
    _Invention(
        1,
        "Le planning de la semaine affiché et commenté le jeudi",
        "Les équipes apprenaient tard qui travaillait le samedi. Les retards et les échanges de dernière minute "
        "usaient tout le monde.",
        "Chaque jeudi à la pause, l’encadrement affiche le planning de la semaine suivante et le commente dix "
        "minutes. Chacun peut demander un échange sur place.\n\nUne couleur par équipe, un dessin par lieu : on le "
        "comprend sans bien lire.",
        "Moitié moins de retards en un trimestre, et plus aucun appel le vendredi soir.",
        "Une feuille A3, des aimants, quatre couleurs.",
        "L’encadrement technique",
        ("EMP-13", "PAR-11"),
        EtatPratique.FEDERATION,
        ((0, "Fait avec deux équipes. Le jeudi ne convenait pas, nous affichons le mercredi."), (2, None), (3, None)),
    ),
    _Invention(
        2,
        "Un parrain ou une marraine pour les quinze premiers jours",
        "Les personnes qui arrivaient n’osaient pas poser de questions. Trois sur dix partaient avant la fin du "
        "premier mois.",
        "Un salarié déjà en poste, volontaire, accueille la nouvelle personne : visite, vestiaire, pause, premiers "
        "gestes. Il a une heure par jour pour cela la première semaine.\n\nÀ la fin, tous deux disent ce qui a "
        "manqué.",
        "Presque plus de départs le premier mois. Les parrains y gagnent aussi : deux sont devenus chefs d’équipe.",
        "Une fiche d’une page, relue par les salariés.",
        "L’accompagnement socioprofessionnel",
        ("PAR-14",),
        EtatPratique.FEDERATION,
        ((1, "La fiche a été raccourcie à six lignes : c’est elle qui sert le plus."), (4, None)),
    ),
    _Invention(
        3,
        "Tournées regroupées par commune",
        "Les véhicules croisaient les mêmes routes plusieurs fois par jour.",
        "Les rendez-vous sont proposés par commune et par demi-journée. La personne qui prend l’appel voit la carte "
        "de la semaine et propose d’abord le créneau déjà ouvert.",
        "Un cinquième de kilomètres en moins, et des matinées plus calmes.",
        "Une carte au mur et le tableur du planning.",
        "L’accueil",
        ("ENV-04",),
        EtatPratique.COLLECTIF,
        ((1, None),),
    ),
    _Invention(
        4,
        "Une place du conseil d’administration tenue à deux salariés",
        "Un salarié seul au conseil ne prenait pas la parole.",
        "Deux salariés en parcours y siègent ensemble pour un an. Une bénévole prépare la séance avec eux, une heure "
        "avant. Le premier point de l’ordre du jour est le leur.",
        "Deux décisions du conseil sont venues d’eux cette année, dont les vestiaires.",
        "",
        "La présidence",
        ("GOV-07",),
    ),
    _Invention(
        0,
        "Des consignes en photos près de chaque machine",
        "Les consignes écrites n’étaient pas lues, et une partie de l’équipe lit peu le français.",
        "Les salariés ont pris eux-mêmes les photos du bon geste et du mauvais. Six photos par machine, sans texte, "
        "plastifiées.",
        "Aucun accident depuis dix mois sur ces postes ; les nouveaux posent de meilleures questions.",
        "Un téléphone, une plastifieuse.",
        "L’encadrement technique",
        ("EMP-02", "PAR-11"),
        EtatPratique.COLLECTIF,
        ((2, "Repris à la blanchisserie, avec les photos faites par l’équipe."), (1, None), (3, None)),
    ),
    _Invention(
        0,
        "Le compost partagé avec les voisins",
        "Les restes des repas partaient à la poubelle.",
        "Trois bacs au fond de la cour, ouverts aux voisins le mercredi.",
        "",
        "",
        "",
        ("ENV-06",),
        EtatPratique.BROUILLON,
    ),
)


def add_pratiques(unit: Unit, scene: Scene, quand: datetime) -> None:
    """What the structures of a collectif offer each other, written over the last weeks; where there are so many."""
    for age, invention in enumerate(INVENTIONS):
        criteres = [code for code in invention.criteres if code in scene.referentiel.titres]
        if invention.rang < len(scene.structures) and criteres:
            _add(unit, scene, invention, criteres, quand - timedelta(days=35 - 5 * age))


def _add(unit: Unit, scene: Scene, invention: _Invention, criteres: list[str], quand: datetime) -> None:
    structure_id, pratique_id = scene.structures[invention.rang].id, uuid4()
    ici = {"collectif_id": scene.collectif_id, "structure_id": structure_id}
    brouillon = invention.etat is EtatPratique.BROUILLON
    unit.db.execute(
        insert(Pratique).values(
            **ici,
            id=pratique_id,
            titre=invention.titre,
            situation=invention.situation,
            demarche=invention.demarche,
            effet=invention.effet,
            outils=invention.outils,
            contact=invention.contact,
            criteres=criteres,
            etat=invention.etat,
            partagee_le=None if brouillon else quand,
            cree_le=quand,
            modifie_le=quand,
            modifie_par=scene.auteurs[structure_id][0],
        )
    )
    trace_id = unit.db.scalar(
        select(Trace.id)
        .where(Trace.collectif_id == scene.collectif_id, Trace.structure_id == structure_id, ~Trace.confidentielle)
        .order_by(Trace.cree_le)
        .limit(1)
    )
    if trace_id is not None and not brouillon:
        unit.db.execute(insert(PratiqueTrace).values(**ici, pratique_id=pratique_id, trace_id=trace_id, cree_le=quand))
    for rang, note in invention.echos:
        if rang < len(scene.structures):
            dit = quand + timedelta(days=3 + rang)
            unit.db.execute(
                insert(PratiqueRetour).values(
                    collectif_id=scene.collectif_id,
                    structure_id=scene.structures[rang].id,
                    pratique_id=pratique_id,
                    collectif_auteur=scene.collectif_id,
                    utile=True,
                    essayee_le=dit if note else None,
                    note=note or "",
                    cree_le=dit,
                    modifie_le=dit,
                    modifie_par=scene.auteurs[scene.structures[rang].id][0],
                )
            )
