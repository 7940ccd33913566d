"""A member's own data, all of it, as plain values that can be written as JSON."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from resilience_dash.domain.access import NotAllowed
from resilience_dash.services.allowing import caller_of
from resilience_dash.services.auditing import noted
from resilience_dash.services.ticketing import is_of
from resilience_dash.store import invitations, members, memberships, personal, sign_ins
from resilience_dash.store.database import Database


def export_member(db: Database, *, member_id: int, now: datetime) -> dict[str, Any]:
    """Everything kept about a member. Only they themselves and the person at the machine may: raises NotAllowed.

    An administrator may not, because a member's answers are among it.
    """
    found = _everything(db, member_id=member_id, now=now)
    # In a transaction of its own, so that nobody who answers waits while all of it is read.
    with db.write(lost="Nothing was handed over. ") as session:
        noted(session, "data_handed_over", place_id=None, at=now, member=member_id)
    return found


def _everything(db: Database, *, member_id: int, now: datetime) -> dict[str, Any]:
    with db.read() as session:
        caller = caller_of(session)
        if caller.kind != "machine" and not is_of(caller, member_id):
            raise NotAllowed(
                "Nothing was handed over. Only the member themselves may ask for their data: sign in first."
            )
        account = members.account(session, member_id)
        member, linked = account.member, personal.linked(session, member_id)
        names = names_of(linked)
        places = {n: memberships.place(session, n) for n in {one.place_id for one in linked}}
        return {
            "about": "Everything this program keeps about one member.",
            "made_at": now.isoformat(),
            "account": _plain(
                {name: getattr(member, name) for name in ("ref", "name", "email", "administrator", "created_at")}
                | {"suspended_at": member.suspended_at, "has_password": member.has_password}
                | {"second_factor": member.second_factor}
            ),
            "identities": [
                {"issuer": issuer, "subject": subject, "at": at.isoformat()}
                for issuer, subject, at in members.identities(session, member_id)
            ],
            "roles": [
                {"place": place.name if place else "", "role": role}
                for n, role in memberships.roles(session, member_id).items()
                for place in (memberships.place(session, n),)
            ],
            "sign_ins": [
                _plain({name: getattr(one, name) for name in one.__slots__ if name != "member_id"})
                for one in sign_ins.of_member(session, member_id)
            ],
            "invitations": [
                _plain({name: getattr(one, name) for name in ("kind", "role", "note", "created_at", "used_at")})
                | {"made_by_you": one.invited_by == member_id, "taken_up_by_you": one.used_by == member_id}
                for one in invitations.about(session, member_id)
            ],
            "respondents": [
                {
                    "assessment": one.assessment_id,
                    "place": place.name if place else "",
                    "period": one.period,
                    "framework": one.framework,
                    "signed_off": one.signed_off,
                    "name": one.name,
                    "perspective": one.perspective,
                    "answers": [
                        _only(row, "statement_id", "choice", "reason", "strength", "comment", "carried", "at")
                        for row in personal.answers_of(session, one.respondent_id)
                    ],
                }
                for one in linked
                for place in (places[one.place_id],)
            ],
            "agreements_recorded": [
                _only(row, "assessment_id", "statement_id", "level", "reason", "at")
                for row in personal.said_by(session, member_id, names, of="agreement")
            ],
            "evidence_added": [
                _only(row, "assessment_id", "statement_id", "kind", "note", "link", "file_name", "at")
                for row in personal.said_by(session, member_id, names, of="evidence")
            ],
            "actions_recorded": [
                _only(row, "assessment_id", "statement_id", "what", "owner", "by", "at", "taken_back_at")
                for row in personal.said_by(session, member_id, names, of="action")
            ],
            "evidence_to_find_recorded": [
                _only(row, "assessment_id", "statement_id", "what", "who", "at", "taken_back_at")
                for row in personal.said_by(session, member_id, names, of="to_find")
            ],
            "workshop_notes": [
                _only(row, "workshop_id", "statement_id", "text", "at")
                for row in personal.said_by(session, member_id, names, of="note")
            ],
            "workshops_led": [
                _only(row, "id", "assessment_id", "led_by", "created_at", "ended_at")
                for row in personal.said_by(session, member_id, names, of="workshop")
            ],
        }


def names_of(linked: Iterable[personal.Linked]) -> dict[int, str]:
    """What a member is called where they answer: all that stands beside what they said before they had an account.

    Nobody else who answers there is called so, and whoever does not answer there has no part in it.
    """
    return {one.assessment_id: one.name for one in linked}


def _only(row: dict[str, object], *names: str) -> dict[str, object]:
    return _plain({name: row[name] for name in names})


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
