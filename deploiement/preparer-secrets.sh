#!/bin/sh
# preparer-secrets.sh DOSSIER SERVEUR : trois mots de passe au hasard, chacun dans l’adresse de la base que lit un réglage,
# et roles.sql, qui crée les rôles. Ce qui existe n’est pas changé.
set -eu
umask 077
dossier=${1:?donnez le dossier des secrets}
serveur=${2:?donnez le nom du serveur PostgreSQL}
mkdir -p "$dossier"

tirer() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

for role in app systeme proprietaire; do
  if [ ! -s "$dossier/base-$role" ]; then
    printf 'postgresql://caprse_%s:%s@%s/caprse\n' "$role" "$(tirer)" "$serveur" >"$dossier/base-$role"
  fi
done
# Le mot de passe du superutilisateur ne sert qu’au conteneur de PostgreSQL, qui en veut un.
[ -s "$dossier/postgres" ] || tirer >"$dossier/postgres"
# Celui du serveur d’envoi se met à la main ; vide, aucun.
[ -e "$dossier/smtp" ] || : >"$dossier/smtp"

{
  for role in app systeme proprietaire; do
    mot=$(sed 's|.*://[^:]*:\([^@]*\)@.*|\1|' "$dossier/base-$role")
    # « create role » n’a pas de « if not exists ».
    printf "do \$\$ begin create role caprse_%s login; exception when duplicate_object then null; end \$\$;\n" "$role"
    printf "alter role caprse_%s login password '%s';\n" "$role" "$mot"
  done
  printf 'alter database caprse owner to caprse_proprietaire;\n'
} >"$dossier/roles.sql"
