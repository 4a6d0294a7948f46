"""Who may look at the collectif, and what is said instead when not yet: pure rules, one French sentence each.

A sentence to a structure never tells how many others transmitted: that number would reveal who comes last. The person
who animates the collectif reads every carnet, so hers may count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.cycle import AgregatCycle
from caprse.restitution.publication.edition import Edition
from caprse.restitution.publication.mouvements import MOUVEMENTS_MIN
from caprse.restitution.publication.regles import can_show
from caprse.socle.francais import agree, format_pluriel


def refusal_to_look(etat_trimestre: EtatTrimestre, etat_carnet: EtatCarnet | None, adherente: bool) -> str | None:
    """Why a structure may not look at the collectif's figures of a trimestre yet, or None.

    You answer before you look: others' figures would anchor the answers. ``adherente`` tells whether the structure is
    a member today, ``etat_carnet`` is None when it had no carnet that trimestre.
    """
    if etat_trimestre is EtatTrimestre.PREPARE:
        return "Ce trimestre n’est pas encore ouvert."
    if etat_carnet is None and not adherente:
        return "Votre structure ne faisait pas partie du collectif à ce trimestre."
    if etat_trimestre is EtatTrimestre.OUVERT and etat_carnet not in ETATS_TRANSMIS:
        return (
            "Les chiffres du collectif s’ouvrent quand votre carnet est transmis : "
            "chacun répond d’abord, sans être influencé par les autres."
        )
    return None


def explain_seuil(seuil: int, etat_trimestre: EtatTrimestre, k: int = MOUVEMENTS_MIN) -> str:
    """What a structure reads when the rules of anonymity hold the figures back. Never how many there are."""
    regle = f"Il faut au moins {seuil} autres carnets transmis"
    if etat_trimestre is EtatTrimestre.CLOS:
        return (
            f"Les chiffres du collectif ne sont pas montrés pour ce trimestre. {regle}, assez nombreux pour que "
            "personne ne puisse reconnaître les réponses d’une structure."
        )
    return (
        f"Les chiffres du collectif ne sont pas encore montrés. {regle}, et les chiffres bougent par groupes d’au "
        f"moins {k} carnets : ainsi personne ne peut reconnaître les réponses d’une structure."
    )


def explain_suite(etat_trimestre: EtatTrimestre, k: int) -> str:
    """What a structure reads beside figures that may still move; empty once the trimestre is closed.

    The same at all times: whether something waits would tell that somebody has just transmitted.
    """
    if etat_trimestre is not EtatTrimestre.OUVERT:
        return ""
    return f"Ces chiffres changent par groupes d’au moins {k} structures, pour que personne ne soit reconnu."


def explain_total(edition: Edition) -> str:
    """Why the whole of the thématique is not told beside its enjeux; empty when it is, or when nothing is."""
    if not edition.enjeux or any(agregat.code == edition.total for agregat in edition.agregats):
        return ""
    return (
        "L’ensemble de la thématique n’est pas montré : trop peu de structures ont répondu à l’un de ses enjeux, "
        "et leurs réponses se liraient par différence."
    )


def restrict_edition(
    edition: Edition, siens: Sequence[frozenset[str]], seuil: int, unites: Sequence[int | None] = ()
) -> Edition:
    """The edition without the axes that too few *others* answered, and without the names on those axes.

    ``siens`` lists, for each of the viewer's own structures that the publication counted, the axes it answered: all of
    them can be subtracted by the person who looks. ``unites``, in the same order, is the number of the unit that each
    is of: others that one account knows together count as one. The total of the enjeux goes with any enjeu that was
    answered and is not shown: it would be the difference.
    """
    siennes = tuple(zip_longest(siens, unites[: len(siens)]))
    montres = {agregat.code for agregat in edition.agregats if _is_shown(agregat, siennes, seuil)}
    if any(agregat.n and agregat.code not in montres for agregat in edition.enjeux):
        montres.discard(edition.total)
    nommees = (
        replace(nommee, figures=tuple(figure for figure in nommee.figures if figure.code in montres))
        for nommee in edition.nommees
    )
    return replace(
        edition,
        agregats=tuple(agregat for agregat in edition.agregats if agregat.code in montres),
        nommees=tuple(nommee for nommee in nommees if nommee.figures),
    )


def can_read_cycle(
    cycle: AgregatCycle, siens: Sequence[frozenset[str]], seuil: int, unites: Sequence[int | None] = ()
) -> bool:
    """Whether enough *others* answered a thématique of the cycle, and each of its enjeux, which it would tell."""
    siennes = tuple(zip_longest(siens, unites[: len(siens)]))
    answered = (agregat for agregat in (cycle.agregat, *cycle.parts) if agregat.n)
    return all(can_show(_count_autres(agregat, siennes), False, seuil) for agregat in answered)


def has_enough_autres(
    agregat: Agregat, siens: Sequence[frozenset[str]], seuil: int, unites: Sequence[int | None] = ()
) -> bool:
    """Whether enough *others* than the viewer's own structures count in a figure."""
    return can_show(_count_autres(agregat, tuple(zip_longest(siens, unites[: len(siens)]))), False, seuil)


def _is_shown(agregat: Agregat, siennes: Sequence[tuple[frozenset[str], int | None]], seuil: int) -> bool:
    return agregat.quartiles is not None and can_show(_count_autres(agregat, siennes), False, seuil)


def _count_autres(agregat: Agregat, siennes: Sequence[tuple[frozenset[str], int | None]]) -> int:
    ici = [unite for axes, unite in siennes if agregat.code in axes]
    par_unite = Counter(unite for unite in ici if unite is not None)
    return agregat.count_autres(par_unite, seules=ici.count(None))


def can_try(candidats: int, membres: int, bouges: int, publie: bool, seuil: int, k: int = MOUVEMENTS_MIN) -> bool:
    """Whether `regles.can_publish` could say yes before closing, from counts alone: what screens ask at each look.

    Counts are never too low, so a no is certain; a yes is only worth reading the answers.
    """
    if candidats < seuil or 0 < membres - candidats < k:
        return False
    return not publie or bouges >= k


def explain_attente(
    candidats: int, membres: int, bouges: int, publie: bool, seuil: int, k: int = MOUVEMENTS_MIN
) -> str | None:
    """Why nothing new is published, for the person who animates the collectif; None when it is up to date.

    ``candidats`` transmitted of ``membres``, ``bouges`` of which moved since the last publication.
    """
    if candidats < seuil:
        transmis = format_pluriel(candidats, "carnet transmis", "carnets transmis")
        return f"{transmis} : il en faut au moins {seuil} pour publier."
    if not bouges:
        return None
    restants = membres - candidats
    if 0 < restants < k:
        return (
            f"Il ne manque plus que {format_pluriel(restants, 'carnet')}. "
            f"{agree(restants, 'Publié', 'Publiés')} à part, "
            f"{agree(restants, 'il se lirait', 'ils se liraient')} par différence : le collectif attend "
            f"{agree(restants, 'ce carnet', 'ces carnets')}, ou la clôture du trimestre."
        )
    if publie and bouges < k:
        return (
            f"{format_pluriel(bouges, 'carnet a', 'carnets ont')} changé depuis la dernière publication : "
            f"il en faut au moins {k} pour publier à nouveau."
        )
    return (
        "Publier maintenant laisserait deviner des réponses, par différence avec ce qui a déjà été montré. "
        "Le collectif attend d’autres carnets."
    )
