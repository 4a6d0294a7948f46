"""A page that shows each text through every element that reads Markdown; run by Streamlit, read by a browser."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import streamlit as st

from caprse.socle.ecran.affichage import escape

textes: list[str] = json.loads(Path(os.environ["CAPRSE_ESSAI_TEXTES"]).read_text(encoding="utf-8"))
genre = st.query_params.get("genre", "texte")

for rang, brut in enumerate(textes):
    net = escape(brut)
    with st.container(key=f"essai-{rang}"):
        match genre:
            case "texte":
                st.markdown(net)
                st.markdown(f"**{net}** suite")
                st.markdown(f"- {net}\n- suite")
                st.caption(net)
                st.info(net)
                st.error(net, icon=":material/error:")
                st.warning(net)
                st.success(net)
                st.markdown(f"Entre {net} et suite.")
                st.markdown(f":material/check: Enregistré · {net}. Suite")
            case "titre":
                st.title(net, anchor=False)
                st.header(net, anchor=False)
                st.subheader(net, anchor=False)
                st.markdown(f"#### {net}")
                st.metric(net, "12 %")
                st.progress(0.5, text=net)
            case "widget":
                st.button(net, key=f"b{rang}")
                st.button(f"Gérer {net}", key=f"g{rang}")
                st.checkbox(net, key=f"c{rang}")
                st.toggle(net, key=f"t{rang}")
                st.text_input(net, key=f"ti{rang}")
                st.text_area(net, key=f"ta{rang}")
                st.selectbox(net, ["a"], key=f"s{rang}")
                st.number_input(net, key=f"n{rang}")
                st.date_input(net, key=f"d{rang}")
                st.multiselect(net, ["a"], key=f"m{rang}")
                st.file_uploader(net, key=f"f{rang}")
                st.link_button(net, "https://exemple.test")
                st.download_button(net, "x", key=f"dl{rang}")
            case "choix":
                st.radio("Choix", [net], captions=[net], key=f"r{rang}")
                st.pills("Choix", [net], key=f"p{rang}")
                st.segmented_control("Choix", [net], key=f"sc{rang}")
                st.expander(net, key=f"e{rang}")
                st.popover(net, key=f"po{rang}")
                st.tabs([net])
            case "table":
                st.table(pd.DataFrame({net: [net]}))
