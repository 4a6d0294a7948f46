"""Rows of the séance: a room of phones joins and votes within ten seconds, over HTTP, against the project's server."""

from __future__ import annotations

import http.client
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from playwright.sync_api import Browser

from bench.lieux import Lieux, open_installation
from bench.mesures.mur import compute_retards, open_mur_temoin
from bench.resultats import Ligne, ReponsePerdue, Resultat, Serie, compare
from caprse.acces.unite import open_unit_systeme
from caprse.seance.regles import ALPHABET_CODE, LONGUEUR_CODE
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour

SALLES = (50, 300)
DUREE = 10.0  # seconds within which the whole room comes
BARRE_MS = 300.0
BARRE_MUR_MS = 2000.0
NIVEAUX = 5


@dataclass(frozen=True)
class _Question:
    """A running session whose tour is open."""

    seance: UUID
    code: str
    tour: UUID


def measure_votes(navigateur: Browser, lieux: Lieux, salles: tuple[int, ...] = SALLES) -> Resultat:
    """Two rows per size of room: p95 of every answer the phones got, and the slowest vote to reach a live wall.

    Raises ReponsePerdue when the base does not hold, once each, the last vote that each phone was told is recorded.
    """
    lignes: list[Ligne] = []
    series: list[Serie] = []
    for taille in salles:
        question = _prepare(lieux)
        mur = open_mur_temoin(navigateur, lieux, question.seance)
        with ThreadPoolExecutor(1) as salle:
            # The browser must be served while the room votes: its own thread stays free for it.
            venue = salle.submit(_play, lieux.site.adresse, question, taille)
            while not venue.done():
                mur.wait_for_timeout(100)
            temps, choix, accuses = venue.result()
        retards = compute_retards(mur, accuses)
        _check(lieux, question, choix)
        serie = Serie(f"{taille} téléphones rejoignent et votent en {DUREE:.0f} s, chaque réponse", tuple(temps))
        mur_serie = Serie(f"{taille} téléphones : d'un vote accusé au mur qui le compte", retards)
        series += [serie, mur_serie]
        lignes += [
            compare(f"Séance : {taille} téléphones, p95 contre 300 ms", serie.p95, BARRE_MS, 1.0),
            compare(f"Séance : {taille} téléphones, mur le plus lent contre 2 s", max(retards), BARRE_MUR_MS, 1.0),
        ]
    return Resultat(tuple(lignes), tuple(series))


def _prepare(lieux: Lieux) -> _Question:
    """A session of its own for each room, with one question put to it."""
    site = lieux.site
    code = "".join(random.choices(ALPHABET_CODE, k=LONGUEUR_CODE))  # noqa: S311 - nothing to guess here
    (rencontre,) = site.query(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour)"
        " values (%s, %s, 'presentiel', 'Mesure', current_date) returning id",
        site.monde.collectif,
        site.monde.trimestre,
    )[0]
    (seance,) = site.query(
        "insert into seance (collectif_id, rencontre_id, titre, etat, code)"
        " values (%s, %s, 'Mesure', 'en_cours', %s) returning id",
        site.monde.collectif,
        rencontre,
        code,
    )[0]
    (etape,) = site.query(
        "insert into etape (collectif_id, seance_id, ordre, genre, titre, contenu)"
        " values (%s, %s, 1, 'vote', 'Mesure', jsonb_build_object('genre', 'niveau', 'critere', %s::text))"
        " returning id",
        site.monde.collectif,
        seance,
        site.monde.criteres[0],
    )[0]
    site.query("update seance set etape_id = %s where id = %s", etape, seance)
    with open_installation(site.serveur) as installation, open_unit_systeme(installation) as unit:
        return _Question(seance, code, open_tour(unit, etape))


def _play(adresse: str, question: _Question, taille: int) -> tuple[list[float], list[int], list[float]]:
    """The whole room at once; gives every time in milliseconds, what each phone voted last, when it was first told."""
    depart = Barrier(taille)
    with ThreadPoolExecutor(taille) as equipe:
        telephones = list(
            equipe.map(lambda rang: _Telephone(adresse, question, rang, taille).come(depart), range(taille))
        )
    temps = [temps for _, mesures, _ in telephones for temps in mesures]
    return temps, [choix for choix, _, _ in telephones], [accuse for _, _, accuse in telephones]


class _Telephone:
    """One phone: it comes at its moment, reads each page, votes, and every third one changes its mind."""

    def __init__(self, adresse: str, question: _Question, rang: int, taille: int) -> None:
        hote = urlsplit(adresse)
        self.connexion = http.client.HTTPConnection(str(hote.hostname), hote.port, timeout=30)
        self.question = question
        self.rang = rang
        self.hasard = random.Random(taille * 1000 + rang)  # noqa: S311 - the same room at each run
        self.cookie = ""
        self.temps: list[float] = []

    def come(self, depart: Barrier) -> tuple[int, list[float], float]:
        """The whole visit; gives the last vote, the times, and the instant at which the first vote was recorded."""
        depart.wait()
        time.sleep(self.hasard.uniform(0, DUREE * 0.8))
        self.ask("GET", f"/rejoindre/{self.question.code}")
        self.ask("POST", "/rejoindre", {"code": self.question.code})
        self.read()
        choix = self.vote()
        accuse = time.time()
        if self.rang % 3 == 0:
            time.sleep(self.hasard.uniform(0, DUREE * 0.1))
            choix = self.vote()
        self.connexion.close()
        return choix, self.temps, accuse

    def vote(self) -> int:
        """Vote, then read that it is recorded."""
        choix = self.hasard.randrange(NIVEAUX)
        self.ask("POST", "/salle/vote", {"tour": str(self.question.tour), "choix": str(choix)})
        if "est enregistré" not in self.read():
            raise ReponsePerdue(f"le téléphone {self.rang} n'a pas su que son vote est enregistré")
        return choix

    def read(self) -> str:
        return self.ask("GET", "/salle")

    def ask(self, methode: str, chemin: str, formulaire: dict[str, str] | None = None) -> str:
        """One request, timed from its first byte sent to the last byte read. Raises ReponsePerdue on any refusal."""
        en_tetes = {"Cookie": self.cookie} if self.cookie else {}
        corps = None
        if formulaire is not None:
            corps = urlencode(formulaire)
            en_tetes["Content-Type"] = "application/x-www-form-urlencoded"
        debut = time.perf_counter()
        self.connexion.request(methode, chemin, corps, en_tetes)
        reponse = self.connexion.getresponse()
        texte = reponse.read().decode()
        self.temps.append((time.perf_counter() - debut) * 1000)
        attendu = 200 if formulaire is None else 303
        if reponse.status != attendu:
            raise ReponsePerdue(f"{methode} {chemin} : {reponse.status}, {attendu} attendu")
        if pose := re.match(r"caprse_salle=[^;]+", reponse.headers.get("set-cookie", "")):
            self.cookie = pose[0]
        return texte


def _check(lieux: Lieux, question: _Question, choix: list[int]) -> None:
    """The count is what the phones were told, one vote each."""
    with open_installation(lieux.site.serveur) as installation:
        for geste in (close_tour, reveal_tour):
            with open_unit_systeme(installation) as unit:
                geste(unit, question.tour)
    lignes = lieux.site.query("select resultat from tour where id = %s", question.tour)
    resultat = lignes[0][0]
    attendu = {str(niveau): choix.count(niveau) for niveau in range(NIVEAUX)}
    if resultat["votes"] != len(choix) or resultat.get("repartition", attendu) != attendu:
        raise ReponsePerdue(f"{len(choix)} votes annoncés : {attendu}, en base : {resultat}")
    lieux.site.query(
        "update seance set etat = 'terminee', code = null, terminee_le = now() where id = %s", question.seance
    )
