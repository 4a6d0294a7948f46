"""Photos and pictures: decoded, set upright, made no larger than a screen needs, and written anew.

Only what one sees is kept: no place, no date, no name of a device, nothing that was hidden in the file.
"""

from __future__ import annotations

import threading
import warnings
from io import BytesIO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from caprse.progres.traces.formes import FichierRefuse
from caprse.progres.traces.regles import OCTETS_MAX, Defaut, Nature

# The largest phones of today take 50 million.
PIXELS_MAX = 51_000_000
COTE_MAX, APERCU_MAX = 3200, 360
QUALITE, QUALITE_APERCU = 88, 72
_FORMATS = {Nature.JPEG: "JPEG", Nature.PNG: "PNG", Nature.WEBP: "WEBP", Nature.HEIC: "HEIF"}
# A photo takes a few hundred million bytes while it is open: one after the other.
_TOUR = threading.Lock()

register_heif_opener(thumbnails=False)


def clean_image(octets: bytes, nature: Nature) -> tuple[Nature, bytes, bytes]:
    """What the picture becomes, its bytes, and a small one of it in JPEG. Raises FichierRefuse."""
    with _TOUR, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = _open(octets, nature)
            garde = Nature.JPEG if nature is Nature.HEIC else nature
            contenu = _write(image, garde)
            if len(contenu) > OCTETS_MAX and garde is not Nature.JPEG:
                garde, contenu = Nature.JPEG, _write(image, Nature.JPEG)
            image.thumbnail((APERCU_MAX, APERCU_MAX))
            return garde, contenu, _write(image, Nature.JPEG, QUALITE_APERCU)
        except FichierRefuse:
            raise
        except Image.DecompressionBombError as erreur:
            raise FichierRefuse(Defaut.IMMENSE) from erreur
        # A damaged picture can raise almost anything.
        except Exception as erreur:
            raise FichierRefuse(Defaut.ABIME) from erreur


def _open(octets: bytes, nature: Nature) -> Image.Image:
    with Image.open(BytesIO(octets), formats=[_FORMATS[nature]]) as lue:
        largeur, hauteur = lue.size
        if largeur * hauteur > PIXELS_MAX:
            raise FichierRefuse(Defaut.IMMENSE)
        # A JPEG is decoded at the size wanted, as far as it can.
        lue.draft("RGB", (COTE_MAX, COTE_MAX))
        lue.load()
        droite = ImageOps.exif_transpose(lue)
        droite.thumbnail((COTE_MAX, COTE_MAX))
        clair = droite.convert(_find_mode(droite))
        # A copy of what one sees: a picture that was opened carries along what its file said besides.
        propre = Image.new(clair.mode, clair.size)
        propre.paste(clair)
        return propre


def _find_mode(image: Image.Image) -> str:
    if image.mode in {"L", "RGB", "RGBA"}:
        return image.mode
    if image.mode == "1":
        return "L"
    return "RGBA" if image.has_transparency_data else "RGB"


def _write(image: Image.Image, nature: Nature, qualite: int = QUALITE) -> bytes:
    sortie = BytesIO()
    if nature is Nature.JPEG:
        if image.mode == "RGBA":
            fond = Image.new("RGB", image.size, "white")
            fond.paste(image, mask=image.getchannel("A"))
            image = fond
        image.save(sortie, "JPEG", quality=qualite, optimize=True)
    elif nature is Nature.WEBP:
        image.save(sortie, "WEBP", quality=qualite)
    else:
        image.save(sortie, "PNG")
    return sortie.getvalue()
