"""What a control sends of an answer, as JSON."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from caprse.carnet.regles import Saisie


class Corps(BaseModel):
    model_config = ConfigDict(extra="forbid")
    carnet: UUID
    critere: str = Field(max_length=60)
    version: int = Field(ge=0, lt=2**31)
    vue: Saisie


class CorpsEnvoi(Corps):
    """An answer, as the browser sends it."""

    saisie: Saisie
    refusee: bool = False
