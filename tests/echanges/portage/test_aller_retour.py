"""A structure leaves with all of its own and comes back the same, in an installation that never saw it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.echanges.portage.archive import read_archive, write_archive
from caprse.echanges.portage.arrivee import import_structure
from caprse.echanges.portage.construction import PERSONNES
from caprse.echanges.portage.document import Document
from caprse.echanges.portage.service import export_structure
from caprse.referentiel.codec import to_contenu
from caprse.referentiel.modele import VersionReferentiel
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages
from tests.base import GABARIT, create_base, drop_base, execute, get_value
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.echanges.portage.scene import CONTENU, close, export, fill, normalize, read
from tests.monde import REFERENTIEL, Monde

VOISINE = "portage"


@pytest.fixture
def voisine(serveur: BaseLocale, installation: Installation, horloge: Horloge) -> Iterator[Installation]:
    """Another installation, which has the référentiel and nothing else."""
    create_base(serveur, VOISINE, GABARIT)
    moteur = create_moteur(serveur.url(APPLICATION, VOISINE))
    autre = Installation(
        Reglages(var=serveur.donnees.parent), moteur, serveur.url(PROPRIETAIRE, VOISINE), horloge=horloge
    )
    add_referentiel(autre)
    yield autre
    set_installation(installation)
    autre.close()
    moteur.dispose()
    drop_base(serveur, VOISINE)


def add_referentiel(autre: Installation) -> None:
    set_installation(autre)
    with open_unit_systeme(autre) as unit:
        unit.db.add(
            VersionReferentiel(
                cle=REFERENTIEL.id,
                version=REFERENTIEL.version,
                titre=REFERENTIEL.titre,
                empreinte="essai",
                contenu=to_contenu(REFERENTIEL),
            )
        )


def carry(octets: bytes, vers: Installation, nom: str = "Collectif neuf") -> Document:
    """Bring it in there, and read it again."""
    set_installation(vers)
    reprise = import_structure(vers, octets, nom, appliquer=True)
    assert reprise.structure_id is not None
    return read(reprise.structure_id)


@pytest.mark.parametrize("clos", [False, True], ids=["ouvert", "clos"])
def test_what_leaves_comes_back_equal(
    monde: Monde, voisine: Installation, installation: Installation, clos: bool
) -> None:
    set_installation(installation)
    fill(monde)
    if clos:
        close(monde)
    octets = export(monde.structures[0])
    avant = read_archive(octets).document
    assert all(getattr(avant, nom) for nom in ("actions", "traces", "fichiers", "pratiques", "appuis", "binomes"))
    assert bool(avant.trimestres[0].carnet.arretes) is clos
    apres = carry(octets, voisine)
    assert normalize(apres) == normalize(avant)
    # Once more, from there: what an import wrote is no history.
    with open_unit_systeme(voisine) as unit:
        structure_id = get_value("select id from structure")
        deuxieme = export_structure(unit, structure_id)
    assert normalize(read_archive(deuxieme).document) == normalize(avant)
    assert read_archive(deuxieme).fichiers == read_archive(octets).fichiers
    assert get_value("select contenu from fichier") == CONTENU


def test_two_structures_of_one_collectif_come_into_the_same(
    monde: Monde, voisine: Installation, installation: Installation
) -> None:
    set_installation(installation)
    fill(monde)
    close(monde)
    archives = [export(structure) for structure in monde.structures]
    for octets in archives:
        apres = carry(octets, voisine)
        assert normalize(apres) == normalize(read_archive(octets).document)
    assert get_value("select count(*) from collectif") == 1
    assert get_value("select count(*) from structure") == 2
    # The binôme of both, each told of it: kept as it was said, tied to nobody.
    assert get_value("select count(*) from binome") == 0


def test_the_past_that_came_in_does_not_move_any_more(
    monde: Monde, voisine: Installation, installation: Installation
) -> None:
    set_installation(installation)
    fill(monde)
    close(monde)
    carry(export(monde.structures[0]), voisine)
    for requete in ("update reponse set niveau = 0", "update carnet set motif_incomplet = 'x'"):
        with pytest.raises(Exception, match="clos"):
            execute(requete)
    with pytest.raises(Exception, match="clos"):
        execute(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id)"
            " select collectif_id, carnet_id, 'T01-05', structure_id from reponse limit 1"
        )


def test_a_dry_run_tries_all_and_keeps_nothing(
    monde: Monde, voisine: Installation, installation: Installation
) -> None:
    set_installation(installation)
    fill(monde)
    octets = export(monde.structures[0])
    set_installation(voisine)
    reprise = import_structure(voisine, octets, "Collectif neuf", appliquer=False)
    assert reprise.structure_id is None
    assert reprise.compte["réponses"] == 3
    assert get_value("select count(*) from structure") == get_value("select count(*) from compte") == 0


def test_no_address_and_no_id_of_the_base_leaves(monde: Monde) -> None:
    fill(monde)
    with zipfile.ZipFile(io.BytesIO(export(monde.structures[0]))) as archive:
        texte = archive.read("structure.json").decode()
    assert "@exemple.test" not in texte
    ids = [*monde.structures, *monde.carnets, *monde.comptes.values(), monde.collectif, monde.referentiel]
    assert not [cle for cle in ids if str(cle) in texte]
    assert json.loads(texte)["format"] == "caprse-structure/1"


def test_only_the_direction_takes_it_away(monde: Monde) -> None:
    check_rights(monde, {"alice"}, lambda unit: export_structure(unit, monde.structures[0]))


def test_the_direction_reads_what_the_operator_reads(monde: Monde) -> None:
    fill(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        sien = read_archive(export_structure(unit, monde.structures[0])).document
    assert normalize(sien) == normalize(read(monde.structures[0]))


_texte = st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po", "Sm"], codec="latin-1"), min_size=1, max_size=40)


@st.composite
def documents(draw: st.DrawFn, modele: Document) -> Document:
    """The same file with other texts, niveaux, actions and messages."""
    brut = modele.model_dump()
    (trimestre,) = brut["trimestres"]
    carnet = trimestre["carnet"]
    for reponse in carnet["reponses"]:
        concerne = draw(st.booleans())
        reponse |= {
            "niveau": draw(st.none() | st.integers(0, 4)) if concerne else None,
            "cible": draw(st.none() | st.integers(0, 4)) if concerne else None,
            "non_concerne": not concerne,
            "motif": "" if concerne else draw(_texte),
            "commentaire": draw(st.just("") | _texte),
            "version": draw(st.integers(1, 9)),
            "modifie_par": draw(st.none() | st.sampled_from([p["cle"] for p in brut["personnes"]])),
        }
    instant = brut["ecrit_le"]
    message = carnet["fils"][0]["messages"][0]
    carnet["fils"][0]["messages"] = [
        message | {"texte": draw(_texte), "auteur": draw(st.none() | st.just(message["auteur"])), "ecrit_le": instant}
        for _ in range(draw(st.integers(0, 3)))
    ]
    action = brut["actions"][0]
    brut["actions"] = [
        action
        | {
            "cle": f"a{rang}",
            "quoi": draw(_texte),
            "decision": draw(st.none() | _texte),
            "echeance": draw(st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))),
            "etat": draw(st.sampled_from(["a_faire", "en_cours", "abandonnee"])),
            "criteres": draw(st.lists(st.sampled_from(["T01-01", "T01-02"]), unique=True)),
            # Some at the same instant.
            "cree_le": instant + timedelta(days=draw(st.integers(0, 1)) and rang),
        }
        for rang in range(1, draw(st.integers(1, 4)) + 1)
    ]
    brut["structure"] |= {"nom": draw(_texte), "effectif": draw(st.none() | st.integers(1, 999))}
    return Document.model_validate(brut)


def test_any_content_comes_back_equal(monde: Monde, voisine: Installation, installation: Installation) -> None:
    set_installation(installation)
    fill(monde)
    archive = read_archive(export(monde.structures[0]))
    compteur = iter(range(1000))

    @settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(document=documents(archive.document))
    def check(document: Document) -> None:
        # An archive comes in once.
        document = document.model_copy(update={"ecrit_le": document.ecrit_le + timedelta(seconds=next(compteur))})
        octets = write_archive(document, archive.fichiers.__getitem__, document.ecrit_le)
        apres = carry(octets, voisine, f"Collectif {next(compteur)}")
        # Keys follow the order in which things are told.
        assert normalize(carry(export(_last()), voisine, f"Collectif {next(compteur)}")) == normalize(apres)
        attendu, recu = normalize(document), normalize(apres)
        for nom in ("trimestres", "actions", "structure", "traces", "pratiques"):
            assert _without_keys(recu[nom]) == _without_keys(attendu[nom])

    check()


def _last() -> UUID:
    cle: UUID = get_value("select structure_id from importee order by importe_le desc limit 1")
    return cle


def _without_keys(noeud: object) -> object:
    """Who is named first changes the keys: they are told by the round trip itself."""
    if isinstance(noeud, dict):
        nus = {nom: element for nom, element in noeud.items() if nom not in {"cle", "mentions"}}
        return {
            nom: element is not None if nom in PERSONNES else _without_keys(element) for nom, element in nus.items()
        }
    if isinstance(noeud, list):
        return sorted((_without_keys(element) for element in noeud), key=str)
    return noeud
