"""What each old critère becomes: proposed by its title, corrected here; or a file that says it."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.referentiel.correspondances.proposition import APlacer, Proposition, Raison
from caprse.referentiel.page import choose_fichier
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import build_pastille
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

FICHIER = "bascule-fichier"
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
    proposition: Proposition, ancien: Referentiel, nouveau: Referentiel, vers: UUID, *, par_fichier: bool
) -> None:
    """Each critère that is gone with its suite, what stays, what is new; and the way to give a file instead."""
    st.subheader("Faire la correspondance", anchor=False)
    if not par_fichier:
        show_choix(proposition, ancien, nouveau, vers)
    with st.container(key="pile-correspondance", gap=None):
        if not par_fichier:
            show_reste(proposition, ancien, nouveau, vers)
        with st.expander("Donner un fichier à la place", icon=":material/upload_file:", key="bascule-par-fichier"):
            choose_fichier(
                "Fichier de correspondance (.yaml)",
                ("yaml", "yml"),
                FICHIER,
                "Il dit ce que devient chaque ancien critère. Au plus 512 Ko. Retirez-le pour revenir aux listes.",
            )


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


def show_reste(proposition: Proposition, ancien: Referentiel, nouveau: Referentiel, vers: UUID) -> None:
    """What needs no choice: titles that change, what is new."""
    if proposition.renommes:
        with st.expander(
            f"Titres qui changent ({len(proposition.renommes)})", icon=":material/edit:", key="bascule-renommes"
        ):
            st.html(
                build_devient(
                    [(ancien.critere(c).titre, "", nouveau.critere(c).titre, "") for c in proposition.renommes]
                )
            )
    suites = set(read_suites(proposition, vers).values()) | set(proposition.gardes)
    nouveaux = [c.titre for t in nouveau.thematiques for c in t.criteres if c.code not in suites]
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
