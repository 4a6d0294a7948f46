"""The référentiels: read a version, compare two, send a new one in, seen first and then published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.referentiel.comparaison import compare, format_comparaison
from caprse.referentiel.loi import describe, name_pour, name_types
from caprse.referentiel.schema import Critere, Enjeu, Referentiel, Thematique, Variante
from caprse.referentiel.service import (
    Examen,
    VersionStockee,
    get_referentiel,
    list_publiees,
    publish_referentiel,
    simulate_publication,
)
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.francais import format_pluriel, matches

VUES = ("Lire", "Comparer", "Publier une version")
VUE = "referentiel-vue"
DEPOT = "referentiel-archive"
# The button and the hint of Streamlit's own file chooser speak English, and cannot be told otherwise.
STYLE_DEPOT = """<style>
[data-testid="stFileUploaderDropzoneInstructions"],
[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] [data-testid="stMarkdownContainer"],
[data-testid="stFileUploaderDropzone"] > input + div:not(:last-child) {display: none}
[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"]::after {content: "Choisir un fichier"}
</style>"""


def page_referentiel() -> None:
    """Read, compare or publish, as the address says."""
    show_entete("Référentiel", reperes=["Les thématiques, les critères et leurs niveaux écrits"])
    vue = st.radio("Que voulez-vous faire ?", VUES, key=VUE, horizontal=True, bind="query-params")
    with open_unit_ecran() as unit:
        versions = list_publiees(unit)
        lues = _choose_versions(versions, vue)
        referentiels = [get_referentiel(unit.db, version.id) for version in lues]
        archive = st.session_state.get(DEPOT) if vue == VUES[2] else None
        examen = simulate_publication(unit, archive.getvalue()) if archive is not None else None
    show_message()
    if vue == VUES[2]:
        show_publication(examen, versions)
    elif not versions:
        st.info("Aucun référentiel n'est encore publié ici.", icon=":material/menu_book:")
    elif vue == VUES[1]:
        show_comparaison(referentiels)
    else:
        show_referentiel(referentiels[0])


def choose_fichier(libelle: str, genre: str | Sequence[str], cle: str, aide: str) -> bytes | None:
    """A file chosen on this computer, as bytes; its contents are to be distrusted."""
    st.html(STYLE_DEPOT)
    fichier = st.file_uploader(escape(libelle), type=genre, key=cle)
    st.caption(escape(aide))
    return fichier.getvalue() if fichier is not None else None


def name_version(version: VersionStockee) -> str:
    """``travail 0.1.0, publié le 14 mars 2026``."""
    return f"{version.cle} {version.version}, publié le {format_date(version.importe_le.date())}"


def search(criteres: Iterable[Critere], mots: str) -> list[Critere]:
    """The critères that hold every word, wherever it stands in what is written."""
    return [critere for critere in criteres if all(matches(_read_tout(critere), mot) for mot in mots.split())]


def show_referentiel(referentiel: Referentiel) -> None:
    """One version: what it says of itself, then its thématiques, or what a word finds."""
    st.subheader(escape(referentiel.titre), anchor=False)
    st.text(f"Version {referentiel.version} · licence {referentiel.licence}")
    st.text(referentiel.statut)
    with st.expander("Les niveaux", icon=":material/stairs:", key="referentiel-niveaux"):
        for niveau in referentiel.echelle:
            st.markdown(f"**{niveau.niveau:d} {escape(niveau.nom)}**")
            st.text(f"{niveau.definition}\n{niveau.test}")
    mots = st.text_input(
        "Chercher un mot", key="referentiel-mot", bind="query-params", placeholder="Exemple : accueil"
    )
    if mots.strip():
        show_trouves(referentiel, mots)
        return
    code = st.selectbox(
        "Thématique",
        [thematique.code for thematique in referentiel.thematiques],
        format_func=lambda choix: referentiel.thematique(choix).titre,
        key="referentiel-thematique",
        bind="query-params",
        filter_mode=None,
    )
    show_thematique(referentiel, referentiel.thematique(code))


def show_trouves(referentiel: Referentiel, mots: str) -> None:
    """What a word finds, thématique by thématique."""
    trouves = search((c for t in referentiel.thematiques for c in t.criteres), mots)
    if not trouves:
        st.info("Aucun critère ne contient ce mot. Essayez un mot plus court.", icon=":material/search_off:")
        return
    st.caption(f"{format_pluriel(len(trouves), 'critère trouvé', 'critères trouvés')}.")
    for critere in trouves:
        show_critere(referentiel, critere)


def show_thematique(referentiel: Referentiel, thematique: Thematique) -> None:
    """One thématique: its enjeux, and each of their critères folded."""
    st.text(thematique.en_bref)
    if thematique.code == referentiel.transversal:
        st.caption("Ce bloc est demandé à chaque trimestre, en plus de la thématique.")
    for enjeu in thematique.enjeux:
        show_enjeu(referentiel, enjeu)


def show_enjeu(referentiel: Referentiel, enjeu: Enjeu) -> None:
    """One enjeu with its question, then its critères."""
    st.markdown(f"#### {escape(enjeu.titre)}")
    st.text(enjeu.question_simple)
    for critere in enjeu.criteres:
        show_critere(referentiel, critere)


def show_critere(referentiel: Referentiel, critere: Critere) -> None:
    """One critère: its questions, its written niveaux, what it refers to."""
    with st.expander(escape(critere.titre), key=f"critere-{critere.code}"):
        st.markdown(f"**{escape(critere.question_simple)}**")
        st.text(critere.question)
        for niveau in referentiel.echelle:
            st.markdown(f"**{niveau.niveau:d} {escape(niveau.nom)}** · {escape(critere.niveaux[niveau.niveau])}")
        st.text(f"Trace possible : {critere.trace_possible}")
        st.text(f"Pour qui : {critere.pour_qui.texte}.")
        if critere.des_le_trimestre > 1:
            st.text(f"Question posée à partir du trimestre {critere.des_le_trimestre}.")
        for loi in map(describe, critere.socle_legal):
            st.markdown(f":material/gavel: **{escape(loi.repere)}**{escape(name_types(loi.types))}")
            st.text(f"{loi.du}\n{loi.suite}")
        for variante in critere.variantes:
            show_variante(referentiel, variante)
        if renvois := list(list_renvois(referentiel, critere)):
            st.caption("Renvois")
            st.text("\n".join(renvois))


def show_variante(referentiel: Referentiel, variante: Variante) -> None:
    """The same critère as it is said to some structures: only what changes."""
    st.markdown(f":material/forum: **Dit autrement {escape(name_pour(variante.pour))}**")
    textes = [texte for texte in (variante.question_simple, variante.question) if texte]
    textes += [f"{n} {referentiel.echelle[n].nom} · {texte}" for n, texte in sorted(variante.niveaux.items())]
    if variante.trace_possible:
        textes.append(f"Trace possible : {variante.trace_possible}")
    st.text("\n".join(textes))


def list_renvois(referentiel: Referentiel, critere: Critere) -> Iterator[str]:
    """What a critère refers to, one line for each: family, code, title."""
    familles = {famille.cle: famille for famille in referentiel.familles}
    for cle, codes in critere.renvois.items():
        titres = {entree.code: entree.titre for entree in familles[cle].entrees}
        for code in codes:
            yield f"{familles[cle].titre} · {code} {titres[code]}"


def show_comparaison(referentiels: Sequence[Referentiel]) -> None:
    """What changed from one version to the other, in sentences."""
    if len(referentiels) < 2:
        st.info("Une seule version est publiée : il n'y a rien à comparer.", icon=":material/difference:")
        return
    premiere, *lignes = format_comparaison(compare(*referentiels))
    st.subheader(escape(premiere.removesuffix(" :")), anchor=False)
    st.markdown("\n".join(f"- {escape(ligne)}" for ligne in lignes))


def show_publication(examen: Examen | None, versions: Sequence[VersionStockee]) -> None:
    """Choose a .zip, read what it would do, then publish it."""
    st.markdown(
        "Envoyez le dossier du référentiel dans un fichier **.zip**. Il est d'abord vérifié : rien n'est publié sans "
        "votre accord. Une version publiée ne change plus, et aucun collectif ne la suit tant qu'un trimestre ne la "
        "choisit pas."
    )
    choose_fichier("Dossier du référentiel (.zip)", "zip", DEPOT, "Au plus 2 Mo : des fichiers .yaml et LICENCE.md.")
    if examen is None:
        return
    if examen.erreurs:
        show_erreurs([str(erreur) for erreur in examen.erreurs])
        return
    if examen.referentiel is None:
        return
    criteres = sum(len(thematique.criteres) for thematique in examen.referentiel.thematiques)
    st.subheader(f"{escape(examen.referentiel.titre)}, version {escape(examen.referentiel.version)}", anchor=False)
    st.text(
        f"{format_pluriel(len(examen.referentiel.thematiques), 'thématique')}, {format_pluriel(criteres, 'critère')}, "
        f"{format_pluriel(len(examen.referentiel.echelle), 'niveau', 'niveaux')}."
    )
    if examen.refus:
        show_erreurs(examen.refus)
    elif examen.deja_publie:
        st.info("Cette version est déjà publiée, avec le même contenu.", icon=":material/check_circle:")
    else:
        precedente = next((version for version in versions if version.cle == examen.referentiel.id), None)
        if precedente is not None:
            st.text(f"Elle suivrait la version {precedente.version}.")
        st.success("Aucune erreur.", icon=":material/check_circle:")
        show_bouton(
            "Publier cette version", key="publier", type="primary", icon=":material/publish:", on_click=_publish
        )


def show_erreurs(erreurs: Sequence[str]) -> None:
    """Every error, one line each: file, line, code, sentence."""
    st.error(
        f"{format_pluriel(len(erreurs), 'erreur')} : rien ne peut être publié. Corrigez, puis renvoyez le fichier.",
        icon=":material/error:",
    )
    st.code("\n".join(erreurs), language=None, wrap_lines=True)


def _choose_versions(versions: Sequence[VersionStockee], vue: str) -> list[VersionStockee]:
    """The version to read, or the two to compare."""
    if not versions or vue == VUES[2]:
        return []
    noms = {f"{version.cle}-{version.version}": version for version in versions}
    libelles = [("Version", 0, "referentiel-version")]
    if vue == VUES[1]:
        if len(versions) < 2:
            return [versions[0]]
        libelles = [("Version de départ", 1, "referentiel-de"), ("Version d'arrivée", 0, "referentiel-vers")]
    return [
        noms[
            st.selectbox(
                escape(libelle),
                list(noms),
                index=rang,
                format_func=lambda nom: name_version(noms[nom]),
                key=cle,
                bind="query-params",
                filter_mode=None,
            )
        ]
        for libelle, rang, cle in libelles
    ]


def _publish() -> None:
    archive = st.session_state[DEPOT]

    def action(unit: Unit) -> str:
        _, nouvelle = publish_referentiel(unit, archive.getvalue())
        return "La version est publiée." if nouvelle else "Cette version était déjà publiée : rien n'a changé."

    run_use_case(action)


def _read_tout(critere: Critere) -> str:
    morceaux: list[str] = [critere.code, critere.titre, critere.question, critere.question_simple]
    return " ".join([*morceaux, *critere.niveaux.values(), critere.trace_possible, critere.pour_qui.texte])
