"""The path at one glance: a line per thématique, from where to where, what was climbed, and after which actions. HTML.

What moved comes first, with its critères; what did not is one line. The curves tell the same trimestre by trimestre.
"""

from __future__ import annotations

from collections.abc import Mapping

from caprse.referentiel.marches import name_niveau
from caprse.restitution.chemin.phrases import list_lignes, quote_mot
from caprse.restitution.figures.chemin import Chemin, CheminThematique, Mouvement
from caprse.restitution.figures.formats import MOINS, format_pourcent, round_pourcent
from caprse.restitution.graphiques.chemin import tell_rangee
from caprse.restitution.graphiques.cles_chemin import DE_NOUS
from caprse.socle.ecran.cadre import Theme, build_dessin, fold_on_phone
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.signes import escape_html

MOUVEMENTS_MAX = 3  # in one line: the others are told trimestre by trimestre
REVENU = "revenu à {niveau}"


def build_figure(chemin: Chemin, themes: Mapping[str, Theme]) -> str:
    """All thématiques, those that moved first, each group in the order of the référentiel."""
    rangees = sorted(chemin.rangees, key=lambda rangee: not has_moved(rangee))
    lignes = "".join(build_rangee(rangee, themes.get(rangee.code)) for rangee in rangees)
    cle = (
        '<i class="avant"></i>au début<i class="nous"></i>aujourd’hui'
        if any(rangee.debut for rangee in rangees)
        else '<i class="nous"></i>aujourd’hui'
    )
    return (
        '<div class="cap-escalade" role="group" aria-label="Notre chemin, thématique par thématique">'
        f'<p aria-hidden="true"><span>Marches franchies</span><span class="cle">{cle}</span></p>'
        f"<ul>{lignes}</ul></div>"
    )


def has_moved(rangee: CheminThematique) -> bool:
    """Whether a critère of it climbed or came down."""
    return bool(rangee.gagnees or rangee.perdues)


def build_rangee(rangee: CheminThematique, theme: Theme | None) -> str:
    """`Gouvernance`, its track, `40 % → 48 %`, `+3`, then the critères that moved."""
    couleur = f' style="--theme:{theme.couleur}"' if theme else ""
    dessin = build_dessin(theme, 22) if theme else ""
    titre = escape_html(theme.titre if theme else rangee.titre_court)
    return (
        f"<li{couleur}><h3>{dessin}<span>{titre}</span></h3>{_build_piste(rangee)}{_build_part(rangee)}"
        f"{_build_gain(rangee)}{_build_mouvements(rangee)}</li>"
    )


def _build_part(rangee: CheminThematique) -> str:
    score = rangee.points[-1].score if rangee.points else None
    if score is None:
        return '<p class="part"></p>'
    debut = rangee.debut.score if rangee.debut and has_moved(rangee) else None
    fleche = '<span aria-hidden="true"> → </span><span class="lu"> à </span>'
    de = f'<span class="lu">de </span>{format_pourcent(debut)}{fleche}' if debut is not None else ""
    return f'<p class="part"><span class="lu">Marches franchies : </span>{de}<b>{format_pourcent(score)}</b></p>'


def _build_piste(rangee: CheminThematique) -> str:
    score = rangee.points[-1].score if rangee.points else None
    marques = ""
    if score is not None:
        ici = round_pourcent(score)
        debut = rangee.debut.score if rangee.debut else None
        if debut is not None:
            de = round_pourcent(debut)
            bas, haut = sorted((de, ici))
            marques = f'<i class="trait" style="--q1:{bas};--q3:{haut}"></i><i class="avant" style="--v:{de}"></i>'
        marques += f'<i class="nous" style="--v:{ici}"></i>'
    return f'<em class="cap-piste" aria-hidden="true">{marques}</em>'


def _build_gain(rangee: CheminThematique) -> str:
    """`+3 marches`, or `1 gagnée, 1 perdue`, and a tick for the actions; in words where nothing moved."""
    dits = []
    if rangee.gagnees and rangee.perdues:
        gagnees, perdues = agree(rangee.gagnees, "gagnée"), agree(rangee.perdues, "perdue")
        dits.append(f"<span><b>{rangee.gagnees}</b> {gagnees}, <b>{rangee.perdues}</b> {perdues}</span>")
    elif has_moved(rangee):
        signe = f"+{rangee.gagnees}" if rangee.gagnees else f"{MOINS}{rangee.perdues}"
        dits.append(f"<b>{signe}</b><span>{agree(max(rangee.gagnees, rangee.perdues), 'marche')}</span>")
    else:
        dits.append(f"<span>{escape_html(tell_rangee(rangee, DE_NOUS) or DE_NOUS.vide.capitalize())}</span>")
    if rangee.actions:
        faites = format_pluriel(len(rangee.actions), "action faite", "actions faites")
        dits.append(f'<span class="faites">{escape_html(faites)}</span>')
    return f'<p class="gain">{"".join(dits)}</p>'


def _build_mouvements(rangee: CheminThematique) -> str:
    # What an action stands before is what one came to see, then what fell back.
    bouges = sorted(rangee.bouges, key=lambda bouge: (not bouge.actions, bouge.pas > 0))
    if not bouges:
        return ""
    lignes = "".join(map(_build_mouvement, bouges[:MOUVEMENTS_MAX]))
    reste = len(bouges) - MOUVEMENTS_MAX
    if reste > 0:
        dit = format_pluriel(reste, "autre critère a bougé", "autres critères ont bougé")
        lignes += f'<li class="reste">Et {escape_html(dit)}.</li>'
    combien = format_pluriel(len(bouges), "critère a bougé", "critères ont bougé")
    return fold_on_phone(escape_html(combien), f"<ul>{lignes}</ul>")


def _build_mouvement(bouge: Mouvement) -> str:
    """The critère, from which niveau to which, after what; of what fell back, the reason."""
    niveaux, apres = list_lignes(bouge)
    dits = [apres] if apres else []
    if bouge.pas < 0:
        dits.append(quote_mot(bouge))
    elif not bouge.pas:
        niveaux = REVENU.format(niveau=name_niveau(bouge.vers, bouge.niveaux))
    # The tick is that of an action: a reason alone has none.
    classe = "apres" if apres else "dit"
    suite = f'<span class="{classe}">{escape_html(" ".join(dits))}</span>' if dits else ""
    sens = "monte" if bouge.pas > 0 else "descend" if bouge.pas < 0 else "revenu"
    return f'<li class="{sens}"><b>{escape_html(bouge.titre)}</b><span>{escape_html(niveaux)}</span>{suite}</li>'
