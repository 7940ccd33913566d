"""Who may see signed results, and what each place keeps for how long. Functions take a session and never commit."""

from datetime import datetime
from typing import cast

from sqlalchemy import delete, func, insert
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.retention import KeptFor, Sharing
from resilience_dash.store.tables import table
from resilience_dash.store.tables_members import PlaceSettingRow, SharingRow

SHARING, SETTING = table(SharingRow), table(PlaceSettingRow)


def add(session: Session, *, assessment_id: int, sharing: Sharing, by_ref: str, now: datetime) -> None:
    values = {"assessment_id": assessment_id, "sharing": sharing, "by_ref": by_ref, "at": now}
    session.connection().execute(insert(SHARING).values(values))


def newest(session: Session, assessment_id: int) -> Sharing:
    """Who may see the signed results now; nobody else until somebody says so."""
    asked = columns(SHARING.c.sharing).where(SHARING.c.assessment_id == assessment_id)
    found = session.connection().execute(asked.order_by(SHARING.c.id.desc()).limit(1)).scalar()
    return cast(Sharing, found or "private")


def shared(session: Session) -> dict[int, Sharing]:
    """Every assessment that is not private, with who may see it."""
    last = columns(func.max(SHARING.c.id)).group_by(SHARING.c.assessment_id)
    asked = columns(SHARING).where(SHARING.c.id.in_(last), SHARING.c.sharing != "private")
    return {row.assessment_id: row.sharing for row in session.connection().execute(asked)}


def kept_for(session: Session, place_id: int) -> KeptFor:
    row = session.connection().execute(columns(SETTING).where(SETTING.c.place_id == place_id)).first()
    return KeptFor(row.months_unsigned, row.months_signed) if row else KeptFor()


def set_kept_for(session: Session, place_id: int, kept: KeptFor, now: datetime) -> None:
    values = {"place_id": place_id, "months_unsigned": kept.unsigned, "months_signed": kept.signed, "at": now}
    session.connection().execute(delete(SETTING).where(SETTING.c.place_id == place_id))
    session.connection().execute(insert(SETTING).values(values))
