"""A page of ours as plain data, taken from what it sent: the floor draws the same elements from it, with no logic.

A trace is JSON: the menu, the page's settings, and a tree whose nodes say which Streamlit function draws them, with
which arguments. Because it is taken from the running page, the floor follows every change of the page by itself.
"""

import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench.driver import Browser, Node, Place

Call = tuple[str, dict[str, Any]]
MAIN = 0
JUSTIFY = {0: "left", 1: "left", 2: "right", 3: "center", 4: "distribute"}
ALIGN = {0: "top", 1: "top", 2: "bottom", 3: "center", 4: "top"}
ALIGN_ACROSS = {0: "left", 1: "left", 2: "right", 3: "center", 4: "left"}
GAPS = {1: "small", 2: "medium", 3: "large", 4: None, 5: "xxsmall", 6: "xsmall", 7: "xlarge", 8: "xxlarge"}
ALERTS = {1: "error", 2: "warning", 3: "info", 4: "success"}
VISIBILITY = ("visible", "hidden", "collapsed")
HEADINGS = {"h1": "title", "h2": "header", "h3": "subheader"}


def trace(tab: Browser, folder: Path, name: str) -> Path:
    """Write down the page this tab shows, as `name`.json with the pictures it uses, and return that file."""
    file = folder / f"{name}.json"
    pages = [
        {
            "title": p.page_name,
            "url_path": p.url_pathname,
            "default": p.is_default,
            "hidden": p.is_hidden,
            "section": p.section_header,
        }
        for p in tab.navigation.app_pages
    ]
    said = {
        "pages": pages,
        "position": ("hidden", "sidebar", "top")[tab.navigation.position],
        "configs": [_config(config, tab, folder) for config in tab.configs],
        "logo": _logo(tab, folder),
        "tree": _children(tab, (MAIN,), ""),
    }
    file.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return file


def differences(ours: Browser, floor: Browser) -> list[str]:
    """What one page draws more often than the other; nothing where the floor has caught up with the page."""
    mine, bare = (Counter(n.kind for p, n in tab.nodes.items() if p[0] == MAIN) for tab in (ours, floor))
    differ = [kind for kind in sorted(mine | bare) if mine[kind] != bare[kind]]
    return [f"{kind}: {mine[kind]} ours, {bare[kind]} floor" for kind in differ]


def _children(tab: Browser, parent: Place, fragment: str) -> list[dict[str, Any]]:
    there = sorted(path for path in tab.nodes if len(path) == len(parent) + 1 and path[: len(parent)] == parent)
    return [_node(tab, path, tab.nodes[path], fragment) for path in there]


def _node(tab: Browser, path: Place, node: Node, fragment: str) -> dict[str, Any]:
    inside = _children(tab, path, node.fragment)
    if node.fragment != fragment:  # st.fragment makes this container itself
        return {"draw": "fragment", "with": {}, "inside": inside}
    draw, arguments = _call(node, tab)
    return {"draw": draw, "with": arguments, "inside": inside}


def _call(node: Node, tab: Browser) -> Call:
    found = CALLS.get(node.kind)
    if found is None:
        return ("container", {}) if node.is_block else ("text", {"body": f"The floor has no {node.kind} yet"})
    if node.kind in WITH_THE_TAB:
        return WITH_THE_TAB[node.kind](node, tab)
    return found(node)


# One function for each kind of element: what was sent, as the call that sends it


def _width(node: Node) -> dict[str, Any]:
    return _size(node.message.width_config) if node.message.HasField("width_config") else {}


def _size(config: Any) -> dict[str, Any]:
    match config.WhichOneof("width_spec"):
        case "pixel_width":
            return {"width": config.pixel_width}
        case "use_content":
            return {"width": "content"}
        case "use_stretch":
            return {"width": "stretch"}
    return {}


def _key(name: str) -> dict[str, str]:
    """The key that was given to a widget: it stands at the end of its id."""
    parts = name.split("-", 2)
    return {"key": parts[2]} if len(parts) == 3 and parts[2] != "None" else {}


def _widget(node: Node) -> dict[str, Any]:
    widget = node.content
    said = {"label": widget.label, "disabled": widget.disabled, **_key(widget.id), **_width(node)}
    if hasattr(widget, "label_visibility"):
        said["label_visibility"] = VISIBILITY[widget.label_visibility.value]
    return said


def _container(node: Node) -> Call:
    flex = node.content
    across = flex.direction == flex.HORIZONTAL
    key = _key(node.message.id) if node.message.HasField("id") else {}
    sides = {
        "horizontal_alignment": (JUSTIFY[flex.justify] if across else ALIGN_ACROSS[flex.align]),
        "vertical_alignment": (ALIGN[flex.align] if across else "top"),
    }
    gap = {"gap": GAPS.get(flex.gap_config.gap_size, "small")}
    return "container", {"border": flex.border, "horizontal": across, **sides, **gap, **key, **_width(node)}


def _row(node: Node, tab: Browser) -> Call:
    """A horizontal container: of columns, where it holds some."""
    path = next(place for place, there in tab.nodes.items() if there is node)
    columns = [n.content for p, n in sorted(tab.nodes.items()) if p[:-1] == path and n.kind == "column"]
    if not columns:
        return _container(node)
    gap = {"gap": GAPS.get(node.content.gap_config.gap_size, "small")}
    aligned = ("top", "center", "bottom")[columns[0].vertical_alignment]
    return "columns", {"spec": [c.weight for c in columns], "vertical_alignment": aligned, **gap}


def _expander(node: Node) -> Call:
    box = node.content
    key = {**_key(box.id), "on_change": "rerun"} if box.HasField("id") else {}
    if not key and node.message.HasField("id"):
        key = _key(node.message.id)
    return "expander", {"label": box.label, "expanded": box.expanded, **key, **_width(node)}


def _popover(node: Node) -> Call:
    key = _key(node.message.id) if node.message.HasField("id") else {}
    return "popover", {"label": node.content.label, "type": node.content.type, **key, **_width(node)}


def _tabs(node: Node, tab: Browser) -> Call:
    path = next(place for place, there in tab.nodes.items() if there is node)
    return "tabs", {"tabs": [n.content.label for p, n in sorted(tab.nodes.items()) if p[:-1] == path]}


def _markdown(node: Node) -> Call:
    text = node.content
    draw = "caption" if text.element_type == text.CAPTION else "markdown"
    return draw, {"body": text.body, **_width(node)}


def _heading(node: Node) -> Call:
    return HEADINGS.get(node.content.tag, "subheader"), {"body": node.content.body, "anchor": False, **_width(node)}


def _one_of(node: Node) -> dict[str, Any]:
    widget, options = node.content, list(node.content.options)
    first = options.index(widget.raw_value) if widget.set_value and widget.raw_value in options else None
    if first is None and widget.HasField("default"):
        first = widget.default
    return {**_widget(node), "options": options, "index": first}


def _radio(node: Node) -> Call:
    captions = {"captions": list(node.content.captions)} if any(node.content.captions) else {}
    return "radio", {**_one_of(node), "horizontal": node.content.horizontal, **captions}


def _segments(node: Node) -> Call:
    group = node.content
    draw = "segmented_control" if group.style == group.SEGMENTED_CONTROL else "pills"
    options = [option.content for option in group.options]
    many = group.click_mode == group.MULTI_SELECT
    chosen = [options[i] for i in group.default]
    said = {"options": options, "selection_mode": "multi" if many else "single", "required": group.required}
    return draw, {**_widget(node), **said, "default": chosen if many else (chosen or [None])[0]}


def _button(node: Node) -> Call:
    return "button", {**_widget(node), "type": node.content.type, **_icon(node)}


def _link_button(node: Node) -> Call:
    link = node.content
    return "link_button", {"label": link.label, "url": link.url, "type": link.type, **_icon(node), **_width(node)}


def _page_link(node: Node) -> Call:
    """Inside the floor `page` is the page's address, which it turns into a file."""
    link = node.content
    return "page_link", {"page": link.page, "label": link.label, **_icon(node), **_width(node)}


def _icon(node: Node) -> dict[str, str]:
    return {"icon": node.content.icon} if node.content.icon else {}


def _table(node: Node) -> Call:
    table = node.content
    columns = pa.ipc.open_stream(io.BytesIO(table.arrow_data.data)).read_all().to_pydict()
    data = {name: values for name, values in columns.items() if not name.startswith("__index_level")}
    border = {table.HORIZONTAL: "horizontal", table.NONE: False}.get(table.border_mode, True)
    said = {"border": border, "hide_index": table.hide_index, "hide_header": table.hide_header, **_width(node)}
    return "table", {"data": data, **said, **({"alt": table.alt} if table.alt else {})}


def _chart(node: Node) -> Call:
    """The chart's dict as ours hands it over, its data put back inside."""
    chart = node.content
    spec = json.loads(chart.spec)
    if chart.datasets:
        spec["datasets"] = {d.name: _rows(d.data.data) for d in chart.datasets}
    if chart.data.data:
        spec["data"] = {"values": _rows(chart.data.data)}
    said = {"theme": chart.theme or None, **_width(node), **({"alt": chart.alt} if chart.alt else {})}
    return "vega_lite_chart", {"spec": spec, **said}


def _rows(packed: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pa.ipc.open_stream(io.BytesIO(packed)).read_all().to_pylist()
    return [{name: value for name, value in row.items() if not name.startswith("__index_level")} for row in rows]


def _config(config: Any, tab: Browser, folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if config.title:
        said["page_title"] = config.title
    if config.favicon:
        said["page_icon"] = tab.keep(config.favicon, folder)
    if config.layout == config.WIDE:
        said["layout"] = "wide"
    if config.initial_sidebar_state == config.COLLAPSED:
        said["initial_sidebar_state"] = "collapsed"
    return said


def _logo(tab: Browser, folder: Path) -> dict[str, Any]:
    if tab.logo is None:
        return {}
    said = {"image": tab.keep(tab.logo.image, folder), "size": tab.logo.size or "medium"}
    return {**said, "icon_image": tab.keep(tab.logo.icon_image, folder)} if tab.logo.icon_image else said


CALLS: dict[str, Callable[[Node], Call]] = {
    "flex_container": _container,
    "column": lambda _: ("column", {}),
    "expandable": _expander,
    "popover": _popover,
    "tab_container": lambda _: ("tabs", {}),
    "tab": lambda _: ("tab", {}),
    "markdown": _markdown,
    "heading": _heading,
    "radio": _radio,
    "selectbox": lambda node: ("selectbox", _one_of(node)),
    "button_group": _segments,
    "text_input": lambda node: ("text_input", {**_widget(node), "value": node.content.default}),
    "text_area": lambda node: ("text_area", {**_widget(node), "value": node.content.default}),
    "checkbox": lambda node: ("checkbox", {**_widget(node), "value": node.content.default}),
    "file_uploader": lambda node: ("file_uploader", _widget(node)),
    "button": _button,
    "link_button": _link_button,
    "page_link": _page_link,
    "progress": lambda node: ("progress", {"value": node.content.value, "text": node.content.text}),
    "alert": lambda node: (ALERTS[node.content.format], {"body": node.content.body}),
    "html": lambda node: ("html", {"body": node.content.body}),
    "table": _table,
    "vega_lite_chart": _chart,
    "empty": lambda _: ("empty", {}),
}
WITH_THE_TAB: dict[str, Callable[[Node, Browser], Call]] = {"flex_container": _row, "tab_container": _tabs}
