"""PyYAML's complaints, said in French with what to do about them."""

from __future__ import annotations

from yaml.error import MarkedYAMLError

GENERAL = "Ce passage n’est pas du YAML valide : vérifiez le retrait, les guillemets et les deux-points."

# A fragment of PyYAML's own sentence → ours. The first that fits is used.
PHRASES = (
    (
        "mapping values are not allowed",
        "Deux-points suivis d’une espace au milieu d’un texte (mettez-le entre guillemets), ou retrait faux.",
    ),
    ("could not find expected ':'", "Ligne sans deux-points : une clé s’écrit « clé: valeur », une suite se décale."),
    ("expected <block end>", "Retrait faux : cette ligne n’est alignée avec aucune de celles qui précèdent."),
    ("character '\\t'", "Tabulation interdite dans le retrait : mettez des espaces."),
    ("that cannot start any token", "Un texte qui commence par ce signe se met entre guillemets."),
    ("found unexpected end of stream", "Guillemets ouverts ici et jamais fermés."),
    ("found unknown escape character", "Barre oblique inverse (\\) mal employée : prenez des guillemets simples."),
    ("expected ',' or ']'", "Liste « [ » ouverte ici et mal fermée : il manque une virgule ou « ] »."),
    ("expected ',' or '}'", "Groupe « { » ouvert ici et mal fermé : il manque une virgule ou « } »."),
    ("sequence entries are not allowed", "Un tiret de liste ne peut pas se trouver ici : passez à la ligne."),
    ("block sequence entries", "Un tiret de liste ne peut pas se trouver ici : passez à la ligne."),
    ("expected <document start>", "Texte en trop après la fin du document : vérifiez le retrait."),
)

# Of these the beginning tells more than the place where PyYAML gave up.
DEPUIS_LE_DEBUT = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "expected ',' or ']'",
    "expected ',' or '}'",
)


def explain_syntax(erreur: Exception, ligne_atteinte: int) -> tuple[int, str]:
    """The line and the French sentence of a syntax error; ``ligne_atteinte`` serves where PyYAML names no place."""
    if not isinstance(erreur, MarkedYAMLError) or erreur.problem is None:
        return ligne_atteinte, GENERAL
    probleme = erreur.problem
    repere = erreur.problem_mark
    if erreur.context_mark is not None and any(debut in probleme for debut in DEPUIS_LE_DEBUT):
        repere = erreur.context_mark
    message = next((phrase for fragment, phrase in PHRASES if fragment in probleme), GENERAL)
    return (repere.line + 1 if repere is not None else ligne_atteinte), message
