"""Who may do what, role by role."""

from typing import get_args

import pytest

from resilience_dash.domain.access import (
    ADMINISTRATOR,
    AT_THE_MACHINE,
    BRINGS,
    MACHINE,
    MAY,
    NOBODY,
    ROLES,
    Action,
    Caller,
    Role,
    answers_for,
    may_add,
    signs_for,
)
from resilience_dash.domain.framework import SIDES, Side

ACTIONS: tuple[Action, ...] = get_args(Action)


def member(role: Role | None, *, administrator: bool = False, place: int = 1) -> Caller:
    return Caller("member", "ref", 7, "Jo", administrator, {place: role} if role else {})


def test_every_role_has_its_line_and_its_name() -> None:
    assert set(MAY) == set(ROLES) == set(get_args(Role))


def test_every_action_is_somebodys() -> None:
    assert frozenset().union(*MAY.values()) | ADMINISTRATOR | AT_THE_MACHINE == set(ACTIONS)


def test_what_belongs_to_the_machine_is_nobody_elses() -> None:
    assert not AT_THE_MACHINE & frozenset().union(*MAY.values(), ADMINISTRATOR)


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_may_do_nothing_and_the_person_at_the_machine_everything(action: Action) -> None:
    assert not NOBODY.may(action)
    assert not NOBODY.may(action, 1)
    assert MACHINE.may(action)
    assert MACHINE.may(action, 1)


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_role_counts_in_its_own_place_alone(role: Role, action: Action) -> None:
    assert member(role).may(action, 1) == (action in MAY[role])
    assert not member(role).may(action, 2)
    assert not member(role).may(action)


@pytest.mark.parametrize("role", MAY)
def test_whoever_may_do_anything_in_a_place_may_see_it(role: Role) -> None:
    assert "see" in MAY[role]


@pytest.mark.parametrize("role", MAY)
def test_no_role_speaks_for_both_sides(role: Role) -> None:
    assert not {"answer_council", "answer_community"} <= MAY[role]
    assert not {"sign_council", "sign_community"} <= MAY[role]


def test_each_side_can_be_answered_and_signed_for_by_somebody() -> None:
    for side in SIDES:
        assert any(answers_for(side) in allowed and signs_for(side) in allowed for allowed in MAY.values())


@pytest.mark.parametrize("role", MAY)
def test_whoever_may_add_people_brings_their_own_side_or_everybody(role: Role) -> None:
    assert bool(BRINGS[role]) == ("add_person" in MAY[role])
    spoken_for = {side for side in SIDES if answers_for(side) in MAY[role]}
    assert BRINGS[role] == (set(SIDES) if role in ("owner", "facilitator") else spoken_for)


@pytest.mark.parametrize("side", SIDES)
def test_people_are_added_by_their_own_side_or_by_whoever_calls_the_meeting(side: Side) -> None:
    may = {role for role in MAY if may_add(member(role), side, 1)}
    assert may == {"owner", "facilitator", "editor" if side == "council" else "partner"}
    assert not any(may_add(member(role), side, 2) for role in MAY)
    assert may_add(MACHINE, side, 1)
    assert not may_add(NOBODY, side, 1)
    assert not may_add(member(None, administrator=True), side, 1)


def test_an_administrator_opens_doors_and_does_not_look_into_the_rooms() -> None:
    someone = member(None, administrator=True)
    assert someone.may("manage_places")
    assert someone.may("manage_members", 1)
    for action in ("see", "answer_council", "answer_community", "settle", "read_audit", "share"):
        assert not someone.may(action, 1)  # type: ignore[arg-type]


def test_only_an_owner_invites_shares_and_reads_the_audit() -> None:
    for action in ("manage_members", "share", "read_audit", "keep_place"):
        assert [role for role in MAY if action in MAY[role]] == ["owner"]


def test_whoever_leads_meetings_for_the_place_leads_its_workshops_and_no_side_alone_does() -> None:
    assert [role for role in MAY if "facilitate" in MAY[role]] == ["owner", "editor", "facilitator"]
    assert not member(None, administrator=True).may("facilitate", 1)


@pytest.mark.parametrize("role", MAY)
def test_whoever_leads_a_workshop_may_record_what_it_settles_on(role: Role) -> None:
    assert "facilitate" not in MAY[role] or "settle" in MAY[role]
