"""What every response carries, as seen on the wire."""

from __future__ import annotations

import json
import re
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from caprse.sante import VALIDITE
from tests.parcours.site import Site, jeton


def get(site: Site, chemin: str, cookie: bool = True) -> tuple[int, dict[str, str], str]:
    requete = Request(site.adresse + chemin)  # noqa: S310 - our own server, on loopback
    if cookie:
        requete.add_header("Cookie", f"caprse_session={jeton('alice')}")
    try:
        with urlopen(requete, timeout=10) as reponse:  # noqa: S310
            return reponse.status, {k.lower(): v for k, v in reponse.headers.items()}, reponse.read().decode()
    except HTTPError as erreur:
        return erreur.code, {k.lower(): v for k, v in erreur.headers.items()}, erreur.read().decode()


def test_sante_says_ok_and_which_version(site: Site) -> None:
    statut, en_tetes, corps = get(site, "/sante", cookie=False)
    assert statut == 200
    assert json.loads(corps)["etat"] == "ok"
    assert en_tetes["cache-control"] == "no-store"


def test_sante_says_when_the_tables_are_not_those_of_this_code(site: Site) -> None:
    [[version]] = site.query("select version_num from alembic_version")
    site.query("update alembic_version set version_num = 'autre'")
    try:
        # Probes of the same second share one answer: the one given before this change.
        time.sleep(VALIDITE + 0.2)
        statut, _, corps = get(site, "/sante", cookie=False)
    finally:
        site.query("update alembic_version set version_num = %s", version)
    assert statut == 503
    assert json.loads(corps)["migrations"].startswith("autre")


def test_the_page_is_french_for_the_browser_and_asks_nothing_elsewhere(site: Site) -> None:
    statut, en_tetes, corps = get(site, "/carnet")
    assert statut == 200
    assert '<html lang="fr" translate="no">' in corps
    assert '<meta name="google" content="notranslate" />' in corps
    assert "<title>Cahier CAP RSE</title>" in corps
    assert "You need to enable JavaScript" not in corps
    assert int(en_tetes["content-length"]) == len(corps.encode())
    assert "default-src 'self'" in en_tetes["content-security-policy"]
    assert "frame-ancestors 'none'" in en_tetes["content-security-policy"]


def test_every_response_carries_the_security_headers(site: Site) -> None:
    for chemin in ("/carnet", "/connexion", "/sante", "/_stcore/health", "/nulle-part", "/nulle.part"):
        _, en_tetes, _ = get(site, chemin)
        assert en_tetes["x-content-type-options"] == "nosniff", chemin
        assert en_tetes["x-frame-options"] == "DENY", chemin
        assert en_tetes["referrer-policy"] == "same-origin", chemin


def test_what_a_first_page_asks_for_is_compressed_kept_and_light(site: Site) -> None:
    _, _, corps = get(site, "/carnet")
    adresses = re.findall(r"""(?:href|src)="\.?(/(?:static|app/static)/[^"]+)""", corps)
    assert len(adresses) > 60
    total = 0
    for adresse in adresses:
        requete = Request(site.adresse + adresse, headers={"Accept-Encoding": "gzip, br"})  # noqa: S310
        with urlopen(requete, timeout=10) as reponse:  # noqa: S310
            total += len(reponse.read()) + len(str(reponse.headers))
            assert "immutable" in reponse.headers["Cache-Control"], adresse
            assert reponse.headers["X-Content-Type-Options"] == "nosniff", adresse
            assert reponse.headers["ETag"], adresse
    assert total < 700_000


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    _, en_tetes, _ = get(site, "/carnet")
    assert en_tetes["cache-control"] == "no-cache"
    requete = Request(f"{site.adresse}/carnet", headers={"If-None-Match": en_tetes["etag"]})  # noqa: S310
    requete.add_header("Cookie", f"caprse_session={jeton('alice')}")
    with pytest.raises(HTTPError, match="304"):
        urlopen(requete, timeout=10)  # noqa: S310


def test_an_unknown_address_is_answered_in_french(site: Site) -> None:
    for chemin in ("/nulle-part", "/connexion/nulle/part", "/carnet/../etc"):
        statut, _, corps = get(site, chemin)
        assert statut == 404, chemin
        assert "introuvable" in corps, chemin


def test_the_agent_api_and_the_metrics_are_closed(site: Site) -> None:
    requete = Request(f"{site.adresse}/_stcore/agent/interact", data=b"{}", method="POST")  # noqa: S310
    requete.add_header("Content-Type", "application/json")
    try:
        with urlopen(requete, timeout=10) as reponse:  # noqa: S310
            statut = reponse.status
    except HTTPError as erreur:
        statut = erreur.code
    assert statut in {403, 404}
