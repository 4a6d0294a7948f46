"""One account on one line of the list of the administration."""

from __future__ import annotations

from caprse.acces.comptes.service import FicheCompte
from caprse.acces.regles import LIBELLES
from caprse.socle.dates import FUSEAU, format_date_courte
from caprse.socle.fictif import drop_mention
from caprse.socle.signes import escape_html

# Where a role holds that is of no structure and of no collectif.
TOUT_LE_CAHIER = "Tout le cahier"


def build_rang(fiche: FicheCompte) -> str:
    """Who it is: name over address, roles and where, since when; HTML."""
    ferme = ' <small class="cap-alerte">compte fermé</small>' if not fiche.actif else ""
    roles = "".join(
        f'<div><span class="cap-role {role.role}">{LIBELLES[role.role]}</span> '
        f"<span>{escape_html(drop_mention(role.lieu)) or TOUT_LE_CAHIER}</span></div>"
        for role in fiche.roles
    )
    depuis = format_date_courte(fiche.cree_le.astimezone(FUSEAU).date())
    return (
        f'<div class="cap-rang cap-rang-compte"><div><b>{escape_html(fiche.nom)}{ferme}</b>'
        f"<small>{escape_html(fiche.courriel)}</small></div>"
        f'<div class="roles">{roles or "<small>Aucun rôle : cette personne ne peut rien voir</small>"}</div>'
        f'<small class="jour">{depuis}</small></div>'
    )
