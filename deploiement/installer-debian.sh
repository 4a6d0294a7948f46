#!/bin/sh
# Installe le cahier sur une Debian 12 ou plus récente, ou l’amène à la version de ce dossier : paquets, compte, base, réglages,
# HTTPS, courriels, sauvegarde de chaque nuit. Se relance sans danger : ce qui est en place et réglé n’est pas touché.
#   installer-debian.sh --domaine cahier.exemple.fr --courriel webmestre@exemple.fr [options] [--a-blanc]
set -eu

aide() {
  cat <<'FIN'
installer-debian.sh --domaine NOM --courriel ADRESSE [options]

  --domaine NOM                  nom du site, qui mène déjà à cette machine (DNS)
  --courriel ADRESSE             la vôtre : Let’s Encrypt y écrit, et c’est le premier compte d’administration
  --smtp-hote NOM                serveur d’envoi ; sans lui, les courriels attendent dans la « Boîte d’envoi »
  --smtp-port PORT               587 par défaut (465 : TLS dès le début)
  --smtp-utilisateur NOM         identifiant du serveur d’envoi
  --smtp-mot-de-passe-fichier F  fichier qui contient son mot de passe
  --expediteur ADRESSE           cahier@NOM par défaut
  --a-blanc                      dire ce qui serait fait, sans rien changer ni demander de droits
FIN
}

refuser() {
  printf 'Erreur : %s\n' "$*" >&2
  exit 1
}

# Une machine qui ne convient pas arrête tout ; à blanc, on lit tout ce qui manque.
manquer() {
  if [ -n "$a_blanc" ]; then printf 'À régler avant : %s\n' "$*"; else refuser "$*"; fi
}

faire() {
  if [ -n "$a_blanc" ]; then printf '+ %s\n' "$*"; else "$@"; fi
}

# ecrire CHEMIN MODE : l’entrée devient ce fichier, s’il n’est pas déjà le même.
ecrire() {
  if [ -n "$a_blanc" ]; then
    printf '+ écrire %s (mode %s)\n' "$1" "$2"
    cat >/dev/null
    return
  fi
  neuf=$(mktemp)
  cat >"$neuf"
  cmp -s "$neuf" "$1" || install -D -m "$2" "$neuf" "$1"
  rm -f "$neuf"
}

# Ce que l’opérateur a pu changer ensuite n’est écrit qu’une fois.
ecrire_une_fois() {
  if [ -e "$1" ]; then
    printf 'Gardé tel quel : %s\n' "$1"
    cat >/dev/null
  else
    ecrire "$1" "$2"
  fi
}

valeur() { if [ -z "${2:-}" ]; then refuser "l’option $1 demande une valeur."; fi; }

domaine='' courriel='' smtp='' port=587 utilisateur='' mot_de_passe='' expediteur='' a_blanc=''
while [ "$#" -gt 0 ]; do
  case $1 in
    --domaine) valeur "$@"; domaine=$2; shift 2 ;;
    --courriel) valeur "$@"; courriel=$2; shift 2 ;;
    --smtp-hote) valeur "$@"; smtp=$2; shift 2 ;;
    --smtp-port) valeur "$@"; port=$2; shift 2 ;;
    --smtp-utilisateur) valeur "$@"; utilisateur=$2; shift 2 ;;
    --smtp-mot-de-passe-fichier) valeur "$@"; mot_de_passe=$2; shift 2 ;;
    --expediteur) valeur "$@"; expediteur=$2; shift 2 ;;
    --a-blanc) a_blanc=1; shift ;;
    --aide | --help | -h) aide; exit 0 ;;
    *) refuser "l’option $1 est inconnue ; voyez --aide." ;;
  esac
done

source=$(cd "$(dirname "$0")/.." && pwd)
deploiement=$source/deploiement
python=${PYTHON:-python3}

# --- Ce qui est demandé -----------------------------------------------------------------------------------------------
est_nom() { printf '%s' "$1" | grep -Eqx '([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]'; }
est_adresse() { printf '%s' "$1" | grep -Eqx "[A-Za-z0-9.!#%&*+/=?^_{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}"; }

[ -n "$domaine" ] || refuser "donnez le nom du site, comme --domaine cahier.exemple.fr."
est_nom "$domaine" || refuser "« $domaine » n’est pas un nom de site, comme cahier.exemple.fr, en minuscules et sans https://."
[ -n "$courriel" ] || refuser "donnez votre adresse, comme --courriel webmestre@exemple.fr."
est_adresse "$courriel" || refuser "« $courriel » n’est pas une adresse e-mail."
expediteur=${expediteur:-cahier@$domaine}
est_adresse "$expediteur" || refuser "« $expediteur » n’est pas une adresse e-mail d’expédition."
case $port in '' | *[!0-9]*) refuser "« $port » n’est pas un port : donnez un nombre, comme --smtp-port 587." ;; esac
if [ -n "$smtp" ]; then est_nom "$smtp" || [ "$smtp" = localhost ] || refuser "« $smtp » n’est pas le nom d’un serveur d’envoi."; fi
if [ -n "$utilisateur$mot_de_passe" ]; then
  [ -n "$smtp" ] || refuser "un identifiant d’envoi demande un serveur d’envoi (--smtp-hote)."
  if [ -z "$utilisateur" ] || [ -z "$mot_de_passe" ]; then refuser "l’identifiant d’envoi et son mot de passe vont ensemble."; fi
  [ -r "$mot_de_passe" ] || refuser "le fichier du mot de passe d’envoi, $mot_de_passe, est illisible."
fi
case $utilisateur in *[\"\\\$\`]*) refuser "l’identifiant d’envoi contient un signe que le fichier de réglages ne peut pas porter." ;; esac

# --- La machine -------------------------------------------------------------------------------------------------------
lire_os() { sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" /etc/os-release 2>/dev/null; }
[ "$(id -u)" = 0 ] || manquer "lancez cette commande en root, par exemple avec sudo."
if [ "$(lire_os ID)" != debian ] || [ "$(lire_os VERSION_ID)" -lt 12 ]; then manquer "cette machine n’est pas une Debian 12 ou plus récente."; fi
[ -d /run/systemd/system ] || manquer "systemd ne tourne pas sur cette machine ; voyez compose.yaml pour des conteneurs."
occupant=$(ss -ltnpH 'sport = :443 or sport = :80' 2>/dev/null | grep -v '"caddy"' | sed -n 's/.*users:(("\([^"]*\)".*/\1/p' | head -n 1)
[ -z "$occupant" ] || manquer "le port 80 ou 443 est tenu par « $occupant » ; arrêtez-le, ou servez-vous de nginx.conf ou de haproxy.cfg."

# --- Paquets, compte, code --------------------------------------------------------------------------------------------
export DEBIAN_FRONTEND=noninteractive
faire apt-get update -qq
faire apt-get install -y -qq --no-install-recommends python3-venv postgresql caddy ca-certificates
getent passwd caprse >/dev/null || faire adduser --quiet --system --group --home /var/lib/caprse --no-create-home caprse

[ -x /opt/caprse/bin/python ] || faire "$python" -m venv /opt/caprse
pip="/opt/caprse/bin/python -m pip --disable-pip-version-check --no-input --quiet"
# shellcheck disable=SC2086 # une commande et ses options
faire $pip install --require-hashes --only-binary :all: -r "$source/requirements.lock"
roue=/opt/caprse/roue
# Ce qu’une construction d’avant a laissé finirait dans la roue.
faire rm -rf "$roue" "$source/build"
# shellcheck disable=SC2086
faire $pip wheel --no-deps --no-build-isolation --no-index --wheel-dir "$roue" "$source"
# shellcheck disable=SC2086
faire sh -c "$pip install --no-deps --no-index --force-reinstall $roue/*.whl"
faire install -D -m 755 "$deploiement/sauvegarder.sh" /opt/caprse/libexec/sauvegarder.sh

# --- Base -------------------------------------------------------------------------------------------------------------
secrets=/etc/caprse/secrets
faire sh "$deploiement/preparer-secrets.sh" "$secrets" 127.0.0.1
[ -z "$mot_de_passe" ] || ecrire "$secrets/smtp" 600 <"$mot_de_passe"
if [ -n "$a_blanc" ]; then
  printf '+ créer la base « caprse » et ses trois rôles, si elle manque\n'
else
  cd /
  runuser -u postgres -- psql -qAtc "select 1 from pg_database where datname = 'caprse'" | grep -q 1 \
    || runuser -u postgres -- createdb --encoding=UTF8 --template=template0 caprse
  runuser -u postgres -- psql -qX --set=ON_ERROR_STOP=1 <"$secrets/roles.sql"
fi

# --- Réglages ---------------------------------------------------------------------------------------------------------
{
  printf 'CAPRSE_ADRESSE_PUBLIQUE=https://%s\nCAPRSE_MANDATAIRES=1\nCAPRSE_EXPEDITEUR="Cahier CAP RSE <%s>"\n' "$domaine" "$expediteur"
  [ -z "$smtp" ] || printf 'CAPRSE_SMTP_HOTE=%s\nCAPRSE_SMTP_PORT=%s\n' "$smtp" "$port"
  # Un relais sur cette machine n’a pas de certificat que l’on puisse vérifier.
  [ "$smtp" != localhost ] || printf 'CAPRSE_SMTP_SECURITE=aucune\n'
  [ -z "$utilisateur" ] || printf 'CAPRSE_SMTP_UTILISATEUR="%s"\n' "$utilisateur"
} | ecrire_une_fois /etc/caprse/cahier.env 644

ecrire /usr/local/sbin/caprse 755 <<'FIN'
#!/bin/sh
# La commande de l’opérateur, en root : les réglages du service, et le rôle propriétaire de la base que le service n’a pas.
set -a
. /etc/caprse/cahier.env
for paire in DATABASE_URL:base-app SYSTEME_URL:base-systeme MIGRATION_URL:base-proprietaire SMTP_MOT_DE_PASSE:smtp; do
  export "CAPRSE_${paire%%:*}_FILE=/etc/caprse/secrets/${paire#*:}"
done
CAPRSE_VAR=/var/lib/caprse
exec /opt/caprse/bin/caprse "$@"
FIN
if [ -e /var/lib/caprse-sauvegardes ]; then
  # Avant de changer les tables : ce qui était là se retrouve.
  faire systemctl start cahier-sauvegarde.service
fi
faire /usr/local/sbin/caprse migrer
faire /usr/local/sbin/caprse referentiel importer

# --- Services ---------------------------------------------------------------------------------------------------------
for unite in "$deploiement"/systemd/*; do
  ecrire "/etc/systemd/system/${unite##*/}" 644 <"$unite"
done
sed "s/^CAHIER_NOM=.*/CAHIER_NOM=$domaine/; s/^CAHIER_TLS=.*/CAHIER_TLS=$courriel/; s/^CAHIER_AMONT_2=.*/CAHIER_AMONT_2=/" \
  "$deploiement/mandataire.env" | ecrire_une_fois /etc/caprse/mandataire.env 644
ecrire /etc/caddy/Caddyfile 644 <"$deploiement/Caddyfile"
ecrire /etc/systemd/system/caddy.service.d/cahier.conf 644 <<'FIN'
[Service]
EnvironmentFile=/etc/caprse/mandataire.env
FIN
faire systemctl daemon-reload
faire systemctl enable --quiet cahier@8501.service cahier-sauvegarde.timer cahier-purge.timer caddy.service
faire systemctl restart cahier@8501.service caddy.service
faire systemctl start cahier-sauvegarde.timer cahier-purge.timer
faire /usr/local/sbin/caprse sante

if [ -n "$a_blanc" ]; then
  printf '%s\n' "Rien n’a changé : c’était un essai à blanc."
else
  printf 'Le cahier est installé : https://%s\nPour entrer la première fois : caprse acces administrer %s "Prénom Nom"\n' "$domaine" "$courriel"
fi
