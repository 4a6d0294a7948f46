"""Text that was spoilt before it came here: its accents are lost, or became other signs. Pure.

A sign is strange where it stands when no name written in France holds it there (« RŽgie », « l'╔toile »); a word is
spoilt when what is strange in it becomes French once read as it was written. Signs that mean nothing else, such as
``&eacute;``, ``%C3%A9`` or « Ã© », are enough by themselves. The library ftfy was tried: it knows UTF-8 read as eight
bits, not eight bits read as others, which French tables suffer as often.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html.entities import name2codepoint
from urllib.parse import unquote

LETTRES = frozenset("àâäçéèêëîïôöùûüÿœæñÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆÑ")
SIGNES = frozenset("’‘“”«»–—…°€·•²³ªº\u00a0\u202f")
CSV_UTF8 = "Rouvrez le fichier d’origine et enregistrez-le au format « CSV UTF-8 »."
# What UTF-8 becomes when it is read in another encoding: « é » as « Ã© », « √© » or « ├® », and again: « ÃƒÂ© ».
_LUS_COMME = ("cp1252", "iso8859-15", "latin-1", "mac-roman", "cp850")
# Each begins with what these encodings make of the first byte of a French letter or sign.
_SUITE = re.compile(r"(?=([ÃÂÅâïÐÑ√¬≈‚Ô–—├┬┼´ð][^\x00-\x7f]{1,11}))")
_FOIS_MAX = 3
# A letter of eight bits written in one of these and read in the other.
_ECHANGES = (
    ("cp850", "cp1252"),
    ("mac-roman", "cp1252"),
    ("cp1252", "cp850"),
    ("cp1252", "mac-roman"),
    ("cp437", "cp1252"),
    ("cp1252", "cp437"),
    ("mac-roman", "cp850"),
    ("cp850", "mac-roman"),
)
_MOT = re.compile(r"[^\s;,|\"]{1,200}")
_ADRESSE = re.compile(r"[/@]|www\.|[?&]\w+=")
# An accent that became a question mark within a word, or the sign that some programs write for it.
_REMPLACEE = re.compile(r"[^\W\d_]['’]?\?[^\W\d_]|[^\W\d_]['’]?[¿□▯]|[^\W\d_]\?['’][^\W\d_]")
# An accent beside its letter (« e´ ») instead of above it; « L´Atelier » is another way to write an apostrophe.
_A_COTE = re.compile(r"[eE][´`](?=[bcdfgklmnprtvBCDFGKLMNPRTV])|[aeiouAEIOU][¨ˆ^](?=[a-zA-Z])|[cC]¸(?=[aouAOU])")
_ENTITE = re.compile(r"&(?:#(?P<code>[0-9]{2,5});?|#[xX](?P<hexa>[0-9A-Fa-f]{2,5});?|(?P<nom>[A-Za-z]{2,8});)")
_POURCENTS = re.compile(r"(?:[%=][0-9A-F]{2}){2,}|(?<=[a-zA-Z'])[%=][89A-F][0-9A-F](?=[a-z])|(?<=\w)%20(?=\w)", re.I)
_ECHAPPEE = re.compile(r"\\u00[0-9a-fA-F]{2}|\\x[89a-fA-F][0-9a-fA-F]|\+AO[a-zA-Z0-9]-")
_ENVELOPPE = re.compile(r"=\?[\w-]+\?[QqBb]\?")
_ENTITES = frozenset({"amp", "quot", "apos", "lt", "gt", "nbsp"}) | {
    nom for nom, code in name2codepoint.items() if chr(code) in LETTRES | SIGNES
}
# What some take for letters of their own, as signs of a trade name: « alphα », « Ω ».
_GRECQUES = frozenset("αβγλμπσωΑΔΜΣΩΠ")
_APOSTROPHES = frozenset("'’‘´")
# Signs that stand between two letters in names: « salarié·es », « Saint–Girons », « n°2 », « d`ici ».
_ENTRE = frozenset("’–—·•°º&…«»®©²€×★♥‧∙\u00a0\u202f\u2010\u2011\u2012\u2212ʼʻ")
# Signs that no letter has beside it.
_JAMAIS = frozenset("‚ƒˆ˜¨¸˚˙˘˝˛ˇ¯¶‡¬¦¤¢£¥")
_ELISION = re.compile(r"(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|presqu|aujourd|entr|pr)", re.IGNORECASE)
_ECOLE = re.compile("co|ch|qu|t[aeou]|pi|ga|du|mo|cl|lan")
_NUMERO = re.compile(r"n[ø¡░∞¯]\d*", re.IGNORECASE)


def find_abimes(texte: str) -> Iterator[str]:
    """One sentence for each line that was spoilt before it came here: its letters are lost, or are others."""
    for rang, ligne in enumerate(texte.splitlines(), start=1):
        morceau = find_abime(ligne)
        if morceau is not None:
            yield (
                f"Ligne {rang} : « {morceau} » a été abîmé par un enregistrement dans un autre encodage ; ses accents "
                f"sont perdus. {CSV_UTF8}"
            )


def find_abime(ligne: str) -> str | None:
    """A piece of this line that was spoilt, with what stands around it; None when nothing was."""
    if "\ufffd" in ligne:
        return _cut(ligne, ligne.index("\ufffd"))
    rang = None if ligne.isascii() else _find_mal_lu(ligne)
    if rang is None:
        rang = _find_code(ligne)
    return None if rang is None else _cut(ligne, rang)


def _find_mal_lu(ligne: str) -> int | None:
    """Where in a line something was read in another encoding than its own."""
    for suite in _SUITE.finditer(ligne):
        if _starts_abime(suite[1]):
            return suite.start()
    for mot in _MOT.finditer(ligne):
        if not mot[0].isascii() and _is_mot_abime(mot[0], ligne[mot.end() : mot.end() + 2]):
            return mot.start()
    return None


def _find_code(ligne: str) -> int | None:
    """Where in a line an accent was lost, or is written by its number or its name, save in an address."""
    # An entity ends with a semicolon, which parts two cells too: the line is looked at whole.
    for trouve in _ENTITE.finditer(ligne):
        if _is_entite(trouve) and not _ADRESSE.search(_get_mot(ligne, trouve.start())):
            return trouve.start()
    if (enveloppe := _ENVELOPPE.search(ligne)) is not None:
        return enveloppe.start()
    for mot in _MOT.finditer(ligne):
        if not _ADRESSE.search(mot[0]) and (perdu := _find_perdu(mot[0])) is not None:
            return mot.start() + perdu
    return None


def _find_perdu(mot: str) -> int | None:
    """Where in a word an accent was lost, stands beside its letter, or is written by its number."""
    for motif in (_REMPLACEE, _A_COTE, _ECHAPPEE):
        if (trouve := motif.search(mot)) is not None:
            return trouve.start()
    for trouve in _POURCENTS.finditer(mot):
        octets = trouve[0].replace("=", "%")
        lus = (unquote(octets, encoding, errors="replace") for encoding in ("utf-8", "cp1252"))
        if octets == "%20" or any(set(lu) <= LETTRES | SIGNES for lu in lus):
            return trouve.start()
    return None


def _is_entite(trouve: re.Match[str]) -> bool:
    if trouve["nom"]:
        return trouve["nom"] in _ENTITES
    code = int(trouve["code"]) if trouve["code"] else int(trouve["hexa"], 16)
    return code >= 0x80 or chr(code) in "&'\"<> "


def _get_mot(ligne: str, rang: int) -> str:
    avant, apres = ligne[max(0, rang - 300) : rang], ligne[rang : rang + 300]
    return re.split(r"[\s|\"]", avant)[-1] + re.split(r"[\s|\";]", apres)[0]


@lru_cache(maxsize=10_000)
def _starts_abime(suite: str) -> bool:
    return any(_is_abime(suite[:taille]) for taille in range(2, len(suite) + 1))


def _is_abime(suite: str, fois: int = _FOIS_MAX) -> bool:
    """Whether these signs are what another encoding makes, once or more, of one French letter or sign in UTF-8."""
    for encodage in _LUS_COMME:
        try:
            lu = _encode(suite, encodage).decode("utf-8")
        except UnicodeError:
            continue
        if len(lu) == 1:
            if lu in LETTRES or lu in SIGNES or lu == "\ufffd" or (suite[0] in "ÐÑ" and "\u0400" <= lu <= "\u045f"):
                return True
        elif fois > 1 and len(lu) < len(suite) and _is_abime(lu, fois - 1):
            return True
    return False


def _encode(suite: str, encodage: str) -> bytes:
    """The bytes of a text; those to which Windows gives no letter are kept as they are, as its programs do."""
    if encodage != "cp1252":
        return suite.encode(encodage)
    return b"".join(s.encode("latin-1") if "\x80" <= s <= "\x9f" else s.encode(encodage) for s in suite)


def _read_autrement(ecrit: str, lu: str) -> dict[str, str]:
    """Each sign of a reading, and the letter that was written."""
    table = {}
    for octet in range(0x80, 0x100):
        try:
            lettre = bytes((octet,)).decode(ecrit)
        except UnicodeError:
            continue
        signe = bytes((octet,)).decode(lu, errors="replace")
        table[chr(octet) if signe == "\ufffd" else signe] = lettre
    return table


_TABLES = tuple(_read_autrement(ecrit, lu) for ecrit, lu in _ECHANGES)


def _is_mot_abime(mot: str, suite: str) -> bool:
    """Whether one word was written in another encoding than the one in which it was read, or in another alphabet."""
    if any("\x80" <= signe <= "\x9f" or signe in "ŕ" for signe in mot):
        return True
    if _NUMERO.fullmatch(mot) or _mixes_alphabets(mot):
        return True
    # « Aide ‡ domicile », « Aide Ó domicile », « Aide Ã domicile »: « à » alone.
    if mot in {"‡", "Ó", "ˆ", "Ã"} and suite[1:].islower():
        return True
    if len(mot) > 1 and mot[-1] == "Ã" and mot[-2].islower():
        return True
    etranges = [rang for rang, signe in enumerate(mot) if signe > "\x7f" and _is_etrange(mot, rang)]
    return any(_reads_french(mot, etranges, table) for table in _TABLES)


def _mixes_alphabets(mot: str) -> bool:
    """« Rйgie », « R馮ie »: letters of another alphabet against Latin ones."""
    autres = [signe for signe in mot if signe > "\u02ff" and signe.isalpha() and _is_autre(signe)]
    return bool(autres) and any(signe.isalpha() and signe < "\u0250" for signe in mot)


def _is_autre(signe: str) -> bool:
    if unicodedata.category(signe) == "Lm" or signe in _GRECQUES:
        return False
    return not unicodedata.normalize("NFKD", signe)[0].isascii() and "LATIN" not in unicodedata.name(signe, "")


def _is_etrange(mot: str, rang: int) -> bool:
    """Whether no name has this sign at this place of a word."""
    signe, avant, apres = mot[rang], mot[rang - 1 : rang], mot[rang + 1 : rang + 2]
    apostrophe = avant in _APOSTROPHES and avant != ""
    if not signe.isalpha() or signe in "ªºƒˆˇ":
        if signe in _JAMAIS:
            return avant.isalpha() or apres.isalpha()
        if "\u2500" <= signe <= "\u259f":
            return avant.isalpha() or apres.isalpha()
        if apostrophe and signe in "…»":
            return apres.isalpha()
        if signe in "‘´" and (apres.isupper() or _is_elision(mot, rang)):
            return False
        return signe not in _ENTRE and avant.isalpha() and apres.isalpha()
    if signe.islower():
        # « RéGIE » is what a keyboard with its capitals locked writes; « FORæT » is not.
        if (signe == "í" and _is_elision(mot, rang)) or signe == "þ" or (signe == "ú" and apres in ("u", "i")):
            return True
        return signe not in "éèçàùœß" and avant.isupper() and apres.isupper()
    if apres.islower() or (not apres.isalpha() and avant.islower()):
        return _is_capitale_etrange(mot, rang)
    return signe in "ÕÆ" and _is_elision(mot, rang)


def _is_capitale_etrange(mot: str, rang: int) -> bool:
    """A capital within a word or at its end: « RÈgie », « SociÈtÈ »; « BienÊtre », « BistrÔ » are names."""
    signe, avant, apres = mot[rang], mot[rang - 1 : rang], mot[rang + 1 : rang + 2]
    if not avant.isalpha():
        # « Žcole », « l'Útoile »; « Žižek », « Última » and « Ècole », badly typed, are names.
        return signe in "ŽÚ" and _ECOLE.match(mot, rang + 1) is not None
    if signe in "ÕÆ" and _is_elision(mot, rang):
        return True
    if signe == "É" or (avant.islower() and (signe in "ÊÂÀ" or (signe == "Î" and mot[rang + 1 : rang + 3] != "l"))):
        return False
    if signe == "Œ" and apres in "uic":
        return False
    return not (signe == "Ô" and avant.islower() and (not apres or avant not in "hbrtpgao"))


def _is_elision(mot: str, rang: int) -> bool:
    """Whether an apostrophe would stand well here: « LÕAtelier », « díaujourd'hui », but not « Díaz »."""
    reste = mot[rang + 1 :]
    debut = re.split(r"[-('’]", mot[:rang])[-1]
    return len(reste) > 2 and reste[0].lower() in "aeiouyhéèêâàîôœ…Žƒ╔" and _ELISION.fullmatch(debut) is not None


def _reads_french(mot: str, etranges: list[int], table: dict[str, str]) -> bool:
    """Whether a sign that is strange here is French once read as it was written, and the word with it."""
    if not any(mot[rang] in table for rang in etranges):
        return False
    relu = "".join(table.get(signe, signe) for signe in mot)
    return all(
        signe <= "\x7f" or ((signe in LETTRES or signe in SIGNES) and not _is_etrange(relu, rang))
        for rang, signe in enumerate(relu)
    ) and any(relu[rang] in LETTRES or relu[rang] in "’°«»" for rang in etranges)


def _cut(ligne: str, rang: int) -> str:
    return " ".join(ligne[max(0, rang - 12) : rang + 15].replace('"', "").split())
