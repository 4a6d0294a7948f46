"""The sheets of a workbook → the same documents as a folder of YAML files, whose « lines » are places of cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from caprse.referentiel.classeur import colonnes as c
from caprse.referentiel.classeur.cases import read_valeur, say
from caprse.referentiel.classeur.colonnes import FACULTATIVES, TABLES, TETE, Colonne
from caprse.referentiel.classeur.livre import ENJEU_CLES, Groupe, Livre, Place, Rangee, build_critere, list_cles
from caprse.referentiel.classeur.ouverture import Case, Constat, Feuille
from caprse.referentiel.erreurs import cite
from caprse.referentiel.fichiers.document import GLOSSAIRE, RENVOIS, Chemin, Document, Donnee, Dossier
from caprse.referentiel.fichiers.document import TETE as FICHIER_TETE


@dataclass
class Lecteur:
    """Reads the sheets once. ``places`` turns a « line » of a document, from 1, into a cell."""

    feuilles: dict[str, Feuille]
    places: list[Place] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)

    def read(self) -> Dossier:
        """The documents; what is wrong with the sheets themselves is in ``constats``."""
        tete = self._read_tete()
        echelle = self._read_table(c.ECHELLE)
        thematiques = self._read_table(c.THEMATIQUES)
        documents = {FICHIER_TETE: self._build_tete(tete, echelle, thematiques)}
        attaches = {table: self._attach(table) for table in (c.LOIS, c.VARIANTES)}
        for rangee in thematiques:
            code = rangee.valeurs.get("code")
            nom = code.strip() if isinstance(code, str) else ""
            if not nom or f"{nom}.yaml" in documents:
                continue
            if document := self._build_thematique(nom, rangee, attaches):
                documents[document.fichier] = document
        for restes in attaches.values():
            for code, rangees in restes.items():
                for rangee in rangees:
                    phrase = f"le critère {cite(code)} n’est dans aucune feuille de thématique."
                    self._say(rangee.places.get("critere", rangee.debut), phrase if code else "dites de quel critère.")
        documents[RENVOIS] = self._build_renvois()
        documents[GLOSSAIRE] = self._build_mots()
        self._say_inconnues(thematiques)
        return Dossier("classeur", frozenset(documents), documents, ())

    def _say(self, place: Place, message: str) -> None:
        self.constats.append(Constat(*place, message))

    def _find(self, nom: str) -> Feuille | None:
        return self.feuilles.get(c.normalize(nom))

    def _read_table(self, nom: str) -> list[Rangee]:
        feuille = self._find(nom)
        if feuille is None:
            if nom not in FACULTATIVES:
                self._say((nom, 0, 0), "cette feuille manque ; reprenez-la du classeur vide.")
            return []
        return list(self._list_rangees(feuille, nom))

    def _list_rangees(self, feuille: Feuille, nom: str) -> Iterator[Rangee]:
        colonnes = self._read_titres(feuille, nom)
        for cases in feuille.rangees[1:]:
            valeurs: dict[str, Donnee] = {}
            places: dict[str, Place] = {}
            for case in cases:
                colonne = colonnes.get(case.colonne)
                if colonne is not None:
                    valeurs[colonne.cle] = read_valeur(case.valeur, colonne.genre)
                    places[colonne.cle] = (feuille.nom, case.ligne, case.colonne)
                elif case.colonne not in colonnes:
                    self._say((feuille.nom, case.ligne, case.colonne), "cette colonne n’a pas de titre connu.")
            if valeurs:
                vides = {cle.cle: (feuille.nom, cases[0].ligne, rang) for rang, cle in colonnes.items() if cle}
                yield Rangee(valeurs, vides | places, (feuille.nom, cases[0].ligne, 1))

    def _read_titres(self, feuille: Feuille, nom: str) -> dict[int, Colonne | None]:
        """The columns by rank; None for one that was reported already."""
        colonnes: dict[int, Colonne | None] = {}
        cases: Iterable[Case] = feuille.rangees[0] if feuille.rangees else ()
        for case in cases:
            colonne = c.find_colonne(say(case.valeur), nom)
            if colonne is None:
                phrase = f"le titre {cite(case.valeur)} n’est pas celui d’une colonne."
                self._say((feuille.nom, 1, case.colonne), phrase)
            elif colonne in colonnes.values():
                self._say((feuille.nom, 1, case.colonne), f"la colonne {cite(colonne.titre)} est là deux fois.")
                colonne = None
            colonnes[case.colonne] = colonne
        for attendue in TABLES.get(nom, c.THEMATIQUE):
            if attendue.requise and attendue not in colonnes.values():
                self._say((feuille.nom, 1, 1), f"la colonne {cite(attendue.titre)} manque.")
        return colonnes

    def _read_tete(self) -> Rangee:
        feuille = self._find(c.REFERENTIEL)
        if feuille is None:
            self._say((c.REFERENTIEL, 0, 0), "cette feuille manque ; reprenez-la du classeur vide.")
            return Rangee({}, {}, (c.REFERENTIEL, 0, 0))
        valeurs: dict[str, Donnee] = {}
        places: dict[str, Place] = {}
        cles = {c.normalize(colonne.titre): colonne.cle for colonne in TETE}
        for cases in feuille.rangees[1:]:
            if not cases:
                continue
            par_colonne = {case.colonne: case for case in cases}
            titre = par_colonne.get(1)
            cle = cles.get(c.normalize(say(titre.valeur))) if titre else None
            if cle is None or cle in places:
                self._say((feuille.nom, cases[0].ligne, 1), "cette ligne n’a pas un nom connu, ou elle est en double.")
                continue
            places[cle] = (feuille.nom, cases[0].ligne, 2)
            if case := par_colonne.get(2):
                valeurs[cle] = read_valeur(case.valeur, "texte")
        return Rangee(valeurs, places, (feuille.nom, 1, 1))

    def _build_tete(self, tete: Rangee, echelle: list[Rangee], thematiques: list[Rangee]) -> Document:
        livre = Livre(self.places, FICHIER_TETE, tete.debut)
        donnee = livre.take(tete, (), (colonne.cle for colonne in TETE))
        donnee["echelle"] = tuple(
            livre.take(rangee, ("echelle", rang), list_cles(c.ECHELLE)) for rang, rangee in enumerate(echelle)
        )
        livre.put(("echelle",), (c.ECHELLE, 1, 1))
        ordre: list[Donnee] = []
        livre.put(("ordre",), (c.THEMATIQUES, 1, 1))
        for rangee in thematiques:
            code = rangee.valeurs.get("code")
            marque = rangee.valeurs.get("transversal")
            if marque is not None and c.normalize(str(marque)) not in (c.OUI, "non"):
                self._say(rangee.places["transversal"], f"{cite(marque)} n’est pas permis ; écrivez « oui » ou rien.")
            if marque is not None and c.normalize(str(marque)) == c.OUI:
                if "transversal" in donnee:
                    self._say(rangee.places["transversal"], "une seule thématique est demandée à chaque trimestre.")
                else:
                    donnee["transversal"] = code
                    livre.put(("transversal",), rangee.places.get("code", rangee.debut))
                continue
            livre.put(("ordre", len(ordre)), rangee.places.get("code", rangee.debut))
            ordre.append(code)
        donnee["ordre"] = tuple(ordre)
        return livre.close(donnee)

    def _build_thematique(
        self, code: str, tete: Rangee, attaches: Mapping[str, dict[str, list[Rangee]]]
    ) -> Document | None:
        feuille = self._find(c.name_feuille(code))
        if feuille is None:
            self._say(
                tete.places.get("code", tete.debut), f"la feuille {cite(c.name_feuille(code))} manque ; ajoutez-la."
            )
            return None
        livre = Livre(self.places, f"{code}.yaml", tete.debut)
        donnee = livre.take(tete, (), ("code", "titre", "titre_court", "en_bref", "couleur", "icone"))
        enjeux: list[Groupe] = []
        criteres: list[Groupe] = []
        for rangee in self._list_rangees(feuille, c.name_feuille(code)):
            genre = c.normalize(str(rangee.valeurs.get("genre", "")))
            if genre == c.normalize(c.ENJEU):
                criteres = []
                chemin: Chemin = ("enjeux", len(enjeux))
                self._check_cles(rangee, {*ENJEU_CLES, "genre"}, c.ENJEU)
                enjeux.append(livre.take(rangee, chemin, ENJEU_CLES))
                livre.listes.append((enjeux[-1], criteres))
                livre.put((*chemin, "criteres"), rangee.places.get("genre", rangee.debut))
            elif genre == c.normalize(c.CRITERE) and enjeux:
                self._check_cles(rangee, None, c.CRITERE)
                chemin = ("enjeux", len(enjeux) - 1, "criteres", len(criteres))
                criteres.append(build_critere(livre, rangee, chemin, attaches))
            else:
                orphelin = genre == c.normalize(c.CRITERE)
                phrase = "ce critère n’a pas d’enjeu au-dessus." if orphelin else "choisissez Enjeu ou Critère."
                self._say(rangee.places.get("genre", rangee.debut), phrase)
        for enjeu, liste in livre.listes:
            enjeu["criteres"] = tuple(liste)
        donnee["enjeux"] = tuple(enjeux)
        livre.put(("enjeux",), (feuille.nom, 1, 1))
        return livre.close(donnee)

    def _check_cles(self, rangee: Rangee, permises: set[str] | None, nom: str) -> None:
        """An enjeu fills fewer columns than a critère, which has no short title."""
        for cle in rangee.valeurs:
            if (cle not in permises) if permises is not None else cle == "titre_court":
                self._say(rangee.places[cle], f"une ligne {cite(nom)} ne remplit pas cette colonne ; videz la case.")

    def _attach(self, nom: str) -> dict[str, list[Rangee]]:
        restes: defaultdict[str, list[Rangee]] = defaultdict(list)
        for rangee in self._read_table(nom):
            restes[str(rangee.valeurs.get("critere", "")).strip()].append(rangee)
        return restes

    def _build_renvois(self) -> Document:
        livre = Livre(self.places, RENVOIS, (c.FAMILLES, 1, 1))
        enfants = {nom: self._read_table(nom) for nom in (c.GROUPES, c.RENVOIS)}
        familles: list[Donnee] = []
        connues: set[str] = set()
        for rang, rangee in enumerate(self._read_table(c.FAMILLES)):
            cle = str(rangee.valeurs.get("cle", "")).strip()
            famille = livre.take(rangee, ("familles", rang), list_cles(c.FAMILLES))
            for nom, sous in ((c.GROUPES, "groupes"), (c.RENVOIS, "entrees")):
                miennes = [r for r in enfants[nom] if str(r.valeurs.get("famille", "")).strip() == cle]
                livre.put(("familles", rang, sous), rangee.debut)
                famille[sous] = tuple(
                    livre.take(r, ("familles", rang, sous, n), list_cles(nom)[1:])
                    for n, r in enumerate(miennes if cle not in connues else [])
                )
            connues.add(cle)
            familles.append(famille)
        for rangee in (r for liste in enfants.values() for r in liste):
            if (cle := str(rangee.valeurs.get("famille", "")).strip()) not in connues:
                self._say(
                    rangee.places.get("famille", rangee.debut), f"la famille {cite(cle)} n’est pas dans « Familles »."
                )
        return livre.close({"familles": tuple(familles)})

    def _build_mots(self) -> Document:
        livre = Livre(self.places, GLOSSAIRE, (c.MOTS, 1, 1))
        rangees = self._read_table(c.MOTS)
        mots = tuple(livre.take(rangee, ("mots", rang), list_cles(c.MOTS)) for rang, rangee in enumerate(rangees))
        return livre.close({"mots": mots})

    def _say_inconnues(self, thematiques: list[Rangee]) -> None:
        connues = {c.normalize(nom) for nom in (*TABLES, c.REFERENTIEL, c.ACCUEIL, c.CODES)}
        connues |= {c.normalize(c.name_feuille(str(r.valeurs.get("code", "")).strip())) for r in thematiques}
        for nom, feuille in self.feuilles.items():
            if nom not in connues and any(feuille.rangees):
                phrase = "cette feuille n’est citée nulle part ; ajoutez son code dans « Thématiques », ou retirez-la."
                self._say((feuille.nom, 0, 0), phrase)
