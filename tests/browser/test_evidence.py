"""Evidence and comments in the browser: what is kept, what is refused, and that nothing anybody types does anything."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from resilience_dash.ui.answer_as import short_name
from tests.browser import screens
from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = pytest.mark.browser

STATEMENT = "leadership.commitment"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
PHONE = {"width": 390, "height": 844}


def _card_with_open_box(server: Server, visit: Visit, **screen: object) -> tuple[Journey, Locator]:
    person = visit(server, **screen)
    person.open()
    person.start_assessment("Calderdale", "Taster", "Jo Ainsworth", "Councillor")
    person.press("Start answering")
    person.at("Top-level leadership")
    person.answer(STATEMENT, 3)
    person.open_box(STATEMENT)
    return person, person.card(STATEMENT)


def _attach(person: Journey, name: str, content: bytes) -> None:
    person.tick("A file", within=person.card(STATEMENT))
    chooser = person.card(STATEMENT).locator("input[type=file]")
    chooser.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def test_a_note_a_link_and_a_file_are_kept_downloaded_and_taken_back(
    shared_server: Server, visit: Visit, tmp_path: Path
) -> None:
    person, card = _card_with_open_box(shared_server, visit)
    person.write("What did you see, and when?", "The cabinet minute of 4 May.", within=card)
    person.press("Add this note", within=card)
    expect(card.get_by_role("paragraph").filter(has_text="The cabinet minute of 4 May.")).to_be_visible()

    person.tick("A link", within=card)
    person.write(re.compile("^Address"), "https://www.example.org/report", within=card)
    person.write(re.compile("^What does it show"), "Yearly report", within=card)
    person.press("Add this link", within=card)
    link = card.get_by_role("link", name="Yearly report")
    expect(link).to_have_attribute("href", "https://www.example.org/report")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(card.get_by_text(re.compile(r"\(.*example\.org, another website\)"))).to_be_visible()

    _attach(person, "Minute of May.pdf", PDF)
    file = card.get_by_role("link", name="Minute of May.pdf")
    expect(file).to_be_visible()
    with person.page.expect_download() as coming:
        file.click()
    coming.value.save_as(tmp_path / "got.pdf")
    assert (tmp_path / "got.pdf").read_bytes() == PDF
    assert coming.value.suggested_filename == "Minute of May.pdf"

    kept = "select kind, withdrawn_at is null from evidence where assessment_id = ? order by id"
    assert shared_server.rows(kept, person.assessment) == [("note", 1), ("link", 1), ("file", 1)]
    person.reload()
    person.open_box(STATEMENT)
    expect(card.get_by_role("button", name="Take back")).to_have_count(3)
    card.get_by_role("button", name="Take back").first.click()
    expect(card.get_by_role("button", name="Take back")).to_have_count(2)
    expect(card.get_by_role("paragraph").filter(has_text="The cabinet minute of 4 May.")).to_have_count(0)
    assert shared_server.rows(kept, person.assessment) == [("note", 0), ("link", 1), ("file", 1)]


REFUSED = [
    ("minute.pdf", b"<html><script>alert(1)</script>", "its name says PDF, but what is in it is something else"),
    ("tool.exe", b"MZ\x90\x00", "its kind is not kept here"),
    ("empty.txt", b"", "it is empty"),
    ("![x](data:,x) :red[y].exe", b"MZ", "its kind is not kept here"),
]


def test_a_file_that_is_not_what_it_says_is_refused_in_a_sentence_and_not_kept(
    shared_server: Server, visit: Visit
) -> None:
    person, card = _card_with_open_box(shared_server, visit)
    for name, content, said in REFUSED:
        _attach(person, name, content)
        alert = card.get_by_role("alert")
        expect(alert, name).to_contain_text(said)
        expect(alert, name).to_contain_text(name)
        expect(alert.locator("img")).to_have_count(0)
    for address, said in (
        ("javascript:alert(1)", "It must begin with https"),
        ("www.example.org", "It must begin with https"),
        ("https://user:secret@example.org/", "may not hold"),
    ):
        person.tick("A link", within=card)
        person.write(re.compile("^Address"), address, within=card)
        person.press("Add this link", within=card)
        expect(card.get_by_role("alert"), address).to_contain_text(said)
        expect(card.get_by_role("textbox", name=re.compile("^Address"))).to_have_value(address)
    assert shared_server.rows("select count(*) from evidence where assessment_id = ?", person.assessment) == [(0,)]


def test_a_comment_that_is_too_long_says_by_how_much_and_stays_in_its_box(shared_server: Server, visit: Visit) -> None:
    person, card = _card_with_open_box(shared_server, visit)
    long = "It was said in May. " * 250 + "x"
    assert len(long) == 5_001
    person.write(re.compile("^Comment"), long, within=card)
    expect(card.get_by_role("alert")).to_contain_text(re.compile(r"5,001 characters.*5,000.*[Tt]ake out 1\b"))
    expect(card.get_by_role("textbox", name=re.compile("^Comment"))).to_have_value(long)
    assert shared_server.answers(STATEMENT, assessment=person.assessment)[-1][2] == ""
    # What goes with it is not held back, and a shorter one is taken.
    person.choose_level(STATEMENT, 2)
    person.write(re.compile("^Comment"), long[:5_000], within=card)
    expect(card.get_by_role("alert")).to_have_count(0)
    shared_server.keeps(STATEMENT, "2", assessment=person.assessment)
    assert shared_server.answers(STATEMENT, assessment=person.assessment)[-1][2] == long[:5_000].strip()


def test_every_way_to_take_the_results_gives_a_file(full: Server, visit: Visit) -> None:
    person = visit(full)
    person.open("/results?assessment=4", heading="Where the place stands")
    for ending, opening in (("csv", b"\xef\xbb\xbf"), ("png", b"\x89PNG"), ("svg", b"<svg"), ("json", b"{")):
        with person.page.expect_download() as coming:
            person.link(re.compile(rf"\({ending}\)", re.IGNORECASE)).click()
        assert coming.value.suggested_filename.endswith(f" 2026 to 2027.{ending}")
        assert Path(coming.value.path()).read_bytes().startswith(opening)
    assert any("/files/results/4/results.png" in address for address in person.watch.addresses)


SCRIPT = "<script>window.ran=1</script><img src=x onerror=window.ran=1>"
PICTURE = "![x](http://example.org/x.png) [here](javascript:window.ran=1)"
MARKS = "$x^2$ :red[x] **b** `c` :material/delete: :smile: # h | a | ~~s~~"
RIGHT_TO_LEFT = "مرحبا \u202eabc\u202c 👩🏽‍🌾 é {{7*7}} %s &lt;b&gt;"
WORD = "W" * 190
TYPED = (SCRIPT, PICTURE, MARKS, RIGHT_TO_LEFT, WORD)


def _as_typed(person: Journey, where: Locator, *texts: str) -> None:
    """The texts stand there letter for letter; only runs of spaces may look like one."""
    for text in texts:
        # A joiner that nobody sees keeps an address from becoming a link.
        expect(where).to_contain_text(text.replace("http:", "http\N{WORD JOINER}:"), use_inner_text=False)
    expect(where.locator("a[href*='example.org']")).to_have_count(0)
    person.settled()
    assert person.page.evaluate("() => window.ran") is None, "a script that somebody typed was run"
    expect(person.page.locator("main img, main script, main [style*='red'], main a[href*='example']")).to_have_count(0)
    assert not screens.beyond(person.page), f"{person.page.url}: {screens.beyond(person.page)}"


def test_what_people_type_is_shown_as_typed_wherever_it_appears_and_does_nothing(fresh: Server, visit: Visit) -> None:
    person = visit(fresh, viewport=PHONE)
    person.open()
    person.press("Start an assessment")
    person.choose_place("Calderdale", community=SCRIPT)
    person.write("Which period is it about?", MARKS)
    person.tick(re.compile("^Taster"))
    person.write("Your name, or what the group calls you", PICTURE)
    person.tick("Councillor")
    person.press("Start answering")
    person.at("Task list")
    _as_typed(person, person.main, SCRIPT, MARKS)
    expect(person.page.get_by_role("combobox", name="Answering as")).to_have_value(
        f"{short_name(PICTURE)} (Councillor)"
    )

    person.press("Add a person")
    box = person.page.get_by_role("dialog")
    person.write("Name", WORD, within=box)
    person.tick("Resident", within=box)
    person.press("Add and answer as this person", within=box)
    expect(person.page.get_by_role("combobox", name="Answering as")).to_have_value(f"{short_name(WORD)} (Resident)")

    address = f"assessment={person.assessment}"
    person.open(f"/assess?{address}&dimension=leadership&as=2", heading="Top-level leadership")
    card = person.card(STATEMENT)
    person.choose_level(STATEMENT, "Not ours to answer")
    person.write(re.compile("^Why is this not yours"), PICTURE, within=card)
    person.open_box(STATEMENT)
    person.write(re.compile("^Comment"), "\n".join(TYPED), within=card)
    person.write("What did you see, and when?", "\n".join(TYPED), within=card)
    person.press("Add this note", within=card)
    _as_typed(person, card, *TYPED)

    person.open(f"/agree?{address}&dimension=leadership&as=1", heading="Agree together")
    _as_typed(person, person.main, WORD)
    person.tick(re.compile("^2 Developing"), within=person.main)
    person.write(re.compile("^Reason"), "\n".join(TYPED))
    expect(person.text(re.compile("^Saved by"))).to_be_visible()
    _as_typed(person, person.main, PICTURE)

    person.open(f"/sign-off?{address}", heading="Sign off")
    person.sign_off(council=(PICTURE, MARKS))
    expect(person.text("Signed for the council by")).to_be_visible()
    _as_typed(person, person.main, PICTURE, MARKS)
    person.sign_off(community=(WORD, RIGHT_TO_LEFT))
    person.at("Where the place stands")
    _as_typed(person, person.main, SCRIPT)
    person.main.locator("summary").filter(has_text="Top-level leadership").click()
    _as_typed(person, person.main, *TYPED)
    for page in (f"/assess?{address}&dimension=leadership&as=2", f"/check?{address}&as=2", f"/sign-off?{address}", "/"):
        person.open(page)
        _as_typed(person, person.main)
    _as_typed(person, person.main, SCRIPT, MARKS)
