"""What was spoilt before it came here is refused; what French names hold is never taken for it."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from openpyxl import Workbook

from caprse.collectif.annuaire.abimes import find_abime
from caprse.collectif.annuaire.lecture import parse_annuaire
from caprse.collectif.annuaire.valeurs import NOMS_DEPARTEMENTS

VRAIS = """Régie de quartier de l'Étoile|RÉGIE DE L’ÉTOILE|RéGIE DE L'éTOILE|Œuvre de l’Haÿ|L’HAŸ-LES-ROSES
L'Œuvre « Cœur »|«Régie»|Ô Potager|Ô Toit|Bistrô|BistrÔ|InserÔ|n° 2|N°2|nº 2|Régie n°12|Terre & Humanisme
R&D|100 % bio|50% Bio|100%CAFE|Île-de-Ré|BelleÎle|BienÊtre|ÂGE D'OR|Âge d’or|ÇA ET LÀ|Là-bas|à vélo
À vélo|AgriÉlan|RÉgie|LES ÉCOLES|Noël|NOËL|Citroën|µTopie|Atelier µ|1 € le repas|Épicerie à 1€|Salarié·es
salarié•es|Salarié⋅e·s|m² utiles|R² formation|Emmaüs®|Marque™|©Atelier|Saint–Girons|Agen—Auch|Tout – rien
Etc…|…et plus|l'Ami…|L´Atelier|L`Atelier|L‘Atelier|“Régie”|‹Régie›|„Régie”|1er étage|1ᵉʳ|3ᵉ lieu|Maïs
Aiguë|Capharnaüm|Où|sûr|AOÛT|Août|château|CHÂTEAU|maîtrise|MAÎTRISE|Nîmes|NÎMES|Garçon|FRANÇAIS|pâte|Œuf
ŒUF|BelŒuvre|José Díaz|María|João Simões|SIMÕES|Muñoz|ESPAÑA|España|Peña|Peńa|Núñez|Perpinyà|Associació
Únic|Última|Ángel|Íñigo|Óscar|Seán Ó Briain|Björn|Müller|MÜLLER|Straße|Søren|Åse|Škoda|Žižek|Božena|Dušan
Łódź|Wałęsa|Çelik|İzmir|Gülşen|Đặng Văn|Nguyễn|Tūheiava|Māori|ʻOhana|Col·lectiu|lo país|Òc|Òme|L'Òc|Bòsc
ÒC|Diwan Ñ|Plijañ|Etxeä|Ça|alphα|Ω Énergie|ΩMEGA|Москва|東京|العربية|Café ☕|★ Étoile ★|J♥Foix
Éco-lieu « Le Pré »|«LE PRÉ»|«CAFÉ»|LE CAFÉ»|«FORÊ»|Qui ? Nous|Et toi ?|¿Qué tal?|Oui!|A.R.T.|L’Îlot
D’Île en Île|L’Ô|D'Ô|Hôtel|HÔTEL|Côté Cœur|Rhône|RHÔNE|Bâtir|BÂTIR|½ tarif|3×5|±10|Nom ‡|Nom †|Atelier¹
Note³|Été|ÉTÉ|Dès|Ès|Ècole|L'Ètoile|Žlebič|ÈS|Às|Ÿ|YÜ|Aÿ|Aÿ-Champagne|Louÿs|Moÿ-de-l'Aisne|Crêt-à-l'Âne
Æthusa|ÆTHUSA|Lætitia|LÆTITIA|Ex æquo|Curriculum vitæ|Cæsar|L'Æ|Zoë|Raphaël|Loïc|LOÏC|Anaïs|Inouï|Ouïe|A+
A=B|a_b|C#|50 °C|20°|n°|N°|Corps&Âme|Bio&or;x|Vie&phone;y|É.T.A.|E.T.A|ÉTA'|d'É|Compagnie d’É|ÎLE|ÎLOT
LÎLE|O'Brien|Frères & Sœurs|Sœurs|SŒURS|Main-d’œuvre|MAIN-D'ŒUVRE|Bœuf|Œillet|Manœuvre|Saône|Besançon
Béziers|Sète|SÈTE|Orléans|Évreux|Étampes"""
ABIMES = """R‚gie|RŽgie|RÚgie|l'╔toile|L¿Atelier|l¿Atelier|l'¿toile|RÃƒÂ©gie|LÃ¢â‚¬â„¢Atelier|RÐ¹gie|Rйgie|R&#233;gie
R&#xE9;gie|R&eacute;gie|L&rsquo;Atelier|A &amp; B|R%C3%A9gie|R%E9gie|R=C3=A9gie|R\\u00e9gie|R\\xe9gie
B =?UTF-8?Q?R=C3=A9gie?=|R+AOk-gie|RÈgie|l'…toile|SociÈtÈ|ForÍt|FranÁais|Aide ‡ domicile|Aide Ó domicile
Aide Ã domicile|LÕAtelier|LíAtelier|LÆAtelier|lÆatelier|SiŠge|RiviŠre|chƒteau|h“tel|CÏur|cÏur|FORæT|ForÛt
chÔteau|R□gie|l'?toile|L?Atelier|For?t|n¡ 2|n░2|nø 2|Re´gie|re`gle|fore^t|Ri\x8fre|R\x82gie|R馮ie|Rιgie
For\ufffdt|RÃ©gie|R├®gie|R√©gie|RÃ\u0083Â©gie|ÃƒÂ©cole|dÃ©jÃ|RËgie|FranþaisÚ|maŒtre|R,gie‚|GenŠve|qualit‚
l'ƒlan|ƒlan|NoÙl|Noâ€™l|sup‚rieur|R╔GIE|Žcole|l'Útoile"""


@pytest.mark.parametrize("nom", [nom for ligne in VRAIS.split("\n") for nom in ligne.split("|")])
def test_what_french_names_hold_is_read(nom: str) -> None:
    assert find_abime(f"31;{nom};AI;Foix") is None
    assert find_abime(f"31\t{nom.upper()}\tAI\tFoix") is None
    assert find_abime(nom) is None


@pytest.mark.parametrize("nom", NOMS_DEPARTEMENTS.values())
def test_no_departement_looks_spoilt(nom: str) -> None:
    assert (find_abime(nom), find_abime(nom.upper()), find_abime(nom.lower())) == (None, None, None)


@pytest.mark.parametrize("nom", [nom for ligne in ABIMES.split("\n") for nom in ligne.split("|")])
def test_what_was_spoilt_is_refused_with_its_line_from_a_text_and_a_workbook(nom: str) -> None:
    entete, ligne = ("Département", "Nom", "Type", "Commune"), ("31", nom, "ACI", "Foix")
    classeur, sortie = Workbook(), BytesIO()
    feuille = classeur.worksheets[0]
    feuille.append(entete)
    feuille.append(ligne)
    classeur.save(sortie)
    texte = "\n".join("\t".join(rangee) for rangee in (entete, ligne))
    for octets in (texte.encode(), texte.replace("\t", ";").encode(), sortie.getvalue()):
        lecture = parse_annuaire(octets)
        assert lecture.lignes == ()
        assert lecture.erreurs[0].startswith("Ligne 2 : « ")
        assert "enregistrez-le au format « CSV UTF-8 »" in lecture.erreurs[0]


def test_an_address_of_a_site_may_hold_escapes() -> None:
    assert find_abime("31;AILES;https://exemple.test/r%C3%A9gie?a=1&amp;b=2&copy;;a=b%20c@exemple.test") is None


_NOMS: tuple[str, ...] = (
    "Régie",
    "Société Générale",
    "Rivière",
    "Siège",
    "Forêt",
    "Château",
    "français",
    "Bâtir",
    "Fenêtre",
    "collège",
    "Bonne équité",
    "Atelier de l’École",
    "L'Étoile",
    "Cœur",
    "Noël",
    "Maître",
    "Hôtel",
    "Bonne fête",
    "Crèche",
)


@pytest.mark.parametrize("nom", _NOMS)
@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [("cp850", "cp1252"), ("mac-roman", "cp1252"), ("cp1252", "cp850"), ("cp1252", "mac-roman"), ("cp1252", "cp437")],
)
def test_common_words_read_in_another_encoding_are_seen(nom: str, ecrit: str, lu: str) -> None:
    octets = nom.encode(ecrit, errors="ignore")
    autre = b"".join(bytes((o,)).decode(lu, errors="ignore").encode() or chr(o).encode() for o in octets).decode()
    assert autre == nom.encode(ecrit, errors="ignore").decode(ecrit) or find_abime(autre) is not None, autre


@pytest.mark.timeout(60)
@pytest.mark.parametrize("motif", ["é—", "東京", "–—Ã", "R&D;", "í", "http://a?b=&amp;", "a%C3", "?a"])
def test_a_long_line_of_any_sign_is_read_in_a_moment(motif: str) -> None:
    debut = time.perf_counter()
    find_abime(motif * (200_000 // len(motif)))
    assert time.perf_counter() - debut < 10
