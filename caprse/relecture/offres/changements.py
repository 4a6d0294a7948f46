"""What a new catalogue changes of the one before, as it is read before it is confirmed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caprse.relecture.offres.choix import Offre
from caprse.socle.francais import enumerate_words, format_pluriel


@dataclass(frozen=True, slots=True)
class Changements:
    """``changees``: each as it would be, with what changes of it. ``sans_exemple``: it is no example any more."""

    ajoutees: tuple[Offre, ...] = ()
    changees: tuple[tuple[Offre, str], ...] = ()
    retirees: tuple[Offre, ...] = ()
    deplacees: bool = False
    sans_exemple: bool = False

    def __bool__(self) -> bool:
        return bool(self.ajoutees or self.changees or self.retirees or self.deplacees or self.sans_exemple)


def compare(avant: Sequence[Offre], apres: Sequence[Offre]) -> Changements:
    """``avant``: the offres that are shown today."""
    anciennes = {offre.code: offre for offre in avant}
    nouvelles = {offre.code: offre for offre in apres}
    communes = [code for code in anciennes if code in nouvelles]
    changees = [
        (offre, "\u00a0; ".join(dits))
        for offre in apres
        if offre.code in anciennes and (dits := list(_list_ecarts(anciennes[offre.code], offre)))
    ]
    return Changements(
        tuple(offre for offre in apres if offre.code not in anciennes),
        tuple(changees),
        tuple(offre for offre in avant if offre.code not in nouvelles),
        communes != [code for code in nouvelles if code in anciennes],
        any(offre.illustrative for offre in avant) and not any(offre.illustrative for offre in apres),
    )


def _list_ecarts(avant: Offre, apres: Offre) -> Iterator[str]:
    if avant.titre != apres.titre:
        yield f"s’appelait «\u00a0{avant.titre}\u00a0»"
    if avant.resume != apres.resume:
        yield "résumé récrit" if avant.resume and apres.resume else f"résumé {'ajouté' if apres.resume else 'effacé'}"
    if avant.demi_journees != apres.demi_journees:
        yield f"{format_pluriel(apres.demi_journees, 'demi-journée')} au lieu de {avant.demi_journees}"
    if avant.criteres != apres.criteres:
        dits = enumerate_words(list(apres.criteres)) if apres.criteres else "aucun"
        yield f"{'critères' if len(apres.criteres) > 1 else 'critère'}\u00a0: {dits}"
