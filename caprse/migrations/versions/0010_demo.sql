-- The invented people reach nothing real: neither by a role, nor by an invitation, nor by a collectif of their own.

-- Whether this account is invented, and whether this place is not. A place without a collectif is the whole installation.
create function est_invente(p_compte uuid) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return exists (select from compte c where c.id = p_compte and c.demo);
end $$;
create function est_reel(p_collectif uuid) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return exists (select from collectif k where (k.id = p_collectif or p_collectif is null) and not k.fictif);
end $$;

create function garder_demo() returns trigger language plpgsql as $$
declare
  v_refus boolean;
begin
  case tg_table_name
    when 'habilitation' then
      v_refus := est_invente(new.compte_id) and est_reel(new.collectif_id);
      if not v_refus and tg_op = 'UPDATE' then
        v_refus := new.structure_id is null and est_invente(mon_compte()) and not est_invente(new.compte_id);
      end if;
    when 'invitation' then
      -- A role over the whole installation would reach the collectifs to come.
      v_refus := (est_invente(new.cree_par) or est_invente(mon_compte())) and new.annulee_le is null
                 and (new.collectif_id is null or est_reel(new.collectif_id));
    when 'collectif' then
      v_refus := est_invente(mon_compte()) and not new.fictif;
    when 'compte' then
      -- Whoever changes the address of a true account takes it.
      v_refus := est_invente(mon_compte()) and not old.demo and new.id is distinct from mon_compte()
                 and (new.courriel, new.nom, new.actif) is distinct from (old.courriel, old.nom, old.actif);
  end case;
  if v_refus then
    raise exception 'caprse: Une personne inventée de la démonstration n''agit que dans la démonstration. Rien n''a été enregistré.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_demo before insert or update on habilitation for each row execute function garder_demo();
create trigger garde_demo before insert or update on invitation for each row execute function garder_demo();
create trigger garde_demo before insert on collectif for each row execute function garder_demo();
create trigger garde_demo before update on compte for each row execute function garder_demo();

-- Taking away the role of someone true, over the whole installation.
create function garder_demo_retrait() returns trigger language plpgsql as $$
begin
  if old.structure_id is null and est_invente(mon_compte()) and not est_invente(old.compte_id) then
    raise exception 'caprse: Une personne inventée de la démonstration n''agit que dans la démonstration. Rien n''a été enregistré.'
      using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
create trigger garde_demo_retrait before delete on habilitation for each row execute function garder_demo_retrait();
