"""How a statement card takes over what another page saved: all parts of an answer, or none while one is being changed.

A widget keeps what it held, whatever is stored meanwhile. Left alone, an old comment would be saved over a newer one by
merely looking at the page.
"""

from resilience_dash.domain.assessment import Answer, Respondent
from resilience_dash.domain.framework import Statement
from resilience_dash.domain.supersession import Change
from resilience_dash.ui import state

NOTHING_SAID: dict[str, object] = {"choice": None, "reason": "", "strength": 0, "comment": ""}


def part_key(part: str, person: Respondent, statement: Statement) -> str:
    """The key of the widget that holds this part of an answer."""
    return f"{'answer' if part == 'choice' else part}:{person.id}:{statement.id}"


def caught_up(person: Respondent, statement: Statement, stored: Answer | None) -> Answer | None:
    """What this tab has shown. Where it holds no change of its own, it first takes over what was saved elsewhere."""
    shown = state.shown_answer(person.id, statement.id, stored)
    if stored is None or shown == stored or _behind(person, statement, shown):
        return shown
    show(person, statement, stored)
    state.remember_shown(person.id, statement.id, stored)
    return stored


def show(person: Respondent, statement: Statement, answer: Answer) -> bool:
    """Let every widget on the page say what this answer says. Returns whether one of them said something else."""
    behind = _behind(person, statement, answer)
    for part in behind:
        state.show_next(part_key(part, person, statement), getattr(answer, part))
    return bool(behind)


def too_late(person: Respondent, statement: Statement, stored: Answer | None) -> Change:
    """What this tab's widgets hold that was neither shown nor saved: changed on a page that is frozen by now."""
    shown = state.shown_answer(person.id, statement.id, stored)
    changed = set(_behind(person, statement, stored)) & set(_behind(person, statement, shown))
    return Change(**{part: state.get(part_key(part, person, statement)) for part in changed})  # type: ignore[arg-type]


def _behind(person: Respondent, statement: Statement, answer: Answer | None) -> list[str]:
    """The parts for which a widget stands on the page and says something else than the answer."""
    held = {part: state.get(part_key(part, person, statement)) for part in NOTHING_SAID}
    said = {part: getattr(answer, part) if answer else nothing for part, nothing in NOTHING_SAID.items()}
    return [part for part, value in held.items() if value is not None and _tidy(value) != said[part]]


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
