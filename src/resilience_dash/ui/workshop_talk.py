"""The statement that is talked about: what was said, what the group agrees on, what was noted and what is missing."""

from collections import Counter
from functools import partial

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain import board_words
from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Choice
from resilience_dash.domain.board import Picture
from resilience_dash.domain.framework import Statement
from resilience_dash.domain.problem import Problem
from resilience_dash.services import concluding, opening
from resilience_dash.services.showing import Desk, Scene
from resilience_dash.ui import state
from resilience_dash.ui.agreement_card import settle, spread
from resilience_dash.ui.heading import status
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.promises import to_find
from resilience_dash.ui.refused import not_saved, refused
from resilience_dash.ui.words import slug, unbroken
from resilience_dash.ui.workshop_steps import later, look_at, nothing_pressed


def talk_panel(desk: Desk) -> None:
    """What this tab talks about, which another facilitator's step does not take away."""
    scene = desk.board.scene
    open_now = scene.round.statement.id if scene.round else ""
    chosen = state.talking_about(scene.workshop.id, open_now)
    if not chosen:
        return
    statement = scene.framework.statement(chosen)
    with st.container(key="talk"):
        if open_now and chosen != open_now:
            _elsewhere(scene, open_now)
        picture = _picture(scene, chosen)
        if picture is None:
            _to_read_out(scene, statement)
        else:
            _shown(scene, statement, picture)
            _comments(desk.comments.get(chosen, ()))
            _agree(desk, statement)
        _note(desk, statement)
        if picture is not None:
            to_find(scene.assessment, scene.framework, desk.to_find, statement.id, scene.workshop)


def _elsewhere(scene: Scene, open_now: str) -> None:
    title = scene.framework.statement(open_now).title
    with st.container(border=True, key="talk-elsewhere"):
        st.markdown(f"The workshop is at “{title}”. What you see below is another statement.")
        if st.button(f"Go to “{title}”", key=f"talk-go:{open_now}"):
            later(partial(look_at, scene.workshop.id, None))


def _picture(scene: Scene, statement_id: str) -> Picture | None:
    shown = scene.round
    if shown and shown.statement.id == statement_id:
        return shown.picture
    return scene.pictures.get(statement_id)


def _to_read_out(scene: Scene, statement: Statement) -> None:
    """The five levels, while answers are hidden: to read out to whoever asks."""
    with st.expander("The levels, to read out", key=f"levels:{statement.id}"):
        st.markdown(
            "\n".join(f"- **{level.label}.** {statement.levels[level.value]}" for level in scene.framework.levels)
        )


def _shown(scene: Scene, statement: Statement, picture: Picture) -> None:
    workshop, shown = scene.workshop, scene.round
    second = shown and shown.statement.id == statement.id and shown.vote == 2
    here = shown is not None and shown.statement.id == statement.id
    st.header("What was said" if here else statement.title, anchor=False)
    first, *others = board_words.picture_words(picture, smallest=workshop.smallest) or ("",)
    st.markdown(unbroken(" ".join([f"**{first}**", *others])))
    if picture.hidden:
        return
    if second and shown and shown.first:
        st.markdown(unbroken(board_words.shift_words(shown.first, picture)))
    counts: Counter[Choice | None] = Counter()
    counts.update(dict(enumerate(picture.levels)))
    counts.update({DONT_KNOW: picture.dont_know, NOT_OURS: picture.not_ours})
    spread(scene.framework, statement, counts)
    _sides(scene, picture)


def _sides(scene: Scene, picture: Picture) -> None:
    rows = board_words.side_rows(picture)
    why = board_words.sides_hidden_words(picture, named=scene.workshop.named, smallest=scene.workshop.smallest)
    if not rows:
        st.caption(why)
        return
    levels = [level.value for level in scene.framework.levels]
    st.table(
        {
            "Side": [name for name, _, _ in rows],
            "Typical level": [typical for _, typical, _ in rows],
            **{str(level): [str(one.levels[level]) for one in picture.sides] for level in levels},
        },
        hide_index=True,
        border="horizontal",
        alt="How many of each side gave each level",
    )
    gap = board_words.gap_words(picture)
    if gap:
        st.markdown(f"**{unbroken(gap)}**")


def _comments(comments: tuple[str, ...]) -> None:
    if comments:
        with st.expander(f"What people wrote ({len(comments)})", key="talk-comments", expanded=len(comments) <= 8):
            st.markdown("\n".join(f"- {one_line(comment)}" for comment in comments))


def _agree(desk: Desk, statement: Statement) -> None:
    """Record what the group agrees on; what is shown above follows at once."""
    scene = desk.board.scene
    sheet = opening.open_sheet(state.database(), wiring.frameworks(), assessment_id=scene.assessment.id, only=0)
    before = state.seen_agreement(scene.assessment.id, statement.id)
    with st.container(border=True, key=f"agree-{slug(statement.id)}"):
        settle(sheet, statement, recorded_by=scene.workshop.led_by)
    if state.seen_agreement(scene.assessment.id, statement.id) != before and nothing_pressed():
        st.rerun()


def _note(desk: Desk, statement: Statement) -> None:
    """A note on the talk, saved as it is left."""
    scene = desk.board.scene
    key = f"note:{scene.workshop.id}:{statement.id}"
    kept = desk.notes.get(statement.id)
    stored = kept.text if kept else ""
    shown = state.get(f"{key}:shown")
    if state.get(key) is None:
        state.put(key, stored)
        shown = stored
    said = st.text_area("A note for the minutes", key=key, height=90) or ""
    if said.strip() == (shown or "") or scene.assessment.signed_off:
        state.put(f"{key}:shown", shown)
        if kept and stored == said.strip():
            who = f" by {one_line(kept.recorded_by)}" if kept.recorded_by else ""
            status(f"Note saved{who}, {state.clock(kept.at)}", key=f"note-{slug(statement.id)}")
        elif kept:
            st.markdown(f"{one_line(kept.recorded_by) or 'Somebody'} has noted: “{one_line(stored)}”")
            if st.button("Show theirs", key=f"{key}:theirs"):
                state.forget(key)
                st.rerun()
        return
    try:
        concluding.keep_note(
            state.database(),
            wiring.frameworks(),
            workshop_id=scene.workshop.id,
            statement_id=statement.id,
            text=said,
            recorded_by=scene.workshop.led_by,
            now=wiring.now(),
        )
    except Problem as problem:
        with not_saved(statement):
            state.try_again(problem, saving=True)
            refused(problem)
        return
    state.put(f"{key}:shown", said.strip())
    if nothing_pressed():
        st.rerun()
