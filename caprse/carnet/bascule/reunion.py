"""The answer that several old ones become: pure rules.

Where the niveau of several critères made one comes from: a niveau is a rank, and ranks are ordered, not added, so that
their summary is a median, never a mean (Stevens, « On the Theory of Scales of Measurement », Science 103, 1946). A
niveau holds only if all below hold, so between two middle ranks the lower one is taken: by weight, at least half of
what is merged holds what is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from caprse.carnet.regles import LONGUEURS, Saisie

SUITE = " […]"
ROUVERTE = "Avant : non concerné. Le critère est maintenant écrit pour vous aussi."


@dataclass(frozen=True)
class Origine:
    """An old critère taken over; ``partage`` when others take it over too; ``contenu`` None when nothing was said.

    ``rouverte``: its « non concerné » falls, because the question is now put to this structure too.
    """

    code: str
    titre: str
    poids: Fraction
    partage: bool = False
    contenu: Saisie | None = None
    rouverte: bool = False


@dataclass(frozen=True)
class Fusion:
    """The answer that results, None when nothing was said.

    ``a_confirmer``: it was copied to several critères, or is asked again. ``raccourci``: its text is too long to be
    joined whole.
    """

    contenu: Saisie | None = None
    a_confirmer: bool = False
    raccourci: bool = False


def scale(niveau: int | None, ancien_max: int, nouveau_max: int) -> int | None:
    """The same share of steps climbed on another échelle, rounded down: no more is claimed than was held."""
    return None if niveau is None else niveau * nouveau_max // ancien_max


def compute_mediane_basse(niveaux: Iterable[tuple[int, Fraction]]) -> int | None:
    """The weighted low median of pairs (niveau, weight > 0): the lowest that half of the weight does not exceed."""
    tries = sorted(niveaux)
    moitie = sum((poids for _, poids in tries), Fraction()) / 2
    cumul = Fraction()
    for niveau, poids in tries:
        cumul += poids
        if cumul >= moitie:
            return niveau
    return None


def merge(sources: Iterable[Origine], ancien_max: int, nouveau_max: int) -> Fusion:
    """The answer that several old ones become, whatever their order. ``…_max`` are the highest niveaux.

    A source without an answer is not counted as 0: it is not counted.
    """
    tries = sorted(sources, key=lambda source: source.code)
    dits = [
        replace(source, contenu=_scale_contenu(_reopen(source), ancien_max, nouveau_max))
        for source in tries
        if source.contenu is not None and source.contenu != Saisie()
    ]
    if not dits:
        return Fusion()
    if len(tries) == 1:
        return _copy(dits[0])
    contenus = [source.contenu for source in dits if source.contenu is not None]
    non_concerne = len(dits) == len(tries) and all(contenu.non_concerne for contenu in contenus)
    niveau = compute_mediane_basse(
        (source.contenu.niveau, source.poids)
        for source in dits
        if source.contenu and source.contenu.niveau is not None
    )
    trace = next((contenu for contenu in contenus if contenu.a_une_trace), Saisie())
    commentaire, commentaire_coupe = _cut(_join_commentaires(dits, trace, non_concerne), LONGUEURS["commentaire"])
    motif, motif_coupe = _cut(_join_motifs(dits), LONGUEURS["motif"])
    repondus = [contenu for contenu in contenus if contenu.repondu]
    contenu = Saisie(
        niveau=niveau,
        non_concerne=non_concerne,
        motif=motif,
        commentaire=commentaire,
        cible=None if non_concerne else _merge_cible(contenus, niveau),
        deja_regle=bool(repondus) and all(contenu.deja_regle for contenu in repondus),
        trace_titre=trace.trace_titre,
        trace_lien=trace.trace_lien,
    )
    return Fusion(contenu, any(source.partage or source.rouverte for source in dits), commentaire_coupe or motif_coupe)


def _scale_contenu(contenu: Saisie, ancien_max: int, nouveau_max: int) -> Saisie:
    niveau = scale(contenu.niveau, ancien_max, nouveau_max)
    return replace(contenu, niveau=niveau, cible=scale(contenu.cible, ancien_max, nouveau_max))


def _reopen(source: Origine) -> Saisie:
    """What is left of an answer: all of it, or the words of a « non concerné » that falls."""
    contenu = source.contenu or Saisie()
    if not source.rouverte:
        return contenu
    motif = f" Motif d’alors : {contenu.motif}" if contenu.motif.strip() else ""
    commentaire, _ = _cut(f"{ROUVERTE}{motif}\n\n{contenu.commentaire}".strip(), LONGUEURS["commentaire"])
    return replace(contenu, non_concerne=False, motif="", commentaire=commentaire)


def _copy(source: Origine) -> Fusion:
    """The one answer there is, as it was; where others take it over too, it asks to be confirmed."""
    contenu = source.contenu
    if contenu is None or not source.partage:
        return Fusion(contenu, a_confirmer=source.rouverte)
    suite = f"\n\n{contenu.commentaire}" if contenu.commentaire else ""
    commentaire, coupe = _cut(_ask_confirmation(source) + suite, LONGUEURS["commentaire"])
    return Fusion(replace(contenu, commentaire=commentaire), a_confirmer=True, raccourci=coupe)


def _ask_confirmation(source: Origine) -> str:
    return f"À confirmer : réponse reprise de {_name(source)}, que plusieurs critères remplacent."


def _merge_cible(contenus: Iterable[Saisie], niveau: int | None) -> int | None:
    cibles = [contenu.cible for contenu in contenus if contenu.cible is not None]
    return max([*cibles, niveau or 0]) if cibles else None


def _join_commentaires(sources: Sequence[Origine], trace: Saisie, non_concerne: bool) -> str:
    paragraphes = [_ask_confirmation(source) for source in sources if source.partage]
    for source in sources:
        contenu = source.contenu
        if contenu is None:
            continue
        morceaux = [contenu.commentaire]
        if contenu.non_concerne and not non_concerne:
            morceaux.insert(0, "non concerné.")
        if contenu is not trace and contenu.a_une_trace:
            morceaux.append(f"Trace : {' '.join(filter(None, (contenu.trace_titre, contenu.trace_lien)))}")
        texte = "\n".join(filter(str.strip, morceaux))
        if texte:
            paragraphes.append(f"{_name(source)} : {texte}")
    return "\n\n".join(paragraphes)


def _join_motifs(sources: Sequence[Origine]) -> str:
    motifs = [(source, source.contenu.motif) for source in sources if source.contenu and source.contenu.motif.strip()]
    return "\n".join(f"{_name(source)} : {motif}" for source, motif in motifs)


def _name(source: Origine) -> str:
    return f"« {source.titre} »"


def _cut(texte: str, longueur: int) -> tuple[str, bool]:
    if len(texte) <= longueur:
        return texte, False
    return texte[: longueur - len(SUITE)] + SUITE, True
