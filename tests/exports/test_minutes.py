"""The minutes of a small workshop, word for word, and the document opened again."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from resilience_dash.domain.minutes import Minutes
from resilience_dash.exports.minutes import Heading, Said, Table, minutes_docx, minutes_markdown, parts
from resilience_dash.services import concluding, convening, facilitating, minuting, settling, voting
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, database, later
from tests.services.test_workshop_from_end_to_end import STATEMENTS, VERSIONS, Hall

GOLDEN = Path(__file__).parent / "golden" / "minutes.md"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = database(tmp_path)
    yield made
    made.close()


def minutes(hall: Hall) -> Minutes:
    return minuting.minutes(hall.db, VERSIONS, workshop_id=hall.id)


def agree(hall: Hall, level: int | None, reason: str, statement_id: str = STATEMENTS[0]) -> None:
    settling.record_agreement(
        hall.db, VERSIONS, assessment_id=hall.assessment, statement_id=statement_id, level=level, reason=reason,
        recorded_by="Fay", seen=None, now=NOW,
    )  # fmt: skip


def promise(hall: Hall, text: str = "Make one list", owner: str = "Asha") -> None:
    said: dict[str, Any] = {"assessment_id": hall.assessment, "workshop_id": hall.id, "statement_id": STATEMENTS[0]}
    concluding.add_action(hall.db, VERSIONS, what=text, owner=owner, by=date(2027, 1, 31), now=NOW, **said)


def whole(db: Database) -> Hall:
    """A workshop by name with all there can be: two votes, a run set aside, dissent, a comment, and one action."""
    hall = Hall(db, {"officer": 3, "anchor": 3}, named=True)
    hall.say(hall.open(), 0, 0, 0)
    facilitating.set_aside(db, VERSIONS, workshop_id=hall.id, now=later())
    number = hall.open()
    hall.say(number, 3, 3, 4, 1, 1, 0)
    voting.cast_answer(
        db, VERSIONS, token=hall.tokens[5], round_id=number, choice=0, comment="Nobody asked us.", now=later(2)
    )
    hall.reveal()
    there = facilitating.ask_again(db, VERSIONS, workshop_id=hall.id, now=later(3))
    assert there.round
    hall.say(there.round.id, 2, 2, 3, 2, 1, 2)
    hall.reveal()
    agree(hall, 2, "Seen in two wards of five.")
    agree(hall, None, "The fund is seen in two ways.", STATEMENTS[1])
    promise(hall)
    about: dict[str, Any] = {"assessment_id": hall.assessment, "statement_id": STATEMENTS[0], "now": NOW}
    concluding.add_to_find(db, VERSIONS, what="The list of suppliers", who="Bo", workshop_id=hall.id, **about)
    concluding.keep_note(
        db, VERSIONS, workshop_id=hall.id, statement_id=STATEMENTS[0], text="Ask the clerk.", recorded_by="Fay", now=NOW
    )
    convening.end(db, VERSIONS, workshop_id=hall.id, now=later(9))
    return hall


def test_the_minutes_of_a_small_workshop_are_these_words(db: Database) -> None:
    assert minutes_markdown(minutes(whole(db))) == GOLDEN.read_text(encoding="utf-8")


def test_the_document_says_the_same_with_real_headings_and_header_rows(db: Database) -> None:
    found = minutes(whole(db))
    document = Document(io.BytesIO(minutes_docx(found)))
    wanted = list(parts(found))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    names = {0: "Title", 1: "Heading 1", 2: "Heading 2"}
    assert headings == [(names[one.rank], one.text) for one in wanted if isinstance(one, Heading)]
    said = {p.text for p in document.paragraphs}
    assert {f"{one.label}: {one.text}" if one.label else one.text for one in wanted if isinstance(one, Said)} <= said
    tables = [one for one in wanted if isinstance(one, Table)]
    assert [[tuple(c.text for c in row.cells) for row in t.rows] for t in document.tables] == [
        [one.head, *one.rows] for one in tables
    ]
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.core_properties.title == "Minutes: Surrey Heath, 2026 to 2027"
    assert document.core_properties.language == "en-GB"


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_whatever_was_typed_can_be_opened_again(db: Database, nasty: str) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    hall.say(hall.open(), 1, 2, 3)
    hall.reveal()
    agree(hall, 2, nasty)
    promise(hall, nasty[:900], nasty[:900])
    found = minutes(hall)
    document = Document(io.BytesIO(minutes_docx(found)))
    (table,) = [t for t in document.tables if t.rows[0].cells[0].text == "What"]
    assert table.rows[1].cells[0].text == table.rows[1].cells[1].text
    assert table.rows[1].cells[0].text.strip()
    lines = minutes_markdown(found).splitlines()
    assert len([line for line in lines if line.startswith("#")]) == 8
    assert sum(line.startswith("| ") for line in lines if "Asha" in line or "2027" in line) == 1


def test_an_anonymous_workshops_minutes_show_no_more_than_its_wall(db: Database) -> None:
    hall = Hall(db, {"officer": 5, "anchor": 4}, named=False)
    number = hall.open()
    hall.say(number, 3, 3, 4, 4, 3, 1, 1, 0, 1)
    voting.cast_answer(db, VERSIONS, token=hall.tokens[8], round_id=number, choice=1, comment="Of me", now=later(2))
    hall.reveal()
    there = facilitating.ask_again(db, VERSIONS, workshop_id=hall.id, now=later(3))
    assert there.round
    hall.say(there.round.id, 3, 3, 4, 4, 3, 1, 1, 0, 4)
    hall.reveal()
    found = minutes(hall)
    text = minutes_markdown(found)
    assert found.took_part == ()
    assert "The sides are not told apart, because one of them has fewer than 5 people." in text
    assert "9 people in all" in text
    assert "Fewer than 5 people changed their answer" in text
    assert "| Answer | First vote: people |" in text
    assert "Second vote: people" not in text
    assert "Of me" not in text
    assert "Council" not in text


def test_what_is_not_revealed_is_not_in_the_minutes(db: Database) -> None:
    hall = Hall(db, {"officer": 3, "anchor": 3}, named=True)
    empty = minutes_markdown(minutes(hall))
    hall.say(hall.open(), 4, 4, 4, 4, 4, 4)
    text = minutes_markdown(minutes(hall))
    assert "Workshop in which no vote was opened" in empty
    assert "A vote on this was going on" in text
    assert "4 Leading" not in text
    assert "The workshop had not ended" in text
    assert "it takes 3 actions with owner and date. There is none so far." in text


def test_a_workshop_with_three_actions_is_finished(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    for _ in range(3):
        promise(hall)
    assert "The workshop is finished: it has 3 actions with owner and date." in minutes_markdown(minutes(hall))
