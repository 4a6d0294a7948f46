"""What is said of a past that is taken in: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caprse.referentiel.classeur.ouverture import Constat
from caprse.referentiel.schema import BILAN
from caprse.restitution.reprise.regles import Cadre, Passe
from caprse.restitution.reprise.revues import count_revues
from caprse.restitution.reprise.service import Reprise
from caprse.socle.dates import format_date
from caprse.socle.francais import enumerate_words, format_pluriel, shorten
from caprse.socle.signes import escape_html

IGNOREES_MAX, TITRE_MAX = 6, 40


def count_passe(passe: Passe) -> str:
    """``3 trimestres, 10 structures, 412 réponses``."""
    return ", ".join(
        (
            format_pluriel(len(passe.trimestres), "trimestre"),
            format_pluriel(len(passe.structures), "structure"),
            format_pluriel(passe.nombre, "réponse"),
        )
    )


def build_trimestres(passe: Passe, cadre: Cadre) -> str:
    """Each trimestre, its days, who answered how much, in HTML."""
    lignes = "".join(
        f"<li><b>{numero}</b><span>{escape_html(titre)}<br><small>{escape_html(suite)}</small></span></li>"
        for numero, titre, suite in list_trimestres(passe, cadre)
    )
    return f'<div class="cap-constats"><ul>{lignes}</ul></div>'


def list_trimestres(passe: Passe, cadre: Cadre) -> Iterator[tuple[int, str, str]]:
    """The number and the title of each, then what it holds."""
    for trimestre in passe.trimestres:
        carnets = passe.reponses[trimestre.numero]
        reponses = sum(len(saisies) for saisies in carnets.values())
        titre = cadre.referentiel.titres.get(trimestre.thematique, trimestre.thematique or BILAN)
        jours = f"du {format_date(trimestre.debut)} au {format_date(trimestre.fin)}"
        comptes = f"{format_pluriel(len(carnets), 'structure')}, {format_pluriel(reponses, 'réponse')}"
        revues = sum(count_revues(saisies, cadre.referentiel, trimestre.thematique) for saisies in carnets.values())
        comptes += f", dont {format_pluriel(revues, 'revue')}" if revues else ""
        yield trimestre.numero, titre, f"{jours} · {comptes}"


def describe_reprise(faite: Reprise) -> str:
    """What was done, in one or two sentences."""
    numeros = enumerate_words([str(numero) for numero in faite.numeros])
    un = len(faite.numeros) == 1
    trimestres = f"le trimestre\u00a0{numeros} est repris" if un else f"les trimestres\u00a0{numeros} sont repris"
    comptes = f"{format_pluriel(faite.structures, 'structure')}, {format_pluriel(faite.reponses, 'réponse')}"
    if faite.publies == len(faite.numeros):
        return f"C’est fait : {trimestres} ({comptes})."
    return (
        f"C’est fait : {trimestres} ({comptes}). Là où trop peu de structures ont répondu, le collectif ne lit pas de "
        "chiffres d’ensemble."
    )


def tell_ignorees(ignorees: Sequence[str]) -> str:
    """Which columns of the file are left out; empty where none is."""
    if not ignorees:
        return ""
    titres = enumerate_words([f"« {shorten(titre, TITRE_MAX)} »" for titre in ignorees[:IGNOREES_MAX]])
    suite = f", et {len(ignorees) - IGNOREES_MAX} autres" if len(ignorees) > IGNOREES_MAX else ""
    if len(ignorees) == 1:
        return f"La colonne {titres} n’est pas reprise : le cahier ne la connaît pas."
    return f"Les colonnes {titres}{suite} ne sont pas reprises : le cahier ne les connaît pas."


def say_erreur(erreur: Constat) -> str:
    """One error on one line, with its place."""
    lieu = ", ".join(filter(None, (erreur.feuille and f"feuille {erreur.feuille}", _say_case(erreur))))
    return f"{lieu} : {erreur.message}" if lieu else erreur.phrase


def count_erreurs(erreurs: Sequence[Constat]) -> str:
    return format_pluriel(len(erreurs), "chose à corriger", "choses à corriger")


def _say_case(erreur: Constat) -> str:
    return f"ligne {erreur.ligne}, cellule {erreur.cellule}" if erreur.ligne else ""
