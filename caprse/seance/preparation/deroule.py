"""Which steps a session could have, in which order, within the time there is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from caprse.referentiel.schema import Critere, Enjeu
from caprse.restitution.figures.agregats import Agregat
from caprse.seance.contenus.etapes import ContenuRepartition, ContenuVote
from caprse.seance.contenus.saisies import OPTION_MAX, OPTIONS, TITRE_MAX, SaisieEtape
from caprse.seance.regles import GenreEtape, GenreTour

SUIVI, RADAR, REPARTITION, VOTE, DECISIONS = 10, 10, 5, 10, 10  # minutes
DISCUSSIONS_MAX = 6
POINTS = 5


def plan_etapes(
    *,
    minutes: int,
    decisions: int,
    publie: bool,
    enjeux: Sequence[Enjeu],
    drapeaux: Mapping[str, int],
    agregats: Iterable[Agregat],
) -> list[SaisieEtape]:
    """The steps suggested for ``minutes``: open decisions, radar, discussions, decisions at the end.

    ``drapeaux`` counts the structures for which a critère is « à discuter » (it orders, it is never shown),
    ``agregats`` are the published figures of the enjeux: a discussion is a spread, then a vote on it. What does not
    fit is left out: the discussions first, the least wanted of them before the others.
    """
    reste = minutes
    fin = [SaisieEtape(GenreEtape.DECISIONS, "Ce que nous décidons", DECISIONS)] if reste >= DECISIONS else []
    reste -= sum(etape.minutes for etape in fin)
    debut: list[SaisieEtape] = []
    for voulue, etape in (
        (decisions > 0, SaisieEtape(GenreEtape.DECISIONS_OUVERTES, "Où en sont nos décisions ?", SUIVI)),
        (publie, SaisieEtape(GenreEtape.RADAR, "Où en est le collectif", RADAR)),
    ):
        if voulue and etape.minutes <= reste:
            debut.append(etape)
            reste -= etape.minutes
    milieu: list[SaisieEtape] = []
    for discussion in list_discussions(enjeux, drapeaux, agregats)[:DISCUSSIONS_MAX]:
        if (duree := sum(etape.minutes for etape in discussion)) <= reste:
            milieu += discussion
            reste -= duree
    return [*debut, *milieu, *fin]


def list_discussions(
    enjeux: Sequence[Enjeu], drapeaux: Mapping[str, int], agregats: Iterable[Agregat]
) -> list[tuple[SaisieEtape, ...]]:
    """Discussions, the most wanted first: flagged critères by number of structures, then the widest spreads.

    Ties keep the order of the référentiel. An enjeu with a flagged critère is not suggested again as a whole.
    """
    criteres = [critere for enjeu in enjeux for critere in enjeu.criteres]
    marques = sorted((c for c in criteres if drapeaux.get(c.code)), key=lambda c: -drapeaux[c.code])
    deja = {critere.code for critere in marques}
    etendues = {agregat.code: compute_etendue(agregat) for agregat in agregats}
    larges = sorted(
        (e for e in enjeux if etendues.get(e.code) and not deja & {c.code for c in e.criteres}),
        key=lambda e: -etendues[e.code],
    )
    return [*(_discuss_critere(critere) for critere in marques), *(_discuss_enjeu(enjeu) for enjeu in larges)]


def compute_etendue(agregat: Agregat) -> Fraction:
    """How far apart the middle half of the structures stands, from 0 to 1; 0 when there are no figures."""
    return agregat.quartiles.q3 - agregat.quartiles.q1 if agregat.quartiles is not None else Fraction(0)


def _discuss_critere(critere: Critere) -> tuple[SaisieEtape, ...]:
    return _show_repartition(critere.titre, ContenuRepartition(critere=critere.code)), _vote_niveau(critere)


def _discuss_enjeu(enjeu: Enjeu) -> tuple[SaisieEtape, ...]:
    """The figures are those of the enjeu: the room says which of its critères to work on first."""
    etape = _show_repartition(enjeu.titre, ContenuRepartition(enjeu=enjeu.code))
    options = tuple(dict.fromkeys(critere.titre[:OPTION_MAX].strip() for critere in enjeu.criteres))
    if len(options) not in OPTIONS:
        return etape, _vote_niveau(enjeu.criteres[0])
    vote = ContenuVote(GenreTour.POINTS, question="Sur quoi avancer d’abord ?", options=options, points=POINTS)
    return etape, SaisieEtape(GenreEtape.VOTE, _cut(f"Nos priorités : {enjeu.titre}"), VOTE, vote.to_contenu())


def _show_repartition(titre: str, contenu: ContenuRepartition) -> SaisieEtape:
    return SaisieEtape(GenreEtape.REPARTITION, _cut(titre), REPARTITION, contenu.to_contenu())


def _vote_niveau(critere: Critere) -> SaisieEtape:
    vote = ContenuVote(GenreTour.NIVEAU, critere=critere.code)
    return SaisieEtape(GenreEtape.VOTE, _cut(f"Vote : {critere.titre}"), VOTE, vote.to_contenu())


def _cut(titre: str) -> str:
    return titre if len(titre) <= TITRE_MAX else f"{titre[: TITRE_MAX - 1]}…"
