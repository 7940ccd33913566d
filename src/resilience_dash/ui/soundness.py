"""Whether somebody has tampered with the audit: the newest anchor, and a check of every entry when it is asked for."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import anchoring, auditing
from resilience_dash.ui import state
from resilience_dash.ui.heading import status
from resilience_dash.ui.plain import plain
from resilience_dash.ui.refused import refused
from resilience_dash.ui.words import count


def soundness() -> None:
    """When the newest anchor was written, and what a check of the whole audit finds."""
    db = state.database()
    folder = wiring.anchors(db)
    st.header("Has anybody tampered with it?", anchor=False)
    newest = anchoring.newest_anchor(db, folder)
    if newest is not None:
        st.markdown(f"The newest anchor was written on {state.day(newest)} at {state.local(newest):%H:%M}.")
    elif folder is None:
        st.markdown("No anchors are written: nobody has named a folder for them (`RESILIENCE_DASH_ANCHORS`).")
    else:
        st.markdown("No anchor was written yet.")
    st.markdown(
        "Each entry holds the fingerprint of the one before it. A check reads all of them, of every place, "
        "and compares them with the anchors. It changes nothing, and takes longer the more there are."
    )
    if st.button("Check every entry", key="check-audit"):
        try:
            _found(auditing.verify(db, anchors=folder))
        except Problem as problem:
            refused(problem)


def _found(seen: auditing.Verified) -> None:
    size = f"{seen.entries:,} {'entry' if seen.entries == 1 else 'entries'}"
    compared = f", compared with {count(seen.anchors, 'anchor')}" if seen.anchors else ""
    if not seen.faults:
        status(f"**Nothing is wrong.** {size} in {count(seen.ledgers, 'ledger')} hang together{compared}.", key="sound")
        return
    st.error(f"Something is wrong. {size} were read{compared}. This was found:")
    for fault in seen.faults:
        st.markdown(plain(f"{fault.about}: {fault.found}. {fault.do}"))
