"""The made-up places: never mixed with real ones, the same from the same seed, and said to be made up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from resilience_dash.domain.canonical import canonical
from resilience_dash.services import demonstrating, keeping, opening, reporting
from resilience_dash.services.demonstrating import NotEmpty
from resilience_dash.store.database import Database
from tests.builders import begin, councils, database, delivered

NOW = demonstrating.demonstration_moment()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = database(tmp_path_factory.mktemp("filled"))
    demonstrating.fill(db, delivered(), now=NOW)
    yield db
    db.close()


def results(db: Database) -> list[str]:
    """The results of every made-up assessment, but for the number it has in its database."""
    heads = [one.assessment for one in opening.list_assessments(db, delivered())]
    made_up = sorted(head.id for head in heads if head.place.made_up)
    reports = [reporting.build_report(db, delivered(), assessment_id=id_) for id_ in made_up]
    return [canonical(replace(report, assessment_id=0)) for report in reports]


def test_beside_real_assessments_they_are_written_only_when_asked_for_and_the_same_from_the_same_seed(
    filled: Database, tmp_path: Path
) -> None:
    db = database(tmp_path)
    begin(db, frameworks=delivered())
    with pytest.raises(NotEmpty, match=r"This database holds real assessments, so nothing was written\."):
        demonstrating.fill(db, delivered(), now=NOW)
    assert len(opening.list_assessments(db, delivered())) == 1
    counts = demonstrating.fill(db, delivered(), now=NOW, beside_real=True)
    assert results(db) == results(filled)
    listed = opening.list_assessments(db, delivered())
    assert [one.assessment.place.name for one in listed if not one.assessment.place.made_up] == ["Surrey Heath"]
    with db.read() as session:
        ask = session.connection().exec_driver_sql
        assert (counts.places, counts.assessments) == (5, 7)
        assert ask("SELECT count(*) FROM place WHERE made_up").scalar() == counts.places
        assert len(listed) == counts.assessments + 1
        assert ask("SELECT count(*) FROM answer WHERE NOT carried").scalar() == counts.answers
    db.close()


def test_every_place_is_made_up_and_none_has_a_real_code_or_name(filled: Database) -> None:
    real = {council.code for council in councils()} | {code for council in councils() for code in council.former_codes}
    names = {council.name.casefold() for council in councils()}
    for one in opening.list_assessments(filled, delivered()):
        place = one.assessment.place
        assert place.made_up
        assert place.council_code not in real
        assert not re.fullmatch(r"[ENSWKJLM]\d{8}", place.council_code)
        assert place.name.casefold() not in names
        assert reporting.build_report(filled, delivered(), assessment_id=one.assessment.id).made_up


def test_every_person_says_that_they_are_made_up(filled: Database) -> None:
    for one in opening.list_assessments(filled, delivered()):
        sheet = opening.open_sheet(filled, delivered(), assessment_id=one.assessment.id)
        assert all(person.name.endswith("(made up)") for person in sheet.respondents)
        assert all(signature.name.endswith("(made up)") for signature in sheet.signatures)
        assert all("made up" in evidence.note for evidence in sheet.evidence)


def test_nothing_is_wrong_with_what_was_written(filled: Database) -> None:
    assert keeping.check(filled, delivered()) == ()


def test_no_answer_lies_in_the_future(filled: Database) -> None:
    for one in opening.list_assessments(filled, delivered()):
        sheet = opening.open_sheet(filled, delivered(), assessment_id=one.assessment.id)
        moments = [answer.at for answer in sheet.answers.values()] + [s.at for s in sheet.signatures]
        assert all(at <= NOW for at in moments)
        if sheet.assessment.signed_off_at:
            assert all(at <= sheet.assessment.signed_off_at for at in moments)


def test_made_up_places_are_written_once(filled: Database) -> None:
    with pytest.raises(NotEmpty, match="The made-up places are there already"):
        demonstrating.fill(filled, delivered(), now=NOW)
