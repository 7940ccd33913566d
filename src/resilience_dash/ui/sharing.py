"""Who may see signed results beyond the place: the owner's choice, and what others have shared."""

from collections.abc import Sequence

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.report import Report
from resilience_dash.domain.retention import SHARINGS, Sharing
from resilience_dash.services import disclosing
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.heading import status
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import refused

MEANS: dict[Sharing, str] = {
    "private": "Nobody outside this place finds them.",
    "members": "Members of other places find them on their home page.",
    "public": "Whoever has the address can read them, without an account. Other websites may keep copies.",
}


def sharing(assessment: Assessment) -> None:
    """Who may see the signed results; an owner chooses, and can take it back. One's own machine shares with nobody."""
    if not assessment.signed_off or not state.served():
        return
    st.header("Who may see these results", anchor=False)
    now = disclosing.sharing_of(state.database(), assessment_id=assessment.id)
    if not state.may("share", assessment.place.id):
        st.markdown(f"{SHARINGS[now]}. {MEANS[now]} An owner of this place can change that.")
        return
    st.markdown(
        "The results hold no names of people who answered. The files to download also hold the reasons you wrote down "
        "for what you agreed, and who signed. You can change this, and take it back, at any time."
    )
    ways = list(SHARINGS)
    key = f"sharing:{assessment.id}"
    state.follow(key, now)
    chosen = st.radio(
        "Who may see these results",
        ways,
        index=ways.index(now),
        format_func=lambda way: f"**{SHARINGS[way]}.** {MEANS[way]}",
        key=key,
        label_visibility="collapsed",
    )
    if st.button("Save who may see them", key="share-go") and chosen != now:
        _share(assessment, chosen)
    if now == "public":
        st.markdown("The address for everybody:")
        st.code(state.site(f"/public/{assessment.id}"), language=None, wrap_lines=True)


def _share(assessment: Assessment, chosen: Sharing) -> None:
    try:
        disclosing.share(
            state.database(), wiring.frameworks(), assessment_id=assessment.id, sharing=chosen, now=wiring.now()
        )
    except Problem as problem:
        refused(problem)
        return
    state.say_next(f"Saved. From now on: {SHARINGS[chosen].lower()}.")
    st.rerun()


def shared_by_others() -> tuple[Assessment, ...]:
    """The signed results that other places show to the member who is signed in."""
    if not state.served():
        return ()
    return tuple(one for one in disclosing.list_shared(state.database()) if not state.may("see", one.place.id))


def shared_list(shared: Sequence[Assessment]) -> None:
    """One link for each, by place."""
    if not shared:
        return
    st.header("Shared by other places", anchor=False)
    for one in shared:
        st.page_link(page("shared"), label=f"**{one_line(one.title)}**", query_params={"assessment": str(one.id)})


def shared_note(report: Report) -> None:
    """Said above shared results, so that nobody takes them for their own place's."""
    signed = f", which both sides signed by {state.day(report.signed_off_at)}" if report.signed_off_at else ""
    status(f"{one_line(report.place)} shares these results{signed}. They can be read, not changed.", key="shared")
