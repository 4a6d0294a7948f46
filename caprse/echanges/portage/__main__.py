"""``python -m caprse.echanges.portage``: the schema and the dictionary of the format (``make schemas``)."""

from __future__ import annotations

from caprse.echanges.portage.dictionnaire import DOSSIER, write_docs

if __name__ == "__main__":
    for chemin in write_docs(DOSSIER):
        print(chemin)  # noqa: T201 - a command
