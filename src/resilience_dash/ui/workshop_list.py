"""The workshops of an assessment."""

from collections.abc import Sequence

import streamlit as st

from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.workshop import Stage, Workshop
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import count

STAGES: dict[Stage, str] = {
    "preparing": "Prepared",
    "running": ":blue-badge[Running]",
    "ended": ":green-badge[Ended]",
}


def workshop_list(assessment: Assessment, found: Sequence[Workshop]) -> None:
    """One row a workshop, newest first."""
    leads = state.may("facilitate", assessment.place.id)
    for place, one in enumerate(found):
        with st.container(horizontal=True, key=f"task-workshop-{one.id}"):
            number, led = len(found) - place, f", led by {one_line(one.led_by)}" if one.led_by else ""
            if leads:
                address = state.address(assessment, workshop=str(one.id))
                st.page_link(page("workshop"), label=f"**Workshop {number}**{led}", query_params=address)
            else:
                st.markdown(f"**[Workshop {number}](/board/{one.id})**{led}")
            st.markdown(count(len(one.statements), "statement"))
            st.markdown(STAGES[one.stage])
    if not found:
        st.markdown("There has been no workshop yet.")


def workshop_link(assessment: Assessment) -> None:
    """The way to the workshops, where people look for answering together."""
    if assessment.signed_off:
        return
    leads = state.may("facilitate", assessment.place.id)
    words = "Hold a workshop: everybody answers on a phone" if leads else "The workshops of this assessment"
    st.page_link(page("workshop"), label=f"**{words}**", query_params=state.address(assessment))
