"""What every command line needs: the installation opened, errors as French sentences, no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from caprse.socle.base_locale import BaseLocaleImpossible
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier
from caprse.socle.installation import Installation, open_installation, set_installation
from caprse.socle.reglages import ReglagesInvalides, load_reglages

TABLE_ABSENTE = "42P01"


class ErreurCommande(click.ClickException):
    """A refusal told on the error output, in French; the command ends with 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"Erreur : {self.format_message()}", file=file, err=True)


@contextmanager
def avec_installation() -> Iterator[Installation]:
    """Open the installation of the settings for one command, and close it at the end.

    Raises ErreurCommande for every expected refusal: settings, local base, domain rule, base without tables.
    """
    try:
        installation = open_installation(load_reglages())
    except (ReglagesInvalides, BaseLocaleImpossible) as erreur:
        raise ErreurCommande(str(erreur)) from erreur
    set_installation(installation)
    try:
        yield installation
    except ErreurMetier as erreur:
        raise ErreurCommande(str(erreur)) from erreur
    except ProgrammingError as erreur:
        if getattr(erreur.orig, "sqlstate", None) != TABLE_ABSENTE:
            raise
        raise ErreurCommande("La base n’a pas encore ses tables : lancez d’abord « caprse migrer ».") from erreur
    except OperationalError as erreur:
        raise ErreurCommande(f"{BaseIndisponible()} Détail : {erreur.orig}") from erreur
    finally:
        set_installation(None)
        installation.close()
