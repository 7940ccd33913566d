"""From a draft in which nothing is wrong to the framework the rest of the program knows."""

from itertools import accumulate

from resilience_dash.content.drafts import DimensionDraft, Draft
from resilience_dash.content.problems import BrokenFramework
from resilience_dash.content.shapes import CaseShape, RunSheetShape, StatementShape
from resilience_dash.domain.framework import (
    Case,
    Dimension,
    Framework,
    Indicator,
    Level,
    NationNote,
    Perspective,
    RunSheet,
    RunSheetStep,
    Statement,
    Strength,
    Term,
)


def build(draft: Draft) -> Framework:
    """The framework a checked draft describes. Raises BrokenFramework with the problems of an unchecked one."""
    head = draft.head
    if head is None or draft.problems:
        raise BrokenFramework(draft.problems)
    return Framework(
        slug=head.slug,
        version=head.version,
        name=head.name,
        about=head.about,
        credit=head.credit,
        levels=tuple(Level(level.value, level.name, level.meaning) for level in draft.levels),
        strengths=tuple(Strength(strength.value, strength.meaning) for strength in draft.strengths),
        perspectives=tuple(Perspective(p.code, p.name, p.side) for p in draft.perspectives),
        dimensions=tuple(_dimension(code, draft.dimensions[code]) for code in head.dimensions),
        taster=tuple(head.taster),
        glossary=tuple(Term(term.word, term.meaning) for term in draft.terms),
        nation_notes=tuple(NationNote(note.nation, tuple(note.hints), note.check) for note in draft.nations),
        indicators=tuple(Indicator(**indicator.model_dump()) for indicator in draft.indicators),
        run_sheets=tuple(map(_run_sheet, draft.sheets)),
        default_aim=head.default_aim,
        evidenced_from=head.evidenced_from,
        minutes_per_statement=head.minutes_per_statement,
        wording_rules=tuple(head.wording_rules),
    )


def _dimension(code: str, draft: DimensionDraft) -> Dimension:
    head = draft.head
    if head is None:
        raise BrokenFramework(())
    return Dimension(
        code=code,
        kind=head.kind,
        name=head.name,
        short_name=head.short_name,
        meaning=head.meaning,
        warning_signs=tuple(head.warning_signs),
        statements=tuple(map(_statement, draft.statements)),
        first_indicator=head.first_indicator,
        case=_case(head.case),
    )


def _statement(shape: StatementShape) -> Statement:
    return Statement(
        id=shape.id,
        title=shape.title,
        question=shape.question,
        levels=tuple(shape.levels),
        evidence=tuple(shape.evidence),
        indicators=tuple(shape.indicators),
        first_move=shape.first_move,
        ask=tuple(shape.ask),
        was=shape.was,
        carry=True if shape.carry is None else shape.carry,
    )


def _run_sheet(shape: RunSheetShape) -> RunSheet:
    ends = tuple(accumulate(step.minutes for step in shape.step))
    return RunSheet(
        code=shape.code,
        name=shape.name,
        when=shape.when,
        before=shape.before,
        modes=tuple(shape.modes),
        steps=tuple(
            RunSheetStep(end - step.minutes, end, step.title, step.text)
            for step, end in zip(shape.step, ends, strict=True)
        ),
    )


def _case(shape: CaseShape | None) -> Case | None:
    return Case(**shape.model_dump()) if shape else None
