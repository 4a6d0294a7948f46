"""What happens to a structure, written straight into the base, and the facts that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from caprse.carnet.regles import EtatCarnet
from caprse.tableau.regles import Faits
from tests.base import execute, get_value
from tests.conftest import MAINTENANT
from tests.monde import Monde

JOUR = MAINTENANT.date()


def answer(carnet: UUID, codes: Sequence[str], jours: int = 0, *, non_concerne: bool = False) -> None:
    """Answer these critères so many days ago."""
    for code in codes:
        execute(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, non_concerne, motif,"
            " modifie_le) select collectif_id, id, :code, structure_id, cast(:niveau as smallint), :nc,"
            " :motif, :quand from carnet where id = :carnet",
            carnet=carnet,
            code=code,
            nc=non_concerne,
            niveau=None if non_concerne else 2,
            motif="essai" if non_concerne else "",
            quand=MAINTENANT - timedelta(days=jours),
        )


def set_etat(carnet: UUID, etat: EtatCarnet, jours: int = 0) -> None:
    """The état of a carnet, transmitted so many days ago where it was."""
    execute(
        "update carnet set etat = :etat, transmis_le = cast(:quand as timestamptz) where id = :carnet",
        carnet=carnet,
        etat=etat,
        quand=None if etat is EtatCarnet.BROUILLON else MAINTENANT - timedelta(days=jours),
    )


def write(carnet: UUID, auteur: UUID, jours: int = 0, critere: str | None = None) -> UUID:
    """One message, in the thread of the carnet or of a critère; gives the thread."""
    execute(
        "insert into fil (collectif_id, carnet_id, structure_id, critere) select collectif_id, id, structure_id,"
        " cast(:critere as text) from carnet where id = :carnet on conflict do nothing",
        carnet=carnet,
        critere=critere,
    )
    fil: UUID = get_value(
        "select id from fil where carnet_id = :carnet and critere is not distinct from cast(:critere as text)",
        carnet=carnet,
        critere=critere,
    )
    execute(
        "insert into message (collectif_id, fil_id, structure_id, auteur, texte, ecrit_le)"
        " select collectif_id, id, structure_id, :auteur, 'Bonjour', :quand from fil where id = :fil",
        fil=fil,
        auteur=auteur,
        quand=MAINTENANT - timedelta(days=jours),
    )
    return fil


def ask_appui(structure: UUID, jours: int = 0, etat: str = "demande", prevu: date | None = None) -> None:
    execute(
        "insert into appui (collectif_id, structure_id, demande, demande_le, etat, prevu_le)"
        " select collectif_id, id, 'Aide', :quand, :etat, :prevu from structure where id = :structure",
        structure=structure,
        quand=MAINTENANT - timedelta(days=jours),
        etat=etat,
        prevu=prevu,
    )


def plan_action(structure: UUID, echeance: date | None, etat: str = "a_faire") -> None:
    execute(
        "insert into action (collectif_id, structure_id, quoi, echeance, etat)"
        " select collectif_id, id, 'Agir', :echeance, :etat from structure where id = :structure",
        structure=structure,
        echeance=echeance,
        etat=etat,
    )


def give_accounts(*structures: UUID) -> None:
    """Somebody may log in for each of these structures."""
    for structure in structures:
        execute(
            "with c as (insert into compte (nom, courriel) values ('Direction', gen_random_uuid() || '@exemple.test')"
            " returning id) insert into habilitation (compte_id, role, collectif_id, structure_id)"
            " select c.id, 'direction', s.collectif_id, s.id from c, structure s where s.id = :structure",
            structure=structure,
        )


def live(hasard: Random, monde: Monde, rang: int, retard: int) -> Faits:
    """Let anything happen to one structure; gives what her list should know of it."""
    carnet, structure = monde.carnets[rang], monde.structures[rang]
    repondu = hasard.choice([None, 0, 5, 20, 21, 22, 40])
    if repondu is not None:
        answer(carnet, monde.criteres[:1], repondu)
    etat = hasard.choice(list(EtatCarnet))
    transmis = hasard.randrange(30)
    set_etat(carnet, etat, transmis)
    reouverture = None
    if etat in {EtatCarnet.TRANSMIS, EtatCarnet.RELU} and hasard.random() < 0.3:
        reouverture = hasard.randrange(5)
        execute(
            "update carnet set reouverture_demandee_le = :quand where id = :carnet",
            carnet=carnet,
            quand=MAINTENANT - timedelta(days=reouverture),
        )
    messages = [hasard.randrange(40) for _ in range(hasard.choice([0, 0, 0, 1, 2]))]
    for jours in messages:
        write(carnet, monde.comptes["alice"], jours)
    if hasard.random() < 0.3:
        # Her own words are never unread, nor an activity of the structure.
        write(carnet, monde.comptes["anna"], 0, monde.criteres[1])
    appuis = [hasard.randrange(9) for _ in range(hasard.choice([0, 0, 0, 1, 2]))]
    for jours in appuis:
        ask_appui(structure, jours)
    passe = hasard.choice([None, None, -3, 0, 1, 6])
    if passe is not None:
        ask_appui(structure, 10, "planifie", JOUR - timedelta(days=passe))
    actions = hasard.choice([0, 0, 2])
    for _ in range(actions):
        plan_action(structure, JOUR - timedelta(days=1))
    # The first two of this world have people already.
    comptes = 1
    if rang > 1:
        comptes = hasard.choice([0, 1, 1, 1])
        give_accounts(*[structure] * comptes)
    vivants = [repondu, None if etat is EtatCarnet.BROUILLON else transmis, *messages]
    connus = [jours for jours in vivants if jours is not None]
    return Faits(
        etat,
        True,
        reouverture,
        len(messages),
        max(messages, default=None),
        transmis,
        retard,
        len(appuis),
        max(appuis, default=None),
        passe if passe and passe > 0 else None,
        min(connus) if connus else (JOUR - date(2026, 1, 16)).days,
        actions,
        comptes,
    )
