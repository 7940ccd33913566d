"""The floor's entry script: the menu of the traced page, and that page."""

import streamlit as st

from bench.floor import drawing

page = drawing.traced(st.query_params["trace"])
if page.configs:
    st.set_page_config(**page.configs[0])
if page.logo:
    st.logo(**page.logo)
sections: dict[str, list[st.Page]] = {}
for one in page.pages:
    visibility = "hidden" if one["hidden"] else "visible"
    address = None if one["default"] else one["url_path"]
    entry = st.Page(one["file"], title=one["title"], url_path=address, default=one["default"], visibility=visibility)
    sections.setdefault(one["section"], []).append(entry)
st.navigation(sections, position=page.position).run()
