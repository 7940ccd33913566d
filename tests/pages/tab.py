"""A browser tab as a person uses it: open an address, choose, type, press, and read what stands there.

It stands on Streamlit's AppTest. Widgets are found by their key alone. After every run the page is read for what must
never be seen: an exception, and text that somebody typed and that would format the page.
"""

import re
from collections.abc import Iterator
from copy import copy
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self
from unittest.mock import patch

from google.protobuf.message import Message
from markdown_it import MarkdownIt
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element, Widget
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from resilience_dash.domain.problem import Problem
from resilience_dash.ui import starting, state

ROOT = Path(__file__).resolve().parents[2]
FRAME = ROOT / "src" / "resilience_dash" / "ui" / "frame.py"
PAGES = ROOT / "pages"
ICON = re.compile(r":material/\w+: ?")
COMPILED = ScriptCache()  # for all tabs, as a server has one
LONGEST_RUN = 10  # seconds
NO_COMPONENTS = BidiComponentManager()
PLAIN_BY_NATURE = {  # what Streamlit shows as it is: values, and the options of a list that opens
    ("TextInput", "default"),
    ("TextInput", "value"),
    ("TextInput", "placeholder"),
    ("TextArea", "default"),
    ("TextArea", "value"),
    ("Selectbox", "options"),
    ("Selectbox", "raw_value"),
    ("Selectbox", "placeholder"),
}


class Tab:
    """One session, in the browser of one `device`.

    `watched` are texts that nobody may ever see formatted, whatever page they come to stand on.
    """

    def __init__(
        self,
        page: str = "home",
        *,
        device: str = "first laptop",
        token: str = "",
        watched: tuple[str, ...] = (),
        **address: object,
    ) -> None:
        self.at = new_session()
        cookies = {state.DEVICE_COOKIE: device, **({"resilience_session": token} if token else {})}
        self.browser = SimpleNamespace(cookies=cookies, headers={}, remote_ip=None)
        self.watched = watched
        self.sent: dict[str, str] = {}
        self._address(address)
        if page not in (
            "home",
            "sign_off",
        ):  # these are not called as their files are: AppTest asks for a run first
            self._turn_to(page)
        self.run()
        if page == "sign_off":
            self._turn_to(page)
            self.run()

    # What a person does

    def run(self, brought: WidgetStates | None = None) -> Self:
        for key, said in self.sent.items():
            if widget := self.find(key):
                as_sent = WidgetState(id=widget.id, string_value=said)
                widget.__class__ = type("Sent", (type(widget),), {"_widget_state": as_sent})
        unforeseen: list[BaseException] = []

        class AsServed(LocalScriptRunner):
            """A run as `st.App` makes it: what nobody caught goes to `on_script_error`."""

            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self._on_script_error = self.noted
                self._script_cache = COMPILED

            def start(self) -> None:
                """AppTest looks a thousand times a second whether the run is over, which slows the run down."""
                super().start()
                assert self._script_thread
                self._script_thread.join(LONGEST_RUN)

            def noted(self, error: BaseException) -> bool:
                if not isinstance(error, Problem):
                    unforeseen.append(error)
                return starting.on_script_error(error)

        with (
            # AppTest has no browser and so no cookies: this is where Streamlit looks for them.
            patch("streamlit.runtime.context._get_client_context", lambda: self.browser),
            patch("streamlit.testing.v1.app_test.LocalScriptRunner", AsServed),
        ):
            self.at.run() if brought is None else self.at._run(brought)
        self.at._page_hash = ""  # else AppTest goes back there at every run, wherever a button has led meanwhile
        assert not unforeseen, unforeseen
        assert not self.at.exception
        for text in self.formatted if self.watched else ():
            for typed in self.watched:
                assert not re.search(rf"(?<!\\){re.escape(typed)}", text), f"“{typed}” would be formatted: {text!r}"
        return self

    def go(self, page: str, **address: object) -> Self:
        """Open a page from the menu, or by an address typed into the same tab."""
        self._address(address)
        self._turn_to(page)
        return self.run()

    def follow(self, words: str) -> Self:
        """Open the first link whose label holds these words."""
        link = next(link for link in self.at.get("page_link") if words in read(link.proto.label))
        self.at.query_params.clear()
        for pair in filter(None, link.proto.query_string.split("&")):
            name, _, value = pair.partition("=")
            self.at.query_params[name] = value
        self._turn_to(link.proto.page.replace("-", "_") or "home")
        return self.run()

    def give(self, key: str, value: Any) -> Self:
        """Choose or type, and let the page answer."""
        self.widget(key).set_value(value)
        return self.run()

    def fill(self, **values: Any) -> Self:
        """Give several values before the page answers."""
        for key, value in values.items():
            self.widget(key).set_value(value)
        return self.run()

    def give_where_it_is(self, key: str, value: Any) -> Self:
        """Give a value if the page still offers to."""
        return self.give(key, value) if self.find(key) else self

    def press(self, key: str) -> Self:
        self.widget(key).set_value(True)
        return self.run()

    def send(self, key: str, said: str, *, press: str | None = None) -> Self:
        """Send a choice by its words, offered or not, switched off or not: what is typed into a list, or forged."""
        self.widget(key)
        self.sent[key] = said
        return self.run() if press is None else self.press(press)

    def open_box(self, person: int, statement: str) -> Self:
        """Open “Evidence, comment and aim” under a statement."""
        return self.unfold(f"box:{person}:{statement}")

    def unfold(self, *keys: str) -> Self:
        """Open boxes, as a click on their names does."""
        for key in keys:
            self.at.session_state[key] = True
        return self.run()

    def come_back(self, key: str, value: Any) -> "Tab":
        """Choose after the session was lost: the server was restarted, or a phone slept for too long.

        The browser still shows the page. What it holds, and the new choice, come with the first run of a new session.
        """
        self.widget(key).set_value(value)
        new = copy(self)
        new.at = new_session()
        new.at.query_params.update(self.at.query_params)
        new.at._page_hash = self.at._finished_page_script_hash
        return new.run(self.at._tree.get_widget_states())

    # What a person sees

    def widget(self, key: str) -> Widget:
        found = self.find(key)
        assert found is not None, f"There is no “{key}” here, but {sorted(self.keys)}"
        return found

    def find(self, key: str) -> Widget | None:
        return next((w for w in self.widgets if w.key == key), None)

    def value(self, key: str) -> Any:
        return self.widget(key).value

    @property
    def widgets(self) -> list[Widget]:
        return [element for element in self.elements if isinstance(element, Widget)]

    @property
    def keys(self) -> set[str]:
        return {w.key for w in self.widgets if w.key}

    @property
    def elements(self) -> list[Element | Block]:
        return [node for part in (self.at.main, self.at.sidebar) for node in _walk(part)]

    @property
    def page(self) -> str:
        """The heading of the page."""
        titles = [read(title.value) for title in self.at.title]
        assert len(titles) == 1, titles
        return titles[0]

    @property
    def address(self) -> dict[str, str]:
        return {name: value[0] if isinstance(value, list) else value for name, value in self.at.query_params.items()}

    @property
    def errors(self) -> list[str]:
        return [read(error.value) for error in self.at.error]

    @property
    def warnings(self) -> list[str]:
        return [read(warning.value) for warning in self.at.warning]

    @property
    def text(self) -> str:
        """Everything that is written on the page, as people read it, one element a line."""
        return "\n".join(read(text) for text in self.formatted)

    @property
    def formatted(self) -> list[str]:
        """Every string of the page that Streamlit may read as Markdown, as it is sent."""
        return [text for element in self.elements for text in _strings_of(element)]

    @property
    def links(self) -> list[str]:
        """The labels of the links to pages, in their order."""
        return [read(link.proto.label) for link in self.at.get("page_link")]

    def saved(self, statement: str) -> list[str]:
        """What stands in the quiet line below a statement."""
        block = next((b for b in self.elements if _id(b).endswith(f"saved-{statement.replace('.', '-')}")), None)
        return [] if block is None else [read(m.value) for m in _walk(block) if getattr(m, "type", "") == "markdown"]

    def table(self, alt: str) -> dict[str, list[str]]:
        """The table with these words in its description: its columns, as people read them."""
        found = next(table for table in self.at.table if alt in table.proto.alt)
        return {name: [read(cell) for cell in cells] for name, cells in found.value.to_dict("list").items()}

    # How

    def _address(self, address: dict[str, object]) -> None:
        self.at.query_params.clear()
        for name, value in address.items():
            self.at.query_params[name.rstrip("_")] = str(value)

    def _turn_to(self, page: str) -> None:
        self.at.switch_page(str(PAGES / f"{page}.py"))


def new_session() -> AppTest:
    made = AppTest.from_file(str(FRAME), default_timeout=30)
    # AppTest otherwise reads every installed package's description anew: two thirds of the time of these tests.
    made._bidi_component_manager = NO_COMPONENTS
    return made


@cache
def read(text: str) -> str:
    """Markdown as people read it: the text alone. Tags that somebody typed would be gone from it."""
    lines = []
    for block in MarkdownIt().parse(ICON.sub("", text)):
        if block.type in ("fence", "code_block"):
            lines.append(block.content)
        children = block.children or ()
        lines += ["\n" if child.type in ("softbreak", "hardbreak") else child.content for child in children]
        if block.type.endswith("_close"):
            lines.append("\n")
    return "".join(lines).strip().replace("\N{WORD JOINER}", "").replace("\N{NO-BREAK SPACE}", " ")


def _walk(block: Block) -> Iterator[Element | Block]:
    for child in block.children.values():
        yield child
        if isinstance(child, Block):
            yield from _walk(child)


def _id(node: Element | Block) -> str:
    return str(getattr(node.proto, "id", "") or "")


def _strings_of(element: Element | Block) -> list[str]:
    if element.type in ("table", "arrow_table"):
        frame = element.value
        return [str(cell) for column in frame.columns for cell in (column, *frame[column])]
    return list(_strings(element.proto)) if isinstance(element.proto, Message) else []


def _strings(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        kind = message.DESCRIPTOR.name
        if (kind, field.name) in PLAIN_BY_NATURE or field.name in ("id", "form_id", "spec", "url"):
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield one
            elif isinstance(one, Message):
                yield from _strings(one)
