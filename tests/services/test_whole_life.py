"""One assessment from the first click to the round after, through the services and a database that only adds."""

from dataclasses import replace

import pytest

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.assessment import NothingToSign, SignedOff, progress
from resilience_dash.domain.canonical import canonical
from resilience_dash.domain.problem import Problem, TextTooLong
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import answering, evidencing, reporting, settling, signing, starting
from resilience_dash.services.settling import AgreementMoved
from resilience_dash.services.signing import NotSignedOff
from resilience_dash.services.starting import NameMissing
from resilience_dash.store.database import Database
from tests.builders import Begun, begin, delivered, dimension, framework, later, statement

FIRST = "leadership.commitment"


@pytest.fixture
def whole(db: Database) -> Begun:
    """The delivered framework's taster, answered by seven people."""
    return begin(db, {"council": 3, "community": 3, "partners": 1}, frameworks=delivered(), mode="taster")


def agree(begun: Begun, level: int | None, *, seen: int | None, reason: str = "We talked.", statement_id: str = FIRST):
    return settling.record_agreement(
        begun.db, begun.frameworks, statement_id=statement_id, level=level, reason=reason, recorded_by="Asha",
        seen=seen, **begun.place,
    )  # fmt: skip


def test_the_whole_life_of_an_assessment(whole: Begun) -> None:
    db, frameworks = whole.db, whole.frameworks
    assert [len(whole.people[side]) for side in ("council", "community", "partners")] == [3, 3, 1]
    with pytest.raises(NothingToSign, match="There is nothing to sign yet"):
        whole.sign("council")

    # Answers, and what stands beside them.
    whole.answer_all(2, except_for=[FIRST])
    for side, level in (("council", 3), ("community", 1), ("partners", "dont_know")):
        for person in whole.people[side]:
            whole.change(person, FIRST, choice=level, strength=1, reason="r")
    note = evidencing.add_note(db, frameworks, statement_id=FIRST, note="Seen.", added_by="Asha", **whole.place)
    link = evidencing.add_link(
        db, frameworks, statement_id=FIRST, link="https://example.org/a", added_by="Asha", **whole.place
    )
    file = evidencing.add_file(
        db, frameworks, statement_id=FIRST, file_name="a.pdf", content=b"%PDF-1.7 a", added_by="Asha", **whole.place
    )
    assert [(e.id, e.kind) for e in whole.sheet.evidence_for(FIRST)] == [(note, "note"), (link, "link"), (file, "file")]
    found = next(s for s in whole.report.statements if s.statement_id == FIRST)
    assert (found.spread.median, found.spread.n, found.dont_know, found.gap) == (2.0, 6, 1, 2.0)

    # Aim, importance, what the group agrees.
    assert settling.set_aim(db, frameworks, statement_id=FIRST, level=4, seen=None, **whole.place)
    assert not settling.set_aim(db, frameworks, statement_id=FIRST, level=4, seen=None, **whole.place)
    assert settling.set_importance(db, frameworks, dimension="leadership", weight=3, seen=None, **whole.place)
    assert not settling.set_importance(db, frameworks, dimension="leadership", weight=3, seen=None, **whole.place)
    with pytest.raises(settling.AimMoved, match="4 Leading now: somebody changed it after your page showed it"):
        settling.set_aim(db, frameworks, statement_id=FIRST, level=2, seen=3, **whole.place)
    with pytest.raises(settling.AimMoved, match="importance 3 now"):
        settling.set_importance(db, frameworks, dimension="leadership", weight=2, seen=None, **whole.place)
    assert (whole.sheet.aim(FIRST), whole.sheet.importance["leadership"]) == (4, 3)
    apart = agree(whole, None, seen=0, reason="We see different streets.")
    assert next(s for s in whole.report.statements if s.statement_id == FIRST).did_not_agree
    settled = agree(whole, 3, seen=apart.id)
    assert agree(whole, 3, seen=settled.id) is None
    with pytest.raises(AgreementMoved) as moved:
        agree(whole, 1, seen=apart.id)
    assert (moved.value.stored.level, moved.value.stored.recorded_by) == (3, "Asha")
    found = next(s for s in whole.report.statements if s.statement_id == FIRST)
    assert (found.level, found.aim, found.evidenced, whole.report.actions[0].statement_id) == (3.0, 4, False, FIRST)

    # One side signs; then an answer changes a result.
    state = whole.sign("council")
    assert (state.missing, [s.side for s in state.valid], state.outdated) == (("community",), ["council"], ())
    assert not whole.sheet.assessment.signed_off
    whole.change(whole.people["community"][0], FIRST, choice=4)
    state = signing.sign_off_state(whole.sheet)
    assert (state.missing, [s.side for s in state.outdated], state.valid) == (("council", "community"), ["council"], ())

    # Both sign what is there now: it is frozen.
    assert whole.sign("community").missing == ("council",)
    assert whole.sign("council").complete
    frozen = whole.report
    assert [s.side for s in frozen.signed] == ["council", "community"]
    assert frozen.signed_off_at == whole.sheet.assessment.signed_off_at
    assert signing.sign_off_state(whole.sheet).complete

    # The next round begins where this one ended.
    following = whole.next_round(mode="taster")
    assert following.sheet.assessment.previous_id == whole.id
    assert following.sheet.assessment.title == f"{frozen.place}, 2027 to 2028"
    old, new = whole.sheet, following.sheet
    assert [(r.name, r.perspective) for r in new.respondents] == [(r.name, r.perspective) for r in old.respondents]
    assert len(new.answers) == len(old.answers)
    assert all(answer.carried for answer in new.answers.values())
    people = dict(zip(whole.everybody, following.everybody, strict=True))
    for (person, statement_id), answer in old.answers.items():
        assert answer.substance[:4] == new.answers[people[person], statement_id].substance[:4]
    assert new.agreements[FIRST].level == 3
    assert new.agreements[FIRST].carried
    assert (new.aims, new.importance) == (old.aims, old.importance)
    assert [(e.kind, e.note, e.link, e.file_name) for e in new.evidence] == [
        (e.kind, e.note, e.link, e.file_name) for e in old.evidence
    ]
    assert following.report.to_confirm == len(new.answers)
    with pytest.raises(SignedOff, match="The next round is there already"):
        whole.next_round(mode="taster")

    # Answers are confirmed one by one; what was signed stays as it was.
    person = following.people["council"][0]
    given = {"respondent_id": person, "statement_ids": (FIRST, "system.simple")}
    assert answering.confirm_carried(db, frameworks, **given, **following.place) == 2
    assert answering.confirm_carried(db, frameworks, **given, **following.place) == 0
    assert progress(following.sheet, person).answered == 2
    assert following.report.to_confirm == len(new.answers) - 2
    assert canonical(whole.report) == canonical(frozen)


def test_agreeing_again_on_what_was_carried_over_confirms_it(whole: Begun) -> None:
    whole.answer_all()
    agree(whole, 3, seen=0)
    whole.sign("council", "community")
    following = whole.next_round(mode="taster")
    carried = following.sheet.agreements[FIRST]
    assert agree(following, 3, seen=carried.id) is not None
    assert not following.sheet.agreements[FIRST].carried


def everything_that_changes(begun: Begun) -> dict[str, object]:
    db, frameworks, person = begun.db, begun.frameworks, begun.everybody[0]
    place = begun.place
    said = {"statement_id": FIRST, "added_by": "Asha"}
    evidence_id = begun.sheet.evidence[0].id
    change = {"respondent_id": person, "statement_id": FIRST, "seen": Seen(None)}
    return {
        "add_respondent": lambda: starting.add_respondent(db, frameworks, name="B", perspective="officer", **place),
        "record_answer": lambda: answering.record_answer(db, frameworks, change=Change(choice=0), **change, **place),
        "the same answer": lambda: answering.record_answer(db, frameworks, change=Change(choice=2), **change, **place),
        "comment": lambda: answering.record_answer(db, frameworks, change=Change(comment="x"), **change, **place),
        "confirm_carried": lambda: answering.confirm_carried(
            db, frameworks, respondent_id=person, statement_ids=(FIRST,), **place
        ),
        "record_agreement": lambda: agree(begun, 1, seen=None),
        "set_aim": lambda: settling.set_aim(db, frameworks, statement_id=FIRST, level=1, seen=None, **place),
        "set_importance": lambda: settling.set_importance(
            db, frameworks, dimension="system", weight=2, seen=None, **place
        ),
        "add_note": lambda: evidencing.add_note(db, frameworks, note="x", **said, **place),
        "add_link": lambda: evidencing.add_link(db, frameworks, link="https://example.org", **said, **place),
        "add_file": lambda: evidencing.add_file(db, frameworks, file_name="a.txt", content=b"a", **said, **place),
        "withdraw": lambda: evidencing.withdraw(db, frameworks, evidence_id=evidence_id, **place),
        "sign": lambda: begun.sign("council"),
    }


def test_once_signed_every_service_that_changes_something_is_refused(whole: Begun) -> None:
    whole.answer_all()
    evidencing.add_note(
        whole.db, whole.frameworks, statement_id=FIRST, note="Seen.", added_by="Asha", **whole.place
    )  # fmt: skip
    whole.sign("council", "community")
    before = (canonical(whole.report), whole.sheet)
    for act in everything_that_changes(whole).values():
        with pytest.raises(SignedOff, match=r"is signed off, so its answers are frozen. Nothing was changed."):
            act()
    assert (canonical(whole.report), whole.sheet) == before
    assert reporting.revision(whole.db, assessment_id=whole.id) == whole.sheet.assessment.revision


def test_every_service_that_can_change_something_is_in_the_list_above(whole: Begun) -> None:
    """A new service that takes `now` and an assessment must be added there."""
    evidencing.add_note(whole.db, whole.frameworks, statement_id=FIRST, note="x", added_by="A", **whole.place)
    tried = everything_that_changes(whole)
    for module in (answering, evidencing, signing, starting):
        for name, function in vars(module).items():
            wanted = getattr(function, "__kwdefaults__", None) is not None or callable(function)
            if wanted and getattr(function, "__module__", "") == module.__name__ and not name.startswith("_"):
                taken = getattr(function, "__annotations__", {})
                if {"now", "assessment_id"} <= taken.keys() and name != "start_next_round":
                    assert name in tried, name


def test_a_comment_that_is_too_long_is_refused_and_nothing_is_saved(whole: Begun) -> None:
    person = whole.everybody[0]
    whole.change(person, FIRST, choice=2, comment="first")
    revision = whole.sheet.assessment.revision
    with pytest.raises(
        TextTooLong, match=r"Your comment is not saved yet: it has 5,001 characters and the most is 5,000"
    ):
        whole.change(person, FIRST, choice=4, comment="x" * 5_001)
    stored = whole.sheet.answer(person, FIRST)
    assert (stored.choice, stored.comment, whole.sheet.assessment.revision) == (2, "first", revision)
    whole.change(person, FIRST, comment="x" * 5_000)
    assert len(whole.sheet.answer(person, FIRST).comment) == 5_000


def test_the_next_round_waits_for_the_signatures(whole: Begun) -> None:
    whole.answer_all()
    with pytest.raises(NotSignedOff, match=r"is not signed off yet. Sign it off, then start the next round"):
        whole.next_round()
    whole.sign("council", "community")
    with pytest.raises(NameMissing, match="The period is missing"):
        signing.start_next_round(
            whole.db, whole.frameworks, assessment_id=whole.id, period="  ", mode="full", now=later(99)
        )  # fmt: skip


@pytest.mark.parametrize(("name", "role"), [("Asha", ""), ("", "Chair"), ("Asha", "   ")])
def test_a_signature_needs_a_name_and_a_role(whole: Begun, name: str, role: str) -> None:
    whole.answer_all()
    signers = {"council": signing.Signer(name, role)}
    with pytest.raises(NameMissing, match=r"The council signature needs a name and a role. Nothing was signed"):
        signing.sign(whole.db, whole.frameworks, signers=signers, **whole.place)
    with pytest.raises(NameMissing, match="Nobody has signed yet"):
        signing.sign(whole.db, whole.frameworks, signers={"council": signing.Signer(" ", "")}, **whole.place)
    assert whole.sheet.signatures == ()


def test_nobody_signs_results_that_changed_since_they_read_them(whole: Begun) -> None:
    whole.answer_all()
    seen = signing.sign_off_state(whole.sheet).results
    for person in whole.everybody:
        whole.change(person, whole.sheet.asked[0], choice=0)
    signers = {"council": signing.Signer("Asha", "Leader")}
    with pytest.raises(signing.ResultsMoved, match="Nothing was signed: an answer has changed"):
        signing.sign(whole.db, whole.frameworks, signers=signers, seen=seen, **whole.place)
    assert whole.sheet.signatures == ()
    read = signing.sign_off_state(whole.sheet).results
    after = signing.sign(whole.db, whole.frameworks, signers=signers, seen=read, **whole.place)
    assert after.missing == ("community",)


def test_only_the_council_and_the_community_sign(whole: Begun) -> None:
    whole.answer_all()
    for side in ("partners", "nonsense"):
        with pytest.raises(Problem, match="Nothing was signed"):
            signing.sign(whole.db, whole.frameworks, signers={side: signing.Signer("A", "B")}, **whole.place)
    assert whole.sheet.signatures == ()


def test_one_side_left_empty_is_not_signed_for(whole: Begun) -> None:
    whole.answer_all()
    signers = {"council": signing.Signer("Asha", "Leader"), "community": signing.Signer("", "")}
    assert signing.sign(whole.db, whole.frameworks, signers=signers, **whole.place).missing == ("community",)


def test_what_is_not_part_of_the_results_does_not_undo_a_signature(whole: Begun) -> None:
    whole.answer_all()
    whole.sign("council")
    whole.change(whole.everybody[0], FIRST, comment="a thought")
    evidencing.add_note(
        whole.db, whole.frameworks, statement_id=FIRST, note="Seen.", added_by="Asha", **whole.place
    )  # fmt: skip
    assert signing.sign_off_state(whole.sheet).missing == ("community",)


def test_signing_again_with_another_name_counts_and_the_first_stays_in_the_table(whole: Begun) -> None:
    whole.answer_all()
    whole.sign("council")
    signing.sign(whole.db, whole.frameworks, signers={"council": signing.Signer("Bea", "Mayor")}, **whole.place)
    assert [s.name for s in whole.sheet.signatures] == ["Bea"]
    with whole.db.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM signature").scalar() == 2


# Versions


def test_a_round_in_the_same_version_loses_nothing_although_statements_were_renamed_in_it(db: Database) -> None:
    renamed = [statement("trust.b", was="trust.a"), statement("trust.c", was="trust.c", carry=False)]
    versions = Frameworks(
        (
            framework([dimension("trust", [statement("trust.a"), statement("trust.c")])], version="1.0"),
            framework([dimension("trust", renamed)], version="1.1"),
        )
    )
    first = begin(db, frameworks=Frameworks(versions.all[:1]))
    first.answer_all(3)
    first.sign("council", "community")
    second = first.next_round(frameworks=versions)
    assert {s: a.choice for (_, s), a in second.sheet.answers.items()} == {"trust.b": 3}
    second.answer_all(1)
    second.sign("council", "community")
    third = second.next_round()
    assert {s: a.choice for (_, s), a in third.sheet.answers.items()} == {"trust.b": 1, "trust.c": 1}


def test_what_was_signed_does_not_change_when_the_framework_files_do(whole: Begun) -> None:
    whole.answer_all()
    whole.sign("council", "community")
    signed = canonical(whole.report)
    (only,) = whole.frameworks
    others = Frameworks((replace(only, name="Renamed", dimensions=only.dimensions[:1], levels=()),))
    assert canonical(reporting.build_report(whole.db, others, assessment_id=whole.id)) == signed
