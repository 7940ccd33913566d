"""The whole taster for a real council, from an empty home page to frozen results."""

import re

import pytest
from playwright.sync_api import expect

from resilience_dash.domain.framework import Framework
from tests.browser.conftest import Visit
from tests.browser.server import Server

pytestmark = pytest.mark.browser

LEFT_OPEN = "services.health"
HALF_WAY = 5
LEVELS = (3, 2, "Don’t know", 1, 4, 0, 2, "Not ours to answer", 3, 2, None)
KEPT = {"Don’t know": "dont_know", "Not ours to answer": "not_ours"}


def test_a_council_walks_the_taster_by_mouse_from_an_empty_home_page_to_frozen_results(
    fresh: Server, visit: Visit, framework: Framework
) -> None:
    person = visit(fresh)
    person.open(heading="How resilient is our local economy?")
    person.start_assessment("Calderdale", "Taster", "Jo Ainsworth", "Council officer")
    expect(person.text("Started. Each answer is saved as you give it.")).to_be_visible()
    expect(person.text("0 of 11 statements answered")).to_be_visible()
    person.press("Start answering")

    asked = [statement.id for statement in framework.statements_in("taster")]
    assert len(asked) == len(LEVELS) == 11
    for number, (statement_id, level) in enumerate(zip(asked, LEVELS, strict=True)):
        person.at(framework.dimension(framework.statement(statement_id).dimension).name)
        expect(person.chosen(statement_id)).to_have_count(0)  # no answer is chosen for anybody
        if level is not None:
            person.choose_level(statement_id, level)
            said = person.saved(statement_id)
            assert re.fullmatch(r"\d\d:\d\d", said)
            kept = fresh.answers(statement_id)
            assert kept == [("Jo Ainsworth", KEPT.get(str(level), str(level)), "")], "“Saved” was said too early"
        if number == HALF_WAY:
            address = person.page.url
            person.reload()
            assert person.page.url == address
            expect(person.chosen(statement_id)).to_have_accessible_name(re.compile(f"^{level} "))
            assert person.saved(statement_id) == said
        if number < len(asked) - 1:
            person.continue_()
    person.check_answers()

    headings = [words.strip() for words in person.main.get_by_role("heading").all_inner_texts()]
    assert headings.index("Still open") < headings.index("Answered")
    title = framework.statement(LEFT_OPEN).title
    person.back_to(title, verb="Answer")
    person.at(framework.dimension(framework.statement(LEFT_OPEN).dimension).name)
    expect(person.page.get_by_role("heading", level=2, name=title)).to_be_focused()
    person.answer(LEFT_OPEN, 3)
    person.check_answers()
    expect(person.link(re.compile("^Answer"))).to_have_count(0)
    for statement_id in asked:
        title = framework.statement(statement_id).title
        expect(person.link(re.compile(f"^Change.*{re.escape(title)}")).first).to_be_visible()

    person.press("Go on to sign off")
    person.at("Sign off")
    person.sign_off(council=("Sam Whitaker", "Leader of the council"))
    expect(person.text("Signed for the council by Sam Whitaker")).to_be_visible()
    assert fresh.rows("select signed_off_at from assessment") == [(None,)]
    person.sign_off(community=("Priya Nair", "Chair of the community anchor"))

    person.at("Where the place stands")
    expect(person.text("Signed off by both sides. These results are now frozen.")).to_be_visible()
    for wheel in ("Enablers", "Characteristics"):
        expect(person.page.get_by_role("heading", name=re.compile(f"^{wheel}: "))).to_be_visible()
        expect(person.main.get_by_role("table", name=re.compile(f"^{wheel}"))).to_be_visible()
    expect(person.main.locator("canvas, svg[class*=marks]")).to_have_count(2)
    expect(person.text("First move:").first).to_be_visible()
    assert len(fresh.rows("select sha256 from snapshot")) == 1
    before = fresh.rows("select count(*) from answer")

    person.open(f"/assess?assessment={person.assessment}&dimension=leadership&as=1")
    expect(person.text("This assessment is signed off")).to_be_visible()
    for radio in person.card(asked[0]).get_by_role("radio").all():
        expect(radio).to_be_disabled()
    assert fresh.rows("select count(*) from answer") == before
