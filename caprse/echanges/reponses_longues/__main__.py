"""``python -m caprse.echanges.reponses_longues``: the dictionary of the long format (``make schemas``)."""

from __future__ import annotations

from caprse.echanges.reponses_longues.dictionnaire import DOSSIER, write_docs

if __name__ == "__main__":
    print(write_docs(DOSSIER))  # noqa: T201 - a command
