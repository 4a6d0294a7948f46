"""The statement of the notices."""

from __future__ import annotations

from sqlalchemy import text

# The unread ones first, however old; then the latest. Row-level security keeps to one's own.
LIST_NOUVELLES = text("""
select n.cle, n.genre, n.titre, n.detail, n.chemin, n.cree_le, n.lue_le,
       count(*) filter (where n.lue_le is null) over () as non_lues
  from nouvelle n
 where n.compte_id = :compte and n.cree_le <= :now
 order by n.lue_le is not null, n.cree_le desc, n.cle
 limit :montrees
""")
