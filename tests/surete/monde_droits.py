"""A world with rows in every table, for the rights matrix: own structure, its neighbour, another collectif."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.modele import Compte
from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=2)
DEPART = date(2026, 1, 31)

# Who acts under each profile, and where they are at home: their collectif and the rank of their structure.
PROFILS: dict[str, tuple[str | None, str | None, int | None]] = {
    "anonyme": (None, None, None),
    "personne": ("personne", None, None),
    "lecture": ("aya", "A", 0),
    "contribution": ("ali", "A", 0),
    "direction": ("alice", "A", 0),
    "direction_voisine": ("bob", "A", 1),
    # Its structure left at the end of January: what is of before stays, what came after is not for it.
    "ancien_membre": ("paule", "A", 2),
    "direction_ailleurs": ("charlie", "B", 0),
    "animation": ("anna", "A", None),
    "animation_ailleurs": ("clara", "B", None),
    "administration": ("adam", None, None),
    "federation": ("fanny", None, None),
    "systeme": (None, None, None),
}

# What the administration may read in the tables themselves, of what belongs to no structure.
LUS_PAR_L_ADMINISTRATION = frozenset(
    {
        "collectif",
        "trimestre",
        "rencontre",
        "compte",
        "habilitation",
        "invitation",
        "session_web",
        "referentiel",
        "traduction",
    }
)
# What the animation does not read in the journal.
RESERVES_A_LA_STRUCTURE = frozenset({"trace", "reponse_trace", "pratique", "pratique_trace", "cle_lecture"})


@dataclass(frozen=True)
class Situation:
    """Where a row belongs, or where a person is at home. ``reservee``: not told to everyone there. ``objet``: of the
    journal's lines, the table that they tell of. ``tenue``: something else needs it.
    ``federale``: offered to everyone.
    """

    collectif: UUID | None = None
    structure: UUID | None = None
    compte: UUID | None = None
    reservee: bool = False
    objet: str = ""
    apres: bool = False
    tenue: bool = False
    federale: bool = False

    def reaches(self, portee: str, ligne: Situation) -> bool:
        """Whether someone at home here, whose right has this reach, gets at a row that belongs there."""
        sienne = ligne.structure is not None and ligne.structure == self.structure
        ici = ligne.collectif is not None and ligne.collectif == self.collectif
        return {
            "non": False,
            "oui": True,
            "soi": ligne.compte is not None and ligne.compte == self.compte,
            "structure": sienne,
            "ordinaire": sienne and not ligne.reservee,
            "commune": sienne or (ici and ligne.structure is None),
            "structures": ici and ligne.structure is not None,
            "collectif": ici,
            "partage": ici and not ligne.reservee,
            "collectif_dit": ici and (ligne.structure is None or ligne.objet not in RESERVES_A_LA_STRUCTURE),
            "offerte": sienne or (ici and not ligne.reservee) or ligne.federale,
            "offerte_jadis": sienne or (ici and not ligne.reservee and not ligne.apres),
            "sienne_ou_federale": sienne or ligne.federale,
            "federale": ligne.federale,
            "detachee": sienne and not ligne.tenue,
            "detachees": ici and not ligne.tenue,
            "collectif_jadis": ici and not ligne.apres,
            "commune_jadis": sienne or (ici and ligne.structure is None and not ligne.apres),
            "generales": ligne.structure is None and (not ligne.objet or ligne.objet in LUS_PAR_L_ADMINISTRATION),
        }[portee]


def get_situation(monde: Monde, profil: str) -> Situation:
    """Where the person of this profile is at home."""
    nom, collectif, rang = PROFILS[profil]
    ids = {"A": (monde.collectif, monde.structures), "B": (monde.ailleurs, (monde.structure_ailleurs,)), None: None}
    lieu = ids[collectif]
    return Situation(
        lieu[0] if lieu else None,
        lieu[1][rang] if lieu and rang is not None else None,
        monde.comptes[nom] if nom else None,
    )


def create_monde_droits(installation: Installation) -> Monde:
    """The people of ``create_monde``, with rows in every table of the base for each structure, collectif and account.

    Carnets were transmitted, then given back: their answers may change, and the collectif's figures may be seen.
    """
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=3)
    with open_unit_systeme(installation) as unit:
        run = _Execution(unit)
        paule = Compte(courriel="paule@exemple.test", nom="Paule")
        unit.db.add(paule)
        unit.db.flush()
        monde.comptes["paule"] = paule.id
        run(
            "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:p, 'direction', :k, :s)",
            p=paule.id,
            k=monde.collectif,
            s=monde.structures[2],
        )
        run("update adhesion set au = :j where structure_id = :s", j=DEPART, s=monde.structures[2])
        for collectif, trimestre in ((monde.collectif, monde.trimestre), (monde.ailleurs, monde.trimestre_ailleurs)):
            ici = {"k": collectif, "t": trimestre, "r": monde.referentiel}
            run(
                "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
                " values (:k, 2, 'T02', :r, '2026-04-16', '2026-07-15')",
                **ici,
            )
            run(
                "insert into rencontre (collectif_id, trimestre_id, type, titre, jour)"
                " values (:k, :t, 'visio', 'Lancement', '2026-01-20'), (:k, :t, 'visio', 'Suite', '2026-02-20')",
                **ici,
            )
            for numero in (1, 2):
                run(
                    "insert into publication (collectif_id, trimestre_id, numero, carnets, agregats, publie_le)"
                    " values (:k, :t, :n, 3, '{}', :le)",
                    **ici,
                    n=numero,
                    le=datetime(2026, numero, 25, tzinfo=UTC),
                )
                run(
                    "insert into publication_chemin (collectif_id, trimestre_id, sorte, thematique, numero,"
                    " structures, agregats, publie_le) values (:k, :t, 'actions', '', :n, 3, '{}', :le)",
                    **ici,
                    n=numero,
                    le=datetime(2026, numero, 25, tzinfo=UTC),
                )
                run(
                    "insert into publication_cycle (collectif_id, trimestre_id, thematique, numero, structures,"
                    " agregats, publie_le) values (:k, :t, 'T01', :n, 3, '{}', :le)",
                    **ici,
                    n=numero,
                    le=datetime(2026, numero, 25, tzinfo=UTC),
                )
            run(
                "insert into invitation (courriel, nom, role, collectif_id, empreinte, expire_le)"
                " values ('anim@exemple.test', 'N', 'animation', :k, gen_random_uuid(), now() + '1 day')",
                k=collectif,
            )
        run(
            "insert into invitation (courriel, nom, role, empreinte, expire_le)"
            " values ('adm@exemple.test', 'N', 'administration', gen_random_uuid(), now() + '1 day')"
        )
        run(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
            " select collectif_id, id, 'T01-01', structure_id, 2 from carnet"
        )
        run(
            "insert into positionnement (collectif_id, structure_id, enjeu, referentiel_id, niveau)"
            " select collectif_id, id, 'T01-A', :r, 1 from structure",
            r=monde.referentiel,
        )
        run(
            "insert into arrete (collectif_id, trimestre_id, carnet_id, structure_id, numero, transmis, figures)"
            " select collectif_id, trimestre_id, id, structure_id, 1, true, '{}' from carnet"
        )
        run(
            "insert into publication_carnet (collectif_id, publication_id, carnet_id, structure_id, empreinte)"
            " select c.collectif_id, p.id, c.id, c.structure_id, 'e' from carnet c join publication p"
            " on p.trimestre_id = c.trimestre_id and p.numero = 1"
        )
        run(
            "insert into publication_cycle_structure (collectif_id, publication_id, structure_id, empreinte, unite)"
            " select c.collectif_id, p.id, c.structure_id, 'e', 0 from carnet c join publication_cycle p"
            " on p.trimestre_id = c.trimestre_id and p.numero = 1"
        )
        run(
            "insert into publication_chemin_structure (collectif_id, publication_id, structure_id, empreinte, unite)"
            " select c.collectif_id, p.id, c.structure_id, 'e', 0 from carnet c join publication_chemin p"
            " on p.trimestre_id = c.trimestre_id and p.numero = 1"
        )
        run("update carnet set etat = 'a_completer', transmis_le = now()")
        run(
            "insert into invitation (courriel, nom, role, collectif_id, structure_id, empreinte, expire_le)"
            " select 's@exemple.test', 'N', 'lecture', collectif_id, id, gen_random_uuid(), now() + '1 day'"
            " from structure"
        )
        run(
            "insert into lien_connexion (compte_id, empreinte, expire_le)"
            " select id, gen_random_uuid(), now() + '1 day' from compte"
        )
        run(
            "insert into session_web (compte_id, empreinte, appareil, expire_le)"
            " select id, gen_random_uuid(), 'Firefox', now() + '1 day' from compte"
        )
        run("insert into tentative (cle) values ('c')")
        run("insert into mandat (transaction_id, expire_le) values (9223372036854775807, 'infinity')")
        run("insert into courriel (destinataire, objet, contenu) values ('d@exemple.test', 'o', 'c')")
        _add_pilotage(run, monde)
        _add_seances(run)
        _add_avis(run)
    _add_saisies(installation, monde)
    return monde


def _add_pilotage(run: _Execution, monde: Monde) -> None:
    """Rows around each carnet; what belongs to an account belongs to those who are strangers to the carnet."""
    run(
        "insert into referentiel (cle, version, titre, empreinte, contenu)"
        " values ('essai-bis', '0.1.0', 'E', 'e', '{}')"
    )
    run(
        "insert into traduction (referentiel_id, langue, nom, nom_francais, sens, textes)"
        " values (:r, 'en', 'English', 'anglais', 'ltr', '{}')",
        r=monde.referentiel,
    )
    run(
        "insert into presence (collectif_id, rencontre_id, structure_id, etat)"
        " select s.collectif_id, r.id, s.id, 'viendra' from structure s join rencontre r"
        " on r.collectif_id = s.collectif_id and r.titre = 'Lancement'"
    )
    run(
        "insert into decision (collectif_id, rencontre_id, structure_id, quoi)"
        " select p.collectif_id, p.rencontre_id, p.structure_id, 'D' from presence p"
        " union all select r.collectif_id, r.id, null, 'D' from rencontre r where r.titre = 'Lancement'"
    )
    run(
        "insert into bascule (collectif_id, de, vers, correspondance, bilan)"
        " select k.id, :r, v.id, '{}', '{}' from collectif k join referentiel v on v.cle = 'essai-bis'",
        r=monde.referentiel,
    )
    run("insert into action (collectif_id, structure_id, quoi) select collectif_id, id, 'A' from structure")
    _add_traces(run)
    _add_pratiques(run)
    _add_binomes(run)
    run("insert into appui (collectif_id, structure_id, demande) select collectif_id, id, 'Aide' from structure")
    run("insert into offre (collectif_id, code, titre) select id, 'charte', 'Écrire sa charte' from collectif")
    run(
        "insert into appui_collectif (collectif_id, titre, jour, demi_journees, parts)"
        " select collectif_id, nom, '2026-04-01', 1, 1 from structure"
    )
    run(
        "insert into appui (collectif_id, structure_id, demande, etat, prevu_le, demi_journees, offre, groupe_id)"
        " select g.collectif_id, s.id, 'Aide', 'planifie', g.jour, 1, 'charte', g.id from appui_collectif g"
        " join structure s on s.collectif_id = g.collectif_id and s.nom = g.titre"
    )
    run(
        "insert into relecture (collectif_id, carnet_id, structure_id, critere)"
        " select collectif_id, id, structure_id, 'T01-01' from carnet"
    )
    run("insert into fil (collectif_id, carnet_id, structure_id) select collectif_id, id, structure_id from carnet")
    run(
        "insert into message (collectif_id, fil_id, structure_id, auteur, texte)"
        " select f.collectif_id, f.id, f.structure_id, :adam, 'Bonjour' from fil f",
        adam=monde.comptes["adam"],
    )
    etrangers = (
        "from fil f cross join compte p where p.nom <> 'Personne'"
        " and not exists (select 1 from habilitation h where h.compte_id = p.id"
        " and (h.structure_id = f.structure_id or (h.role = 'animation' and h.collectif_id = f.collectif_id)))"
    )
    run(
        "insert into visite (collectif_id, carnet_id, structure_id, compte_id)"
        f" select f.collectif_id, f.carnet_id, f.structure_id, p.id {etrangers}"
    )
    run(
        "insert into lecture_fil (collectif_id, fil_id, structure_id, compte_id)"
        f" select f.collectif_id, f.id, f.structure_id, p.id {etrangers}"
    )
    run("insert into desinscription (compte_id, genre) select id, 'mention' from compte")
    run(
        "insert into nouvelle (compte_id, cle, genre, titre, chemin)"
        " select id, 'une', 'relu', 'Relu', 'carnet' from compte"
    )
    run(
        "insert into convocation (collectif_id, rencontre_id, compte_id)"
        " select h.collectif_id,"
        " (select min(r.id::text)::uuid from rencontre r where r.collectif_id = h.collectif_id), h.compte_id"
        " from habilitation h where h.structure_id is not null"
    )
    run(
        "insert into abonnement_agenda (compte_id, empreinte) select id, gen_random_uuid() from compte"
        " where nom in ('Ali', 'Aya', 'Charlie', 'Clara', 'Fanny')"
    )
    run(
        "insert into courriel (destinataire, objet, contenu, genre, collectif_id, structure_id, compte_id)"
        " select p.courriel, '', '', 'mention', h.collectif_id, h.structure_id, p.id"
        " from habilitation h join compte p on p.id = h.compte_id where h.role = 'direction'"
    )


def _add_traces(run: _Execution) -> None:
    """In each structure: a file that its animation reads, a secret link, a link of no answer, a file of no trace."""
    run(
        "insert into fichier (collectif_id, structure_id, empreinte, nature, octets, contenu)"
        " select s.collectif_id, s.id, encode(sha256(f.contenu), 'hex'), 'txt', 5, f.contenu from structure s"
        " cross join (values ('mis x'::bytea), ('seul '::bytea), ('don x'::bytea)) f (contenu)"
    )
    run(
        "insert into trace (collectif_id, structure_id, titre, empreinte, nom_fichier)"
        " select collectif_id, structure_id, 'Offerte', empreinte, 'd.txt' from fichier where contenu = 'don x'"
    )
    run(
        "insert into trace (collectif_id, structure_id, titre, empreinte, nom_fichier)"
        " select collectif_id, structure_id, 'Montrée', empreinte, 'a.txt' from fichier where contenu = 'mis x'"
    )
    run(
        "insert into trace (collectif_id, structure_id, titre, lien, confidentielle)"
        " select s.collectif_id, s.id, t.titre, 'https://exemple.test', t.titre = 'Secrète' from structure s"
        " cross join (values ('Secrète'), ('Libre')) t (titre)"
    )
    run(
        "insert into reponse_trace (collectif_id, carnet_id, critere, trace_id, structure_id)"
        " select c.collectif_id, c.id, 'T01-01', t.id, c.structure_id from carnet c"
        " join trace t on t.structure_id = c.structure_id and t.titre not in ('Libre', 'Offerte')"
    )


def _add_pratiques(run: _Execution) -> None:
    """In each structure a pratique of each kind, before and after the former member left; what others made of it."""
    run(
        "insert into pratique (collectif_id, structure_id, titre, etat, partagee_le, modifie_le)"
        " select s.collectif_id, s.id, p.titre, p.etat, case when p.etat <> 'brouillon' then p.le end, p.le"
        " from structure s cross join (values ('Brouillon', 'brouillon', timestamptz '2026-01-20'),"
        " ('Du collectif', 'collectif', '2026-01-20'), ('Ensuite', 'collectif', '2026-02-20'),"
        " ('De tous', 'federation', '2026-02-20'), ('Retirée', 'retiree', '2026-01-20')) p (titre, etat, le)"
    )
    run(
        "insert into pratique_trace (collectif_id, pratique_id, trace_id, structure_id)"
        " select p.collectif_id, p.id, t.id, p.structure_id from pratique p"
        " join trace t on t.structure_id = p.structure_id and t.titre = 'Offerte'"
        " where p.titre in ('Brouillon', 'De tous')"
    )
    # Each makes something of the next one's, and whoever is elsewhere of what is offered to all.
    run(
        "insert into pratique_retour (collectif_id, structure_id, pratique_id, collectif_auteur, utile)"
        " select s.collectif_id, s.id, p.id, p.collectif_id, true from structure s"
        " join pratique p on p.signature = case s.nom"
        " when 'Collectif A – structure 0' then 'Collectif A – structure 1'"
        " when 'Collectif A – structure 1' then 'Collectif A – structure 2'"
        " when 'Collectif A – structure 2' then 'Collectif A – structure 0' else 'Collectif A – structure 1' end"
        " and p.titre = case when s.nom like 'Collectif A%' then 'Du collectif' else 'De tous' end"
    )


def _add_binomes(run: _Execution) -> None:
    """In each structure what it came with, its lists, a binôme with a visit, another that is only proposed."""
    run(
        "insert into importee (collectif_id, structure_id, origine, empreinte, ailleurs)"
        " select collectif_id, id, id, repeat('a', 64), '{}' from structure"
    )
    for lieu in ("id, null::uuid from collectif", "collectif_id, id from structure"):
        run(
            "insert into cle_lecture (collectif_id, structure_id, nom, portees, empreinte, cree_par, expire_le)"
            " select l.k, l.s, 'Essai', '{rencontres}', gen_random_uuid(), c.id, now() + interval '90 days'"
            f" from (select {lieu}) l (k, s), compte c where c.nom = 'Personne'",
        )
    run(
        "insert into adresse_signal (collectif_id, hote, evenements, contenu, cree_par)"
        " select k.id, 'exemple.test', '{cloture}', '{}', c.id from collectif k, compte c where c.nom = 'Personne'"
    )
    run(
        "insert into signal (collectif_id, adresse_id, evenement, contenu, envoyer_apres)"
        " select collectif_id, id, 'cloture', '{}', now() from adresse_signal"
    )
    run("insert into entraide (collectif_id, structure_id, offre) select collectif_id, id, '{T01-01}' from structure")
    run(
        "insert into binome (collectif_id, structures, lieu, etat)"
        " select collectif_id, array[id], 'visio', 'propose' from structure"
    )
    run(
        "insert into binome (collectif_id, structures, lieu, etat, accepte_le)"
        " select collectif_id, array[id], 'visio', 'accepte', '2026-01-20' from structure"
    )
    run(
        "insert into binome_visite (collectif_id, binome_id, jour)"
        " select collectif_id, id, '2026-02-20' from binome where etat = 'accepte'"
    )


def _add_seances(run: _Execution) -> None:
    """Two sessions that are over in each collectif; in the first, a tour revealed and another left open."""
    run(
        "insert into seance (collectif_id, rencontre_id, titre, etat)"
        " select collectif_id, id, titre, 'terminee' from rencontre"
    )
    run(
        "insert into etape (collectif_id, seance_id, ordre, genre, titre)"
        " select collectif_id, id, 1, 'vote', 'Voter' from seance where titre = 'Lancement'"
    )
    run("insert into mur (collectif_id, seance_id, expire_le) select collectif_id, id, now() from seance")
    run(
        "insert into participant (collectif_id, seance_id, empreinte) select collectif_id, id, gen_random_uuid()"
        " from seance, generate_series(1, 2)"
    )
    run(
        "insert into code_structure (collectif_id, seance_id, structure_id, code, repetition)"
        " select s.collectif_id, e.id, s.id, gen_random_uuid(), false from structure s"
        " join seance e on e.collectif_id = s.collectif_id and e.titre = 'Lancement'"
    )
    run(
        "insert into tour (collectif_id, seance_id, etape_id, numero, genre, question, options, etat, resultat)"
        " select e.collectif_id, e.seance_id, e.id, n.numero, 'niveau', 'Q', '{}', n.etat, n.resultat from etape e,"
        " (values (1, 'revele', '{}'::jsonb), (2, 'ouvert', null)) n (numero, etat, resultat)"
    )
    run(
        "insert into vote (collectif_id, tour_id, participant_id, valeur)"
        " select t.collectif_id, t.id,"
        " (select max(p.id::text)::uuid from participant p where p.seance_id = t.seance_id),"
        " '{}' from tour t where t.numero = 2"
    )
    run(
        "insert into mot (collectif_id, tour_id, cle, texte, nombre, etat)"
        " select collectif_id, id, 'mot', 'Mot', 1, 'montre' from tour where numero = 1"
    )
    run(
        "insert into proposition (collectif_id, tour_id, structure_id, critere, niveau)"
        " select s.collectif_id, t.id, s.id, 'T01-01', 2 from structure s"
        " join tour t on t.collectif_id = s.collectif_id where t.numero = 1"
    )
    run(
        "insert into compte_rendu (collectif_id, seance_id, texte, envoye_le)"
        " select collectif_id, id, 'Texte', now() from seance where titre = 'Lancement'"
    )


def _add_avis(run: _Execution) -> None:
    """Two consultations on each carnet: one with a voice and a sheet, one that was counted."""
    for _ in range(2):
        run(
            "insert into consultation (collectif_id, carnet_id, structure_id, nommee, fin)"
            " select collectif_id, id, structure_id, false, '2026-04-01' from carnet"
        )
    comptee = "(select max(d.id::text)::uuid from consultation d where d.carnet_id = c.carnet_id)"
    run(
        "insert into depouillement (collectif_id, consultation_id, structure_id, contenu)"
        f" select collectif_id, id, structure_id, '{{}}' from consultation c where id = {comptee}"
    )
    run(
        "insert into consultation_critere (collectif_id, consultation_id, carnet_id, structure_id, critere, ordre)"
        " select collectif_id, id, carnet_id, structure_id, critere, 1 from consultation c,"
        f" (values ('T01-01'), ('T01-02')) t (critere) where id <> {comptee}"
    )
    run(
        "insert into consultation_groupe (collectif_id, consultation_id, structure_id, ordre, nom, empreinte)"
        " select collectif_id, id, structure_id, 1, 'Équipe', gen_random_uuid() from consultation c"
        f" where id <> {comptee}"
    )
    run(
        "insert into cle_avis (collectif_id, consultation_id, structure_id, cle)"
        " select collectif_id, consultation_id, structure_id, 'cle' from consultation_groupe"
    )
    run(
        "insert into voix (collectif_id, consultation_id, structure_id, groupe_id, critere, empreinte)"
        " select collectif_id, consultation_id, structure_id, id, 'T01-01', gen_random_uuid() from consultation_groupe"
    )
    run(
        "insert into depouillement_critere (collectif_id, consultation_id, structure_id, critere, contenu)"
        " select collectif_id, consultation_id, structure_id, 'T01-01', '{}' from consultation_groupe"
    )
    run(
        "insert into releve_avis (collectif_id, consultation_id, structure_id, groupe_id, critere, niveaux)"
        " select collectif_id, consultation_id, structure_id, id, 'T01-01', '{1,0,0,0,0}' from consultation_groupe"
    )


def _add_saisies(installation: Installation, monde: Monde) -> None:
    """What each person typed or did, written in their own name: nobody else can, « systeme » neither."""
    for compte in monde.comptes.values():
        with open_unit(compte_id=compte, installation=installation) as unit:
            run = _Execution(unit)
            run("insert into brouillon (compte_id, place, contenu) values (:moi, 'ici', '{}')", moi=compte)
            run("insert into acte (compte_id, identite) values (:moi, gen_random_uuid())", moi=compte)
            run(
                "insert into conflit (collectif_id, carnet_id, structure_id, critere, champ, compte_id, contenu)"
                " select c.collectif_id, c.id, c.structure_id, 'T01-01', 'choix', :moi, '{}' from carnet c"
                " where c.structure_id = any (mes('ecriture'))",
                moi=compte,
            )
            run(
                "insert into a_voir (collectif_id, carnet_id, structure_id, critere, compte_id, pour_le, demande_par)"
                " select c.collectif_id, c.id, c.structure_id, 'T01-01', :adam, '2026-04-01', :moi from carnet c"
                " where c.structure_id = any (mes('ecriture')) on conflict do nothing",
                moi=compte,
                adam=monde.comptes["adam"],
            )
            run(
                "insert into note_privee (collectif_id, carnet_id, structure_id, compte_id, texte)"
                " select c.collectif_id, c.id, c.structure_id, :moi, 'Note' from carnet c"
                " where c.collectif_id = any (mes('anime'))",
                moi=compte,
            )
            run(
                "insert into desaccord (collectif_id, objet_id, compte_id, contenu)"
                " select k.id, k.id, :moi, '{}' from collectif k where k.id = any (mes('anime'))",
                moi=compte,
            )


class _Execution:
    """Statements on one unit, with their parameters by name."""

    def __init__(self, unit: Unit) -> None:
        self.db = unit.db

    def __call__(self, requete: str, **parametres: Any) -> None:
        self.db.execute(text(requete), parametres)
