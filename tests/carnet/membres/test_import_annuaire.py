"""A directory brought by the animation, on a real database: the trial, the import, the invitations, each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from uuid import UUID

import pytest
from openpyxl import Workbook

from caprse.acces.comptes.invitations import accept_invitation, cancel_invitation
from caprse.acces.comptes.invitations_groupees import INVITATIONS_MAX, Demande, create_invitations
from caprse.acces.connexion.limites import TropDeTentatives
from caprse.acces.lieux import Lieu
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.membres.import_annuaire import Importation, examine_annuaire, import_annuaire
from caprse.carnet.membres.page import page_structures
from caprse.carnet.membres.vue_import import LECTURE
from caprse.collectif.annuaire.lecture import parse_annuaire
from caprse.collectif.annuaire.lignes import LectureAnnuaire
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation
from tests.base import count_rows, execute, get_value
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.ecran import click, open_page, read, read_reperes, run
from tests.monde import Monde

TETE = "Raison sociale;Type de SIAE;Ville;Dpt;E-mail;Nom du contact;Rôle\n"
LIGNES = (
    "L’Œuvre;ACI;Foix;9;zoe@exemple.test;Zoé Péré;direction\n"
    "L’OEUVRE;AI;FOIX;09;yan@exemple.test;Yan;\n"
    "Élan;ETTI;Auch;Gers;zoe@exemple.test;Zoé Péré;\n"
    "Île;EI;;32;pas-une-adresse;Max;\n"
    "Cap;AI;Auch;32;;Ines;\n"
    "Zone;AI;Auch;32;lea@exemple.test;Léa;patronne\n"
)


def _read_annuaire(lignes: str = LIGNES) -> LectureAnnuaire:
    return parse_annuaire((TETE + lignes).encode("cp1252"))


def _import(
    monde: Monde, lignes: str = LIGNES, *, inviter: bool = True, personne: str = "anna", role: Role = Role.CONTRIBUTION
) -> Importation:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return import_annuaire(unit, monde.collectif, _read_annuaire(lignes), role, inviter=inviter)


def _count_mails() -> int:
    return int(get_value("select count(*) from courriel where objet like 'Invitation%'"))


def test_the_trial_tells_all_and_writes_nothing(monde: Monde) -> None:
    avant = [count_rows(table) for table in ("structure", "invitation", "courriel", "journal")]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        examen = examine_annuaire(unit, monde.collectif, _read_annuaire(), Role.DIRECTION)
    assert [count_rows(table) for table in ("structure", "invitation", "courriel", "journal")] == avant
    assert examen.bilan.creees == 5
    assert examen.a_inviter == (
        "Zoé Péré <zoe@exemple.test> · L’Œuvre",
        "Yan <yan@exemple.test> · L’Œuvre",
        "Zoé Péré <zoe@exemple.test> · Élan",
    )
    assert [refus.split(" : ")[0] for refus in examen.refusees] == ["Ligne 5", "Ligne 6", "Ligne 7"]


def test_structures_and_invitations_go_in_one_act_and_once(monde: Monde) -> None:
    premier = _import(monde)
    assert premier.bilan.creees == 5
    assert premier.invitations is not None
    assert [(d.courriel, d.role, d.lieu.structure) for d in premier.invitations.invitees] == [
        ("zoe@exemple.test", Role.DIRECTION, "L’Œuvre"),
        ("yan@exemple.test", Role.CONTRIBUTION, "L’Œuvre"),
        ("zoe@exemple.test", Role.CONTRIBUTION, "Élan"),
    ]
    assert len(premier.invitations.refusees) == 3
    assert _count_mails() == 3
    second = _import(monde)
    assert second.bilan.creees == 0
    assert second.invitations is not None
    assert second.invitations.invitees == ()
    assert [phrase.split(" ", 3)[3] for phrase in second.invitations.laissees] == [
        "zoe@exemple.test pour L’Œuvre a déjà une invitation en attente.",
        "yan@exemple.test pour L’Œuvre a déjà une invitation en attente.",
        "zoe@exemple.test pour Élan a déjà une invitation en attente.",
    ]
    assert _count_mails() == 3
    assert count_rows("invitation") == 3


def test_a_member_is_not_invited_again_whatever_the_case(monde: Monde) -> None:
    nom = get_value("select nom from structure where id = :s", s=monde.structures[0])
    bilan = _import(monde, f"{nom.upper()};AI;;;ALICE@exemple.test;Alice;lecture\n".replace("–", "-"))
    assert bilan.bilan.creees == 0
    assert bilan.invitations is not None
    assert bilan.invitations.laissees == (
        f"Ligne 2 : ALICE@exemple.test pour {nom.upper().replace('–', '-')} a déjà accès à cette structure.",
    )
    assert _count_mails() == 0


def test_one_whose_invitation_ran_out_is_invited_again(monde: Monde, horloge: Horloge) -> None:
    _import(monde)
    horloge.instant += timedelta(days=15)
    bilan = _import(monde)
    assert bilan.invitations is not None
    assert len(bilan.invitations.invitees) == 3
    assert get_value("select count(*) from invitation where annulee_le is null") == 3


def test_two_imports_at_once_invite_each_person_once(monde: Monde) -> None:
    depart = Barrier(3)

    def run_import(_: int) -> int:
        depart.wait()
        fait = _import(monde)
        assert fait.invitations is not None
        return len(fait.invitations.invitees)

    with ThreadPoolExecutor(3) as equipe:
        assert sorted(equipe.map(run_import, range(3))) == [0, 0, 3]
    assert _count_mails() == 3


def test_nobody_is_invited_unless_it_is_asked(monde: Monde) -> None:
    fait = _import(monde, inviter=False)
    assert fait.invitations is None
    assert (count_rows("invitation"), _count_mails()) == (0, 0)


def test_an_invitation_of_a_directory_opens_the_account(monde: Monde) -> None:
    _import(monde, "Neuve;AI;Foix;09;zoe@exemple.test;Zoé;direction\n")
    contenu = str(get_value("select contenu from courriel where destinataire = 'zoe@exemple.test'"))
    jeton = contenu.split("/invitation/")[1].split()[0]
    with open_unit_systeme() as unit:
        accept_invitation(unit, jeton, "Firefox")
    assert get_value("select h.role from habilitation h join compte c on c.id = h.compte_id where c.nom = 'Zoé'") == (
        "direction"
    )


def test_inviting_and_cancelling_again_and_again_ends(monde: Monde) -> None:
    for _ in range(5):
        _import(monde, "Neuve;AI;Foix;09;zoe@exemple.test;Zoé;\n")
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            cancel_invitation(unit, get_value("select id from invitation where annulee_le is null"))
    with pytest.raises(TropDeTentatives):
        _import(monde, "Neuve;AI;Foix;09;zoe@exemple.test;Zoé;\n")
    assert _count_mails() == 5


def test_only_those_who_manage_the_collectif_may(monde: Monde) -> None:
    lecture = _read_annuaire("Neuve;AI;Foix;09;;;\n")
    check_rights(
        monde,
        {"anna", "adam"},
        lambda unit: import_annuaire(unit, monde.collectif, lecture, Role.DIRECTION, inviter=False),
    )
    check_rights(
        monde,
        {"anna", "adam"},
        lambda unit: examine_annuaire(unit, monde.collectif, lecture, Role.DIRECTION),
    )


@pytest.mark.parametrize("role", [Role.ANIMATION, Role.ADMINISTRATION, Role.FEDERATION])
def test_a_directory_gives_no_role_beyond_a_structure(monde: Monde, role: Role) -> None:
    with pytest.raises(Introuvable):
        _import(monde, role=role)
    assert count_rows("invitation") == 0
    ailleurs = Lieu(monde.collectif, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Introuvable):
        create_invitations(unit, [Demande("a@exemple.test", "A", role, ailleurs)])


def test_a_direction_invites_nobody_elsewhere(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Introuvable):
        create_invitations(
            unit, [Demande("a@exemple.test", "A", Role.LECTURE, Lieu(monde.collectif, monde.structures[1]))]
        )


def test_too_many_at_once_are_refused_and_nothing_is_written(monde: Monde) -> None:
    lignes = "".join(f"S{rang};AI;Foix;09;p{rang}@exemple.test;P;\n" for rang in range(INVITATIONS_MAX + 1))
    avant = count_rows("structure")
    with pytest.raises(Refus, match="au plus 500"):
        _import(monde, lignes)
    assert count_rows("structure") == avant


def test_reading_takes_as_many_statements_for_one_line_as_for_many(monde: Monde, installation: Installation) -> None:
    def count(lignes: str) -> int:
        with (
            count_statements(installation.moteur) as requetes,
            open_unit(compte_id=monde.comptes["anna"]) as unit,
        ):
            examine_annuaire(unit, monde.collectif, _read_annuaire(lignes), Role.DIRECTION)
        return len(requetes)

    une = count("S0;AI;Foix;09;p0@exemple.test;P;\n")
    assert une <= 6
    assert count("".join(f"S{r};AI;Foix;09;p{r}@exemple.test;P;\n" for r in range(300))) == une


def test_the_screen_shows_then_does(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_structures)
    click(essai, "importer")
    essai.file_uploader(key="annuaire-fichier").set_value(("annuaire.csv", (TETE + LIGNES).encode(), "text/csv"))
    run(essai)
    texte = read(essai)
    assert "**5 structures à créer**" in texte
    assert "Rien n’est encore écrit" in texte
    assert "types réunis : ACI/AI" in texte
    assert count_rows("invitation") == 0
    essai.toggle(key="annuaire-inviter").set_value(True)
    run(essai)
    assert essai.button(key="annuaire-importer").label == "Importer 5\u00a0structures et inviter 3\u00a0personnes"
    click(essai, "annuaire-importer")
    texte = read(essai)
    assert "C’est fait : 5 structures créées, 3 invitations partent par courriel." in texte
    assert "Ligne 5 : pas-une-adresse" in texte
    assert _count_mails() == 3
    click(essai, "annuaire-fermer")
    assert LECTURE not in essai.session_state
    assert "structures" in read_reperes(essai)


def test_the_screen_shows_every_reason_of_a_bad_file(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_structures)
    click(essai, "importer")
    mauvais = TETE + "Bon;AI;Foix;09;;;\nMal;XYZ;Foix;99;;;\n"
    essai.file_uploader(key="annuaire-fichier").set_value(("annuaire.csv", mauvais.encode(), "text/csv"))
    texte = read(run(essai))
    assert "refusé (2 raisons) : rien n’a été importé" in texte
    assert "Ligne 3 : Type inconnu « XYZ »" in texte
    assert "Ligne 3 : département inconnu « 99 »" in texte
    assert "annuaire-importer" not in {bouton.key for bouton in essai.button}


def test_a_workbook_goes_in_from_the_screen(monde: Monde) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["Raison sociale", "Type", "Ville", "Département"])
    feuille.append(["L’Œuvre", "ACI", "Foix", 9])
    sortie = BytesIO()
    classeur.save(sortie)
    essai = open_page(monde, "anna", page_structures)
    click(essai, "importer")
    essai.file_uploader(key="annuaire-fichier").set_value(("annuaire.xlsx", sortie.getvalue(), ""))
    assert "**1 structure à créer**" in read(run(essai))
    click(essai, "annuaire-importer")
    (ligne,) = execute("select departement, types from structure where nom = 'L’Œuvre'")
    assert tuple(ligne) == ("09", ["ACI"])
    assert isinstance(get_value("select id from structure where nom = 'L’Œuvre'"), UUID)
