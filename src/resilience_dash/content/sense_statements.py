"""What must hold of statements: their ids, their words for each level, their history and their indicators."""

import re

from resilience_dash.content.drafts import Draft
from resilience_dash.content.finding import Found, count, repeated

STATEMENT_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def statement_ids_are_stable_names(draft: Draft) -> Found:
    twice = repeated(statement.id for _, statement in draft.statements)
    for code, statement in draft.statements:
        if statement.id in twice:
            yield draft.problem(code, statement.id, "The id is used more than once.", "Give each statement its own id.")
        if not STATEMENT_ID.fullmatch(statement.id):
            yield draft.problem(
                code, statement.id, "The id is not two words of small letters with a dot.", f"Write {code}.word."
            )
        elif not statement.id.startswith(f"{code}."):
            yield draft.problem(
                code, statement.id, f"The id does not begin with “{code}.”.", "Correct it, or move the statement."
            )


def every_level_has_its_words(draft: Draft) -> Found:
    if "levels" in draft.unsure:
        return
    wanted = len(draft.levels)
    for code, statement in draft.statements:
        if len(statement.levels) != wanted:
            found = f"It has {count(len(statement.levels), 'level descriptor')}, not {wanted}."
            yield draft.problem(code, statement.id, found, "Write one for each level in levels.toml, from 0 up.")


def earlier_statements_are_named_once(draft: Draft) -> Found:
    twice = repeated(statement.was for _, statement in draft.statements if statement.was is not None)
    for code, statement in draft.statements:
        if statement.was in twice:
            yield draft.problem(
                code,
                statement.id,
                f"Another statement says too that it was “{statement.was}”.",
                "Leave “was” where the meaning went.",
            )
        if (statement.was is None) != (statement.carry is None):
            yield draft.problem(
                code,
                statement.id,
                "“was” and “carry” do not stand together.",
                "Write both: the old id, and whether an old answer still stands (true or false).",
            )


def indicators_exist(draft: Draft) -> Found:
    known = {indicator.id for indicator in draft.indicators}
    named = [(code, s.id, "It", indicator) for code, s in draft.statements for indicator in s.indicators]
    named += [
        (code, "", "“first_indicator”", dimension.head.first_indicator)
        for code, dimension in draft.dimensions.items()
        if dimension.head
    ]
    for code, where, who, wanted in named if "indicators" not in draft.unsure else ():
        if wanted not in known:
            found = f"{who} names the indicator “{wanted}”, which is not there."
            yield draft.problem(code, where, found, "Correct it, or add it to indicators.toml.")
    for code, statement in draft.statements:
        for twice in repeated(statement.indicators):
            yield draft.problem(code, statement.id, f"It names “{twice}” twice.", "Leave it once.")


def indicators_are_used(draft: Draft) -> Found:
    for twice in repeated(indicator.id for indicator in draft.indicators):
        yield draft.problem("indicators", twice, "The id is used more than once.", "Give each indicator its own id.")
    if not draft.unsure_dimensions:
        used = {indicator for _, statement in draft.statements for indicator in statement.indicators}
        for idle in sorted({indicator.id for indicator in draft.indicators} - used):
            yield draft.problem("indicators", idle, "No statement uses it.", "Use it, or take it away.")
