"""What click says by itself to whoever types a command, in French."""

from __future__ import annotations

import sys
from types import ModuleType

import click

# Word for word what click 8 looks for; an unknown sentence stays as it is.
PHRASES = {
    "Usage:": "Usage :",
    "Usage": "Usage",
    "Options": "Options",
    "Commands": "Commandes",
    "Arguments": "Arguments",
    "Show this message and exit.": "Montrer cette aide.",
    "Show the version and exit.": "Montrer la version.",
    "default: {default}": "par défaut : {default}",
    "(DEPRECATED)": "(abandonnée)",
    "required": "obligatoire",
    "Error: {message}": "Erreur : {message}",
    "Aborted!": "Interrompu.",
    "Try '{command} {option}' for help.": "Pour l’aide : {command} {option}",
    "No such option: {name}": "Cette option n’existe pas : {name}",
    "No such option {name!r}.": "Cette option n’existe pas : {name}.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "No such command {name!r}.": "Cette commande n’existe pas : {name}.",
    "Missing command.": "Il manque une commande.",
    "Missing argument": "Il manque",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque",
    "Invalid value: {message}": "Cette valeur ne convient pas : {message}",
    "Invalid value for {param_hint}: {message}": "La valeur de {param_hint} ne convient pas : {message}",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un {number_type}.",
    "Option {name!r} requires an argument.": "L’option {name} attend une valeur.",
    "Option {name!r} does not take a value.": "L’option {name} n’attend pas de valeur.",
    "Path {filename!r} does not exist.": "« {filename} » n’existe pas.",
    "{name} {filename!r} does not exist.": "{name} « {filename} » : introuvable.",
    "{name} {filename!r} is a directory.": "« {filename} » est un dossier.",
    "{name} {filename!r} is a file.": "« {filename} » est un fichier.",
    "{name} {filename!r} is not readable.": "« {filename} » ne se lit pas.",
    "{name} {filename!r} is not writable.": "« {filename} » ne peut pas être écrit.",
    "File": "Fichier",
    "Directory": "Dossier",
    "Path": "Chemin",
    "Got unexpected extra argument ({args})": "Un mot de trop : {args}",
    "Got unexpected extra arguments ({args})": "Des mots de trop : {args}",
}
GENRES = {"integer": "nombre", "text": "texte", "float": "nombre", "path": "chemin", "boolean": "oui|non"}


def translate(phrase: str) -> str:
    """A sentence of click's in French, where it is known."""
    return PHRASES.get(phrase, phrase)


def translate_pluriel(singulier: str, pluriel: str, nombre: int) -> str:
    """The same for a sentence that depends on a number."""
    return translate(singulier if nombre <= 1 else pluriel)


def speak_french() -> None:
    """From now on, in this process. Asked for twice, nothing changes."""
    for nom, module in list(sys.modules.items()):
        if nom.split(".")[0] == "click" and isinstance(module, ModuleType):
            for mot, fonction in (("_", translate), ("ngettext", translate_pluriel)):
                if hasattr(module, mot):
                    setattr(module, mot, fonction)
    for genre in (click.INT, click.STRING, click.FLOAT, click.BOOL):
        genre.name = GENRES.get(genre.name, genre.name)
