"""The postman's round of signals: taken one at a time under a lease, sent outside of any transaction, then marked."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import RowMapping, update

from caprse.courrier.fabriques import register_tournee
from caprse.courrier.pile import BAIL, compute_attente, open_systeme
from caprse.echanges.signaux.envoi import SignalPerdu, send_signal
from caprse.echanges.signaux.modele import Signal
from caprse.echanges.signaux.regles import EN_TETE_SIGNAL, EN_TETE_SIGNATURE, ESSAIS_MAX, sign
from caprse.echanges.signaux.requetes import TAKE_SIGNAL
from caprse.echanges.signaux.service import register_crieurs
from caprse.socle.installation import Installation

# Mails wait behind: what is left goes at the next round.
EN_TOUT = timedelta(seconds=20)
log = logging.getLogger("caprse.signaux")


def register_signaux(installation: Installation) -> None:
    """Have signals written where things happen, and sent at each round."""
    register_crieurs(installation)
    register_tournee(installation, "signaux", send_signaux)


def send_signaux(installation: Installation) -> int:
    """Send what is due; returns how many were received. An address that does not answer waits for its turn."""
    recus, muettes = 0, set[UUID]()
    debut = installation.chrono()
    while installation.chrono() - debut < EN_TOUT.total_seconds():
        pris = _take(installation, muettes)
        if pris is None:
            break
        try:
            _send(installation, pris)
        except SignalPerdu as erreur:
            muettes.add(pris["adresse_id"])
            _mark_lost(installation, pris, str(erreur))
        else:
            recus += 1
            _mark(installation, pris, recu_le=installation.horloge(), erreur=None)
    return recus


def _take(installation: Installation, muettes: set[UUID]) -> RowMapping | None:
    now = installation.horloge()
    with open_systeme(installation) as db:
        return (
            db.execute(TAKE_SIGNAL, {"now": now, "bail": now + BAIL, "muettes": list(muettes)})
            .mappings()
            .one_or_none()
        )


def _send(installation: Installation, pris: RowMapping) -> None:
    corps = json.dumps({"id": str(pris["id"]), **pris["contenu"]}, ensure_ascii=False, sort_keys=True).encode()
    signature = sign(pris["vers"]["secret"], int(installation.horloge().timestamp()), corps)
    en_tetes = {EN_TETE_SIGNATURE: signature, EN_TETE_SIGNAL: str(pris["id"]), "User-Agent": "cahier-cap-rse"}
    send_signal(pris["vers"]["adresse"], corps, en_tetes, locale=installation.reglages.signaux_locaux)


def _mark_lost(installation: Installation, pris: RowMapping, raison: str) -> None:
    now = installation.horloge()
    log.warning("signal %s non reçu (essai %d) : %s", pris["id"], pris["essais"], raison)
    if pris["essais"] >= ESSAIS_MAX:
        _mark(installation, pris, abandonne_le=now, erreur=raison)
    else:
        _mark(installation, pris, envoyer_apres=now + compute_attente(pris["essais"]), erreur=raison)


def _mark(installation: Installation, pris: RowMapping, **valeurs: object) -> None:
    with open_systeme(installation) as db:
        db.execute(
            update(Signal)
            .where(Signal.collectif_id == pris["collectif_id"], Signal.id == pris["id"])
            .values(**valeurs)
        )
