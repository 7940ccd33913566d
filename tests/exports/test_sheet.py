"""The sheet to print: every statement with every box, whole on its page, in our letters whatever people are called."""

import re
import zlib

import pytest

from resilience_dash.domain.framework import Mode
from resilience_dash.domain.paper import Handout
from resilience_dash.exports import sheet
from resilience_dash.exports.sheet import printable, workshop_sheet
from tests.builders import NASTY, keep_it_local, statement


def handout(mode: Mode = "taster", **changes: object) -> Handout:
    framework = keep_it_local()
    usual: dict[str, object] = {
        "place": "Ashby Vale (made up)", "period": "2026 to 2027", "framework": framework.name, "led_by": "Fay",
        "named": False, "smallest": 5, "perspectives": framework.perspectives,
        "statements": framework.statements_in(mode), "levels": framework.levels,
        "address": "https://resilience.example.org/join/BCDF-GHJK", "code": "BCDFGHJK",
    }  # fmt: skip
    return Handout(**{**usual, **changes})  # type: ignore[arg-type]


class Written(sheet._Sheet):
    """The sheet, which remembers on which page it wrote what, and where it drew boxes."""

    def __init__(self, paper: Handout) -> None:
        self.words: list[tuple[int, str]] = []
        self.boxes: list[int] = []
        super().__init__(paper)

    def _text(self, words: str, size: float = sheet.TEXT, **how: object) -> float:
        if not how.get("dry"):
            before = self.page_no()
            height = super()._text(words, size, **how)  # type: ignore[arg-type]
            assert self.page_no() == before, f"broken across pages: {words}"
            self.words.append((before, printable(words)))
            return height
        return super()._text(words, size, **how)  # type: ignore[arg-type]

    def _box(self, *where: object, **how: object) -> float:
        self.boxes.append(self.page_no())
        return super()._box(*where, **how)  # type: ignore[arg-type]


def written(paper: Handout) -> Written:
    with Written(paper) as made:
        made.first_page()
        for number, one in enumerate(paper.statements, start=1):
            made.statement(number, one)
        return made


@pytest.mark.parametrize("mode", ["taster", "full"])
def test_every_statement_stands_whole_on_one_page_with_its_seven_boxes(mode: Mode) -> None:
    paper = handout(mode)
    made = written(paper)
    pages = {text: page for page, text in made.words}
    for number, one in enumerate(paper.statements, start=1):
        title = pages[printable(f"{number}. {one.title}")]
        labels = [f"**{level.label}** {words}" for level, words in zip(paper.levels, one.levels, strict=True)]
        assert all((title, printable(words)) in made.words for words in (one.question, *labels))
    assert len(made.boxes) == 7 * len(paper.statements) + len(paper.perspectives)


def test_the_first_page_says_how_to_join_and_what_is_shown_of_whoever_answers() -> None:
    first = " ".join(text for page, text in written(handout(smallest=7)).words if page == 1)
    assert "resilience.example.org/join" in first
    assert "Code BCDF-GHJK" in first
    assert "This workshop is anonymous: write no name on the sheet." in first
    assert "fewer than 7 people" in first
    assert "Your name" not in first
    named = " ".join(text for page, text in written(handout(named=True)).words if page == 1)
    assert "This workshop is by name." in named
    assert "Your name" in named


def test_the_file_says_its_language_and_title_and_counts_its_pages() -> None:
    data = workshop_sheet(handout())
    assert data.startswith(b"%PDF-1.")
    assert b"/Lang (en-GB)" in data
    assert b"/DisplayDocTitle true" in data
    assert "Workshop sheet: Ashby Vale (made up), 2026 to 2027".encode("utf-16-be") in data or b"Workshop sheet" in data
    pages = len(re.findall(rb"/Type /Page\b(?!s)", data))
    assert pages == written(handout()).page_no()
    assert b"{nb}" not in b"".join(streams(data))


def streams(data: bytes) -> list[bytes]:
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    return [zlib.decompress(one) for one in found if one[:1] == b"x"]


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_no_name_breaks_the_sheet(nasty: str) -> None:
    name = nasty[:200]
    assert workshop_sheet(handout(place=name, led_by=name, period=name, statements=(statement("trust.s1"),)))


def test_letters_that_our_font_lacks_are_question_marks_and_welsh_stays() -> None:
    assert printable("Ynys Môn, ŵ ŷ · “Béal Feirste” – 3") == "Ynys Môn, ŵ ŷ · “Béal Feirste” – 3"
    assert printable("مرحبا") == "?????"
    assert printable("a\u202eb\x1b c") == "ab c"


def test_marks_in_a_statement_are_no_bold() -> None:
    paper = handout(statements=(statement("trust.s1", levels=("**a** __b__ --c-- ~~d~~", "A.", "B.", "C.", "D.")),))
    assert workshop_sheet(paper)
