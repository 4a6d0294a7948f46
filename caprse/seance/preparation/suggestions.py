"""Steps suggested by themselves: what is still open, what is to be discussed, where the collectif is most divided."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from caprse.acces.unite import Unit
from caprse.referentiel.service import get_referentiel
from caprse.restitution.publication.edition import Edition
from caprse.seance.contenus.etapes import decode_contenu
from caprse.seance.contenus.saisies import SaisieEtape, clean_etape
from caprse.seance.image.chiffres import restrict_for_room
from caprse.seance.preparation.plan import plan_etapes
from caprse.seance.preparation.service import add_etapes, reorder_etapes
from caprse.seance.regles import GenreEtape
from caprse.seance.tenue import lock_seance

# Flags are counted, to order them; no structure leaves this statement.
_MATIERE = text("""
select t.referentiel_id, t.thematique, k.seuil_anonymat as seuil, r.duree_minutes,
       (select count(*) from decision d
          join rencontre a on a.collectif_id = d.collectif_id and a.id = d.rencontre_id
         where d.collectif_id = r.collectif_id and d.structure_id is null and d.etat = 'a_suivre'
           and a.jour < r.jour) as decisions,
       (select jsonb_object_agg(f.critere, f.nombre) from (
          select l.critere, count(distinct l.structure_id) as nombre from relecture l
            join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
           where l.collectif_id = r.collectif_id and c.trimestre_id = r.trimestre_id and l.etat = 'a_discuter'
           group by l.critere) f) as drapeaux,
       (select p.agregats - 'nommees' from publication p
         where p.collectif_id = r.collectif_id and p.trimestre_id = r.trimestre_id
         order by p.numero desc limit 1) as edition,
       (select jsonb_agg(jsonb_build_array(e.genre, e.contenu)) from etape e
         where e.collectif_id = s.collectif_id and e.seance_id = s.id) as presentes,
       (select coalesce(sum(e.minutes), 0) from etape e
         where e.collectif_id = s.collectif_id and e.seance_id = s.id) as prises
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
 where s.collectif_id = :collectif and s.id = :seance
""")
_IDS = text("select id, genre from etape where seance_id = :seance order by ordre")


def suggest_etapes(unit: Unit, seance_id: UUID) -> tuple[SaisieEtape, ...]:
    """The steps that this session lacks, within the time that its rencontre leaves, in order.

    Open decisions of earlier rencontres, the collectif's radar where figures are published, critères « à discuter »,
    the widest published spreads, decisions. For the animation. Raises Introuvable.
    """
    tenue = lock_seance(unit, seance_id)
    ligne = unit.db.execute(_MATIERE, tenue.cle).one()
    capsule = get_referentiel(unit.db, ligne.referentiel_id).capsule(ligne.thematique)
    enjeux = [enjeu for thematique in capsule for enjeu in thematique.enjeux]
    edition = Edition.from_contenu(ligne.edition) if ligne.edition else None
    plan = plan_etapes(
        minutes=ligne.duree_minutes,
        decisions=ligne.decisions,
        publie=edition is not None,
        enjeux=enjeux,
        drapeaux=ligne.drapeaux or {},
        agregats=restrict_for_room(edition, ligne.seuil).enjeux if edition else (),
    )
    presentes = [
        (GenreEtape(genre), decode_contenu(GenreEtape(genre), contenu)) for genre, contenu in ligne.presentes or ()
    ]
    criteres = {critere.code for enjeu in enjeux for critere in enjeu.criteres}
    codes = {enjeu.code for enjeu in enjeux}
    reste = ligne.duree_minutes - ligne.prises
    manquantes = []
    for etape in plan:
        nette, _ = clean_etape(etape, criteres, codes)
        deja = nette is not None and (nette.genre, nette.contenu) in presentes
        if not deja and etape.minutes <= reste:
            manquantes.append(etape)
            reste -= etape.minutes
    return tuple(manquantes)


def add_suggestions(unit: Unit, seance_id: UUID) -> int:
    """Add what `suggest_etapes` finds; returns how many steps. Decisions that closed the list close it still.

    Raises Introuvable, Refus when the session is over.
    """
    avant = unit.db.execute(_IDS, {"seance": seance_id}).all()
    suggerees = suggest_etapes(unit, seance_id)
    if not suggerees:
        return 0
    ajoutees = add_etapes(unit, seance_id, suggerees)
    if avant and avant[-1].genre == GenreEtape.DECISIONS:
        *debut, fin = (etape.id for etape in avant)
        reorder_etapes(unit, seance_id, [*debut, *ajoutees, fin])
    return len(ajoutees)
