"""One generated sentence per picture, in plain words: it says what the figures say and judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.formats import INSECABLE, compute_points, format_points, format_pourcent, quote
from caprse.restitution.figures.notation import Figure
from caprse.socle.francais import agree, enumerate_words, format_pluriel

NOMMES_MAX = 3  # a sentence that names more is a table
MARCHES_FRANCHIES = "des marches franchies"
A_AVANCER = "À faire avancer"
AIDE_MARCHES = (
    "Un critère au niveau 3 a franchi 3 marches. Le pourcentage est la part des marches franchies, "
    "sur les seuls critères qui ont une réponse."
)
AIDE_MEDIANE = (
    f"Médiane{INSECABLE}: la moitié des structures est à ce score ou au-dessus, "
    "l’autre moitié à ce score ou au-dessous."
)


@dataclass(frozen=True, slots=True)
class NomCommun:
    """What the axes are called, with its gender."""

    singulier: str
    pluriel: str
    feminin: bool = False

    def format_superlatif(self, nombre: int, bas: bool = False) -> str:
        """`le plus avancé`, `les moins avancées`…"""
        article = "les" if nombre > 1 else "la" if self.feminin else "le"
        avance = "avancé" + "e" * self.feminin + "s" * (nombre > 1)
        return f"{article} {'moins' if bas else 'plus'} {avance}"


@dataclass(frozen=True, slots=True)
class Extreme:
    """The axes that share the highest or the lowest score."""

    titres: list[str]
    score: Fraction

    def name_force(self) -> str:
        """What the highest are called."""
        return agree(len(self.titres), "Votre force", "Vos forces")


ENJEU = NomCommun("enjeu", "enjeux")
THEMATIQUE = NomCommun("thématique", "thématiques", feminin=True)


def describe_figures(figures: Sequence[Figure], mot: NomCommun = ENJEU) -> str:
    """What a structure's radar shows: highest and lowest axes, how many answers, what is missing."""
    return " ".join(list_phrases(figures, mot))


def list_phrases(figures: Sequence[Figure], mot: NomCommun = ENJEU, *, comptes: bool = True) -> list[str]:
    """The same, one line per thing said: the axes, the answers, what is missing.

    ``comptes``: whether answers are counted; not where the count stands beside the sentences.
    """
    repondus = sum(figure.repondus for figure in figures)
    applicables = sum(figure.applicables for figure in figures)
    if not applicables:
        return [f"Aucun critère ne concerne la structure{INSECABLE}: il n’y a pas de pourcentage."]
    if not repondus:
        return [f"Pas encore de réponse{INSECABLE}: {_count_reponses(0, applicables)}."]
    notes = [(figure.titre, figure.score) for figure in figures if figure.score is not None]
    phrases = [_describe_forces(notes, len(figures), mot)]
    if comptes:
        phrases.append(_describe_comptes(figures, repondus, applicables))
    if muets := [figure.titre for figure in figures if figure.score is None and figure.applicables]:
        phrases.append(f"Pas encore de réponse sur {_name_some(muets, mot)}.")
    return phrases


def find_extremes(notes: Sequence[tuple[str, Fraction]]) -> tuple[Extreme, Extreme] | None:
    """The axes that stand highest, then lowest; None where nothing differs."""
    if not notes:
        return None
    haut, bas = max(score for _, score in notes), min(score for _, score in notes)
    if haut == bas:
        return None
    return (
        Extreme([titre for titre, score in notes if score == haut], haut),
        Extreme([titre for titre, score in notes if score == bas], bas),
    )


def _describe_comptes(figures: Sequence[Figure], repondus: int, applicables: int) -> str:
    phrase = f"{_count_reponses(repondus, applicables)}."
    if exclus := sum(figure.non_concernes for figure in figures):
        critere = agree(exclus, "critère non concerné n’est pas compté", "critères non concernés ne sont pas comptés")
        phrase += f" {exclus}{INSECABLE}{critere}."
    return phrase


def describe_collectif(agregats: Sequence[Agregat], mot: NomCommun = ENJEU) -> str:
    """What the collectif's figures show: highest and lowest medians, and how many structures they rest on."""
    medianes = [(agregat.titre, agregat.quartiles.mediane) for agregat in agregats if agregat.quartiles is not None]
    if not medianes:
        return "Il n’y a pas encore assez de réponses pour montrer les chiffres du collectif."
    effectifs = sorted({agregat.n for agregat in agregats if agregat.quartiles is not None})
    qui = format_pluriel(effectifs[-1], "structure")
    if len(effectifs) > 1:
        qui = f"de {effectifs[0]} à {qui} selon les {mot.pluriel}"
    phrases = [f"Médianes du collectif ({qui})."]
    phrases.append(_describe_notes(medianes, len(agregats), mot))
    if caches := len(agregats) - len(medianes):
        phrases.append(f"{_count_mot(caches, mot)} sans chiffre{INSECABLE}: trop peu de réponses.")
    return " ".join(phrases)


def describe_evolution(depuis: str, avant: Sequence[Figure], apres: Sequence[Figure], mot: NomCommun = ENJEU) -> str:
    """What moved since ``depuis`` (such as « T1 »), in points of per cent. Axes are matched by code.

    An axis that was not answered on the same questions at both is said not to compare: it neither rose nor fell.
    """
    scores_avant = {figure.code: figure.score for figure in avant}
    ecarts = [
        (figure.titre, compute_points(score, figure.score))
        for figure in apres
        if figure.score is not None and (score := scores_avant.get(figure.code)) is not None
    ]
    sans_repere = len(apres) - len(ecarts)
    if not ecarts:
        return f"Depuis {depuis}{INSECABLE}: rien ne peut encore se comparer."
    hausses = _list_ecarts([ecart for ecart in ecarts if ecart[1] > 0], "en hausse", mot)
    baisses = _list_ecarts([ecart for ecart in ecarts if ecart[1] < 0], "en baisse", mot)
    stables = sum(points == 0 for _, points in ecarts)
    mouvements = f"{INSECABLE}; ".join(part for part in (hausses, baisses) if part)
    if not mouvements:
        phrases = [f"Depuis {depuis}{INSECABLE}: pas de changement sur {_count_mot(stables, mot)}."]
    else:
        phrases = [f"Depuis {depuis}{INSECABLE}: {mouvements}."]
        if stables:
            phrases.append(f"Pas de changement sur {_count_mot(stables, mot)}.")
    if sans_repere:
        verbe = agree(sans_repere, "ne se compare pas", "ne se comparent pas")
        phrases.append(
            f"{_count_mot(sans_repere, mot)} {verbe}{INSECABLE}: les critères remplis ne sont pas les mêmes."
        )
    return " ".join(phrases)


def _describe_forces(notes: Sequence[tuple[str, Fraction]], total: int, mot: NomCommun) -> str:
    """What a structure may be proud of and what comes next; the plain figures where they do not differ."""
    extremes = find_extremes(notes)
    if extremes is None:
        return _describe_notes(notes, total, mot)
    hauts, bas = extremes
    return (
        f"{hauts.name_force()}{INSECABLE}: {_list_titres(hauts.titres, mot)} ({format_pourcent(hauts.score)}). "
        f"{A_AVANCER}{INSECABLE}: {_list_titres(bas.titres, mot)} ({format_pourcent(bas.score)})."
    )


def _list_titres(titres: Sequence[str], mot: NomCommun) -> str:
    """A lone title needs no quotes to be told apart."""
    return titres[0] if len(titres) == 1 else _name_some(titres, mot)


def _describe_notes(notes: Sequence[tuple[str, Fraction]], total: int, mot: NomCommun) -> str:
    """The highest and the lowest of at least one note."""
    if len(notes) == 1:
        [(titre, score)] = notes
        autres = agree(total - 1, f"L’autre {mot.singulier} n’a", f"Les autres {mot.pluriel} n’ont")
        seul = "" if total == 1 else f" {autres} pas de pourcentage."
        return f"{quote(titre)}{INSECABLE}: {_format_marches(score)}.{seul}"
    haut, bas = max(score for _, score in notes), min(score for _, score in notes)
    groupe = _count_mot(len(notes), mot)
    if len(notes) < total:
        groupe += " avec un pourcentage"
    if haut == bas:
        return f"Les {groupe} sont au même point{INSECABLE}: {_format_marches(haut)}."
    hauts = [titre for titre, score in notes if score == haut]
    derniers = [titre for titre, score in notes if score == bas]
    return (
        f"Sur {groupe}, {_name_extreme(hauts, mot, bas=False)} ({_format_marches(haut)}) "
        f"et {_name_extreme(derniers, mot, bas=True)} ({format_pourcent(bas)})."
    )


def _name_extreme(titres: Sequence[str], mot: NomCommun, bas: bool) -> str:
    if len(titres) > NOMMES_MAX:
        return f"{len(titres)} sont {mot.format_superlatif(len(titres), bas)}"
    verbe = agree(len(titres), "est", "sont")
    return f"{mot.format_superlatif(len(titres), bas)} {verbe} {_name_some(titres, mot)}"


def _name_some(titres: Sequence[str], mot: NomCommun) -> str:
    """The titles, or only how many there are when a sentence could not carry them."""
    if len(titres) > NOMMES_MAX:
        return format_pluriel(len(titres), mot.singulier, mot.pluriel)
    return enumerate_words([quote(titre) for titre in titres])


def _list_ecarts(ecarts: Sequence[tuple[str, int]], sens: str, mot: NomCommun) -> str:
    """`+12 points sur « A » et +5 points sur « B »`, the largest first, the rest counted."""
    classes = sorted(ecarts, key=lambda ecart: -abs(ecart[1]))
    mots = [f"{format_points(points)} sur {quote(titre)}" for titre, points in classes[:NOMMES_MAX]]
    reste = len(classes) - len(mots)
    if reste:
        autre = agree(reste, f"autre {mot.singulier}", f"autres {mot.pluriel}")
        mots.append(f"{reste}{INSECABLE}{autre} {sens}")
    return enumerate_words(mots)


def _format_marches(score: Fraction) -> str:
    return f"{format_pourcent(score)} {MARCHES_FRANCHIES}"


def _count_reponses(repondus: int, applicables: int) -> str:
    return f"{format_pluriel(repondus, 'réponse')} sur {applicables}"


def _count_mot(nombre: int, mot: NomCommun) -> str:
    return format_pluriel(nombre, mot.singulier, mot.pluriel)


def describe_carnets(carnets: int, comptees: int | None) -> str:
    """``sur 10 carnets transmis, dont 9 avec une réponse ici``: why one figure says 9 where another says 10."""
    dont = f", dont {comptees:d} avec une réponse ici" if comptees is not None and comptees < carnets else ""
    return f"sur {carnets:d} carnets transmis{dont}"
