"""What must hold between the parts of a référentiel, whatever its themes, names, order or number of niveaux.

Each rule takes documents and yields every error it sees. A part that is missing or misshapen is left to ``forme``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import chain

from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import ANNEXES, RENVOIS, Document, Dossier, Noeud, list_criteres, list_enjeux
from caprse.referentiel.schema import CRITERES_MAX, MOTIF_COULEUR, MOTIF_DATE, NIVEAUX_MAX, NIVEAUX_MIN, PART_DU_FOND
from caprse.socle.couleurs import LISIBLE, compute_contrast, lighten


def check_dossier(dossier: Dossier) -> Iterator[Erreur]:
    """Every broken rule of a folder."""
    if dossier.tete is not None:
        yield from check_echelle(dossier.tete)
        yield from check_ordre(dossier.tete, dossier.noms)
    if dossier.renvois is not None:
        yield from check_renvois(dossier.renvois)
    if dossier.glossaire is not None:
        yield from check_mots(dossier.glossaire)
    yield from check_codes(dossier.thematiques)
    echelle = _list_niveaux(dossier.tete)
    familles = _list_familles(dossier)
    for thematique in dossier.thematiques:
        yield from check_nom(thematique)
        yield from check_nombre(thematique)
        yield from check_couleur(thematique)
        for critere in list_criteres(thematique):
            yield from check_niveaux(critere, echelle)
            yield from check_descripteurs(critere)
            yield from check_types(critere)
            yield from check_socle_legal(critere)
            yield from check_variantes(critere, echelle)
            if familles is not None:
                yield from check_citations(critere, familles)


def check_echelle(tete: Document) -> Iterator[Erreur]:
    """There are 3 to 6 niveaux, numbered 0, 1, 2… in this order, and their names differ."""
    echelle = tete.racine.get("echelle")
    if isinstance(echelle.valeur, tuple) and not NIVEAUX_MIN <= len(echelle.valeur) <= NIVEAUX_MAX:
        bornes = f"il en faut de {NIVEAUX_MIN} à {NIVEAUX_MAX}"
        yield echelle.erreur("ECHELLE", f"{len(echelle.valeur)} niveaux ; {bornes}.")
    for rang, niveau in enumerate(echelle):
        numero = niveau.get("niveau")
        if type(numero.valeur) is int and 0 <= numero.valeur < NIVEAUX_MAX and numero.valeur != rang:
            yield numero.erreur("ECHELLE", f"ce niveau porte le numéro {numero.valeur} au lieu de {rang}.")
    noms = (niveau.get("nom") for niveau in echelle)
    yield from _check_doubles(noms, "ECHELLE", "deux niveaux portent le nom")


def check_ordre(tete: Document, noms: frozenset[str]) -> Iterator[Erreur]:
    """``ordre`` names once each thématique present; the transversal one is present too, and not in ``ordre``."""
    ordre, transversal = tete.racine.get("ordre"), tete.racine.get("transversal")
    cites = {code.texte for code in ordre}
    yield from _check_doubles(ordre, "ORDRE", "cité deux fois :")
    for code in (*ordre, transversal):
        if code.texte and f"{code.texte}.yaml" not in noms:
            yield code.erreur("FICHIER-ABSENT", f"le fichier {cite(f'{code.texte}.yaml')} n’est pas dans le dossier.")
    if transversal.texte in cites and transversal.texte:
        yield transversal.erreur("TRANSVERSAL", f"{cite(transversal.texte)} figure aussi dans « ordre » ; retirez-le.")
    if not isinstance(ordre.valeur, tuple):
        return
    for nom in sorted(noms - ANNEXES):
        if nom.removesuffix(".yaml") not in cites | {transversal.texte}:
            yield ordre.erreur("ORDRE", f"{cite(nom)} est dans le dossier mais n’est pas cité.")


def check_renvois(renvois: Document) -> Iterator[Erreur]:
    """Families, groups and codes are written once; a group that is cited exists."""
    familles = list(renvois.racine.get("familles"))
    yield from _check_doubles((famille.get("cle") for famille in familles), "FAMILLE-DOUBLE", "famille déjà écrite :")
    for famille in familles:
        groupes = [groupe.get("code") for groupe in famille.get("groupes")]
        yield from _check_doubles(groupes, "FAMILLE-DOUBLE", "groupe déjà écrit :")
        codes = (entree.get("code") for entree in famille.get("entrees"))
        yield from _check_doubles(codes, "FAMILLE-DOUBLE", "code déjà écrit :")
        connus = {groupe.texte for groupe in groupes if groupe.texte}
        for entree in famille.get("entrees"):
            groupe = entree.get("groupe")
            if groupe.texte and groupe.texte not in connus:
                hint = _hint(groupe.texte, connus)
                yield groupe.erreur("GROUPE-INCONNU", f"le groupe {cite(groupe.texte)} n’existe pas{hint}")


def check_codes(thematiques: Iterable[Document]) -> Iterator[Erreur]:
    """No code serves twice anywhere, and each begins with its thématique's."""
    codes: list[Noeud] = []
    for thematique in thematiques:
        racine = thematique.racine.get("code")
        codes.append(racine)
        prefixe = racine.texte or thematique.fichier.removesuffix(".yaml")
        for objet in chain(list_enjeux(thematique), list_criteres(thematique)):
            code = objet.get("code")
            codes.append(code)
            if code.texte and code.texte.partition("-")[0] != prefixe:
                yield code.erreur("CODE-PREFIXE", f"{cite(code.texte)} devrait commencer par {cite(f'{prefixe}-')}.")
    yield from _check_doubles(codes, "CODE-DOUBLE", "code déjà employé :")


def check_nom(thematique: Document) -> Iterator[Erreur]:
    """A thématique's file is named after its code."""
    code = thematique.racine.get("code")
    if code.texte and f"{code.texte}.yaml" != thematique.fichier:
        nom = cite(f"{code.texte}.yaml")
        yield code.erreur("FICHIER-NOM", f"ce fichier devrait s’appeler {nom}, et non {cite(thematique.fichier)}.")


def check_couleur(thematique: Document) -> Iterator[Erreur]:
    """The colour of a thématique is read as text, on white and on its own pale ground."""
    couleur = thematique.racine.get("couleur")
    if not couleur.texte or not re.fullmatch(MOTIF_COULEUR, couleur.texte):
        return
    if compute_contrast(couleur.texte, lighten(couleur.texte, PART_DU_FOND)) < LISIBLE:
        yield couleur.erreur("COULEUR", f"{cite(couleur.texte)} est trop pâle pour être lue ; prenez-la plus foncée.")


def check_nombre(thematique: Document) -> Iterator[Erreur]:
    """A thématique has at most 30 critères; at least one is a matter of shape."""
    nombre = sum(1 for _ in list_criteres(thematique))
    if nombre > CRITERES_MAX:
        enjeux = thematique.racine.get("enjeux")
        yield enjeux.erreur(
            "CRITERES-NOMBRE", f"{nombre} critères dans la thématique ; le maximum est {CRITERES_MAX}."
        )


def check_niveaux(critere: Noeud, echelle: tuple[str, ...] | None) -> Iterator[Erreur]:
    """A critère describes exactly the niveaux of the échelle, given by name, or None where it is not known."""
    niveaux = critere.get("niveaux")
    if echelle is None or not isinstance(niveaux.valeur, dict):
        return
    decrits = {str(cle) for cle in niveaux.valeur}  # a number between quotes is misshapen, not missing as well
    for numero, nom in enumerate(echelle):
        if str(numero) not in decrits:
            suite = f" {cite(nom)}" if nom else ""
            yield niveaux.get(numero).erreur("NIVEAU-MANQUANT", f"il manque le niveau {numero}{suite}.")
    for niveau in niveaux:
        cle = niveau.chemin[-1]
        if isinstance(cle, int) and not 0 <= cle < len(echelle):
            yield niveau.erreur("NIVEAU-EN-TROP", f"l’échelle va de 0 à {len(echelle) - 1}.")


def check_descripteurs(critere: Noeud) -> Iterator[Erreur]:
    """Two niveaux of a critère never read the same."""
    yield from _check_doubles(critere.get("niveaux"), "DESCRIPTEUR-DOUBLE", "même texte qu’un autre niveau :")


def check_types(critere: Noeud) -> Iterator[Erreur]:
    """A critère names each type of structure once."""
    types = critere.get("pour_qui").get("types")
    yield from _check_doubles(types, "VALEUR", "écrit deux fois :")


def check_socle_legal(critere: Noeud) -> Iterator[Erreur]:
    """The days of an obligation exist, and it names each type of structure once."""
    for obligation in critere.get("socle_legal"):
        yield from _check_doubles(obligation.get("types"), "VALEUR", "écrit deux fois :")
        for cle in ("depuis", "verifie_le"):
            jour = obligation.get(cle)
            if jour.texte and re.fullmatch(MOTIF_DATE, jour.texte) and not _is_jour(jour.texte):
                yield jour.erreur("VALEUR", f"{cite(jour.texte)} n’est pas un jour du calendrier.")


def check_variantes(critere: Noeud, echelle: tuple[str, ...] | None) -> Iterator[Erreur]:
    """A variant says for whom it is and what it changes; its niveaux are those of the échelle, all different."""
    for variante in critere.get("variantes"):
        pour, niveaux = variante.get("pour"), variante.get("niveaux")
        if pour.valeur == {}:
            yield pour.erreur("VARIANTE", "dites pour qui : « types », « moins_de », ou les deux.")
        yield from _check_doubles(pour.get("types"), "VALEUR", "écrit deux fois :")
        if isinstance(variante.valeur, dict) and not variante.valeur.keys() - {"pour"}:
            yield variante.erreur("VARIANTE", "elle ne change aucun texte ; écrivez-en un, ou retirez-la.")
        for niveau in niveaux:
            cle = niveau.chemin[-1]
            if echelle is not None and isinstance(cle, int) and not 0 <= cle < len(echelle):
                yield niveau.erreur("NIVEAU-EN-TROP", f"l’échelle va de 0 à {len(echelle) - 1}.")
        redits = {niveau.chemin[-1]: niveau for niveau in critere.get("niveaux")}
        redits |= {niveau.chemin[-1]: niveau for niveau in niveaux}
        yield from _check_doubles(redits.values(), "DESCRIPTEUR-DOUBLE", "même texte qu’un autre niveau :")


def check_mots(glossaire: Document) -> Iterator[Erreur]:
    """Each word, and each way to write it, is explained once."""
    mots = glossaire.racine.get("mots")
    yield from _check_doubles(
        chain.from_iterable((mot.get("mot"), *mot.get("formes")) for mot in mots), "MOT-DOUBLE", "mot déjà expliqué :"
    )


def check_citations(critere: Noeud, familles: Mapping[str, set[str]]) -> Iterator[Erreur]:
    """A critère refers only to families and codes of ``renvois.yaml``, each once."""
    for renvoi in critere.get("renvois"):
        cle = str(renvoi.chemin[-1])
        codes = familles.get(cle)
        if codes is None:
            yield renvoi.erreur("RENVOI-FAMILLE", f"la famille {cite(cle)} n’existe pas{_hint(cle, familles)}")
            continue
        yield from _check_doubles(renvoi, "RENVOI-DOUBLE", "renvoi déjà cité :")
        for code in renvoi:
            if code.texte and code.texte not in codes:
                hint = _hint(code.texte, codes)
                yield code.erreur("RENVOI-CODE", f"{cite(code.texte)} n’existe pas dans la famille {cite(cle)}{hint}")


def _list_niveaux(tete: Document | None) -> tuple[str, ...] | None:
    """The names of the échelle, or None where it cannot be relied upon."""
    if tete is None:
        return None
    noms = tuple(niveau.get("nom").texte or "" for niveau in tete.racine.get("echelle"))
    return noms if NIVEAUX_MIN <= len(noms) <= NIVEAUX_MAX else None


def _list_familles(dossier: Dossier) -> dict[str, set[str]] | None:
    """The codes of each family, or None where ``renvois.yaml`` is there and cannot be relied upon."""
    if RENVOIS not in dossier.noms:
        return {}
    if dossier.renvois is None or not isinstance(dossier.renvois.donnee, dict):
        return None
    if not isinstance(dossier.renvois.donnee.get("familles", ()), tuple):
        return None
    familles = dossier.renvois.racine.get("familles")
    return {
        str(famille.get("cle").valeur): {str(entree.get("code").valeur).strip() for entree in famille.get("entrees")}
        for famille in familles
    }


def _check_doubles(noeuds: Iterable[Noeud], code: str, phrase: str) -> Iterator[Erreur]:
    """One error for each text already met, whatever its case and spaces, with the place of the first."""
    premiers: dict[str, Noeud] = {}
    for noeud in noeuds:
        if not noeud.texte:
            continue
        premier = premiers.setdefault(_normalize(noeud.texte), noeud)
        if premier is not noeud:
            yield noeud.erreur(code, f"{phrase} {cite(noeud.texte)} (voir {premier.lieu}).")


def _is_jour(texte: str) -> bool:
    try:
        date.fromisoformat(texte)
    except ValueError:
        return False
    return True


def _normalize(texte: str) -> str:
    return " ".join(unicodedata.normalize("NFC", texte).casefold().split())


def _hint(mot: str, connus: Iterable[str]) -> str:
    proches = get_close_matches(mot[:60], sorted(connus), n=1)
    return f" ; vouliez-vous dire {cite(proches[0])} ?" if proches else "."
