"""The QR code that phones photograph, as plain SVG."""

from __future__ import annotations

from base64 import b64encode

import segno

CALME = 4  # modules of white around a QR code, without which phones do not see it


def draw_image_qr(adresse: str) -> str:
    """The same as a picture of HTML, where drawings are taken out of a page."""
    dessin = draw_qr(adresse).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    source = b64encode(dessin.encode()).decode()
    return (
        f'<img class="cap-qr" alt="Code à photographier avec un téléphone" src="data:image/svg+xml;base64,{source}">'
    )


def draw_qr(adresse: str) -> str:
    """The QR code of an address, dark on white whatever the theme: phones do not read it the other way round."""
    lignes = [list(ligne) for ligne in segno.make(adresse, error="m", micro=False).matrix]
    cote = len(lignes) + 2 * CALME
    chemin = "".join(
        f"M{x + CALME},{y + CALME}h1v1h-1z" for y, ligne in enumerate(lignes) for x, plein in enumerate(ligne) if plein
    )
    return (
        f'<svg class="qr" viewBox="0 0 {cote} {cote}" role="img" aria-label="Code à photographier avec un téléphone"'
        f' shape-rendering="crispEdges"><rect width="{cote}" height="{cote}" fill="#ffffff"/>'
        f'<path d="{chemin}" fill="#000000"/></svg>'
    )
