"""The process apart that draws. Started by its path: it knows neither the house, its settings, nor its database.

It reads works from its input and writes results to its output, each preceded by its length. It ends with its parent,
however that one ends, and may neither write a file nor take more memory than it was given.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import struct
import sys
from typing import Any, BinaryIO

LONGUEUR = struct.Struct(">Q")
FAIT, REFUSE = b"+", b"-"
PR_SET_PDEATHSIG = 1
POLICES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "polices")  # noqa: PTH100, PTH118, PTH120
SANS_FICHIER = "/proc/self/fdinfo"  # a template reads files below this folder only: it tells nothing


def draw(travail: dict[str, Any]) -> bytes:
    """Do one work. Raises whatever the library raises."""
    match travail["genre"]:
        case "svg":
            import vl_convert

            return str(
                vl_convert.vegalite_to_svg(travail["dessin"], vl_version=travail["version"], allowed_base_urls=[])
            ).encode()
        case "png":
            import vl_convert

            return bytes(
                vl_convert.vegalite_to_png(
                    travail["dessin"], vl_version=travail["version"], allowed_base_urls=[], scale=travail["echelle"]
                )
            )
        case "pdf":
            import typst

            return bytes(
                typst.compile(
                    travail["gabarit"].encode(),
                    format="pdf",
                    root=SANS_FICHIER,
                    font_paths=[POLICES],
                    sys_inputs={"donnees": travail["donnees"]},
                    pdf_standards=travail["normes"],
                    timestamp=travail["instant"],
                )
            )
    raise ValueError("unknown work")


def close_in(parent: int, memoire: int) -> None:
    """Shut the process in: it dies with its parent, writes nowhere, and holds so many bytes at most."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # Not the address space: the charts' engine reserves sixty gigabytes of it and uses none.
        resource.setrlimit(resource.RLIMIT_DATA, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.getppid() != parent:
        # It died before it could be followed.
        raise SystemExit


def main(parent: int, memoire: int) -> None:
    # What a library prints must not pass for a result.
    entree, sortie = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    close_in(parent, memoire)
    while travail := _read(entree):
        try:
            marque, resultat = FAIT, draw(json.loads(travail))
        except Exception as erreur:
            marque, resultat = REFUSE, f"{type(erreur).__name__}: {erreur}".encode(errors="replace")
        sortie.write(LONGUEUR.pack(len(resultat) + 1) + marque + resultat)
        sortie.flush()


def _read(entree: BinaryIO) -> bytes:
    """The next work; nothing when the parent has closed its end."""
    tete = entree.read(LONGUEUR.size)
    return entree.read(LONGUEUR.unpack(tete)[0]) if len(tete) == LONGUEUR.size else b""


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
