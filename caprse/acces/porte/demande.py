"""What a request says, read with suspicion: where it comes from, what it carries."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from caprse.acces.regles import format_appareil
from caprse.socle.reglages import Reglages

TAILLE_MAX = 8_192
CHAMPS_MAX = 20


def is_meme_site(request: Request, reglages: Reglages) -> bool:
    """Whether a POST comes from one of our own pages.

    The browser's word first (``Sec-Fetch-Site``), then ``Origin``, then ``Referer``. A request with none of them is
    accepted: it comes from a program, which holds no one's cookie, or from a browser too old to say; the session
    cookie is SameSite=Lax, so that a foreign page's POST does not carry it.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    for en_tete in ("origin", "referer"):
        valeur = request.headers.get(en_tete)
        if valeur is not None:
            return urlsplit(valeur).netloc in {request.headers.get("host"), urlsplit(reglages.adresse_publique).netloc}
    return True


async def read_formulaire(request: Request) -> dict[str, str]:
    """The fields of a plain form, the last value of each. Raises HTTPException 413 or 415 for anything else."""
    corps = b""
    async for morceau in request.stream():
        corps += morceau
        if len(corps) > TAILLE_MAX:
            raise HTTPException(413)
    if not corps:
        return {}
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    try:
        return dict(parse_qsl(corps.decode("utf-8"), keep_blank_values=True, max_num_fields=CHAMPS_MAX))
    except ValueError as erreur:
        raise HTTPException(400) from erreur


def get_adresse_ip(request: Request, mandataires: int) -> str:
    """The address of the person's machine.

    Each trusted proxy appends to ``X-Forwarded-For`` the address it was called from: of N proxies, the N-th from the
    right is true, and whatever stands to its left was written by the caller.
    """
    direct = request.client.host if request.client else "inconnue"
    if mandataires == 0:
        return direct
    chaine = [a.strip() for valeur in request.headers.getlist("x-forwarded-for") for a in valeur.split(",")]
    return chaine[-mandataires] if len(chaine) >= mandataires else direct


def get_appareil(request: Request) -> str:
    """The device in plain words, for the list of sessions."""
    return format_appareil(request.headers.get("user-agent", ""))
