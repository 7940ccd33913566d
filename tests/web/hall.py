"""A hall in front of a wall: a workshop in the program's own database, with people who answer."""

from collections.abc import Sequence

from resilience_dash import wiring
from resilience_dash.domain.assessment import Choice
from resilience_dash.domain.framework import Side
from resilience_dash.services import convening, facilitating, voting
from resilience_dash.services.convening import Plan
from resilience_dash.store.database import Database
from tests.builders import PERSPECTIVE, begin, councils, delivered

PEOPLE: dict[Side, int] = {"council": 6, "community": 6}
SPLIT: tuple[Choice, ...] = (4, 4, 4, 3, 3, 4, 0, 0, 1, 1, 0, 0)
TOGETHER: tuple[Choice, ...] = (2,) * 12


class Hall:
    """A workshop on the taster, led from the machine. The n-th person gives the n-th of what is said."""

    def __init__(
        self,
        db: Database,
        people: dict[Side, int] | None = None,
        *,
        named: bool = False,
        led_by: str = "Fay",
        begun: bool = True,
        assessment_id: int | None = None,
    ) -> None:
        self.db, self.frameworks = db, delivered()
        self.assessment = assessment_id or begin(db, frameworks=self.frameworks, mode="taster").id
        self.statements = self.frameworks.get("keep-it-local", "1.0").taster  # in any mode
        plan = Plan(self.statements, tuple(PERSPECTIVE.values()), named, led_by=led_by)
        made = convening.prepare_workshop(
            db, self.frameworks, assessment_id=self.assessment, plan=plan, now=wiring.now()
        )
        self.id, self.code = made.id, made.code
        self.tokens: list[str] = []
        if begun:
            convening.begin(db, self.frameworks, workshop_id=self.id, now=wiring.now())
            for side, number in (PEOPLE if people is None else people).items():
                for _ in range(number):
                    self.join(PERSPECTIVE[side])

    @classmethod
    def elsewhere(cls, db: Database) -> "Hall":
        """A hall of another place."""
        of = begin(db, frameworks=delivered(), mode="taster", council=councils().by_code("E07000223"))
        return cls(db, {"council": 1}, assessment_id=of.id)

    @property
    def path(self) -> str:
        return f"/board/{self.id}"

    def title(self, number: int) -> str:
        return self.frameworks.get("keep-it-local", "1.0").statement(self.statements[number]).title

    def join(self, perspective: str) -> None:
        how = {"typed": self.code, "perspective": perspective, "name": f"Phone {len(self.tokens)}"}
        self.tokens.append(voting.join(self.db, self.frameworks, now=wiring.now(), **how))

    def open(self, number: int = 0, *, minutes: float | None = None) -> int:
        there = facilitating.open_round(
            self.db,
            self.frameworks,
            workshop_id=self.id,
            statement_id=self.statements[number],
            minutes=minutes,
            now=wiring.now(),
        )
        assert there.round
        return there.round.id

    def again(self) -> int:
        there = facilitating.ask_again(self.db, self.frameworks, workshop_id=self.id, now=wiring.now())
        assert there.round
        return there.round.id

    def say(self, round_id: int, choices: Sequence[Choice], comment: str = "") -> None:
        for token, choice in zip(self.tokens, choices, strict=False):
            said = {"round_id": round_id, "choice": choice, "comment": comment}
            voting.cast_answer(self.db, self.frameworks, token=token, now=wiring.now(), **said)  # type: ignore[arg-type]

    def reveal(self) -> None:
        facilitating.reveal(self.db, self.frameworks, workshop_id=self.id, now=wiring.now())

    def shown(self, choices: Sequence[Choice], number: int = 0) -> None:
        """A whole round."""
        self.say(self.open(number), choices)
        self.reveal()
