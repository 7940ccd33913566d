"""Whatever people type, in whatever field, comes back as it was typed, or is refused as too long."""

import unicodedata

import pytest

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.problem import TextTooLong
from resilience_dash.services import assessing, reporting, signing
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, Begun, councils, delivered, framework, later

SHORT = [text for text in NASTY if len(text) <= 200]
FIRST = "leadership.commitment"


@pytest.mark.parametrize("nasty", SHORT, ids=range(len(SHORT)))
def test_names_periods_and_communities_come_back_equal(db: Database, nasty: str) -> None:
    frameworks = Frameworks((framework(),))
    started = assessing.start_assessment(
        db, framework(), council=councils().by_code("W06000001"), community=nasty, period=nasty, mode="full",
        name=nasty, perspective="officer", now=NOW,
    )  # fmt: skip
    other = assessing.add_respondent(
        db, frameworks, assessment_id=started.assessment_id, name=nasty, perspective="anchor", now=NOW
    )
    sheet = assessing.open_sheet(db, frameworks, assessment_id=started.assessment_id)
    kept = nasty.strip()
    assert (sheet.assessment.place.community, sheet.assessment.period) == (kept, kept)
    assert [r.name for r in sheet.respondents] == [kept, kept]
    assert other.name == kept
    assert assessing.find(db, frameworks, named=sheet.assessment.place.name).id == started.assessment_id


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_reasons_and_comments_come_back_equal_also_from_the_frozen_results(begun: Begun, nasty: str) -> None:
    person = begun.everybody[0]
    begun.change(person, "money.s1", choice="not_ours", reason=nasty, comment=nasty)
    answer = begun.sheet.answer(person, "money.s1")
    assert (answer.reason, answer.comment) == (nasty, nasty)
    assessing.record_agreement(
        begun.db, begun.frameworks, statement_id="money.s1", level=2, reason=nasty, recorded_by=nasty, seen=0,
        **begun.place,
    )  # fmt: skip
    assert begun.sheet.agreements["money.s1"].reason == nasty
    signer = signing.Signer(nasty[:100].strip(), nasty[:100].strip())
    signing.sign(begun.db, begun.frameworks, signers={"council": signer, "community": signer}, **begun.place)
    frozen = next(s for s in begun.report.statements if s.statement_id == "money.s1")
    assert frozen.agreed_reason == unicodedata.normalize("NFC", nasty)
    assert begun.report.signed[0].name == unicodedata.normalize("NFC", signer.name)


def test_a_word_of_ten_thousand_characters_is_refused_in_every_field(begun: Begun) -> None:
    word, person = "x" * 10_000, begun.everybody[0]
    place = begun.place
    attempts = [
        lambda: begun.change(person, "money.s1", comment=word),
        lambda: begun.change(person, "money.s1", reason=word),
        lambda: assessing.add_respondent(begun.db, begun.frameworks, name=word, perspective="officer", **place),
        lambda: assessing.record_agreement(
            begun.db, begun.frameworks, statement_id="money.s1", level=2, reason=word, recorded_by="A", seen=0, **place
        ),
        lambda: signing.sign(begun.db, begun.frameworks, signers={"council": signing.Signer(word, "B")}, **place),
        lambda: signing.sign(begun.db, begun.frameworks, signers={"council": signing.Signer("A", word)}, **place),
        lambda: signing.start_next_round(begun.db, begun.frameworks, period=word, mode="full", **place),
    ]
    before = begun.sheet
    for attempt in attempts:
        with pytest.raises(TextTooLong, match="it has 10,000 characters and the most is"):
            attempt()
    assert begun.sheet == before


def test_half_a_character_from_a_broken_copy_is_replaced_and_not_a_crash(begun: Begun) -> None:
    person = begun.everybody[0]
    begun.change(person, "money.s1", choice=2, comment="half \ud83d a face\x00", reason="\udcff")
    answer = begun.sheet.answer(person, "money.s1")
    assert (answer.comment, answer.reason) == ("half \ufffd a face", "\ufffd")
    assert reporting.build_report(begun.db, begun.frameworks, assessment_id=begun.id).respondents == 1


def test_the_real_framework_is_asked_whole(db: Database) -> None:
    frameworks = delivered()
    started = assessing.start_assessment(
        db, frameworks.all[0], council=councils().by_code("W06000001"), period="2026", mode="full", name="A",
        perspective="councillor", now=later(),
    )  # fmt: skip
    (listed,) = assessing.list_assessments(db, frameworks)
    assert (listed.assessment.id, listed.asked, listed.answered) == (started.assessment_id, 44, 0)
    assert listed.assessment.place.nation == "Wales"
