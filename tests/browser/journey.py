"""A person at a browser, with the verbs people use. Things are found as people find them: by role and by label."""

import re
from collections import Counter
from typing import Literal

from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as BrowserPage

from tests.browser.server import Server
from tests.browser.watching import Watch

SAVED = re.compile(r"Saved (\d\d:\d\d)")
Mode = Literal["Taster", "Enablers", "Characteristics", "Full"]


STARTED: Counter[tuple[str, str, str]] = Counter()


class Journey:
    """One tab. Every wait is for something a person would see."""

    def __init__(self, page: BrowserPage, server: Server, watch: Watch) -> None:
        self.page = page
        self.server = server
        self.watch = watch

    # Where am I

    def open(self, address: str = "/", *, heading: str | re.Pattern[str] | None = None) -> None:
        self.page.goto(self.server.address + address)
        if heading is None:
            self.settled()
        else:
            self.at(heading)

    def plain(self, address: str, *, heading: str | re.Pattern[str]) -> None:
        """Open one of the pages that no script draws, such as the sign-in. Links are opened as they are."""
        self.page.goto(address if "://" in address else self.server.address + address)
        expect(self.heading).to_have_text(heading)

    def at(self, heading: str | re.Pattern[str]) -> None:
        """The page with this heading is shown, whole."""
        expect(self.heading).to_have_text(heading)
        self.settled()

    def settled(self) -> None:
        """The page has a heading and its script has run to the end."""
        expect(self.heading).to_be_visible()
        expect(self.page.locator("[data-test-script-state=notRunning]")).to_have_count(1)

    @property
    def heading(self) -> Locator:
        return self.main.get_by_role("heading", level=1)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def assessment(self) -> int:
        """The number of the assessment that the address names."""
        found = re.search(r"[?&]assessment=(\d+)", self.page.url)
        assert found, f"the address names no assessment: {self.page.url}"
        return int(found[1])

    def reload(self) -> None:
        self.page.reload()
        self.settled()

    # Finding

    def button(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        self.button(name, within=within).click()

    def text(self, words: str | re.Pattern[str]) -> Locator:
        """Words on the page itself, not in its menu or in what is spoken."""
        return self.main.get_by_text(words)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.main.get_by_role("link", name=name)

    def write(self, label: str | re.Pattern[str], text: str, *, within: Locator | None = None) -> None:
        """Write in a box and leave it, as a person does who goes on to the next."""
        box = (within or self.page).get_by_role("textbox", name=label)
        box.fill(text)
        box.blur()

    def card(self, statement: str) -> Locator:
        """The card of one statement: the part of the page with our own name for it."""
        return self.page.locator(f".st-key-card-{statement.replace('.', '-')}")

    def radio(self, label: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("radio", name=label)

    def tick(self, label: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Choose a radio by its words, as the mouse does: the circle itself is drawn over the input."""
        (within or self.page).locator("label").filter(has=self.radio(label)).click()
        expect(self.radio(label, within=within)).to_be_checked()

    # Starting

    def start_assessment(
        self, place: str, mode: Mode, name: str, perspective: str, *, community: str = "", period: str = ""
    ) -> None:
        """From the home page to the task list of a new assessment."""
        self.press("Start an assessment")
        self.at("Start an assessment")
        self.choose_place(place, community=community)
        STARTED[self.page.url.split("/start")[0], place, community] += 1
        again = STARTED[self.page.url.split("/start")[0], place, community] - 1
        if again and not period:
            period = f"Period {again}"  # a place is assessed once in a period, and tests share servers
        if period:
            self.write("Which period is it about?", period)
        self.tick(re.compile(f"^{mode}"))
        self.write("Your name, or what the group calls you", name)
        self.tick(perspective)
        self.press("Start answering")
        self.at("Task list")

    def choose_place(self, place: str, *, community: str = "") -> None:
        council = self.page.get_by_role("combobox", name="Which council area?")
        council.click()
        council.press_sequentially(place)
        self.page.get_by_role("option", name=re.compile(f"^{re.escape(place)}")).first.click()
        expect(council).to_have_value(re.compile(f"^{re.escape(place)}"))
        if community:
            self.page.locator("label").filter(has_text="It is about one community within this area").click()
            self.write("What is the community called?", community)

    # Answering

    def choose_level(self, statement: str, level: int | str) -> None:
        """Choose a level by its number, or one of the other answers by its words."""
        words = re.compile(rf"^{level} ") if isinstance(level, int) else level
        self.tick(words, within=self.card(statement).get_by_role("radiogroup").first)

    def chosen(self, statement: str) -> Locator:
        return self.card(statement).get_by_role("radiogroup").first.get_by_role("radio", checked=True)

    def saved(self, statement: str) -> str:
        """Wait until the card says that the answer is saved, and return the time it says."""
        line = self.card(statement).get_by_text(SAVED).first
        expect(line).to_be_visible()
        found = SAVED.search(line.inner_text())
        assert found
        return found[1]

    def answer(self, statement: str, level: int | str) -> None:
        self.choose_level(statement, level)
        self.saved(statement)

    def open_box(self, statement: str) -> None:
        """Open what goes with an answer: evidence, comment and aim."""
        card = self.card(statement)
        card.locator("summary").filter(has_text="Evidence, comment and aim").click()
        expect(card.get_by_role("textbox", name=re.compile("^Comment"))).to_be_visible()
        self.settled()

    def continue_(self) -> None:
        """On to the next part."""
        before = self.heading.inner_text()
        self.press("Continue")
        expect(self.heading).not_to_have_text(before)
        self.settled()

    # Ending

    def check_answers(self) -> None:
        self.press("Check your answers")
        self.at("Check your answers")

    def back_to(self, title: str, *, verb: Literal["Answer", "Change"] = "Change") -> None:
        """From the check page to the statement with this title."""
        self.link(re.compile(f"^{verb}.*{re.escape(title)}")).first.click()

    def sign_off(self, *, council: tuple[str, str] | None = None, community: tuple[str, str] | None = None) -> None:
        """Sign for one side or both, each with a name and a role."""
        for side, signer in (("council", council), ("community", community)):
            if signer is not None:
                self.write(f"Name, for the {side}", signer[0])
                self.write(re.compile("^Role, such as " + ("leader" if side == "council" else "chair")), signer[1])
        self.press(re.compile("^Sign (these results|for the (council|community))$"), within=self.main)
