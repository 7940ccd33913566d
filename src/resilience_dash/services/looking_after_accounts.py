"""What an administrator does with accounts: list, suspend, let in again, share the office, help with a lost phone."""

from datetime import datetime

from resilience_dash.domain.member import Invitation, LastAdministrator, Member, email_key
from resilience_dash.services.allowing import allowed
from resilience_dash.services.auditing import noted
from resilience_dash.services.inviting import invite_to_reset as invite_to_reset
from resilience_dash.services.ticketing import signed_in
from resilience_dash.services.voiding import note_voided, void
from resilience_dash.store import members, sign_ins
from resilience_dash.store.database import Database, Session


def own_account(db: Database) -> Member:
    """The caller's own account. Raises NotAllowed where nobody is signed in."""
    with db.read() as session:
        return members.account(session, signed_in(session)).member


def list_accounts(db: Database) -> tuple[Member, ...]:
    """Everybody with an account, by name. Raises NotAllowed."""
    with db.read() as session:
        allowed(session, "manage_accounts")
        return tuple(members.members(session).values())


def search_accounts(db: Database, *, said: str) -> tuple[Member, ...]:
    """The accounts whose name or e-mail holds what is said, by name; none where nothing is said. Raises NotAllowed."""
    wanted = said.casefold().split()
    with db.read() as session:
        allowed(session, "manage_accounts")
        # Looked at here and not by the database, whose lower case would know the letters of English only.
        everybody = members.members(session).values() if wanted else ()
    return tuple(m for m in everybody if all(word in f"{m.name} {m.email or ''}".casefold() for word in wanted))


def find_account(db: Database, *, email: str) -> Member | None:
    """The account with this e-mail, for the command line and administrators. Raises NotAllowed."""
    with db.read() as session:
        allowed(session, "manage_accounts")
        found = members.account_by_email(session, email_key(email))
    return found.member if found else None


def suspend(db: Database, *, member_id: int, now: datetime) -> None:
    """Shut a member out at once, wherever they are signed in, and take back the invitations they made.

    Their roles stay for the day they are let in again. Raises NotAllowed, LastAdministrator and UnknownThing.
    """
    with db.write() as session:
        allowed(session, "manage_accounts")
        keep_an_administrator(session, member_id)
        members.account(session, member_id, lock=True)
        members.set_suspended(session, member_id, now)
        sign_ins.end_all(session, member_id, now)
        links = void(session, now, by=member_id)
        noted(session, "suspended", place_id=None, at=now, member=member_id)
        note_voided(session, links, member_id=member_id, now=now)


def reinstate(db: Database, *, member_id: int, now: datetime) -> None:
    """Let a suspended member sign in again. Raises NotAllowed and UnknownThing."""
    with db.write() as session:
        allowed(session, "manage_accounts")
        members.account(session, member_id, lock=True)
        members.set_suspended(session, member_id, None)
        sign_ins.end_all(session, member_id, now)
        noted(session, "reinstated", place_id=None, at=now, member=member_id)


def set_administrator(db: Database, *, member_id: int, administrator: bool, now: datetime) -> None:
    """Give a member the office of administrator, or take it and end their sign-ins.

    Raises NotAllowed, LastAdministrator and UnknownThing.
    """
    with db.write() as session:
        allowed(session, "manage_accounts")
        links: tuple[Invitation, ...] = ()
        if not administrator:
            keep_an_administrator(session, member_id)
            sign_ins.end_all(session, member_id, now)
            links = void(session, now, by=member_id)
        before = members.account(session, member_id, lock=True).member.administrator
        members.set_administrator(session, member_id, administrator)
        if before != administrator:
            action = "administrator_set" if administrator else "administrator_taken"
            noted(session, action, place_id=None, at=now, member=member_id)
        note_voided(session, links, member_id=member_id, now=now)


def lift_second_factor(db: Database, *, member_id: int, now: datetime) -> None:
    """Ask a member for no codes until they set up another app, and end their sign-ins: their phone is lost.

    Raises NotAllowed and UnknownThing.
    """
    with db.write() as session:
        allowed(session, "manage_accounts")
        members.account(session, member_id, lock=True)
        members.set_totp(session, member_id, secret=None, confirmed_at=None, last_step=None)
        sign_ins.end_all(session, member_id, now)
        noted(session, "second_factor_lifted", place_id=None, at=now, member=member_id)


def keep_an_administrator(session: Session, but: int) -> None:
    """Nothing, if somebody else still looks after the server. Raises LastAdministrator."""
    if members.administrators(session, lock=True) == [but]:
        raise LastAdministrator(
            "They are the only administrator, so nobody could look after the server any more. Nothing was changed. "
            "Make somebody else an administrator first."
        )
