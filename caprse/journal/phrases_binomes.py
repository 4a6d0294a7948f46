"""What the journal says of the binômes: pure."""

from __future__ import annotations

from caprse.journal.faits import Fait, format_dit, format_ici, format_pour
from caprse.socle.francais import enumerate_words


def describe_entraide(fait: Fait) -> str:
    if fait.supprime:
        return f"a supprimé les listes de binôme{format_ici(fait)}"
    return f"a dit ce qui se partage et se cherche{format_pour(fait)}"


def describe_binome(fait: Fait) -> str:
    noms = fait.apres.get("noms") or fait.avant.get("noms") or ()
    qui = f" : {enumerate_words([str(nom) for nom in noms])}" if noms else ""
    if fait.cree:
        return f"a proposé un binôme{qui}"
    if fait.supprime:
        return f"a retiré la proposition d’un binôme{qui}"
    gestes = {"accepte": "a accepté un binôme", "refuse": "a refusé un binôme", "termine": "a mis fin à un binôme"}
    return gestes.get(fait.apres.get("etat", ""), "a modifié un binôme") + qui


def describe_visite(fait: Fait) -> str:
    if fait.supprime:
        return "a supprimé une visite de binôme"
    geste = "a noté une visite de binôme" if fait.cree else "a modifié une visite de binôme"
    return f"{geste}{format_dit(fait.apres.get('note'))}"
