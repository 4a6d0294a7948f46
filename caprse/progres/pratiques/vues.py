"""How a pratique is shown: one card of a list, one page to read or print. HTML of ours, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caprse.progres.pratiques.lecture import Essai, Fiche, PratiqueListee
from caprse.progres.pratiques.regles import LIBELLES, EtatPratique
from caprse.socle.dates import FUSEAU, format_date, format_date_courte
from caprse.socle.francais import enumerate_words, format_pluriel, shorten
from caprse.socle.signes import escape_html

EFFET_LISTE = 150


def build_carte(pratique: PratiqueListee, titres: Mapping[str, str], *, sienne: bool) -> str:
    """Under its title: what it changed in one line, then whose it is, what it serves and what others made of it."""
    qui = f"Nous, {LIBELLES[pratique.etat]}" if sienne else pratique.signature
    faits = [qui, *(titres[code] for code in pratique.criteres[:1] if code in titres)]
    echos = "".join(f"<span>{escape_html(echo)}</span>" for echo in list_echos(pratique))
    effet = f"<p>{escape_html(shorten(pratique.effet, EFFET_LISTE))}</p>" if pratique.effet else ""
    return f'<div class="cap-pratique">{effet}<small>{escape_html(" · ".join(faits))}{echos}</small></div>'


def list_echos(pratique: PratiqueListee) -> list[str]:
    """``utile pour 3 structures``, ``essayée par 2``: nothing where nobody said anything."""
    echos = []
    if pratique.utiles:
        echos.append(f"utile pour {format_pluriel(pratique.utiles, 'structure')}")
    if pratique.essais:
        echos.append(f"essayée par {pratique.essais:d}")
    return echos


def list_reperes(fiche: Fiche, *, sienne: bool) -> list[str]:
    """Whose it is and since when, on the line under its title."""
    if fiche.partagee_le is None or fiche.etat is EtatPratique.RETIREE:
        return [fiche.signature, LIBELLES[fiche.etat]]
    quand = format_date_courte(fiche.partagee_le.astimezone(FUSEAU).date())
    return [fiche.signature, f"{LIBELLES[fiche.etat]} le {quand}" if sienne else f"partagée le {quand}"]


def build_fiche(fiche: Fiche) -> str:
    """The page itself: what one would tell a neighbour, in that order; nothing where nothing was written."""
    servis = [fiche.titres[code] for code in fiche.criteres if code in fiche.titres]
    sert = f'<p class="cap-fiche-sert">Aide sur : {escape_html(enumerate_words(servis))}</p>' if servis else ""
    parties = (
        ("La situation", fiche.situation),
        ("Ce que nous faisons", fiche.demarche),
        ("Ce que cela a changé", fiche.effet),
        ("Avec quoi", fiche.outils),
        ("À qui demander", fiche.contact),
    )
    corps = "".join(f"<h2>{titre}</h2>{_build_texte(texte)}" for titre, texte in parties if texte)
    return f'<article class="cap-fiche">{sert}{corps}{_build_traces(fiche)}</article>'


def build_retours(retours: Sequence[Essai]) -> str:
    """What others made of it: how many find it useful, then each note with the name of its structure."""
    utiles = sum(retour.utile for retour in retours)
    dit = f"<p>Utile pour {format_pluriel(utiles, 'structure')}.</p>" if utiles else ""
    notes = "".join(_build_note(retour) for retour in retours if retour.essayee_le is not None)
    return f'<div class="cap-fiche cap-fiche-retours"><h2>Ce qu’en disent les autres</h2>{dit}{notes}</div>'


def build_essais(essais: Sequence[Essai]) -> str:
    """What a structure tried itself, under the title of then."""
    lignes = "".join(
        f"<li><b>{escape_html(essai.titre)}</b>{_build_texte(essai.note) if essai.note else ''}</li>"
        for essai in essais
    )
    return f'<ul class="cap-essais">{lignes}</ul>'


def _build_note(retour: Essai) -> str:
    quand = f", {format_date(retour.essayee_le.astimezone(FUSEAU).date())}" if retour.essayee_le else ""
    mot = _build_texte(retour.note) if retour.note else "<p>L’a essayée.</p>"
    return f"<blockquote>{mot}<footer>{escape_html(retour.signature)}{quand}</footer></blockquote>"


def _build_traces(fiche: Fiche) -> str:
    if not fiche.traces:
        return ""
    liens = "".join(
        f'<li><a href="{escape_html(trace.lien or f"/traces/{trace.id}/fichier")}" target="_blank"'
        f' rel="noopener noreferrer">{escape_html(trace.titre)}</a>'
        f"{' <small>(confidentielle : vous seuls la voyez)</small>' if trace.confidentielle else ''}</li>"
        for trace in fiche.traces
    )
    return f"<h2>Documents</h2><ul>{liens}</ul>"


def _build_texte(texte: str) -> str:
    """Paragraphs and lines as they were typed."""
    paragraphes = [escape_html(morceau).replace("\n", "<br>") for morceau in texte.split("\n\n") if morceau.strip()]
    return "".join(f"<p>{morceau}</p>" for morceau in paragraphes)
