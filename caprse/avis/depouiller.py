"""Count voices: all that may be shown of them, and nothing else, as it is frozen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from caprse.avis.lecture import Consultation
from caprse.avis.regles import Resultat, Voix, build_resultat, to_contenu

Contenu = dict[str, Any]


class VoixLue(Protocol):
    """A voice as it is kept until it is counted; ``nom`` only where its account is told."""

    critere: str
    groupe_id: UUID
    niveau: int | None
    empreinte: str
    nom: str | None


def count_critere(consultation: Consultation, code: str, lignes: Iterable[VoixLue]) -> tuple[Resultat, Contenu]:
    """Of one question, its sheets with it: what may be shown, and the same as it is frozen, with who said it if named.

    ``lignes``: the voices of the consultation; those of other questions are left aside.
    """
    groupes = [groupe.id for groupe in consultation.groupes]
    voix, noms = [], []
    for ligne in lignes:
        if ligne.critere != code:
            continue
        nommee = consultation.nommee and ligne.nom is not None
        voix.append(Voix(ligne.groupe_id, ligne.niveau, connue=nommee))
        if nommee:
            noms.append((ligne.nom or "", ligne.niveau))
    for (groupe_id, critere), releve in consultation.releves.items():
        if critere == code:
            comptes = [*enumerate(releve.niveaux), (None, releve.sait_pas)]
            voix += [Voix(groupe_id, n, connue=True, nombre=nombre) for n, nombre in comptes if nombre]
    resultat = build_resultat(voix, groupes, consultation.referentiel.niveau_max + 1)
    noms.sort(key=lambda dit: dit[0].casefold())
    return resultat, {"resultat": to_contenu(resultat), "noms": noms}


def count_tout(consultation: Consultation, lignes: Sequence[VoixLue]) -> Contenu:
    """By group how many took part, by critère what its voices say, and who when named.

    What was shown in a meeting stays as it was shown: its voices are gone.
    """
    comptes: dict[str, Contenu] = {}
    for demande in consultation.demandes:
        if demande.code in consultation.montres:
            resultat = to_contenu(consultation.montres[demande.code])
            comptes[demande.code] = {"resultat": resultat, "noms": consultation.noms_montres[demande.code]}
        else:
            comptes[demande.code] = count_critere(consultation, demande.code, lignes)[1]
    return {
        "participants": {
            str(groupe.id): _count_people(consultation, groupe.id, lignes) for groupe in consultation.groupes
        },
        "criteres": {code: compte["resultat"] for code, compte in comptes.items()},
        "noms": {code: compte["noms"] for code, compte in comptes.items() if compte["noms"]},
    }


def _count_people(consultation: Consultation, groupe_id: UUID, lignes: Iterable[VoixLue]) -> int:
    """How many of a group took part: at least those of one question that was shown, whose marks are gone."""
    marques = {ligne.empreinte for ligne in lignes if ligne.groupe_id == groupe_id}
    feuilles = [releve.nombre for (groupe, _), releve in consultation.releves.items() if groupe == groupe_id]
    montres = [r.groupes[groupe_id].nombre for r in consultation.montres.values() if groupe_id in r.groupes]
    return max(len(marques) + max(feuilles, default=0), *montres, 0)
