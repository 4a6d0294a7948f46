"""Whether a structure's file may come into this installation: every reason that it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from caprse.acces.unite import Unit
from caprse.collectif.modele import Collectif, Structure
from caprse.collectif.modele import Trimestre as TrimestreTenu
from caprse.echanges.portage.archive import Contenu
from caprse.echanges.portage.construction import LETTRES, PERSONNES, walk
from caprse.echanges.portage.document import Document
from caprse.echanges.portage.modele import Importee
from caprse.echanges.portage.pieces import Trimestre
from caprse.progres.traces.bureau import open_bureau
from caprse.progres.traces.formes import EST_ARCHIVE, FichierRefuse, check_whole, find_nature
from caprse.progres.traces.regles import Nature
from caprse.referentiel.modele import VersionReferentiel
from caprse.referentiel.service import get_referentiel
from caprse.restitution.modele import Publication
from caprse.socle.francais import fold


def list_raisons(unit: Unit, contenu: Contenu, nom: str) -> list[str]:
    """All of them, as French sentences; none when it may come in."""
    document = contenu.document
    collectif = unit.db.execute(
        select(Collectif.id, Collectif.fictif).where(func.fold(Collectif.nom) == fold(nom))
    ).one_or_none()
    raisons = [*_check_coherence(document), *_check_fichiers(contenu), *_check_referentiels(unit, document)]
    if collectif is not None:
        if collectif.fictif != document.collectif.fictif:
            raisons.append("Des données inventées et des données réelles ne vont pas dans le même collectif.")
        raisons += _check_place(unit, document, collectif.id)
        raisons += _check_trimestres(unit, document, collectif.id)
    if unit.db.scalar(select(Importee.empreinte).where(Importee.empreinte == contenu.empreinte).limit(1)):
        raisons.append("Cette archive a déjà été importée ici.")
    return raisons


def _check_coherence(document: Document) -> Iterator[str]:
    """That each key is there once, and that each thing that is named is there."""
    tout = document.model_dump(mode="json")
    for section in ("personnes", *LETTRES):
        yield from _tell_doubles(section, (ligne["cle"] for ligne in tout[section]))
    yield from _tell_doubles("trimestres", (t.numero for t in document.trimestres))
    yield from _tell_doubles("fichiers", (f.empreinte for f in document.fichiers))
    yield from _tell_doubles("traces (fichiers)", (t.empreinte for t in document.traces if t.empreinte))
    yield from _tell_doubles("positionnements", ((p.moment, p.enjeu) for p in document.positionnements))
    for trimestre in document.trimestres:
        lieu = f"trimestre\u00a0{trimestre.numero}"
        for nom in ("reponses", "relectures", "fils", "a_voir"):
            yield from _tell_doubles(f"{lieu}, {nom}", (x.critere for x in getattr(trimestre.carnet, nom)))
        yield from _tell_doubles(f"{lieu}, traces", ((x.critere, x.trace) for x in trimestre.carnet.traces))
        yield from _tell_doubles(f"{lieu}, chiffres", (x.numero for x in trimestre.carnet.arretes))
        if trimestre.fin <= trimestre.debut or (trimestre.etat == "clos") != (trimestre.clos_le is not None):
            yield f"Le {lieu} a des dates qui ne vont pas ensemble."
    personnes, traces = ({ligne["cle"] for ligne in tout[section]} for section in ("personnes", "traces"))
    absents: set[str] = set()

    def look(nom: str, valeur: Any) -> Any:
        connus = personnes if nom in PERSONNES or nom == "mentions" else traces if nom == "trace" else None
        if connus is not None and valeur is not None and valeur not in connus:
            absents.add(valeur)
        return valeur

    walk(tout, look)
    yield from (f"La clé « {cle} » est citée et ne se trouve pas dans le fichier." for cle in sorted(absents))
    tenus = {fichier.empreinte for fichier in document.fichiers}
    for trace in document.traces:
        if trace.empreinte is not None and trace.empreinte not in tenus:
            yield f"Le fichier de la trace « {trace.titre} » manque."


def _check_fichiers(contenu: Contenu) -> Iterator[str]:
    """By the same rules as a file that someone chooses on a screen."""
    for fichier in contenu.document.fichiers:
        octets = contenu.fichiers[fichier.empreinte]
        annonce = Nature(fichier.nature)
        try:
            nature = find_nature(octets)
            if nature is None:
                nature = open_bureau(octets) if octets.startswith(EST_ARCHIVE) else annonce
            check_whole(octets, nature)
        except FichierRefuse:
            nature = None
        if nature is not annonce:
            yield f"Le fichier {fichier.chemin} n’est pas ce que dit son nom, ou ne se prend pas dans le cahier."


def _check_referentiels(unit: Unit, document: Document) -> Iterator[str]:
    """The very versions, sign for sign, and no niveau that they do not have."""
    lignes = unit.db.execute(
        select(VersionReferentiel.id, VersionReferentiel.cle, VersionReferentiel.version, VersionReferentiel.empreinte)
    ).all()
    tenues = {f"{ligne.cle}@{ligne.version}": ligne for ligne in lignes}
    citees = {f"{cite.cle}@{cite.version}": cite for cite in document.referentiels}
    dites = {t.referentiel for t in document.trimestres} | {p.referentiel for p in document.positionnements}
    yield from (
        f"La version {nom} du référentiel n’est pas décrite dans le fichier." for nom in sorted(dites - citees.keys())
    )
    niveaux: dict[str, int] = {}
    for nom, cite in sorted(citees.items()):
        if nom not in tenues:
            yield f"Le référentiel {nom} manque ici : importez-le d’abord (« caprse referentiel importer »)."
        elif tenues[nom].empreinte != cite.empreinte:
            yield f"Le référentiel {nom} d’ici n’a pas le même contenu que celui du fichier."
        else:
            niveaux[nom] = len(get_referentiel(unit.db, tenues[nom].id).echelle)
    for trimestre in document.trimestres:
        dits = [n for r in trimestre.carnet.reponses for n in (r.niveau, r.cible) if n is not None]
        if dits and max(dits) >= niveaux.get(trimestre.referentiel, 6):
            yield f"Le trimestre\u00a0{trimestre.numero} a un niveau que son référentiel n’a pas."


def _check_place(unit: Unit, document: Document, collectif_id: Any) -> Iterator[str]:
    fiche = document.structure
    deja = unit.db.scalar(
        select(Structure.nom).where(
            Structure.collectif_id == collectif_id,
            func.fold_nom(Structure.nom) == func.fold_nom(fiche.nom),
            Structure.departement == fiche.departement,
            func.fold_commune(Structure.commune) == func.fold_commune(fiche.commune),
        )
    )
    if deja is not None:
        yield f"La structure « {deja} » est déjà dans ce collectif."


def _check_trimestres(unit: Unit, document: Document, collectif_id: Any) -> Iterator[str]:
    """What the collectif has already is the same; a trimestre whose figures came out takes no carnet any more."""
    lignes = unit.db.execute(
        select(TrimestreTenu, VersionReferentiel.cle, VersionReferentiel.version)
        .join(VersionReferentiel, VersionReferentiel.id == TrimestreTenu.referentiel_id)
        .where(TrimestreTenu.collectif_id == collectif_id)
    ).all()
    tenus = {ligne[0].numero: (ligne[0], f"{ligne.cle}@{ligne.version}") for ligne in lignes}
    publies = set(unit.db.scalars(select(Publication.trimestre_id).where(Publication.collectif_id == collectif_id)))
    for trimestre in document.trimestres:
        if trimestre.numero not in tenus:
            continue
        tenu, version = tenus[trimestre.numero]
        lieu = f"trimestre\u00a0{trimestre.numero} de ce collectif"
        if ecarts := list(_list_ecarts(trimestre, tenu, version)):
            yield f"Le {lieu} n’est pas celui du fichier : {', '.join(ecarts)}."
        elif tenu.id in publies:
            yield f"Les chiffres du {lieu} ont été publiés : il ne change plus."


def _list_ecarts(trimestre: Trimestre, tenu: TrimestreTenu, version: str) -> Iterator[str]:
    pareils: Mapping[str, bool] = {
        "la thématique": trimestre.thematique == tenu.thematique,
        "le référentiel": trimestre.referentiel == version,
        "les dates": (trimestre.debut, trimestre.fin) == (tenu.debut, tenu.fin),
        "l’état": trimestre.etat == tenu.etat,
    }
    yield from (quoi for quoi, pareil in pareils.items() if not pareil)


def _tell_doubles(lieu: str, cles: Iterable[Any]) -> Iterator[str]:
    for cle, nombre in Counter(cles).items():
        if nombre > 1:
            yield f"{lieu} : « {cle if isinstance(cle, str | int) else ' '.join(map(str, cle))} » y est {nombre} fois."
