"""Who has signed, who has not, and the place to sign."""

from collections.abc import Sequence

import streamlit as st

from resilience_dash.domain import scoring
from resilience_dash.domain.assessment import SIGNING_SIDES, Assessment, Sheet
from resilience_dash.domain.findings import findings
from resilience_dash.domain.framework import Side
from resilience_dash.services.signing import Signer, SignOff
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.heading import status
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import count


def what_is_signed(sheet: Sheet) -> None:
    """The results in a few sentences, and the way to all of them, before somebody puts a name to them."""
    st.header("What you sign", anchor=False)
    st.markdown(" ".join(findings(scoring.report(sheet))))
    st.page_link(page("results"), label="**Read the results**", query_params=state.params(sheet))
    st.markdown(
        "One side can sign now and the other later, from this page. "
        "If an answer changes a result in between, the first side is asked to sign again."
    )


def signed_so_far(stand: SignOff) -> None:
    """Each signature in a quiet line, and a warning for one that later changes have made void."""
    for signature in stand.valid:
        status(
            f"Signed for the {signature.side} by {one_line(signature.name)}, {one_line(signature.role)}, "
            f"{state.clock(signature.at)}",
            key=f"signed-{signature.side}",
        )
    for signature in stand.outdated:
        st.warning(
            f"Answers have changed since {one_line(signature.name)} signed for the {signature.side} "
            f"({state.clock(signature.at)}). Ask them to read the results and sign again."
        )


def unanswered_warning(sheet: Sheet) -> None:
    """What nobody has answered or confirmed, before somebody signs."""
    carried = sum(a.carried for statement_id in sheet.asked for a in sheet.answers_to(statement_id))
    if carried:
        were = count(carried, "answer was", "answers were")
        st.warning(f"{were} carried over from the round before, and nobody has confirmed them yet.")
    open_ones = sum(not sheet.answers_to(statement_id) for statement_id in sheet.asked)
    if open_ones:
        which = count(open_ones, "statement has", "statements have")
        st.warning(f"{which} no answer yet. They can stay open, and the results will say so.")
    answered = {answer.respondent_id for answer in sheet.answers.values() if answer.choice is not None}
    answering = {sheet.side_of(person) for person in sheet.respondents if person.id in answered}
    silent = [side for side in SIGNING_SIDES if side not in answering]
    if len(silent) == 1:
        st.warning(
            f"Nobody from the {silent[0]} has answered yet. Both sides can sign all the same, but the results then "
            "show one view only. Better let somebody from there answer first."
        )


def sign_label(missing: Sequence[Side]) -> str:
    """What the button says: whose signature it is, where only one is still to come; else it may be one or both."""
    return f"Sign for the {missing[0]}" if len(missing) == 1 else "Sign these results"


def signature_forms(assessment: Assessment, missing: Sequence[Side]) -> dict[Side, Signer]:
    """The place to sign for each missing side for which the caller may; who signs for the others is said."""
    mine = tuple(side for side in missing if side in state.signs(assessment))
    for side in missing:
        if side not in mine:
            who = "an owner or editor of this place" if side == "council" else "its anchor partner"
            st.markdown(f"The {side} has not signed yet. For the {side}, {who} signs, from this page.")
    return {side: _signature_form(side) for side in mine}


def _signature_form(side: Side) -> Signer:
    """Name and role for one side. Left empty, that side does not sign now."""
    own = state.signature()
    with st.container(border=True, key=f"sign-{side}"):
        st.header(f"For the {side}", anchor=False)
        example = "leader of the council" if side == "council" else "chair of the community anchor"
        name = st.text_input(f"Name, for the {side}", value=own, key=f"sign-name:{side}")
        role = st.text_input(f"Role, such as {example}", key=f"sign-role:{side}")
    # A name that only stands there because the account has it is no wish to sign.
    return Signer("" if name == own and not role else name or "", role or "")
