"""What is not there, not offered or not theirs is refused with a sentence, and nothing is changed."""

import pytest

from resilience_dash.domain.assessment import NothingToSign, StatementNotAsked, UnknownLevel
from resilience_dash.domain.framework import UnknownDimension, UnknownStatement
from resilience_dash.domain.problem import Problem, TextTooLong, UnknownThing
from resilience_dash.domain.supersession import AnswerMoved, Change, Seen
from resilience_dash.services import answering, evidencing, opening, reporting, settling, signing, starting
from resilience_dash.services.starting import AlreadyStarted, NameMissing
from resilience_dash.store.assessments import UnknownAssessment
from resilience_dash.store.database import Database
from tests.builders import NOW, Begun, begin, councils, framework, later

NOT_LEVELS = [7, -1, True, False, "3", 2.0, 2.5, "", [1]]


@pytest.fixture
def unchanged(begun: Begun):
    """Fails if the assessment changed after all."""
    before = begun.sheet
    yield
    assert begun.sheet == before


@pytest.mark.usefixtures("unchanged")
def test_a_level_that_is_not_offered_is_refused(begun: Begun) -> None:
    for level in NOT_LEVELS:
        with pytest.raises(UnknownLevel, match="has no level"):
            begun.change(begun.everybody[0], "money.s1", choice=level)


@pytest.mark.usefixtures("unchanged")
def test_the_group_can_only_agree_on_a_level(begun: Begun) -> None:
    for level in (*NOT_LEVELS, "dont_know", "not_ours"):
        with pytest.raises(UnknownLevel, match="Nothing was changed"):
            settling.record_agreement(
                begun.db, begun.frameworks, statement_id="money.s1", level=level, reason="", recorded_by="A", seen=0,
                **begun.place,
            )  # fmt: skip


@pytest.mark.usefixtures("unchanged")
def test_an_aim_is_a_level(begun: Begun) -> None:
    for level in (*NOT_LEVELS, "dont_know", "not_ours", None):
        with pytest.raises(UnknownLevel, match="Nothing was changed"):
            settling.set_aim(begun.db, begun.frameworks, statement_id="money.s1", level=level, seen=None, **begun.place)


@pytest.mark.usefixtures("unchanged")
def test_importance_is_one_to_three(begun: Begun) -> None:
    for weight in (0, 4, -1, "2", None, 1.5):
        with pytest.raises(UnknownLevel, match=r"Importance is 1, 2 or 3\. Nothing was changed\."):
            settling.set_importance(
                begun.db, begun.frameworks, dimension="money", weight=weight, seen=None, **begun.place
            )


@pytest.mark.usefixtures("unchanged")
def test_a_strength_that_is_not_offered_is_refused(begun: Begun) -> None:
    for strength in (4, -1, "2", None, 1.5):
        with pytest.raises(UnknownLevel, match="There is no evidence strength"):
            begun.change(begun.everybody[0], "money.s1", choice=2, strength=strength)


@pytest.mark.usefixtures("unchanged")
def test_what_is_not_in_the_framework_is_refused(begun: Begun) -> None:
    db, frameworks, person = begun.db, begun.frameworks, begun.everybody[0]
    with pytest.raises(UnknownStatement):
        begun.change(person, "money.s99", choice=2)
    with pytest.raises(UnknownStatement):
        settling.set_aim(db, frameworks, statement_id="cheese", level=2, seen=None, **begun.place)
    with pytest.raises(UnknownStatement):
        evidencing.add_note(db, frameworks, statement_id="cheese", note="x", added_by="A", **begun.place)
    with pytest.raises(UnknownStatement):
        answering.confirm_carried(db, frameworks, respondent_id=person, statement_ids=("cheese",), **begun.place)
    with pytest.raises(UnknownDimension):
        settling.set_importance(db, frameworks, dimension="cheese", weight=2, seen=None, **begun.place)
    with pytest.raises(UnknownThing, match="no perspective “king”"):
        starting.add_respondent(db, frameworks, name="B", perspective="king", **begun.place)


def test_a_statement_that_the_mode_does_not_ask_is_refused(db: Database) -> None:
    begun = begin(db, mode="taster")
    person = begun.everybody[0]
    said = {"statement_id": "money.s2", "added_by": "A"}
    attempts = {
        "answer": lambda: begun.change(person, "money.s2", choice=2),
        "aim": lambda: settling.set_aim(
            db, begun.frameworks, statement_id="money.s2", level=2, seen=None, **begun.place
        ),
        "note": lambda: evidencing.add_note(db, begun.frameworks, note="x", **said, **begun.place),
        "link": lambda: evidencing.add_link(db, begun.frameworks, link="https://e.org", **said, **begun.place),
        "file": lambda: evidencing.add_file(
            db, begun.frameworks, file_name="a.txt", content=b"a", **said, **begun.place
        ),
        "agreement": lambda: settling.record_agreement(
            db, begun.frameworks, statement_id="money.s2", level=1, reason="", recorded_by="A", seen=0, **begun.place
        ),
    }
    before = begun.sheet
    for attempt in attempts.values():
        with pytest.raises(StatementNotAsked, match="is not part of this assessment, which asks the taster set"):
            attempt()
    assert begun.sheet == before


@pytest.mark.parametrize("number", [0, -1, 999, 10**30])
def test_an_assessment_that_is_not_there_is_refused(begun: Begun, number: int) -> None:
    db, frameworks = begun.db, begun.frameworks
    place = {"assessment_id": number, "now": NOW}
    attempts = [
        lambda: opening.open_sheet(db, frameworks, assessment_id=number),
        lambda: opening.title(db, assessment_id=number),
        lambda: reporting.build_report(db, frameworks, assessment_id=number),
        lambda: settling.set_aim(db, frameworks, statement_id="money.s1", level=2, seen=None, **place),
        lambda: starting.add_respondent(db, frameworks, name="B", perspective="officer", **place),
        lambda: signing.sign(db, frameworks, signers={"council": signing.Signer("A", "B")}, **place),
        lambda: signing.start_next_round(db, frameworks, period="2030", mode="full", **place),
        lambda: opening.open_as(db, frameworks, assessment_id=number, respondent_id=None),
    ]
    for attempt in attempts:
        with pytest.raises(UnknownThing, match="There is no"):
            attempt()
    if number < 2**63:
        with pytest.raises(UnknownAssessment, match=f"There is no assessment number {number} here"):
            opening.open_sheet(db, frameworks, assessment_id=number)
        assert reporting.revision(db, assessment_id=number) == -1


@pytest.mark.usefixtures("unchanged")
def test_somebody_of_another_assessment_is_refused(begun: Begun) -> None:
    other = begin(begun.db, {"community": 1}, community="Mytchett")
    stranger = other.everybody[0]
    for attempt in (
        lambda: begun.change(stranger, "money.s1", choice=2, seen=Seen(0)),
        lambda: answering.confirm_carried(
            begun.db, begun.frameworks, respondent_id=stranger, statement_ids=("money.s1",), **begun.place
        ),
    ):
        with pytest.raises(Problem, match=r"not on this assessment. Nothing was changed"):
            attempt()


def test_a_place_that_is_not_there_is_named_with_those_that_are(begun: Begun) -> None:
    def find(named: str, period: str | None = None) -> int:
        return opening.find(begun.db, begun.frameworks, councils(), named=named, period=period).id

    assert find("surrey  HEATH") == find("e07000214") == find(str(begun.id)) == begun.id
    assert find("Surrey Heath", "2026 to 2027") == begun.id
    with pytest.raises(UnknownThing, match=r"no assessment of “Atlantis” here. These places have one: Surrey Heath"):
        find("Atlantis")
    wrong_period = r"no assessment of “Surrey Heath” for 1999 here\. It has these periods: 2026 to 2027\."
    with pytest.raises(UnknownThing, match=wrong_period):
        find("Surrey Heath", "1999")


def test_a_place_is_found_by_whatever_its_council_is_called(begun: Begun) -> None:
    def find(named: str) -> str:
        return opening.find(begun.db, begun.frameworks, councils(), named=named).place.name

    for code in ("E08000039", "E07000195", "E08000021"):
        begin(begun.db, council=councils().by_code(code))
    begin(begun.db, council=councils().by_code("E08000033"), community="Todmorden")
    assert find("E08000019") == find("sheffield city council") == "Sheffield"  # a code of Sheffield's until 2025
    assert find("surrey heath borough council") == "Surrey Heath"
    assert find("calderdale council") == find("E08000033") == find("todmorden, calderdale") == "Todmorden, Calderdale"
    begin(begun.db, council=councils().by_code("E08000033"))
    assert find("calderdale council") == find("E08000033") == "Calderdale"
    with pytest.raises(UnknownThing, match=r"“newcastle” can mean several places here\. Say which: Newcastle upon Ty"):
        find("newcastle")
    with pytest.raises(UnknownThing, match="There is no assessment of “surrey” here"):
        find("surrey")  # the county has exactly this name, and has none


def test_of_several_rounds_the_newest_signed_one_is_found_and_else_the_newest(begun: Begun) -> None:
    def find(**which: str) -> int:
        return opening.find(begun.db, begun.frameworks, councils(), named="Surrey Heath", **which).id

    begun.answer_all()
    later_one = begin(begun.db, period="2030")
    assert find() == later_one.id
    begun.sign("council", "community")
    assert find() == begun.id
    assert find(period="2030") == later_one.id


def test_a_second_assessment_of_one_place_and_period_is_refused_and_says_what_to_do(begun: Begun) -> None:
    there = "Nothing was started: Surrey Heath, 2026 to 2027 is there already"
    for period in ("2026 to 2027", " 2026  TO 2027"):
        with pytest.raises(AlreadyStarted, match=rf"{there}\. Open it from the home page, or say another period\."):
            start(begun.db, period=period)
    begun.answer_all()
    begun.sign("council", "community")
    with pytest.raises(AlreadyStarted, match=rf"{there}, and signed off\. Start the next round from its results, or"):
        start(begun.db, period="2026 to 2027")
    assert len(opening.list_assessments(begun.db, begun.frameworks)) == 1
    begin(begun.db, community="Mytchett")
    start(begun.db, period="2027 to 2028")
    begun.next_round()
    assert len(opening.list_assessments(begun.db, begun.frameworks)) == 4


def start(db: Database, **changes: object):
    made = {
        "council": councils().by_code("E07000214"), "period": "2026", "mode": "full", "name": "Asha",
        "perspective": "officer", "now": NOW,
    }  # fmt: skip
    return starting.start_assessment(db, framework(), **{**made, **changes})


@pytest.mark.parametrize(
    ("changes", "problem", "said"),
    [
        ({"name": ""}, NameMissing, "Your name is missing"),
        ({"name": " \n\t "}, NameMissing, "Your name is missing"),
        ({"period": ""}, NameMissing, "The period is missing, such as “2026 to 2027”"),
        ({"name": "x" * 201}, TextTooLong, "Your name is not saved yet: it has 201 characters and the most is 200"),
        ({"community": "x" * 201}, TextTooLong, "The name of the community is not saved yet"),
        ({"perspective": "king"}, UnknownThing, "There is no perspective “king”"),
        ({"mode": "everything"}, Problem, "There is no way of answering called “everything”"),
    ],
)
def test_an_assessment_needs_what_it_needs(db: Database, changes, problem, said: str) -> None:
    with pytest.raises(problem, match=said):
        start(db, **changes)
    assert opening.list_assessments(db, begin(db).frameworks)[0].assessment.place.name == "Surrey Heath"
    assert len(opening.list_assessments(db, begin(db, community="B").frameworks)) == 2


def test_the_next_round_asks_in_a_way_there_is(begun: Begun) -> None:
    begun.answer_all()
    begun.sign("council", "community")
    with pytest.raises(Problem, match="There is no way of answering called “everything”"):
        begun.next_round(mode="everything")  # type: ignore[arg-type]
    assert len(opening.list_assessments(begun.db, begun.frameworks)) == 1


def test_places_are_kept_once_and_assessments_as_often_as_they_are_started(db: Database) -> None:
    first, second = begin(db), begin(db, period="2027 to 2028")
    other = begin(db, community="Mytchett")
    assert first.sheet.assessment.place == second.sheet.assessment.place
    assert other.sheet.assessment.place.name == "Mytchett, Surrey Heath"
    listed = opening.list_assessments(db, first.frameworks)
    assert [one.assessment.id for one in listed] == [second.id, first.id, other.id]
    assert [(one.answered, one.asked) for one in listed] == [(0, 8)] * 3


def test_a_list_counts_statements_that_somebody_answered_in_this_round(begun: Begun) -> None:
    for person in begun.everybody:
        begun.change(person, "money.s1", choice="dont_know")
    begun.change(begun.everybody[0], "money.s2", comment="only a thought")
    (one,) = opening.list_assessments(begun.db, begun.frameworks)
    assert (one.answered, one.asked) == (1, 8)
    begun.answer_all()
    begun.sign("council", "community")
    begun.next_round()
    newest, _ = opening.list_assessments(begun.db, begun.frameworks)
    assert newest.answered == 0


def test_two_tabs_cannot_lose_each_others_answers(begun: Begun) -> None:
    person = begun.everybody[0]
    first = begun.change(person, "money.s1", choice=2, seen=Seen(0, "a"))
    begun.change(person, "money.s1", choice=4, seen=Seen(first.id, "b"))
    with pytest.raises(
        AnswerMoved, match=r"This answer was changed after your page showed it. Nothing was overwritten"
    ):
        begun.change(person, "money.s1", choice=1, seen=Seen(first.id, "a"))
    merged = begun.change(person, "money.s1", comment="and a thought", seen=Seen(first.id, "a"))
    assert (merged.choice, merged.comment) == (4, "and a thought")
    assert begun.change(person, "money.s1", choice=4, seen=Seen(None, "a")) is None


def test_nothing_new_leaves_the_revision_as_it_was(begun: Begun) -> None:
    person = begun.everybody[0]
    begun.change(person, "money.s1", choice=2)
    revision = reporting.revision(begun.db, assessment_id=begun.id)
    begun.change(person, "money.s1", choice=2)
    begun.change(person, "money.s1", comment="   ")
    assert reporting.revision(begun.db, assessment_id=begun.id) == revision
    begun.change(person, "money.s1", choice=3)
    assert reporting.revision(begun.db, assessment_id=begun.id) == revision + 1


def test_an_assessment_with_only_comments_cannot_be_signed(begun: Begun) -> None:
    begun.change(begun.everybody[0], "money.s1", comment="a thought")
    with pytest.raises(NothingToSign):
        begun.sign("council", "community")


def test_opening_as_nobody_in_particular_opens_as_the_first(begun: Begun) -> None:
    sheet, person = opening.open_as(begun.db, begun.frameworks, assessment_id=begun.id, respondent_id=None)
    assert person.id == begun.everybody[0]
    assert sheet.assessment.id == begun.id


def test_opening_as_somebody_unknown_is_refused(begun: Begun) -> None:
    who = {"assessment_id": begun.id, "respondent_id": 999}
    with pytest.raises(UnknownThing, match="does not answer this assessment"):
        opening.open_as(begun.db, begun.frameworks, **who)
    with pytest.raises(UnknownThing, match="does not answer this assessment"):
        opening.open_card(begun.db, begun.frameworks, statement_id="money.s1", **who)


def test_a_sheet_of_one_person_holds_their_answers_alone(begun: Begun) -> None:
    one, other, _ = begun.everybody
    begun.change(one, "money.s1", choice=2)
    begun.change(other, "money.s1", choice=4)
    sheet, _ = opening.open_as(begun.db, begun.frameworks, assessment_id=begun.id, respondent_id=other)
    assert {person for person, _ in sheet.answers} == {other}
    assert len(sheet.respondents) == 3


def test_what_is_still_open_is_listed_gaps_first(begun: Begun) -> None:
    person = begun.everybody[0]
    begun.change(person, "trust.s1", choice=2)
    begun.change(person, "trust.s2", choice=3, strength=1)
    begun.change(person, "trust.s3", choice="dont_know")
    begun.change(person, "trust.s4", choice="not_ours")
    begun.change(person, "money.s1", choice="not_ours", reason="The county runs it.")
    begun.change(person, "money.s2", choice=3, strength=2)
    begun.change(person, "money.s3", comment="only a thought")
    found = [(one.statement_id, one.why) for one in reporting.still_open(begun.sheet, person)]
    assert found == [
        ("money.s3", "Not answered"),
        ("money.s4", "Not answered"),
        ("trust.s4", "Not ours to answer, without a reason"),
        ("trust.s3", "Don’t know"),
        ("trust.s2", "Level 3 or above, not yet evidenced"),
    ]


def test_a_change_of_nothing_is_nothing(begun: Begun) -> None:
    assert (
        answering.record_answer(
            begun.db, begun.frameworks, assessment_id=begun.id, respondent_id=begun.everybody[0],
            statement_id="money.s1", change=Change(), seen=Seen(0), now=later(),
        )
        is None
    )  # fmt: skip
