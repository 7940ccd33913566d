"""Erasing a member: what is theirs goes, what they answered stays without their name, or goes too, by choice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from resilience_dash.domain.member import FORMER_MEMBER, LastOwner
from resilience_dash.domain.problem import Problem
from resilience_dash.services import limiting
from resilience_dash.services.allowing import allowed, caller_of
from resilience_dash.services.auditing import noted
from resilience_dash.services.handing_over import export_member as export_member
from resilience_dash.services.handing_over import names_of
from resilience_dash.services.keeping_passwords import confirm_password
from resilience_dash.services.looking_after_accounts import keep_an_administrator, own_account
from resilience_dash.services.retaining import keep_for as keep_for
from resilience_dash.services.retaining import kept_for as kept_for
from resilience_dash.services.retaining import retain as retain
from resilience_dash.services.retaining import tidy as tidy
from resilience_dash.services.ticketing import is_of
from resilience_dash.services.voiding import note_voided, void
from resilience_dash.store import assessments, invitations, members, memberships, personal, sign_ins
from resilience_dash.store.database import Database, Session


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure left: how many answers went, and which signed assessments keep theirs."""

    removed_answers: int
    still_signed: tuple[int, ...]

    @property
    def said(self) -> str:
        """What the person who asked for it reads."""
        gone = f" {self.removed_answers:,} answers were deleted." if self.removed_answers else ""
        kept = (
            f" Signed results stay as they were signed, with the names that stand under them; what was answered there "
            f"is kept as said by “{FORMER_MEMBER}”."
            if self.still_signed
            else ""
        )
        return f"The account was erased.{gone}{kept}"


def erase(db: Database, *, member_id: int, answers: Literal["keep", "remove"], now: datetime) -> Erased:
    """Erase a member: they themselves, or whoever looks after accounts. It cannot be undone.

    `answers` “remove” deletes what they answered in assessments that are not signed off; else it is kept as said by
    a former member. Signed snapshots and signatures stay.
    Raises NotAllowed, LastOwner, LastAdministrator and UnknownThing.
    """
    if answers not in ("keep", "remove"):
        raise Problem(f"Answers can be kept or removed, not “{answers}”. Nothing was changed.")
    with db.write() as session:
        if not is_of(caller_of(session), member_id):
            allowed(session, "manage_accounts")
        _keep_owners(session, member_id)
        keep_an_administrator(session, member_id)
        member = members.account(session, member_id, lock=True).member
        linked = personal.linked(session, member_id)
        personal.rename_in(session, member_id, names_of(linked), FORMER_MEMBER)
        removed = 0
        for one in linked:
            assessments.touch(session, one.assessment_id)  # first, so that whoever is answering waits, or was before
            others = {
                name for n, name in personal.names_in(session, one.assessment_id).items() if n != one.respondent_id
            }
            personal.part_from(session, one.respondent_id, _free_name(others))
            if answers == "remove" and not one.signed_off:
                removed += personal.delete_answers(session, respondent_id=one.respondent_id)
        places = {*memberships.roles(session, member_id), *(one.place_id for one in linked)}
        memberships.remove(session, member_id=member_id)
        sign_ins.forget(session, member_id=member_id)
        links = void(session, now, by=member_id) + void(session, now, of=member_id)
        invitations.clear_notes(session, member_id=member_id)
        limiting.reopened(session, limiting.account(member.email or member.ref))
        members.erase(session, member_id, now)
        for place_id in (None, *sorted(places | {one.place_id for one in links if one.place_id})):
            if place_id is None or place_id in places:
                noted(session, "member_erased", place_id=place_id, at=now, member=member_id, answers=answers)
            there = [one for one in links if one.place_id == place_id]
            note_voided(session, there, member_id=member_id, now=now)
    return Erased(removed, tuple(one.assessment_id for one in linked if one.signed_off))


def erase_oneself(db: Database, *, password: str, answers: Literal["keep", "remove"], now: datetime) -> Erased:
    """Erase the caller's own account, once they have said their password, where they have one.

    Raises what `erase` raises, SignInRefused and TooManyTries.
    """
    me = own_account(db)
    if me.has_password:
        confirm_password(db, password=password, now=now)
    return erase(db, member_id=me.id, answers=answers, now=now)


def _keep_owners(session: Session, member_id: int) -> None:
    alone = []
    for place_id, role in memberships.roles(session, member_id).items():
        place = memberships.place(session, place_id, lock=True)
        if role == "owner" and place and memberships.owners(session, place_id) == [member_id]:
            alone.append(place.name)
    if alone:
        raise LastOwner(
            f"Nothing was erased: they are the only owner of {' and of '.join(alone)}, so nobody could open the door "
            "there any more. Make somebody else an owner first."
        )


def _free_name(taken: set[str]) -> str:
    # Two former members of one assessment stay two people: their answers count apart.
    names = [FORMER_MEMBER, *(f"{FORMER_MEMBER} {n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
