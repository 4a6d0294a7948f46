"""Accounts with the places of their roles. They name ``structure`` and ``collectif``: why they may, ``lieux`` says."""

from __future__ import annotations

from sqlalchemy import text

# One statement for a page of accounts with their roles, whatever their number.
LIST_COMPTES = text("""
    select c.id, c.nom, c.courriel, c.actif, c.cree_le, count(*) over () as total,
           coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'role', h.role,
                                                         'lieu', coalesce(s.nom, co.nom, ''))
                                      order by h.cree_le, h.id)
                       from habilitation h
                       left join collectif co on co.id = h.collectif_id
                       left join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
                      where h.compte_id = c.id), '[]') as roles
      from compte c
     where :recherche = '' or strpos(lower(c.nom || ' ' || c.courriel), lower(:recherche)) > 0
     order by lower(c.nom), c.id
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
     order by lower(s.nom)
""")
