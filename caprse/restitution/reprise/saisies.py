"""One line of a file → what the structure said of one critère, with all that is wrong in its cells. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caprse.carnet.regles import CIBLE_PASSEE, LONGUEURS, Saisie, complete_lien, is_lien, list_reasons_against
from caprse.referentiel.erreurs import cite
from caprse.referentiel.marches import name_niveau
from caprse.restitution.reprise.cases import NON_CONCERNE, parse_niveau, parse_oui, read_texte
from caprse.socle.signes import clean_ligne, clean_texte

_PAR_RAISON = {CIBLE_PASSEE: ("cible", "la cible est plus basse que le niveau ; corrigez l’un ou l’autre.")}
_COLONNES = {"commentaire": "commentaire", "motif": "motif", "trace_titre": "trace", "trace_lien": "lien"}


def read_saisie(cases: Mapping[str, object], niveaux: Sequence[str]) -> tuple[Saisie, list[tuple[str, str]]]:
    """What is said, and every reason to refuse it: the column, and the sentence. ``niveaux`` names the échelle."""
    refus: list[tuple[str, str]] = []
    niveau = _read_niveau(cases, "niveau", niveaux, refus)
    cible = _read_niveau(cases, "cible", niveaux, refus)
    non_concerne = niveau == NON_CONCERNE
    coche = parse_oui(cases.get("non_concerne"))
    if coche is None:
        refus.append(("non_concerne", f"{cite(read_texte(cases['non_concerne']))} : écrivez « oui », ou rien."))
    elif coche and not non_concerne:
        non_concerne = True
        if niveau is not None:
            refus.append(("non_concerne", "« non concerné » ne va pas avec un niveau ; gardez l’un des deux."))
    # Nothing that was written is left out in silence.
    if not non_concerne and read_texte(cases.get("motif")):
        refus.append(
            (
                "motif",
                "un motif ne va qu’avec « non concerné » ; écrivez « nc » comme niveau, ou mettez-le en commentaire.",
            )
        )
    if non_concerne and cible is not None:
        refus.append(("cible", "une cible ne va pas avec « non concerné » ; gardez l’un des deux."))
    trace, lien = _read_trace(cases)
    saisie = Saisie(
        niveau=None if non_concerne else niveau,
        non_concerne=non_concerne,
        motif=clean_texte(read_texte(cases.get("motif"))) if non_concerne else "",
        commentaire=clean_texte(read_texte(cases.get("commentaire"))),
        cible=None if non_concerne else cible,
        trace_titre=trace,
        trace_lien=lien,
    )
    return saisie, refus + _list_refus(saisie, len(niveaux) - 1)


def _list_refus(saisie: Saisie, niveau_max: int) -> list[tuple[str, str]]:
    """The same rules as at the screen, each at its column."""
    refus = []
    if saisie.non_concerne and not saisie.motif:
        refus.append(("motif", "« non concerné » demande de dire pourquoi, en quelques mots, dans cette colonne."))
    for champ, colonne in _COLONNES.items():
        if (taille := len(getattr(saisie, champ))) > LONGUEURS[champ]:
            refus.append((colonne, f"ce texte est trop long : {taille} signes, {LONGUEURS[champ]} au plus."))
    if saisie.trace_lien and not is_lien(saisie.trace_lien):
        refus.append(("lien", f"{cite(saisie.trace_lien)} n’est pas une adresse ; elle commence par https://."))
    if not refus:
        raisons = list_reasons_against(saisie, niveau_max)
        refus += [_PAR_RAISON.get(raison, ("niveau", raison[:1].lower() + raison[1:])) for raison in raisons]
    return refus


def _read_niveau(
    cases: Mapping[str, object], cle: str, niveaux: Sequence[str], refus: list[tuple[str, str]]
) -> int | None:
    texte = read_texte(cases.get(cle))
    if not texte:
        return None
    niveau = parse_niveau(texte, niveaux)
    if niveau is None or (niveau == NON_CONCERNE and cle != "niveau"):
        niveau = None
        permis = f"de « {name_niveau(0, niveaux)} » à « {name_niveau(len(niveaux) - 1, niveaux)} »"
        suite = ", ou « non concerné »" if cle == "niveau" else ""
        refus.append((cle, f"{cite(texte)} n’est pas un niveau ; ils vont {permis}{suite}."))
    return niveau


def _read_trace(cases: Mapping[str, object]) -> tuple[str, str]:
    """The title and the address of the trace: an address alone in the column of the title is an address."""
    trace, lien = clean_ligne(read_texte(cases.get("trace"))), clean_ligne(read_texte(cases.get("lien")))
    if trace and not lien and is_lien(trace):
        return "", trace
    return trace, complete_lien(lien) if lien else ""
