"""The state machine of a session and of its votes, under any sequence of commands and any interleaving of votes."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.tours import BulletinConfiance, Resultat, ResultatChoix, ResultatTu
from caprse.seance.regles import (
    ALPHABET_CODE,
    LONGUEUR_CODE,
    TOURS_MAX,
    VERS,
    Ecran,
    EtatSeance,
    EtatTour,
    GenreEtape,
    GenreTour,
    Geste,
    ModeTour,
    Partie,
    Phase,
    TourJoue,
    compute_phase,
    read_code,
    refusal_niveau_convenu,
    refusal_to_change,
    refusal_to_open,
    refusal_to_start,
    refusal_to_vote,
    refusal_when_not_running,
)
from caprse.seance.vote.bulletins import build_options
from caprse.seance.vote.depouillement import count_votes

ETAPES = (UUID(int=1), UUID(int=2))
SEUIL = 5
OPTIONS = build_options(ContenuVote(GenreTour.CONFIANCE), None, ())
PERMIS = {
    (Geste.FERMER, EtatTour.OUVERT),
    (Geste.ROUVRIR, EtatTour.FERME),
    (Geste.REVELER, EtatTour.FERME),
    (Geste.REGLER, EtatTour.REVELE),
    (Geste.REGLER, EtatTour.REGLE),
}


def _tour(etat: EtatTour, etape: UUID = ETAPES[0], numero: int = 1, rang: int = 10) -> TourJoue:
    return TourJoue(UUID(int=rang), etape, numero, etat)


def _open(
    *tours: TourJoue, seance: EtatSeance = EtatSeance.EN_COURS, genre: GenreEtape = GenreEtape.VOTE
) -> str | None:
    return refusal_to_open(Partie(seance, tours), ETAPES[0], genre)


@pytest.mark.parametrize("geste", Geste)
@pytest.mark.parametrize("etat", EtatTour)
def test_a_tour_only_goes_where_it_may(geste: Geste, etat: EtatTour) -> None:
    raison = refusal_to_change(geste, Partie(EtatSeance.EN_COURS, (_tour(etat),)), _tour(etat))
    assert (raison is None) == ((geste, etat) in PERMIS)
    assert raison is None or raison.endswith(".")


@pytest.mark.parametrize("seance", [EtatSeance.PREPAREE, EtatSeance.TERMINEE])
def test_nothing_is_done_before_the_start_or_after_the_end(seance: EtatSeance) -> None:
    attendue = refusal_when_not_running(seance)
    assert attendue is not None
    assert _open(seance=seance) == attendue
    for geste, etat in PERMIS:
        assert refusal_to_change(geste, Partie(seance, (_tour(etat),)), _tour(etat)) == attendue
    for etat_tour in EtatTour:
        assert refusal_to_vote(seance, etat_tour, ModeTour.SALLE, a_une_structure=True)
    assert compute_phase(seance, EtatTour.OUVERT, ModeTour.SALLE, a_une_structure=True) is Phase.FINIE


def test_a_session_starts_once() -> None:
    assert [etat for etat in EtatSeance if refusal_to_start(etat) is None] == [EtatSeance.PREPAREE]


def test_only_one_vote_is_open_in_a_session() -> None:
    assert _open() is None
    assert "déjà ouvert" in (_open(_tour(EtatTour.OUVERT)) or "")
    assert "Un autre vote" in (_open(_tour(EtatTour.OUVERT, ETAPES[1])) or "")
    partie = Partie(EtatSeance.EN_COURS, (_tour(EtatTour.FERME), _tour(EtatTour.OUVERT, ETAPES[1], rang=11)))
    assert "Un autre vote" in (refusal_to_change(Geste.ROUVRIR, partie, partie.tours[0]) or "")
    assert refusal_to_change(Geste.REVELER, partie, partie.tours[0]) is None


def test_a_second_round_follows_a_reveal_and_is_the_last() -> None:
    assert "Révélez le premier tour" in (_open(_tour(EtatTour.FERME)) or "")
    assert _open(_tour(EtatTour.REVELE)) is None
    assert "terminé" in (_open(_tour(EtatTour.REGLE)) or "")
    assert "deux tours" in (_open(_tour(EtatTour.REVELE), _tour(EtatTour.REVELE, numero=2, rang=11)) or "")
    assert _open(genre=GenreEtape.TEXTE) == "Cette étape n’est pas un vote."


def test_a_vote_is_taken_only_while_its_tour_is_open() -> None:
    for etat in EtatTour:
        raison = refusal_to_vote(EtatSeance.EN_COURS, etat, ModeTour.SALLE, a_une_structure=False)
        assert (raison is None) == (etat is EtatTour.OUVERT)
    sans = refusal_to_vote(EtatSeance.EN_COURS, EtatTour.OUVERT, ModeTour.STRUCTURE, a_une_structure=False)
    assert "code de votre structure" in (sans or "")
    assert not refusal_to_vote(EtatSeance.EN_COURS, EtatTour.OUVERT, ModeTour.STRUCTURE, a_une_structure=True)


def test_the_agreed_niveau_is_one_of_the_question() -> None:
    assert refusal_niveau_convenu(GenreTour.NIVEAU, ModeTour.SALLE, range(5), 4) is None
    for refuse in (None, 5, -1, True, "2", 2.0):
        assert refusal_niveau_convenu(GenreTour.NIVEAU, ModeTour.SALLE, range(5), refuse)  # type: ignore[arg-type]
    for genre, mode in ((GenreTour.POINTS, ModeTour.SALLE), (GenreTour.NIVEAU, ModeTour.STRUCTURE)):
        assert refusal_niveau_convenu(genre, mode, range(5), None) is None
        assert refusal_niveau_convenu(genre, mode, range(5), 2)


def test_a_phone_follows_the_tour() -> None:
    phases = [
        compute_phase(EtatSeance.EN_COURS, etat, ModeTour.SALLE, a_une_structure=False) for etat in (None, *EtatTour)
    ]
    assert phases == [Phase.ATTENTE, Phase.VOTE, Phase.FERME, Phase.RESULTAT, Phase.RESULTAT]
    en_pause = [
        compute_phase(EtatSeance.EN_COURS, etat, ModeTour.SALLE, a_une_structure=False, ecran=Ecran.PAUSE)
        for etat in (None, *EtatTour)
    ]
    # What takes votes is asked all the same.
    assert en_pause == [Phase.PAUSE, Phase.VOTE, Phase.PAUSE, Phase.PAUSE, Phase.PAUSE]
    fin = compute_phase(EtatSeance.EN_COURS, None, None, a_une_structure=False, genre=GenreEtape.CLOTURE)
    assert fin is Phase.MERCI
    seul = compute_phase(EtatSeance.EN_COURS, EtatTour.OUVERT, ModeTour.STRUCTURE, a_une_structure=False)
    assert seul is Phase.STRUCTURE


@pytest.mark.parametrize("texte", ["ABC234", "abc 234", " abc-234\n", "A-B-C-2-3-4", "abc–234"])
def test_a_code_is_read_as_people_type_it(texte: str) -> None:
    assert read_code(texte) == "ABC234"


@pytest.mark.parametrize("texte", ["", "ABC23", "ABC2345", "ABC0O1", "ABC23é", "' or 1=1", "ＡＢＣ234", "ABC23\x00"])
def test_what_can_be_no_code_is_none(texte: str) -> None:
    assert read_code(texte) is None


@given(st.text(ALPHABET_CODE, min_size=LONGUEUR_CODE, max_size=LONGUEUR_CODE), st.text(" -_.", max_size=4))
def test_any_code_survives_being_typed(code: str, ornement: str) -> None:
    assert read_code(ornement.join(code.lower())) == code


def test_the_alphabet_has_nothing_that_looks_alike() -> None:
    assert not set(ALPHABET_CODE) & set("01OIL")
    assert len(set(ALPHABET_CODE)) == len(ALPHABET_CODE) == 31


@dataclass
class Table:
    """A session as the base keeps it: commands and votes go through the rules, one after the other in any order."""

    partie: Partie = field(default_factory=lambda: Partie(EtatSeance.EN_COURS))
    votes: dict[UUID, dict[int, int]] = field(default_factory=dict)
    resultats: dict[UUID, Resultat] = field(default_factory=dict)
    etats: dict[UUID, list[EtatTour]] = field(default_factory=dict)

    def open(self, etape: UUID) -> bool:
        if refusal_to_open(self.partie, etape, GenreEtape.VOTE):
            return False
        tour = TourJoue(
            UUID(int=100 + len(self.votes)), etape, len(self.partie.list_tours(etape)) + 1, EtatTour.OUVERT
        )
        self.partie = self.partie.add(tour)
        self.votes[tour.id], self.etats[tour.id] = {}, [EtatTour.OUVERT]
        return True

    def change(self, geste: Geste, tour: TourJoue) -> bool:
        if refusal_to_change(geste, self.partie, tour):
            return False
        self.partie = self.partie.change(tour.id, VERS[geste])
        self.etats[tour.id].append(VERS[geste])
        if geste is Geste.REVELER:
            bulletins = [BulletinConfiance(valeur) for valeur in self.votes[tour.id].values()]
            assert tour.id not in self.resultats, "révélé deux fois"
            self.resultats[tour.id] = count_votes(OPTIONS, bulletins, SEUIL)
        return True

    def vote(self, tour: TourJoue, appareil: int, valeur: int) -> bool:
        if refusal_to_vote(self.partie.seance, tour.etat, ModeTour.SALLE, a_une_structure=False):
            return False
        self.votes[tour.id][appareil] = valeur
        return True


_COMMANDES = st.lists(
    st.one_of(
        st.tuples(st.just("ouvrir"), st.sampled_from(ETAPES)),
        st.tuples(st.sampled_from(list(Geste)), st.integers(0, 3)),
        st.tuples(st.just("voter"), st.integers(0, 3), st.integers(0, 7), st.integers(1, 5)),
        st.tuples(st.just("voter"), st.just(0), st.integers(0, 7), st.integers(1, 5)),
        st.tuples(st.just("finir")),
    ),
    max_size=60,
)


@given(_COMMANDES)
def test_whatever_the_order_no_early_reveal_and_no_vote_lost_or_doubled(commandes: list[tuple[object, ...]]) -> None:
    table = Table()
    acceptes: dict[UUID, dict[int, int]] = {}
    finie = False
    for commande in commandes:
        avant = table.partie
        fait = _play(table, commande, acceptes)
        assert not (finie and fait), "rien ne bouge après la fin"
        finie = finie or commande[0] == "finir"
        assert sum(tour.etat is EtatTour.OUVERT for tour in table.partie.tours) <= 1
        if not fait and commande[0] != "finir":
            assert table.partie == avant
    for tour in table.partie.tours:
        etats = table.etats[tour.id]
        if EtatTour.REVELE in etats:
            rang = etats.index(EtatTour.REVELE)
            assert etats[rang - 1] is EtatTour.FERME
            assert set(etats[rang + 1 :]) <= {EtatTour.REGLE}
        assert table.votes[tour.id] == acceptes.get(tour.id, {})
    for etape in ETAPES:
        tours = table.partie.list_tours(etape)
        assert [tour.numero for tour in tours] == list(range(1, len(tours) + 1))
        assert len(tours) <= TOURS_MAX
        assert all(tour.etat is EtatTour.REVELE for tour in tours[:-1]) or any(
            EtatTour.REVELE in table.etats[tour.id] for tour in tours[:-1]
        )
    for tour_id, resultat in table.resultats.items():
        derniers = acceptes.get(tour_id, {})
        assert resultat.votes == len(derniers)
        if len(derniers) <= SEUIL:
            assert resultat == ResultatTu(len(derniers), SEUIL)
        else:
            assert isinstance(resultat, ResultatChoix)
            assert resultat.repartition == {n: sum(v == n for v in derniers.values()) for n in range(1, 6)}


def _play(table: Table, commande: tuple[object, ...], acceptes: dict[UUID, dict[int, int]]) -> bool:
    match commande:
        case ("finir",):
            table.partie = Partie(EtatSeance.TERMINEE, table.partie.tours)
            return False
        case ("ouvrir", UUID() as etape):
            return table.open(etape)
        case ("voter", int(rang), int(appareil), int(valeur)):
            tours = table.partie.tours[::-1]
            if rang >= len(tours):
                return False
            if not table.vote(tours[rang], appareil, valeur):
                return False
            assert tours[rang].etat is EtatTour.OUVERT
            acceptes.setdefault(tours[rang].id, {})[appareil] = valeur
            return True
        case (Geste() as geste, int(rang)):
            tours = table.partie.tours[::-1]
            return rang < len(tours) and table.change(geste, tours[rang])
    raise AssertionError(commande)
