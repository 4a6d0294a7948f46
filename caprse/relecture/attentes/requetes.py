"""The statement of what waits for the people of a structure."""

from __future__ import annotations

from sqlalchemy import text

# What the chargée de mission asks of the open carnet, what a colleague asks this account to see of it, the messages
# that this account has not read, the late actions, the traces to renew, the binôme,
# the avis and meetings that it is asked for.
LIST_ATTENTES = text("""
select s.collectif_id,
  (select json_build_object('etat', c.etat, 'referentiel_id', t.referentiel_id, 'thematique', t.thematique,
      'demandes', (select json_agg(json_build_object('critere', r.critere, 'note', r.note, 'etat', r.etat,
                                                     'refait', coalesce(p.version, 0) > r.version_lue))
                     from relecture r
                     left join reponse p on p.collectif_id = r.collectif_id and p.carnet_id = r.carnet_id
                          and p.critere = r.critere
                    where r.collectif_id = c.collectif_id and r.carnet_id = c.id
                      and (r.etat = 'a_completer' or r.critere = '')))
     from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
    where c.collectif_id = s.collectif_id and c.structure_id = s.id and t.etat = 'ouvert'
    order by t.numero desc limit 1) as carnet,
  (select json_agg(json_build_array(v.critere, d.nom, v.pour_le, v.note, t.referentiel_id, t.thematique)
                   order by v.pour_le, v.critere)
     from a_voir v
     join carnet c on c.collectif_id = v.collectif_id and c.id = v.carnet_id
     join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
     left join compte d on d.id = v.demande_par
    where v.structure_id = s.id and v.compte_id = :compte and v.rendu_le is null
      and c.etat in ('brouillon', 'a_completer') and t.etat = 'ouvert') as a_voir,
  (select json_agg(n order by n.dernier desc) from (
     select f.carnet_id, f.critere, t.referentiel_id, count(*) as combien, max(m.ecrit_le) as dernier,
            (array_agg(m.texte order by m.ecrit_le desc))[1] as texte,
            (array_agg(k.nom order by m.ecrit_le desc))[1] as auteur
       from fil f
       join carnet c on c.collectif_id = f.collectif_id and c.id = f.carnet_id
       join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
       join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id and m.auteur <> :compte
       left join lecture_fil l on l.collectif_id = f.collectif_id and l.fil_id = f.id and l.compte_id = :compte
       left join compte k on k.id = m.auteur
      where f.collectif_id = s.collectif_id and f.structure_id = s.id and f.resolu_le is null
        and (l.lu_le is null or m.ecrit_le > l.lu_le)
      group by f.id, f.carnet_id, f.critere, t.referentiel_id) n) as fils,
  (select json_build_object('combien', count(*), 'premiere', min(a.echeance),
                            'quoi', (array_agg(a.quoi order by a.echeance))[1])
     from action a
    where a.collectif_id = s.collectif_id and a.structure_id = s.id and a.etat in ('a_faire', 'en_cours')
      and a.echeance < :today) as actions,
  (select json_build_object('combien', count(*), 'premiere', min(x.expire_le),
                            'titre', (array_agg(x.titre order by x.expire_le, x.titre))[1])
     from trace x
    where x.collectif_id = s.collectif_id and x.structure_id = s.id and x.expire_le <= :preavis) as traces,
  (select json_agg(json_build_array(k.fin, k.demandes, cardinality(array(select jsonb_object_keys(k.dits))))
                   order by k.fin, k.id)
     from (select k.id, k.fin, m.miens -> cast(k.id as text) -> 'niveaux' as dits,
                  (select count(*) from consultation_critere x
                    where x.collectif_id = k.collectif_id and x.consultation_id = k.id
                      and x.montre_le is null) as demandes
             from consultation k
             join carnet c on c.collectif_id = k.collectif_id and c.id = k.carnet_id
             join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
             cross join lateral (select mes_avis(s.id) as miens) m
            where k.structure_id = s.id and k.close_le is null and k.fin >= :today and t.etat = 'ouvert'
              and k.ouverte_par is distinct from cast(:compte as uuid)) k) as avis,
  (select json_agg(json_build_object('id', b.id, 'noms', b.noms, 'structures', b.structures, 'visites',
            (select json_agg(json_build_array(v.jour, v.note <> '')) from binome_visite v
              where v.collectif_id = b.collectif_id and v.binome_id = b.id)) order by b.accepte_le, b.id)
     from binome b
    where b.collectif_id = s.collectif_id and b.structures @> array[s.id] and b.etat = 'accepte') as binomes,
  (select json_object_agg(v.rencontre_id, v.reponse)
     from convocation v join rencontre r on r.collectif_id = v.collectif_id and r.id = v.rencontre_id
    where v.collectif_id = s.collectif_id and v.compte_id = :compte and r.jour >= :today) as invitations
  from structure s where s.id = :structure
""")
