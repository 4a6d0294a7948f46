"""Who is told of something, and how a mail is finished for one of them. For systeme alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from caprse.acces.connexion.textes import build_adresse
from caprse.acces.jetons import create_jeton
from caprse.acces.unite import Unit, hash_jeton
from caprse.courrier.corps import MAISON, Bloc, Corps, Lien, Paragraphe, Teinte
from caprse.courrier.fabriques import Avis, Rappel, Redaction, build_redaction
from caprse.relecture.rappels.regles import LIBELLES_GENRE, ROLES_DU_GENRE, GenreRappel
from caprse.relecture.rappels.requetes import LIST_GENS
from caprse.relecture.rappels.textes import build_refus
from caprse.socle.installation import Installation


@dataclass(frozen=True)
class Personne:
    """Someone who may be told. ``structures``: id and name of those for which, empty for the animation.

    ``muette``: reads the notice alone, because they said no to these mails, or because they are invented.
    """

    compte_id: UUID
    nom: str
    courriel: str
    structures: tuple[tuple[UUID, str], ...]
    desinscrit: bool
    demo: bool

    def is_muette(self, installation: Installation) -> bool:
        """Whether no mail goes: invented people have no mailbox that a real server could reach."""
        return self.desinscrit or (self.demo and not installation.reglages.sans_courrier)


@dataclass(frozen=True)
class Adresses:
    """The public address of the workbook, and where the reader says no to the next mails of the kind."""

    publique: str
    refus: Lien

    def build_page(self, chemin: str) -> str:
        """The whole address of a page."""
        return f"{self.publique}/{chemin}"


def write_courriel(
    objet: str,
    nom: str,
    adresses: Adresses,
    *,
    blocs: Sequence[Bloc],
    bouton: tuple[str, str],
    raison: str,
    titre: str = "",
    suite: str = "",
    teinte: Teinte = MAISON,
) -> tuple[str, Corps]:
    """A mail of the house to one person, with its subject, which is its title unless there is another.

    ``bouton``: what it says, and the page. ``raison`` ends « Vous recevez ce message parce que… ».
    """
    return objet, Corps(
        titre=titre or objet,
        salut=f"Bonjour {nom},",
        blocs=tuple(blocs),
        bouton=Lien(bouton[0], adresses.build_page(bouton[1])),
        suite=(Paragraphe(suite),) if suite else (),
        adresse=adresses.publique,
        raison=f"Vous recevez ce message parce que {raison}.",
        refus=adresses.refus,
        teinte=teinte,
    )


def read_gens(
    systeme: Unit,
    genre: GenreRappel,
    collectif_id: UUID,
    *,
    structures: Collection[UUID] | None = None,
    compte_id: UUID | None = None,
) -> tuple[Personne, ...]:
    """Those with a role that this kind speaks to, of the structures that are members today, each once, by name."""
    lignes = systeme.db.execute(
        LIST_GENS,
        {
            "collectif": collectif_id,
            "roles": sorted(ROLES_DU_GENRE[genre]),
            "genre": genre,
            "structures": list(structures) if structures is not None else None,
            "compte": compte_id,
            "today": systeme.today,
        },
    ).all()
    return tuple(
        Personne(
            ligne.id,
            ligne.nom,
            ligne.courriel,
            tuple((UUID(identifiant), nom) for identifiant, nom in ligne.structures or ()),
            ligne.desinscrit,
            ligne.demo,
        )
        for ligne in lignes
    )


def build_rappel_pour(
    systeme: Unit,
    genre: GenreRappel,
    personne: Personne,
    marque: str,
    donnees: dict[str, Any],
    collectif_id: UUID,
    avis: Avis | None,
    structure_id: UUID | None = None,
    quand: datetime | None = None,
) -> Rappel:
    """What asks for one mail and its notice. ``marque`` says what it is about: the same is asked once per person."""
    return Rappel(
        genre,
        f"{genre}:{marque}:{personne.compte_id}",
        personne.courriel,
        LIBELLES_GENRE[genre],
        donnees,
        collectif_id,
        structure_id or (personne.structures[0][0] if len(personne.structures) == 1 else None),
        personne.compte_id,
        quand or systeme.now,
        avis,
        not personne.is_muette(systeme.installation),
    )


def write_redaction(
    installation: Installation, genre: GenreRappel, courriel: str, build: Callable[[Adresses], tuple[str, Corps]]
) -> Redaction:
    """The mail as it leaves, with its reader's own link to refuse the next ones."""
    jeton = create_jeton()
    publique = installation.reglages.adresse_publique.rstrip("/")
    refus = build_adresse(publique, "desinscription", jeton)
    objet, corps = build(Adresses(publique, build_refus(genre, refus)))
    return build_redaction(courriel, objet, corps, refus, hash_jeton(jeton))
