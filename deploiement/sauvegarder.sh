#!/bin/sh
# sauvegarder.sh DOSSIER [JOURS] : une sauvegarde datée et relue dans DOSSIER ; celles de plus de JOURS (30) s’effacent,
# mais seulement une fois la nouvelle écrite.
set -eu
dossier=${1:?donnez le dossier des sauvegardes}
jours=${2:-30}
caprse sauvegarder "$dossier/cahier-$(date -u +%Y-%m-%dT%H%M%SZ).sauvegarde"
find "$dossier" -maxdepth 1 -name 'cahier-*.sauvegarde' -mtime "+$jours" -delete
