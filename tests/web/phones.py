"""A workshop in the program's own database, its phones with cookies of their own, and whoever leads it."""

import re
from html import unescape

from starlette.applications import Starlette
from starlette.testclient import TestClient

from resilience_dash.domain.access import MACHINE
from resilience_dash.services import convening, facilitating
from resilience_dash.services.convening import Plan
from resilience_dash.store.database import Database
from tests.builders import NOW, begun_in, delivered

HERE = "http://localhost:8501"
STATEMENTS = ("leadership.commitment", "participation.decisions")
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Hall:
    """A workshop that is led through the services, while phones ask for pages."""

    def __init__(self, db: Database, *, named: bool = False, **plan: object) -> None:
        self.db, self.frameworks = db.asked_by(MACHINE), delivered()
        begun = begun_in(self.db, {"council": 1}, frameworks=self.frameworks, mode="taster")
        self.assessment = begun.id
        framework = begun.sheet.framework
        asked = [one.id for one in framework.statements_in("taster")][:3]
        self.perspectives = tuple(one.code for one in framework.perspectives[:4])
        made = Plan(tuple(asked), self.perspectives, named, led_by="Fay Facilitator", **plan)  # type: ignore[arg-type]
        self.statements = tuple(asked)
        self.framework = framework
        there = convening.prepare_workshop(self.db, self.frameworks, assessment_id=self.assessment, plan=made, now=NOW)
        self.id, self.code = there.id, there.code
        convening.begin(self.db, self.frameworks, workshop_id=self.id, now=NOW)

    @property
    def link(self) -> str:
        return f"/join/{self.code[:4]}-{self.code[4:]}"

    def step(self, name: str, **how: object) -> int:
        """One of the facilitator's steps, such as `open_round`; the number of the round."""
        service = getattr(facilitating, name)
        there = service(self.db, self.frameworks, workshop_id=self.id, now=NOW, **how)
        return there.round.id if there.round else 0

    def open(self, nth: int = 0) -> int:
        return self.step("open_round", statement_id=self.statements[nth])

    def door(self, open_: bool) -> None:
        convening.set_door(self.db, self.frameworks, workshop_id=self.id, open_=open_, now=NOW)

    def end(self) -> None:
        convening.end(self.db, self.frameworks, workshop_id=self.id, now=NOW)


class Phone:
    """A browser with cookies of its own, which sends what browsers send."""

    def __init__(self, app: Starlette, *, base_url: str = HERE, address: str = "127.0.0.1") -> None:
        self.asks = TestClient(
            app,
            base_url=base_url,
            client=(address, 50000),
            follow_redirects=False,
            headers=PAGE | {"Origin": base_url},
        )

    def see(self, path: str = "/vote") -> str:
        """The text of a page, with its words as a person reads them."""
        return words(self.asks.get(path).text)

    def join(self, hall: Hall, *, nth: int = 0, name: str = "") -> "Phone":
        page = self.asks.get(hall.link)
        assert page.status_code == 200, page.text
        said = {"seat": hidden(page.text, "seat"), "perspective": hall.perspectives[nth], "name": name}
        answer = self.asks.post(hall.link, data=said)
        assert (answer.status_code, answer.headers["location"]) == (303, "/vote"), answer.text
        return self

    def say(self, round_id: int, choice: object, comment: str = ""):  # type: ignore[no-untyped-def]
        said = {"round": str(round_id), "comment": comment} | ({"choice": str(choice)} if choice is not None else {})
        return self.asks.post("/vote", data=said)


def hidden(page: str, name: str) -> str:
    """What a form of the page brings back under a name."""
    (found,) = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)
    return str(found)


def words(page: str) -> str:
    """The text of a page in one line, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2] or page)).split())
