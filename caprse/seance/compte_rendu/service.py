"""The minutes of a session: what writes itself, what the animation makes of it, who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import RowMapping, text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.regles import TypeRencontre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.seance.compte_rendu.phrases import (
    TEXTE_MAX,
    DecisionRendue,
    EtapeRendue,
    Matiere,
    write_compte_rendu,
)
from caprse.seance.contenus.brut import Brut
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.scenes import SceneEtape, SceneVote, decode_scene
from caprse.seance.fiche import build_tour
from caprse.seance.image.etapes import REVELES, build_vote
from caprse.seance.image.figures import draw_figure
from caprse.seance.regles import EtatSeance, GenreEtape
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide

QUOI = "Ce compte rendu"
REPETITION = "Une répétition ne laisse pas de trace : elle n'a pas de compte rendu."
PAS_FINIE = "Le compte rendu s'écrit quand la séance est terminée."

_ETAPES = """
(select jsonb_agg(to_jsonb(e) || jsonb_build_object('tours', (
          select jsonb_agg(to_jsonb(tr) || jsonb_build_object(
                   'votes', coalesce((tr.resultat ->> 'votes')::int, 0),
                   'bulletins', (select jsonb_agg(to_jsonb(m)) from mot m
                                  where m.collectif_id = tr.collectif_id and m.tour_id = tr.id)) order by tr.numero)
            from tour tr where tr.collectif_id = e.collectif_id and tr.etape_id = e.id)) order by e.ordre)
   from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as etapes
"""
_SEANCE = """
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
"""
# Members read the minutes: a decision for one structure is in them only where that structure shows its name.
_MATIERE = text(f"""
select s.id, s.collectif_id, s.titre, s.etat, s.repetition, k.nom as collectif, r.titre as rencontre, r.type, r.jour,
       r.heure, r.lieu, t.referentiel_id, {_ETAPES},
       (select jsonb_agg(jsonb_build_array(x.nom, p.personnes) order by lower(x.nom), x.id)
          from presence p join structure x on x.collectif_id = p.collectif_id and x.id = p.structure_id
         where p.collectif_id = s.collectif_id and p.rencontre_id = r.id and p.etat = 'presente') as presentes,
       (select jsonb_agg(to_jsonb(d) || jsonb_build_object('structure', x.nom) order by d.cree_le, d.id)
          from decision d left join structure x on x.collectif_id = d.collectif_id and x.id = d.structure_id
         where d.collectif_id = s.collectif_id and d.rencontre_id = r.id
           and (d.structure_id is null or x.montre_son_nom)) as decisions,
       (select count(*) from decision d join structure x on x.collectif_id = d.collectif_id and x.id = d.structure_id
         where d.collectif_id = s.collectif_id and d.rencontre_id = r.id and not x.montre_son_nom) as tues,
       (select jsonb_build_array(n.jour, n.heure, n.titre, n.lieu) from rencontre n
         where n.collectif_id = s.collectif_id and n.annulee_le is null and n.jour > r.jour
         order by n.jour, n.heure nulls last, n.id limit 1) as prochaine
{_SEANCE}
 where s.id = :seance
""")  # noqa: S608 - only this module's own text
# Row-level security keeps minutes that were not sent to the animation.
_GET = text(f"""
select s.id as seance_id, s.collectif_id, s.titre, s.etat, s.repetition, k.nom as collectif, k.fictif, r.jour,
       t.referentiel_id, {_ETAPES}, c.seance_id is not null as ecrit, c.texte, coalesce(c.version, 0) as version,
       c.envoye_le, c.modifie_le, a.nom as auteur
{_SEANCE}
  left join compte_rendu c on c.collectif_id = s.collectif_id and c.seance_id = s.id
  left join compte a on a.id = c.modifie_par
 where s.id = :seance
""")
_LIEU = text("select collectif_id, etat, repetition from seance where id = :seance")
_LIRE = text("""
select c.texte, c.version, c.modifie_par, a.nom as auteur
  from compte_rendu c left join compte a on a.id = c.modifie_par
 where c.collectif_id = :collectif and c.seance_id = :seance
""")
_ECRIRE = text("""
insert into compte_rendu as c (collectif_id, seance_id, texte, modifie_le, modifie_par, version)
select collectif_id, id, :texte, :now, :compte, 1 from seance
 where collectif_id = :collectif and id = :seance and cast(:version as integer) = 0
    on conflict do nothing
returning version
""")
_CHANGER = text("""
update compte_rendu set texte = :texte, modifie_le = :now, modifie_par = :compte, version = version + 1
 where collectif_id = :collectif and seance_id = :seance and version = :version
returning version
""")


@dataclass(frozen=True, slots=True)
class CompteRenduVu:
    """The minutes as their page shows them. ``version`` 0: not written yet. ``figures``: SVG by rank of step."""

    seance_id: UUID
    collectif_id: UUID
    collectif: str
    fictif: bool
    titre: str
    jour: date
    texte: str
    version: int
    envoye_le: datetime | None
    modifie_le: datetime | None
    auteur: str
    figures: dict[int, str]

    @property
    def a_jour(self) -> bool:
        """Whether what was sent is what is written."""
        return self.envoye_le is not None and self.modifie_le is not None and self.envoye_le >= self.modifie_le


@dataclass(frozen=True, slots=True)
class TexteEcrit:
    """The minutes as a colleague wrote them meanwhile."""

    texte: str
    version: int
    auteur: str


def build_compte_rendu(unit: Unit, seance_id: UUID) -> str:
    """The minutes as they write themselves, from what is kept of the session; writes nothing. One query.

    For the animation. Raises Introuvable, Refus for a rehearsal or a session that is not over.
    """
    ligne = unit.db.execute(_MATIERE, {"seance": seance_id}).mappings().one_or_none()
    ligne = _check(unit, Operation.UPDATE_SEANCE, ligne)
    refuse_seance(ligne["etat"], ligne["repetition"])
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    presentes = ligne["presentes"] or ()
    return write_compte_rendu(
        Matiere(
            titre=ligne["titre"],
            collectif=ligne["collectif"],
            rencontre=ligne["rencontre"],
            type=TypeRencontre(ligne["type"]),
            jour=ligne["jour"],
            heure=ligne["heure"],
            lieu=ligne["lieu"],
            presentes=tuple(nom for nom, _ in presentes),
            personnes=sum(nombre for _, nombre in presentes),
            etapes=_build_etapes(ligne["etapes"], referentiel),
            decisions=tuple(_build_decision(brut, referentiel) for brut in ligne["decisions"] or ()),
            tues=ligne["tues"],
            prochaine=_build_prochaine(ligne["prochaine"]),
        )
    )


def get_compte_rendu(unit: Unit, seance_id: UUID) -> CompteRenduVu:
    """The minutes with the pictures of their session. One query.

    The animation reads them always, members once they were sent. Raises Introuvable, Refus for a rehearsal or a
    session that is not over.
    """
    ligne = unit.db.execute(_GET, {"seance": seance_id}).mappings().one_or_none()
    ligne = _check(unit, Operation.GET_AGREGAT, ligne)
    if not ligne["ecrit"]:
        unit.check(Operation.UPDATE_SEANCE, ligne["collectif_id"], quoi=QUOI)
    refuse_seance(ligne["etat"], ligne["repetition"])
    etapes = _build_etapes(ligne["etapes"], get_referentiel(unit.db, ligne["referentiel_id"]))
    figures = {etape.rang: draw_figure(etape.scene) for etape in etapes if etape.scene is not None}
    return CompteRenduVu(
        ligne["seance_id"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        ligne["titre"],
        ligne["jour"],
        ligne["texte"] or "",
        ligne["version"],
        ligne["envoye_le"],
        ligne["modifie_le"],
        ligne["auteur"] or "",
        {rang: svg for rang, svg in figures.items() if svg},
    )


def ensure_compte_rendu(unit: Unit, seance_id: UUID) -> None:
    """Write the minutes where nobody did yet; what is written stays. For the animation. Raises Introuvable, Refus."""
    texte = build_compte_rendu(unit, seance_id)
    collectif_id = unit.db.execute(_LIEU, {"seance": seance_id}).one().collectif_id
    unit.db.execute(_ECRIRE, _build_valeurs(unit, collectif_id, seance_id, texte, 0))


def save_compte_rendu(unit: Unit, seance_id: UUID, texte: str, version: int) -> int:
    """Write the minutes if nobody did since ``version`` (0: not written yet); returns the new version.

    For the animation. Raises Introuvable, Refus, SaisieInvalide with every reason, Conflit.
    """
    ligne = unit.db.execute(_LIEU, {"seance": seance_id}).one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    refuse_seance(ligne.etat, ligne.repetition)
    if raisons := check_texte(texte):
        raise SaisieInvalide(raisons)
    valeurs = _build_valeurs(unit, ligne.collectif_id, seance_id, texte, version)
    ecrite: int | None = unit.db.execute(_CHANGER if version else _ECRIRE, valeurs).scalar_one_or_none()
    if ecrite is not None:
        return ecrite
    actuel = unit.db.execute(_LIRE, {"collectif": ligne.collectif_id, "seance": seance_id}).one_or_none()
    if actuel is None:
        raise Introuvable(QUOI)
    if actuel.texte == texte and actuel.modifie_par == unit.acteur.compte_id:
        # Written already: only its acknowledgment was lost.
        deja: int = actuel.version
        return deja
    ecrit = TexteEcrit(actuel.texte, actuel.version, actuel.auteur or "Une autre personne")
    raise Conflit(
        f"{ecrit.auteur} a modifié le compte rendu entre-temps. Rien n'est perdu : choisissez le texte.", texte, ecrit
    )


def _build_valeurs(unit: Unit, collectif_id: UUID, seance_id: UUID, texte: str, version: int) -> dict[str, object]:
    cle = {"collectif": collectif_id, "seance": seance_id}
    return {**cle, "texte": texte, "now": unit.now, "compte": unit.acteur.compte_id, "version": version}


def check_texte(texte: str) -> list[str]:
    """Every reason to refuse what was typed."""
    raisons = []
    if not texte.strip():
        raisons.append("Le compte rendu est vide : écrivez au moins une ligne.")
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le compte rendu compte {len(texte)} signes, {TEXTE_MAX} au plus. Raccourcissez-le.")
    if "\x00" in texte or any("\ud800" <= signe <= "\udfff" for signe in texte):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons


def refuse_seance(etat: str, repetition: bool) -> None:
    """Raise Refus where there can be no minutes."""
    if repetition:
        raise Refus(REPETITION)
    if etat != EtatSeance.TERMINEE:
        raise Refus(PAS_FINIE)


def _check(unit: Unit, operation: Operation, ligne: RowMapping | None) -> RowMapping:
    unit.check(operation, ligne["collectif_id"] if ligne is not None else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne


def _build_etapes(bruts: Sequence[Brut] | None, referentiel: Referentiel) -> tuple[EtapeRendue, ...]:
    return tuple(
        EtapeRendue(rang, brut["titre"], _build_scene(brut, referentiel))
        for rang, brut in enumerate(bruts or (), start=1)
    )


def _build_scene(brut: Brut, referentiel: Referentiel) -> SceneEtape | None:
    """What was kept of a step. A vote is read from its rounds: what was settled after it left the wall counts too."""
    fige = decode_scene(brut["fige"]) if brut["fige"] is not None else None
    if brut["genre"] != GenreEtape.VOTE or not brut["tours"]:
        return fige
    tours = [build_tour(tour, tour["bulletins"]) for tour in brut["tours"]]
    # A round that was never revealed takes nothing away from the one before.
    reveles = [tour for tour in tours if tour.etat in REVELES]
    vote = build_vote(brut["titre"], ContenuVote.from_contenu(brut["contenu"]), reveles or tours, referentiel)
    return replace(vote, critere=fige.critere) if isinstance(fige, SceneVote) else vote


def _build_decision(brut: Brut, referentiel: Referentiel) -> DecisionRendue:
    titres = {critere.code: critere.titre for thematique in referentiel.thematiques for critere in thematique.criteres}
    return DecisionRendue(
        brut["quoi"],
        brut["pilote"],
        date.fromisoformat(brut["echeance"]) if brut["echeance"] else None,
        brut["structure"] or "",
        tuple(titres.get(code, code) for code in brut["criteres"]),
    )


def _build_prochaine(brut: tuple[str, str | None, str, str] | None) -> tuple[date, time | None, str, str] | None:
    if brut is None:
        return None
    jour, heure, titre, lieu = brut
    return date.fromisoformat(jour), time.fromisoformat(heure) if heure else None, titre, lieu
