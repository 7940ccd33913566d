"""The parts of the results page below the wheels: what to do next, who sees it how, what nobody knows."""

from collections.abc import Sequence

import streamlit as st

from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.findings import findings
from resilience_dash.domain.framework import Framework
from resilience_dash.domain.report import DimensionResult, Report, StatementResult, SuggestedAction
from resilience_dash.domain.scoring import SMALLEST_GROUP, number
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import (
    COMPARED,
    NO_BREAK,
    SIDE_NAMES,
    below,
    count,
    level,
    side_group,
    side_words,
    unbroken,
    with_partners,
)

FIRST_ACTIONS = 3
WIDEST = 6
MOST_OPEN = 5


def what_stands_out(report: Report) -> None:
    """The results in one paragraph, its first sentence in bold."""
    with st.container(key="findings"):
        first, *others = findings(report)
        st.markdown(unbroken(f"**{first}** {' '.join(others)}"))


def stands(report: Report) -> str:
    """The quiet line above the heading: place and period."""
    return f"{report.place}, {report.period}"


def whose_words(report: Report) -> str:
    """How many people the results stand on, and whether they are signed off."""
    sides = ", ".join(f"{n} {side}" for side, n in report.people_by_side if n)
    people = f"{count(report.respondents, 'person', 'people')} ({sides})" if sides else "Nobody yet"
    signed = f"signed off {state.day(report.signed_off_at)}" if report.signed_off_at else "not signed off yet"
    return f"{unbroken(people)} · {signed.replace(' ', NO_BREAK)}"


def no_result(report: Report) -> bool:
    """Whether no statement has a level, so that there is nothing to draw and nothing to be done about."""
    return all(s.level is None for s in report.statements)


def way_to_answers(assessment: Assessment) -> None:
    """What there is to do while nobody has given a level."""
    st.markdown("Results appear here as soon as somebody has chosen a level for a statement.")
    if st.button("Start answering", type="primary", key="to-tasks"):
        st.switch_page(page("tasks"), query_params=state.address(assessment))


def signed_by(report: Report) -> None:
    """Who put their names to the results."""
    if report.signed:
        names = "; ".join(f"for the {s.side}, {one_line(s.name)}, {one_line(s.role)}" for s in report.signed)
        st.markdown(f"Signed {names}.")


def unconfirmed(report: Report) -> None:
    """A warning where answers of the round before stand in the results unread."""
    if report.to_confirm:
        were = count(report.to_confirm, "answer in these results was", "answers in these results were")
        st.warning(f"{were} carried over from the round before, and nobody has confirmed them yet.")


def actions(report: Report) -> None:
    """The suggested order for action, with each statement's first move."""
    st.header("What to do next", anchor=False)
    if no_result(report):
        st.markdown("Nothing can be suggested: no statement has a level.")
        return
    if not report.actions:
        unknown = sum(s.level is None for s in report.statements)
        left = f" {count(unknown, 'statement has', 'statements have')} no result yet." if unknown else ""
        st.markdown(f"Every statement that has a result has reached its aim. Raise an aim, or help a neighbour.{left}")
        return
    st.markdown("What matters most here and is furthest below its aim comes first, then where the sides differ most.")
    for place, action in enumerate(report.actions[:FIRST_ACTIONS], start=1):
        _action(place, action)
    later = report.actions[FIRST_ACTIONS:]
    if later:
        with st.expander(f"{len(later)} more, in the suggested order", key="more-actions"):
            for place, action in enumerate(later, start=FIRST_ACTIONS + 1):
                _action(place, action)


def _action(place: int, action: SuggestedAction) -> None:
    with st.container(border=True, key=f"action-{place}"):
        st.subheader(f"{place}. {action.title}", anchor=False)
        st.markdown(f"**First move:** {action.first_move}")
        apart = f", council and community {unbroken(number(abs(action.gap)) + ' apart')}" if action.gap else ""
        st.caption(f"Now {level(action.level)}, aim{NO_BREAK}{action.aim}{apart}. Who to ask: {', '.join(action.ask)}.")


def side_by_side(report: Report) -> None:
    """Council, community and partners on each statement, the widest gap first."""
    st.header("Council and community, side by side", anchor=False)
    compared = sorted((s for s in report.statements if s.gap is not None), key=lambda s: -abs(s.gap or 0))
    if not compared:
        advice = "" if report.signed_off_at else " Add people under “Answering as” on the task list."
        st.markdown(
            f"No side can be shown on its own yet. That needs at least {SMALLEST_GROUP} people on each side to give a "
            f"level to the same statement, so that nobody can be singled out.{advice}"
        )
        return
    st.markdown("A gap of 1 or more is worth talking about; 2 or more, talk about it first.")
    _sides_table(compared[:WIDEST])
    if len(compared) > WIDEST:
        with st.expander(f"{len(compared) - WIDEST} more, widest gap first", key="more-gaps"):
            _sides_table(compared[WIDEST:])


def _sides_table(some: Sequence[StatementResult]) -> None:
    st.table(
        {
            "Statement": [with_partners(s.title, s.groups) for s in some],
            **{SIDE_NAMES[side]: [side_words(side_group(s.groups, side)) for s in some] for side in COMPARED},
            "Gap": [number(abs(s.gap or 0)) for s in some],
        },
        hide_index=True,
        border="horizontal",
        alt="Each side’s median and number of answers, widest gap first",
    )


def open_questions(report: Report) -> None:
    """What nobody knows, who else should answer, and which high levels have no evidence yet."""
    unknown = [s for s in report.statements if s.dont_know or s.not_ours]
    unproven = [s for s in report.statements if not s.evidenced and s.level is not None]
    if not unknown and not unproven:
        return
    st.header("Open questions", anchor=False)
    lines = [f"- **{s.title}**: {_unknown_words(s)}" for s in sorted(unknown, key=lambda s: -s.dont_know)]
    proofs = [f"- **{s.title}**: {number(s.level or 0)}, not yet evidenced" for s in unproven]
    _some("What people could not answer", lines, key="more-unknown")
    _some("What still needs its evidence", proofs, key="more-unproven")


def _unknown_words(result: StatementResult) -> str:
    parts = [f"{result.dont_know} don’t know"] if result.dont_know else []
    parts += [f"{result.not_ours} not ours to answer"] if result.not_ours else []
    return ", ".join(parts)


def _some(title: str, lines: Sequence[str], *, key: str) -> None:
    """The first few lines, and the rest behind a click."""
    if not lines:
        return
    st.subheader(title, anchor=False)
    st.markdown("\n".join(lines[:MOST_OPEN]))
    if len(lines) > MOST_OPEN:
        with st.expander(f"{len(lines) - MOST_OPEN} more", key=key):
            st.markdown("\n".join(lines[MOST_OPEN:]))


def statements(report: Report, framework: Framework) -> None:
    """Every statement with its numbers, part by part, closed at first."""
    st.header("Statement by statement", anchor=False)
    for dimension in report.dimensions:
        # Drawn once it is opened: eleven closed tables would cost every redraw of the page.
        box = st.expander(dimension.name, key=f"statements-{dimension.code}", on_change="rerun")
        if box.open:
            with box:
                _statement_table(dimension, framework)


def _statement_table(dimension: DimensionResult, framework: Framework) -> None:
    results = dimension.statements
    one_aim = all(s.aim == results[0].aim for s in results)
    table = {
        "Statement": [below(s.title, _counts(s, aim=not one_aim)) for s in results],
        "Median": [level(s.spread.median) if s.spread else "No level given" for s in results],
    }
    if any(s.agreed is not None or s.did_not_agree for s in results):
        table["Agreed"] = [_agreed(s, framework) for s in results]
    table["Evidence"] = [_evidence(s) for s in results]
    st.table(table, hide_index=True, border="horizontal", alt=f"{dimension.name}: every statement")
    if one_aim:
        st.caption(f"The aim is {results[0].aim} for every statement here.")
    for result in results:
        if result.agreed_reason:
            st.markdown(f"**{result.title}**, what was agreed: {one_line(result.agreed_reason)}")


def _counts(result: StatementResult, *, aim: bool) -> str:
    """How many gave a level and from where to where, what nobody knew, and the aim where it differs."""
    parts = ["no level given"]
    if result.spread:
        parts = [
            count(result.spread.n, "answer"),
            f"from {number(result.spread.lowest)} to {number(result.spread.highest)}",
        ]
    parts += [f"{result.dont_know} don’t know"] if result.dont_know else []
    parts += [f"{result.not_ours} not ours"] if result.not_ours else []
    parts += [f"aim {result.aim}"] if aim else []
    return ", ".join(part.replace(" ", NO_BREAK) for part in parts)


def _agreed(result: StatementResult, framework: Framework) -> str:
    if result.did_not_agree:
        return "We did not agree"
    return unbroken(framework.level_label(result.agreed)) if result.agreed is not None else "–"


def _evidence(result: StatementResult) -> str:
    if result.level is None:
        return "–"
    return f"Strength {result.strength}" if result.evidenced else f"{number(result.level)}, not yet evidenced"
