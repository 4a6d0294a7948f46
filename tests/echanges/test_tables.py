"""What a structure has in the workbook is in its export, or is left out for a reason."""

from __future__ import annotations

from caprse.echanges import requetes
from caprse.socle.base import Base
from tests.test_fleches_sql import PROPRIETAIRES, list_tables

# Tables with a structure in each row that its export leaves out, and why.
LAISSEES = {
    "habilitation": "who may do what is shown on « Notre équipe », and belongs to the people",
    "invitation": "an offer to a person, with their address",
    "adhesion": "the collectif's record of its members",
    "presence": "said in the minutes of each meeting",
    "publication_carnet": "which carnets an aggregate counted: no figure of its own",
    "publication_cycle_structure": "the same over the cycle",
    "publication_chemin_structure": "the same beside the path of the collectif",
    "courriel": "the outbox, with people's addresses",
    "note_privee": "what the animation keeps for itself",
    "lecture_fil": "when a person read a thread",
    "visite": "when a person last looked",
    "code_structure": "what its people type to vote, while a session runs",
    "vote": "hidden, of one device: nobody reads it",
    "participant": "a phone of the room, without a name",
    "fichier": "the files themselves, taken away trimestre by trimestre from the library",
    "a_voir": "what one asks a colleague to see: it ends with the answer",
    "conflit": "not recorded yet: it waits for its authors to choose",
    "voix": "hidden, and gone once counted: nobody reads it",
    "cle_avis": "what marks a voice while it may be changed",
    "consultation": "that people were asked: shown on « Plusieurs voix », with all that hangs on it",
    "consultation_critere": "the same",
    "consultation_groupe": "the same",
    "releve_avis": "the same, until it is counted",
    "depouillement": "for the direction alone, where the file is for whoever reads the carnet",
    "depouillement_critere": "the same, of one question that a meeting was shown",
    "importee": "what a structure told elsewhere before it came: it leaves again with the portable file",
    "cle_lecture": "what opens the workbook to a program of this place: a secret, which opens nothing elsewhere",
    "proposition": "agreed in the room; what the direction takes of it becomes an answer",
}


def test_every_table_of_a_structure_is_in_its_export_or_left_out_for_a_reason() -> None:
    emportees = {table for requete in vars(requetes).values() for table in list_tables(str(requete))}
    de_structure = {nom for nom in PROPRIETAIRES if "structure_id" in Base.metadata.tables[nom].columns}
    assert de_structure - emportees == set(LAISSEES)
