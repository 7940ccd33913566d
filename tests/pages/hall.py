"""One place with a member in each role, people from outside, and what they send."""

from dataclasses import dataclass

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from resilience_dash import wiring
from resilience_dash.domain.access import MAY
from resilience_dash.store.database import Database
from tests.builders import Begun, begin, councils
from tests.pages.tab import Tab
from tests.people import Person, an_administrator, joined


@dataclass
class Hall:
    """One place with an open assessment, a member in each role, and people from outside."""

    begun: Begun
    people: dict[str, Person]

    def tab(self, who: str, page: str = "home", **address: object) -> Tab:
        return Tab(page, token=self.people[who].token if who in self.people else "", **address)  # type: ignore[arg-type]

    @property
    def place_id(self) -> int:
        return self.begun.sheet.assessment.place.id

    @property
    def statement(self) -> str:
        return self.begun.sheet.asked[0]

    def content(self) -> dict[str, list[object]]:
        """Every row but those that say who was here when."""
        with wiring.database().read() as session:
            run = session.connection().exec_driver_sql
            tables = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: [tuple(row) for row in run(f"SELECT * FROM {name}")]  # noqa: S608
                for name in tables
                if name not in ("sign_in", "attempt")
            }


def furnished(db: Database) -> Hall:
    begun = begin(db, {"council": 1, "community": 1}, frameworks=wiring.frameworks(), mode="taster")
    begun.answer_all(2)
    beside = begin(
        db, frameworks=wiring.frameworks(), mode="taster", council=councils().by_code("E07000212"), period="2026"
    )
    here, there = begun.sheet.assessment.place.id, beside.sheet.assessment.place.id
    people = {role: joined(db, here, role, role.capitalize()) for role in MAY}
    people["administrator"] = an_administrator(db)
    people["member elsewhere"] = joined(db, there, "owner", "Else")
    return Hall(begun, people)


def forged(tab: Tab, state: WidgetState) -> Tab:
    """Send what another session's widget would, as a forged message does; this session's page may have no such one."""
    return tab.run(WidgetStates(widgets=[state]))


def submit(tab: Tab, button: str, **values: str) -> Tab:
    """Fill in a form and send it, in one run, as a browser does."""
    for key, value in values.items():
        tab.widget(key).set_value(value)
    return tab.press(button)
