"""A member's own data handed over, a member erased, and raw answers let go."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import NOBODY, NotAllowed
from resilience_dash.domain.member import FORMER_MEMBER, LastAdministrator, LastOwner, SignInRefused
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.domain.retention import KeptFor, MonthsRefused
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import (
    admitting,
    answering,
    appointing,
    auditing,
    concluding,
    convening,
    evidencing,
    facilitating,
    forgetting,
    inviting,
    keeping,
    minuting,
    opening,
    papering,
    settling,
    showing,
    starting,
    voting,
)
from resilience_dash.services.retaining import every_place
from resilience_dash.store.assessments import RESPONDENT
from resilience_dash.store.database import Database
from resilience_dash.store.members import MEMBER
from tests.builders import NOW, Begun, begin, councils, database, framework, later
from tests.people import PASSWORD, Person, an_administrator, everything, joined, machine, nobody, signs_in


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Not sealed: erasing and retention are the two that do change and delete what is otherwise only added to."""
    made = database(tmp_path)
    yield made
    made.close()


@pytest.fixture
def olu(db: Database, place_id: int) -> Person:
    return joined(db, place_id, "owner", "Olu")


@pytest.fixture
def ann(db: Database, begun: Begun, place_id: int, olu: Person) -> Person:
    """An editor who is the first person of the assessment, and has said much."""
    made = joined(db, place_id, "editor")
    linked(begun, begun.people["council"][0], made)
    begun.change(begun.people["council"][0], "trust.s1", choice=3, reason="because", comment="my words")
    settling.record_agreement(
        made.db, begun.frameworks, statement_id="trust.s1", level=3, reason="we said", recorded_by="", seen=None,
        **begun.place,
    )  # fmt: skip
    # Added at the machine, before she had an account.
    evidencing.add_note(
        db, begun.frameworks, statement_id="trust.s1", note="a paper", added_by="Person 1", **begun.place
    )
    return made


def starts(db: Database, person: Person, name: str, *, oneself: bool) -> starting.Started:
    """A member starts the next assessment of the place and answers for its first person."""
    made = starting.start_assessment(
        person.db, framework(), council=councils().by_code("E07000214"), period=f"Of {name}", mode="full", name=name,
        perspective="officer", oneself=oneself, now=NOW,
    )  # fmt: skip
    answering.record_answer(
        person.db, Frameworks((framework(),)), assessment_id=made.assessment_id, respondent_id=made.respondent_id,
        statement_id="trust.s1", change=Change(choice=2, comment=f"of {name}"), seen=Seen(0), now=later(),
    )  # fmt: skip
    return made


def linked(begun: Begun, respondent_id: int, person: Person) -> None:
    with begun.db.write() as session:
        one = RESPONDENT.c.id == respondent_id
        session.connection().execute(update(RESPONDENT).where(one).values(member_id=person.id))


# In a workshop


def said_in_a_workshop(begun: Begun, leader: Person, *, named: bool) -> int:
    """Somebody leads a workshop, in which five people by phone and one on paper say much, and ends it."""
    plan = convening.Plan(("trust.s1", "trust.s2"), ("officer", "anchor"), named)
    how = {"workshop_id": 0, "now": later(50)}
    made = convening.prepare_workshop(leader.db, begun.frameworks, assessment_id=begun.id, plan=plan, now=later(50))
    how["workshop_id"] = made.id
    convening.begin(leader.db, begun.frameworks, **how)
    tokens = [
        voting.join(begun.db, begun.frameworks, typed=made.code, perspective="anchor", name=f"Ms Phone {n}", now=NOW)
        for n in range(5)
    ]
    text = "Ms Paper: 4 4" if named else "4 4"
    papering.enter_batch(leader.db, begun.frameworks, perspective="officer", text=text, **how)
    facilitating.open_round(leader.db, begun.frameworks, statement_id="trust.s1", **how)
    for token in tokens:
        voting.cast_answer(
            begun.db, begun.frameworks, token=token, round_id=1, choice=3, comment="said by phone", now=later(51)
        )
    facilitating.reveal(leader.db, begun.frameworks, **how)
    about = {"recorded_by": "", **how}
    concluding.keep_note(leader.db, begun.frameworks, statement_id="trust.s1", text="noted here", **about)
    promised = {"assessment_id": begun.id, "statement_id": "trust.s1", **about}
    concluding.add_action(leader.db, begun.frameworks, what="do it", owner="Asha", by=date(2027, 5, 1), **promised)
    concluding.add_to_find(leader.db, begun.frameworks, what="a list", who="Bo", **promised)
    convening.end(leader.db, begun.frameworks, **how)
    return made.id


@pytest.mark.parametrize("named", [True, False])
def test_what_a_workshop_said_goes_with_the_answers_of_its_assessment(
    db: Database, begun: Begun, olu: Person, place_id: int, named: bool
) -> None:
    number = said_in_a_workshop(begun, olu, named=named)
    assert ("Ms Phone 1" in everything(db)) == named
    found = forgetting.retain(olu.db, place_id=place_id, months=24, now=NOW + timedelta(days=800))
    assert found.assessments == (begun.id,)
    kept = everything(db)
    for gone in ("Ms Phone", "Ms Paper", "said by phone"):
        assert gone not in kept
    for stays in ("noted here", "do it", "a list"):
        assert stays in kept
    with db.read() as session:
        run = session.connection().exec_driver_sql
        for table in ("workshop_cast", "workshop_frozen", "workshop_paper"):
            assert run(f"SELECT count(*) FROM {table}").scalar() == 0  # noqa: S608
        assert run("SELECT count(*) FROM workshop_seat WHERE token_sha256 NOT LIKE 'none %'").scalar() == 0
        assert run("SELECT count(*) FROM workshop_seat").scalar() == 6
    # What is left can still be looked at, and says that nothing is shown instead of showing nobody.
    (listed,) = convening.list_workshops(olu.db, assessment_id=begun.id)
    assert listed.id == number
    board = showing.open_board(olu.db, begun.frameworks, workshop_id=number)
    assert board.scene.pictures == {}
    assert board.scene.round
    assert board.scene.round.picture is None
    assert showing.open_desk(olu.db, begun.frameworks, workshop_id=number).comments["trust.s1"] == ()
    first = minuting.minutes(olu.db, begun.frameworks, workshop_id=number).talked[0]
    assert (first.first, first.let_go) == (None, True)
    again = forgetting.retain(olu.db, place_id=place_id, months=24, now=NOW + timedelta(days=801))
    assert again.assessments == ()


def test_seats_of_which_nothing_landed_go_too(db: Database, begun: Begun, olu: Person, place_id: int) -> None:
    """In an anonymous workshop of too few, answers are kept although the assessment has none of them."""
    plan = convening.Plan(("trust.s1",), ("officer",), named=True)
    how = {"now": later(50)}
    made = convening.prepare_workshop(olu.db, begun.frameworks, assessment_id=begun.id, plan=plan, **how)
    convening.begin(olu.db, begun.frameworks, workshop_id=made.id, **how)
    voting.join(db, begun.frameworks, typed=made.code, perspective="officer", name="Ms Silent", now=later(51))
    early = forgetting.retain(olu.db, place_id=place_id, months=1, now=later(50) + timedelta(days=20))
    assert early.assessments == ()
    found = forgetting.retain(olu.db, place_id=place_id, months=1, now=later(50) + timedelta(days=40))
    assert found.assessments == (begun.id,)
    assert "Ms Silent" not in everything(db)


def test_the_way_back_to_a_seat_is_closed_thirty_days_after_the_end(db: Database, begun: Begun, olu: Person) -> None:
    plan = convening.Plan(("trust.s1",), ("officer",), named=False)
    number = convening.prepare_workshop(olu.db, begun.frameworks, assessment_id=begun.id, plan=plan, now=NOW)
    how = {"workshop_id": number.id}
    convening.begin(olu.db, begun.frameworks, now=NOW, **how)
    token = voting.join(db, begun.frameworks, typed=number.code, perspective="officer", now=NOW)
    forgetting.tidy(machine(db), now=NOW + timedelta(days=400))
    voting.sit(db, begun.frameworks, token=token)  # it has not ended
    convening.end(machine(db), begun.frameworks, now=later(10), **how)
    forgetting.tidy(machine(db), now=later(9) + timedelta(days=30))
    voting.sit(db, begun.frameworks, token=token)
    for _ in range(2):
        forgetting.tidy(machine(db), now=later(11) + timedelta(days=30))
    with pytest.raises(voting.SeatGone):
        voting.sit(db, begun.frameworks, token=token)
    cleared = [
        e.about for e in auditing.export_entries(machine(db), place_id=None).entries if e.action == "seats_cleared"
    ]
    assert cleared == [{"seats": 1}]


def test_what_a_member_did_in_workshops_is_handed_over_and_loses_their_name(
    db: Database, begun: Begun, ann: Person, olu: Person
) -> None:
    number = said_in_a_workshop(begun, ann, named=True)
    assert showing.open_board(olu.db, begun.frameworks, workshop_id=number).scene.workshop.led_by == "Ann"
    found = forgetting.export_member(ann.db, member_id=ann.id, now=later())
    json.dumps(found)
    assert [(one["what"], one["by"]) for one in found["actions_recorded"]] == [("do it", "2027-05-01")]
    assert [one["what"] for one in found["evidence_to_find_recorded"]] == ["a list"]
    assert [one["text"] for one in found["workshop_notes"]] == ["noted here"]
    assert [(one["id"], one["led_by"]) for one in found["workshops_led"]] == [(number, "Ann")]
    others = forgetting.export_member(olu.db, member_id=olu.id, now=later())
    assert others["actions_recorded"] == others["workshop_notes"] == others["workshops_led"] == []
    forgetting.erase(ann.db, member_id=ann.id, answers="keep", now=later())
    assert showing.open_board(olu.db, begun.frameworks, workshop_id=number).scene.workshop.led_by == FORMER_MEMBER
    desk = showing.open_desk(olu.db, begun.frameworks, workshop_id=number)
    assert {desk.notes["trust.s1"].recorded_by, desk.to_find[0].recorded_by} == {FORMER_MEMBER}
    assert desk.board.actions[0].recorded_by == FORMER_MEMBER
    with db.read() as session:
        for table in ("action", "evidence_to_find", "workshop_note", "workshop"):
            asked = f"SELECT count(*) FROM {table} WHERE member_id IS NOT NULL"  # noqa: S608
            assert session.connection().exec_driver_sql(asked).scalar() == 0


# Handing over


def test_what_a_member_started_as_themselves_is_theirs_and_what_for_others_is_not(
    db: Database, begun: Begun, ann: Person
) -> None:
    own = starts(db, ann, "Ann of Housing", oneself=True)
    starts(db, ann, "Bo", oneself=False)
    found = forgetting.export_member(ann.db, member_id=ann.id, now=later())
    assert [(one["name"], [a["comment"] for a in one["answers"]]) for one in found["respondents"]] == [
        ("Person 1", ["my words"]), ("Ann of Housing", ["of Ann of Housing"]),
    ]  # fmt: skip
    forgetting.erase(ann.db, member_id=ann.id, answers="remove", now=later())
    sheet = opening.open_sheet(machine(db), begun.frameworks, assessment_id=own.assessment_id)
    assert (sheet.respondents[0].name, sheet.respondents[0].member_id, sheet.answers) == (FORMER_MEMBER, None, {})
    kept = everything(db)
    assert "of Ann of Housing" not in kept
    assert "of Bo" in kept


@pytest.mark.parametrize("who", ["machine", "nobody"])
def test_only_a_member_starts_as_themselves(db: Database, begun: Begun, who: str) -> None:
    named = Person(nobody(db), "", "")
    asked = machine(db) if who == "machine" else named.db
    with pytest.raises(NotAllowed):
        starting.start_assessment(
            asked, framework(), council=councils().by_code("E07000214"), period="Next", mode="full", name="Jo",
            perspective="officer", oneself=True, now=NOW,
        )  # fmt: skip


def test_a_member_starts_as_themselves_only_where_they_may_answer(db: Database, begun: Begun, olu: Person) -> None:
    with pytest.raises(NotAllowed):
        starting.start_assessment(
            olu.db, framework(), council=councils().by_code("E07000214"), period="Next", mode="full", name="Olu",
            perspective="anchor", oneself=True, now=NOW,
        )  # fmt: skip


def test_a_member_is_given_everything_about_them_and_nobody_else(db: Database, begun: Begun, ann: Person) -> None:
    begun.change(begun.people["council"][1], "trust.s1", choice=1, comment="of another")
    found = forgetting.export_member(ann.db, member_id=ann.id, now=later())
    text = json.dumps(found)
    assert found["account"]["email"] == "ann@example.org"
    assert found["roles"] == [{"place": "Surrey Heath", "role": "editor"}]
    assert [one["how"] for one in found["sign_ins"]] == ["password"]
    assert [(one["taken_up_by_you"], one["made_by_you"]) for one in found["invitations"]] == [(True, False)]
    (person,) = found["respondents"]
    assert (person["place"], person["name"], person["framework"]) == ("Surrey Heath", "Person 1", "small 1.0")
    assert [(a["statement_id"], a["choice"], a["comment"]) for a in person["answers"]] == [
        ("trust.s1", "3", "my words")
    ]
    assert [one["reason"] for one in found["agreements_recorded"]] == ["we said"]
    assert [one["note"] for one in found["evidence_added"]] == ["a paper"]
    assert "of another" not in text
    assert "Olu" not in text
    assert "argon2" not in text
    assert ann.token not in text


def test_a_member_of_the_same_name_has_no_part_in_what_another_said(
    db: Database, begun: Begun, ann: Person, place_id: int
) -> None:
    link = inviting.invite(machine(db), place_id=place_id, role="viewer", note="", now=NOW).token
    ticket = inviting.accept(nobody(db), token=link, name="Ann", email="other@example.org", password=PASSWORD, now=NOW)
    other = Person(nobody(db), "other@example.org", str(ticket.token))
    found = forgetting.export_member(other.db, member_id=other.id, now=later())
    assert (found["agreements_recorded"], found["evidence_added"]) == ([], [])
    forgetting.erase(other.db, member_id=other.id, answers="remove", now=later())
    assert begun.sheet.agreements["trust.s1"].recorded_by == "Ann"


def test_who_was_removed_first_is_erased_as_whole(db: Database, begun: Begun, ann: Person, place_id: int) -> None:
    number = ann.id
    appointing.remove_member(machine(db), place_id=place_id, member_id=number, now=later())
    assert [one["reason"] for one in forgetting.export_member(machine(db), member_id=number, now=later())[
        "agreements_recorded"]] == ["we said"]  # fmt: skip
    forgetting.erase(machine(db), member_id=number, answers="keep", now=later())
    assert begun.sheet.agreements["trust.s1"].recorded_by == FORMER_MEMBER


def test_a_member_answers_for_themselves_and_is_not_carried_on_once_they_left(
    db: Database, begun: Begun, ann: Person, olu: Person, place_id: int
) -> None:
    hers, added_by_name = begun.people["council"][0], begun.people["council"][1]

    def says(who: Database, respondent: int) -> None:
        answering.record_answer(
            who, begun.frameworks, respondent_id=respondent, statement_id="money.s1", change=Change(choice=1),
            seen=Seen(None), **begun.place,
        )  # fmt: skip

    with pytest.raises(NotAllowed, match=r"Person 1 is a member and answers for themselves\. Nothing was changed\."):
        says(olu.db, hers)
    with pytest.raises(NotAllowed, match="answers for themselves"):
        answering.confirm_carried(
            olu.db, begun.frameworks, respondent_id=hers, statement_ids=("trust.s1",), **begun.place
        )
    says(ann.db, hers)
    says(olu.db, added_by_name)
    appointing.remove_member(machine(db), place_id=place_id, member_id=ann.id, now=later())
    begun.sign("council", "community")
    following = begun.next_round()
    assert "Person 1" not in [r.name for r in following.sheet.respondents]
    assert len(following.sheet.respondents) == len(begun.sheet.respondents) - 1
    assert all(a.respondent_id != hers for a in following.sheet.answers.values())


def test_a_member_signs_what_they_say_with_their_own_name(db: Database, begun: Begun, ann: Person) -> None:
    evidencing.add_note(
        ann.db, begun.frameworks, statement_id="money.s1", note="hers", added_by="Somebody Else", **begun.place
    )
    assert [one.added_by for one in begun.sheet.evidence_for("money.s1")] == ["Ann"]


def test_who_erases_themselves_says_their_password(db: Database, ann: Person) -> None:
    for wrong in ("", "guessed"):
        with pytest.raises(SignInRefused):
            forgetting.erase_oneself(ann.db, password=wrong, answers="keep", now=later())
    assert ann.caller().name == "Ann"
    forgetting.erase_oneself(ann.db, password=PASSWORD, answers="keep", now=later())
    assert ann.caller().kind == "nobody"


def test_nobody_is_given_the_data_of_another(db: Database, ann: Person, olu: Person) -> None:
    for who in (olu.db, an_administrator(db).db, nobody(db)):
        for number in (ann.id, None):
            with pytest.raises(NotAllowed):
                forgetting.export_member(who, member_id=number, now=later())  # type: ignore[arg-type]
    assert forgetting.export_member(machine(db), member_id=ann.id, now=later())["account"]["name"] == "Ann"
    with pytest.raises(UnknownThing):
        forgetting.export_member(machine(db), member_id=999, now=later())


# Erasing


def test_an_erased_member_leaves_a_ref_and_a_day(db: Database, begun: Begun, ann: Person) -> None:
    ref, number = ann.caller().ref, ann.id
    erased = forgetting.erase(ann.db, member_id=number, answers="keep", now=later())
    assert (erased.removed_answers, erased.still_signed) == (0, ())
    assert erased.said == "The account was erased."
    with db.read() as session:
        row = session.connection().execute(MEMBER.select().where(MEMBER.c.id == number)).mappings().one()
    left = {name: value for name, value in row.items() if value}
    assert set(left) == {"id", "ref", "created_at", "erased_at"}
    assert left["ref"] == ref
    assert left["created_at"] == left["erased_at"]
    assert "ann" not in everything(db).casefold().replace("channel", "")
    assert begun.sheet.respondents[0].name == FORMER_MEMBER
    assert begun.sheet.respondents[0].member_id is None
    assert begun.sheet.answer(begun.sheet.respondents[0].id, "trust.s1").comment == "my words"
    assert begun.sheet.agreements["trust.s1"].recorded_by == FORMER_MEMBER
    assert begun.sheet.evidence[0].added_by == FORMER_MEMBER


def test_an_erased_member_is_out_at_once_and_may_join_anew(db: Database, ann: Person, place_id: int) -> None:
    forgetting.erase(ann.db, member_id=ann.id, answers="keep", now=later())
    assert ann.caller(later()) is NOBODY
    with pytest.raises(SignInRefused) as why:
        signs_in(db, "ann@example.org")
    assert str(why.value) == admitting.REFUSED
    assert joined(db, place_id, "viewer").caller().name == "Ann"


def test_answers_go_too_where_that_is_chosen(db: Database, begun: Begun, ann: Person) -> None:
    begun.change(begun.people["council"][1], "trust.s1", choice=1)
    before = begun.sheet.assessment.revision
    erased = forgetting.erase(ann.db, member_id=ann.id, answers="remove", now=later())
    assert erased.removed_answers == 1
    assert "1 answers were deleted" in erased.said
    assert [a.choice for a in begun.sheet.answers_to("trust.s1")] == [1]
    assert begun.sheet.assessment.revision > before
    assert "my words" not in everything(db)


def test_what_was_signed_stays_as_it_was_signed(db: Database, begun: Begun, ann: Person) -> None:
    begun.answer_all(2)
    begun.sign("council", "community")
    before = begun.report
    erased = forgetting.erase(ann.db, member_id=ann.id, answers="remove", now=later())
    assert erased.still_signed == (begun.id,)
    assert erased.removed_answers == 0
    assert "Signed results stay as they were signed" in erased.said
    assert begun.report == before
    assert keeping.check(db, begun.frameworks) == ()


def test_two_former_members_stay_two_people(db: Database, begun: Begun, ann: Person, place_id: int) -> None:
    bob = joined(db, place_id, "editor", "Bob")
    linked(begun, begun.people["council"][1], bob)
    for one in (ann, bob):
        forgetting.erase(one.db, member_id=one.id, answers="keep", now=later())
    assert [r.name for r in begun.sheet.respondents] == [FORMER_MEMBER, f"{FORMER_MEMBER} 2", "Person 3"]


def test_only_they_themselves_and_administrators_erase(db: Database, ann: Person, olu: Person, place_id: int) -> None:
    number = ann.id
    for who in (olu.db, joined(db, place_id, "viewer", "Vic").db, nobody(db)):
        with pytest.raises(NotAllowed):
            forgetting.erase(who, member_id=number, answers="keep", now=later())
    with pytest.raises(Problem, match="Nothing was changed"):
        forgetting.erase(ann.db, member_id=number, answers="some", now=later())  # type: ignore[arg-type]
    forgetting.erase(an_administrator(db).db, member_id=number, answers="keep", now=later())
    with pytest.raises(UnknownThing):
        forgetting.erase(machine(db), member_id=number, answers="keep", now=later())


def test_the_last_owner_and_the_last_administrator_are_not_erased(db: Database, olu: Person, place_id: int) -> None:
    with pytest.raises(LastOwner, match="Surrey Heath"):
        forgetting.erase(olu.db, member_id=olu.id, answers="keep", now=later())
    root = an_administrator(db)
    with pytest.raises(LastAdministrator):
        forgetting.erase(root.db, member_id=root.id, answers="keep", now=later())
    joined(db, place_id, "owner", "Pat")
    forgetting.erase(olu.db, member_id=olu.id, answers="keep", now=later())
    assert [m.member.name for m in appointing.list_members(root.db, place_id=place_id)] == ["Pat"]


def test_an_erased_member_leaves_no_invitation_open(db: Database, olu: Person, place_id: int) -> None:
    joined(db, place_id, "owner", "Pat")
    made = inviting.invite(olu.db, place_id=place_id, role="owner", note="", now=NOW)
    forgetting.erase(olu.db, member_id=olu.id, answers="keep", now=later())
    with pytest.raises(Problem):
        inviting.look_at_invitation(nobody(db), token=made.token, now=later())


# Retention

MONTH = timedelta(days=31)


def test_a_draft_nobody_touched_for_two_years_lets_its_answers_go(db: Database, begun: Begun, place_id: int) -> None:
    begun.answer_all(2)
    count = len(begun.sheet.answers)
    young = forgetting.retain(machine(db), place_id=place_id, now=NOW + 22 * MONTH)
    assert (young.assessments, young.answers) == ((), 0)
    late = NOW + 26 * MONTH
    dry = forgetting.retain(machine(db), place_id=place_id, now=late, dry_run=True)
    assert (dry.assessments, dry.answers, dry.dry_run) == ((begun.id,), count, True)
    assert len(begun.sheet.answers) == count
    done = forgetting.retain(machine(db), place_id=place_id, now=late)
    assert (done.assessments, done.answers) == ((begun.id,), count)
    assert begun.sheet.answers == {}
    assert [r.name for r in begun.sheet.respondents] == ["Person 1", "Person 2", "Person 3"]
    assert forgetting.retain(machine(db), place_id=place_id, now=late).assessments == ()


def test_signed_results_outlive_their_raw_answers(db: Database, begun: Begun, place_id: int) -> None:
    begun.answer_all(3)
    begun.sign("council", "community")
    before = begun.report
    assert forgetting.retain(machine(db), place_id=place_id, now=NOW + 60 * MONTH).assessments == ()
    assert forgetting.retain(machine(db), place_id=place_id, now=NOW + 73 * MONTH).assessments == (begun.id,)
    assert begun.sheet.answers == {}
    assert begun.report == before
    assert len(begun.sheet.signatures) == 2
    assert keeping.check(db, begun.frameworks) == ()


def test_a_late_change_keeps_a_draft(db: Database, begun: Begun, place_id: int) -> None:
    begun.answer_all(2)
    late = NOW + 20 * MONTH
    settling.set_aim(
        db, begun.frameworks, assessment_id=begun.id, statement_id="trust.s1", level=4, seen=None, now=late
    )
    assert forgetting.retain(machine(db), place_id=place_id, now=NOW + 26 * MONTH).assessments == ()
    assert forgetting.retain(machine(db), place_id=place_id, months=3, now=late + 5 * MONTH).assessments == (begun.id,)


def test_a_place_sets_its_own_months_and_another_place_is_left_alone(
    db: Database, begun: Begun, place_id: int, olu: Person
) -> None:
    other = begin(db, community="Frimley")
    begun.answer_all(2)
    other.answer_all(2)
    assert forgetting.kept_for(olu.db, place_id=place_id) == KeptFor(24, 72)
    for unsigned in (5, 6):
        forgetting.keep_for(olu.db, place_id=place_id, unsigned=unsigned, signed=60, now=later())
    assert forgetting.kept_for(olu.db, place_id=place_id) == KeptFor(6, 60)
    assert forgetting.retain(olu.db, place_id=place_id, now=NOW + 8 * MONTH).assessments == (begun.id,)
    assert len(other.sheet.answers) > 0
    with pytest.raises(MonthsRefused):
        forgetting.keep_for(olu.db, place_id=place_id, unsigned=0, signed=60, now=later())
    with pytest.raises(MonthsRefused):
        forgetting.retain(olu.db, place_id=place_id, months=0, now=later())


def test_only_an_owner_and_the_command_line_let_answers_go(db: Database, place_id: int, ann: Person) -> None:
    for deed in (
        lambda who: forgetting.retain(who, place_id=place_id, months=1, now=NOW + 20 * MONTH),
        lambda who: forgetting.keep_for(who, place_id=place_id, unsigned=1, signed=1, now=later()),
    ):
        with pytest.raises(NotAllowed):
            deed(ann.db)
        for who in (nobody(db), an_administrator(db, f"Root{id(deed)}").db):
            with pytest.raises(UnknownThing):
                deed(who)
    with pytest.raises(UnknownThing):
        forgetting.retain(machine(db), place_id=999, now=NOW)
    assert every_place(machine(db)) == (place_id,)


def test_old_sign_ins_tries_and_notes_are_tidied_away(db: Database, ann: Person, olu: Person, place_id: int) -> None:
    inviting.invite(olu.db, place_id=place_id, role="viewer", note="for Dee", now=NOW)
    admitting.sign_out(nobody(db), token=ann.token, now=later())
    with pytest.raises(NotAllowed):
        forgetting.tidy(olu.db, now=NOW)
    for days, left in ((29, 2), (32, 0)):
        forgetting.tidy(machine(db), now=NOW + timedelta(days=days))
        with db.read() as session:
            assert session.connection().exec_driver_sql("SELECT count(*) FROM sign_in").scalar() == left
    assert "for Dee" in everything(db)
    forgetting.tidy(machine(db), now=NOW + timedelta(days=45))
    assert "for Dee" not in everything(db)
