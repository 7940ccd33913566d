"""Agree together: for each statement, who said what, and the level the group settles on."""

import streamlit as st

from resilience_dash.domain.framework import Statement
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.agree_parts import importance, part_picker, widest_first
from resilience_dash.ui.agreement_card import agreement_card
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.steps import nothing_lost
from resilience_dash.ui.workshop_list import workshop_link

sheet = state.open_all()
state.dimension(sheet)  # where the address names none that there is, the page ends here, before its heading
heading("Agree together", above=sheet.assessment.title)
st.markdown(
    "Talk first about the statements where you differ most. Ask: what have you seen, and what would settle it? "
    "Then record the level you agree on with its reason, or that you did not agree. Nobody’s own answer is changed."
)
workshop_link(sheet.assessment)
dimension = part_picker(sheet)


@st.fragment
def agree(statement: Statement) -> None:
    agreement_card(state.open_all(), statement)


with st.container(width=READING):
    st.header(dimension.name, anchor=False)
    st.markdown(dimension.meaning)
    for statement_id in widest_first(sheet, dimension):
        agree(sheet.framework.statement(statement_id))
    importance(sheet, dimension)
    with st.container(horizontal=True):
        if st.button("See the results so far", type="primary", key="to-results") and nothing_lost():
            st.switch_page(page("results"), query_params=state.params(sheet))
