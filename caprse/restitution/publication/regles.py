"""Who may see what of the others. Sets of figures in, yes or no out.

The danger is subtraction: whoever holds two figures whose sets differ by one structure knows that structure's answers.
So a figure about others is shown for enough of them, moves only when enough of them move (`mouvements.py`), and with
earlier ones never adds up to a figure about a few (`combinaisons.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from caprse.restitution.publication.combinaisons import Valeur, can_isolate
from caprse.restitution.publication.mouvements import Unites, can_reveal, count_unites, list_moved


@dataclass(frozen=True, slots=True)
class Cadre:
    """What a collectif asks: ``seuil`` others at least, moves of ``k`` at least; and who is known together."""

    seuil: int
    k: int
    unites: Unites = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parue:
    """What one edition counted and showed, in the codes of today. Also the edition that is being considered.

    ``valeurs``: for each axis, who answered, with the fingerprint of its figure. ``montres``: the axes shown.
    ``nommees``: who was named on each. Of an edition made with another version of the référentiel: ``semblables`` are
    the axes of today that ask the same as one of its own, ``comptees`` all whom it counted, ``reprises`` those who
    transmitted again since.
    """

    valeurs: Mapping[str, Mapping[str, str]]
    montres: frozenset[str]
    nommees: Mapping[str, frozenset[str]] = field(default_factory=dict)
    semblables: frozenset[str] | None = None
    comptees: frozenset[str] = frozenset()
    reprises: frozenset[str] = frozenset()

    def get_valeurs(self, axe: str) -> Mapping[str, str]:
        return self.valeurs.get(axe, {})

    def get_nommees(self, axe: str) -> frozenset[str]:
        return self.nommees.get(axe, frozenset())

    def list_named(self, axe: str) -> frozenset[Valeur]:
        """The figures that its names tell."""
        return frozenset(paire for paire in self.get_valeurs(axe).items() if paire[0] in self.get_nommees(axe))

    def is_like(self, axe: str) -> bool:
        """Whether its figure of this axis answers the same questions as today's."""
        return self.semblables is None or axe in self.semblables

    @property
    def presentes(self) -> frozenset[str]:
        """Everybody whom it counted."""
        return self.comptees.union(*(valeurs.keys() for valeurs in self.valeurs.values()))


def can_publish(nouvelle: Parue, anciennes: Sequence[Parue], restants: int, cadre: Cadre, *, cloture: bool) -> bool:
    """Whether it is time to publish; whether it gives nobody away is asked axis by axis (`can_add`).

    ``anciennes`` are the editions of the trimestre, the last one last; ``restants`` the carnets still to come.

    1. Fewer than ``seuil`` units are never published.
    2. Before closing, those still to come are none, or ``k`` at least. Fewer could only ever be added alone, that is
       shown by subtraction, or be left out for good. At closing nobody comes any more.
    3. Nothing is published twice alike, and ``k`` carnets moved at least. When fewer did, the last edition stays: an
       older figure is better than a figure that names someone.
    """
    if count_unites(nouvelle.presentes, cadre.unites) < cadre.seuil:
        return False
    if not cloture and 0 < restants < cadre.k:
        return False
    if not anciennes:
        return True
    derniere = anciennes[-1]
    return len(list_moved_carnets(derniere, nouvelle)) >= cadre.k and any(
        axe not in derniere.montres or derniere.get_valeurs(axe) != nouvelle.get_valeurs(axe)
        for axe in nouvelle.montres
    )


def list_moved_carnets(ancienne: Parue, nouvelle: Parue) -> frozenset[str]:
    """Who came, left or changed something since an edition; who may have, where the questions are others."""
    bouges = set(ancienne.presentes ^ nouvelle.presentes)
    for axe in ancienne.valeurs.keys() | nouvelle.valeurs.keys():
        if ancienne.is_like(axe):
            bouges |= list_moved(ancienne.get_valeurs(axe), nouvelle.get_valeurs(axe))
        else:
            bouges |= ancienne.reprises
    return frozenset(bouges)


def can_add(axe: str, nouvelle: Parue, anciennes: Sequence[Parue], cadre: Cadre) -> bool:
    """Whether the new edition may show this axis, with its names, to whoever keeps every earlier one.

    Whoever was named once on the axis is held to be known in all editions, and also to be unknown wherever its figure
    did not stand beside its name: both must be safe. What earlier editions say is said already, but a new name must
    not open them: they are then asked again, one after the other.
    """
    suite = [*(une for une in anciennes if une.is_like(axe) and axe in une.montres), nouvelle]
    avant: frozenset[str] = frozenset().union(*(une.get_nommees(axe) for une in anciennes))
    connues = avant | nouvelle.get_nommees(axe)
    dites_avant = {paire for une in suite[:-1] for paire in une.list_named(axe)}
    dites = dites_avant | nouvelle.list_named(axe)
    supposees = {paire for une in suite for paire in une.get_valeurs(axe).items() if paire[0] in connues}
    ouvertes = connues != avant or dites != dites_avant
    if not all(_hides_through(une, nouvelle, axe, connues, cadre) for une in anciennes if not une.is_like(axe)):
        return False
    return all(
        hides_unnamed(suite[rang].get_valeurs(axe).keys(), connues, cadre)
        and _hides_after([une.get_valeurs(axe) for une in suite[: rang + 1]], supposees, cadre)
        and _hides_after([une.get_valeurs(axe) for une in suite[: rang + 1]], dites, cadre)
        for rang in range(0 if ouvertes else len(suite) - 1, len(suite))
    )


def can_show(n: int, inclus: bool, seuil: int) -> bool:
    """Whether a viewer may see the figure of one axis over ``n`` respondents, the viewer's own included or not.

    What counts is the others: subtracting oneself is always possible. Applied axis by axis, because an axis that few
    answered may be thinner than the set.
    """
    return n - int(inclus) >= seuil


def hides_unnamed(presentes: Collection[str], connues: Collection[str], cadre: Cadre) -> bool:
    """Whether names beside a figure over all leave nobody to be told by subtraction.

    Those not named are nobody, or ``k`` units besides the one that looks, which may be one of them.
    """
    if not frozenset(connues) & frozenset(presentes):
        return True
    anonymes = count_unites(frozenset(presentes) - frozenset(connues), cadre.unites)
    return anonymes == 0 or anonymes > cadre.k


def list_shown(
    presentes: Mapping[str, Collection[str]], total: str, enjeux: Collection[str], cadre: Cadre
) -> frozenset[str]:
    """The axes that an edition keeps, out of who answered each: those that enough units answered.

    The total of the enjeux stands only beside all that it adds up: one that is hidden would be the difference.
    """
    montres = {axe for axe, qui in presentes.items() if count_unites(qui, cadre.unites) >= cadre.seuil}
    if any(presentes.get(enjeu) and enjeu not in montres for enjeu in enjeux):
        montres.discard(total)
    return frozenset(montres)


def _hides_after(suite: Sequence[Mapping[str, str]], sues: Collection[Valeur], cadre: Cadre) -> bool:
    """Whether the last of these editions gives nobody away beside the others, when these figures are known."""
    *avant, apres = suite
    for ancienne in avant:
        bouges = list_moved(ancienne, apres)
        # Known on both sides, or on the only one where it counts.
        nommees = {un for un in bouges if all((un, cote[un]) in sues for cote in (ancienne, apres) if un in cote)}
        if not can_reveal(bouges, nommees, cadre.unites, cadre.k):
            return False
    return not can_isolate(avant, apres, sues, cadre.unites, min(cadre.k, cadre.seuil))


def _hides_through(ancienne: Parue, nouvelle: Parue, axe: str, connues: Collection[str], cadre: Cadre) -> bool:
    """The same when an axis asks other questions than the earlier edition did: enjeux that were split or merged.

    Nobody then knows who moved: whoever left or transmitted again may have. It is safe when nobody may have, or when
    enough came for sure.
    """
    ici = frozenset(nouvelle.get_valeurs(axe))
    venues = ici - ancienne.presentes
    doutes = ancienne.reprises | (ancienne.presentes - nouvelle.presentes)
    if not venues and not doutes:
        return True
    return count_unites(venues - frozenset(connues), cadre.unites) >= cadre.k


def list_axes(empreinte: str) -> Iterator[tuple[str, str]]:
    """The axes of a fingerprint such as ``PAR-A:1f3c PAR-B:90aa``, each with its own."""
    for part in empreinte.split():
        axe, _, valeur = part.rpartition(":")
        yield axe, valeur


def split_by_axe(empreintes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Fingerprints by structure → by axis, then by structure."""
    par_axe: dict[str, dict[str, str]] = {}
    for structure, empreinte in empreintes.items():
        for axe, valeur in list_axes(empreinte):
            par_axe.setdefault(axe, {})[structure] = valeur
    return par_axe
