"""Read a version: its thématiques as cards, then one of them whole, on the screen or on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import streamlit as st

from caprse.referentiel.loi import describe, name_pour, name_types
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.mots import find_mots
from caprse.referentiel.schema import Critere, Enjeu, Mot, Referentiel, Thematique
from caprse.referentiel.themes import build_theme
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import build_dessin, build_pastille
from caprse.socle.francais import format_pluriel, matches
from caprse.socle.signes import escape_html

THEMATIQUE = "referentiel-thematique"
DEPLIER = "referentiel-deplier"
TOUTES = "toutes"


def search(criteres: Iterable[Critere], mots: str) -> list[Critere]:
    """The critères that hold every word, wherever it stands in what is written."""
    return [critere for critere in criteres if all(matches(_read_tout(critere), mot) for mot in mots.split())]


def ask_mots() -> str:
    """The word that is looked for."""
    mots = st.text_input(
        "Chercher un mot",
        key="referentiel-mot",
        bind="query-params",
        placeholder="Exemple : accueil",
        icon=":material/search:",
    )
    return mots.strip()


def show_referentiel(referentiel: Referentiel, mots: str, en_cours: str | None = None) -> None:
    """One version: its thématiques, the one that is open, or what ``mots`` find.

    It opens on the thématique ``en_cours``, that of the trimestre under way, until another is asked for.
    """
    thematique = get_thematique(referentiel, en_cours)
    if mots.strip():
        show_trouves(referentiel, mots)
    elif thematique is not None:
        show_thematique(referentiel, thematique, en_cours)
    else:
        show_thematiques(referentiel)


def get_thematique(referentiel: Referentiel, en_cours: str | None = None) -> Thematique | None:
    """The thématique that the address names, ``en_cours`` where it names nothing, or None."""
    code = st.query_params.get(THEMATIQUE, en_cours)
    return next((thematique for thematique in referentiel.thematiques if thematique.code == code), None)


def show_thematiques(referentiel: Referentiel) -> None:
    """One card per thématique, in the order of the cycle; then the niveaux, and what the version says of itself."""
    with st.container(key="thematiques"):
        for thematique in referentiel.thematiques:
            with st.container(key=f"thematique-{thematique.code}", gap=None):
                st.html(build_carte(referentiel, thematique))
                show_bouton(
                    "Lire",
                    key=f"lire-{thematique.code}",
                    on_click=_open,
                    args=(thematique.code,),
                    groupe="lire",
                    help=f"Lire « {escape(thematique.titre)} »",
                    type="tertiary",
                    icon=":material/arrow_forward:",
                )
    with st.expander("Les niveaux", key="referentiel-niveaux"):
        st.html(build_niveaux([(n.niveau, n.nom, f"{n.definition} {n.test}") for n in referentiel.echelle]))
    if referentiel.mots:
        with st.expander("Les mots expliqués", key="referentiel-mots"):
            st.html(build_mots(referentiel.mots))
    st.caption(escape(f"{referentiel.titre}, version {referentiel.version}, licence {referentiel.licence}."))
    st.caption(escape(referentiel.statut))


def build_carte(referentiel: Referentiel, thematique: Thematique) -> str:
    """The face of a thématique and what it holds, in HTML."""
    theme = build_theme(referentiel, thematique.code)
    enjeux = format_pluriel(len(thematique.enjeux), "enjeu", "enjeux")
    nombres = f"{format_pluriel(len(thematique.criteres), 'critère')} en {enjeux}"
    chaque = "<p><b>Demandé à chaque trimestre</b></p>" if thematique.code == referentiel.transversal else ""
    return (
        f'<div class="cap-thematique" style="--theme:{theme.couleur};--pale:{theme.fond}">'
        f"<span>{build_dessin(theme, 34)}</span><h3>{escape_html(thematique.titre)}</h3>"
        f"<p>{escape_html(nombres)}</p>{chaque}</div>"
    )


def show_thematique(referentiel: Referentiel, thematique: Thematique, en_cours: str | None = None) -> None:
    """One thématique and what every trimestre asks with it: each critère folded, or all open to be read or printed."""
    with st.container(horizontal=True, vertical_alignment="center", key="referentiel-lire"):
        show_bouton(
            "Toutes les thématiques",
            key="referentiel-retour",
            on_click=_close,
            groupe="lire",
            type="tertiary",
        )
        # Where one is: one level down.
        ici = escape_html(build_theme(referentiel, thematique.code).titre)
        st.html(f'<span class="cap-ici"><span aria-hidden="true">›</span> {ici}</span>', width="content")
        with st.container(key="referentiel-deplier-tout", width="content"):
            ouvert = st.toggle("Tout déplier", key=DEPLIER, bind="query-params")
    parts = referentiel.capsule(thematique.code)
    for rang, part in enumerate(parts):
        show_titre(referentiel, part, en_cours, rang, ouvert=ouvert)
        for enjeu in part.enjeux:
            show_enjeu(referentiel, enjeu, ouvert=ouvert)
    dits = {mot.mot for part in parts for mot in list_mots(referentiel, part)}
    if ouvert and dits:
        with st.container(key="carte-mots", gap="small"):
            st.subheader("Les mots expliqués", anchor=False)
            st.html(build_mots(mot for mot in referentiel.mots if mot.mot in dits))


def show_titre(
    referentiel: Referentiel, thematique: Thematique, en_cours: str | None, rang: int, *, ouvert: bool
) -> None:
    """What stands above the critères of a thématique, in as few lines as may be."""
    suite = ""
    if thematique.code == referentiel.transversal:
        suite = "Ce bloc est demandé à chaque trimestre, en plus de la thématique."
    elif thematique.code == en_cours:
        suite = "C’est la thématique du trimestre en cours."
    with st.container(key=f"titre-thematique-{rang}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"titre-mots-{rang}"):
            st.header(escape(thematique.titre), anchor=False, width="content")
            st.html(build_pastille(build_theme(referentiel, thematique.code)), width="content")
        with st.container(key=f"bref-{'ouvert' if ouvert else 'large'}-{rang}"):
            st.caption(escape(thematique.en_bref))
        if suite:
            st.caption(escape(suite))
        if ouvert:
            return
        # On a phone the critères come first: what the thématique is about is one touch away.
        with st.expander("En bref", key=f"bref-etroit-{rang}"):
            st.markdown(escape(thematique.en_bref))


def list_mots(referentiel: Referentiel, thematique: Thematique) -> list[Mot]:
    """The words of the glossary that its critères say, in the order of the glossary."""
    dits = {mot.mot for critere in thematique.criteres for mot in find_mots(critere, referentiel.mots)}
    return [mot for mot in referentiel.mots if mot.mot in dits]


def build_mots(mots: Iterable[Mot]) -> str:
    """Words and what they mean, in HTML."""
    lignes = "".join(
        f"<li><b>{escape_html(mot.mot)}</b><span>{escape_html(mot.definition)}</span></li>" for mot in mots
    )
    return f'<div class="cap-critere"><div class="cap-a-savoir"><ul>{lignes}</ul></div></div>'


def show_enjeu(referentiel: Referentiel, enjeu: Enjeu, *, ouvert: bool) -> None:
    """One enjeu with its question, then its critères."""
    with st.container(key=f"carte-enjeu-{enjeu.code}", gap="small"):
        st.subheader(escape(enjeu.titre), anchor=False)
        st.text(enjeu.question_simple)
        for critere in enjeu.criteres:
            if ouvert:
                st.html(f"<h4>{escape_html(critere.titre)}</h4>{build_critere(referentiel, critere)}")
            else:
                show_critere(referentiel, critere)


def show_critere(referentiel: Referentiel, critere: Critere) -> None:
    """One critère, folded under its title."""
    with st.expander(escape(critere.titre), key=f"critere-{critere.code}"):
        st.html(build_critere(referentiel, critere))


def show_trouves(referentiel: Referentiel, mots: str) -> None:
    """What a word finds, thématique by thématique."""
    trouves = {t.code: search(t.criteres, mots) for t in referentiel.thematiques}
    nombre = sum(map(len, trouves.values()))
    if not nombre:
        st.info("Aucun critère ne contient ce mot. Essayez un mot plus court.", icon=":material/search_off:")
        return
    st.caption(f"{format_pluriel(nombre, 'critère trouvé', 'critères trouvés')}.")
    for code, criteres in trouves.items():
        if criteres:
            with st.container(key=f"trouves-{code}", gap="small"):
                st.html(build_pastille(build_theme(referentiel, code)))
                for critere in criteres:
                    show_critere(referentiel, critere)


def build_critere(referentiel: Referentiel, critere: Critere) -> str:
    """One critère in HTML: its questions, its written niveaux, what it refers to."""
    niveaux = build_niveaux([(n.niveau, n.nom, critere.niveaux[n.niveau]) for n in referentiel.echelle])
    notes = [f"Trace possible : {critere.trace_possible}", f"Pour qui : {critere.pour_qui.texte}."]
    if critere.des_le_trimestre > 1:
        notes.append(f"Critère posé à partir du trimestre\u00a0{critere.des_le_trimestre}.")
    notes += list_renvois(referentiel, critere)
    return (
        f'<div class="cap-critere"><p><b>{escape_html(critere.question_simple)}</b></p>'
        f"<p>{escape_html(critere.question)}</p>{niveaux}{build_premiers_pas(referentiel, critere)}"
        f"{build_lois(critere)}{build_variantes(referentiel, critere)}"
        f"<ul>{''.join(f'<li>{escape_html(note)}</li>' for note in notes)}</ul></div>"
    )


def build_premiers_pas(referentiel: Referentiel, critere: Critere) -> str:
    """What to begin with to reach each niveau, in HTML; nothing where nothing is written."""
    noms = list_niveaux(referentiel)
    lignes = "".join(
        f"<li><b>{escape_html(name_niveau(niveau, noms))}</b><span>{escape_html(pas)}</span></li>"
        for niveau, pas in sorted(critere.premiers_pas.items())
    )
    return f'<div class="cap-a-savoir"><h5>Un premier pas vers</h5><ul>{lignes}</ul></div>' if lignes else ""


def build_lois(critere: Critere) -> str:
    """What the law asks about a critère, and of whom, in HTML; nothing where it asks nothing."""
    lois = "".join(
        f"<li><p><b>{escape_html(loi.force)}</b>{escape_html(loi.texte)}{escape_html(name_types(loi.types))}</p>"
        f"<span>{escape_html(loi.du)}</span><small>{escape_html(loi.suite)}</small></li>"
        for loi in map(describe, critere.socle_legal)
    )
    return f'<div class="cap-a-savoir"><h5>Ce que dit la loi</h5><ul>{lois}</ul></div>' if lois else ""


def build_variantes(referentiel: Referentiel, critere: Critere) -> str:
    """The same critère as it is said to some structures, in HTML: only what changes."""
    variantes = ""
    for variante in critere.variantes:
        textes = [texte for texte in (variante.question_simple, variante.question) if texte]
        textes += [f"{n} {referentiel.echelle[n].nom} : {texte}" for n, texte in sorted(variante.niveaux.items())]
        if variante.trace_possible:
            textes.append(f"Trace possible : {variante.trace_possible}")
        dits = "".join(f"<span>{escape_html(texte)}</span>" for texte in textes)
        pour = name_pour(variante.pour)
        variantes += f"<li><b>{escape_html(pour[0].upper() + pour[1:])}</b>{dits}</li>"
    if not variantes:
        return ""
    return f'<div class="cap-a-savoir"><h5>Dit autrement</h5><ul>{variantes}</ul></div>'


def build_niveaux(niveaux: Iterable[tuple[int, str, str]]) -> str:
    """The niveaux as a stair, in HTML: number, name, what is written of each."""
    marches = "".join(
        f'<li style="--rang:{rang}"><b>{rang} · {escape_html(nom)}</b><span>{escape_html(texte)}</span></li>'
        for rang, nom, texte in niveaux
    )
    return f'<ol class="cap-niveaux">{marches}</ol>'


def list_renvois(referentiel: Referentiel, critere: Critere) -> Iterator[str]:
    """What a critère refers to, one line for each: family, code, title."""
    familles = {famille.cle: famille for famille in referentiel.familles}
    for cle, codes in critere.renvois.items():
        titres = {entree.code: entree.titre for entree in familles[cle].entrees}
        for code in codes:
            yield f"{familles[cle].titre} · {code} {titres[code]}"


def _open(code: str) -> None:
    st.query_params[THEMATIQUE] = code


def _close() -> None:
    st.query_params[THEMATIQUE] = TOUTES


def _read_tout(critere: Critere) -> str:
    morceaux: list[str] = [critere.code, critere.titre, critere.question, critere.question_simple]
    morceaux += [*critere.niveaux.values(), *critere.premiers_pas.values()]
    return " ".join([*morceaux, critere.trace_possible, critere.pour_qui.texte])
