"""The statements of this room: signals written, taken under a lease, and what the page shows."""

from __future__ import annotations

from sqlalchemy import text

# In the transaction that causes them, for each address that asked for it. Nothing of anybody, no figure.
INSERT_SIGNAUX = text("""
insert into signal (collectif_id, adresse_id, evenement, contenu, cree_le, envoyer_apres)
select a.collectif_id, a.id, cast(:evenement as text),
       jsonb_build_object('evenement', cast(:evenement as text), 'collectif', k.nom, 'fictif', k.fictif,
                          'trimestre', t.numero, 'instant', cast(:now as timestamptz)),
       cast(:now as timestamptz), cast(:now as timestamptz)
  from adresse_signal a
  join collectif k on k.id = a.collectif_id
  join trimestre t on t.collectif_id = a.collectif_id and t.id = :trimestre
 where a.collectif_id = :collectif and a.arretee_le is null and cast(:evenement as text) = any (a.evenements)
""")

# The oldest that is due, under a lease that outlasts any sending; nothing goes to an address that was stopped.
TAKE_SIGNAL = text("""
update signal g set essais = g.essais + 1, envoyer_apres = :bail
  from adresse_signal a
 where a.collectif_id = g.collectif_id and a.id = g.adresse_id
   and (g.collectif_id, g.id) = (
     select s.collectif_id, s.id from signal s
       join adresse_signal b on b.collectif_id = s.collectif_id and b.id = s.adresse_id and b.arretee_le is null
      where s.recu_le is null and s.abandonne_le is null and s.envoyer_apres <= :now
        and s.adresse_id <> all (cast(:muettes as uuid[]))
      order by s.cree_le, s.id limit 1 for update of s skip locked)
returning g.collectif_id, g.id, g.adresse_id, g.evenement, g.contenu, g.essais, a.contenu as vers
""")

ADRESSES = text("""
select a.id, a.hote, a.evenements, d.recu_le, d.abandonne_le, d.essais, d.erreur
  from adresse_signal a
  left join lateral (select * from signal s where s.collectif_id = a.collectif_id and s.adresse_id = a.id
                      order by s.cree_le desc, s.id desc limit 1) d on true
 where a.collectif_id = :collectif and a.arretee_le is null
 order by a.cree_le, a.id
""")
