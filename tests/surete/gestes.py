"""What the rights matrix tries on each table: which rows there are, an update that changes one, a row to insert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.monde import Monde
from tests.surete.monde_droits import DEPART, Situation
from tests.surete.places import get_id, list_avis, list_seance

# What a row's situation is read from; elsewhere, the columns collectif_id, structure_id and compte_id there are.
SITUATIONS = {
    "collectif": ("id", None, None),
    "structure": ("collectif_id", "id", None),
    "binome": ("collectif_id", "structures[1]", None),
    "binome_visite": ("collectif_id", "(select b.structures[1] from binome b where b.id = binome_id)", None),
    "compte": (
        "(select h.collectif_id from habilitation h where h.compte_id = compte.id)",
        "(select h.structure_id from habilitation h where h.compte_id = compte.id)",
        "id",
    ),
    # Each has one part, in the world of the matrix.
    "appui_collectif": (
        "collectif_id",
        "(select a.structure_id from appui a where a.groupe_id = appui_collectif.id)",
        None,
    ),
}

# An assignment that is lawful in itself, so that a refusal can only come from the rights.
MODIFICATIONS = {
    "collectif": "seuil_anonymat = seuil_anonymat + 1",
    "structure": "commune = 'Ailleurs'",
    "adhesion": "au = '2030-01-01'",
    "trimestre": "fin = fin + 1",
    "rencontre": "lieu = 'Salle'",
    "carnet": "reouverture_demandee_le = now()",
    "reponse": "niveau = 3, modifie_par = %(moi)s",
    "positionnement": "niveau = 3, modifie_par = %(moi)s",
    "compte": "nom = nom || 'e'",
    "habilitation": "role = role",
    "invitation": "annulee_le = now()",
    "lien_connexion": "consomme_le = now()",
    "session_web": "revoquee_le = now()",
    "tentative": "cle = cle",
    "courriel": "annule_le = now()",
    "referentiel": "titre = titre",
    "traduction": "nom = nom || 'e'",
    "arrete": "numero = numero",
    "publication": "numero = numero",
    "publication_carnet": "empreinte = empreinte",
    "publication_cycle": "numero = numero",
    "publication_cycle_structure": "empreinte = empreinte",
    "publication_chemin": "numero = numero",
    "publication_chemin_structure": "empreinte = empreinte",
    "journal": "objet = objet",
    "presence": "etat = 'excusee', modifie_par = %(moi)s",
    "decision": "etat = 'faite'",
    "bascule": "bilan = bilan",
    "action": "etat = 'faite', modifie_par = %(moi)s",
    "fichier": "nature = nature",
    "trace": "expire_le = '2030-01-01', modifie_par = %(moi)s",
    "reponse_trace": "critere = critere",
    "pratique": "outils = 'Autres', modifie_par = %(moi)s",
    "pratique_trace": "cree_le = cree_le",
    "pratique_retour": "note = note, modifie_par = %(moi)s",
    "entraide": "rencontre = 'visio', modifie_par = %(moi)s",
    "binome": "lieu = 'loin', modifie_par = %(moi)s",
    "binome_visite": "note = 'Autre', modifie_par = %(moi)s",
    "relecture": "etat = 'relu', modifie_par = %(moi)s",
    "visite": "vue_le = now()",
    "fil": "resolu_le = null, resolu_par = null",
    "message": "texte = texte",
    "lecture_fil": "lu_le = now()",
    "note_privee": "texte = 'Autre'",
    "appui": "version = version + 1",
    "offre": "titre = 'Autre'",
    "appui_collectif": "titre = 'Autre'",
    "desinscription": "genre = genre",
    "abonnement_agenda": "empreinte = empreinte",
    "seance": "titre = 'Autre'",
    "etape": "titre = 'Autre'",
    "mur": "ferme_le = now()",
    "participant": "structure_id = null",
    "code_structure": "code = gen_random_uuid()",
    "tour": "niveau_convenu = 1",
    "vote": "changements = changements + 1",
    "mot": "nombre = 2",
    "proposition": "etat = 'acceptee', tranchee_par = %(moi)s",
    "compte_rendu": "texte = 'Autre', modifie_par = %(moi)s",
    "mandat": "compte_id = null",
    "brouillon": "contenu = '{}'",
    "acte": "phrase = 'Autre'",
    "conflit": "contenu = '{}'",
    "nouvelle": "lue_le = now()",
    "convocation": "envois = envois + 1",
    "desaccord": "contenu = '{}'",
    "consultation": "close_par = null",
    "consultation_critere": "retenu = 1",
    "consultation_groupe": "empreinte = null",
    "cle_avis": "cle = 'autre'",
    "voix": "niveau = 1",
    "a_voir": "rendu_le = now()",
    "releve_avis": "sait_pas = 1, modifie_par = %(moi)s",
    "depouillement_critere": "contenu = '{}'",
    "depouillement": "contenu = '{}'",
    "importee": "ailleurs = '{}'",
    "cle_lecture": "revoquee_le = now()",
    "adresse_signal": "arretee_le = now()",
    "signal": "essais = essais + 1",
}
_SA_PRATIQUE = "from pratique p where p.id = pratique_id"
# Rows that not everyone there is told of.
RESERVEES = {
    "journal": "objet in ('invitation', 'cle_lecture')",
    "tour": "etat = 'ouvert'",
    "fichier": "contenu = 'seul '",
    "trace": "titre <> 'Montrée'",
    "reponse_trace": "(select t.titre <> 'Montrée' from trace t where t.id = trace_id)",
    "pratique": "etat in ('brouillon', 'retiree')",
    "pratique_trace": f"(select p.etat in ('brouillon', 'retiree') {_SA_PRATIQUE})",
    "binome": "etat = 'propose'",
}
# Rows that others need.
TENUES = {
    "fichier": "contenu <> 'seul '",
    "trace": "titre not in ('Libre', 'Offerte')",
    "pratique": "etat <> 'brouillon'",
    "pratique_trace": f"(select p.etat <> 'brouillon' {_SA_PRATIQUE})",
    "binome": "etat <> 'propose'",
}
# Rows that everyone reads, wherever they are.
FEDERALES = {
    "fichier": "contenu = 'don x'",
    "trace": "titre = 'Offerte'",
    "pratique": "etat = 'federation'",
    "pratique_trace": f"(select p.etat = 'federation' {_SA_PRATIQUE})",
    "pratique_retour": f"(select p.etat = 'federation' {_SA_PRATIQUE})",
}
# Rows of after the day when the former member's structure left.
APRES = {
    "trimestre": f"debut > '{DEPART}'",
    "rencontre": f"jour > '{DEPART}'",
    "publication": f"publie_le > '{DEPART}'",
    "publication_cycle": f"publie_le > '{DEPART}'",
    "publication_chemin": f"publie_le > '{DEPART}'",
    "habilitation": f"role = 'animation' and cree_le > '{DEPART}'",
    "compte": f"exists (select from habilitation h where h.compte_id = compte.id and h.structure_id is null"
    f" and h.cree_le > '{DEPART}')",
    "seance": f"(select r.jour > '{DEPART}' from rencontre r where r.id = rencontre_id)",
    "pratique": f"modifie_le > '{DEPART}'",
    "pratique_trace": f"(select p.modifie_le > '{DEPART}' {_SA_PRATIQUE})",
    "pratique_retour": f"(select p.modifie_le > '{DEPART}' {_SA_PRATIQUE})",
}


_JETON = "gen_random_uuid()"
_DEMAIN = "now() + '1 day'"
# systeme acts for no account, and these rows must belong to one.
_MOI = "coalesce(%(moi)s, %(personne)s)"

# Which places a new row may belong to, and the row: %(k)s collectif, %(s)s structure, %(c)s carnet, %(p)s compte.
INSERTIONS = {
    "collectif": ("general", "(nom, debut, mois) values ('C', '2026-01-01', 6)"),
    "structure": ("collectif", "(collectif_id, nom, types) values (%(k)s, 'Neuve', '{AI}')"),
    "adhesion": (
        "structure",
        "(collectif_id, structure_id, du, au) values (%(k)s, %(s)s, '2020-01-01', '2020-02-01')",
    ),
    "trimestre": (
        "collectif",
        (
            "(collectif_id, numero, thematique, referentiel_id, debut, fin)"
            " values (%(k)s, 9, 'T01', %(r)s, '2027-01-01', '2027-03-01')"
        ),
    ),
    "rencontre": (
        "collectif",
        "(collectif_id, trimestre_id, type, titre, jour) values (%(k)s, %(t)s, 'visio', 'Point', '2026-02-01')",
    ),
    "carnet": (
        "structure",
        "(collectif_id, structure_id, trimestre_id) select %(k)s, %(s)s, %(t2)s",
    ),
    "reponse": (
        "structure",
        (
            "(collectif_id, carnet_id, structure_id, critere, niveau, modifie_par)"
            " values (%(k)s, %(c)s, %(s)s, 'T01-02', 1, %(moi)s)"
        ),
    ),
    "positionnement": (
        "structure",
        (
            "(collectif_id, structure_id, enjeu, referentiel_id, niveau, modifie_par)"
            " values (%(k)s, %(s)s, 'T01-B', %(r)s, 1, %(moi)s)"
        ),
    ),
    "arrete": (
        "structure",
        (
            "(collectif_id, trimestre_id, carnet_id, structure_id, numero, transmis, figures)"
            " values (%(k)s, %(t)s, %(c)s, %(s)s, 2, true, '{}')"
        ),
    ),
    "publication": (
        "collectif",
        "(collectif_id, trimestre_id, numero, carnets, agregats) values (%(k)s, %(t)s, 3, 3, '{}')",
    ),
    "publication_carnet": (
        "structure",
        "(collectif_id, publication_id, carnet_id, structure_id, empreinte) values (%(k)s, %(b)s, %(c)s, %(s)s, 'e')",
    ),
    "publication_cycle": (
        "collectif",
        (
            "(collectif_id, trimestre_id, thematique, numero, structures, agregats)"
            " values (%(k)s, %(t)s, 'T01', 3, 3, '{}')"
        ),
    ),
    "publication_cycle_structure": (
        "structure",
        "(collectif_id, publication_id, structure_id, empreinte, unite) values (%(k)s, %(bc)s, %(s)s, 'e', 0)",
    ),
    "publication_chemin": (
        "collectif",
        (
            "(collectif_id, trimestre_id, sorte, thematique, numero, structures, agregats)"
            " values (%(k)s, %(t)s, 'actions', '', 3, 3, '{}')"
        ),
    ),
    "publication_chemin_structure": (
        "structure",
        "(collectif_id, publication_id, structure_id, empreinte, unite) values (%(k)s, %(bd)s, %(s)s, 'e', 0)",
    ),
    "compte": ("general", "(courriel, nom) values ('neuf@exemple.test', 'Neuf')"),
    "habilitation": (
        "role",
        "(compte_id, role, collectif_id, structure_id) values (%(personne)s, %(role)s, %(k)s, %(s)s)",
    ),
    "invitation": (
        "role",
        (
            "(courriel, nom, role, collectif_id, structure_id, empreinte, cree_par, expire_le)"
            f" values ('neuf@exemple.test', 'N', %(role)s, %(k)s, %(s)s, {_JETON}, %(moi)s, {_DEMAIN})"
        ),
    ),
    "lien_connexion": ("compte", f"(compte_id, empreinte, expire_le) values (%(p)s, {_JETON}, {_DEMAIN})"),
    "session_web": (
        "compte",
        f"(compte_id, empreinte, appareil, expire_le) values (%(p)s, {_JETON}, 'A', {_DEMAIN})",
    ),
    "tentative": ("general", "(cle) values ('c')"),
    "courriel": ("general", "(destinataire, objet, contenu) values ('d@exemple.test', 'o', 'c')"),
    "referentiel": (
        "general",
        "(cle, version, titre, empreinte, contenu) values ('autre', '0.1.0', 'Autre', 'e', '{}')",
    ),
    # Of a version that both collectifs follow: neither of those who animate them writes it for the other.
    "traduction": (
        "general",
        (
            "(referentiel_id, langue, nom, nom_francais, sens, textes)"
            " values (%(r)s, 'es', 'Español', 'espagnol', 'ltr', '{}')"
        ),
    ),
    "presence": (
        "structure",
        (
            "(collectif_id, rencontre_id, structure_id, etat, modifie_par)"
            " values (%(k)s, %(n)s, %(s)s, 'viendra', %(moi)s)"
        ),
    ),
    "decision": ("structure", "(collectif_id, rencontre_id, structure_id, quoi) values (%(k)s, %(n)s, %(s)s, 'D')"),
    "bascule": (
        "collectif",
        "(collectif_id, de, vers, correspondance, bilan) values (%(k)s, %(r)s, %(r2)s, '{}', '{}')",
    ),
    "action": ("structure", "(collectif_id, structure_id, quoi, modifie_par) values (%(k)s, %(s)s, 'A', %(moi)s)"),
    "fichier": (
        "structure",
        (
            "(collectif_id, structure_id, empreinte, nature, octets, contenu)"
            " values (%(k)s, %(s)s, encode(sha256('neuf'), 'hex'), 'txt', 4, 'neuf')"
        ),
    ),
    "trace": (
        "structure",
        (
            "(collectif_id, structure_id, titre, lien, modifie_par)"
            " values (%(k)s, %(s)s, 'T', 'https://exemple.test', %(moi)s)"
        ),
    ),
    "reponse_trace": (
        "structure",
        (
            "(collectif_id, carnet_id, structure_id, critere, trace_id, cree_par)"
            " values (%(k)s, %(c)s, %(s)s, 'T01-02',"
            " (select t.id from trace t where t.structure_id = %(s)s and t.titre = 'Libre'), %(moi)s)"
        ),
    ),
    # Said again, it takes the place of what was said.
    "entraide": (
        "structure",
        (
            "(collectif_id, structure_id, offre, modifie_par) values (%(k)s, %(s)s, '{T01-02}', %(moi)s)"
            " on conflict (collectif_id, structure_id) do update set offre = excluded.offre,"
            " modifie_par = excluded.modifie_par"
        ),
    ),
    "binome": (
        "structure",
        (
            "(collectif_id, structures, lieu, etat, modifie_par)"
            " values (%(k)s, array[%(s)s::uuid], 'loin', 'refuse', %(moi)s)"
        ),
    ),
    "binome_visite": (
        "structure",
        (
            "(collectif_id, binome_id, jour, modifie_par) values (%(k)s,"
            " (select b.id from binome b where b.structures[1] = %(s)s and b.etat = 'accepte'), '2026-03-01', %(moi)s)"
        ),
    ),
    "pratique": (
        "structure",
        "(collectif_id, structure_id, titre, modifie_par) values (%(k)s, %(s)s, 'Neuve', %(moi)s)",
    ),
    "pratique_trace": (
        "structure",
        (
            "(collectif_id, pratique_id, trace_id, structure_id, cree_par) values (%(k)s,"
            " (select p.id from pratique p where p.structure_id = %(s)s and p.etat = 'brouillon'),"
            " (select t.id from trace t where t.structure_id = %(s)s and t.titre = 'Libre'), %(s)s, %(moi)s)"
        ),
    ),
    "pratique_retour": (
        "structure",
        (
            "(collectif_id, structure_id, pratique_id, collectif_auteur, utile, modifie_par)"
            " select %(k)s, %(s)s, p.id, p.collectif_id, true, %(moi)s from (select) x left join lateral"
            " (select id, collectif_id from pratique where collectif_id <> %(k)s and etat = 'federation'"
            " order by signature limit 1) p on true"
        ),
    ),
    "relecture": (
        "structure",
        (
            "(collectif_id, carnet_id, structure_id, critere, modifie_par)"
            " values (%(k)s, %(c)s, %(s)s, 'T01-02', %(moi)s)"
        ),
    ),
    "visite": (
        "structure",
        f"(collectif_id, carnet_id, structure_id, compte_id) values (%(k)s, %(c)s, %(s)s, {_MOI})",
    ),
    "fil": (
        "structure",
        "(collectif_id, carnet_id, structure_id, critere) values (%(k)s, %(c)s, %(s)s, 'T01-02')",
    ),
    "message": (
        "structure",
        f"(collectif_id, fil_id, structure_id, auteur, texte) values (%(k)s, %(f)s, %(s)s, {_MOI}, 'Bonjour')",
    ),
    "lecture_fil": (
        "structure",
        f"(collectif_id, fil_id, structure_id, compte_id) values (%(k)s, %(f)s, %(s)s, {_MOI})",
    ),
    "note_privee": (
        "structure",
        (
            "(collectif_id, carnet_id, structure_id, critere, compte_id, texte)"
            f" values (%(k)s, %(c)s, %(s)s, 'T01-02', {_MOI}, 'Note')"
        ),
    ),
    "appui": (
        "structure",
        "(collectif_id, structure_id, demande, demande_par) values (%(k)s, %(s)s, 'Aide', %(moi)s)",
    ),
    "offre": ("collectif", "(collectif_id, code, titre) values (%(k)s, 'neuve', 'Neuve')"),
    "appui_collectif": (
        "collectif",
        "(collectif_id, titre, jour, demi_journees, parts) values (%(k)s, 'Ensemble', '2026-04-01', 1, 1)",
    ),
    "desinscription": ("compte", "(compte_id, genre) values (%(p)s, 'autre')"),
    "abonnement_agenda": ("compte", f"(compte_id, empreinte) values (%(p)s, {_JETON})"),
    "seance": ("collectif", "(collectif_id, rencontre_id, titre) values (%(k)s, %(n)s, 'S')"),
    "etape": (
        "collectif",
        "(collectif_id, seance_id, ordre, genre, titre) values (%(k)s, %(e)s, 9, 'texte', 'T')",
    ),
    "mur": ("collectif", f"(collectif_id, seance_id, expire_le) values (%(k)s, %(e)s, {_DEMAIN})"),
    "code_structure": (
        "structure",
        f"(collectif_id, seance_id, structure_id, code, repetition) values (%(k)s, %(e2)s, %(s)s, {_JETON}, false)",
    ),
    "participant": ("collectif", f"(collectif_id, seance_id, empreinte) values (%(k)s, %(e)s, {_JETON})"),
    "tour": (
        "collectif",
        (
            "(collectif_id, seance_id, etape_id, numero, genre, question, options, etat)"
            " values (%(k)s, %(e)s, %(g)s, 3, 'niveau', 'Q', '{}', 'ferme')"
        ),
    ),
    "vote": ("collectif", "(collectif_id, tour_id, participant_id, valeur) values (%(k)s, %(o)s, %(q)s, '{}')"),
    "mot": ("collectif", "(collectif_id, tour_id, cle, texte, nombre) values (%(k)s, %(o)s, 'neuf', 'Neuf', 1)"),
    "proposition": (
        "structure",
        "(collectif_id, tour_id, structure_id, critere, niveau) values (%(k)s, %(o)s, %(s)s, 'T01-01', 1)",
    ),
    "compte_rendu": (
        "collectif",
        "(collectif_id, seance_id, texte, modifie_par) values (%(k)s, %(e2)s, 'Texte', %(moi)s)",
    ),
    "mandat": ("general", "(transaction_id) values (1)"),
    "brouillon": ("compte", "(compte_id, place, contenu) values (%(p)s, 'neuve', '{}')"),
    "acte": ("compte", f"(compte_id, identite) values (%(p)s, {_JETON})"),
    "conflit": (
        "structure",
        (
            "(collectif_id, carnet_id, structure_id, critere, champ, compte_id, contenu)"
            f" values (%(k)s, %(c)s, %(s)s, 'T01-02', 'choix', {_MOI}, '{{}}')"
        ),
    ),
    "nouvelle": ("compte", "(compte_id, cle, genre, titre, chemin) values (%(p)s, 'neuve', 'relu', 'Relu', 'carnet')"),
    "convocation": (
        "collectif",
        f"(collectif_id, rencontre_id, compte_id) values (%(k)s, %(n)s, {_MOI})",
    ),
    "desaccord": (
        "collectif",
        f"(collectif_id, objet_id, compte_id, contenu) values (%(k)s, gen_random_uuid(), {_MOI}, '{{}}')",
    ),
    "consultation": (
        "structure",
        "(collectif_id, carnet_id, structure_id, nommee, fin) values (%(k)s, %(c)s, %(s)s, false, '2026-04-01')",
    ),
    "consultation_critere": (
        "structure",
        (
            "(collectif_id, consultation_id, carnet_id, structure_id, critere, ordre)"
            " values (%(k)s, %(x)s, %(c)s, %(s)s, 'T01-03', 2)"
        ),
    ),
    "consultation_groupe": (
        "structure",
        "(collectif_id, consultation_id, structure_id, ordre, nom) values (%(k)s, %(x)s, %(s)s, 2, 'Autre')",
    ),
    "cle_avis": ("structure", "(collectif_id, consultation_id, structure_id, cle) values (%(k)s, %(x2)s, %(s)s, 'c')"),
    "voix": (
        "structure",
        (
            "(collectif_id, consultation_id, structure_id, groupe_id, critere, empreinte)"
            f" values (%(k)s, %(x)s, %(s)s, %(w)s, 'T01-01', {_JETON})"
        ),
    ),
    "a_voir": (
        "structure",
        (
            "(collectif_id, carnet_id, structure_id, critere, compte_id, pour_le, demande_par)"
            # The system asks in the name of somebody.
            " select %(k)s, %(c)s, %(s)s, 'T01-02', m.id, '2026-04-01', m.id"
            " from (select coalesce(cast(%(moi)s as uuid), (select id from compte order by id limit 1)) as id) m"
        ),
    ),
    "releve_avis": (
        "structure",
        (
            "(collectif_id, consultation_id, structure_id, groupe_id, critere, niveaux, modifie_par)"
            " values (%(k)s, %(x)s, %(s)s, %(w)s, 'T01-02', '{1,0,0,0,0}', %(moi)s)"
        ),
    ),
    "depouillement_critere": (
        "structure",
        (
            "(collectif_id, consultation_id, structure_id, critere, contenu)"
            " values (%(k)s, %(x)s, %(s)s, 'T01-02', '{}')"
        ),
    ),
    "depouillement": (
        "structure",
        "(collectif_id, consultation_id, structure_id, contenu) values (%(k)s, %(x)s, %(s)s, '{}')",
    ),
    "importee": (
        "structure",
        "(collectif_id, structure_id, origine, empreinte, ailleurs) values (%(k)s, %(s)s, %(s)s, repeat('b',64),'{}')",
    ),
    "adresse_signal": (
        "collectif",
        (
            "(collectif_id, hote, evenements, contenu, cree_par)"
            " values (%(k)s, 'x', '{cloture}', '{}', coalesce(%(moi)s::uuid, %(personne)s))"
        ),
    ),
    "signal": (
        "collectif",
        "(collectif_id, adresse_id, evenement, contenu, envoyer_apres) values (%(k)s, %(h)s, 'cloture', '{}', now())",
    ),
    "cle_lecture": (
        "cle",
        (
            "(collectif_id, structure_id, nom, portees, empreinte, cree_par, expire_le) values (%(k)s, %(s)s, 'N',"
            f" '{{rencontres}}', {_JETON}, coalesce(%(moi)s::uuid, %(personne)s), {_DEMAIN})"
        ),
    ),
    "journal": ("general", "(objet, operation, cle) values ('reponse', 'ACTION', '{}')"),
}


@dataclass(frozen=True)
class Ligne:
    """One row: its key as text, by column, and where it belongs."""

    cle: dict[str, str]
    situation: Situation


@dataclass(frozen=True)
class Place:
    """Where a new row would belong, and what its insertion needs."""

    situation: Situation
    parametres: dict[str, Any]


_COLONNES = ("collectif_id", "structure_id", "compte_id")


def list_lignes(connexion: psycopg.Connection, table: str) -> list[Ligne]:
    """All rows of a table, read by someone who sees them all."""
    cles = _list_noms(
        connexion,
        "select attname from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)"
        " where indrelid = %s::regclass and indisprimary order by attnum",
        table,
    )
    colonnes = _list_noms(connexion, "select attname from pg_attribute where attrelid = %s::regclass", table)
    noms = SITUATIONS.get(table, tuple(c if c in colonnes else None for c in _COLONNES))
    valeurs = ", ".join(nom or "null::uuid" for nom in noms)
    reservee = RESERVEES.get(table, "false")
    objet = "objet" if table == "journal" else "''"
    apres, tenue = APRES.get(table, "false"), TENUES.get(table, "false")
    federale = FEDERALES.get(table, "false")
    textes = ", ".join(f"{cle}::text" for cle in cles)
    situation = f"{valeurs}, {reservee}, {objet}, {apres}, {tenue}, {federale}"
    lignes = connexion.execute(f"select {situation}, {textes} from {table}")
    return [Ligne(dict(zip(cles, ligne[8:], strict=True)), Situation(*ligne[:8])) for ligne in lignes]


def _list_noms(connexion: psycopg.Connection, requete: str, table: str) -> list[str]:
    return [nom for (nom,) in connexion.execute(requete, [table])]


def list_places(connexion: psycopg.Connection, monde: Monde, genre: str) -> Iterator[Place]:
    """Where a new row of this kind could belong: each structure, each collectif, some accounts, or nowhere."""
    collectifs = {
        monde.collectif: list(zip(monde.structures, monde.carnets, strict=True)),
        monde.ailleurs: [(monde.structure_ailleurs, monde.carnet_ailleurs)],
    }
    commun: dict[str, Any] = {
        "r": monde.referentiel,
        "personne": monde.comptes["personne"],
        "k": None,
        "s": None,
        "role": "administration",
        "r2": get_id(connexion, "select id from referentiel where cle = 'essai-bis'"),
    }
    if genre in {"general", "role"}:
        yield Place(Situation(), commun)
    if genre == "compte":
        for nom in ("alice", "bob", "anna", "adam", "personne"):
            yield Place(Situation(compte=monde.comptes[nom]), {"p": monde.comptes[nom]})
    for collectif, carnets in collectifs.items():
        trimestres = connexion.execute(
            "select id from trimestre where collectif_id = %s order by numero", [collectif]
        ).fetchall()
        publication = get_id(connexion, "select id from publication where collectif_id = %s and numero = 2", collectif)
        rencontre = get_id(
            connexion, "select id from rencontre where collectif_id = %s and titre = 'Suite'", collectif
        )
        ici = commun | {
            "k": collectif,
            "t": trimestres[0][0],
            "t2": trimestres[1][0],
            "b": publication,
            "bc": get_id(
                connexion, "select id from publication_cycle where collectif_id = %s and numero = 2", collectif
            ),
            "bd": get_id(
                connexion, "select id from publication_chemin where collectif_id = %s and numero = 2", collectif
            ),
            "n": rencontre,
            "h": get_id(connexion, "select id from adresse_signal where collectif_id = %s", collectif),
            **list_seance(connexion, collectif),
        }
        if genre in {"collectif", "role", "cle"}:
            yield Place(Situation(collectif), ici | {"role": "animation"})
        if genre in {"structure", "role", "cle"}:
            for structure, carnet in carnets:
                fil = get_id(connexion, "select id from fil where carnet_id = %s and critere is null", carnet)
                yield Place(
                    Situation(collectif, structure),
                    ici | {"s": structure, "c": carnet, "f": fil, "role": "lecture"} | list_avis(connexion, carnet),
                )
