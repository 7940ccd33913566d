"""Accounts, invitations and places by command: what the pages do, from the machine, in sentences and as JSON."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import Result

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import admitting, auditing, hashing, inviting
from resilience_dash.store import members
from resilience_dash.store.database import Database
from tests.builders import NOW, begin, begun_in, delivered, later
from tests.people import PASSWORD, Person, an_administrator, joined, nobody, signs_in

Run = Callable[..., Result]
PUBLIC = "https://resilience.example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, surrey: Path, run: Run) -> Iterator[Database]:
    """The database that the commands use (after `run` named another), in a file and on a server; one assessment."""
    if request.param == "file":
        opened = Database(f"sqlite:///{surrey}").asked_by(MACHINE)
    else:
        opened = request.getfixturevalue("clone")()
        begun_in(opened, {"council": 3, "community": 3, "partners": 1}, frameworks=delivered(), mode="taster")
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", opened.url.render_as_string(hide_password=False))
    monkeypatch.setenv("RESILIENCE_DASH_ADDRESS", PUBLIC)
    monkeypatch.setattr(wiring, "now", lambda: later(60))
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield opened
    wiring.database().close()
    opened.close()


@pytest.fixture
def people(db: Database) -> dict[str, Person]:
    return {"Root": an_administrator(db), "Ann": joined(db, 1, "owner", "Ann"), "Bob": joined(db, 1, "viewer", "Bob")}


def done(run: Run, *words: object) -> str:
    """What a command says that succeeds."""
    said = run(*words)
    assert (said.exit_code, said.stderr) == (0, ""), said.output
    return said.output


def facts(run: Run, *words: object) -> dict[str, object]:
    found = json.loads(done(run, *words, "--json"))
    assert isinstance(found, dict)
    return found


def refused(run: Run, *words: object) -> str:
    """What a command says that is refused, in both ways; and it has changed nothing."""
    said, as_json = run(*words), run(*words, "--json")
    assert (said.exit_code, said.stdout, as_json.exit_code, as_json.stderr) == (1, "", 1, "")
    assert json.loads(as_json.stdout) == {"problem": said.stderr.rstrip("\n")}
    return str(said.stderr)


def last_words(place: int | None = None) -> tuple[str, dict[str, int | str]]:
    entry = auditing.list_entries(wiring.database(), place_id=place)[-1]
    assert entry.actor == "machine"
    return entry.action, dict(entry.about)


def token(link: str) -> str:
    assert link.startswith(f"{PUBLIC}/invitation/")
    return link.rpartition("/")[2]


# Accounts


@pytest.mark.usefixtures("db")
def test_nobody_has_an_account_at_first(run: Run) -> None:
    assert done(run, "user", "list") == "Nobody has an account yet.\n"
    assert facts(run, "user", "list") == {"accounts": []}


def test_accounts_are_listed_and_shown_by_e_mail_or_number(run: Run, people: dict[str, Person]) -> None:
    assert done(run, "user", "list") == (
        "    2  Ann (ann@example.org)\n    3  Bob (bob@example.org)\n    1  Root (root@example.org), administrator\n"
    )
    listed = facts(run, "user", "list")["accounts"]
    assert isinstance(listed, list)
    assert listed[0] == {
        "account": 2, "name": "Ann", "email": "ann@example.org", "administrator": False, "password": True,
        "second_factor": False, "created_at": str(NOW), "suspended_at": None,
    }  # fmt: skip
    for who in ("2", "ann@example.org", " ANN@Example.org "):
        assert done(run, "user", "show", who) == (
            "    2  Ann (ann@example.org)\n       here since 23 November 2026, 10:00 UTC\n"
            "       owner of Surrey Heath\n"
        )
    assert facts(run, "user", "show", "2")["roles"] == [{"place": "Surrey Heath", "role": "owner"}]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("verb", ["show", "suspend", "reinstate", "administrator", "reset", "sign-out", "export"])
def test_an_account_that_is_not_there_is_said(run: Run, verb: str) -> None:
    assert refused(run, "user", verb, "zoe@example.org") == (
        "There is no account “zoe@example.org” here. Nothing was changed. "
        "Give an e-mail or a number from “user list”.\n"
    )


def test_somebody_is_shut_out_and_let_in_again(run: Run, people: dict[str, Person]) -> None:
    bob = people["Bob"]
    assert done(run, "user", "suspend", bob.email) == "Bob is shut out, wherever they were signed in.\n"
    assert last_words() == ("suspended", {"member": 3})
    assert bob.caller().kind == "nobody"
    assert "suspended since 23 November 2026, 11:00 UTC" in done(run, "user", "list")
    assert facts(run, "user", "reinstate", "3")["suspended_at"] is None
    assert last_words() == ("reinstated", {"member": 3})
    assert signs_in(bob.everybody, bob.email).token


def test_the_office_is_given_and_taken_but_never_from_the_last(run: Run, people: dict[str, Person]) -> None:
    said = refused(run, "user", "administrator", "root@example.org", "--take")
    assert said.startswith("They are the only administrator")
    assert done(run, "user", "administrator", "2") == "Ann is an administrator of this server.\n"
    assert people["Ann"].caller().administrator
    said = done(run, "user", "administrator", "root@example.org", "--take")
    assert said == "Root is no administrator of this server any more.\n"
    assert last_words() == ("administrator_taken", {"member": 1})
    assert refused(run, "user", "suspend", "2").startswith("They are the only administrator")


def test_a_link_to_a_new_password_works_once(run: Run, people: dict[str, Person]) -> None:
    said = done(run, "user", "reset", "bob@example.org")
    link, _, rest = said.partition("\n")
    assert rest == (
        "Give it to Bob and nobody else: it sets their password, once, until 24 November 2026, 11:00 UTC. "
        "It is not shown again.\n"
    )
    assert "a new password for account 3" in done(run, "invite", "list")
    door = nobody(people["Bob"].everybody)
    admitting.reset_password(door, token=token(link), password="lantern quiet harbour", now=later(61))
    assert signs_in(door, "bob@example.org", "lantern quiet harbour").token
    again = facts(run, "user", "reset", "3")
    assert token(str(again["link"])) != token(link)


def test_who_has_no_password_gets_no_link_to_a_new_one(run: Run, db: Database) -> None:
    made = inviting.invite(db, place_id=1, role="viewer", note="", now=NOW)
    admitting.bind_identity(
        nobody(db), invitation_token=made.token, issuer="https://id.example", subject="7", name="Di", now=NOW
    )
    assert done(run, "user", "list") == "    1  Di (through an organisation)\n"
    assert refused(run, "user", "reset", "1").startswith(
        "Di signs in through an organisation and has no password. No link was made."
    )


def test_a_lost_phone_is_helped(run: Run, db: Database, people: dict[str, Person]) -> None:
    with db.write() as session:
        members.set_totp(session, 3, secret=SECRET, confirmed_at=NOW, last_step=None)
    assert "second factor" in done(run, "user", "show", "3")
    assert signs_in(db, "bob@example.org").token is None
    assert done(run, "user", "lift-second-factor", "3") == "Bob is asked for no code any more.\n"
    assert signs_in(db, "bob@example.org").token
    assert people["Bob"].caller().kind == "nobody"


def test_sign_ins_are_ended(run: Run, people: dict[str, Person]) -> None:
    assert done(run, "user", "sign-out", "ann@example.org") == "Ann was signed out everywhere.\n"
    assert people["Ann"].caller().kind == "nobody"
    assert people["Bob"].caller().kind == "member"


@pytest.mark.usefixtures("people")
def test_data_are_handed_over_as_json(run: Run) -> None:
    for words in ([], ["--json"]):
        found = json.loads(done(run, "user", "export", "ann@example.org", *words))
        assert (found["account"]["email"], found["roles"]) == (
            "ann@example.org", [{"place": "Surrey Heath", "role": "owner"}],
        )  # fmt: skip
    assert last_words() == ("data_handed_over", {"member": 2})


def test_somebody_is_erased_only_when_it_is_said_twice(run: Run, people: dict[str, Person]) -> None:
    said = refused(run, "user", "erase", "bob@example.org", "--answers", "keep")
    assert said == (
        "This would erase Bob (bob@example.org) and keep their answers, and it cannot be undone. Nothing was changed. "
        "Say --yes as well to do it.\n"
    )
    assert people["Bob"].caller().kind == "member"
    done(run, "user", "erase", "bob@example.org", "--answers", "keep", "--yes")
    assert "Bob" not in done(run, "user", "list")
    said = refused(run, "user", "erase", "ann@example.org", "--answers", "remove", "--yes")
    assert said.startswith("Nothing was erased: they are the only owner of Surrey Heath")
    joined(people["Ann"].everybody, 1, "owner", "Cy")
    found = facts(run, "user", "erase", "2", "--answers", "remove", "--yes")
    assert found == {"account": 2, "removed_answers": 0, "still_signed": []}
    assert run("user", "erase", "1", "--yes").exit_code == 2
    assert run("user", "erase", "1", "--answers", "burn", "--yes").exit_code == 2


def test_a_name_gives_a_terminal_no_orders(run: Run, db: Database) -> None:
    joined(db, 1, "owner", "Ann")
    with db.write() as session:
        members.set_name(session, 1, "Eve\x1b[2J\x9b2J\u202egnp")
    assert done(run, "user", "show", "1").startswith("    1  Eve�[2J�2J�gnp (ann@example.org)\n")


# Invitations


def test_a_link_gives_a_role_in_a_place_once(run: Run, db: Database) -> None:
    said = done(run, "invite", "link", "--place", "surrey heath", "--role", "partner", "--note", "Jo, of the\nmarket")
    link, _, rest = said.partition("\n")
    assert re.fullmatch(
        r"Whoever opens it becomes anchor partner of Surrey Heath\. It works once, until 7 December 2026, 11:00 UTC, "
        r"and is not shown again\. “invite revoke 1” takes it back\.\n",
        rest,
    )
    assert last_words(1) == ("invited", {"invitation": 1, "role": "partner"})
    assert done(run, "invite", "list") == (
        "    1  anchor partner of Surrey Heath, until 7 December 2026, 11:00 UTC: Jo, of the market\n"
    )
    ticket = inviting.accept(
        nobody(db), token=token(link), name="Jo", email="jo@example.org", password=PASSWORD, now=later(61)
    )
    assert ticket.token
    assert done(run, "place", "members", "E07000214") == "    1  Jo (jo@example.org), anchor partner\n"
    assert done(run, "invite", "list") == "There are no open invitations.\n"


def test_a_link_makes_an_administrator(run: Run, db: Database) -> None:
    made = facts(run, "invite", "link", "--administrator")
    inviting.accept(
        nobody(db), token=token(str(made["link"])), name="Jo", email="jo@example.org", password=PASSWORD, now=later(61)
    )
    assert done(run, "user", "list") == "    1  Jo (jo@example.org), administrator\n"


def test_a_link_is_taken_back(run: Run, db: Database) -> None:
    made = facts(run, "invite", "link", "--place", "1", "--role", "viewer")
    facts(run, "invite", "link", "--administrator")
    listed = facts(run, "invite", "list")["invitations"]
    assert isinstance(listed, list)
    assert [(one["place"], one["role"], one["administrator"]) for one in listed] == [
        (None, None, True), ("Surrey Heath", "viewer", False),
    ]  # fmt: skip
    only = facts(run, "invite", "list", "--place", "1")["invitations"]
    assert isinstance(only, list)
    assert [one["invitation"] for one in only] == [made["invitation"]]
    number = made["invitation"]
    assert done(run, "invite", "revoke", number) == f"The link of invitation {number} opens nothing any more.\n"
    assert last_words(1) == ("invitation_revoked", {"invitation": number})
    with pytest.raises(Exception, match="link"):
        inviting.look_at_invitation(nobody(db), token=token(str(made["link"])), now=later(61))
    assert refused(run, "invite", "revoke", "99").startswith("There is no such invitation. Nothing was changed.")
    assert run("invite", "revoke", "many").exit_code == 2


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "No link was made. Give --place and --role, or --administrator alone."),
        (["--administrator", "--place", "1"], "No link was made."),
        (["--administrator", "--role", "owner"], "No link was made."),
        (["--place", "1"], "Nothing was changed. Give --role as well: one of owner, editor, facilitator, partner,"),
        (["--place", "1", "--role", "king"], "There is no role “king”. Nothing was changed."),
        (["--place", "Atlantis", "--role", "owner"], "There is no place “Atlantis” here. Nothing was changed. These"),
        (["--place", "1", "--role", "owner", "--note", "x" * 5_000], "The note is not saved yet"),
    ],
    ids=str,
)
def test_what_is_no_invitation_is_said_and_none_is_made(run: Run, words: list[str], sentence: str) -> None:
    assert refused(run, "invite", "link", *words).startswith(sentence)
    assert done(run, "invite", "list") == "There are no open invitations.\n"


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "words", [["invite", "link", "--administrator"], ["user", "reset", "bob@example.org"]], ids=str
)
def test_without_the_public_address_no_link_is_made(run: Run, monkeypatch, words: list[str]) -> None:
    monkeypatch.delenv("RESILIENCE_DASH_ADDRESS")
    assert refused(run, *words).startswith("RESILIENCE_DASH_ADDRESS is missing, so nobody could open the link.")
    assert done(run, "invite", "list") == "There are no open invitations.\n"


# Places


def test_places_are_listed_and_added(run: Run, db: Database) -> None:
    assert done(run, "place", "list") == "    1  Surrey Heath (E07000214)\n"
    assert done(run, "place", "add", "Runnymede") == (
        "Added Runnymede. Invite its owner next: “invite link --place 2 --role owner”.\n"
    )
    assert last_words(2) == ("place_added", {})
    assert done(run, "place", "add", "runnymede") == "Runnymede was here already, as place 2. Nothing was changed.\n"
    added = facts(run, "place", "add", "E07000212", "--community", "Egham")
    assert added == {
        "place": 3, "name": "Egham, Runnymede", "code": "E07000212", "community": "Egham", "made_up": False,
        "added": True,
    }  # fmt: skip
    listed = facts(run, "place", "list")["places"]
    assert isinstance(listed, list)
    assert [one["place"] for one in listed] == [2, 3, 1]
    begin(db, community="Mytchett")
    for named, found in (("1", "Surrey Heath"), ("E07000212", "Runnymede"), ("egham, runnymede", "Egham, Runnymede")):
        assert done(run, "place", "members", named) == f"Nobody belongs to {found} yet.\n"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("council", "sentence"),
    [
        ("Atlantis", "No council is called “Atlantis”."),
        ("E09999999", "No council has the code “E09999999”."),
        ("s", "“s” can mean several councils: "),
    ],
)
def test_a_council_that_is_not_one_is_said(run: Run, council: str, sentence: str) -> None:
    assert refused(run, "place", "add", council).startswith(sentence)
    assert done(run, "place", "list") == "    1  Surrey Heath (E07000214)\n"


def test_several_places_that_may_be_meant_are_named(run: Run, db: Database) -> None:
    begin(db, community="Egham", council=wiring.councils().by_code("E07000212"))
    begin(db, community="Thorpe", council=wiring.councils().by_code("E07000212"))
    assert refused(run, "place", "members", "Runnymede") == (
        "“Runnymede” can mean several places here. Say which: Egham, Runnymede, Thorpe, Runnymede.\n"
    )


def test_roles_are_changed_and_taken_but_an_owner_stays(run: Run, people: dict[str, Person]) -> None:
    said = done(run, "place", "change-role", "Surrey Heath", "bob@example.org", "--role", "editor")
    assert said == "Bob is editor of Surrey Heath.\n"
    assert last_words(1) == ("role_changed", {"member": 3, "before": "viewer", "role": "editor"})
    assert people["Bob"].caller().roles == {1: "editor"}
    assert refused(run, "place", "change-role", "1", "2", "--role", "viewer").startswith("They are the only owner")
    assert refused(run, "place", "remove-member", "1", "ann@example.org").startswith("They are the only owner")
    assert refused(run, "place", "change-role", "1", "3").startswith("Nothing was changed. Give --role as well")
    told = facts(run, "place", "remove-member", "1", "3")
    assert told == {"place": 1, "account": 3, "role": None}
    assert people["Bob"].caller().roles == {}
    assert refused(run, "place", "remove-member", "1", "3").startswith("They do not belong to this place.")
    listed = facts(run, "place", "members", "1")["members"]
    assert listed == [{"account": 2, "name": "Ann", "email": "ann@example.org", "role": "owner", "since": str(NOW)}]
