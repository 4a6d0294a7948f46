"""The statement of what the base holds about one person: a list per kind, each of its own rows only.

Run for the system, since a person reads neither the outbox nor the journal of a place that they left: every list is
bound to :compte, or to its address. No secret is in it: no hash, no token, no text of a mail, which may hold a link.
"""

from __future__ import annotations

from sqlalchemy import text

MES_DONNEES = text("""
with moi as (select * from compte where id = :compte)
select json_build_object(
 'compte', (select json_agg(json_build_object('nom', m.nom, 'courriel', m.courriel, 'ouvert', m.actif,
              'cree_le', m.cree_le, 'accueilli_le', m.accueilli_le, 'demonstration', m.demo)) from moi m),
 'roles', (select json_agg(json_build_object('role', h.role, 'collectif', k.nom, 'structure', s.nom,
             'cree_le', h.cree_le) order by h.cree_le, h.id)
             from habilitation h left join collectif k on k.id = h.collectif_id
             left join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
            where h.compte_id = :compte),
 'invitations_recues', (select json_agg(json_build_object('nom', i.nom, 'role', i.role, 'collectif', k.nom,
             'structure', s.nom, 'cree_le', i.cree_le, 'expire_le', i.expire_le, 'acceptee_le', i.acceptee_le,
             'annulee_le', i.annulee_le) order by i.cree_le, i.id)
             from moi m join invitation i on lower(i.courriel) = lower(m.courriel)
             left join collectif k on k.id = i.collectif_id
             left join structure s on s.collectif_id = i.collectif_id and s.id = i.structure_id),
 'invitations_envoyees', (select json_agg(json_build_object('role', i.role, 'collectif', k.nom, 'structure', s.nom,
             'cree_le', i.cree_le, 'acceptee_le', i.acceptee_le, 'annulee_le', i.annulee_le) order by i.cree_le, i.id)
             from invitation i left join collectif k on k.id = i.collectif_id
             left join structure s on s.collectif_id = i.collectif_id and s.id = i.structure_id
            where i.cree_par = :compte),
 'sessions', (select json_agg(json_build_object('appareil', w.appareil, 'cree_le', w.cree_le,
             'expire_le', w.expire_le, 'fermee_le', w.revoquee_le) order by w.cree_le, w.id)
             from session_web w where w.compte_id = :compte),
 'liens_de_connexion', (select json_agg(json_build_object('cree_le', l.cree_le, 'expire_le', l.expire_le,
             'utilise_le', l.consomme_le) order by l.cree_le, l.id)
             from lien_connexion l where l.compte_id = :compte),
 'agenda', (select json_agg(json_build_object('cree_le', a.cree_le)) from abonnement_agenda a
            where a.compte_id = :compte),
 'refus_de_courriels', (select json_agg(json_build_object('genre', d.genre, 'depuis', d.depuis) order by d.genre)
             from desinscription d where d.compte_id = :compte),
 'courriels', (select json_agg(json_build_object('objet', c.objet, 'genre', c.genre, 'cree_le', c.cree_le,
             'envoye_le', c.envoye_le, 'annule_le', c.annule_le) order by c.cree_le, c.id)
             from moi m join courriel c on c.compte_id = m.id or lower(c.destinataire) = lower(m.courriel)),
 'nouvelles', (select json_agg(json_build_object('titre', n.titre, 'detail', n.detail, 'cree_le', n.cree_le,
             'lue_le', n.lue_le) order by n.cree_le, n.cle) from nouvelle n where n.compte_id = :compte),
 'brouillons', (select json_agg(json_build_object('place', b.place, 'texte', b.contenu -> 'champs',
             'modifie_le', b.modifie_le) order by b.modifie_le, b.place)
             from brouillon b where b.compte_id = :compte),
 'actes', (select json_agg(json_build_object('phrase', a.phrase, 'fait_le', a.fait_le) order by a.fait_le)
             from acte a where a.compte_id = :compte),
 'messages', (select json_agg(json_build_object('structure', s.nom, 'critere', f.critere, 'texte', m.texte,
             'ecrit_le', m.ecrit_le) order by m.ecrit_le, m.id)
             from message m join fil f on f.collectif_id = m.collectif_id and f.id = m.fil_id
             left join structure s on s.collectif_id = m.collectif_id and s.id = m.structure_id
            where m.auteur = :compte),
 'notes_privees', (select json_agg(json_build_object('structure', s.nom, 'critere', n.critere, 'texte', n.texte,
             'modifie_le', n.modifie_le) order by n.modifie_le)
             from note_privee n
             left join structure s on s.collectif_id = n.collectif_id and s.id = n.structure_id
            where n.compte_id = :compte),
 'demandes_de_reponse', (select json_agg(json_build_object('structure', s.nom, 'critere', v.critere,
             'recue', v.compte_id = :compte, 'texte', case when v.demande_par = :compte then v.note end,
             'cree_le', v.demande_le, 'rendu_le', v.rendu_le) order by v.demande_le, v.id)
             from a_voir v
             left join structure s on s.collectif_id = v.collectif_id and s.id = v.structure_id
            where :compte in (v.compte_id, v.demande_par)),
 'reponses_en_attente', (select json_agg(json_build_object('structure', s.nom, 'critere', x.critere,
             'champ', x.champ, 'texte', x.contenu, 'cree_le', x.cree_le) order by x.cree_le)
             from conflit x
             left join structure s on s.collectif_id = x.collectif_id and s.id = x.structure_id
            where x.compte_id = :compte),
 'textes_en_desaccord', (select json_agg(json_build_object('partie', x.partie, 'texte', x.contenu,
             'cree_le', x.cree_le) order by x.cree_le) from desaccord x where x.compte_id = :compte),
 'avis', (select json_agg(json_build_object('structure', s.nom, 'critere', v.critere, 'niveau', v.niveau)
                          order by v.critere)
             from voix v left join structure s on s.collectif_id = v.collectif_id and s.id = v.structure_id
            where v.compte_id = :compte),
 'convocations', (select json_agg(json_build_object('rencontre', r.titre, 'jour', r.jour,
             'envoye_le', v.envoyee_le, 'reponse', v.reponse, 'repondu_le', v.repondu_le) order by r.jour, r.id)
             from convocation v
             join rencontre r on r.collectif_id = v.collectif_id and r.id = v.rencontre_id
            where v.compte_id = :compte),
 'carnets_regardes', (select json_agg(json_build_object('structure', s.nom, 'lue_le', v.vue_le) order by v.vue_le)
             from visite v left join structure s on s.collectif_id = v.collectif_id and s.id = v.structure_id
            where v.compte_id = :compte),
 'discussions_lues', (select json_agg(json_build_object('structure', s.nom, 'lue_le', v.lu_le) order by v.lu_le)
             from lecture_fil v
             left join structure s on s.collectif_id = v.collectif_id and s.id = v.structure_id
            where v.compte_id = :compte),
 -- What was written belongs to the structure: here, that this person wrote it, and which fields moved.
 'journal', (select json_agg(json_build_object('fait_le', j.instant, 'objet', j.objet, 'operation', j.operation,
             'structure', s.nom, 'critere', j.cle ->> 'critere',
             'champs', (select string_agg(c.nom, ', ' order by c.nom)
                          from jsonb_object_keys(coalesce(j.apres, j.avant, '{}')) c (nom))) order by j.id)
             from journal j
             left join structure s on s.collectif_id = j.collectif_id and s.id = j.structure_id
            where j.compte_id = :compte),
 'journal_de_votre_compte', (select json_agg(json_build_object('fait_le', j.instant, 'operation', j.operation,
             'avant', j.avant - '{id,droits}'::text[], 'apres', j.apres - '{id,droits}'::text[]) order by j.id)
             from journal j where j.objet = 'compte' and j.cle ->> 'id' = cast(:compte as text)))
""")

# Structures that this account directs and no other open account does.
LAISSEES_SANS_DIRECTION = text("""
select s.nom from habilitation h join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
 where h.compte_id = :compte and h.role = 'direction'
   and not exists (select from habilitation a join compte c on c.id = a.compte_id
                    where a.structure_id = h.structure_id and a.role = 'direction' and c.actif and c.id <> :compte)
 order by sort_key(s.nom) collate "C"
""")
