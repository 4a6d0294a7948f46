-- From a gap to a step, and what it changed: the goal as it was worded when the action was born, the first small step, the
-- effort, the decision it comes from; once it is done, since when and what is different.
alter table action
  add column but varchar not null default '',
  add column niveau_vise smallint,
  add column premier_pas varchar not null default '',
  add column effort varchar,
  add column decision_id uuid,
  add column ce_qui_change varchar not null default '',
  add column faite_le timestamptz;
alter table action
  drop constraint ck_action_longueurs,
  add constraint ck_action_longueurs check (length(btrim(quoi)) between 1 and 500 and length(pilote) <= 120
    and length(but) <= 400 and length(premier_pas) <= 200 and length(ce_qui_change) <= 1000),
  add constraint ck_action_but check ((niveau_vise is null) = (but = '') and niveau_vise between 1 and 5),
  add constraint ck_action_effort check (effort in ('peu', 'moyen', 'beaucoup')),
  add constraint ck_action_faite_le check (faite_le is null or etat = 'faite'),
  add constraint fk_action_collectif_id_decision_id foreign key (collectif_id, decision_id)
    references decision (collectif_id, id) on delete set null (decision_id);
create index ix_action_decision_id on action (collectif_id, decision_id) where decision_id is not null;
grant update (but, niveau_vise, premier_pas, effort, decision_id, ce_qui_change, faite_le) on action to caprse_app;

-- Only a decision that the person may read, for all or for this very structure. It is asked when the action is tied to it:
-- what becomes of the decision later does not lock the action.
create function garder_decision() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if not exists (select from decision d where d.collectif_id = new.collectif_id and d.id = new.decision_id
                    and (d.structure_id is null or d.structure_id = new.structure_id)) then
    raise exception 'caprse: décision hors des droits' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke execute on function garder_decision() from public;
create trigger garde_decision_neuve before insert on action for each row
  when (new.decision_id is not null) execute function garder_decision();
create trigger garde_decision_changee before update on action for each row
  when (new.decision_id is not null and new.decision_id is distinct from old.decision_id) execute function garder_decision();
