"""The pages that a hosted program has beside those of `everywhere`: before a sign-in, and for members and owners."""

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.everywhere import HALF_ANSWERED, SIGNED_FULL
from tests.browser.hosted import email
from tests.browser.journey import Journey
from tests.people import PASSWORD

LONG_NOTE = "Llywelyn ap Gruffudd-Featherstonehaugh, clerk to the parish council of Ashby St Ledgers and Braunston"


def pages_of_an_administrator(person: Journey, set_up: str, invitation: str) -> Iterator[str]:
    """From the link that the first start prints to a server that is looked after."""
    person.plain("/sign-in", heading="Sign in")
    yield "sign in"
    with person.watch.refusals():
        person.page.get_by_label("E-mail address").fill(email("Asha"))
        person.page.get_by_label("Password").fill("not the password")
        person.press("Sign in")
        expect(person.page.get_by_role("alert")).to_be_visible()
        yield "sign in, refused"
    with person.watch.refusals():
        person.plain("/invitation/long-gone", heading="This link does not open anything")
        yield "a link that opens nothing"
    for page, heading in (("/privacy", "Privacy"), ("/accessibility", "Accessibility")):
        person.plain(page, heading=re.compile(f"^{heading}"))
        yield f"{page[1:]}, before the sign-in"
    person.plain(invitation, heading=re.compile("^Join "))
    yield "an invitation, opened by somebody new"
    person.plain(set_up, heading="Set up the first administrator")
    yield "set-up"
    with person.watch.refusals():
        person.press("Set up")
        expect(person.page.get_by_role("alert")).to_be_visible()
        yield "set-up, with what is missing"
    person.page.get_by_label("Your name").fill("Asha Patel")
    person.page.get_by_label("E-mail address").fill(email("Asha"))
    person.page.get_by_label("Password").fill(PASSWORD)
    person.press("Set up")
    person.at("How resilient is our local economy?")
    yield "home, of somebody without a place"
    person.open("/members", heading="Members")
    yield "members, of an administrator"
    person.open("/server", heading="Server")
    yield "server"
    person.press("Add this place")
    expect(person.main.get_by_role("alert")).to_be_visible()
    person.settled()
    yield "server, with what is missing"
    person.choose_place("Calderdale")
    person.press("Add this place")
    expect(person.text("Invite its owner next.")).to_be_visible()
    person.settled()
    person.write(re.compile("^Whose account"), "Asha Patel")
    expect(person.button("End their sign-ins")).to_be_visible()
    person.main.get_by_role("textbox", name=re.compile("only administrators")).fill(LONG_NOTE)
    person.press("Make the link", within=person.main.locator(".st-key-administrator-go"))
    expect(person.main.locator("code")).to_be_visible()
    person.settled()
    yield "server, with an account and a link"
    person.open("/server", heading="Server")
    expect(person.button("Take back").last).to_be_visible()
    yield "server, with open invitations"
    person.plain(invitation, heading=re.compile("^Join "))
    yield "an invitation, opened by a member"
    person.plain("/sign-out", heading="Sign out")
    yield "sign out"
    person.press("Sign out everywhere")
    expect(person.page.get_by_role("status")).to_be_visible()
    yield "signed out"


def pages_of_an_owner(person: Journey) -> Iterator[str]:
    """Somebody who belongs to a place, and says who else does. They are signed in."""
    person.open("/", heading="How resilient is our local economy?")
    yield "home, of a member"
    _with_the_menu_open(person)
    yield "home, with a member's own menu open"
    person.open("/members", heading="Members")
    yield "members"
    person.press("Make the link")
    expect(person.main.get_by_role("alert")).to_be_visible()
    person.settled()
    yield "members, with what is missing"
    person.tick(re.compile("^Anchor partner"))
    person.write(re.compile("^Whom is it for"), LONG_NOTE)
    person.press("Make the link")
    expect(person.main.locator("code")).to_be_visible()
    person.settled()
    yield "members, with a link"
    person.open("/members", heading="Members")
    expect(person.button("Take back").first).to_be_visible()
    person.main.locator("summary").filter(has_text="Change role or remove").last.click()
    expect(person.button("Save this role")).to_be_visible()
    person.settled()
    yield "members, changing one"
    person.open("/account", heading="Your account")
    yield "account"
    person.main.locator("summary").filter(has_text="What is erased").click()
    expect(person.button("Erase my account")).to_be_visible()
    person.press("Change the password")
    expect(person.main.get_by_role("alert").first).to_be_visible()
    person.settled()
    yield "account, with everything open and what is missing"
    person.open("/account", heading="Your account")
    person.write("Your password, to set it up", PASSWORD)
    person.press("Set up a second factor")
    expect(person.main.get_by_role("img", name=re.compile("^Square code"))).to_be_visible()
    person.settled()
    yield "account, setting up a second factor"
    person.link("What is kept, why and for how long").click()  # its address alone leads to the page before the sign-in
    person.at("Privacy")
    yield "privacy"
    person.open("/server", heading="Server")
    expect(person.text("for the administrators")).to_be_visible()
    yield "server, of somebody else"
    person.open(f"/tasks?assessment={HALF_ANSWERED}", heading="Task list")
    expect(person.text("In what capacity do you answer?")).to_be_visible()
    person.main.locator("summary").filter(has_text="Somebody has added me").click()
    person.settled()
    yield "tasks, asked in what capacity"
    person.open(f"/workshop?assessment={HALF_ANSWERED}", heading="Workshops")
    yield "workshops, of a member"
    person.open(f"/sign-off?assessment={HALF_ANSWERED}", heading="Sign off")
    yield "sign off, of one side"
    person.open(f"/results?assessment={SIGNED_FULL}", heading="Where the place stands")
    person.tick(re.compile("^Everybody who"))
    person.press("Save who may see them")
    expect(person.text("The address for everybody:")).to_be_visible()
    person.settled()
    yield "results, shown to everybody"


def pages_of_a_guest(person: Journey) -> Iterator[str]:
    """A member of another place, who reads what the owner has just shown. They are signed in."""
    person.open("/", heading="How resilient is our local economy?")
    expect(person.text("Shared by other places")).to_be_visible()
    yield "home, with results of another place"
    person.open(f"/shared?assessment={SIGNED_FULL}", heading="Where another place stands")
    expect(person.main.get_by_role("table").first).to_be_visible()
    yield "shared"
    person.open("/shared?assessment=999", heading="That is not here")
    yield "shared, that is not"
    person.open("/members", heading="Members")
    expect(person.text("you own none")).to_be_visible()
    yield "members, of somebody who owns none"
    person.plain(f"/public/{SIGNED_FULL}", heading=re.compile("where the place stands"))
    yield "public results"
    with person.watch.refusals():
        person.plain("/public/999", heading="There is nothing to see here")
        yield "public results, that are none"


def _with_the_menu_open(person: Journey) -> None:
    sidebar = person.button("Menu")
    if sidebar.is_visible():
        sidebar.click()
        expect(person.button("Collapse sidebar")).to_be_visible()
    else:
        person.page.get_by_role("banner").get_by_text("Olwen").click()
        expect(person.page.get_by_role("menu")).to_be_visible()
