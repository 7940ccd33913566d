"""The pieces of the page on which paper sheets are typed in."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.paper import Line, as_typed
from resilience_dash.domain.problem import Problem
from resilience_dash.services import papering
from resilience_dash.services.papering import Tray
from resilience_dash.ui import state
from resilience_dash.ui.plain import one_line, plain
from resilience_dash.ui.refused import refused
from resilience_dash.ui.words import count

PAGE = "Paper sheets"
MOST_PROBLEMS = 10


def how_to_type(tray: Tray) -> None:
    """What a line holds, in which order, and which statements a sheet comes too late for."""
    example = as_typed([(3, 2, "dont_know", "not_ours", 4, None)[n % 6] for n in range(min(len(tray.statements), 6))])
    name = "Asha Patel: " if tray.named else ""
    st.markdown("Type one line for each sheet, in the order of the printed sheet:")
    st.code(f"{name}{example}{' …' if len(tray.statements) > 6 else ''}", language=None)
    st.markdown(
        "**0** to **4** is the level, **?** “Don’t know”, **n** “Not ours to answer”, **-** nothing ticked. "
        "Blanks between them can be left out."
    )
    with st.expander(f"The order: {count(len(tray.statements), 'statement')}"):
        st.markdown("\n".join(f"{n}. {one_line(one.title)}" for n, one in enumerate(tray.statements, start=1)))
    if tray.too_late:
        titles = "; ".join(one_line(one.title) for one in tray.too_late)
        st.info(
            "What was revealed is frozen. For these statements, a sheet entered now counts only if the vote is begun "
            f"anew: {titles}."
        )


def batch_form(tray: Tray) -> tuple[str | None, str]:
    """Whose sheets these are, and the lines."""
    turn = state.turn("paper")
    names = {one.code: one.name for one in tray.perspectives}
    perspective = st.radio(
        "In what capacity did these people answer? One batch for each.",
        list(names),
        index=None,
        format_func=lambda code: one_line(names[code]),
        key="paper-capacity",
    )
    text = st.text_area(f"One line for each sheet (room for {tray.room:,} more)", height=240, key=f"paper-lines:{turn}")
    return perspective, text or ""


def preview(tray: Tray, workshop_id: int, text: str) -> None:
    """What was understood of each line; nothing is kept yet."""
    if not text.strip():
        return
    try:
        lines = papering.read_batch(state.database(), workshop_id=workshop_id, text=text)
    except Problem as problem:
        refused(problem)
        return
    state.not_saved(PAGE)
    with st.container(key="unsaved-paper"):
        problems = [problem for line in lines for problem in line.problems]
        good = [line for line in lines if not line.problems]
        st.markdown(f"**Understood: {count(len(good), 'sheet')} of {len(lines):,}.** Nothing is entered yet.")
        if problems:
            more = len(problems) - MOST_PROBLEMS
            told = problems[:MOST_PROBLEMS] + ([f"And {count(more, 'more problem')}."] if more > 0 else [])
            st.error("  \n".join(plain(problem) for problem in told))
        if good:
            st.table(
                [_row(tray, line) for line in good], hide_index=True, border="horizontal", alt="What was understood"
            )


def enter(workshop_id: int, perspective: str | None, text: str) -> None:
    """Keep the batch, all of it, and say so on the page that is empty again; or say why not."""
    if perspective is None:
        st.error("Nothing was entered yet. Choose in what capacity these people answered.")
        return
    try:
        done = papering.enter_batch(
            state.database(), wiring.frameworks(), workshop_id=workshop_id, perspective=perspective, text=text,
            now=wiring.now(),
        )  # fmt: skip
    except Problem as problem:
        refused(problem)
        return
    state.next_turn("paper")
    state.all_saved(PAGE)
    at_once = f" {count(done.counted_now, 'answer')} counted in the round at once." if done.counted_now else ""
    state.say_next(f"Entered {count(done.sheets, 'sheet')} with {count(done.answers, 'answer')}.{at_once}")
    st.rerun()


def _row(tray: Tray, line: Line) -> dict[str, str]:
    name = {"Name": one_line(line.name)} if tray.named else {}
    answers = f"{line.answers} of {len(tray.statements)}"
    return {"Line": str(line.number), **name, "Answers": one_line(as_typed(line.choices)), "Ticked": answers}


def entered_before(tray: Tray, workshop_id: int) -> None:
    """The batches so far, each with a way to take it out again."""
    if not tray.batches:
        return
    names = {one.code: one.name for one in tray.perspectives}
    st.header("Entered so far", anchor=False)
    for batch in tray.batches:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            whose = one_line(names.get(batch.perspective, batch.perspective))
            st.markdown(
                f"**{count(batch.sheets, 'sheet')}** · {whose} · {count(batch.answers, 'answer')} · "
                f"{state.clock(batch.at)}"
            )
            if tray.stage == "running" and st.button("Take out again", key=f"take-out:{batch.at.isoformat()}"):
                try:
                    gone = papering.take_back_batch(
                        state.database(), wiring.frameworks(), workshop_id=workshop_id, entered_at=batch.at,
                        now=wiring.now(),
                    )  # fmt: skip
                except Problem as problem:
                    refused(problem)
                else:
                    state.say_next(f"Took {count(gone, 'sheet')} out again, as if they had never been entered.")
                    st.rerun()
