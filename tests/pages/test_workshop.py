"""The facilitator's page, from preparing a workshop to its end, beside phones that answer by themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from resilience_dash import wiring
from resilience_dash.domain.workshop import Workshop
from resilience_dash.services import concluding, convening, facilitating, showing, voting
from resilience_dash.services.convening import Plan
from resilience_dash.services.showing import Desk
from tests.builders import Begun
from tests.pages.conftest import Clock
from tests.pages.hall import Hall, submit
from tests.pages.tab import Tab, read

FIRST, SECOND = "leadership.commitment", "system.simple"
Start = Callable[..., Begun]


@dataclass
class Room:
    """A workshop with phones in it, and the database they all share."""

    begun: Begun
    id: int = 0
    code: str = ""
    phones: list[str] = field(default_factory=list)

    def prepare(self, *, named: bool = True, statements: tuple[str, ...] = (FIRST, SECOND)) -> "Room":
        plan = Plan(statements, ("officer", "anchor"), named, led_by="Fay")
        made = convening.prepare_workshop(
            self.begun.db, self.begun.frameworks, assessment_id=self.begun.id, plan=plan, now=wiring.now()
        )
        self.id, self.code = made.id, made.code
        return self

    def begin(self, **people: int) -> "Room":
        convening.begin(self.begun.db, self.begun.frameworks, workshop_id=self.id, now=wiring.now())
        for perspective, number in people.items():
            for _ in range(number):
                self.join(perspective)
        return self

    def join(self, perspective: str) -> None:
        name = f"Phone {len(self.phones) + 1}"
        self.phones.append(
            voting.join(
                self.begun.db,
                self.begun.frameworks,
                typed=self.code,
                perspective=perspective,
                name=name,
                now=wiring.now(),
            )
        )

    def say(self, *choices: Any, comment: str = "") -> None:
        shown = self.desk.board.scene.round
        assert shown
        for token, choice in zip(self.phones, choices, strict=False):
            voting.cast_answer(
                self.begun.db,
                self.begun.frameworks,
                token=token,
                round_id=shown.id,
                choice=choice,
                comment=comment,
                now=wiring.now(),
            )

    def does(self, service: Callable[..., object], **how: Any) -> None:
        """What another facilitator does, elsewhere."""
        service(self.begun.db, self.begun.frameworks, workshop_id=self.id, now=wiring.now(), **how)

    @property
    def desk(self) -> Desk:
        return showing.open_desk(self.begun.db, self.begun.frameworks, workshop_id=self.id)

    @property
    def workshop(self) -> Workshop:
        return self.desk.board.scene.workshop

    def tab(self) -> Tab:
        return Tab("workshop", workshop=self.id)


@pytest.fixture
def room(started: Start) -> Room:
    return Room(started({"council": 1, "community": 1}))


def steps(tab: Tab) -> dict[str, str]:
    """The steps that are offered, by their words: the first is the primary one."""
    found = [w for w in tab.widgets if w.key and w.key.startswith("step:")]
    return {read(w.proto.label): w.key for w in found}


def primary(tab: Tab) -> str:
    (only,) = [
        read(w.proto.label) for w in tab.widgets if w.key and w.key.startswith("step:") and w.proto.type == "primary"
    ]
    return only


def press(tab: Tab, words: str) -> Tab:
    return tab.press(next(key for label, key in steps(tab).items() if label.startswith(words)))


def promise(tab: Tab, what: str, owner: str, by: date | None, *, turn: int = 0) -> Tab:
    """Fill in an action and send it."""
    values = {f"action-what:{turn}": what, f"action-owner:{turn}": owner, f"action-by:{turn}": by}
    return submit(tab, f"action-add:{turn}", **values)  # type: ignore[arg-type]


def test_a_workshop_is_prepared_with_what_was_chosen(room: Room) -> None:
    tab = Tab("workshop", assessment=room.begun.id)
    plan = f"plan:{room.begun.id}:new"
    tab.give(f"{plan}:named", False).give(f"{plan}:smallest", 4).give(f"{plan}:led-by", "Fay *Ng*")
    others = [one.code for one in room.begun.sheet.framework.perspectives if one.code not in ("officer", "anchor")]
    tab.fill(**{f"{plan}:{code}": False for code in others}).press("prepare")
    (made,) = convening.list_workshops(room.begun.db, assessment_id=room.begun.id)
    assert (made.named, made.smallest, made.led_by, made.most_seats) == (False, 4, "Fay *Ng*", 250)
    assert made.perspectives == ("officer", "anchor")
    assert made.statements == room.begun.sheet.asked
    assert tab.address["workshop"] == str(made.id)
    assert primary(tab) == "Begin the workshop"
    assert "nothing is shown of fewer than 4" in tab.text


def test_an_own_choice_is_put_in_order_by_buttons(room: Room) -> None:
    tab, plan = Tab("workshop", assessment=room.begun.id), f"plan:{room.begun.id}:new"
    third = "money.knowflow"
    tab.give(f"{plan}:way", "own").give(f"{plan}:own", [FIRST, SECOND, third]).unfold(f"{plan}:order-box")
    tab.press(f"{plan}:up:{third}").press(f"{plan}:down:{FIRST}").press(f"{plan}:out:{SECOND}").press("prepare")
    (made,) = convening.list_workshops(room.begun.db, assessment_id=room.begun.id)
    assert made.statements == (third, FIRST)


def test_the_widest_gaps_come_first(room: Room) -> None:
    council, community = room.begun.everybody
    for statement, choice in ((SECOND, 4), (FIRST, 1)):
        room.begun.change(council, statement, choice=choice)
        room.begun.change(community, statement, choice=0)
    tab, plan = Tab("workshop", assessment=room.begun.id), f"plan:{room.begun.id}:new"
    tab.give(f"{plan}:way", "widest").give(f"{plan}:widest", 2).press("prepare")
    (made,) = convening.list_workshops(room.begun.db, assessment_id=room.begun.id)
    assert made.statements == (SECOND, FIRST)


def test_nothing_is_prepared_without_a_statement_and_the_page_says_so(room: Room) -> None:
    tab, plan = Tab("workshop", assessment=room.begun.id), f"plan:{room.begun.id}:new"
    tab.give(f"{plan}:way", "own").press("prepare")
    assert tab.errors == ["No statement is chosen yet. Nothing was opened. Choose at least one to talk about."]
    assert not convening.list_workshops(room.begun.db, assessment_id=room.begun.id)


def test_a_plan_is_changed_until_the_workshop_begins(room: Room) -> None:
    room.prepare()
    tab, plan = room.tab().unfold("change-plan"), f"plan:{room.begun.id}:{room.id}"
    assert tab.value(f"{plan}:own") == [FIRST, SECOND]
    tab.give(f"{plan}:named", False).press("change-plan-go")
    assert not room.workshop.named
    press(tab, "Begin")
    assert "change-plan-go" not in tab.keys


def test_a_whole_workshop_is_led_by_its_one_primary_button(room: Room, clock: Clock) -> None:
    tab = room.prepare().tab()
    press(tab, "Begin the workshop")
    assert room.workshop.door_open
    for perspective in ("officer", "officer", "officer", "anchor", "anchor", "anchor"):
        room.join(perspective)
    tab.run()
    assert "6 people have joined" in tab.text
    assert primary(tab) == "Open the first statement"
    press(tab, "Open the first statement")
    room.say(3, 4, 4, 0)
    assert "4 of 6 have answered" in tab.run().text
    assert "Missing: Community anchor (2)." in tab.text
    assert "3:00 left" in tab.text
    assert primary(tab) == "Reveal the answers"
    room.say(3, 4, 4, 0, 0, 1, comment="*Not* here")
    press(tab, "Reveal the answers")
    assert "We see this differently. The typical level is 2" in tab.text
    assert tab.table("each side")["Side"] == ["Council", "Community"]
    assert tab.table("each side")["4"] == ["2", "0"]
    assert "Phone 4: *Not* here" in tab.text
    assert primary(tab) == "Hold the second vote"
    press(tab, "Hold the second vote")
    room.say(2, 2, 2, 2, 2, 1)
    press(tab, "Reveal")
    assert "The typical level stayed at 2. We agree more than before." in tab.text
    agreed = f"agreed:{room.begun.id}:{FIRST}"
    tab.give(agreed, 2).give(f"{agreed}:reason", "The lists settled it.")
    kept = room.begun.sheet.agreements[FIRST]
    assert (kept.level, kept.reason, kept.recorded_by) == (2, "The lists settled it.", "Fay")
    assert "agreed: 2" in tab.text
    press(tab, "Open “Simple and fair buying and funding”")
    room.say(2, 2, 2, 2, 2, 2)
    press(tab, "Reveal")
    assert primary(tab) == "End the workshop"
    tab.give(f"agreed:{room.begun.id}:{SECOND}", "no")
    assert room.begun.sheet.agreements[SECOND].level is None
    assert "Nothing has so far: add 3 more below." in tab.text
    for turn, what in enumerate(("One list", "A named contact", "A yearly day")):
        promise(tab, what, "Asha", date(2027, 1, 31), turn=turn)
    assert "It is finished: 3 actions have an owner and a date." in tab.text
    press(tab, "End the workshop")
    assert room.workshop.stage == "ended"
    assert steps(tab) == {"Undo: the end": f"step:undo:{room.workshop.revision}"}
    assert tab.press("to-results").page == "Where the place stands"


def test_nothing_but_the_count_is_on_the_page_before_the_reveal(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")
    before = tab.text
    room.say(4, 4, 4, comment="A secret about bins")
    after = tab.run().text
    assert "A secret" not in after
    changed = set(after.splitlines()) ^ set(before.splitlines())
    assert changed == {
        "“Top-level commitment” is open." if "“Top-level commitment” is open." in before else "",
        "0 of 3 have answered",
        "3 of 3 have answered",
        "Missing: Council officer (3).",
        "Everybody has answered.",
    } - {""} | {line for line in changed if line.endswith(" is open.")}


def test_a_press_that_comes_late_does_nothing_to_another_round_and_says_so(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")
    for service in (facilitating.reveal, facilitating.set_aside):
        room.does(service)
    room.does(facilitating.open_round, statement_id=SECOND)
    press(tab, "Reveal")
    assert tab.errors == ["The workshop has gone on since your page showed it. Nothing was changed. Look at it anew."]
    shown = room.desk.board.scene.round
    assert shown
    assert (shown.statement.id, shown.stage) == (SECOND, "open")
    assert not tab.run().errors


def test_a_round_is_paused_extended_closed_opened_again_and_begun_anew(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")

    def stage() -> str:
        shown = room.desk.board.scene.round
        return shown.stage if shown else "none"

    press(tab, "Pause")
    assert stage() == "paused"
    assert "The round is paused." in tab.text
    press(tab, "Take answers again")
    press(tab, "One minute more")
    assert "4:00 left" in tab.text
    press(tab, "Close the round")
    assert stage() == "closed"
    press(tab, "Undo: closing the round")
    assert stage() == "open"
    press(tab, "Begin this round anew")
    assert stage() == "none"
    assert "What was said in it is kept, and counts no more." in tab.text
    press(tab, "Undo: beginning anew")
    assert stage() == "open"


def test_what_this_tab_talks_about_is_not_taken_away_by_another_facilitator(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")
    room.say(2, 2, 2)
    press(tab, "Reveal")
    room.does(facilitating.open_round, statement_id=SECOND)
    note = f"note:{room.id}:{FIRST}"
    tab.give(note, "Lists differ by department.")
    assert room.desk.notes[FIRST].text == "Lists differ by department."
    assert "What you see below is another statement." in tab.text
    tab.press(f"talk-go:{SECOND}")
    assert note not in tab.keys


def test_what_was_typed_before_a_step_is_kept_before_it_is_taken(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")
    room.say(2, 2, 2)
    press(tab, "Reveal")
    tab.widget(f"note:{room.id}:{FIRST}").set_value("Typed last.")
    press(tab, "Open “Simple")  # one message brings both, as from a browser
    assert room.desk.notes[FIRST].text == "Typed last."
    shown = room.desk.board.scene.round
    assert shown
    assert shown.statement.id == SECOND


def test_another_facilitators_note_is_shown_and_nothing_typed_is_overwritten(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")
    note = f"note:{room.id}:{FIRST}"
    tab.give(note, "Mine.")
    room.does(concluding.keep_note, statement_id=FIRST, text="Theirs.")
    tab.run()
    assert tab.value(note) == "Mine."
    assert "has noted: “Theirs.”" in tab.text
    tab.press(f"{note}:theirs")
    assert tab.value(note) == "Theirs."


def test_seats_are_moved_taken_out_and_taken_back(room: Room) -> None:
    tab = room.prepare().begin(officer=2).tab().unfold("seats").give("seat-whose", 1)
    tab.give("seat-to:1:officer", "anchor").press("seat-move:1")
    assert room.desk.seats[0].perspective == "anchor"
    tab.press("seat-out:1")
    assert room.desk.seats[0].removed
    assert "taken out" in tab.text
    tab.press("seat-back:1")
    assert not room.desk.seats[0].removed


def test_the_door_is_closed_and_opened_and_the_lead_handed_over(room: Room) -> None:
    tab = room.prepare().begin().tab()
    tab.press("door:close")
    assert not room.workshop.door_open
    assert "The door is closed" in tab.text
    tab.press("door:open")
    assert room.workshop.door_open
    tab.give("lead-name", "Bea").press("lead-take")
    assert room.workshop.led_by == "Bea"


def test_the_run_sheet_says_the_step_by_the_clock(room: Room, clock: Clock) -> None:
    tab = room.prepare().begin(officer=3).tab()
    assert "Minute 0 of 30. By the run sheet: Purpose, until minute 3." in tab.text
    clock.turn(5)
    assert "By the run sheet: Answer and reveal, until minute 18." in tab.run().text
    clock.turn(30)
    assert "By the run sheet the workshop should be over: it has run for 35 minutes." in tab.run().text


def test_missing_evidence_is_noted_with_who_finds_it_and_stands_in_the_results(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")
    room.say(2, 2, 2)
    press(tab, "Reveal")
    submit(tab, "find-add:0", **{"find-what:0": "The list of *leases*"})
    assert tab.errors == ["Who finds it is missing. Nothing was saved, and what you filled in is still here: add it."]
    submit(tab, "find-add:0", **{"find-what:0": "The list of *leases*", "find-who:0": "Bo"})
    assert [(one.what, one.who) for one in room.desk.to_find] == [("The list of *leases*", "Bo")]
    results = Tab("results", assessment=room.begun.id, watched=("*leases*",))
    assert "To be found by Bo" in results.text
    results.press(f"find-back:{room.desk.to_find[0].id}")
    assert not room.desk.to_find


def test_an_action_without_an_owner_or_a_date_is_refused_and_stays_in_its_boxes(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    promise(press(tab, "Open the first"), "One list", "", None)
    assert tab.errors == ["Who sees to it is missing. Nothing was saved, and what you filled in is still here: add it."]
    promise(tab, "One list", "Asha", None)
    assert tab.errors == ["The date is missing. Nothing was saved. An action needs a day by which it is done."]
    assert tab.value("action-what:0") == "One list"


def test_what_was_promised_is_added_and_taken_back_on_the_results_page(room: Room) -> None:
    room.begun.answer_all(2)
    tab = Tab("results", assessment=room.begun.id)
    promise(tab, "One list", "Asha", date(2027, 1, 31))
    assert "Asha, by 31 January 2027" in tab.text
    (key,) = [key for key in tab.keys if key.startswith("action-back:")]
    assert "Asha, by" not in tab.press(key).text


def test_an_anonymous_workshop_is_counted_on_the_agree_page_and_listed_nowhere(room: Room) -> None:
    room.begun.change(room.begun.everybody[0], FIRST, choice=1)
    room.prepare(named=False).begin(officer=5, anchor=5)
    tab = room.tab()
    press(tab, "Open the first")
    room.say(*[3] * 5, *[0] * 5)
    press(tab, "Reveal")
    agree = Tab("agree", assessment=room.begun.id)
    assert "10 answers were given in a workshop without names: counted here, and listed nowhere." in agree.text
    assert agree.table("everybody’s answers")["Who"] == ["Person 1"]
    assert "5 people 0 Not started" in agree.text
    for signed in (False, True):
        if signed:
            room.begun.sign("council", "community")
        for page in ("tasks", "assess", "check", "results", "sign_off", "agree", "workshop"):
            other = Tab(page, assessment=room.begun.id)
            assert not other.errors
            assert "Phone" not in other.text


def test_seats_of_a_named_workshop_are_not_offered_as_somebody_to_answer_as(room: Room) -> None:
    tab = room.prepare().begin(officer=3).tab()
    press(tab, "Open the first")
    room.say(2, 2, 2)
    press(tab, "Reveal")
    answering = Tab("tasks", assessment=room.begun.id).find(f"answer-as:{room.begun.id}")
    assert [one.split(" (")[0] for one in answering.options] == ["Person 1", "Person 2"]  # type: ignore[union-attr]
    assert "Phone 1" in Tab("agree", assessment=room.begun.id).text


def test_a_workshop_that_is_not_there_leads_home(room: Room) -> None:
    for number in ("999", "x"):
        assert Tab("workshop", workshop=number).page == "That is not here"


@pytest.mark.parametrize("who", ["owner", "editor", "facilitator"])
def test_whoever_may_facilitate_takes_the_lead_over(hall: Hall, who: str) -> None:
    made = Room(hall.begun).prepare(statements=hall.begun.sheet.asked[:2]).begin()
    tab = hall.tab(who, "workshop", workshop=made.id)
    tab.press("lead-take")
    assert made.workshop.led_by == who.capitalize()


@pytest.mark.parametrize("who", ["viewer", "partner", "member elsewhere", "administrator", "nobody"])
def test_others_are_offered_no_step_and_see_no_seat(hall: Hall, who: str) -> None:
    made = Room(hall.begun).prepare(statements=hall.begun.sheet.asked[:2]).begin(officer=1)
    tab = hall.tab(who, "workshop", workshop=made.id)
    assert not [key for key in tab.keys if key.startswith(("step:", "door:", "lead", "seat"))]
    assert made.code not in tab.text.replace("-", "")
    assert "Phone 1" not in tab.text
