"""A fault in the shape of a table, in a sentence that somebody who has never programmed can act on."""

from collections.abc import Iterator
from difflib import get_close_matches

from pydantic import ValidationError

from resilience_dash.content.shapes import Shape

KINDS_OF_VALUE = {
    "string": "text in quotation marks",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list in square brackets",
    "model": "a table",
}


def in_plain_words(error: ValidationError, shape: type[Shape]) -> Iterator[tuple[str, str]]:
    """What was found and what to do, for each fault in the shape of a table."""
    for fault in error.errors(include_url=False):
        steps = [f"entry {step + 1}" if isinstance(step, int) else f"“{step}”" for step in fault["loc"]]
        key = ", ".join(steps) or "The entry"
        kind = KINDS_OF_VALUE.get(fault["type"].removesuffix("_type"))
        if kind:
            yield f"{key} is not {kind}.", "Write it so."
        elif fault["type"] == "missing":
            yield f"{key} is missing.", "Add it."
        elif fault["type"] == "extra_forbidden":
            near = get_close_matches(str(fault["loc"][-1]), shape.model_fields, n=1)
            yield f"{key} is not known here.", f"Perhaps “{near[0]}” is meant." if near else "Take it away."
        elif fault["type"] == "literal_error":
            yield f"{key} is “{fault['input']}”.", f"Write one of {fault['ctx']['expected']}.".replace("'", "")
        elif fault["type"] == "too_short":
            yield f"{key} is an empty list.", "Write at least one entry."
        elif fault["type"] == "greater_than":
            yield f"{key} is {fault['input']}.", "Write a number above 0."
        else:
            yield f"{key} cannot be used: {fault['msg']}.", "Correct it."
