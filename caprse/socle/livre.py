"""What comes with the workbook beside its code: what it shows, its guides, Streamlit's settings and entry file.

In a clone they stand at its root, where people look for them; a wheel carries them inside the package (``setup.py``).
"""

from __future__ import annotations

from pathlib import Path

PAQUET = Path(__file__).parents[1]
RACINE = PAQUET / "livre" if (PAQUET / "livre").is_dir() else PAQUET.parent
DOCS = RACINE / "docs"
