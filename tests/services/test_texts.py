"""Whatever people type, in whatever field, comes back as it was typed, or is refused as too long."""

import unicodedata

import pytest

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.problem import TextTooLong
from resilience_dash.services import opening, reporting, settling, signing, starting
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, Begun, begin, councils, delivered, dimension, framework, later, statement

SHORT = [text for text in NASTY if len(text) <= 200]
FIRST = "leadership.commitment"


def test_names_periods_and_communities_come_back_equal(db: Database) -> None:
    frameworks = Frameworks((framework(),))
    for nasty in SHORT:
        started = starting.start_assessment(
            db, framework(), council=councils().by_code("W06000001"), community=nasty, period=nasty, mode="full",
            name=nasty, perspective="officer", now=NOW,
        )  # fmt: skip
        starting.add_respondent(
            db, frameworks, assessment_id=started.assessment_id, name=f"2 {nasty}", perspective="anchor", now=NOW
        )
        with pytest.raises(starting.NameTaken, match="Nobody was added"):
            starting.add_respondent(
                db, frameworks, assessment_id=started.assessment_id, name=f" {nasty}", perspective="anchor", now=NOW
            )
        sheet = opening.open_sheet(db, frameworks, assessment_id=started.assessment_id)
        kept = nasty.strip()
        named = "".join(c for c in nasty if c not in starting.TURNS_ROUND).strip()
        assert (sheet.assessment.place.community, sheet.assessment.period) == (kept, named)
        assert [r.name for r in sheet.respondents] == [named, f"2 {named}"]
        assert opening.find(db, frameworks, councils(), named=sheet.assessment.place.name).id == started.assessment_id


def test_reasons_and_comments_come_back_equal_also_from_the_frozen_results(db: Database) -> None:
    statements = [statement(f"trust.s{nth}") for nth in range(len(NASTY))]
    begun = begin(db, {"council": 1}, frameworks=Frameworks((framework([dimension("trust", statements)]),)))
    (person,) = begun.everybody
    for asked, nasty in zip(statements, NASTY, strict=True):
        begun.change(person, asked.id, choice="not_ours", reason=nasty, comment=nasty)
        settling.record_agreement(
            db, begun.frameworks, statement_id=asked.id, level=2, reason=nasty, recorded_by=nasty, seen=0, **begun.place
        )
    sheet = begun.sheet
    assert [(a.reason, a.comment) for a in sheet.answers.values()] == [(nasty, nasty) for nasty in NASTY]
    assert [a.reason for a in sheet.agreements.values()] == list(NASTY)
    signers = {"council": signing.Signer(NASTY[4], NASTY[1]), "community": signing.Signer(NASTY[1], NASTY[4])}
    signing.sign(db, begun.frameworks, signers=signers, **begun.place)
    frozen = begun.report
    assert [s.agreed_reason for s in frozen.statements] == [unicodedata.normalize("NFC", nasty) for nasty in NASTY]
    assert (frozen.signed[0].name, frozen.signed[0].role) == (unicodedata.normalize("NFC", NASTY[4]), NASTY[1])


def test_a_word_of_ten_thousand_characters_is_refused_in_every_field(begun: Begun) -> None:
    word, person = "x" * 10_000, begun.everybody[0]
    place = begun.place
    attempts = [
        lambda: begun.change(person, "money.s1", comment=word),
        lambda: begun.change(person, "money.s1", reason=word),
        lambda: starting.add_respondent(begun.db, begun.frameworks, name=word, perspective="officer", **place),
        lambda: settling.record_agreement(
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
    started = starting.start_assessment(
        db, frameworks.all[0], council=councils().by_code("W06000001"), period="2026", mode="full", name="A",
        perspective="councillor", now=later(),
    )  # fmt: skip
    (listed,) = opening.list_assessments(db, frameworks)
    assert (listed.assessment.id, listed.asked, listed.answered) == (started.assessment_id, 44, 0)
    assert listed.assessment.place.nation == "Wales"
