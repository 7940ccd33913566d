"""The home page of a member who has no assessment to see and may start none: what comes first for them."""

import streamlit as st

from resilience_dash.services import finding_places
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import count


def first_step() -> None:
    """An administrator lets councils in; everybody else learns whom to ask."""
    with st.container(border=True, key="next-step"):
        if state.caller().administrator:
            _let_a_council_in()
            return
        places = [one_line(place.name) for place in finding_places.list_places(state.database())]
        st.header("Nothing to answer yet" if places else "You belong to no place yet", anchor=False)
        if places:
            st.markdown(
                f"There is no assessment in {' or '.join(places)} yet. "
                "An owner or editor starts one, and it will be here."
            )
        else:
            st.markdown(
                "An owner of your place invites you by a link: open it in this browser, and the place will be here. "
                "You do not need a second account."
            )


def _let_a_council_in() -> None:
    places = len(finding_places.list_places(state.database(), action="manage_members"))
    st.header("You look after this server" if places else "Let the first council in", anchor=False)
    st.markdown(
        (f"{count(places, 'place')} on it. What a place answers is only for its members. " if places else "")
        + "Add a place and make a link for its owner, who invites everybody else. To take part yourself, "
        "open such a link in this browser."
    )
    if st.button("Look after the server" if places else "Add a place", type="primary", key="to-server"):
        st.switch_page(page("server"))
