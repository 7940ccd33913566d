"""Every action of the audit has words, and the words name people as they are known and nothing that was chosen."""

import string
from dataclasses import replace

import pytest

from resilience_dash.domain.access import MACHINE, NOBODY
from resilience_dash.domain.assessment import Respondent
from resilience_dash.domain.audit import ChainHead, Entry, chained
from resilience_dash.domain.audit_words import (
    IN_PLACES,
    KINDS,
    OF_ONESELF,
    ON_THE_SERVER,
    SAID,
    Names,
    actions_of,
    told,
)
from resilience_dash.domain.member import Member
from tests.builders import NOW
from tests.domain.noted_in_services import noted

ASHA = Member(1, "a1", "Asha Patel", None, administrator=False, created_at=NOW)
BO = Member(2, "b2", "Bo Lee", None, administrator=False, created_at=NOW)
GONE = Member(3, "c3", "", None, administrator=False, created_at=NOW, erased_at=NOW)
KNOWN = (ASHA, BO, GONE)
NAMES = Names(
    by_ref={one.ref: one for one in KNOWN},
    members={one.id: one for one in KNOWN},
    respondents={4: Respondent(4, "Bo Lee", "officer", 2), 5: Respondent(5, "Dee", "officer")},
    assessments={7: "2026 to 2027"},
    title=lambda _, named: {"trust.s1": "Trust is built", "trust": "Trust"}.get(named, named),
    machine="The machine",
)


def entry(action: str, actor: str = "a1", **about: int | str) -> Entry:
    return chained(ChainHead(), at=NOW, actor=actor, action=action, place_id=1, about=about)


def what(action: str, actor: str = "a1", **about: int | str) -> str:
    return told(entry(action, actor, **about), NAMES).what


def test_every_action_that_is_noted_has_words_and_every_word_is_noted() -> None:
    found = dict(noted())
    assert len(found) > 40
    assert found.keys() == SAID.keys()


def test_the_words_use_only_what_is_noted_with_the_action() -> None:
    made = {
        "for_respondent": "respondent",
        "whose": "member",
        "answers_left": "answers",
    }
    for action, about in noted():
        asked = {name for _, name, _, _ in string.Formatter().parse(SAID[action][1]) if name}
        missing = {made.get(name, name) for name in asked} - about
        assert not missing, (action, missing)


def test_words_and_facts_that_are_handed_on_are_found() -> None:
    found = dict(noted())
    assert found["door_opened"] == found["door_closed"] == {"assessment", "workshop"}
    assert found["round_opened"] == {"assessment", "workshop", "statement"}
    assert found["second_vote_opened"] == {"assessment", "workshop"}
    assert found["seat_moved"] == {"assessment", "workshop", "seat"}


def test_every_kind_is_offered_somewhere_and_has_actions() -> None:
    assert {*IN_PLACES, *ON_THE_SERVER} == set(KINDS)
    assert sorted(action for kind in KINDS for action in actions_of(kind)) == sorted(SAID)
    assert OF_ONESELF.keys() <= SAID.keys()


@pytest.mark.parametrize(
    ("action", "about", "said"),
    [
        (
            "role_changed",
            {"member": 2, "before": "viewer", "role": "partner"},
            "changed Bo Lee from viewer to anchor partner",
        ),
        (
            "role_changed",
            {"member": 1, "before": "owner", "role": "viewer"},
            "changed their own role from owner to viewer",
        ),
        ("member_removed", {"member": 3, "role": "editor"}, "removed a former member, who was editor"),
        (
            "answered",
            {"assessment": 7, "respondent": 5, "statement": "trust.s1"},
            "answered “Trust is built” for Dee in 2026 to 2027",
        ),
        ("importance_set", {"assessment": 7, "dimension": "trust"}, "said how important “Trust” is in 2026 to 2027"),
        (
            "member_erased",
            {"member": 3, "answers": "keep"},
            "erased a former member’s account; what they answered stays",
        ),
        ("suspended", {"member": 2}, "suspended Bo Lee’s account"),
        (
            "sharing_changed",
            {"assessment": 7, "sharing": "public"},
            "chose who may see the results of 2026 to 2027: everybody who has the address",
        ),
        ("signed_in", {"member": 1, "how": "password_and_code"}, "signed in with a password and a code"),
        ("tries_refused", {"of": "codes"}, "had to wait after too many tries to give the code of one account"),
        (
            "round_opened",
            {"assessment": 7, "workshop": 3, "statement": "trust.s1"},
            "put “Trust is built” to workshop 3",
        ),
        ("seat_moved", {"workshop": 3, "seat": 12}, "moved seat 12 of workshop 3 to another perspective"),
        ("action_added", {"assessment": 7, "number": 2}, "added action 2 to 2026 to 2027"),
        ("invitation_voided", {"invitation": 9, "member": 2}, "made link 9 void, because it was Bo Lee’s"),
        ("tidied", {"sign_ins": 4, "notes": 0}, "deleted what was long over: 4 sign-ins, and the notes of 0 links"),
    ],
    ids=range(15),
)
def test_an_entry_reads_as_a_sentence(action: str, about: dict[str, int | str], said: str) -> None:
    assert what(action, **about) == said


def test_nobody_is_told_that_they_answered_for_themselves() -> None:
    about = {"assessment": 7, "respondent": 4, "statement": "trust.s1"}
    assert what("answered", "b2", **about) == "answered “Trust is built” in 2026 to 2027"


@pytest.mark.parametrize(
    ("actor", "who"),
    [
        ("a1", "Asha Patel"),
        ("c3", "A former member"),
        (MACHINE.ref, "The machine"),
        (NOBODY.kind, "Somebody who was not signed in"),
        ("ffff", "Somebody this program does not know"),
    ],
)
def test_who_did_it_is_named_as_far_as_they_are_known(actor: str, who: str) -> None:
    assert told(entry("place_added", actor), NAMES).who == who


def test_an_entry_of_another_version_or_one_that_was_tampered_with_is_told_all_the_same() -> None:
    assert what("levitated") == "did something that this program has no words for: levitated"
    for action in SAID:
        assert what(action)
    written = replace(entry("role_changed"), about={"member": 77, "before": "{0}", "role": "tsar"})
    assert told(written, NAMES).what == "changed somebody this program does not know from ? to ?"
    written = replace(entry("invited"), about={"invitation": "{member.__class__}", "role": ["owner"]})
    assert told(written, NAMES).what == "made link {member.__class__}, which invites somebody as ?"
