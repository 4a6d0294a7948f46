-- « Peut-être »: a third answer of a structure before a meeting, under the same right as the two others.
alter table presence drop constraint ck_presence_etat;
alter table presence add constraint ck_presence_etat
  check (etat in ('viendra', 'peut_etre', 'excusee', 'presente', 'absente'));

do $$
declare
  v_anime constant text := 'collectif_id = any ((select mes(''anime''))::uuid[])';
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_signee constant text := 'modifie_par = (select mon_compte())';
  v_mienne constant text := 'coalesce(structure_id = any ((select miennes(''ecriture''))::uuid[]), tient(structure_id, ''ecriture''))';
  v_annonce constant text := '(etat = ''viendra'' or etat = ''peut_etre'' or etat = ''excusee'')';
begin
  drop policy ajout on presence;
  execute format('create policy ajout on presence for insert with check (%s or (%s and (%s or (%s and %s))))',
                 v_systeme, v_signee, v_anime, v_annonce, v_mienne);
  drop policy modification on presence;
  execute format('create policy modification on presence for update using (%1$s or %3$s or %5$s)'
                 ' with check (%1$s or (%2$s and (%3$s or (%4$s and %5$s))))',
                 v_systeme, v_signee, v_anime, v_annonce, v_mienne);
end $$;
