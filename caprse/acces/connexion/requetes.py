"""The statements of the login that an expression on one table cannot say."""

from __future__ import annotations

from sqlalchemy import text

# Writes from the account, which it keeps from being closed until the commit.
OPEN_SESSION = text("""
    insert into session_web (compte_id, empreinte, appareil, expire_le)
    select c.id, :empreinte, :appareil, now() + make_interval(days => :jours)
      from compte c
     where c.id = :compte and c.actif
       for share of c
    returning id
""")

# One statement, the same whether the account exists or not: neither the answer nor its delay tells which.
# The mail goes to the address of the account, not to the one that was typed: look-alikes get nothing.
REQUEST_LIEN = text("""
    with c as (select id, courriel from compte where lower(courriel) = lower(:courriel) and actif),
    remplaces as (update lien_connexion l set expire_le = :now
                    from c
                   where l.compte_id = c.id and l.consomme_le is null and l.expire_le > :now),
    nouveau as (insert into lien_connexion (compte_id, empreinte, cree_le, expire_le)
                select id, :empreinte, :now, :expire_le from c
                returning compte_id)
    insert into courriel (destinataire, objet, contenu, html, cree_le, envoyer_apres)
    select c.courriel, :objet, :contenu, :html, :now, :now
      from c
      join nouveau on nouveau.compte_id = c.id
""")

# No table at all: the base's own locks, one at a time per key, so that attempts of the same instant are all counted;
# sorted, so that none waits in a ring.
LOCK_CLES = text("""
    select pg_advisory_xact_lock(v.numero)
      from (select distinct hashtextextended(c, 0) as numero
              from unnest(cast(:cles as text[])) as c
             order by 1) as v
""")
