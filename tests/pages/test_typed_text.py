"""What people type is shown as they typed it: never as formatting, a link, a picture, a formula or a tag."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resilience_dash import wiring
from resilience_dash.domain.assessment import NOT_OURS
from resilience_dash.services import opening
from tests.builders import Begun
from tests.pages.tab import Tab, read

FIRST = "leadership.commitment"
PART = "leadership"
MARKS = (
    "![pixel](https://evil.example/p.png)",
    "[click](https://evil.example)",
    "**bold**",
    "# heading",
    ":red[red]",
    ":material/home:",
    "$x^2$",
    "<b>html</b>",
    "`code`",
    "- bullet",
    "~~gone~~",
    "&copy;",
    "| cell |",
)
NAME = " ".join(MARKS)  # fits into a name
TEXT = "\n".join(("first line", *MARKS, "1. one", "> quote", "---", "", "    indented", "```", "fence"))
Start = Callable[..., Begun]


def test_the_corpus_fits_into_a_name_and_would_format_where_it_is_not_escaped() -> None:
    assert len(NAME) <= 200
    assert read(NAME) != NAME


@pytest.fixture
def typed(empty: Path) -> Begun:
    """An assessment in which every name and period is the corpus."""
    tab = Tab("start", watched=MARKS).fill(council="Calderdale", period=NAME, mode="taster", name=NAME)
    tab.give("perspective", "officer").give("is-community", True).give("community", NAME).press("go")
    assert tab.page == "Task list"
    db, versions = wiring.database(), wiring.frameworks()
    [listed] = opening.list_assessments(db, versions)
    begun = Begun(db, versions, listed.assessment.id, {"council": [], "community": [], "partners": []})
    begun.people["council"] = [begun.sheet.respondents[0].id]
    return begun


def test_a_name_a_community_and_a_period_are_escaped_on_every_page(typed: Begun) -> None:
    for page in ("home", "tasks", "assess", "check", "agree", "results", "sign_off"):
        tab = Tab(page, assessment=typed.id, watched=MARKS)
        assert NAME in tab.text, page


def test_an_added_person_is_escaped_wherever_people_are_named(typed: Begun) -> None:
    tab = Tab("tasks", assessment=typed.id, watched=MARKS)
    tab.fill(**{"add-person-name:0": f"2 {NAME}", "add-person-perspective:0": "resident"}).press("add-person-go:0")
    second = typed.sheet.respondents[1].id
    typed.change(second, FIRST, choice=2)
    tab.go("agree").give(f"agreed:{typed.id}:{FIRST}", 3)
    assert tab.table("everybody’s answers")["Who"] == [f"2 {NAME}"]
    assert f"Saved by 2 {NAME}" in tab.text


def test_a_reason_a_comment_and_evidence_are_escaped_while_open_and_once_frozen(typed: Begun) -> None:
    [person] = typed.everybody
    tab = Tab("assess", assessment=typed.id, dimension=PART, watched=MARKS).give(f"answer:{person}:{FIRST}", NOT_OURS)
    tab.give(f"reason:{person}:{FIRST}", TEXT).open_box(person, FIRST).give(f"comment:{person}:{FIRST}", TEXT)
    box = f"evidence:{person}:{FIRST}"
    tab.give(f"{box}:note:0", TEXT).press(f"{box}:add-note:0")
    tab.give(f"{box}:kind", "A link").fill(
        **{f"{box}:link:1": "https://a.example/(b)?c=[d]*e*", f"{box}:shows:1": NAME}
    )
    tab.press(f"{box}:add-link:1").give(f"{box}:kind", "A file")
    tab.at.file_uploader(key=f"{box}:file:2").upload("[x](https:evil) **b** <i>.txt", b"minutes")
    tab.run()
    assert [e.kind for e in typed.sheet.evidence] == ["note", "link", "file"]
    assert f"{NAME} (a.example, another website)" in tab.text
    assert "[x](https:evil) **b** <i>.txt (1 kB)" in tab.text
    typed.sign("council", "community")
    frozen = Tab("assess", assessment=typed.id, dimension=PART, watched=MARKS)
    assert frozen.text.count("**bold**") >= 4  # the reason, the comment, the note and what the link shows


def test_an_agreed_reason_is_escaped_on_the_agree_page_and_in_the_results(typed: Begun) -> None:
    field = f"agreed:{typed.id}:{FIRST}"
    typed.change(typed.everybody[0], FIRST, choice=2)
    Tab("agree", assessment=typed.id, watched=MARKS).give(f"{field}:reason", TEXT).give(field, 2)
    results = Tab("results", assessment=typed.id, watched=MARKS)
    assert " ".join(TEXT.split()) in results.unfold(f"statements-{PART}").text
    typed.sign("council", "community")
    assert "**bold**" in Tab("agree", assessment=typed.id, watched=MARKS).text
    assert "what was agreed: first line" in results.run().text


def test_a_signature_is_escaped_while_it_is_valid_and_once_it_is_outdated(typed: Begun) -> None:
    typed.change(typed.everybody[0], FIRST, choice=2)
    tab = Tab("sign_off", assessment=typed.id, watched=MARKS)
    tab.fill(**{"sign-name:council": NAME, "sign-role:council": NAME}).press("sign")
    assert f"Signed for the council by {NAME}, {NAME}" in tab.text
    typed.change(typed.everybody[0], FIRST, choice=4)
    assert f"Answers have changed since {NAME} signed" in tab.run().warnings[0]


def test_the_period_of_the_round_before_is_escaped_where_it_is_named(typed: Begun) -> None:
    typed.change(typed.everybody[0], FIRST, choice=2)
    typed.sign("council", "community")
    following = typed.next_round(mode="taster")
    tab = Tab("assess", assessment=following.id, dimension=PART, watched=MARKS)
    assert f"Carried over from {NAME}." in tab.text
    again = Tab("results", assessment=typed.id, watched=MARKS).give("next-mode", "taster").press("start-next-round")
    assert "The next round is there already" in again.errors[0]


# What a refusal or a question quotes


def test_a_refused_council_is_quoted_and_not_formatted(empty: Path) -> None:
    tab = Tab("start", watched=MARKS).send("council", NAME)
    assert f"No council has the code “{NAME}”." in tab.errors[0]


def test_a_refused_file_is_quoted_and_not_formatted(typed: Begun) -> None:
    [person] = typed.everybody
    box = f"evidence:{person}:{FIRST}"
    tab = Tab("assess", assessment=typed.id, dimension=PART, watched=MARKS).open_box(person, FIRST)
    tab.give(f"{box}:kind", "A file").at.file_uploader(key=f"{box}:file:0").upload("**bold** <b>.exe", b"MZ")
    assert tab.run().errors[0].startswith("“**bold** <b>.exe” was not attached")


def test_a_question_about_two_pages_names_the_other_person_and_does_not_format_the_name(typed: Begun) -> None:
    [person] = typed.everybody
    field = f"agreed:{typed.id}:{FIRST}"
    here = Tab("assess", assessment=typed.id, dimension=PART, watched=MARKS)
    agreeing = Tab("tasks", assessment=typed.id, watched=MARKS).go("agree")
    typed.change(person, FIRST, choice=1)
    Tab("tasks", assessment=typed.id, watched=MARKS).go("agree").give(field, 1)
    assert f"{NAME} saved 1 Emerging" in here.give(f"answer:{person}:{FIRST}", 4).warnings[0]
    assert agreeing.give(field, 4).warnings[0].startswith(f"{NAME} recorded something else")


def test_a_menu_that_names_the_place_does_not_format_it(typed: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    headings: list[str] = []
    navigation = st.navigation
    monkeypatch.setattr(st, "navigation", lambda pages, **how: headings.extend(pages) or navigation(pages, **how))
    Tab("tasks", assessment=typed.id)
    [name] = [heading for heading in headings if heading not in ("", "About")]
    assert read(name) == NAME[:27] + "…"
