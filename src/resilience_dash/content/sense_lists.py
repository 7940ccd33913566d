"""What must hold of the scales, perspectives, words, nations and run sheets."""

from resilience_dash.content.drafts import Draft
from resilience_dash.content.finding import Found, repeated
from resilience_dash.domain.framework import MODES, SIDES


def scales_start_at_0_and_have_no_holes(draft: Draft) -> Found:
    if "levels" in draft.unsure:
        return
    scales = (("level", [level.value for level in draft.levels]), ("strength", [s.value for s in draft.strengths]))
    for key, values in scales:
        if values != list(range(len(values))):
            written = ", ".join(map(str, values))
            yield draft.problem(
                "levels", "", f"The values of [[{key}]] are {written}.", "Write 0, 1, 2 and so on, in this order."
            )
    if draft.head:
        aims = (
            ("default_aim", draft.head.default_aim, scales[0]),
            ("evidenced_from", draft.head.evidenced_from, scales[1]),
        )
        for key, value, (scale, values) in aims:
            if value not in values:
                yield draft.problem(
                    "framework", "", f"“{key}” is {value}, which is no {scale}.", "Choose one in levels.toml."
                )


def every_side_has_a_perspective(draft: Draft) -> Found:
    for twice in repeated(perspective.code for perspective in draft.perspectives):
        yield draft.problem("perspectives", twice, "The code is used more than once.", "Give each its own code.")
    if "perspectives" not in draft.unsure:
        sides = {perspective.side for perspective in draft.perspectives}
        for side in SIDES:
            if side not in sides:
                yield draft.problem("perspectives", "", f"No perspective is on the side “{side}”.", "Add one.")


def words_and_nations_stand_once(draft: Draft) -> Found:
    for twice in repeated(term.word.casefold() for term in draft.terms):
        yield draft.problem("glossary", twice, "The word is explained more than once.", "Leave one explanation.")
    for twice in repeated(note.nation for note in draft.nations):
        yield draft.problem("notes", twice, "The nation has more than one table.", "Put them together.")


def every_mode_has_one_run_sheet(draft: Draft) -> Found:
    for twice in repeated(sheet.code for sheet in draft.sheets):
        yield draft.problem("workshop", twice, "The code is used more than once.", "Give each run sheet its own.")
    if "workshop" in draft.unsure:
        return
    for mode in MODES:
        fitting = [sheet.code for sheet in draft.sheets if mode in sheet.modes]
        if not fitting:
            yield draft.problem("workshop", "", f"No run sheet is for the mode “{mode}”.", "Name it in one’s “modes”.")
        elif len(fitting) > 1:
            found = f"The mode “{mode}” has more than one run sheet: {', '.join(fitting)}."
            yield draft.problem("workshop", "", found, "Leave it in one.")
