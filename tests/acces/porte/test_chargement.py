"""A process that serves the plain pages alone has not loaded the rooms above: access must not need them."""

from __future__ import annotations

import subprocess
import sys

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.socle.base_locale import APPLICATION, BaseLocale
from tests.acces.conftest import find_lien, read_courriels
from tests.base import execute
from tests.monde import Monde

PROGRAMME = """
import sys
from datetime import UTC, datetime
from caprse.acces.porte import web
from caprse.acces.comptes.habilitations import update_role
from caprse.acces.comptes.invitations import accept_invitation
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.socle.base import create_moteur
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages

moteur = create_moteur(sys.argv[1])
horloge = lambda: datetime(2026, 3, 14, 13, 2, tzinfo=UTC)
set_installation(Installation(Reglages(), moteur, None, horloge=horloge))
with open_unit_systeme() as unit:
    session = accept_invitation(unit, sys.argv[2], "Essai")
with open_unit(jeton=session) as unit:
    print(*(droit.role for droit in unit.acteur.droits))
assert not [nom for nom in sys.modules if nom.startswith(("caprse.collectif", "caprse.carnet"))]
moteur.dispose()
"""


def test_an_invitation_is_accepted_where_no_other_room_is_loaded(monde: Monde, serveur: BaseLocale, base: str) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_invitation(unit, "zoe@exemple.test", "Zoé", Role.LECTURE, monde.collectif, monde.structures[0])
    jeton = find_lien(read_courriels()[-1][2]).rsplit("/", 1)[1]
    resultat = subprocess.run(
        [sys.executable, "-c", PROGRAMME, serveur.url(APPLICATION, base), jeton],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert resultat.returncode == 0, resultat.stderr
    assert resultat.stdout.strip() == "lecture"
    assert execute("select count(*) from session_web") == [(1,)]
