"""The database the timings run on: the made-up places, and one full assessment that 60 people are answering."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func
from sqlmodel import select

from resilience_dash import wiring
from resilience_dash.content.frameworks import read_frameworks
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import answering, demonstrating, opening, signing
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from resilience_dash.store.tables import AnswerRow

LARGEST_PLACE = "Cressing Moor"


@dataclass(frozen=True)
class Prepared:
    """What there is to open: a frozen assessment, an open one, who answers it, and one part of its framework."""

    url: str
    signed: int
    open: int
    people: tuple[int, ...]
    part: str
    statements: int

    def answers(self) -> int:
        """How many answers the database holds for the open assessment, superseded ones included."""
        database = Database(self.url)
        try:
            with database.read() as session:
                asked = select(func.count()).select_from(AnswerRow).where(AnswerRow.assessment_id == self.open)
                return int(session.exec(asked).one())
        finally:
            database.close()

    def assess(self, person: int) -> str:
        """The address of the part, answering as this person."""
        return f"assessment={self.open}&dimension={self.part}&as={person}"


def fill(folder: Path) -> Prepared:
    """Write the made-up places, and a second round of the largest in which everybody has answered everything."""
    url = f"sqlite:///{folder / 'timed.db'}"
    frameworks = read_frameworks(wiring.settings().data / "frameworks")
    now = datetime.now(UTC)
    database = Database(url).asked_by(MACHINE)
    try:
        prepare(database, now=now)
        demonstrating.fill(database, frameworks, now=now)
        signed = opening.find(database, frameworks, wiring.councils(), named=LARGEST_PLACE)
        following = signing.start_next_round(
            database, frameworks, assessment_id=signed.id, period="the next round", mode="full", now=now
        )
        sheet = opening.open_sheet(database, frameworks, assessment_id=following.id)
        for person in sheet.respondents:
            answering.confirm_carried(
                database,
                frameworks,
                assessment_id=following.id,
                respondent_id=person.id,
                statement_ids=sheet.asked,
                now=now,
            )
    finally:
        database.close()
    return Prepared(
        url=url,
        signed=signed.id,
        open=following.id,
        people=tuple(r.id for r in sheet.respondents),
        part=sheet.dimensions[0].code,
        statements=len(sheet.asked_in(sheet.dimensions[0])),
    )
