"""The empty floor: one button and a counter. No Streamlit app answers a click faster."""

from __future__ import annotations

import streamlit as st


def main() -> None:
    st.session_state.setdefault("compte", 0)
    if st.button("Cliquer", key="cliquer"):
        st.session_state["compte"] += 1
    st.markdown(f"Clics {st.session_state['compte']}")


main()
