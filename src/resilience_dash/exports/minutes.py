"""The minutes of a workshop as a document to go on writing in (DOCX), and as Markdown for the command line."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from resilience_dash.charts.lettering import clean
from resilience_dash.domain.board import Picture
from resilience_dash.domain.board_words import RULE, gap_words, people, picture_words, shift_words, side_rows
from resilience_dash.domain.framework import Level
from resilience_dash.domain.minutes import Minutes, Talked
from resilience_dash.domain.promise import ENOUGH_ACTIONS, EvidenceToFind

NAVY = (0x12, 0x43, 0x6D)


@dataclass(frozen=True, slots=True)
class Heading:
    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph; `label` is set in bold before it."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Heading | Said | Table


def minutes_docx(minutes: Minutes) -> bytes:
    """The minutes with real headings and tables that have a header row, in British English."""
    from docx import Document  # a sixth of a second and 17 MB, for those who want minutes
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    document = Document()
    document.core_properties.title = clean(f"Minutes: {minutes.place}, {minutes.period}")[:255]
    document.core_properties.author = "resilience-dash"
    document.core_properties.comments = ""
    document.core_properties.language = "en-GB"
    if minutes.began:
        document.core_properties.created = document.core_properties.modified = minutes.began.replace(tzinfo=None)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = RGBColor(*NAVY)
    document.styles["Normal"].font.size = Pt(11)
    for part in parts(minutes):
        match part:
            case Heading(rank, text):
                document.add_heading(_plain(text), rank)
            case Said(text, label):
                paragraph = document.add_paragraph()
                if label:
                    paragraph.add_run(f"{label}: ").bold = True
                paragraph.add_run(_plain(text))
            case Table(head, rows):
                table = document.add_table(rows=1, cols=len(head), style="Table Grid")
                _fill(table.rows[0], head, bold=True)
                marked = OxmlElement("w:tblHeader")
                table.rows[0]._tr.get_or_add_trPr().append(marked)
                for row in rows:
                    _fill(table.add_row(), row)
                document.add_paragraph()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _fill(row: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.paragraphs[0].add_run(_plain(text)).bold = bold or None


def minutes_markdown(minutes: Minutes) -> str:
    """The same as Markdown, with whatever people typed taken as text."""
    lines: list[str] = []
    for part in parts(minutes):
        match part:
            case Heading(rank, text):
                lines += [f"{'#' * (rank + 1)} {_escaped(text)}", ""]
            case Said(text, label):
                lines += [f"**{label}:** {_escaped(text)}" if label else _escaped(text), ""]
            case Table(head, rows):
                cells = [head, tuple("---" for _ in head), *(tuple(map(_escaped, row)) for row in rows)]
                lines += [*(f"| {' | '.join(row)} |" for row in cells), ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """The text without what no document can hold; its lines stay lines."""
    return "\n".join(clean(line) for line in text.splitlines())


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~$!&])", r"\\\1", clean(text))


def parts(minutes: Minutes) -> Iterator[Part]:
    """The minutes in order, as headings, paragraphs and tables."""
    yield Heading(0, f"Minutes: {minutes.place}, {minutes.period}")
    yield Said(_opening(minutes))
    if minutes.ended is None:
        yield Said("The workshop had not ended when these minutes were made.")
    yield Said(_finished(minutes))
    yield Heading(1, "Who took part")
    yield Said(f"{people(minutes.people)} in all, without whoever led it." if minutes.people else "Nobody took part.")
    if minutes.took_part:
        rows = tuple((who, str(n)) for who, n in minutes.took_part)
        yield Table(("In what capacity" if minutes.named else "Side", "People"), rows)
    elif minutes.people:
        yield Said(f"The sides are not told apart, because one of them has fewer than {minutes.smallest} people.")
    yield Heading(1, "What was talked about")
    for number, one in enumerate(minutes.talked, start=1):
        yield from _talked(number, one, minutes)
    yield Heading(1, "Actions")
    yield from _actions(minutes)
    yield Heading(1, "Evidence to find")
    yield from _to_find(minutes)
    yield Heading(1, "How to read this")
    yield Said(RULE)
    if minutes.named:
        yield Said("The workshop was by name: what each person chose stands in the assessment.")
    else:
        yield Said(
            f"The workshop was anonymous: nothing is shown of fewer than {minutes.smallest} people, and comments are "
            "left out."
        )


def _opening(minutes: Minutes) -> str:
    when = f"Workshop on {_day(minutes.began)}" if minutes.began else "Workshop in which no vote was opened"
    led_by = f", led by {minutes.led_by}" if minutes.led_by else ""
    return f"{when}{led_by}. {minutes.framework}. {'By name' if minutes.named else 'Anonymous'}."


def _finished(minutes: Minutes) -> str:
    n = len(minutes.actions)
    so_far = "There is none so far." if n == 0 else f"There {'is' if n == 1 else 'are'} {n} so far."
    if minutes.finished:
        return f"The workshop is finished: it has {n} actions with owner and date."
    return f"The workshop is not finished yet: it takes {ENOUGH_ACTIONS} actions with owner and date. {so_far}"


def _talked(number: int, one: Talked, minutes: Minutes) -> Iterator[Part]:
    yield Heading(2, f"{number}. {one.statement.title}")
    yield Said(one.statement.question)
    yield Said(_result(one, minutes.levels), "Result")
    if one.agreement and one.agreement.reason:
        yield Said(one.agreement.reason, "Reason")
    for label, picture in (("First vote", one.first), ("Second vote", one.second)):
        if picture:
            yield Said(" ".join(_sentences(picture, minutes.smallest)), label)
    if shift := shift_words(one.first, one.second):
        yield Said(shift, "From the first vote to the second")
    yield from _distribution(one, minutes.levels)
    if one.going_on:
        yield Said("A vote on this was going on when these minutes were made.")
    if one.let_go:
        yield Said("What people answered was kept for long enough and has been deleted.")
    if one.set_aside:
        runs = "One run was" if one.set_aside == 1 else f"{one.set_aside} runs were"
        yield Said(f"{runs} set aside and begun anew. What was said then counts no more and is not shown.")
    if one.note:
        yield Said(one.note, "Note")
    for name, comment in one.comments:
        yield Said(comment, f"{clean(name)} commented")


def _sentences(picture: Picture, smallest: int) -> tuple[str, ...]:
    said = (f"{people(picture.answered)} answered.", *picture_words(picture, smallest=smallest), gap_words(picture))
    return tuple(sentence for sentence in said if sentence)


def _result(one: Talked, levels: tuple[Level, ...]) -> str:
    if one.agreement is None:
        return "No level was agreed." if one.first or one.let_go else "This was not voted on."
    if one.agreement.level is None:
        return "We did not agree."
    agreed = f"We agreed on {levels[one.agreement.level].label}."
    if one.dissent is None:
        return agreed
    others, n = one.dissent
    if not others:
        return f"{agreed} Everybody who gave a level had chosen it."
    return f"{agreed} {others} of the {n} who gave a level had chosen another."


def _distribution(one: Talked, levels: tuple[Level, ...]) -> Iterator[Part]:
    shown = [(label, each) for label, each in (("First vote", one.first), ("Second vote", one.second)) if each]
    shown = [(label, each) for label, each in shown if not each.hidden and each.answered]
    if not shown:
        return
    rows = [(level.label, *(str(each.levels[level.value]) for _, each in shown)) for level in levels]
    rows.append(("Don’t know", *(str(each.dont_know) for _, each in shown)))
    rows.append(("Not ours to answer", *(str(each.not_ours) for _, each in shown)))
    yield Table(("Answer", *(f"{label}: people" for label, _ in shown)), tuple(rows))
    label, last = shown[-1]
    if last.sides:
        yield Table(("Side", f"{label}: typical level", "Answers"), side_rows(last))


def _actions(minutes: Minutes) -> Iterator[Part]:
    titles = {one.statement.id: one.statement.title for one in minutes.talked}
    if not minutes.actions:
        yield Said("None was recorded.")
        return
    rows = tuple((a.what, a.owner, _day(a.by), titles.get(a.statement_id, "")) for a in minutes.actions)
    yield Table(("What", "Who sees to it", "By", "About"), rows)


def _to_find(minutes: Minutes) -> Iterator[Part]:
    found: list[tuple[str, EvidenceToFind]] = [(one.statement.title, e) for one in minutes.talked for e in one.to_find]
    if not found:
        yield Said("None was recorded.")
        return
    yield Table(("What is missing", "Who finds it", "For"), tuple((e.what, e.who, title) for title, e in found))


def _day(moment: datetime | date) -> str:
    return f"{moment.day} {moment:%B %Y}"
