"""A whole workshop by command, from outside: opened, led, revealed, agreed on and ended, in sentences and as JSON."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE, NOBODY
from resilience_dash.domain.assessment import Choice
from resilience_dash.services import auditing, opening, voting
from resilience_dash.store.database import Database
from tests.builders import NOW, begun_in, delivered, later

Run = Callable[..., Result]
PUBLIC = "https://resilience.example.org"


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, surrey: Path, run: Run) -> Iterator[Database]:
    """The database that the commands use, in a file and on a server; one open assessment, nothing made up."""
    if request.param == "file":
        opened = Database(f"sqlite:///{surrey}").asked_by(MACHINE)
    else:
        opened = request.getfixturevalue("clone")()
        begun_in(opened, {"council": 3, "community": 3, "partners": 1}, frameworks=delivered(), mode="taster")
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", opened.url.render_as_string(hide_password=False))
    monkeypatch.setenv("RESILIENCE_DASH_ADDRESS", PUBLIC)
    monkeypatch.setattr(wiring, "now", lambda: later(60))
    yield opened
    wiring.database().close()
    opened.close()


class Hall:
    """The phones of a workshop, which know nothing but its code."""

    def __init__(self, db: Database, code: str) -> None:
        self.db, self.code, self.tokens = db.asked_by(NOBODY), code, list[str]()

    def join(self, **people: int) -> None:
        for perspective, number in people.items():
            for _ in range(number):
                name = f"Phone {len(self.tokens) + 1}"
                joined = voting.join(
                    self.db, delivered(), typed=self.code, perspective=perspective, name=name, now=later()
                )
                self.tokens.append(joined)

    def say(self, *choices: Choice) -> None:
        for token, choice in zip(self.tokens, choices, strict=False):
            view = voting.sit(self.db, delivered(), token=token)
            assert view.scene.round
            voting.cast_answer(
                self.db, delivered(), token=token, round_id=view.scene.round.id, choice=choice, now=later()
            )


def done(run: Run, *words: object) -> str:
    said = run("workshop", *words)
    assert (said.exit_code, said.stderr) == (0, ""), said.output
    return said.stdout


def facts(run: Run, *words: object) -> dict[str, Any]:
    found = json.loads(done(run, *words, "--json"))
    assert isinstance(found, dict)
    return found


def refused(run: Run, *words: object) -> str:
    """What a command says that is refused, in both ways."""
    said, as_json = run("workshop", *words), run("workshop", *words, "--json")
    assert (said.exit_code, said.stdout, as_json.exit_code, as_json.stderr) == (1, "", 1, "")
    assert json.loads(as_json.stdout) == {"problem": said.stderr.rstrip("\n")}
    return str(said.stderr)


def opened(run: Run, db: Database, *words: object, **people: int) -> tuple[dict[str, Any], Hall]:
    there = facts(run, "open", "--place", "Surrey Heath", *words)
    hall = Hall(db, there["code"])
    hall.join(**people)
    return there, hall


def test_a_whole_workshop_is_run_from_outside(run: Run, db: Database) -> None:
    there, hall = opened(run, db, "--named", "--led-by", "Fay", officer=3, anchor=3)
    code, link_key = there["link"].removeprefix(f"{PUBLIC}/join/").split("~")
    assert (code, len(link_key)) == (there["code"], 12)
    assert (there["stage"], there["door_open"], there["joined"], there["round"]) == ("running", True, 0, None)
    assert len(there["statements"]) == len(there["left"]) == 11
    first, second = there["statements"][:2]

    done(run, "next", "--minutes", "2")
    hall.say(4, 4, 3, 1)
    shown = facts(run, "show")
    assert shown["round"] == {
        "round": 1, "statement": first, "title": delivered().newest("keep-it-local").statement(first).title,
        "position": 1, "of": 11, "vote": 1, "stage": "open", "ends_at": str(later(60) + timedelta(minutes=2)),
        "answered": 4, "seats": 6, "missing": {"anchor": 2}, "picture": None, "first": None,
    }  # fmt: skip
    assert (shown["pictures"], shown["comments"], shown["talk_about"]) == ({}, {}, [])
    assert "4 of 6 have answered." in done(run, "show")
    assert "Missing: 2 anchor" in done(run, "show")

    assert done(run, "pause") == "The round is paused.\n"
    assert done(run, "resume") == "The round is open again.\n"
    assert done(run, "extend", "--minutes", "1.5") == "The timer runs 1.5 minutes longer.\n"
    hall.say(4, 4, 3, 1, 0, 0)
    assert done(run, "close") == "The round is closed.\n"
    assert "We see this differently." in done(run, "reveal")
    revealed = facts(run, "show")["pictures"][first]
    assert (revealed["levels"], revealed["gap"], revealed["largely_agree"]) == ([2, 1, 0, 1, 2], 4.0, False)

    assert done(run, "again") == "The second vote is open. Each phone shows its own first answer.\n"
    assert facts(run, "show")["round"]["first"]["levels"] == [2, 1, 0, 1, 2]
    hall.say(3, 3, 3, 3, 2, 2)
    assert facts(run, "reveal")["round"]["picture"]["typical"] == 3
    assert done(run, "agree", "--level", "3", "--reason", "Most of us") == (
        f"Recorded for {first}: we agree on 3 Established.\n"
    )
    assert done(run, "note", "--text", "The minutes are public.") == f"Noted on {first}.\n"
    done(run, "to-find", "--what", "The list of contracts", "--who", "Asha")

    assert done(run, "next").startswith(f"Round 3 is open: {second}, ")
    hall.say(0, 4, 0, 4, 0, 4)
    done(run, "reveal")
    assert done(run, "agree", "--not-agreed") == f"Recorded for {second}: we did not agree.\n"
    for owner in ("Asha", "Bo", "Cy"):
        done(run, "action", "--what", f"What {owner} does", "--owner", owner, "--by", "2027-01-31")
    assert done(run, "door", "--close") == "The door is closed. Whoever is in stays in.\n"
    assert done(run, "end") == f"Workshop {there['workshop']} has ended. What was agreed stands in its assessment.\n"

    at_end = facts(run, "show", there["workshop"])
    assert (at_end["stage"], at_end["left"]) == ("ended", there["statements"][2:])
    assert at_end["agreements"] == {
        first: {"level": 3, "reason": "Most of us", "recorded_by": "Fay"},
        second: {"level": None, "reason": "", "recorded_by": "Fay"},
    }
    assert [(one["owner"], one["by"]) for one in at_end["actions"]] == [
        (owner, "2027-01-31") for owner in ("Asha", "Bo", "Cy")
    ]
    assert at_end["notes"] == {first: "The minutes are public."}
    assert [(one["statement"], one["who"]) for one in at_end["to_find"]] == [(first, "Asha")]
    sheet = opening.open_sheet(db, delivered(), assessment_id=there["assessment"])
    people = {one.id for one in sheet.respondents if one.workshop == there["workshop"]}
    assert sorted(a.level for a in sheet.answers_to(first) if a.respondent_id in people) == [2, 2, 3, 3, 3, 3]
    noted = [entry.action for entry in auditing.list_entries(db, place_id=1) if "workshop" in entry.about]
    assert (noted[0], noted[-1]) == ("workshop_prepared", "workshop_ended")


def test_before_the_reveal_nothing_but_the_count_is_told(run: Run, db: Database) -> None:
    there, hall = opened(run, db, officer=5, anchor=5)
    done(run, "next")

    def told() -> tuple[str, str]:
        return done(run, "show"), done(run, "show", "--json")

    hall.say(*[0] * 10)
    low = told()
    hall.say(*[4] * 10)
    assert told() == low
    assert "10 of 10 have answered." in low[0]
    done(run, "reveal")
    assert facts(run, "show", there["code"])["round"]["picture"]["levels"] == [0, 0, 0, 0, 10]
    assert {seat["name"] for seat in facts(run, "show")["seats"]} == {""}


def test_a_round_is_begun_anew_and_a_step_taken_back(run: Run, db: Database) -> None:
    there, hall = opened(run, db, "--named", officer=3)
    first = there["statements"][0]
    done(run, "next")
    hall.say(1, 1, 1)
    done(run, "reveal")
    assert facts(run, "anew")["left"] == there["statements"]
    assert done(run, "next").startswith(f"Round 2 is open: {first}, ")
    assert done(run, "undo") == "The last step is taken back.\n"
    assert facts(run, "show")["round"] is None
    done(run, "next", "--statement", there["statements"][3])
    assert facts(run, "show")["round"]["position"] == 4


def test_a_workshop_is_made_as_it_is_asked_for(run: Run, db: Database) -> None:
    chosen = ["money.knowflow", "citizens.trust"]
    there, _ = opened(
        run, db, "--statement", chosen[0], "--statement", chosen[1], "--smallest", 7, "--most", 30, "--perspective",
        "officer", "--anonymous", "--led-by", "Fay",
    )  # fmt: skip
    asked = ("statements", "smallest", "most", "perspectives", "named", "led_by")
    assert [there[what] for what in asked] == [chosen, 7, 30, ["officer"], False, "Fay"]
    widest, _ = opened(run, db, "--mode", "characteristics", "--widest", 2)
    assert len(widest["statements"]) == 2
    listed = facts(run, "list")["workshops"]
    assert [(one["workshop"], one["place"], one["stage"]) for one in listed] == [
        (number, "Surrey Heath", "running") for number in (widest["workshop"], there["workshop"])
    ]
    assert f"Surrey Heath, 2026 to 2027: running, {there['code']}, 2 statements" in done(run, "list")


@pytest.mark.usefixtures("db")
def test_what_cannot_be_meant_is_said(run: Run) -> None:
    assert refused(run, "open") == "No workshop was opened. Give --place, such as --place “Surrey Heath”.\n"
    assert refused(run, "open", "--place", "Surrey Heath", "--mode", "quick").startswith("There is no mode “quick”.")
    assert refused(run, "open", "--place", "Surrey Heath", "--smallest", 2).startswith("Groups of 2 are too small")
    assert "There is no assessment of “Atlantis” here." in refused(run, "open", "--place", "Atlantis")
    assert "There is no statement “no.such”" in refused(run, "open", "--place", "1", "--statement", "no.such")
    assert refused(run, "show") == (
        "No workshop is going on here. Nothing was changed. Open one first, or name one that ended.\n"
    )
    assert refused(run, "show", "7") == (
        "There is no workshop “7” here. Nothing was changed. These are here: none yet.\n"
    )
    assert facts(run, "list") == {"workshops": []}


def test_a_step_that_does_not_fit_is_said_and_changes_nothing(run: Run, db: Database) -> None:
    there, hall = opened(run, db, "--named", "--statement", "money.knowflow", officer=3)
    before = facts(run, "show")
    for words in (["reveal"], ["again"], ["pause"], ["undo"], ["anew"], ["agree", "--level", "2"], ["door"]):
        assert "Nothing was" in refused(run, *words) or "There is nothing to undo" in refused(run, *words)
    assert "either --level N or --not-agreed" in refused(run, "agree")
    assert "either --level N or --not-agreed" in refused(run, "agree", "--level", "2", "--not-agreed")
    late = ["action", "--what", "x", "--owner", "y", "--by"]
    assert "is over. Nothing was saved." in refused(run, *late, str((NOW - timedelta(days=1)).date()))
    assert run("workshop", *late, "soon").exit_code == 2
    assert facts(run, "show") == before
    done(run, "next")
    for minutes in ("-5", "0", "nan", "inf", "999"):
        assert "A timer runs for up to four hours." in refused(run, "extend", "--minutes", minutes)
    hall.say(1, 2, 3)
    assert "A round is going on." in refused(run, "next", "--statement", "money.knowflow")
    assert "has not been revealed yet" in refused(run, "end")
    done(run, "reveal")
    assert refused(run, "next").startswith("Every statement has had its round. Nothing was opened.")
    opened(run, db)
    assert refused(run, "show").startswith("Several workshops are going on. Nothing was changed. Say which: ")
    assert facts(run, "show", there["code"].lower())["workshop"] == there["workshop"]


def test_a_place_whose_rounds_are_all_signed_off_is_said(run: Run, db: Database) -> None:
    run("workshop", "list")
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE assessment SET signed_off_at = created_at")
    assert "is signed off, so its answers are frozen. Nothing was changed." in refused(run, "open", "--place", "1")
