"""What must hold of a framework's folder, its dimensions and their order, and the taster."""

import re
from collections import Counter
from urllib.parse import urlsplit

from resilience_dash.content.drafts import Draft
from resilience_dash.content.finding import Found, count, repeated

VERSION = re.compile(r"\d+\.\d+")


def the_folder_says_what_it_holds(draft: Draft) -> Found:
    if draft.head is None:
        return
    written = (("slug", draft.head.slug, draft.folder.parent.name), ("version", draft.head.version, draft.folder.name))
    for key, value, folder in written:
        if value != folder:
            yield draft.problem(
                "framework", "", f"“{key}” is “{value}”, but the folder is named “{folder}”.", "Make them the same."
            )
    if not VERSION.fullmatch(draft.head.version):
        yield draft.problem(
            "framework", "", f"“version” is “{draft.head.version}”.", "Write two numbers with a dot, such as 1.0."
        )


def every_dimension_has_its_place_in_the_order(draft: Draft) -> Found:
    if draft.head is None:
        return
    order = draft.head.dimensions
    for code in repeated(order):
        yield draft.problem("framework", code, "It stands twice in “dimensions”.", "Leave it once.")
    for code in order:
        if code not in draft.dimensions:
            yield draft.problem(
                "framework", code, f"There is no file {code}.toml for it.", "Write the file, or take the code away."
            )
    for code in draft.dimensions:
        if code not in order:
            yield draft.problem(
                code, "", "The file is not named in “dimensions” of framework.toml.", "Name it there, or delete it."
            )


def names_are_different(draft: Draft) -> Found:
    heads = {code: dimension.head for code, dimension in draft.dimensions.items() if dimension.head}
    for key in ("name", "short_name"):
        for twice in repeated(getattr(head, key) for head in heads.values()):
            for code, head in heads.items():
                if getattr(head, key) == twice:
                    yield draft.problem(
                        code, "", f"Another dimension has the {key} “{twice}” too.", "Give each its own."
                    )


def dimensions_have_the_same_number_of_statements(draft: Draft) -> Found:
    if draft.head is None:
        return
    wanted = draft.head.statements_per_dimension
    for code, dimension in draft.dimensions.items():
        if code not in draft.unsure and len(dimension.statements) != wanted:
            found = f"It has {count(len(dimension.statements), 'statement')}, not {wanted}."
            yield draft.problem(code, "", found, "Correct the file, or “statements_per_dimension” in framework.toml.")


def the_taster_has_one_statement_of_each_dimension(draft: Draft) -> Found:
    if draft.head is None:
        return
    known = {statement.id for _, statement in draft.statements}
    for wanted in draft.head.taster:
        if wanted not in known and _code(wanted) not in draft.unsure:
            yield draft.problem("framework", wanted, "The taster names a statement that is not there.", "Correct it.")
    chosen = Counter(map(_code, draft.head.taster))
    for code in draft.dimensions:
        if chosen[code] != 1:
            found = f"The taster has {count(chosen[code], 'statement')} of this dimension."
            yield draft.problem("framework", code, found, "Choose exactly one.")


def every_characteristic_has_a_case(draft: Draft) -> Found:
    for code, dimension in draft.dimensions.items():
        head = dimension.head
        if head and head.kind == "characteristic" and head.case is None:
            yield draft.problem(
                code, "", "The characteristic has no [case].", "Tell one real example, with its source."
            )
        if head and head.case and not _is_web_address(head.case.link):
            yield draft.problem(
                code, "case", f"“link” is “{head.case.link}”.", "Write a whole address that begins with https://."
            )


def _code(statement_id: str) -> str:
    return statement_id.partition(".")[0]


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"\s", link)
