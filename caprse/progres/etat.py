"""What the screen of the plan remembers: of which action it asks what changed."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

# The action that the card is about, and those that this browser put off.
DEMANDEE = "action-fin"
PLUS_TARD = "action-fin-plus-tard"


def ask_changement(action_id: UUID) -> None:
    """Open the card of this action."""
    st.session_state[DEMANDEE] = action_id
    st.session_state.get(PLUS_TARD, set()).discard(action_id)


def get_demandee() -> UUID | None:
    """The action that the card is about."""
    demandee: UUID | None = st.session_state.get(DEMANDEE)
    return demandee


def is_put_off(action_id: UUID) -> bool:
    """Whether this browser put the question off."""
    return action_id in st.session_state.get(PLUS_TARD, set())


def put_off(action_id: UUID) -> None:
    """Close the card; it opens again on demand."""
    end_question()
    st.session_state.setdefault(PLUS_TARD, set()).add(action_id)


def end_question() -> None:
    """Close the card: it was answered."""
    st.session_state.pop(DEMANDEE, None)
