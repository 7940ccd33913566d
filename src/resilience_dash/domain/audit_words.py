"""What an entry of the audit tells, in a plain sentence: “Asha Patel” and “changed Bo Lee from viewer to editor”."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from resilience_dash.domain.access import MACHINE, NOBODY, ROLES
from resilience_dash.domain.assessment import Respondent
from resilience_dash.domain.audit import Entry
from resilience_dash.domain.member import FORMER_MEMBER, Member
from resilience_dash.domain.retention import SHARINGS

AuditKind = Literal["answers", "together", "workshops", "rounds", "people", "sign_ins", "keeping"]
KINDS: Mapping[AuditKind, str] = {
    "answers": "Answers and evidence",
    "together": "What the group settled on",
    "workshops": "Workshops",
    "rounds": "Rounds, signing and sharing",
    "people": "People, roles and links",
    "sign_ins": "Signing in and out",
    "keeping": "Keeping and deleting",
}
IN_PLACES: tuple[AuditKind, ...] = ("answers", "together", "workshops", "rounds", "people", "keeping")
ON_THE_SERVER: tuple[AuditKind, ...] = ("sign_ins", "people", "keeping")

# Of every action there is: what kind it is, and what the person did. In braces stand the entry's own facts.
SAID: Mapping[str, tuple[AuditKind, str]] = {
    "answered": ("answers", "answered “{statement}”{for_respondent} in {assessment}"),
    "confirmed": ("answers", "confirmed the answer to “{statement}” that was carried over{for_respondent}"),
    "note_added": ("answers", "added a note to “{statement}” (evidence {evidence})"),
    "link_added": ("answers", "added a link to “{statement}” (evidence {evidence})"),
    "file_added": ("answers", "attached a file to “{statement}” (evidence {evidence})"),
    "evidence_withdrawn": ("answers", "took back evidence {evidence} in {assessment}"),
    "agreement_recorded": ("together", "recorded what the group agrees on “{statement}” in {assessment}"),
    "aim_set": ("together", "set the aim for “{statement}” in {assessment}"),
    "importance_set": ("together", "said how important “{dimension}” is in {assessment}"),
    "workshop_note_kept": ("together", "kept a note on “{statement}” in workshop {workshop}"),
    "action_added": ("together", "added action {number} to {assessment}"),
    "action_taken_back": ("together", "took action {number} off the list of {assessment}"),
    "to_find_added": ("together", "listed evidence to find in {assessment} (number {number})"),
    "to_find_taken_back": ("together", "took evidence to find off the list of {assessment} (number {number})"),
    "workshop_prepared": ("workshops", "prepared workshop {workshop} on {assessment}"),
    "workshop_changed": ("workshops", "changed what was prepared for workshop {workshop}"),
    "workshop_begun": ("workshops", "opened workshop {workshop} on {assessment}"),
    "workshop_taken_over": ("workshops", "changed who leads workshop {workshop}, as the hall is told"),
    "workshop_ended": ("workshops", "ended workshop {workshop}"),
    "door_opened": ("workshops", "let people into workshop {workshop} again"),
    "door_closed": ("workshops", "let nobody else into workshop {workshop}"),
    "round_opened": ("workshops", "put “{statement}” to workshop {workshop}"),
    "second_vote_opened": ("workshops", "opened a second vote in workshop {workshop}"),
    "round_paused": ("workshops", "paused a round of workshop {workshop}"),
    "round_resumed": ("workshops", "let answers in again in a round of workshop {workshop}"),
    "round_extended": ("workshops", "gave a round of workshop {workshop} more time"),
    "round_closed": ("workshops", "closed a round of workshop {workshop}"),
    "round_revealed": ("workshops", "revealed a round of workshop {workshop}"),
    "round_set_aside": ("workshops", "set a round of workshop {workshop} aside, to begin it anew"),
    "step_undone": ("workshops", "took back the last step in workshop {workshop}"),
    "seat_moved": ("workshops", "moved seat {seat} of workshop {workshop} to another perspective"),
    "seat_removed": ("workshops", "took seat {seat} of workshop {workshop} out of the count"),
    "seat_taken_back": ("workshops", "took seat {seat} of workshop {workshop} back into the count"),
    "paper_entered": ("together", "entered {sheets} paper sheets in a workshop of {assessment}"),
    "paper_taken_back": ("together", "took {sheets} paper sheets out of a workshop of {assessment} again"),
    "started": ("rounds", "started the assessment of {assessment}"),
    "round_started": ("rounds", "started the next round, {assessment}"),
    "person_added": ("people", "let {respondent} answer in {assessment}"),
    "person_recognised": ("people", "said that they are {respondent} in {assessment}"),
    "signed": ("rounds", "signed {assessment} for the {side}"),
    "signed_off": ("rounds", "completed the sign-off of {assessment}"),
    "sharing_changed": ("rounds", "chose who may see the results of {assessment}: {sharing}"),
    "invited": ("people", "made link {invitation}, which invites somebody as {role}"),
    "administrator_invited": ("people", "made link {invitation}, which invites an administrator"),
    "set_up_offered": ("people", "printed link {invitation}, which sets up the first administrator"),
    "password_reset_offered": ("people", "made link {invitation}, with which {member} sets a new password"),
    "invitation_taken_up": ("people", "came in with link {invitation} as {role}"),
    "invitation_revoked": ("people", "took back link {invitation}"),
    "invitation_voided": ("people", "made link {invitation} void, because it was {whose}"),
    "role_changed": ("people", "changed {member} from {before} to {role}"),
    "member_removed": ("people", "removed {member}, who was {role}"),
    "member_erased": ("people", "erased {whose} account; {answers_left}"),
    "account_made": ("people", "made an account with link {invitation}"),
    "administrator_set": ("people", "made {member} an administrator"),
    "administrator_taken": ("people", "took the office of administrator from {member}"),
    "suspended": ("people", "suspended {whose} account"),
    "reinstated": ("people", "let {member} sign in again"),
    "password_changed": ("people", "changed their password"),
    "password_reset": ("people", "set a new password with link {invitation}"),
    "second_factor_set": ("people", "set up a second factor"),
    "second_factor_removed": ("people", "removed their second factor"),
    "second_factor_lifted": ("people", "removed {whose} second factor"),
    "data_handed_over": ("people", "took a copy of what is kept about {whose} account"),
    "signed_in": ("sign_ins", "signed in {how}"),
    "signed_out": ("sign_ins", "ended a sign-in"),
    "signed_out_everywhere": ("sign_ins", "ended every sign-in of {whose} account"),
    "tries_refused": ("sign_ins", "had to wait after too many tries {of}"),
    "place_added": ("keeping", "added this place"),
    "made_up": ("keeping", "filled in a made-up place"),
    "retention_set": (
        "keeping",
        "set how long raw answers are kept: {unsigned} months as drafts, {signed} months once signed",
    ),
    "answers_let_go": ("keeping", "deleted {answers} raw answers of {assessment}, kept for long enough"),
    "backed_up": ("keeping", "wrote everything to a backup: {rows} rows"),
    "restored": ("keeping", "put everything back from a backup: {rows} rows"),
    "seats_cleared": ("keeping", "took the way back in from {seats} seats of workshops long over"),
    "tidied": ("keeping", "deleted what was long over: {sign_ins} sign-ins, and the notes of {notes} links"),
}
# Said instead, where it was about the person who did it.
OF_ONESELF = {
    "administrator_set": "became an administrator",
    "administrator_taken": "gave up the office of administrator",
    "role_changed": "changed their own role from {before} to {role}",
    "member_removed": "left, having been {role}",
    "signed_out_everywhere": "signed out everywhere",
    "data_handed_over": "took a copy of what is kept about them",
}
HOW = {
    "password": "with a password",
    "password_and_code": "with a password and a code",
    "provider": "through their organisation",
}
TRIED = {
    "account": "to sign in to one account",
    "address": "to sign in from one address",
    "codes": "to give the code of one account",
    "invitation": "with one link",
    "phone": "to join a workshop from one phone",
    "hall": "to join a workshop from one address",
}
LEFT = {"keep": "what they answered stays", "remove": "what they answered was deleted where nothing was signed"}
UNKNOWN = "somebody this program does not know"


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers and references of entries stand for. `title` takes an assessment's number and a statement's id.

    `machine` is what the person at this machine is called.
    """

    by_ref: Mapping[str, Member]
    members: Mapping[int, Member]
    respondents: Mapping[int, Respondent]
    assessments: Mapping[int, str]
    title: Callable[[int, str], str]
    machine: str

    def who(self, entry: Entry) -> str:
        """Who did it."""
        if entry.actor == MACHINE.ref:
            return self.machine
        if entry.actor == NOBODY.kind:
            return "Somebody who was not signed in"
        actor = self.by_ref.get(entry.actor)
        return UNKNOWN[0].upper() + UNKNOWN[1:] if actor is None else actor.name or FORMER_MEMBER


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with who did what, as plain text. It holds what people typed: their names."""

    entry: Entry
    who: str
    what: str


def told(entry: Entry, names: Names) -> Told:
    """The sentence of an entry. What this version has no words for is named as the entry names it."""
    who = names.who(entry)
    if entry.action not in SAID:
        return Told(entry, who, f"did something that this program has no words for: {entry.action}")
    words = SAID[entry.action][1]
    if _is_own(entry, names):
        words = OF_ONESELF.get(entry.action, words)
    return Told(entry, who, words.format_map(_Facts(entry, names)))


def _is_own(entry: Entry, names: Names) -> bool:
    actor = names.by_ref.get(entry.actor)
    return actor is not None and actor.id == entry.about.get("member")


def actions_of(kind: AuditKind) -> tuple[str, ...]:
    """The actions of one kind."""
    return tuple(action for action, (of, _) in SAID.items() if of == kind)


class _Facts(dict[str, str]):
    """The facts of an entry in words. One that is missing, as only in an entry that was tampered with, is “?”."""

    def __init__(self, entry: Entry, names: Names) -> None:
        about = entry.about
        super().__init__({name: str(value) for name, value in about.items()})
        number = {name: value for name, value in about.items() if isinstance(value, int)}
        member, person = names.members.get(number.get("member", 0)), names.respondents.get(number.get("respondent", 0))
        actor, assessment = names.by_ref.get(entry.actor), number.get("assessment", 0)
        self["member"], self["respondent"] = _named(member), _named(person)
        self["whose"] = "their own" if _is_own(entry, names) else f"{_named(member)}’s"
        oneself = person and actor and person.member_id == actor.id
        self["for_respondent"] = "" if oneself else f" for {_named(person)}"
        self["assessment"] = names.assessments.get(assessment, f"assessment {assessment}")
        for name in ("statement", "dimension"):
            self[name] = names.title(assessment, str(about.get(name, "?")))
        for name in ("role", "before"):
            self[name] = _looked_up(ROLES, about.get(name))
        self["sharing"] = _looked_up(SHARINGS, about.get("sharing"))
        self["how"] = _looked_up(HOW, about.get("how"))
        self["of"] = _looked_up(TRIED, about.get("of"))
        self["answers_left"] = _looked_up(LEFT, about.get("answers"))

    def __missing__(self, name: str) -> str:
        return "?"


def _named(person: Member | Respondent | None) -> str:
    """The name within a sentence; of an erased member nothing is left."""
    return UNKNOWN if person is None else person.name or FORMER_MEMBER[0].lower() + FORMER_MEMBER[1:]


def _looked_up(words: Mapping[Any, str], said: object) -> str:
    found = words.get(said, "?") if isinstance(said, str) else "?"
    return found[0].lower() + found[1:]
