"""What happens is told to those concerned, once, as it stands when the mail leaves; a real base, a real server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from uuid import UUID, uuid4

import pytest

from caprse.acces.annonces import Evenement
from caprse.acces.comptes.desinscriptions import save_mes_rappels
from caprse.acces.unite import open_unit
from caprse.avis.service import open_consultation
from caprse.carnet.membres.ouverture import open_bilan, open_trimestre
from caprse.carnet.remplir.transmission import mark_carnet_relu
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.decisions import confirm_decision, create_decision, delete_decision
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.collectif.rencontres.service import create_rencontre
from caprse.courrier.facteur import send_courriels
from caprse.progres.traces.regles import SaisieTrace
from caprse.progres.traces.service import create_lien
from caprse.relecture.a_voir.service import give_a_voir, mark_vu, take_back
from caprse.relecture.appuis.collectif import save_partage
from caprse.relecture.appuis.partage import Part, Partage
from caprse.relecture.appuis.regles import EtatAppui, Suite
from caprse.relecture.appuis.service import answer_appui, cancel_appui, create_appui
from caprse.relecture.evenements.envois import SORTES
from caprse.relecture.rappels.gens import Personne
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.courrier.serveur import Boite, read_page, read_texte, with_smtp
from tests.monde import REFERENTIEL, Monde
from tests.progres.binomes.scene import A, B, meet
from tests.relecture.scene import send


def _list_envois() -> dict[str, set[str]]:
    """Who waits for a mail, by kind."""
    envois: dict[str, set[str]] = {}
    for genre, adresse in execute("select genre, destinataire from courriel where annule_le is null"):
        envois.setdefault(genre, set()).add(adresse.split("@")[0])
    return envois


def _list_nouvelles() -> dict[str, set[str]]:
    nouvelles: dict[str, set[str]] = {}
    for genre, nom in execute("select n.genre, lower(p.nom) from nouvelle n join compte p on p.id = n.compte_id"):
        nouvelles.setdefault(genre, set()).add(nom)
    return nouvelles


def _decide(monde: Monde) -> UUID:
    saisie = SaisieRencontre(TypeRencontre.VISIO, "Point d’étape", date(2026, 3, 20), time(14), "", "")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        rencontre = create_rencontre(unit, monde.trimestre, saisie)
        return create_decision(unit, rencontre, SaisieDecision("Partager la grille"), monde.structures[0])


def _give(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        give_a_voir(unit, monde.carnets[0], "T01-02", monde.comptes["ali"], date(2026, 3, 20), "À toi <b>tout</b>")


def _consult(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        open_consultation(unit, monde.carnets[0], ["T01-02"], ["Équipe"], date(2026, 3, 20), nommee=False)


def _relu(monde: Monde) -> None:
    send(monde)
    version = get_value("select version from carnet where id = :c", c=monde.carnets[0])
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        mark_carnet_relu(unit, monde.carnets[0], version)


def _open(monde: Monde) -> None:
    execute("delete from carnet where trimestre_id = :t", t=monde.trimestre)
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    suivant = get_value(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " values (:c, 2, 'T02', :r, '2026-04-16', '2026-07-15') returning id",
        c=monde.collectif,
        r=monde.referentiel,
    )
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        open_trimestre(unit, suivant)


def _ask(monde: Monde) -> UUID:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return create_appui(unit, monde.structures[0], "Nous aider à trier <b>tout</b>")


def _answer(monde: Monde) -> None:
    appui = _ask(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        answer_appui(unit, appui, 1, Suite(EtatAppui.PLANIFIE, "Je viens", date(2026, 4, 2), 2))


def _join(monde: Monde) -> None:
    parts = tuple(Part(structure, 1) for structure in monde.structures)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_partage(unit, monde.collectif, Partage("Trier à plusieurs", date(2026, 4, 2), 2, parts))


def test_a_shared_appui_is_told_to_each_structure_without_the_names_of_the_others(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    _join(monde)
    send_courriels(avec)
    lues = {str(m["To"]).split("@")[0]: m for m in boite.messages()}
    assert set(lues) == {"alice", "bob"}
    for nom, autre in (("alice", 1), ("bob", 0)):
        dit = read_texte(lues[nom])
        assert lues[nom]["Subject"] == "Un appui collectif est prévu avec vous"
        assert "Trier à plusieurs, avec 1\u00a0autre structure" in dit
        assert "1\u00a0demi-journée pour vous, sur 2 partagées" in dit
        assert f"structure {autre}" not in dit


@pytest.mark.parametrize(
    ("geste", "genre", "gens"),
    [
        (_open, "ouverture", {"alice", "ali", "bob"}),
        (send, "transmis", {"anna"}),
        (_relu, "relu", {"alice", "ali"}),
        (_ask, "appui_demande", {"anna"}),
        (_answer, "appui_repondu", {"alice"}),
        (_join, "appui_repondu", {"alice", "bob"}),
        (_decide, "decision", {"alice"}),
        (_give, "a_voir", {"ali"}),
        (_consult, "avis_demande", {"ali", "aya"}),
        (meet, "binome", {"alice", "ali", "bob"}),
    ],
)
def test_each_event_is_told_to_those_concerned_by_mail_and_by_a_notice(
    installation: Installation,
    monde: Monde,
    boite: Boite,
    geste: Callable[[Monde], object],
    genre: str,
    gens: set[str],
) -> None:
    avec = with_smtp(installation, boite)
    geste(monde)
    assert _list_envois()[genre] == _list_nouvelles()[genre] == gens
    send_courriels(avec)
    lues = {str(m["To"]).split("@")[0]: m for m in boite.messages()}
    assert gens <= set(lues)
    for nom in gens:
        assert f"Bonjour {nom.capitalize()}," in read_texte(lues[nom])
        assert "<b>tout" not in read_page(lues[nom])
        assert lues[nom]["List-Unsubscribe"].startswith("<https://cahier.exemple.test/desinscription/")
    assert send_courriels(avec) == 0, "nothing goes twice"


def test_the_last_day_of_a_trimestre_is_told_as_a_day_that_counts(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    _open(monde)
    send_courriels(avec)
    lu = next(m for m in boite.messages() if str(m["To"]).startswith("alice"))
    assert "Dernier jour pour transmettre" in read_texte(lu)
    details = [str(detail) for (detail,) in execute("select detail from nouvelle where genre = 'ouverture'")]
    assert details
    assert all(detail.startswith("À transmettre au plus tard le ") for detail in details)


def test_a_new_trimestre_says_how_many_traces_are_to_renew_to_their_structure_alone(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        # Past, within the notice of thirty days, and long after.
        for titre, jour in (("A", date(2026, 3, 1)), ("B", date(2026, 4, 10)), ("C", date(2026, 9, 1))):
            create_lien(unit, monde.structures[0], SaisieTrace(titre, "https://exemple.test", expire_le=jour))
    _open(monde)
    send_courriels(avec)
    lus = {str(lu["To"]).split("@")[0]: " ".join(read_texte(lu).split()) for lu in boite.messages()}
    assert "Traces à renouveler : 2" in lus["alice"]
    assert {nom for nom, texte in lus.items() if "renouveler" in texte} == {"alice", "ali"}


def test_a_bilan_is_told_as_what_it_is(installation: Installation, monde: Monde, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        open_bilan(unit, monde.collectif, date(2026, 7, 1))
    send_courriels(avec)
    lu = next(m for m in boite.messages() if str(m["To"]).startswith("alice"))
    texte = " ".join(read_texte(lu).split())
    assert "Bilan : votre nouveau carnet est ouvert" in str(lu["Subject"])
    assert "Le bilan commence pour" in texte
    assert "les questions du départ une deuxième fois" in texte
    assert "Thématique" not in texte


def test_each_of_a_binome_is_told_whom_they_meet_while_they_do(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    meet(monde)
    send_courriels(avec)
    lues = {str(m["To"]).split("@")[0]: " ".join(read_texte(m).split()) for m in boite.messages()}
    titres = {critere.code: critere.titre for critere in REFERENTIEL.criteres}
    assert f"À voir chez Collectif A – structure 1 : {titres[B]}" in lues["alice"]
    assert f"À montrer chez vous : {titres[A]}" in lues["ali"]
    assert "rencontrer Collectif A – structure 0" in lues["bob"]
    [chemin] = {
        chemin for (chemin,) in execute("select chemin from nouvelle where genre = 'binome' and titre like '%1'")
    }
    assert chemin == f"binomes?structure={monde.structures[0]}"


def test_every_event_has_its_words() -> None:
    # Programs are told of these, people read them on their screens.
    assert set(SORTES) == set(Evenement) - {Evenement.TRIMESTRE_CLOS, Evenement.CHIFFRES_PARUS}


def test_what_is_no_longer_true_is_not_told(installation: Installation, monde: Monde, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    send(monde)
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[0])
    appui = _ask(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        cancel_appui(unit, appui, 1)
    decision = _decide(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        confirm_decision(unit, decision, 1)
    autre = _decide(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        delete_decision(unit, autre, 1)
    assert send_courriels(avec) == 0
    motifs = {motif for (motif,) in execute("select motif from courriel")}
    assert motifs == {
        "Le carnet n’attend plus d’être relu.",
        "La demande a déjà une réponse.",
        "La décision est déjà confirmée.",
        "Ce dont parlait ce message a été retiré.",
    }
    assert _list_nouvelles() == {}, "nor shown as new"


def test_what_a_colleague_is_asked_to_see_is_told_to_them_alone_while_it_waits(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    _give(monde)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        mark_vu(unit, monde.carnets[0], "T01-02")
    _give(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        take_back(unit, monde.carnets[0], "T01-02")
    assert send_courriels(avec) == 0
    motifs = {motif for (motif,) in execute("select motif from courriel")}
    assert motifs == {"Ce dont parlait ce message a été retiré."}
    _give(monde)
    execute("delete from habilitation where compte_id = :a", a=monde.comptes["ali"])
    assert send_courriels(avec) == 0, "who left is told nothing"
    assert _list_nouvelles() == {}


def test_whoever_said_no_to_a_kind_reads_its_notice_alone(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_mes_rappels(unit, ["appui_demande"])
    send(monde)
    assert _list_envois() == {}
    assert _list_nouvelles() == {"transmis": {"anna"}}
    assert send_courriels(avec) == 0
    # Said after it was asked for, and before it leaves: the notice stays too.
    _ask(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_mes_rappels(unit, [])
    assert send_courriels(avec) == 0
    assert _list_nouvelles() == {"transmis": {"anna"}, "appui_demande": {"anna"}}


def test_invented_people_are_never_mailed_by_a_real_server(installation: Installation, boite: Boite) -> None:
    zoe = Personne(uuid4(), "Zoé", "zoe@demo.exemple", (), desinscrit=False, demo=True)
    assert not zoe.is_muette(installation), "shown in the outbox of the demonstration"
    assert zoe.is_muette(with_smtp(installation, boite))
    assert not replace(zoe, demo=False).is_muette(with_smtp(installation, boite))


def test_whoever_left_is_not_told(installation: Installation, monde: Monde, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    _relu(monde)
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["ali"])
    execute("update compte set actif = false where id = :c", c=monde.comptes["alice"])
    send_courriels(avec)
    assert {str(m["To"]).split("@")[0] for m in boite.messages()} <= {"anna"}
    assert {m for (m,) in execute("select motif from courriel where genre = 'relu'")} == {
        "La personne n’a plus ce rôle."
    }


def test_an_act_that_fails_tells_nothing(monde: Monde) -> None:
    def fail() -> None:
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            create_appui(unit, monde.structures[0], "Aide")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _list_envois() == _list_nouvelles() == {}


def test_telling_costs_the_same_whatever_the_number_of_people(installation: Installation, monde: Monde) -> None:
    with count_statements(installation.moteur) as peu:
        send(monde)
    execute("update carnet set etat = 'brouillon', transmis_le = null where id = :c", c=monde.carnets[0])
    execute(
        "insert into compte (courriel, nom) select 'n' || n || '@exemple.test', 'N' || n from generate_series(1, 30) n"
    )
    execute(
        "insert into habilitation (compte_id, role, collectif_id) select id, 'animation', :c from compte"
        " where courriel ~ '^n[0-9]'",
        c=monde.collectif,
    )
    with count_statements(installation.moteur) as beaucoup:
        send(monde)
    assert len(beaucoup) <= len(peu)
    assert len(_list_envois()["transmis"]) == 31
