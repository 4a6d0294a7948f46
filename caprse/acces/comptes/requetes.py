"""Accounts with the places of their roles. They name ``structure`` and ``collectif``: why they may, ``lieux`` says."""

from __future__ import annotations

from sqlalchemy import text

# One statement for a page of accounts with their roles, whatever their number.
LIST_COMPTES = text("""
    select c.id, c.nom, c.courriel, c.actif, c.cree_le, count(*) over () as total,
           (select max(w.cree_le) from session_web w where w.compte_id = c.id) as venu_le,
           coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'role', h.role, 'collectif', coalesce(co.nom, ''),
                                                         'lieu', coalesce(s.nom, co.nom, ''))
                                      order by h.cree_le, h.id)
                       from habilitation h
                       left join collectif co on co.id = h.collectif_id
                       left join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
                      where h.compte_id = c.id), '[]') as roles
      from compte c
     where c.nom || ' ' || c.courriel ~ :motif and c.efface_le is null
       and (cast(:actif as boolean) is null or c.actif = :actif)
       and (cast(:role as text) is null
            or case when :role = '' then not exists (select from habilitation h where h.compte_id = c.id)
                    else exists (select from habilitation h where h.compte_id = c.id and h.role = :role) end)
     order by case when :recents then c.cree_le end desc, sort_key(c.nom) collate "C", c.id
     limit :taille offset :debut
""")

LIST_ROLES = text("""
    select h.id, h.role, coalesce(s.nom, co.nom, '') as lieu
      from habilitation h
      left join collectif co on co.id = h.collectif_id
      left join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
     where h.compte_id = :compte
     order by h.cree_le, h.id
""")

# Structures directed by this account and by no open account.
LIST_SANS_DIRECTION = text("""
    select s.nom
      from habilitation h
      join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
     where h.compte_id = :compte and h.role = 'direction'
       and not exists (select 1
                         from habilitation a
                         join compte c on c.id = a.compte_id
                        where a.structure_id = h.structure_id and a.role = 'direction' and c.actif)
     order by sort_key(s.nom) collate "C"
""")

# Who is there already, of many: with a role in the structure, or with an invitation that still works.
LIST_DEJA = text("""
    select distinct lower(p.courriel) as courriel, p.structure_id, h.id is not null as membre
      from jsonb_to_recordset(:personnes) as p (courriel text, collectif_id uuid, structure_id uuid)
      left join compte c on lower(c.courriel) = lower(p.courriel)
      left join habilitation h on h.compte_id = c.id and h.structure_id = p.structure_id
      left join invitation i on lower(i.courriel) = lower(p.courriel) and i.collectif_id = p.collectif_id
                            and i.structure_id = p.structure_id and i.acceptee_le is null and i.annulee_le is null
                            and i.expire_le > :now
     where h.id is not null or i.id is not null
""")

CANCEL_EXPIREES = text("""
    update invitation i set annulee_le = :now
      from jsonb_to_recordset(:personnes) as p (courriel text, collectif_id uuid, structure_id uuid)
     where lower(i.courriel) = lower(p.courriel) and i.collectif_id = p.collectif_id
       and i.structure_id = p.structure_id and i.acceptee_le is null and i.annulee_le is null and i.expire_le <= :now
""")

# Sorted, so that two at once wait for each other instead of deadlocking; what one has written, the other leaves.
ADD_INVITATIONS = text("""
    insert into invitation (courriel, nom, role, collectif_id, structure_id, empreinte, cree_par, cree_le, expire_le)
    select p.courriel, p.nom, p.role, p.collectif_id, p.structure_id, p.empreinte, :par, :now, :expire_le
      from jsonb_to_recordset(:personnes)
        as p (courriel text, nom text, role text, collectif_id uuid, structure_id uuid, empreinte text)
     order by lower(p.courriel), p.structure_id
    on conflict (lower(courriel), collectif_id, structure_id) where acceptee_le is null and annulee_le is null
    do nothing
    returning lower(courriel) as courriel, structure_id
""")

# What a new link takes of invitations that nobody answered meanwhile.
RENEW_INVITATIONS = text("""
    update invitation i
       set empreinte = p.empreinte, expire_le = :expire_le, cree_par = :par
      from jsonb_to_recordset(:nouvelles) as p (id uuid, empreinte text)
     where i.id = p.id and i.acceptee_le is null and i.annulee_le is null
    returning i.id
""")

# The structures of a collectif, or one of them, each with its people (the direction first) and who is invited there.
LIST_EQUIPES = text("""
    select s.id as structure_id, s.collectif_id, s.nom as structure, co.nom as collectif,
           exists (select from adhesion a where a.collectif_id = s.collectif_id and a.structure_id = s.id
                      and daterange(a.du, a.au, '[]') @> cast(:today as date)) as adherente,
           coalesce((select jsonb_agg(jsonb_build_object('habilitation_id', h.id, 'compte_id', c.id, 'nom', c.nom,
                                                         'courriel', c.courriel, 'actif', c.actif, 'role', h.role,
                                                         'depuis', h.cree_le)
                                      order by h.role = 'direction' desc, h.role = 'contribution' desc,
                                               sort_key(c.nom) collate "C", c.id)
                       from habilitation h join compte c on c.id = h.compte_id
                      where h.collectif_id = s.collectif_id and h.structure_id = s.id), '[]') as membres,
           coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'courriel', i.courriel, 'nom', i.nom,
                                                         'role', i.role, 'cree_le', i.cree_le,
                                                         'expire_le', i.expire_le) order by i.cree_le desc, i.id)
                       from invitation i
                      where i.collectif_id = s.collectif_id and i.structure_id = s.id
                        and i.acceptee_le is null and i.annulee_le is null), '[]') as invitations
      from structure s join collectif co on co.id = s.collectif_id
     where s.collectif_id = :collectif and (cast(:structure as uuid) is null or s.id = :structure)
     order by sort_key(s.nom) collate "C", s.commune, s.id
""")
