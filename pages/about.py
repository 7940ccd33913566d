"""What this program is, whose words it uses, what it keeps, and how accessible it is."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.ui.addresses import page
from resilience_dash.ui.columns import READING
from resilience_dash.ui.documents import contents, headings, show_document
from resilience_dash.ui.heading import heading
from resilience_dash.ui.words import slug

frameworks = {f"{framework.name}, version {framework.version}": framework for framework in wiring.frameworks()}
heading("About this program")
with st.container(width=READING):
    contents([*frameworks, *headings("about"), headings("accessibility")[0]])
    for name, framework in frameworks.items():
        st.header(name, anchor=slug(name))
        st.markdown(framework.about)
        st.markdown(framework.credit)
    show_document("about", listed=True)
    st.page_link(page("privacy"), label="**Privacy: what is kept, why and for how long**")
    show_document("accessibility", listed=True)
