"""Results: where a place stands, without a total, a rank or a percentage, and with nobody singled out."""

import re
from collections.abc import Callable

import pytest

from resilience_dash import wiring
from resilience_dash.domain.assessment import DONT_KNOW
from tests.builders import Begun
from tests.pages.tab import Tab

FIRST = "leadership.commitment"
SIGNED, OPEN, TASTER, SOLO = 1, 3, 4, 7  # Ashby Vale's first and third round, Brook Marsh, Dunmere
ENABLERS = "Enablers: what makes it possible, in words and numbers"
NEVER_SAID = r"\b(total|overall|rank(ed|ing|s)?|scor(e|es|ing)|league|out of \d)\b|\d ?%"
Start = Callable[..., Begun]


@pytest.mark.parametrize("assessment", [SIGNED, TASTER, SOLO])
def test_no_results_page_holds_a_total_a_rank_a_score_or_a_percentage(assessment: int, full: None) -> None:
    parts = (dimension.code for dimension in wiring.frameworks().newest("keep-it-local").dimensions)
    tab = Tab("results", assessment=assessment).unfold(*(f"statements-{code}" for code in parts))
    text = tab.text + (tab.give("whose", "sides").text if tab.find("whose") else "")
    assert not re.search(NEVER_SAID, text, re.IGNORECASE)
    assert all(int(n) >= 3 for n in re.findall(r"\(n (\d+)", text))  # no side of one or two is shown


def test_the_full_results_show_both_wheels_their_tables_and_what_to_do_next(full: None) -> None:
    tab = Tab("results", assessment=SIGNED)
    assert "24 people (8 council, 10 community, 6 partners) · signed off" in tab.text
    assert len(tab.at.get("vega_lite_chart") or tab.at.get("arrow_vega_lite_chart")) == 2
    assert len(tab.table(ENABLERS)["Part"]) == 4
    assert len(tab.table("Characteristics: how the place is, in words and numbers")["Part"]) == 7
    assert [h.value for h in tab.at.subheader if re.match(r"[123]\. ", h.value)]
    assert "First move:" in tab.text


def test_each_side_can_be_seen_instead_of_everybody(full: None) -> None:
    tab = Tab("results", assessment=SIGNED).give("whose", "sides")
    assert list(tab.table(ENABLERS)) == ["Part", "Council", "Community", "Gap"]
    assert re.search(r"Partners: [\d.]+ [A-Z][a-z ]+ \(n \d+\)", tab.table(ENABLERS)["Part"][0])
    assert re.fullmatch(r"[\d.]+ [A-Z][a-z ]+ \(n \d+\)", tab.table(ENABLERS)["Council"][0])
    tab.give("whose", "place")
    assert list(tab.table(ENABLERS))[:2] == ["Part", "Result"]


def test_the_taster_says_that_it_is_a_first_impression(full: None) -> None:
    assert "The taster asks one statement for each part" in Tab("results", assessment=TASTER).text
    assert "The taster asks" not in Tab("results", assessment=SIGNED).text


def test_one_person_alone_is_said_to_be_one_view_and_no_side_is_shown(started: Start) -> None:
    begun = started()
    begun.answer_all(3)
    tab = Tab("results", assessment=begun.id)
    assert "1 person" in tab.text
    assert "One person has answered so far" in tab.text
    assert "No side can be shown on its own yet." in tab.text
    assert tab.find("whose") is None


def test_a_side_of_two_is_not_shown_on_its_own_nor_can_it_be_worked_out(started: Start) -> None:
    begun = started({"council": 3, "community": 2})
    begun.answer_all(3)
    tab = Tab("results", assessment=begun.id)
    assert tab.find("whose") is None
    assert "No side can be shown on its own yet." in tab.text


def test_three_people_on_each_side_are_compared(started: Start) -> None:
    begun = started({"council": 3, "community": 3})
    for side, choice in (("council", 4), ("community", 1)):
        for person in begun.people[side]:
            begun.change(person, FIRST, choice=choice)
    gaps = Tab("results", assessment=begun.id).table("widest gap first")
    assert gaps["Council"] == ["4 Leading (n 3)"]
    assert gaps["Community"] == ["1 Emerging (n 3)"]
    assert gaps["Gap"] == ["3"]


def test_an_assessment_without_answers_claims_nothing_and_leads_to_answering(full: None) -> None:
    tab = Tab("results", assessment=SOLO)
    assert "There are not enough answers yet to say where the place stands." in tab.text
    for drawn in ("vega_lite_chart", "arrow_vega_lite_chart", "table", "arrow_table", "link_button"):
        assert not tab.at.get(drawn)
    assert tab.find("to-sign-off") is None
    assert "reached its aim" not in tab.text
    assert tab.press("to-tasks").page == "Task list"


def test_dont_know_is_counted_and_never_taken_for_a_level(started: Start) -> None:
    begun = started()
    begun.answer_all(DONT_KNOW)
    tab = Tab("results", assessment=begun.id)
    assert "not enough answers" in tab.text
    assert "1 don’t know" in tab.text
    begun.change(begun.everybody[0], FIRST, choice=4)
    tab.run()
    assert tab.table(ENABLERS)["Result"].count("Not enough answers") == 3
    assert "Every statement that has a result has reached its aim." in tab.text
    assert re.search(r"\d+ statements have no result yet", tab.text)


def test_a_high_level_without_evidence_is_said_to_be_not_yet_evidenced(started: Start) -> None:
    begun = started()
    begun.change(begun.everybody[0], FIRST, choice=4)
    assert "4, not yet evidenced" in Tab("results", assessment=begun.id).text
    begun.change(begun.everybody[0], FIRST, strength=2)
    assert "not yet evidenced" not in Tab("results", assessment=begun.id).text


def test_results_follow_an_answer_at_once(started: Start) -> None:
    begun = started()
    tab = Tab("results", assessment=begun.id)
    assert "not enough answers" in tab.text
    begun.answer_all(2)
    assert tab.run().table(ENABLERS)["Result"] == ["2 Developing"] * 4


def test_what_the_group_agreed_stands_beside_what_people_said(started: Start) -> None:
    begun = started()
    begun.answer_all(1)
    Tab("agree", assessment=begun.id).give(f"agreed:{begun.id}:{FIRST}:reason", "It is on paper.").give(
        f"agreed:{begun.id}:{FIRST}", 2
    )
    tab = Tab("results", assessment=begun.id).unfold("statements-leadership")
    assert tab.table("Top-level leadership: every statement")["Agreed"] == ["2 Developing"]
    assert "what was agreed: It is on paper." in tab.text


def test_the_downloads_name_this_assessment(full: None) -> None:
    links = {link.proto.label: link.proto.url for link in Tab("results", assessment=OPEN).at.get("link_button")}
    assert sorted(address.rpartition(".")[2] for address in links.values()) == ["csv", "json", "png", "svg"]
    assert all(address.startswith(f"/files/results/{OPEN}/") for address in links.values())


def test_results_are_drawn_without_a_word_of_complaint(full: None, caplog: pytest.LogCaptureFixture) -> None:
    Tab("results", assessment=SIGNED).give("whose", "sides")
    assert not [record.message for record in caplog.records if "Vega" in record.message]
