"""The one statement of a workbook: its seal."""

from __future__ import annotations

from sqlalchemy import text

SCELLER = text("select sceller(:texte)")
