"""The sheet of a workshop to print and fill in by hand, as PDF: A4, readable in black and white, in our own letters."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Self

import segno
from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import TTFFont

from resilience_dash.charts.lettering import clean
from resilience_dash.domain import join_code
from resilience_dash.domain.framework import Statement
from resilience_dash.domain.paper import Handout

LOOK = Path(__file__).parents[1] / "web" / "look"
REGULAR, BOLD = (LOOK / f"atkinson-hyperlegible-next-{weight}.ttf" for weight in ("regular", "bold"))
FONT = "Atkinson Hyperlegible Next"
MARGIN, FOOT = 18.0, 20.0  # millimetres
TEXT, SMALL, TITLE, HEAD = 10.5, 9.0, 20.0, 12.5  # points
LINE, BOX, SQUARE = 4.9, 4.0, 34.0
DONT_KNOW, NOT_OURS = "Don’t know", "Not ours to answer"


def workshop_sheet(handout: Handout) -> bytes:
    """The sheet. Its first page says whose workshop it is, what is shown of whoever answers, and how to join."""
    with _Sheet(handout) as sheet:
        sheet.first_page()
        for number, statement in enumerate(handout.statements, start=1):
            sheet.statement(number, statement)
        return bytes(sheet.output())


class _Writer(FPDF):
    """A PDF with our letters, whose font files are closed again."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.add_font(FONT, "", REGULAR)
        self.add_font(FONT, "B", BOLD)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


class _Sheet(_Writer):
    def __init__(self, handout: Handout) -> None:
        super().__init__()
        self.handout = handout
        self.name = printable(f"{handout.place}, {handout.period}")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, FOOT)
        self.set_lang("en-GB")
        self.set_title(f"Workshop sheet: {self.name}")
        self.set_author("resilience-dash")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_line_width(0.3)
        self.c_margin = 0.0  # words begin where lines and boxes do
        self.add_page()

    def footer(self) -> None:
        """On every page: whose sheet it is, so that loose pages find together, and its number."""
        self.set_y(-FOOT + 6)
        self.set_font(FONT, "", SMALL)
        name = self.name if len(self.name) <= 80 else f"{self.name[:79]}…"
        self.cell(self.epw, LINE, name)
        self.set_x(self.l_margin + self.epw - self.get_string_width("Page 88 of 88"))
        self.cell(0, LINE, f"Page {self.page_no()} of {{nb}}")

    def first_page(self) -> None:
        paper, top = self.handout, self.get_y()
        wide = self.epw - SQUARE - 8
        self._text(self.name, TITLE, bold=True, width=wide, line=8.5)
        self.ln(1)
        led_by = f" Led by {printable(paper.led_by)}." if paper.led_by else ""
        self._text(f"{paper.framework}. {len(paper.statements)} statements.{led_by}", width=wide)
        self.ln(1.5)
        self._text(_what_is_shown(paper), width=wide)
        bottom = self.get_y()
        self._join(top)
        self.set_y(max(bottom, self.get_y()) + 4)
        if paper.named:
            self._text("Your name", HEAD, bold=True)
            self.ln(8)
            self.line(self.l_margin, self.get_y(), self.l_margin + self.epw, self.get_y())
            self.ln(4)
        self._text("In what capacity do you answer? Tick one box.", HEAD, bold=True)
        self.ln(1)
        self._two_columns([one.name for one in paper.perspectives])
        self.ln(3)
        self._text("How to fill it in", HEAD, bold=True)
        self._text(
            "Answer alone, before you talk. Tick one box under each statement: the highest level of which "
            f"every part is true today. Tick “{DONT_KNOW}” if you cannot tell, "
            f"and “{NOT_OURS}” if it is another body’s task. You may leave a statement out."
        )
        self.ln(4)

    def _join(self, top: float) -> None:
        """Beside the title: the square, the address and the code of the phones' door."""
        left = self.l_margin + self.epw - SQUARE
        rows = list(segno.make(self.handout.address, error="m", micro=False).matrix)
        size = SQUARE / len(rows)
        self.set_fill_color(0)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:  # a little wider than its place, so that no printer leaves a white hair between two
                    self.rect(left + across * size, top + down * size, size * 1.02, size * 1.02, style="F")
        self.set_xy(left - 8, top + SQUARE + 1.5)
        door = self.handout.address.partition("://")[2].rpartition("/")[0]
        self._text("Or answer by phone:", SMALL, width=SQUARE + 8, align="R", line=4.2)
        self._text(door, SMALL, width=SQUARE + 8, align="R", line=4.2, left=left - 8)
        code = join_code.shown(self.handout.code)
        self._text(f"Code {code}", TEXT, bold=True, width=SQUARE + 8, align="R", left=left - 8)

    def _two_columns(self, labels: list[str]) -> None:
        half, wide = (len(labels) + 1) // 2, self.epw / 2
        for one, other in zip(labels[:half], [*labels[half:], ""], strict=False):
            top = self.get_y()
            bottoms = [self._box(one, self.l_margin, top, wide)]
            if other:
                bottoms.append(self._box(other, self.l_margin + wide, top, wide))
            self.set_y(max(bottoms) + 1.6)

    def statement(self, number: int, statement: Statement) -> None:
        """One statement with its boxes, all of it on one page."""
        if self.get_y() + self._statement_height(number, statement) > self.page_break_trigger:
            self.add_page()
        self.start_section(f"{number}. {printable(statement.title)}")
        self._lines(number, statement, dry=False)

    def _statement_height(self, number: int, statement: Statement) -> float:
        return self._lines(number, statement, dry=True)

    def _lines(self, number: int, statement: Statement, *, dry: bool) -> float:
        """Draw a statement, or (`dry`) only say how high it is."""
        begun = self.get_y()
        height = 2.5
        if not dry:
            self.line(self.l_margin, begun, self.l_margin + self.epw, begun)
            self.set_y(begun + height)
        height += self._text(f"{number}. {statement.title}", HEAD, bold=True, line=5.8, dry=dry)
        height += self._text(statement.question, dry=dry)
        height += self._gap(1.6, dry=dry)
        for level, words in zip(self.handout.levels, statement.levels, strict=True):
            height += self._choice(f"**{level.label}** {_no_marks(words)}", dry=dry)
        height += self._choice_row((DONT_KNOW, NOT_OURS), dry=dry)
        return height + self._gap(4, dry=dry)

    def _gap(self, height: float, *, dry: bool) -> float:
        if not dry:
            self.ln(height)
        return height

    def _choice(self, label: str, *, dry: bool) -> float:
        if dry:
            wide = self.epw - BOX - 3
            return max(self._text(label, width=wide, dry=True, markdown=True), BOX) + 1.2
        top = self.get_y()
        self.set_y(self._box(label, self.l_margin, top, self.epw, markdown=True) + 1.2)
        return 0

    def _choice_row(self, labels: tuple[str, ...], *, dry: bool) -> float:
        if not dry:
            top, wide = self.get_y(), self.epw / 3
            for nth, label in enumerate(labels):
                self._box(f"**{label}**", self.l_margin + nth * wide, top, wide, markdown=True)
            self.set_y(top + LINE + 1.2)
        return LINE + 1.2

    def _box(self, label: str, left: float, top: float, width: float, *, markdown: bool = False) -> float:
        """A box to tick with its words; where they end."""
        self.rect(left, top + 0.5, BOX, BOX)
        self.set_xy(left + BOX + 3, top)
        self._text(label, width=width - BOX - 3, left=left + BOX + 3, markdown=markdown)
        return max(self.get_y(), top + BOX + 0.5)

    def _text(
        self,
        words: str,
        size: float = TEXT,
        *,
        bold: bool = False,
        width: float = 0,
        line: float = LINE,
        align: str = "L",
        left: float | None = None,
        dry: bool = False,
        markdown: bool = False,
    ) -> float:
        """Words that break into lines; how high they are."""
        self.set_font(FONT, "B" if bold else "", size)
        if left is not None:
            self.set_x(left)
        before = self.get_y()
        how: dict[str, Any] = {"align": align, "markdown": markdown, "new_x": "LMARGIN", "new_y": "NEXT"}
        if dry:
            found = self.multi_cell(width, line, printable(words), dry_run=True, output="HEIGHT", **how)
            return float(found)  # type: ignore[arg-type]
        self.multi_cell(width, line, printable(words), **how)
        return float(self.get_y() - before)


def _what_is_shown(paper: Handout) -> str:
    if paper.named:
        return (
            "This workshop is by name. What you tick is kept with your name, and people of your place who have an "
            "account can read it."
        )
    return (
        "This workshop is anonymous: write no name on the sheet. "
        f"Nothing is shown of a group of fewer than {paper.smallest} people."
    )


def _no_marks(words: str) -> str:
    """Words in which nothing is taken for a mark of bold or italic."""
    return words.replace("**", "* *").replace("__", "_ _").replace("--", "–").replace("~~", "~ ~")


@cache
def _letters() -> frozenset[int]:
    """What both of our fonts can write."""
    with _Writer() as writer:
        return frozenset.intersection(*(frozenset(f.cmap) for f in writer.fonts.values() if isinstance(f, TTFFont)))


def printable(text: str) -> str:
    """The text in letters that our font has; for any other stands a question mark, and marks above letters go."""
    composed = unicodedata.normalize("NFC", clean(text))
    return "".join(
        sign if ord(sign) in _letters() else "?"
        for sign in composed
        if ord(sign) in _letters() or unicodedata.category(sign)[0] not in "MC"
    )
