"""One account on one line of the list of the administration."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.acces.comptes.service import FicheCompte
from caprse.acces.regles import LIBELLES, Role
from caprse.socle.dates import FUSEAU, format_date_courte
from caprse.socle.fictif import drop_mention
from caprse.socle.francais import sort_key
from caprse.socle.signes import escape_html

# Where a role holds that is of no structure and of no collectif.
TOUT_LE_CAHIER = "Tout le cahier"


def group_fiches(fiches: Sequence[FicheCompte]) -> dict[str, list[FicheCompte]]:
    """By the collectif of the first role, those of the whole workbook before them."""
    par: dict[str, list[FicheCompte]] = {}
    for fiche in fiches:
        collectif = next((drop_mention(role.collectif) for role in fiche.roles if role.collectif), "")
        par.setdefault(collectif, []).append(fiche)
    return {collectif or TOUT_LE_CAHIER: par[collectif] for collectif in sorted(par, key=sort_key)}


def build_rang(fiche: FicheCompte) -> str:
    """Who it is: name over address, roles and where, when they last came; HTML."""
    ferme = ' <small class="cap-alerte">compte fermé</small>' if not fiche.actif else ""
    roles = "".join(build_role(role.role, role.lieu) for role in fiche.roles)
    sans_role = "<small>Aucun rôle : cette personne ne peut rien voir</small>"
    venue = format_date_courte(fiche.venu_le.astimezone(FUSEAU).date()) if fiche.venu_le else "jamais"
    fin = f'<small class="jour"><span class="quand">Dernière venue\u00a0: </span>{venue}</small>'
    return build_ligne(f"{escape_html(fiche.nom)}{ferme}", fiche.courriel, roles or sans_role, fin)


def build_role(role: Role, lieu: str) -> str:
    """A role and where it holds, in HTML."""
    return (
        f'<div><span class="cap-role {role}">{LIBELLES[role]}</span> '
        f"<span>{escape_html(drop_mention(lieu)) or TOUT_LE_CAHIER}</span></div>"
    )


def build_ligne(qui: str, courriel: str, roles: str, fin: str) -> str:
    """The columns of a person; ``qui``, ``roles`` and ``fin`` are HTML."""
    return (
        f'<div class="cap-rang cap-rang-compte"><div><b>{qui}</b><small>{escape_html(courriel)}</small></div>'
        f'<div class="roles">{roles}</div>{fin}</div>'
    )
