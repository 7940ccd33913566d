"""Who may do what. One table for the places, one line for the server; every service asks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.problem import Problem

Role = Literal["owner", "editor", "facilitator", "partner", "viewer"]
Action = Literal[
    "see",
    "start",
    "answer_council",
    "answer_community",
    "add_person",
    "settle",
    "attach",
    "facilitate",
    "sign_council",
    "sign_community",
    "share",
    "manage_members",
    "read_audit",
    "keep_place",
    "manage_places",
    "manage_accounts",
    "read_server_audit",
    "keep_server",
]

ROLES: Mapping[Role, str] = MappingProxyType(
    {
        "owner": "Owner",
        "editor": "Editor",
        "facilitator": "Facilitator",
        "partner": "Anchor partner",
        "viewer": "Viewer",
    }
)

# In a place. The two sides are kept apart: nobody of the council answers or signs for the community, nor the other
# way round. The council's owner opens the door; the anchor partner speaks for the community.
MAY: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        "owner": frozenset(
            {
                "see",
                "start",
                "answer_council",
                "add_person",
                "settle",
                "attach",
                "facilitate",
                "sign_council",
                "share",
                "manage_members",
                "read_audit",
                "keep_place",
            }
        ),
        "editor": frozenset(
            {"see", "start", "answer_council", "add_person", "settle", "attach", "facilitate", "sign_council"}
        ),
        "facilitator": frozenset({"see", "add_person", "settle", "facilitate"}),
        "partner": frozenset({"see", "answer_community", "add_person", "settle", "attach", "sign_community"}),
        "viewer": frozenset({"see"}),
    }
)

# Whom they may bring to the table, where they may add people at all. Whoever calls the meeting brings anybody; whoever
# speaks for one side brings people of that side, so that neither can fill the other's chairs.
BRINGS: Mapping[Role, frozenset[Side]] = MappingProxyType(
    {
        "owner": frozenset(SIDES),
        "editor": frozenset({"council"}),
        "facilitator": frozenset(SIDES),
        "partner": frozenset({"community", "partners"}),
        "viewer": frozenset(),
    }
)

# On the server, whatever the place. An administrator opens and closes doors and does not look into the rooms.
ADMINISTRATOR: frozenset[Action] = frozenset(
    {"manage_places", "manage_accounts", "read_server_audit", "manage_members"}
)

# What nobody may do through the web: bring the database to shape, check all of it, fill it with made-up places.
AT_THE_MACHINE: frozenset[Action] = frozenset({"keep_server"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as looked up at the door: nobody, the person at this machine, or a member with a role in each place.

    `ref` stands for them in the audit and tells nothing about them. `roles` is keyed by the place's number.
    """

    kind: Literal["nobody", "machine", "member"]
    ref: str = ""
    member_id: int | None = None
    name: str = ""
    administrator: bool = False
    roles: Mapping[int, Role] = field(default_factory=dict)

    def may(self, action: Action, place_id: int | None = None) -> bool:
        """Whether they may do it in this place, or on the server where `place_id` is None."""
        if self.kind == "machine":
            return True
        if self.kind == "nobody":
            return False
        if self.administrator and action in ADMINISTRATOR:
            return True
        role = None if place_id is None else self.roles.get(place_id)
        return role is not None and action in MAY[role]


NOBODY = Caller("nobody")
MACHINE = Caller("machine", ref="machine", name="The person at this machine")


class NotAllowed(Problem):
    """The caller's role does not go that far."""


def may_add(caller: Caller, side: Side, place_id: int) -> bool:
    """Whether they may add a person of this side to those who answer in this place."""
    if caller.kind == "machine":
        return True
    role = caller.roles.get(place_id)
    return role is not None and caller.may("add_person", place_id) and side in BRINGS[role]


def answers_for(side: Side) -> Action:
    """What it takes to answer for a person of this side. Partners speak from outside the council."""
    return "answer_council" if side == "council" else "answer_community"


def signs_for(side: Side) -> Action:
    """What it takes to sign for this side."""
    return "sign_council" if side == "council" else "sign_community"
