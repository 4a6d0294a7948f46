"""The phone's pages, as a browser without JavaScript meets them, and as an attacker does."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest

from caprse.seance.regles import EtatMot
from caprse.seance.salle.rendu import ATTENTE, ECART
from caprse.seance.salle.web import COOKIE_SALLE
from caprse.seance.vote.mots import set_mot
from caprse.seance.vote.service import close_tour, open_tour, reopen_tour, reveal_tour, settle_tour
from caprse.socle.base import create_moteur
from caprse.socle.francais import bind_titre
from caprse.socle.installation import Installation, set_installation
from tests.acces.navigateur import Lecture, drop_acte
from tests.base import execute
from tests.seance.scene_votes import (
    CODE,
    CODE_AILLEURS,
    REFERENTIEL,
    Scene,
    act,
    create_telephone,
    end,
    join,
    read_code_structure,
    show_etape,
    vote,
    vote_all,
)

ENREGISTRE = "Votre vote est enregistré."
SCRIPT = '"><script>alert(1)</script>'


def _enter(telephone: httpx.Client, code: str = CODE) -> None:
    reponse = telephone.post("/rejoindre", data={"code": code})
    assert (reponse.status_code, reponse.headers["location"]) == (303, "/salle")


def _vote(telephone: httpx.Client, tour: UUID, **champs: str) -> httpx.Response:
    donnees = {nom.replace("_", "-"): valeur for nom, valeur in champs.items()}
    return telephone.post("/salle/vote", data={"tour": str(tour), **donnees})


def test_someone_scans_joins_votes_and_changes_their_mind(telephone: httpx.Client, scene: Scene) -> None:
    page = telephone.get(f"/rejoindre/{CODE.lower()}")
    assert page.status_code == 200
    assert Lecture(page.text).fields()["code"] == {CODE}
    _enter(telephone)
    attente = telephone.get("/salle")
    assert "Regardez l’écran de la salle." in attente.text
    tour = act(scene, open_tour, scene.etapes["niveau"])
    formulaire = telephone.get("/salle")
    critere = REFERENTIEL.critere("T01-01")
    assert bind_titre(critere.question) not in formulaire.text, "one wording of a question, on every screen"
    assert f"<h1>{bind_titre(critere.question_simple)}</h1>" in formulaire.text
    assert all(descripteur in formulaire.text for descripteur in critere.niveaux.values())
    assert Lecture(formulaire.text).fields() == {"tour": {str(tour)}, "choix": {"0", "1", "2", "3", "4", "nc"}}
    suite = _vote(telephone, tour, choix="2")
    assert (suite.status_code, suite.headers["location"]) == (303, "/salle")
    apres = telephone.get("/salle")
    assert ENREGISTRE in apres.text.replace("&#39;", "'")
    assert "Niveau 2" in apres.text
    encore = Lecture(telephone.get("/salle?changer=1").text)
    assert [champ["value"] for champ in encore.all("input") if "checked" in champ] == ["2"]
    _vote(telephone, tour, choix="nc")
    assert "Non concerné" in telephone.get("/salle").text
    assert execute("select valeur from vote") == [({"non_concerne": True},)]


def test_the_question_is_read_before_it_is_put(telephone: httpx.Client, scene: Scene) -> None:
    _enter(telephone)
    critere = REFERENTIEL.critere("T01-01")
    for etape, dit, lus in (
        ("niveau", "Le vote va s’ouvrir.", (bind_titre(critere.question_simple), *critere.niveaux.values())),
        ("points", "Le vote va s’ouvrir.", ("Vous partagerez 3\u00a0points entre ces propositions.",)),
        ("mots", "Vous pourrez bientôt écrire votre mot.", (bind_titre("En un mot ?"),)),
    ):
        show_etape(scene, etape)
        page = telephone.get("/salle").text
        assert [texte for texte in (dit, *lus) if texte not in page] == []
        assert Lecture(page).all("form") == []
    execute("update seance set ecran = 'noir'")
    assert "La prochaine question s’affichera ici." in telephone.get("/salle").text
    execute("update seance set ecran = 'montre'")
    execute(
        "update etape set contenu = jsonb_set(contenu, '{critere}', '\"T99-99\"') where contenu ->> 'genre' = 'niveau'"
    )
    show_etape(scene, "niveau")
    assert "Regardez l’écran de la salle." in telephone.get("/salle").text


def test_no_phone_says_that_the_wall_shows_words_that_wait(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "mots")
    tour = act(scene, open_tour, scene.etapes["mots"])
    _enter(telephone)
    for _ in range(6):
        vote(join(), tour, mot_1="entraide")
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    page = telephone.get("/salle").text
    assert "Regardez l’écran de la salle." in page
    assert "s’affichent à l’écran" not in page
    # Let through, they stand on the phone as on the wall.
    act(scene, set_mot, tour, "entraide", EtatMot.MONTRE)
    page = telephone.get("/salle").text
    assert '<li class="dit-5">entraide <small>×&nbsp;6</small></li>' in page
    assert "Regardez l’écran de la salle." not in page


def test_a_get_changes_nothing_and_tells_no_one_which_code_opens(telephone: httpx.Client, scene: Scene) -> None:
    etat = (
        "select (select count(*) from participant), (select count(*) from tentative), (select revision from seance"
        f" where id = '{scene.seance}'), (select count(*) from vote)"
    )
    avant = execute(etat)
    bon, faux = telephone.get(f"/rejoindre/{CODE}"), telephone.get("/rejoindre/ZZZZZZ")
    assert drop_acte(bon.text).replace(CODE, "") == drop_acte(faux.text).replace("ZZZZZZ", "")
    for adresse in ("/rejoindre", f"/rejoindre/{CODE}", "/salle", "/salle/structure", "/salle/vote"):
        reponse = telephone.get(adresse)
        assert "set-cookie" not in reponse.headers
        telephone.head(adresse)
    assert execute(etat) == avant


def test_the_cookie_is_closed_to_scripts_and_foreign_forms(
    telephone: httpx.Client, scene: Scene, installation: Installation
) -> None:
    cookie = telephone.post("/rejoindre", data={"code": CODE}).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE_SALLE}=")
    attributs = {morceau.strip().lower() for morceau in cookie.split(";")[1:]}
    assert attributs == {"httponly", "path=/", "samesite=lax", "max-age=43200"}
    reglages = replace(installation.reglages, adresse_publique="https://cahier.exemple.test")
    set_installation(replace(installation, reglages=reglages))
    with create_telephone(adresse="https://cahier.exemple.test") as autre:
        assert "; Secure" in autre.post("/rejoindre", data={"code": CODE}).headers["set-cookie"]


def test_a_form_of_another_site_is_refused(telephone: httpx.Client, scene: Scene) -> None:
    _enter(telephone)
    tour = act(scene, open_tour, scene.etapes["niveau"])
    for en_tetes in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://mal.exemple"}):
        reponse = telephone.post("/salle/vote", data={"tour": str(tour), "choix": "1"}, headers=en_tetes)
        assert reponse.status_code == 403
    assert execute("select count(*) from vote") == [(0,)]


def test_wrong_codes_are_told_and_a_right_one_enters_after_them(telephone: httpx.Client, scene: Scene) -> None:
    for _ in range(65):
        reponse = telephone.post("/rejoindre", data={"code": SCRIPT})
        assert reponse.status_code == 422
        assert "n’ouvre aucune séance" in reponse.text
        assert "<script>" not in reponse.text
    _enter(telephone)


def test_a_phone_that_joined_nothing_is_sent_to_the_door(telephone: httpx.Client, scene: Scene) -> None:
    for cookie in (None, "x" * 43, "x" * 5000, SCRIPT):
        if cookie is not None:
            telephone.cookies.set(COOKIE_SALLE, cookie.replace('"', "").replace(";", ""), domain="localhost.local")
        for adresse in ("/salle", "/salle/structure"):
            reponse = telephone.get(adresse)
            assert (reponse.status_code, reponse.headers["location"]) == (303, "/rejoindre")
        for adresse in ("/salle/vote", "/salle/structure"):
            reponse = telephone.post(adresse, data={"tour": str(uuid4()), "choix": "1", "structure": str(uuid4())})
            assert reponse.status_code in {303, 403}
            assert reponse.status_code == 303 or "pas rejoint la séance" in reponse.text


def _read_everything(telephone: httpx.Client) -> str:
    """All that a phone may see, bodies and headers, without what changes by itself."""
    textes = []
    for adresse in ("/salle", "/salle?changer=1", "/salle?immobile=1", "/salle/structure", "/rejoindre"):
        reponse = telephone.get(adresse)
        en_tetes = {nom: valeur for nom, valeur in reponse.headers.items() if nom != "date"}
        textes.append(f"{reponse.status_code} {sorted(en_tetes.items())} {drop_acte(reponse.text)}")
    return "\n".join(textes)


@pytest.mark.parametrize("nom", ["niveau", "points", "confiance"])
def test_nothing_before_the_reveal_depends_on_what_the_others_voted(
    telephone: httpx.Client, scene: Scene, nom: str
) -> None:
    show_etape(scene, nom)
    tour = act(scene, open_tour, scene.etapes[nom])
    _enter(telephone)
    seul = _read_everything(telephone)
    jetons = [join() for _ in range(6)]
    for jeton in jetons:
        vote(jeton, tour, choix="3", points_0="3")
    assert _read_everything(telephone) == seul
    act(scene, close_tour, tour)
    ferme = _read_everything(telephone)
    assert "Le vote est fermé" in ferme
    act(scene, reopen_tour, tour)
    for jeton in jetons:
        vote(jeton, tour, choix="1", points_1="3")
    act(scene, close_tour, tour)
    assert _read_everything(telephone) == ferme
    act(scene, reveal_tour, tour)
    assert "100&nbsp;%" in telephone.get("/salle").text


def test_the_result_then_the_agreed_niveau_are_told(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "niveau")
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["1", "1", "1", "2", "nc", "nc"])
    _enter(telephone)
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    texte = telephone.get("/salle").text
    assert "6\u00a0votes sur 7" in texte
    assert re.search(r"Niveau 1</span> <small>3\u00a0votes</small> <strong>75&nbsp;%", texte)
    assert "Non concerné&nbsp;: 2\u00a0votes" in texte
    act(scene, settle_tour, tour, 2)
    assert "Niveau retenu ensemble</span> <strong>2 · Niveau 2</strong>" in telephone.get("/salle").text


def test_shared_points_are_told_in_the_order_of_the_wall(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "points")
    tour = act(scene, open_tour, scene.etapes["points"])
    for points in ("1", "0", "0", "1", "1", "0"):
        vote(join(), tour, points_0=points, points_1="2")
    _enter(telephone)
    _vote(telephone, tour, points_0="1", points_2="2")
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    page = telephone.get("/salle").text
    assert re.findall(r"<p><span>(\w)</span> <small>(\d+)\spoints?", page) == [("B", "12"), ("A", "4"), ("C", "2")]
    assert re.findall(r'class="marque">Vous\S* : (\d)', page.replace("&nbsp;", " ").replace("\xa0", " ")) == ["1", "2"]


def test_a_question_that_is_passed_stays_so_until_another_is_asked(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "niveau")
    _enter(telephone)
    tour = act(scene, open_tour, scene.etapes["niveau"])
    assert f'href="/salle?passer={tour}"' in telephone.get("/salle").text
    assert "Passer sans voter" in telephone.get(f"/salle/veille/{tour}").text
    passe = telephone.get(f"/salle?passer={tour}")
    assert "Vous passez cette question" in passe.text
    assert "<form" not in passe.text
    assert passe.headers["refresh"].endswith(f"; url=/salle?passer={tour}")
    # Nothing was written: the same device may still answer, then keep what it said.
    assert execute("select count(*) from vote") == [(0,)]
    _vote(telephone, tour, choix="1")
    assert 'href="/salle">Garder mon vote' in telephone.get("/salle?changer=1").text
    act(scene, close_tour, tour)
    assert "Passer sans voter" not in telephone.get(f"/salle/veille/{tour}").text
    show_etape(scene, "points")
    act(scene, open_tour, scene.etapes["points"])
    assert "<form" in telephone.get(f"/salle?passer={tour}").text


def test_a_vote_closed_on_too_few_says_what_happens_now(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "niveau")
    _enter(telephone)
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["1"] * 5)
    act(scene, close_tour, tour)
    assert "Nous allons peut-être revoter." in telephone.get("/salle").text
    act(scene, reopen_tour, tour)
    _vote(telephone, tour, choix="1")
    act(scene, close_tour, tour)
    ferme = telephone.get("/salle").text
    assert "Le résultat va bientôt s’afficher" in ferme
    assert "rouvrir" not in ferme


def test_few_votes_show_no_result(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "niveau")
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["1"] * 5)
    _enter(telephone)
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    texte = telephone.get("/salle").text
    assert "Il faut au moins 6 votes" in texte
    assert "Niveau 1" not in texte


def is_nue(page: Lecture) -> bool:
    """Whether the page holds no script but the one file of the room, nor any style of its own."""
    sources = [str(script.get("src")) for script in page.all("script")]
    return page.all("style") == [] and all(re.fullmatch(r"/habillage/salle\.js(\?\S+)?", src) for src in sources)


def test_words_with_a_script_are_only_words(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "mots")
    tour = act(scene, open_tour, scene.etapes["mots"])
    _enter(telephone)
    _vote(telephone, tour, mot_1="<script>x</script>", mot_2="javascript:x", mot_3='"onload=x')
    for adresse in ("/salle", "/salle?changer=1"):
        page = telephone.get(adresse).text
        assert "&lt;script&gt;" in page
        assert is_nue(Lecture(page))
        for _, attributs in Lecture(page).balises:
            assert not [nom for nom in attributs if nom.startswith("on")]
            assert not (attributs.get("href") or "/").startswith("javascript")
    for _ in range(5):
        vote(join(), tour, mot_1="<script>x</script>")
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    act(scene, set_mot, tour, "script x script", EtatMot.MONTRE)
    assert "<script>" not in telephone.get("/salle").text


def test_titles_and_questions_are_escaped(telephone: httpx.Client, scene: Scene) -> None:
    execute("update seance set titre = :t where id = :s", t=SCRIPT, s=scene.seance)
    execute("update structure set nom = :t where id = :s", t=SCRIPT, s=scene.monde.structures[0])
    code = read_code_structure(scene.monde.structures[0])
    execute(
        "update etape set contenu = jsonb_set(jsonb_set(contenu, '{question}', to_jsonb(cast(:t as text))),"
        " '{options,0}', to_jsonb(cast(:t as text))) where id = :e",
        t=SCRIPT,
        e=scene.etapes["points"],
    )
    _enter(telephone)
    telephone.post("/salle/structure", data={"code": code})
    faux = telephone.post("/salle/structure", data={"code": SCRIPT[:18]}).text
    pages = [telephone.get("/salle").text, faux]
    tour = act(scene, open_tour, scene.etapes["points"])
    pages.append(telephone.get("/salle").text)
    _vote(telephone, tour, points_0="1")
    pages.append(telephone.get("/salle").text)
    for page in pages:
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


def test_a_refused_vote_keeps_what_was_chosen(telephone: httpx.Client, scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["points"])
    _enter(telephone)
    reponse = _vote(telephone, tour, points_0="3", points_1="2")
    assert reponse.status_code == 422
    assert "Vous avez donné 5 points" in reponse.text
    assert [o["value"] for o in Lecture(reponse.text).all("input") if o.get("type") == "number"] == ["3", "2", "0"]
    assert "2\u00a0points de trop" in reponse.text
    assert reponse.text.count('role="alert"') == 1
    assert "refresh" not in reponse.headers


def test_points_are_given_one_by_one_without_a_script_and_nothing_is_sent_before_the_vote(
    telephone: httpx.Client, scene: Scene
) -> None:
    tour = act(scene, open_tour, scene.etapes["points"])
    _enter(telephone)
    saisie = {"tour": str(tour), "points-0": "0", "points-1": "0", "points-2": "0"}
    for geste, attendus, reste in (
        ("plus-1", ["0", "1", "0"], "<strong>2\u00a0points</strong>"),
        ("plus-1", ["0", "2", "0"], "<strong>1\u00a0point</strong>"),
        ("moins-1", ["0", "1", "0"], "<strong>2\u00a0points</strong>"),
        ("moins-0", ["0", "1", "0"], "<strong>2\u00a0points</strong>"),
        ("plus-9", ["0", "1", "0"], "<strong>2\u00a0points</strong>"),
        ("plus-2", ["0", "1", "1"], "<strong>1\u00a0point</strong>"),
        ("plus-2", ["0", "1", "2"], "Tous vos points sont donnés"),
    ):
        page = telephone.post("/salle/vote", data=saisie | {"geste": geste})
        lus = [champ["value"] for champ in Lecture(page.text).all("input") if champ.get("type") == "number"]
        assert lus == attendus
        assert reste in page.text
        donnes = sum(map(int, attendus))
        assert f">{'●' * (3 - donnes)}{'○' * donnes}</span>" in page.text
        saisie |= {f"points-{rang}": str(valeur) for rang, valeur in enumerate(lus)}
    assert execute("select count(*) from vote") == [(0,)]
    boutons = [b for b in Lecture(page.text).all("button") if str(b.get("value", "")).startswith("plus-")]
    assert boutons
    assert all("disabled" in bouton for bouton in boutons)
    assert telephone.post("/salle/vote", data=saisie).status_code == 303
    assert execute("select valeur from vote") == [({"points": [0, 1, 2]},)]


def test_a_vote_of_points_is_not_offered_before_a_point_is_placed(telephone: httpx.Client, scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["points"])
    _enter(telephone)
    vide = telephone.get("/salle").text
    assert _read_envoi(vide) == ("Placez vos 3\u00a0points", "compter")
    # Without script, what was typed is counted by that same button, and may then leave.
    saisie = {"tour": str(tour), "points-0": "0", "points-1": "0", "points-2": "0", "geste": "compter"}
    assert _read_envoi(telephone.post("/salle/vote", data=saisie).text) == ("Placez vos 3\u00a0points", "compter")
    plein = telephone.post("/salle/vote", data=saisie | {"points-1": "2"}).text
    assert _read_envoi(plein) == ("Voter avec 2\u00a0points sur 3", "")
    seul = telephone.post("/salle/vote", data=saisie | {"points-1": "1"}).text
    assert _read_envoi(seul) == ("Voter avec 1\u00a0point sur 3", "")
    tout = telephone.post("/salle/vote", data=saisie | {"points-1": "3"}).text
    assert _read_envoi(tout) == ("Voter", "")
    assert "<strong>1\u00a0point</strong>" in plein
    assert execute("select count(*) from vote") == [(0,)]


def _read_envoi(page: str) -> tuple[str, str]:
    """What the button at the foot says, and the gesture that it makes instead of voting."""
    trouve = re.search(r'<button type="submit"([^>]*)>([^<]*)</button>', page)
    assert trouve is not None
    geste = re.search(r'name="geste" value="(\w+)"', trouve[1])
    return trouve[2], geste[1] if geste else ""


def test_a_late_vote_is_told_that_it_does_not_count(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "niveau")
    tour = act(scene, open_tour, scene.etapes["niveau"])
    _enter(telephone)
    act(scene, close_tour, tour)
    tard = _vote(telephone, tour, choix="1")
    assert tard.status_code == 409
    assert "Ce dernier choix n’est pas pris en compte" in tard.text
    end(scene)
    fin = _vote(telephone, tour, choix="1")
    assert fin.status_code == 409
    assert "La séance est terminée" in fin.text
    assert execute("select count(*) from vote") == [(0,)]


def test_another_sessions_tour_is_not_voted(telephone: httpx.Client, scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    _enter(telephone, CODE_AILLEURS)
    for vise in (str(tour), str(uuid4()), "", "1 or 1=1", "x" * 4000):
        reponse = telephone.post("/salle/vote", data={"tour": vise, "choix": "1"})
        assert reponse.status_code == 404
        assert "plus posée" in reponse.text
    assert execute("select count(*) from vote") == [(0,)]


@pytest.mark.parametrize(
    ("corps", "genre", "statut"),
    [
        (b"tour=" + b"x" * 9000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(21)), "application/x-www-form-urlencoded", 400),
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b'{"tour": 1}', "application/json", 415),
    ],
)
def test_forms_out_of_bounds_are_refused(
    telephone: httpx.Client, scene: Scene, corps: bytes, genre: str, statut: int
) -> None:
    _enter(telephone)
    for adresse in ("/salle/vote", "/rejoindre", "/salle/structure"):
        reponse = telephone.post(adresse, content=corps, headers={"Content-Type": genre})
        assert reponse.status_code == statut


def test_a_structure_is_entered_by_its_own_code_before_its_vote(telephone: httpx.Client, scene: Scene) -> None:
    s = scene.monde.structures
    _enter(telephone)
    assert "Taper le code de ma structure" in telephone.get("/salle").text
    tour = act(scene, open_tour, scene.etapes["structure"])
    page = telephone.get("/salle")
    assert Lecture(page.text).fields() == {"code": {""}}
    assert str(s[2]) not in page.text
    assert "structure 2" not in page.text
    assert "refresh" not in page.headers
    assert _vote(telephone, tour, choix="1").status_code == 409
    for donnees in (
        {"structure": str(s[2])},
        {"code": str(s[2])},
        {"code": CODE},
        {"code": "ZZZZZZZZ", "structure": str(s[2])},
        {"code": read_code_structure(s[2])[:-1]},
    ):
        faux = telephone.post("/salle/structure", data=donnees)
        assert (faux.status_code, "d’aucune structure" in faux.text) == (422, True)
        assert _vote(telephone, tour, choix="1", structure=str(s[2])).status_code == 409
    entree = telephone.post("/salle/structure", data={"code": read_code_structure(s[2]), "structure": str(s[3])})
    assert entree.status_code == 303
    assert "Vous votez pour <strong>Collectif A – structure 2</strong>" in telephone.get("/salle").text
    assert _vote(telephone, tour, choix="1", structure=str(s[3])).status_code == 303
    assert execute("select structure_id from vote") == [(s[2],)]
    fixe = telephone.post("/salle/structure", data={"code": read_code_structure(s[3])})
    assert (fixe.status_code, "déjà voté pour" in fixe.text) == (409, True)
    assert "Changer de structure" not in telephone.get("/salle").text


def test_only_pages_that_wait_move_by_themselves(telephone: httpx.Client, scene: Scene) -> None:
    show_etape(scene, "niveau")
    _enter(telephone)

    def moves(adresse: str = "/salle") -> bool:
        reponse = telephone.get(adresse)
        pas = re.fullmatch(r"(\d+); url=/salle", reponse.headers.get("refresh", ""))
        # A page that stays says how to go on, one that moves how to hold it.
        assert ("Garder cette page à l’écran" if pas else "Voir la suite") in reponse.text
        assert pas is None or ATTENTE <= int(pas[1]) < ATTENTE + ECART
        return pas is not None

    assert moves()
    assert not moves("/salle?immobile=1")
    tour = act(scene, open_tour, scene.etapes["niveau"])
    assert not moves()
    _vote(telephone, tour, choix="1")
    assert moves()
    assert not moves("/salle?changer=1")
    act(scene, close_tour, tour)
    assert moves()
    end(scene)
    fin = telephone.get("/salle")
    assert "La séance est terminée" in fin.text
    assert "refresh" not in fin.headers


def test_the_corner_of_a_page_being_filled_in_says_when_the_room_has_moved_on(
    telephone: httpx.Client, scene: Scene
) -> None:
    show_etape(scene, "niveau")
    _enter(telephone)
    tour = act(scene, open_tour, scene.etapes["niveau"])
    page = telephone.get("/salle")
    assert f'src="/salle/veille/{tour}"' in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]

    def look() -> tuple[bool, bool]:
        coin = telephone.get(f"/salle/veille/{tour}")
        assert coin.headers["x-frame-options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in coin.headers["content-security-policy"]
        assert re.fullmatch(rf"\d+; url=/salle/veille/{tour}|", coin.headers.get("refresh", ""))
        return "refresh" in coin.headers, 'href="/salle" target="_top"' in coin.text

    def is_passee() -> bool:
        return "suite" in telephone.head(f"/salle/veille/{tour}").headers

    assert (look(), is_passee()) == ((True, False), False)
    act(scene, close_tour, tour)
    # It may open again: what was chosen waits for it.
    assert (look(), is_passee()) == ((False, True), False)
    # What is asked next is not what this page would answer.
    show_etape(scene, "points")
    act(scene, open_tour, scene.etapes["points"])
    assert (look(), is_passee()) == ((False, True), True)
    end(scene)
    assert look() == (False, True)
    telephone.cookies.clear()
    assert look() == (False, True)


def test_a_vote_that_the_base_could_not_take_is_kept_on_the_page(
    telephone: httpx.Client, scene: Scene, installation: Installation
) -> None:
    tour = act(scene, open_tour, scene.etapes["mots"])
    _enter(telephone)
    absente = create_moteur("postgresql://caprse_app@127.0.0.1:9/essai?connect_timeout=1")
    set_installation(replace(installation, moteur=absente))
    reponse = _vote(telephone, tour, mot_1=SCRIPT[:20])
    set_installation(installation)
    assert reponse.status_code == 503
    assert "<script>" not in reponse.text
    champs = {str(c["name"]): str(c["value"]) for c in Lecture(reponse.text).all("input")}
    assert telephone.post("/salle/vote", data=champs).status_code == 303
    assert execute("select valeur from vote") == [({"mots": [SCRIPT[:20]]},)]
    set_installation(replace(installation, moteur=absente))
    attente = telephone.get("/salle")
    assert (attente.status_code, "url=/salle" in attente.headers["refresh"]) == (503, True)
    assert telephone.post("/rejoindre", data={"code": CODE}).status_code == 503
    set_installation(installation)
    absente.dispose()


def test_a_code_of_eight_signs_is_told_which_doors_it_may_open(telephone: httpx.Client, scene: Scene) -> None:
    reponse = telephone.post("/rejoindre", data={"code": "zzzz-zzzz"})
    assert reponse.status_code == 422
    assert "Il faut 6\u00a0caractères." in reponse.text
    assert 'href="/mur/ZZZZZZZZ"' in reponse.text
    assert 'href="/mur' not in telephone.post("/rejoindre", data={"code": "zzz-zzz"}).text


def test_pages_are_french_strict_light_and_readable_aloud(telephone: httpx.Client, scene: Scene) -> None:
    pages = [telephone.get("/rejoindre"), telephone.post("/rejoindre", data={"code": "faux"})]
    _enter(telephone)
    pages += [telephone.get("/salle"), telephone.get("/salle/structure")]
    for nom, champs in (("niveau", {"choix": "1"}), ("points", {"points_0": "1"}), ("mots", {"mot_1": "a"})):
        tour = act(scene, open_tour, scene.etapes[nom])
        pages.append(telephone.get("/salle"))
        _vote(telephone, tour, **champs)
        pages.append(telephone.get("/salle"))
        act(scene, close_tour, tour)
    end(scene)
    pages.append(telephone.get("/salle"))
    for reponse in pages:
        politique = reponse.headers["content-security-policy"]
        assert politique.startswith("default-src 'none'; ")
        assert "unsafe" not in politique
        assert "script-src 'self'; " in f"{politique}; "
        assert reponse.headers["cache-control"] == "no-store"
        assert len(reponse.content) < 8_000
        page = Lecture(reponse.text)
        assert page.all("html") == [{"lang": "fr", "translate": "no"}]
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
        assert is_nue(page)
        # The one frame is the corner of a page being filled in, and only its page may hold it.
        coins = [str(coin["src"]) for coin in page.all("iframe")]
        assert all(re.fullmatch(r"/salle/veille/[0-9a-f-]{36}", coin) for coin in coins)
        assert len(coins) == ("frame-src" in politique) <= 1
        etiquettes = {attributs.get("for") for attributs in page.all("label")}
        for champ in page.all("input", "select"):
            assert champ.get("type") == "hidden" or champ["id"] in etiquettes
        identifiants = [attributs["id"] for _, attributs in page.balises if "id" in attributs]
        assert len(identifiants) == len(set(identifiants))
        for _, attributs in page.balises:
            assert set((attributs.get("aria-describedby") or "").split()) <= set(identifiants)
            assert not [nom for nom in attributs if nom.startswith("on") or nom == "style"]


def test_the_style_is_served_with_an_address_that_changes_with_it(telephone: httpx.Client, scene: Scene) -> None:
    [feuille] = [
        lien["href"] for lien in Lecture(telephone.get("/rejoindre").text).all("link") if lien["rel"] == "stylesheet"
    ]
    assert feuille is not None
    reponse = telephone.get(feuille)
    assert reponse.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in reponse.headers["cache-control"]
    assert "http" not in reponse.text
