"""What the workbook says of itself."""

from __future__ import annotations

MODE_D_EMPLOI = (
    "Un référentiel dans un classeur",
    "Chaque feuille se remplit ligne par ligne. La première ligne donne le nom des colonnes : ne la changez pas.",
    "1. « Référentiel » : son nom court, sa version et son titre. Augmentez la version à chaque changement.",
    "2. « Échelle » : les niveaux, de 3 à 6, numérotés à partir de 0.",
    "3. « Thématiques » : une ligne par thématique, dans l’ordre où on les travaille.",
    "   Écrivez « oui » dans « À chaque trimestre » pour le bloc demandé à chaque fois.",
    "4. Une feuille par thématique, qui porte son code : une ligne « Enjeu », puis ses lignes « Critère ».",
    "   « Premier pas vers le niveau… » : un geste à faire sous quinze jours, en 160 signes au plus. Facultatif.",
    "5. « Lois », « Variantes », « Familles », « Groupes », « Renvois » et « Mots » peuvent rester vides.",
    "   « Codes » rappelle le code de chaque critère : le cahier ne relit pas cette feuille.",
    "Dans une case « Renvois » ou « Autres façons de l’écrire », mettez une chose par ligne (Alt + Entrée).",
    "Les types de structure se séparent par une virgule : AI, ACI, EI, ETTI, EBE, GES, SAP, autre.",
    "Les jours s’écrivent année, mois, jour : 2026-11-28.",
    "Un code désigne un critère pour toujours : ne le donnez jamais à un autre critère.",
    "Quand vous rapportez ce classeur, le cahier dit tout ce qui est à corriger : où, et pourquoi.",
)
