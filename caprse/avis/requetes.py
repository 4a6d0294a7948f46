"""The statements of a consultation: read whole, opened, answered from an account or a phone, counted."""

from __future__ import annotations

from sqlalchemy import text

_CONSULTATION = """
select c.id, c.collectif_id, c.structure_id, c.carnet_id, c.nommee, c.fin, c.ouverte_le, c.close_le,
       s.nom as structure, s.types, s.effectif, co.fictif, k.etat as etat_carnet,
       t.numero, t.thematique, t.referentiel_id, t.etat as etat_trimestre,
       (select jsonb_agg(jsonb_build_object('code', x.critere, 'libre', x.libre, 'retenu', x.retenu,
                                            'montree', x.montre_le is not null) order by x.ordre)
          from consultation_critere x where x.collectif_id = c.collectif_id and x.consultation_id = c.id) as criteres,
       (select jsonb_agg(jsonb_build_object('id', g.id, 'nom', g.nom, 'empreinte', g.empreinte) order by g.ordre)
          from consultation_groupe g where g.collectif_id = c.collectif_id and g.consultation_id = c.id) as groupes,
       (select jsonb_agg(jsonb_build_object('groupe', r.groupe_id, 'critere', r.critere, 'niveaux', r.niveaux,
                                            'sait_pas', r.sait_pas, 'version', r.version))
          from releve_avis r where r.collectif_id = c.collectif_id and r.consultation_id = c.id) as releves,
       (select jsonb_object_agg(m.critere, m.contenu) from depouillement_critere m
         where m.collectif_id = c.collectif_id and m.consultation_id = c.id) as montres,
       d.contenu as depouillement
  from consultation c
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join collectif co on co.id = c.collectif_id
  join carnet k on k.collectif_id = c.collectif_id and k.id = c.carnet_id
  join trimestre t on t.collectif_id = k.collectif_id and t.id = k.trimestre_id
  left join depouillement d on d.collectif_id = c.collectif_id and d.consultation_id = c.id
"""

GET_CONSULTATION = text(f"{_CONSULTATION} where c.id = :consultation")
# For a person: how many took part, told to the direction alone, and what they said themselves.
LIST_CONSULTATIONS = text(f"""
select c.*, a.participants -> c.id::text as participants, m.miens -> c.id::text as miens
  from ({_CONSULTATION} where c.structure_id = :structure) c,
       (select compter_avis(:structure) as participants) a, (select mes_avis(:structure) as miens) m
 order by c.close_le is not null, c.ouverte_le desc, c.id
""")  # noqa: S608
# What is asked, with the languages in which it may be read and the words of the one that is wanted.
_LANGUES = """
       (select jsonb_agg(jsonb_build_object('code', l.langue, 'nom', l.nom, 'nom_francais', l.nom_francais,
                                            'sens', l.sens))
          from traduction l where l.referentiel_id = c.referentiel_id) as langues,
       (select to_jsonb(l) from traduction l
         where l.referentiel_id = c.referentiel_id and l.langue = :langue) as traduction
"""
GET_FEUILLE = text(f"""
select c.*, {_LANGUES} from ({_CONSULTATION} where c.id = :consultation) c
""")  # noqa: S608
# By the link of a group: for the system, which alone looks a hash up for whoever has no account.
FIND_GROUPE = text(f"""
select c.*, {_LANGUES} from ({_CONSULTATION}
 where (c.collectif_id, c.id) = (select g.collectif_id, g.consultation_id from consultation_groupe g
                                  where g.empreinte = :empreinte)) c
""")  # noqa: S608

# One opening at a time on one carnet: what it asks is looked at, then written.
LOCK_CARNET = text("""
select k.collectif_id, k.structure_id, k.etat, t.etat as etat_trimestre, t.referentiel_id, t.thematique,
       array(select x.critere from consultation_critere x
              where x.collectif_id = k.collectif_id and x.carnet_id = k.id and not x.libre) as demandes
  from carnet k
  join trimestre t on t.collectif_id = k.collectif_id and t.id = k.trimestre_id
 where k.id = :carnet
""")
TAKE_TURN = text("select pg_advisory_xact_lock(hashtextextended(:cle, 0))")

# A voice replaces that of the same device or account. Someone who answers in another group moves with all they said.
SAVE_VOIX = text("""
with deplacees as (
  update voix set groupe_id = :groupe
   where collectif_id = :collectif and consultation_id = :consultation and empreinte = :empreinte
     and groupe_id <> :groupe and critere <> :critere)
insert into voix as v (collectif_id, consultation_id, structure_id, critere, empreinte, groupe_id, niveau, compte_id)
values (:collectif, :consultation, :structure, :critere, :empreinte, :groupe, :niveau, :compte)
    on conflict (collectif_id, consultation_id, critere, empreinte) do update
   set niveau = excluded.niveau, groupe_id = excluded.groupe_id, compte_id = excluded.compte_id
""")
LIST_MIENNES = text("""
select v.critere, v.niveau, v.groupe_id from voix v
 where v.collectif_id = :collectif and v.consultation_id = :consultation and v.empreinte = :empreinte
""")
MARK_COMPTE = text("select marquer_avis(:collectif, :consultation)")
# Before a device speaks for the first time: how many did so by this link.
COUNT_APPAREILS = text("""
select count(distinct v.empreinte) as appareils, coalesce(bool_or(v.empreinte = :empreinte), false) as deja from voix v
 where v.collectif_id = :collectif and v.consultation_id = :consultation and v.groupe_id = :groupe
""")

LIST_VOIX = text("""
select v.critere, v.groupe_id, v.niveau, v.empreinte, p.nom
  from voix v left join compte p on p.id = v.compte_id
 where v.collectif_id = :collectif and v.consultation_id = :consultation
""")
# Once counted: what was said stays in the count, and whose it was nowhere.
FORGET_VOIX = text("""
with cle as (
  delete from cle_avis where collectif_id = :collectif and consultation_id = :consultation)
delete from voix where collectif_id = :collectif and consultation_id = :consultation
""")

# One question is shown: what was said of it goes too, and the key stays for the others.
FORGET_QUESTION = text("""
delete from voix where collectif_id = :collectif and consultation_id = :consultation and critere = :critere
""")
COUNT_VOIX = text("select compter_voix(:consultation, :critere)")

SAVE_RELEVE = text("""
insert into releve_avis as r (collectif_id, consultation_id, structure_id, groupe_id, critere, niveaux, sait_pas,
                              version, modifie_le, modifie_par)
values (:collectif, :consultation, :structure, :groupe, :critere, :niveaux, :sait_pas, 1, :now, :compte)
    on conflict (collectif_id, consultation_id, groupe_id, critere) do update
   set niveaux = excluded.niveaux, sait_pas = excluded.sait_pas, version = r.version + 1,
       modifie_le = excluded.modifie_le, modifie_par = excluded.modifie_par
 where r.version = :version
returning r.version
""")
