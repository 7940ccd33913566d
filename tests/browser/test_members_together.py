"""A council as it is hosted: two processes on one PostgreSQL server, members by invitation, one assessment of theirs.

Each person stays on one process, as a proxy with sticky sessions sees to.
"""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, expect

from resilience_dash.domain.framework import Framework
from tests.browser.conftest import Visit
from tests.browser.hosted import SERVED, OnPostgreSQL, invited, joins
from tests.browser.journey import Journey
from tests.postgres import PostgreSQL

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

SEEN_WITHIN = 1.0  # seconds after “Saved”, in which the other process must be asked and must know
COMMENT = "The promise was made in May, says the clerk."
PDF = b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAGES = ("tasks", "assess", "agree", "check", "sign-off", "results", "shared")
FILES = ("/files/results/{}/results.csv", "/files/results/{}/results.json", "/files/results/{}/results.png")
OPEN_TO_ALL = ("/public/{}", "/public/{}/results.csv")
NO_SUCH = 999


@dataclass
class Hosted:
    """Two processes of the program on one database."""

    first: OnPostgreSQL
    second: OnPostgreSQL

    def at_second(self, link: str) -> str:
        """The same link, as the proxy takes it to the other process."""
        assert link.startswith(self.first.address)
        return link.replace(self.first.address, self.second.address)


@pytest.fixture
def hosted(postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Hosted]:
    url = postgresql.create("hosted")
    anchors = tmp_path / "anchors"
    anchors.mkdir()
    settings = {**SERVED, "RESILIENCE_DASH_ANCHORS": str(anchors)}
    processes = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        processes.append(OnPostgreSQL(tmp_path / name, url, settings))
    try:
        for process in processes:
            process.start()
        yield Hosted(*processes)
    finally:
        for process in processes:
            process.stop()
        postgresql.drop("hosted")


def test_three_people_complete_an_assessment_each_in_their_part_and_a_fourth_sees_nothing_of_it(
    hosted: Hosted, visit: Visit, framework: Framework
) -> None:
    owner = visit(hosted.first)
    joins(owner, invited(hosted.first, "Calderdale", "owner"), "Olwen Owner")
    links = {role: _invites(owner, role) for role in ("Editor", "Anchor partner", "Viewer")}
    editor, partner, viewer = visit(hosted.first), visit(hosted.second), visit(hosted.second)
    joins(editor, links["Editor"], "Edith Editor")
    joins(partner, hosted.at_second(links["Anchor partner"]), "Priya Partner")
    joins(viewer, hosted.at_second(links["Viewer"]), "Vera Viewer")
    _opens_nothing_any_more(visit(hosted.second), hosted.at_second(links["Viewer"]))

    # The editor starts and answers for the council; whoever looks on the other process sees each answer at once.
    editor.press("Start an assessment")
    editor.at("Start an assessment")
    editor.tick(re.compile("^Taster"))
    editor.tick("Council officer")
    editor.press("Start answering")
    editor.at("Task list")
    number = editor.assessment
    asked = [statement.id for statement in framework.statements_in("taster")]
    first = asked[0]
    viewer.open(f"/agree?assessment={number}", heading="Agree together")
    expect(viewer.text("Edith Editor")).to_have_count(0)
    onlooker = Onlooker(viewer, number)
    editor.press("Start answering")
    editor.settled()
    editor.choose_level(first, 3)
    editor.saved(first)
    onlooker.sees_at_once("Edith Editor")
    _writes_and_attaches(editor, first)
    _answers_everything(editor, asked, 3)

    # The partner answers for the community: asked once in what capacity, and offered no place of the council.
    partner.open("/")
    expect(partner.text("Calderdale").first).to_be_visible()
    partner.open(f"/tasks?assessment={number}", heading="Task list")
    expect(partner.radio(re.compile("Council"))).to_have_count(0)
    partner.tick(re.compile("anchor", re.IGNORECASE))
    partner.press("Start answering")
    expect(partner.text("0 of 11 statements answered")).to_be_visible()
    partner.press("Start answering")
    partner.settled()
    onlooker.before = onlooker.ask()
    partner.choose_level(first, 1)
    partner.saved(first)
    onlooker.sees_at_once("Priya Partner")
    _answers_everything(partner, asked, 1)

    # Neither answers for the other side, by the address either; the viewer answers for nobody.
    seats = dict(hosted.first.rows("SELECT name, id FROM respondent"))
    part = f"/assess?assessment={number}&dimension={framework.statement(first).dimension}"
    for person, other in ((editor, "Priya Partner"), (partner, "Edith Editor"), (viewer, "Edith Editor")):
        person.open(f"{part}&as={seats[other]}")
        expect(person.text(f"You can read what {other} answered. Your role here does not change it.")).to_be_visible()
        person.settled()
        expect(person.radio(re.compile("Don’t know"))).to_have_count(0)
    for page in ("assess", "agree", "check", "sign-off", "results"):
        viewer.open(f"/{page}?assessment={number}")
        assert _forms(viewer, but="Everybody|Each side" if page == "results" else "") == [], page
    viewer.open("/members", heading="Members")
    expect(viewer.text("you own none")).to_be_visible()

    # Each signs for their side alone.
    editor.open(f"/sign-off?assessment={number}", heading="Sign off")
    expect(editor.page.get_by_role("textbox", name="Name, for the community")).to_have_count(0)
    editor.sign_off(council=("Edith Editor", "Leader of the council"))
    expect(editor.text("Signed for the council by Edith Editor")).to_be_visible()
    partner.open(f"/sign-off?assessment={number}", heading="Sign off")
    expect(partner.text("Signed for the council by Edith Editor")).to_be_visible()
    expect(partner.page.get_by_role("textbox", name="Name, for the council")).to_have_count(0)
    partner.sign_off(community=("Priya Partner", "Chair of the community anchor"))
    partner.at("Where the place stands")
    expect(partner.text("Signed off by both sides. These results are now frozen.")).to_be_visible()
    for person in (owner, editor, viewer):
        person.open(f"/results?assessment={number}", heading="Where the place stands")
        expect(person.main.get_by_role("table").first).to_be_visible()
        expect(person.text(re.compile("^Signed for the (council|community) by|Edith Editor")).first).to_be_visible()
    assert len(hosted.first.rows("SELECT sha256 FROM snapshot")) == 1

    _the_audit_verifies(hosted)
    evidence = hosted.first.rows("SELECT id FROM evidence")[0][0]
    stranger = visit(hosted.second)
    joins(stranger, hosted.at_second(invited(hosted.first, "Kirklees", "owner")), "Stan Stranger")
    _sees_nothing(stranger, viewer, number, int(str(evidence)))


def _invites(owner: Journey, role: str) -> str:
    """The owner makes a link on the members' page, and copies it."""
    owner.open("/members", heading="Members")
    owner.tick(re.compile(f"^{role}"))
    owner.write(re.compile("^Whom is it for"), f"Our {role.lower()}")
    owner.press("Make the link")
    link = owner.main.locator("code").filter(has_text="/invitation/")
    expect(link).to_be_visible()
    return link.inner_text().strip()


def _opens_nothing_any_more(person: Journey, link: str) -> None:
    """A link that was taken up lets nobody else in."""
    answer = person.page.context.request.get(link)
    assert answer.status == 404, answer.status
    assert "Your name" not in answer.text()


class Onlooker:
    """Somebody on the other process, who asks again and again what stands in the results."""

    def __init__(self, viewer: Journey, number: int) -> None:
        self.viewer = viewer
        self.file = f"{viewer.server.address}/files/results/{number}/results.json"
        self.before = self.ask()

    def ask(self) -> str:
        return self.viewer.page.context.request.get(self.file).text()

    def sees_at_once(self, name: str) -> None:
        """Whoever asks a second after “Saved” is told of it, and the page shows it as soon as it is drawn again."""
        said, asked = time.monotonic(), time.monotonic()
        while (now := self.ask()) == self.before:
            asked = time.monotonic()
            assert asked - said < SEEN_WITHIN, "the other process did not know of it within a second"
        self.before = now
        self.viewer.reload()
        expect(self.viewer.text(name).first).to_be_visible()


def _writes_and_attaches(person: Journey, statement: str) -> None:
    """A comment and a file, so that there is something that others must not see."""
    card = person.card(statement)
    person.open_box(statement)
    person.write(re.compile("^Comment"), COMMENT, within=card)
    person.tick("A file", within=card)
    what = {"name": "Minute.pdf", "mimeType": "application/pdf", "buffer": PDF}
    card.locator("input[type=file]").set_input_files(what)  # type: ignore[arg-type]
    expect(card.get_by_role("link", name="Minute.pdf")).to_be_visible()
    person.saved(statement)


def _answers_everything(person: Journey, asked: list[str], level: int) -> None:
    """From the first part to the last, the first being answered already."""
    for number, statement in enumerate(asked):
        if number:
            person.continue_()
            person.answer(statement, level)


def _forms(person: Journey, *, but: str) -> list[str]:
    """What could be filled in, chosen or sent on this page, beside choosing whose answers and which part are shown."""
    fields = person.main.locator("label:has(input), [role=combobox], textarea, [contenteditable=true]").all()
    named = [field.get_attribute("aria-label") or field.inner_text() for field in fields]
    shown = re.compile("|".join(filter(None, ["Whose answers", "Which part", but])))
    return [name for name in named if not shown.search(name)]


def _the_audit_verifies(hosted: Hosted) -> None:
    hosted.second.command("audit", "anchor")
    said = json.loads(hosted.first.command("audit", "verify", "--json"))
    assert said["faults"] == []
    assert said["anchors"] >= 1
    assert said["entries"] > 30, said
    done = {action for (action,) in hosted.first.rows("SELECT action FROM audit_entry")}
    assert {"invited", "started", "signed", "signed_off"} <= done, done


def _sees_nothing(stranger: Journey, viewer: Journey, number: int, evidence: int) -> None:
    """Every address of the other council's says what it says of a number that there is not."""
    seen, told = viewer.page.context.request, stranger.page.context.request
    at, elsewhere = stranger.server.address, viewer.server.address
    assert at == elsewhere
    stranger.open("/")
    expect(stranger.text("Calderdale")).to_have_count(0)
    for page in PAGES:
        nothing = _dead_end(stranger, f"/{page}?assessment={NO_SUCH}")
        assert _dead_end(stranger, f"/{page}?assessment={number}") == nothing.replace(str(NO_SUCH), str(number)), page
        assert "Calderdale" not in stranger.page.content()
        assert COMMENT not in stranger.page.content()
    places = [row[0] for row in stranger.server.rows("SELECT id FROM place WHERE council_name = 'Calderdale'")]
    stranger.open(f"/members?place={places[0]}", heading="Members")
    for name in ("Calderdale", "Olwen", "Edith", "Priya", "Vera"):
        expect(stranger.text(name)).to_have_count(0)
    for address, there in ((FILES, number), (("/files/evidence/{}",), evidence)):
        for one in address:
            assert seen.get(at + one.format(there)).status == 200, one
            _same(told.get(at + one.format(there)), told.get(at + one.format(NO_SUCH)), there)
    for one in OPEN_TO_ALL:
        _same(told.get(at + one.format(number)), told.get(at + one.format(NO_SUCH)), number)


def _dead_end(person: Journey, address: str) -> str:
    """What the page says that is not there for them, whole."""
    person.open(address, heading="That is not here")
    expect(person.link("Go to the home page")).to_be_visible()
    return person.main.inner_text()


def _same(there: APIResponse, nothing: APIResponse, number: int) -> None:
    assert (there.status, nothing.status) == (404, 404), there.url
    assert there.text() == nothing.text().replace(str(NO_SUCH), str(number))
