"""The lines of a file, held against the collectif → a past that holds together, or all that is to put right. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from caprse.carnet.regles import Saisie
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.classeur.ouverture import Constat
from caprse.referentiel.erreurs import cite
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.schema import BILAN
from caprse.restitution.reprise.cases import parse_entier, parse_jour, read_texte
from caprse.restitution.reprise.lecture import Lecture, Ligne, sort_erreurs
from caprse.restitution.reprise.recherche import (
    Criteres,
    Structures,
    find_criteres,
    find_thematique,
    index_criteres,
    index_structures,
)
from caprse.restitution.reprise.regles import (
    Cadre,
    Passe,
    StructureConnue,
    TrimestrePasse,
    explain_absent,
    list_passes,
    list_recouvrements,
    list_refus,
)
from caprse.restitution.reprise.revues import Questions, explain_sans_avant, list_sans_avant
from caprse.restitution.reprise.saisies import read_saisie
from caprse.restitution.reprise.titres import CRITERES, DU_TRIMESTRE, LIBELLES, REMPLIES
from caprse.socle.dates import format_date
from caprse.socle.francais import enumerate_words, fold_nom


@dataclass(frozen=True, slots=True)
class Verification:
    """A past, or every reason to refuse the file: never both."""

    passe: Passe
    erreurs: tuple[Constat, ...] = ()


def verify_reprise(lecture: Lecture, cadre: Cadre) -> Verification:
    """The past that a file tells, or all its errors in the order of the file. The order of its lines says nothing."""
    controle = _Controle(cadre, list(lecture.erreurs))
    controle.check_laissees(lecture.laissees)
    controle.read_trimestres(lecture)
    controle.read_reponses(lecture.reponses)
    controle.check_revues()
    controle.check_vides()
    if controle.erreurs:
        return Verification(Passe(), sort_erreurs(controle.erreurs, lecture))
    return Verification(controle.build_passe())


@dataclass
class _Controle:
    """One reading of one file: what was understood so far, and what is wrong."""

    cadre: Cadre
    erreurs: list[Constat]
    # By number, with the line that told it; those of the calendar have none.
    trimestres: dict[int, TrimestrePasse] = field(default_factory=dict)
    dits: dict[int, Ligne] = field(default_factory=dict)
    reponses: dict[tuple[int, UUID, str], Saisie] = field(default_factory=dict)
    places: dict[tuple[int, UUID, str], Ligne] = field(default_factory=dict)
    sans_adhesion: set[tuple[int, UUID]] = field(default_factory=set)
    # Numbers whose days or thématique are wrong: what depends on them is not said again.
    mal_dits: set[int] = field(default_factory=set)
    # What the same texts meant on the lines before.
    criteres: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    plis: dict[str, str] = field(default_factory=dict)
    questions: Questions = field(init=False)

    def __post_init__(self) -> None:
        self.questions = Questions(self.cadre)

    def check_laissees(self, feuilles: Iterable[str]) -> None:
        """A sheet that has the name of a structure is one that somebody filled: it is not left aside in silence."""
        connues = index_structures(self.cadre.structures)
        for nom in feuilles:
            if fold_nom(nom) in connues:
                phrase = "cette feuille n’a pas de ligne de titres : il faut au moins « Critère » et « Niveau »."
                self.erreurs.append(Constat(nom, 0, 0, phrase))

    def read_trimestres(self, lecture: Lecture) -> None:
        """The trimestres that the file describes, in a list of their own or on the lines of the answers."""
        for ligne in lecture.trimestres:
            self._read_trimestre(ligne)
        for ligne in lecture.reponses:
            if any(cle in ligne.cases for cle in ("debut", "fin")) and "numero" in ligne.cases:
                self._read_trimestre(ligne)
        for connu in list_passes(self.cadre):
            if connu.numero not in self.trimestres and connu.numero not in self.mal_dits:
                self.trimestres[connu.numero] = TrimestrePasse(
                    connu.numero, connu.thematique, connu.debut, connu.fin, connu.id
                )
        decrits = [self.trimestres[numero] for numero in sorted(self.dits)]
        for numero, phrase in list_recouvrements(decrits, self.cadre):
            self.erreurs.append(self.dits[numero].say("debut", phrase))

    def _read_trimestre(self, ligne: Ligne) -> None:
        numero = self._read_numero(ligne)
        if numero is None:
            return
        jours = {}
        for cle in ("debut", "fin"):
            jour = parse_jour(ligne.cases.get(cle))
            if jour is None:
                texte = read_texte(ligne.cases.get(cle))
                phrase = f"{cite(texte)} n’est pas une date." if texte else f"« {LIBELLES[cle]} » manque."
                self._say(ligne, cle, f"{phrase} Écrivez-la comme 16/09/2025.")
                self.mal_dits.add(numero)
            else:
                jours[cle] = jour
        thematique = self._read_thematique(ligne, numero)
        if thematique is None or len(jours) < 2:
            self.mal_dits.add(numero)
            return
        connu = self.cadre.find(numero)
        place = connu.id if connu is not None and connu.etat is EtatTrimestre.PREPARE else None
        trimestre = TrimestrePasse(numero, thematique, jours["debut"], jours["fin"], place)
        deja = self.trimestres.get(numero)
        if deja is not None:
            if deja != trimestre:
                self._say(ligne, "numero", f"le trimestre\u00a0{numero} est dit deux fois, et pas de la même façon.")
            return
        self.trimestres[numero], self.dits[numero] = trimestre, ligne
        for cle, phrase in list_refus(trimestre, self.cadre):
            self._say(ligne, cle, phrase)

    def _read_numero(self, ligne: Ligne) -> int | None:
        if "numero" not in ligne.cases:
            self._say(ligne, "numero", "le numéro du trimestre manque.")
            return None
        numero = parse_entier(ligne.cases["numero"])
        if numero is None:
            self._say(ligne, "numero", f"{cite(read_texte(ligne.cases['numero']))} n’est pas un numéro de trimestre.")
        return numero

    def _read_thematique(self, ligne: Ligne, numero: int) -> str | None:
        """The thématique of the line; where it says none, that of the prepared trimestre."""
        texte = read_texte(ligne.cases.get("thematique"))
        if not texte and (connu := self.cadre.find(numero)) is not None:
            return connu.thematique
        code = find_thematique(texte, self.cadre.referentiel)
        if code is None:
            titres = enumerate_words([f"« {self._title(code)} »" for code in self.cadre.referentiel.ordre])
            phrase = f"{cite(texte)} n’est pas une thématique" if texte else "la thématique manque"
            self._say(ligne, "thematique", f"{phrase} ; écrivez l’une de celles-ci : {titres}.")
        return code

    def read_reponses(self, lignes: Iterable[Ligne]) -> None:
        """Each answer in its carnet, or why not."""
        structures = index_structures(self.cadre.structures)
        criteres = index_criteres(self.cadre.referentiel)
        niveaux = list_niveaux(self.cadre.referentiel)
        for ligne in lignes:
            if not any(cle in ligne.cases for cle in REMPLIES):
                continue
            structure = self._read_structure(ligne, structures)
            critere = self._read_critere(ligne, criteres)
            saisie, refus = read_saisie(ligne.cases, niveaux)
            for cle, phrase in refus:
                self._say(ligne, cle, phrase)
            numero = self._find_trimestre(ligne, critere)
            if structure is None or critere is None or numero is None:
                continue
            self._put(ligne, numero, structure, critere, saisie)

    def _put(self, ligne: Ligne, numero: int, structure: StructureConnue, critere: str, saisie: Saisie) -> None:
        trimestre = self.trimestres[numero]
        cle = (numero, structure.id, critere)
        if (deja := self.places.get(cle)) is not None:
            ou = f"ligne {deja.rang}" + (f" de la feuille {cite(deja.feuille)}" if deja.feuille else "")
            suite = "" if "numero" in ligne.cases else ", ou dites à quel trimestre elle a été revue"
            self._say(ligne, "critere", f"cette réponse est déjà donnée, {ou} ; gardez-en une{suite}.")
            return
        ou_structure = (numero, structure.id)
        if not structure.is_adherente(trimestre.fin) and ou_structure not in self.sans_adhesion:
            self.sans_adhesion.add(ou_structure)
            jour = format_date(trimestre.fin)
            phrase = (
                f"{structure.libelle} n’était pas adhérente le {jour}, à la fin du trimestre\u00a0{numero}. Corrigez "
            )
            self._say(ligne, "structure", f"{phrase}son premier jour d’adhésion, page « Structures ».")
        self.places[cle], self.reponses[cle] = ligne, saisie

    def _read_structure(self, ligne: Ligne, index: Structures) -> StructureConnue | None:
        texte = read_texte(ligne.cases.get("structure"))
        if not texte:
            if "structure" in ligne.colonnes:
                self._say(ligne, "structure", "la structure manque.")
            else:
                phrase = "la colonne « Structure » manque : elle dit qui a donné chaque réponse."
                self.erreurs.append(Constat(ligne.feuille, 0, 0, phrase))
            return None
        pli = self.plis.get(texte)
        if pli is None:
            pli = self.plis[texte] = fold_nom(texte)
        trouvees = index.get(pli, ())
        if len(trouvees) == 1:
            return trouvees[0]
        if trouvees:
            noms = enumerate_words([f"« {trouvee.libelle} »" for trouvee in trouvees[:4]])
            self._say(ligne, "structure", f"{cite(texte)} peut être {noms} ; écrivez le nom avec son lieu.")
        else:
            suite = (
                "donnez à la feuille le nom d’une structure, ou ajoutez une colonne « Structure »."
                if ligne.feuille_structure
                else "corrigez le nom, ou ajoutez-la page « Structures »."
            )
            self._say(ligne, "structure", f"{cite(texte)} n’est pas une structure du collectif ; {suite}")
        return None

    def _read_critere(self, ligne: Ligne, index: Criteres) -> str | None:
        textes = [texte for cle in CRITERES if (texte := read_texte(ligne.cases.get(cle)))]
        ou = next((cle for cle in CRITERES if cle in ligne.cases), "critere")
        if not textes:
            self._say(ligne, ou, "le critère manque.")
            return None
        # The same questions come back for each structure.
        trouves = self.criteres.get(cle := tuple(textes))
        if trouves is None:
            trouves = self.criteres[cle] = find_criteres(textes, index)
        if len(trouves) == 1:
            return trouves[0]
        if trouves:
            self._say(ligne, ou, f"{cite(textes[0])} peut être plusieurs critères ; écrivez son code seul.")
        else:
            self._say(ligne, ou, f"{cite(textes[0])} n’est pas un critère du référentiel.")
        return None

    def _find_trimestre(self, ligne: Ligne, critere: str | None) -> int | None:
        """The trimestre of an answer: the one that it says, else the only one that asks its critère."""
        if "numero" not in ligne.cases:
            return self._guess_trimestre(ligne, critere)
        numero = self._read_numero(ligne)
        if numero is None or numero in self.mal_dits:
            return None
        if numero not in self.trimestres:
            self._say(ligne, "numero", explain_absent(numero, self.cadre.find(numero)))
            return None
        if critere is not None and not self.questions.takes(self.trimestres[numero], critere, self.trimestres):
            titre = self._title(self.trimestres[numero].thematique)
            phrase = f"ce critère n’est pas de la thématique « {titre} », celle du trimestre\u00a0{numero}."
            self._say_critere(ligne, phrase)
            return None
        return numero

    def _guess_trimestre(self, ligne: Ligne, critere: str | None) -> int | None:
        if critere is None:
            return None
        possibles = [
            numero
            for numero, trimestre in sorted(self.trimestres.items())
            if self.questions.asks(trimestre.thematique, critere)
        ]
        if len(possibles) == 1:
            return possibles[0]
        if possibles:
            numeros = enumerate_words([str(numero) for numero in possibles])
            self._say(ligne, "numero", f"ce critère est posé aux trimestres\u00a0{numeros} ; dites lequel.")
        elif not self.mal_dits:
            self._say(ligne, "numero", "aucun trimestre passé ne pose ce critère ; dites lequel, et ses dates.")
        return None

    def check_revues(self) -> None:
        """A critère that its trimestre does not ask was looked at again: its structure had answered it before."""
        revues = [cle for cle in self.places if not self.questions.asks(self.trimestres[cle[0]].thematique, cle[2])]
        if not revues:
            return
        # A niveau that cannot be read is said where it is written, and not again here.
        repondues = {c for c, saisie in self.reponses.items() if saisie.repondu or "niveau" in self.places[c].cases}
        for cle in list_sans_avant(revues, repondues | self.cadre.repondus):
            titre = self._title(self.trimestres[cle[0]].thematique)
            self._say_critere(self.places[cle], explain_sans_avant(cle, titre, self.cadre))

    def check_vides(self) -> None:
        """A past trimestre without any answer would be frozen empty."""
        remplis = {numero for numero, _, _ in self.reponses}
        if self.erreurs:
            return
        if not remplis:
            phrase = "aucune réponse n’est remplie : écrivez au moins un niveau."
            self.erreurs.append(Constat("", 0, 0, phrase))
            return
        for numero, ligne in self.dits.items():
            if numero not in remplis:
                phrase = f"le trimestre\u00a0{numero} n’a aucune réponse : ajoutez-en, ou retirez cette ligne."
                self._say(ligne, "numero", phrase)

    def build_passe(self) -> Passe:
        """What was understood, in the order of numbers, of names and of the référentiel."""
        ordre = {structure.id: rang for rang, structure in enumerate(self.cadre.structures)}
        rangs = {code: rang for rang, code in enumerate(self.cadre.referentiel.titres)}
        reponses: dict[int, dict[UUID, dict[str, Saisie]]] = {}
        for numero, structure, critere in sorted(self.reponses, key=lambda c: (c[0], ordre[c[1]], rangs[c[2]])):
            saisie = self.reponses[numero, structure, critere]
            reponses.setdefault(numero, {}).setdefault(structure, {})[critere] = saisie
        return Passe(tuple(self.trimestres[numero] for numero in sorted(reponses)), reponses)

    def _say_critere(self, ligne: Ligne, message: str) -> None:
        self._say(ligne, next((cle for cle in CRITERES if cle in ligne.cases), "critere"), message)

    def _title(self, thematique: str) -> str:
        return self.cadre.referentiel.titres.get(thematique, thematique or BILAN)

    def _say(self, ligne: Ligne, cle: str, message: str) -> None:
        if cle in DU_TRIMESTRE and cle not in ligne.colonnes:
            cle = "numero"
        self.erreurs.append(ligne.say(cle, message))
