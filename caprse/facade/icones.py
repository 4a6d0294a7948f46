"""Which icons the font of the house holds: those that code names, and those that Streamlit draws by itself."""

from __future__ import annotations

import re
from pathlib import Path

PAQUET = Path(__file__).parents[1]
SORTIE_POLICE = PAQUET / "static" / "icones.woff2"
SORTIE_LISTE = PAQUET / "static" / "icones.txt"

AUSSI = """
keyboard_double_arrow_left keyboard_double_arrow_right keyboard_arrow_down keyboard_arrow_up keyboard_arrow_right
keyboard_arrow_left expand_more expand_less chevron_left chevron_right close clear check check_circle cancel add
remove search menu more_vert more_horiz help info warning error arrow_back arrow_forward arrow_upward arrow_downward
arrow_drop_down arrow_drop_up upload upload_file file_upload file_download download attach_file insert_drive_file
description delete edit visibility visibility_off fullscreen fullscreen_exit content_copy refresh calendar_today
calendar_month event schedule star star_border home unfold_more drag_indicator cloud_upload draft done send thumb_up
thumb_down person group groups push_pin bookmark badge campaign mail drafts phone location_on map place today
hourglass_top pending task assignment assignment_turned_in bar_chart monitoring query_stats explore navigation route
handshake volunteer_activism eco recycling bolt build tune filter_list sort view_list table_rows grid_view print share
link logout login account_tree school emoji_events celebration pan_tool back_hand record_voice_over mic timer
play_circle stop skip_next skip_previous first_page last_page block flag_circle priority_high new_releases verified
signal_wifi_off wifi_off sync save restore translate text_fields format_quote image photo_camera note_add post_add
folder folder_open archive inventory savings euro work business store diversity_1 diversity_2 favorite mood
sentiment_satisfied balance gavel public history_edu psychology lightbulb question_mark contact_support
"""
_NOMMEE = re.compile(r":material/([a-z0-9_]+):")
# « icone="home" », a line of a table of icons: any small word in quotes may be one, and a word that is none is simply
# not in the font.
_MOT = re.compile(r"""["']([a-z][a-z0-9_]{2,40})["']""")
_PARLE_D_ICONES = re.compile(r"icon|material", re.IGNORECASE)

# What Streamlit draws in what we show, and what the next screens are likely to name.
ICONES = frozenset(AUSSI.split())


def list_icones_nommees() -> set[str]:
    """Names that the code of the screens gives to icons, and some words that are none."""
    noms: set[str] = set()
    for fichier in sorted([*PAQUET.rglob("*.py"), *PAQUET.rglob("*.js"), *PAQUET.rglob("*.html")]):
        if "migrations" in fichier.parts:
            continue
        texte = fichier.read_text(encoding="utf-8")
        noms |= set(_NOMMEE.findall(texte))
        if _PARLE_D_ICONES.search(texte):
            noms |= set(_MOT.findall(texte))
    return noms


def list_icones() -> set[str]:
    """Names that the font of the house holds."""
    return set(SORTIE_LISTE.read_text(encoding="ascii").split())
