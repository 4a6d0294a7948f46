-- What each may see and change, by look-up. "systeme" comes first everywhere: it is asked once per statement, and it keeps
-- the tables that say who one is from asking themselves.

do $$
declare
  t text;
  -- Mine: among the few that I hold, known once per statement; else, where I hold many, one look-up by index per row, or one
  -- hash for a whole screen, as the planner finds best.
  v_mienne constant text :=
    'coalesce(structure_id = any ((select miennes(%2$L))::uuid[]), exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = %1$I.structure_id and h.role = any (roles_pour(%2$L))))';
  v_anime constant text := 'collectif_id = any ((select mes(''anime''))::uuid[])';
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_signee constant text := 'modifie_par = (select mon_compte())';
  -- The same where rows are written, a few at a time.
  v_mienne_ecrite constant text := 'coalesce(structure_id = any ((select miennes(%2$L))::uuid[]), tient(structure_id, %2$L))';
begin
  -- A structure's rows, for its people and for the animation.
  foreach t in array array['carnet', 'reponse', 'positionnement', 'arrete', 'publication_carnet', 'presence', 'action', 'fil',
                           'message', 'appui', 'proposition'] loop
    execute format('drop policy lecture on %I', t);
    execute format('create policy lecture on %I for select using (%s or %s or %s)', t, v_systeme,
                   format(v_mienne, t, 'lecture'), v_anime);
  end loop;

  -- What its people write, each in their own name.
  foreach t in array array['reponse', 'positionnement', 'action'] loop
    execute format('drop policy ajout on %I', t);
    execute format('create policy ajout on %I for insert with check (%s or (%s and %s))', t, v_systeme, v_signee,
                   format(v_mienne_ecrite, t, 'ecriture'));
    execute format('drop policy modification on %I', t);
    execute format('create policy modification on %1$I for update using (%2$s or %3$s) with check (%2$s or (%4$s and %3$s))',
                   t, v_systeme, format(v_mienne_ecrite, t, 'ecriture'), v_signee);
  end loop;

  -- Whoever answers must lock the carnet (using); only the direction and the animation change it (with check).
  drop policy modification on carnet;
  execute format('create policy modification on carnet for update using (%1$s or %2$s or %3$s) with check (%1$s or %2$s or %4$s)',
                 v_systeme, v_anime, format(v_mienne_ecrite, 'carnet', 'ecriture'), format(v_mienne_ecrite, 'carnet', 'direction'));

  drop policy ajout on presence;
  execute format('create policy ajout on presence for insert with check (%s or (%s and (%s or ((etat = ''viendra'' or etat = ''excusee'')'
                 ' and %s))))', v_systeme, v_signee, v_anime, format(v_mienne_ecrite, 'presence', 'ecriture'));
  drop policy modification on presence;
  execute format('create policy modification on presence for update using (%1$s or %3$s or %4$s)'
                 ' with check (%1$s or (%2$s and (%3$s or ((etat = ''viendra'' or etat = ''excusee'') and %4$s))))',
                 v_systeme, v_signee, v_anime, format(v_mienne_ecrite, 'presence', 'ecriture'));

  drop policy ajout on fil;
  execute format('create policy ajout on fil for insert with check (%s or %s or %s)', v_systeme, v_anime,
                 format(v_mienne_ecrite, 'fil', 'ecriture'));
  drop policy modification on fil;
  execute format('create policy modification on fil for update using (%s or %s or %s)', v_systeme, v_anime,
                 format(v_mienne_ecrite, 'fil', 'ecriture'));
  drop policy ajout on message;
  execute format('create policy ajout on message for insert with check (%s or (auteur = (select mon_compte()) and (%s or %s)))',
                 v_systeme, v_anime, format(v_mienne_ecrite, 'message', 'ecriture'));

  foreach t in array array['visite', 'lecture_fil'] loop
    execute format('drop policy ajout on %I', t);
    execute format('create policy ajout on %I for insert with check (%s or (compte_id = (select mon_compte()) and (%s or %s)))',
                   t, v_systeme, v_anime, format(v_mienne, t, 'lecture'));
  end loop;

  drop policy ajout on appui;
  execute format('create policy ajout on appui for insert with check (%s or (etat = ''demande'' and demi_journees = 0'
                 ' and demande_par = (select mon_compte()) and (%s or %s)))',
                 v_systeme, v_anime, format(v_mienne_ecrite, 'appui', 'direction'));
  drop policy modification on appui;
  execute format('create policy modification on appui for update using (%s or %s or %s)', v_systeme, v_anime,
                 format(v_mienne_ecrite, 'appui', 'direction'));
  drop policy modification on decision;
  execute format('create policy modification on decision for update using (%s or %s or %s)', v_systeme, v_anime,
                 format(v_mienne_ecrite, 'decision', 'direction'));
  drop policy modification on proposition;
  execute format('create policy modification on proposition for update using (%1$s or %2$s)'
                 ' with check (%1$s or (tranchee_par = (select mon_compte()) and %2$s))',
                 v_systeme, format(v_mienne_ecrite, 'proposition', 'direction'));

  drop policy lecture on adhesion;
  execute format('create policy lecture on adhesion for select using (%s or (select mon_profil(''administration'')) or %s or %s)',
                 v_systeme, v_anime, format(v_mienne, 'adhesion', 'lecture'));

  drop policy lecture on invitation;
  execute format('create policy lecture on invitation for select using (%s or (select mon_profil(''administration'')) or %s or %s)',
                 v_systeme, v_anime, format(v_mienne_ecrite, 'invitation', 'direction'));
  drop policy ajout on invitation;
  execute format('create policy ajout on invitation for insert with check (%s or (cree_par = (select mon_compte())'
                 ' and ((structure_id is not null and (%s or %s)) or (select mon_profil(''administration'')))))',
                 v_systeme, v_anime, format(v_mienne_ecrite, 'invitation', 'direction'));
  drop policy modification on invitation;
  execute format('create policy modification on invitation for update using (%s or (select mon_profil(''administration''))'
                 ' or (structure_id is not null and (%s or %s)))',
                 v_systeme, v_anime, format(v_mienne_ecrite, 'invitation', 'direction'));
end $$;

-- While it is being written, a re-reading is the animation's; its structure reads what it was told.
drop policy lecture on relecture;
create policy lecture on relecture for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[])
  or (coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
             where h.compte_id = (select mon_compte()) and h.structure_id = relecture.structure_id and h.role = any (roles_pour('lecture'))))
      and relecture_dite(collectif_id, carnet_id, modifie_le)));

-- The functions of 0010_identite.sql read these as their owner, whom they tell who acts: for it alone there is nothing to ask.
do $$
declare t text;
begin
  foreach t in array array['session_web', 'compte', 'habilitation', 'adhesion', 'mandat', 'collectif', 'carnet', 'trimestre'] loop
    execute format('create policy lecture_proprietaire on %I for select to current_user using (true)', t);
  end loop;
end $$;

-- Who one is. No subquery here on a table whose own policy asks for a role.
drop policy lecture on habilitation;
create policy lecture on habilitation for select using (
  (select mon_profil('systeme')) or compte_id = (select mon_compte()) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('administration'))
  or (structure_id is not null and coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), tient(structure_id, 'lecture')))
  or (role = 'animation' and (collectif_id = any ((select mes('membre'))::uuid[]) or en_etait(collectif_id, jour_a_paris(cree_le)))));
drop policy modification on habilitation;
create policy modification on habilitation for update using (
  (select mon_profil('systeme')) or (select mon_profil('administration'))
  or (structure_id is not null and (collectif_id = any ((select mes('anime'))::uuid[]) or tient(structure_id, 'direction'))));
drop policy suppression on habilitation;
create policy suppression on habilitation for delete using (
  (select mon_profil('systeme')) or (select mon_profil('administration'))
  or (structure_id is not null and (collectif_id = any ((select mes('anime'))::uuid[]) or tient(structure_id, 'direction'))));
drop policy lecture on compte;
create policy lecture on compte for select using (
  (select mon_profil('systeme')) or id = (select mon_compte()) or (select mon_profil('administration')) or cotoie(id));
drop policy modification on compte;
create policy modification on compte for update using (
  (select mon_profil('systeme')) or id = (select mon_compte()) or (select mon_profil('administration')));
drop policy lecture on session_web;
create policy lecture on session_web for select using (
  (select mon_profil('systeme')) or compte_id = (select mon_compte()) or (select mon_profil('administration')));

alter table mandat enable row level security;
alter table mandat force row level security;
create policy lecture on mandat for select using ((select mon_profil('systeme')));
create policy ajout on mandat for insert with check ((select mon_profil('systeme')));
create policy suppression on mandat for delete using ((select mon_profil('systeme')));

-- What one sees because one belongs to the collectif: all of it today, and after one has left what was there before.
drop policy lecture on collectif;
create policy lecture on collectif for select using (
  (select mon_profil('systeme')) or id = any ((select mes('membre'))::uuid[]) or (select mon_profil('administration'))
  or (select mon_profil('federation')) or en_etait(id, '-infinity'));
drop policy lecture on structure;
create policy lecture on structure for select using (
  (select mon_profil('systeme')) or coalesce(id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
             where h.compte_id = (select mon_compte()) and h.structure_id = structure.id and h.role = any (roles_pour('lecture'))))
  or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration'))
  or (montre_son_nom and (collectif_id = any ((select mes('membre'))::uuid[])
                          or en_etait(collectif_id, jour_a_paris(nom_montre_le)))));
drop policy modification on structure;
create policy modification on structure for update using (
  (select mon_profil('systeme')) or coalesce(id = any ((select miennes('ecriture'))::uuid[]), exists (select from habilitation h
             where h.compte_id = (select mon_compte()) and h.structure_id = structure.id and h.role = any (roles_pour('ecriture'))))
  or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration')));
drop policy lecture on trimestre;
create policy lecture on trimestre for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('membre'))::uuid[])
  or (select mon_profil('administration')) or (select mon_profil('federation')) or en_etait(collectif_id, debut));
drop policy lecture on rencontre;
create policy lecture on rencontre for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('membre'))::uuid[])
  or (select mon_profil('administration')) or en_etait(collectif_id, jour));

-- You answer before you look: a structure sees the collectif's figures once it has transmitted, or once all is closed.
drop policy lecture on publication;
create policy lecture on publication for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('federation'))
  or ((collectif_id = any ((select mes('membre'))::uuid[]) or en_etait(collectif_id, jour_a_paris(publie_le))
       -- Figures that were made with one's own answers are of one's own past, whenever they came out.
       or exists (select from publication_carnet pc where pc.collectif_id = publication.collectif_id
                     and pc.publication_id = publication.id))
      and a_repondu(collectif_id, trimestre_id)));

-- What was decided for all is told to all who were of the meeting's time; what concerns one structure, to that one.
drop policy lecture on decision;
create policy lecture on decision for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[])
  or (structure_id is not null and coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
             where h.compte_id = (select mon_compte()) and h.structure_id = decision.structure_id and h.role = any (roles_pour('lecture')))))
  or (structure_id is null
      and (collectif_id = any ((select mes('membre'))::uuid[])
           or exists (select from rencontre r where r.collectif_id = decision.collectif_id and r.id = decision.rencontre_id
                         and en_etait(r.collectif_id, r.jour)))));
-- A session that is over may be read again by the collectif's members; one that is prepared or runs, by its animation.
drop policy lecture on seance;
create policy lecture on seance for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[])
  or (etat = 'terminee' and not repetition
      and (collectif_id = any ((select mes('membre'))::uuid[])
           or exists (select from rencontre r where r.collectif_id = seance.collectif_id and r.id = seance.rencontre_id
                         and en_etait(r.collectif_id, greatest(r.jour, jour_a_paris(seance.terminee_le)))))));
drop policy lecture on compte_rendu;
create policy lecture on compte_rendu for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[])
  or (envoye_le is not null
      and exists (select from seance s where s.collectif_id = compte_rendu.collectif_id and s.id = compte_rendu.seance_id)));

-- The journal holds nothing that its reader may not read where it was written. Invitations hold addresses that only those
-- who manage accesses may read; a visit is one's own; a re-reading speaks once it was told; the administration reads what
-- belongs to no structure, and of that only what it may read.
drop policy lecture on journal;
create policy lecture on journal for select using (
  (select mon_profil('systeme'))
  or (collectif_id = any ((select mes('anime'))::uuid[])
    or (coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
             where h.compte_id = (select mon_compte()) and h.structure_id = journal.structure_id and h.role = any (roles_pour('lecture'))))
        and (objet <> 'invitation' or tient(structure_id, 'direction'))
        and (objet <> 'relecture' or relecture_dite(collectif_id, (cle ->> 'carnet_id')::uuid, instant)))
    or (structure_id is null and (select mon_profil('administration'))
        and objet::text = any (array['collectif', 'trimestre', 'rencontre', 'compte', 'habilitation', 'invitation',
                                     'session_web', 'referentiel']))));
