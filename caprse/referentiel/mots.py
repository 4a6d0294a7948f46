"""The words of the workbook, in plain words: said where they are met."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from caprse.socle.ecran.affichage import Affichable

MOTS: Mapping[str, Affichable] = MappingProxyType(
    {
        "marche": "un pas de plus sur une question. On monte une marche après l'autre, sans en sauter.",
        "niveau": "la marche où vous êtes aujourd'hui : la plus haute où tout est vrai chez vous.",
        "enjeu": "un groupe de questions sur un même sujet.",
        "cible": "la marche où vous voulez être plus tard.",
        "trace": "ce qui montre ce que vous faites : un document, un lien, une photo.",
        "plan": "les petits pas que vous décidez : quoi, qui, pour quand.",
    }
)
