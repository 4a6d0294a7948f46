"""Give one's own niveau: from an account of the structure, or from a phone that opened the link of a group.

A voice is marked with what finds it again, and with nothing that says whose it is. Until the end it may be changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from caprse.acces.connexion.limites import Limite, build_cle_adresse, count_tentatives
from caprse.acces.jetons import LONGUEUR_MAX
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme, hash_jeton
from caprse.avis.lecture import Consultation, Groupe, MesAvis, get_consultation, read_consultation, read_langues
from caprse.avis.regles import VOIX_MAX, Etat, refusal_to_speak
from caprse.avis.requetes import COUNT_APPAREILS, FIND_GROUPE, LIST_MIENNES, MARK_COMPTE, SAVE_VOIX
from caprse.referentiel.langues.schema import FRANCAIS, Traduction
from caprse.referentiel.langues.service import Langue
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

# New devices that one address may bring: a whole team behind one box, and no more for a while.
NOUVEAUX_PAR_ADRESSE = Limite(60, timedelta(minutes=15))
LIEN_INCONNU = "Ce lien"
PLEIN = "Beaucoup d’avis sont déjà donnés par ce lien : il n’en prend plus. Prévenez la personne qui vous l’a remis."
MONTREE = "Les avis sur cette question sont déjà montrés : elle n’en prend plus."
HORS_ECHELLE = "Choisissez une des réponses de la page."


@dataclass(frozen=True)
class Bulletin:
    """What a phone shows: the consultation, the group of its link, and what it said already.

    ``langues``: those in which its questions may be read; ``traduction``: the one that was asked for, where it is.
    """

    consultation: Consultation
    groupe: Groupe
    miens: MesAvis
    langues: tuple[Langue, ...] = ()
    traduction: Traduction | None = None


def save_avis(unit: Unit, consultation_id: UUID, groupe_id: UUID, critere: str, niveau: int | None) -> None:
    """Record the voice of the person at the screen on one critère; ``niveau`` None: « je ne sais pas ».

    For the people of the structure. Raises Introuvable, SaisieInvalide, Refus after the end.
    """
    consultation = get_consultation(unit, consultation_id, Operation.CREATE_AVIS)
    groupe = consultation.get_groupe(groupe_id)
    _check(consultation, critere, niveau)
    cles = {"collectif": consultation.collectif_id, "consultation": consultation.id}
    marque = unit.db.execute(MARK_COMPTE, cles).scalar_one()
    compte = unit.acteur.compte_id if consultation.nommee else None
    with as_systeme(unit) as systeme:
        _save(systeme, consultation, groupe, critere, niveau, marque, compte)


def get_bulletin(unit: Unit, lien: str, appareil: str | None, langue: str = FRANCAIS) -> Bulletin:
    """What the link of a group shows on this device, in a language. For the system.

    Raises Introuvable where it opens nothing.
    """
    consultation, groupe, langues, traduction = _find(unit, lien, langue)
    miens = MesAvis({})
    if appareil is not None and consultation.etat is not Etat.CLOSE:
        miens = _list_miennes(unit, consultation, mark_appareil(appareil, groupe.id))
    return Bulletin(consultation, groupe, miens, langues, traduction)


def save_voix(unit: Unit, lien: str, appareil: str, critere: str, niveau: int | None, adresse_ip: str) -> Bulletin:
    """Record the voice of a device on one critère, as ``save_avis`` does. For the system; gives what it shows now.

    Raises Introuvable, SaisieInvalide, Refus after the end or when the link has brought all it may, TropDeTentatives
    when one address brings too many devices at once.
    """
    consultation, groupe, *_ = _find(unit, lien)
    _check(consultation, critere, niveau)
    marque = mark_appareil(appareil, groupe.id)
    cles = {"collectif": consultation.collectif_id, "consultation": consultation.id, "groupe": groupe.id}
    connus = unit.db.execute(COUNT_APPAREILS, cles | {"empreinte": marque}).one()
    if not connus.deja:
        if connus.appareils >= VOIX_MAX:
            raise Refus(PLEIN)
        count_tentatives(unit, {f"avis:{build_cle_adresse(adresse_ip)}": NOUVEAUX_PAR_ADRESSE})
    _save(unit, consultation, groupe, critere, niveau, marque, None)
    return Bulletin(consultation, groupe, _list_miennes(unit, consultation, marque))


def mark_appareil(appareil: str, groupe_id: UUID) -> str:
    """The mark of a device's voice by one link: no two consultations have the same of it."""
    return hash_jeton(f"{appareil}:{groupe_id}")


def _find(
    unit: Unit, lien: str, langue: str = FRANCAIS
) -> tuple[Consultation, Groupe, tuple[Langue, ...], Traduction | None]:
    check_systeme(unit)
    if len(lien) > LONGUEUR_MAX:
        raise Introuvable(LIEN_INCONNU)
    empreinte = hash_jeton(lien)
    ligne = unit.db.execute(FIND_GROUPE, {"empreinte": empreinte, "langue": langue}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(LIEN_INCONNU)
    consultation = read_consultation(unit, ligne)
    groupe = next(groupe for groupe in consultation.groupes if groupe.empreinte == empreinte)
    return consultation, groupe, *read_langues(ligne)


def check_systeme(unit: Unit) -> None:
    """These use cases know nobody: only a route that was given a link calls them."""
    if not unit.acteur.systeme:
        raise Introuvable(LIEN_INCONNU)


def _check(consultation: Consultation, critere: str, niveau: int | None) -> None:
    consultation.check_critere(critere)
    if niveau is not None and not 0 <= niveau <= consultation.referentiel.niveau_max:
        raise SaisieInvalide([HORS_ECHELLE])
    if raison := refusal_to_speak(consultation.etat):
        raise Refus(raison)
    if critere in consultation.montrees:
        raise Refus(MONTREE)


def _list_miennes(unit: Unit, consultation: Consultation, marque: str) -> MesAvis:
    lignes = unit.db.execute(
        LIST_MIENNES,
        {"collectif": consultation.collectif_id, "consultation": consultation.id, "empreinte": marque},
    ).all()
    return MesAvis({ligne.critere: ligne.niveau for ligne in lignes}, lignes[0].groupe_id if lignes else None)


def _save(
    unit: Unit,
    consultation: Consultation,
    groupe: Groupe,
    critere: str,
    niveau: int | None,
    marque: str,
    compte: UUID | None,
) -> None:
    unit.db.execute(
        SAVE_VOIX,
        {
            "collectif": consultation.collectif_id,
            "consultation": consultation.id,
            "structure": consultation.structure_id,
            "critere": critere,
            "empreinte": marque,
            "groupe": groupe.id,
            "niveau": niveau,
            "compte": compte,
        },
    )
