"""Why a program is not answered: a status, and one French sentence that says what to do."""

from __future__ import annotations

from caprse.socle.erreurs import ErreurMetier


class RefusLecture(ErreurMetier):
    """A refusal that knows its status."""

    statut = 400
    titre = "Demande illisible"


class CleAbsente(RefusLecture):
    """Nothing that could be a key."""

    statut = 401
    titre = "Clé attendue"

    def __init__(self) -> None:
        super().__init__("Donnez votre clé de lecture dans l’en-tête « Authorization: Bearer cap_… ».")


class CleInconnue(RefusLecture):
    """Guessed, ended or stopped: whoever holds it is not told which."""

    statut = 401
    titre = "Clé refusée"

    def __init__(self) -> None:
        super().__init__("Cette clé ne lit rien, ou plus rien : faites-en une nouvelle dans le cahier.")


class CleEndormie(RefusLecture):
    """Its maker has left the role that it acts for."""

    statut = 403
    titre = "Clé endormie"

    def __init__(self) -> None:
        super().__init__(
            "La personne qui a fait cette clé n’a plus le rôle qu’il faut : quelqu’un d’autre peut en faire une."
        )


class CleDansAdresse(RefusLecture):
    """A secret in an address is in every log on its way."""

    titre = "Clé dans l’adresse"

    def __init__(self) -> None:
        super().__init__(
            "Une clé ne se met jamais dans une adresse, que d’autres gardent : arrêtez celle-ci, faites-en une autre "
            "et donnez-la dans l’en-tête « Authorization »."
        )


class PorteeAbsente(RefusLecture):
    """The key opens other things."""

    statut = 403
    titre = "Clé trop étroite"

    def __init__(self, quoi: str) -> None:
        super().__init__(f"Cette clé n’ouvre pas « {quoi} » : faites-en une qui l’ouvre.")


class AdresseInconnue(RefusLecture):
    """No such answer."""

    statut = 404
    titre = "Adresse inconnue"

    def __init__(self) -> None:
        super().__init__("Il n’y a rien à cette adresse : /api/v1/openapi.json dit celles qui existent.")


class LectureSeule(RefusLecture):
    """Another method than GET and HEAD."""

    statut = 405
    titre = "Lecture seule"

    def __init__(self) -> None:
        super().__init__("Une clé de lecture ne fait que lire : employez GET.")


class TropDeDemandes(RefusLecture):
    """More in a minute than a key may ask; ``attente``: seconds before the next one."""

    statut = 429
    titre = "Trop de demandes"

    def __init__(self, par_minute: int, attente: int) -> None:
        self.attente = attente
        super().__init__(f"Cette clé peut faire {par_minute:d} demandes par minute : attendez un peu.")
