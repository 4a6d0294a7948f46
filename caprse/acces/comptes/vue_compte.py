"""One account on one line of the list of the administration."""

from __future__ import annotations

from caprse.acces.comptes.service import FicheCompte
from caprse.acces.regles import LIBELLES
from caprse.socle.dates import FUSEAU, format_date_courte
from caprse.socle.fictif import drop_mention
from caprse.socle.signes import escape_html


def build_rang(fiche: FicheCompte) -> str:
    """Who it is, on one line: name, roles and where, address, since when; HTML."""
    ferme = ' <small class="cap-alerte">compte fermé</small>' if not fiche.actif else ""
    roles = [
        f'<span class="cap-role {role.role}">{LIBELLES[role.role]}</span> '
        + (f"<small>{escape_html(drop_mention(role.lieu))}</small>" if role.lieu else "")
        for role in fiche.roles
    ]
    depuis = format_date_courte(fiche.cree_le.astimezone(FUSEAU).date())
    return (
        f'<div class="cap-rang cap-rang-compte"><b>{escape_html(fiche.nom)}{ferme}</b>'
        f'<span class="adresse">{escape_html(fiche.courriel)}</span>'
        f"<div>{''.join(roles) or '<small>Aucun rôle</small>'}</div>"
        f'<small class="adresse">{depuis}</small></div>'
    )
