"""Signed results, and who beyond the place is shown them."""

import pytest

from resilience_dash.domain.access import NotAllowed, Role
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.retention import NotShared, Sharing
from resilience_dash.services import disclosing
from resilience_dash.store.database import Database
from tests.builders import Begun, begin, later
from tests.people import Person, joined, nobody


@pytest.fixture
def signed(begun: Begun) -> Begun:
    begun.answer_all(3)
    begun.sign("council", "community")
    return begun


@pytest.fixture
def owner(db: Database, place_id: int) -> Person:
    return joined(db, place_id, "owner", "Olu")


@pytest.fixture
def stranger(db: Database) -> Person:
    """The owner of another place."""
    return joined(db, begin(db, community="Frimley").sheet.assessment.place.id, "owner", "Eve")


def share(who: Person, of: Begun, sharing: Sharing) -> None:
    disclosing.share(who.db, of.frameworks, assessment_id=of.id, sharing=sharing, now=later())


def shown(db: Database, of: Begun) -> str:
    """How much of the results this caller is shown."""
    asked = {"assessment_id": of.id}
    found = []
    for name, look in (("public", disclosing.public_report), ("shared", disclosing.shared_report)):
        try:
            assert look(db, of.frameworks, **asked) == of.report
            found.append(name)
        except UnknownThing:
            continue
    assert ([head.id for head in disclosing.list_shared(db)] == [of.id]) == ("shared" in found)
    return " ".join(found)


def test_results_are_private_until_an_owner_says_otherwise_and_again_after(
    db: Database, signed: Begun, owner: Person, stranger: Person
) -> None:
    seen = []
    for sharing in (None, "members", "public", "private"):
        if sharing:
            share(owner, signed, sharing)
        assert disclosing.sharing_of(owner.db, assessment_id=signed.id) == (sharing or "private")
        seen.append((shown(nobody(db), signed), shown(stranger.db, signed)))
    assert seen == [("", ""), ("", "shared"), ("public shared", "public shared"), ("", "")]


def test_every_change_of_sharing_is_kept_and_a_repeated_one_is_none(db: Database, signed: Begun, owner: Person) -> None:
    for sharing in ("public", "public", "private", "private", "public"):
        share(owner, signed, sharing)
    with db.read() as session:
        kept = session.connection().exec_driver_sql("SELECT sharing, by_ref FROM sharing ORDER BY id").all()
    assert kept == [(sharing, owner.caller().ref) for sharing in ("public", "private", "public")]


def test_only_signed_results_are_shared(db: Database, begun: Begun, owner: Person) -> None:
    with pytest.raises(NotShared, match="not signed off yet"):
        share(owner, begun, "public")
    assert shown(nobody(db), begun) == ""


@pytest.mark.parametrize("role", ["editor", "facilitator", "partner", "viewer"])
def test_only_an_owner_shares(db: Database, signed: Begun, place_id: int, role: Role) -> None:
    ann = joined(db, place_id, role)
    with pytest.raises(NotAllowed):
        share(ann, signed, "public")
    assert disclosing.sharing_of(ann.db, assessment_id=signed.id) == "private"


def test_a_stranger_learns_nothing_by_trying(db: Database, signed: Begun, stranger: Person) -> None:
    for deed in (
        lambda: share(stranger, signed, "public"),
        lambda: disclosing.sharing_of(stranger.db, assessment_id=signed.id),
        lambda: disclosing.sharing_of(nobody(db), assessment_id=signed.id),
    ):
        with pytest.raises(UnknownThing):
            deed()
    for number in (signed.id, 999, 0, -1):
        with pytest.raises(UnknownThing, match=disclosing.NOT_SHARED[:40]):
            disclosing.public_report(nobody(db), signed.frameworks, assessment_id=number)
    with pytest.raises(UnknownThing):
        disclosing.public_report(nobody(db), signed.frameworks, assessment_id=10**30)


def test_a_way_of_sharing_that_is_none_is_refused(signed: Begun, owner: Person) -> None:
    with pytest.raises(NotShared, match="Nothing was changed"):
        share(owner, signed, "everybody")  # type: ignore[arg-type]
