"""What a cell of a directory means: départements and types as people write them. Pure."""

from __future__ import annotations

import re

from caprse.collectif.regles import DEPARTEMENTS, TYPES
from caprse.referentiel.schema import EFFECTIF_MAX
from caprse.socle.francais import fold, format_pluriel

_NOMS = """01 Ain|02 Aisne|03 Allier|04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|07 Ardèche
08 Ardennes|09 Ariège|10 Aube|11 Aude|12 Aveyron|13 Bouches-du-Rhône|14 Calvados|15 Cantal|16 Charente
17 Charente-Maritime|18 Cher|19 Corrèze|2A Corse-du-Sud|2B Haute-Corse|21 Côte-d’Or|22 Côtes-d’Armor
23 Creuse|24 Dordogne|25 Doubs|26 Drôme|27 Eure|28 Eure-et-Loir|29 Finistère|30 Gard|31 Haute-Garonne
32 Gers|33 Gironde|34 Hérault|35 Ille-et-Vilaine|36 Indre|37 Indre-et-Loire|38 Isère|39 Jura|40 Landes
41 Loir-et-Cher|42 Loire|43 Haute-Loire|44 Loire-Atlantique|45 Loiret|46 Lot|47 Lot-et-Garonne|48 Lozère
49 Maine-et-Loire|50 Manche|51 Marne|52 Haute-Marne|53 Mayenne|54 Meurthe-et-Moselle|55 Meuse|56 Morbihan
57 Moselle|58 Nièvre|59 Nord|60 Oise|61 Orne|62 Pas-de-Calais|63 Puy-de-Dôme|64 Pyrénées-Atlantiques
65 Hautes-Pyrénées|66 Pyrénées-Orientales|67 Bas-Rhin|68 Haut-Rhin|69 Rhône|70 Haute-Saône
71 Saône-et-Loire|72 Sarthe|73 Savoie|74 Haute-Savoie|75 Paris|76 Seine-Maritime|77 Seine-et-Marne
78 Yvelines|79 Deux-Sèvres|80 Somme|81 Tarn|82 Tarn-et-Garonne|83 Var|84 Vaucluse|85 Vendée|86 Vienne
87 Haute-Vienne|88 Vosges|89 Yonne|90 Territoire de Belfort|91 Essonne|92 Hauts-de-Seine
93 Seine-Saint-Denis|94 Val-de-Marne|95 Val-d’Oise|971 Guadeloupe|972 Martinique|973 Guyane
974 La Réunion|975 Saint-Pierre-et-Miquelon|976 Mayotte|977 Saint-Barthélemy|978 Saint-Martin
986 Wallis-et-Futuna|987 Polynésie française|988 Nouvelle-Calédonie"""
NOMS_DEPARTEMENTS = dict(ligne.split(" ", 1) for ligne in re.split(r"[|\n]", _NOMS))
_PAR_NOM = {fold(nom): code for code, nom in NOMS_DEPARTEMENTS.items()} | {
    fold("Réunion"): "974",
    fold("Guyane française"): "973",
    fold("Belfort"): "90",
    fold("St Pierre et Miquelon"): "975",
    fold("St Martin"): "978",
    fold("St Barthélemy"): "977",
    fold("Métropole de Lyon"): "69",
    fold("Corse du Sud 2A"): "2A",
}

_LONGS = {
    "association intermédiaire": "AI",
    "atelier et chantier d’insertion": "ACI",
    "atelier chantier d’insertion": "ACI",
    "atelier ou chantier d’insertion": "ACI",
    "chantier d’insertion": "ACI",
    "entreprise d’insertion": "EI",
    "entreprise de travail temporaire d’insertion": "ETTI",
    "entreprise de travail temporaire": "ETTI",
    "ett d’insertion": "ETTI",
    "entreprise à but d’emploi": "EBE",
    "groupe économique solidaire": "GES",
    "groupement économique solidaire": "GES",
    "service à la personne": "SAP",
    "organisme de service à la personne": "SAP",
    "autre": "autre",
}
ECRIT_MAX = 120
# Types of the State's lists for which the workbook has none of its own.
AUTRES = {
    "EITI": "entreprise d’insertion par le travail indépendant",
    "GEIQ": "groupement d’employeurs pour l’insertion et la qualification",
    "EA": "entreprise adaptée",
    "EATT": "entreprise adaptée de travail temporaire",
    "OPCS": "organisation porteuse de la clause sociale",
}


# What the State's lists add to a type: « ACI_DC » is one of common law, « EI_MP » one in a prison.
_REGIME = re.compile(r"^([a-z]{2,4}) (?:dc|mp|droit commun|milieu penitentiaire)$")
_POINTS = re.compile(r"(?:[a-z] )+[a-z](?: s)?")


def _singular(texte: str) -> str:
    return " ".join(mot.removesuffix("s") if len(mot) > 3 else mot for mot in fold(texte).split())


_TYPES = {_singular(long): court for long, court in _LONGS.items()} | {fold(court): court for court in TYPES}
_ETRANGERS = {_singular(long): sigle for sigle, long in AUTRES.items()} | {fold(sigle): sigle for sigle in AUTRES}
_SIGLES = frozenset({fold(court) for court in (*TYPES, *AUTRES)})


def parse_departement(texte: str) -> str | None:
    """The code of a département written as a number, a name, both, or a postcode; None when it is none of these."""
    code = re.sub(r"\s", "", texte).upper().removesuffix(".0")
    if code in DEPARTEMENTS:
        return code
    if re.fullmatch(r"0*[1-9AB][0-9AB]{0,2}", code):
        nu = code.lstrip("0")
        for candidat in (nu, f"0{nu}"):
            if candidat in DEPARTEMENTS:
                return candidat
    if (trouve := parse_code_postal(texte)) is not None:
        return trouve
    pli = fold(texte)
    if pli in _PAR_NOM:
        return _PAR_NOM[pli]
    # « 31 - Haute-Garonne », « Haute-Garonne (31) »: both halves must agree.
    mots = pli.split()
    for sigle, nom in ((mots[:1], mots[1:]), (mots[-1:], mots[:-1])):
        if nom and (par_nom := _PAR_NOM.get(" ".join(nom))) and parse_departement("".join(sigle)) == par_nom:
            return par_nom
    return None


def parse_code_postal(texte: str) -> str | None:
    """The département of a postcode; None for anything else. A spreadsheet drops its first zero."""
    chiffres = re.sub(r"\s", "", texte).removesuffix(".0")
    if not re.fullmatch(r"[0-9]{4,5}", chiffres, re.ASCII):
        return None
    chiffres = chiffres.zfill(5)
    if chiffres.startswith("20"):
        return "2A" if chiffres < "20200" else "2B"
    code = chiffres[:3] if chiffres.startswith(("97", "98")) else chiffres[:2]
    return code if code in DEPARTEMENTS else None


def parse_types(texte: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """``AI/ ACI``, ``Ateliers et chantiers d'insertion`` → the types, each once, in the order given.

    Then one French sentence per unknown type, and one per type that only « autre » can hold here. Nothing written
    gives nothing and no sentence: a missing type is for the reader to judge.
    """
    types: dict[str, None] = {}
    problemes, remarques = [], []
    for morceau in _split_types(texte):
        pli = _fold_type(morceau)
        if (court := _TYPES.get(pli)) is not None:
            types[court] = None
        elif (sigle := _ETRANGERS.get(pli)) is not None:
            types["autre"] = None
            remarques.append(f"Type « {sigle} » ({AUTRES[sigle]}) rangé dans « autre »")
        else:
            problemes.append(f"Type inconnu « {_shorten(morceau)} » (types possibles : {', '.join(TYPES)}).")
    return tuple(types), tuple(problemes), tuple(dict.fromkeys(remarques))


def _split_types(texte: str) -> list[str]:
    """The types that a cell lists; one that is unknown stays as it is written.

    « et » and « - » part two types where what stands on both sides are types.
    """
    morceaux = []
    for brut in re.split(r"[/,;|+\n&]", texte):
        entier = brut.strip(" .:-–—")
        if not entier:
            continue
        sans_sigle = _drop_sigle(entier)
        parts = [part.strip() for part in re.split(r"\s+(?:et|-|–)\s+|(?<=[A-Z.])\s+(?=[A-Z][A-Z.]{1,7}\b)", entier)]
        if _is_type(entier):
            morceaux.append(entier)
        elif len(parts) > 1 and all(_is_type(_drop_sigle(part)) for part in parts):
            morceaux += [_drop_sigle(part) for part in parts]
        elif _is_type(sans_sigle):
            morceaux.append(sans_sigle)
        else:
            morceaux.append(brut.strip())
    return morceaux


def _shorten(ecrit: str) -> str:
    return ecrit if len(ecrit) <= ECRIT_MAX else f"{ecrit[:ECRIT_MAX]}…"


def _fold_type(texte: str) -> str:
    """A type as it compares: ``A.C.I.``, ``A C I``, ``ACIs`` and ``ACI_DC`` are ``aci``."""
    pli = _singular(texte)
    if _POINTS.fullmatch(pli):
        pli = pli.replace(" ", "")
    if (regime := _REGIME.match(pli)) is not None:
        pli = regime[1]
    return pli[:-1] if pli.endswith("s") and pli[:-1] in _SIGLES else pli


def _is_type(texte: str) -> bool:
    pli = _fold_type(texte)
    return pli in _TYPES or pli in _ETRANGERS


def _drop_sigle(texte: str) -> str:
    """« Association intermédiaire (AI) » and « AI - Association intermédiaire » without their short form."""
    mots = fold(re.sub(r"(?<=\b[A-Za-z])\.", "", texte)).split()
    if len(mots) > 1 and _fold_type(mots[-1]) in _SIGLES and _is_type(" ".join(mots[:-1])):
        return " ".join(mots[:-1])
    if len(mots) > 1 and _fold_type(mots[0]) in _SIGLES and _is_type(" ".join(mots[1:])):
        return " ".join(mots[1:])
    return texte


_EFFECTIF = re.compile(r"([0-9][0-9 \u00a0\u202f]{0,9})(?:[.,]0+)?(?:\s*(?:salarié|personne)\S*)?")


def parse_effectif(case: str) -> int | None:
    """``12`` or ``1 200 salariés`` → how many people; None for anything else, a share of a person included."""
    trouve = _EFFECTIF.fullmatch(case.strip().lower())
    nombre = int(re.sub(r"\D", "", trouve[1])) if trouve else 0
    return nombre if 1 <= nombre <= EFFECTIF_MAX else None


COMMENT_SIRET = "mettez la colonne au format « Texte », écrivez de nouveau les 14 chiffres et enregistrez"


def parse_siret(case: str) -> tuple[str, str]:
    """A SIRET as people write it → its 14 digits or nothing, and what is to check of it, or nothing."""
    nu = re.sub(r"(?i)siret|n\s?[°ºo]|[\s.:'’\-_/\u200b]", "", re.sub(r"[.,]0+$", "", case))
    if not nu:
        return "", ""
    if re.fullmatch(r"[0-9]+(?:,[0-9]+)?[eE]\+?[0-9]+", nu):
        return "", f"Numéro SIRET abîmé par le tableur (« {case[:20]} ») : {COMMENT_SIRET}"
    if not re.fullmatch(r"[0-9]+", nu, re.ASCII):
        return "", f"Numéro SIRET illisible dans l’annuaire (« {case[:20]} »)"
    # A spreadsheet drops the first zeros.
    siret = nu.zfill(14) if len(nu) in {12, 13} and _has_cle_juste(nu.zfill(14)) else nu
    if len(siret) == 9:
        return "", f"Numéro SIREN à la place du SIRET dans l’annuaire (« {case[:20]} ») : il y manque 5 chiffres"
    if len(siret) != 14:
        combien = format_pluriel(len(siret), "chiffre")
        return "", f"Numéro SIRET de {combien} au lieu de 14 dans l’annuaire (« {case[:20]} ») : {COMMENT_SIRET}"
    if not _has_cle_juste(siret):
        return siret, f"Numéro SIRET faux dans l’annuaire (« {case[:20]} ») : un chiffre au moins n’est pas le bon"
    return siret, ""


def _has_cle_juste(siret: str) -> bool:
    """Luhn's key; the offices of La Poste have one of their own."""
    doubles = (int(chiffre) * (1 + rang % 2) for rang, chiffre in enumerate(reversed(siret)))
    juste = sum(nombre - 9 if nombre > 9 else nombre for nombre in doubles) % 10 == 0
    return juste or (siret.startswith("356000000") and sum(map(int, siret)) % 5 == 0)
