"""What each old critère becomes: proposed by its title, corrected here; or a file that says it."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.referentiel.correspondances.fichier import Correspondance
from caprse.referentiel.correspondances.proposition import APlacer, Proposition, Raison
from caprse.referentiel.page_classeur import choose_fichier
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import build_pastille
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

FICHIER = "bascule-fichier"
SOI_MEME = "bascule-soi-meme"
SANS_SUITE = ""
DITS = {
    Raison.IDENTIQUE: "Proposé : même titre.",
    Raison.PROCHE: "Proposé : titre proche. Vérifiez.",
    Raison.AUCUNE: "Aucun titre proche : à vous de choisir.",
}


def read_suites(proposition: Proposition, vers: UUID) -> dict[str, str | None]:
    """What was chosen on this screen for each critère that is gone, the proposal where nothing was touched."""
    suites: dict[str, str | None] = {}
    for ligne in proposition.a_placer:
        choisi = st.session_state.get(build_cle(vers, ligne), ligne.propose)
        suites[ligne.code] = choisi if choisi in ligne.proches else None
    return suites


def build_cle(vers: UUID, ligne: APlacer) -> str:
    return f"suite-{vers}-{ligne.code}"


def show_correspondance(
    proposition: Proposition,
    ancien: Referentiel,
    nouveau: Referentiel,
    vers: UUID,
    *,
    par_fichier: bool,
    livree: Correspondance | None = None,
) -> None:
    """What ships, or each critère that is gone with its suite; what stays, what is new; the way to give a file."""
    st.subheader("Faire la correspondance", anchor=False)
    connue = livree if not st.session_state.get(SOI_MEME) else None
    if not par_fichier:
        if livree is not None:
            show_connue(livree, ancien, nouveau)
        if connue is None:
            show_choix(proposition, ancien, nouveau, vers)
    with st.container(key="pile-correspondance", gap=None):
        if not par_fichier:
            suites = read_suites(proposition, vers).values()
            repris = {code for code in suites if code} | set(proposition.gardes)
            if connue is not None:
                repris = {cible.code for ligne in connue.lignes.values() for cible in ligne.vers}
            show_reste(proposition, ancien, nouveau, repris)
        with st.expander("Donner un fichier à la place", icon=":material/upload_file:", key="bascule-par-fichier"):
            choose_fichier(
                "Fichier de correspondance (.yaml)",
                ("yaml", "yml"),
                FICHIER,
                "Il dit ce que devient chaque ancien critère. Au plus 512 Ko. Retirez-le pour revenir à la page.",
            )


def show_connue(livree: Correspondance, ancien: Referentiel, nouveau: Referentiel) -> None:
    """The workbook knows what each answer becomes: what changes, to be read, and the way to choose otherwise."""
    changent = list_changements(livree, ancien, nouveau)
    with st.container(key="carte-connue"):
        st.markdown(
            ":material/task_alt: **Le cahier connaît ce passage : vous n’avez rien à choisir.** Il sait ce que "
            "devient chaque réponse. "
            + (
                f"{format_pluriel(len(changent), 'critère change', 'critères changent')} de forme ; les autres se "
                "reprennent elles-mêmes."
                if changent
                else "Tous les critères se reprennent eux-mêmes."
            )
        )
        if changent:
            with st.expander("Ce que deviennent les critères qui changent", key="bascule-connue"):
                st.html(build_devient(changent))
        st.toggle("Choisir moi-même la suite de chaque ancien critère", key=SOI_MEME)


def list_changements(
    livree: Correspondance, ancien: Referentiel, nouveau: Referentiel
) -> list[tuple[str, str, str, str]]:
    """The old critères that become others: their title, and the titles that take their place."""
    changements = []
    for cle, ligne in livree.lignes.items():
        code = str(cle)
        cibles = [nouveau.critere(cible.code) for cible in ligne.vers]
        if [cible.code for cible in cibles] == [code]:
            continue
        apres = " et ".join(cible.titre for cible in cibles) or "Sans suite"
        note = "un critère en devient deux, à confirmer" if len(cibles) > 1 else ligne.retire or ""
        if len(cibles) == 1 and count_sources(livree, cibles[0].code) > 1:
            note = "réuni avec un autre critère"
        changements.append((ancien.critere(code).titre, "", apres, note))
    return changements


def count_sources(livree: Correspondance, code: str) -> int:
    """How many old critères this new one takes over."""
    return sum(any(cible.code == code for cible in ligne.vers) for ligne in livree.lignes.values())


def show_choix(proposition: Proposition, ancien: Referentiel, nouveau: Referentiel, vers: UUID) -> None:
    """How much is left to say, then the lists to correct."""
    gardes = len(proposition.gardes)
    st.markdown(
        f"**{format_pluriel(gardes, 'critère se reprend lui-même', 'critères se reprennent eux-mêmes')}** : rien à "
        "faire. "
        + (
            f"**{format_pluriel(len(proposition.a_placer), 'ancien critère', 'anciens critères')}** à placer."
            if proposition.a_placer
            else "Aucun ancien critère ne disparaît."
        )
    )
    for ligne in proposition.a_placer:
        show_ligne(ligne, ancien, nouveau, vers)


def show_reste(proposition: Proposition, ancien: Referentiel, nouveau: Referentiel, repris: set[str]) -> None:
    """What needs no choice: titles that change, what is new, that is what nothing in ``repris`` takes over."""
    if proposition.renommes:
        with st.expander(
            f"Titres qui changent ({len(proposition.renommes)})", icon=":material/edit:", key="bascule-renommes"
        ):
            st.html(
                build_devient(
                    [(ancien.critere(c).titre, "", nouveau.critere(c).titre, "") for c in proposition.renommes]
                )
            )
    nouveaux = [c.titre for t in nouveau.thematiques for c in t.criteres if c.code not in repris]
    if nouveaux:
        titre = f"Critères nouveaux, sans réponse pour le moment ({len(nouveaux)})"
        with st.expander(titre, icon=":material/fiber_new:", key="bascule-nouveaux"):
            st.markdown("\n".join(f"- {escape(titre)}" for titre in nouveaux))


def show_ligne(ligne: APlacer, ancien: Referentiel, nouveau: Referentiel, vers: UUID) -> None:
    """One critère that is gone, and the list of what it may become, the most alike first."""
    titres = {code: _name(nouveau, code) for code in ligne.proches}
    options = [*ligne.proches, SANS_SUITE]
    with st.container(key=f"placer-{ligne.code}", gap="small"):
        avant, apres = st.columns([2, 3], vertical_alignment="center")
        with avant:
            st.html(
                f'<p class="cap-ancien"><b>{escape_html(ligne.titre)}</b></p>'
                f"{build_pastille(build_theme(ancien, ligne.thematique))}"
            )
        with apres:
            st.selectbox(
                f"Devient (« {escape(ligne.titre)} »)",
                options,
                index=options.index(ligne.propose or SANS_SUITE),
                format_func=lambda code: titres.get(code, "Sans suite : ses réponses restent dans le passé"),
                key=build_cle(vers, ligne),
                filter_mode=None,
            )
            st.caption(DITS[ligne.raison])


def build_devient(lignes: list[tuple[str, str, str, str]]) -> str:
    """Before and after side by side, in HTML: title and answer before, title and answer after, all as typed."""
    morceaux = [
        f"<li>{_build_cote('Avant', avant, reponse_avant)}{_build_cote('Après', apres, reponse_apres)}</li>"
        for avant, reponse_avant, apres, reponse_apres in lignes
    ]
    return f'<ul class="cap-devient">{"".join(morceaux)}</ul>'


def _build_cote(quand: str, titre: str, reponse: str) -> str:
    dits = "".join(f"<span>{escape_html(ligne)}</span>" for ligne in reponse.split("\n") if ligne)
    return f'<div><span class="lu">{quand} : </span><b>{escape_html(titre)}</b>{dits}</div>'


def _name(nouveau: Referentiel, code: str) -> str:
    theme = next(t for t in nouveau.thematiques if any(c.code == code for c in t.criteres))
    return f"{nouveau.critere(code).titre} ({theme.titre_court})"
