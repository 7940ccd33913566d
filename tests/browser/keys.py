"""A keyboard, and nothing else: reaching things with Tab, and looking whether one can see where one is."""

import io
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import FloatRect, Locator

from tests.browser.journey import Journey

# What has the focus, as a person would name it, and the box that shows it: a radio's own input is invisible, and what
# stands for it is the first small box in its label, as high as wide.
STOP = """() => {
  const at = document.activeElement;
  const named = at.getAttribute("aria-label") || at.innerText || at.labels?.[0]?.innerText || at.id;
  const drawn = (e) => e.offsetWidth > 8 && e.offsetWidth < 30 && Math.abs(e.offsetWidth - e.offsetHeight) < 3;
  const shown = at.matches("input[type=radio], input[type=checkbox]")
    ? [...at.closest("label").querySelectorAll("div")].find(drawn)
    : at;
  const box = shown.getBoundingClientRect();
  return {
    kind: at.tagName.toLowerCase(), role: at.getAttribute("role") || "", name: named.slice(0, 60),
    x: box.x, y: box.y, width: box.width, height: box.height,
    below: at.closest("main") ? document.querySelector("header").clientHeight : 0,
  };
}"""
RING = 8  # pixels around a box in which its focus is drawn
NEEDED = 3.0  # contrast between the same pixels with and without the focus


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the focus is: what it is, and its box in the window."""

    kind: str
    role: str
    name: str
    x: float
    y: float
    width: float
    height: float
    below: float

    def __str__(self) -> str:
        return f"{self.role or self.kind} “{' '.join(self.name.split())}”"


class Keys:
    """Somebody's hands on the keyboard of a journey."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.page = journey.page
        self.stops = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def stop(self) -> Stop:
        return Stop(**self.page.evaluate(STOP))

    def tab(self) -> Stop:
        self.press("Tab")
        self.stops += 1
        return self.stop()

    def to(self, wanted: Locator, *, within: int = 30) -> None:
        """Press Tab until something has the focus. Fails where that takes more than `within` stops."""
        passed: list[str] = []
        for _ in range(within):
            passed.append(str(self.tab()))
            if wanted.evaluate("(it) => it === document.activeElement"):
                return
        raise AssertionError(f"{wanted} was not reached with Tab. The stops were: {'; '.join(passed)}")

    def around(self) -> list[Stop]:
        """Every stop of the page, once around, from its first to where the browser's own begin."""
        self.page.get_by_role("link", name="Skip to main content").focus()
        found = [self.stop()]
        for _ in range(150):
            at = self.tab()
            if at.kind == "body":
                return found
            found.append(at)
        raise AssertionError(f"the keyboard does not get out of this page; the last stops were {found[-4:]}")

    def sees_focus(self) -> str | None:
        """Why the present focus cannot be seen; None where it can. Compares the window with and without it."""
        at = self.stop()
        window = self.page.viewport_size or {"width": 0, "height": 0}
        left, top = max(0, round(at.x) - RING), max(0, round(at.y) - RING)
        right = min(window["width"], round(at.x + at.width) + RING)
        bottom = min(window["height"], round(at.y + at.height) + RING)
        if left >= right or top >= bottom:
            return f"{at} has the focus outside the window"
        if at.y + at.height <= at.below:
            return f"{at} has the focus beneath the menu"
        frame = FloatRect(x=left, y=top, width=right - left, height=bottom - top)
        shown = self._picture(frame)
        self.page.evaluate("() => { window.had = document.activeElement; document.activeElement.blur(); }")
        hidden = self._picture(frame)
        self.page.evaluate("() => window.had.focus({ preventScroll: true, focusVisible: true })")
        changed = sum(contrast(a, b) >= NEEDED for a, b in zip(shown, hidden, strict=True) if a != b)
        # Two pixels along every side, less the rounding of corners.
        needed = round(1.6 * 2 * (right - left + bottom - top - 4 * RING))
        if changed >= needed:
            return None
        return f"{at}: its focus changes {changed} pixels at {NEEDED}:1, and {needed} are needed, in {frame}"

    def _picture(self, frame: FloatRect) -> list[tuple[int, ...]]:
        png = self.page.screenshot(animations="disabled", caret="hide", scale="css", clip=frame)
        return list(Image.open(io.BytesIO(png)).convert("RGB").get_flattened_data())


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance, as WCAG defines it."""
    red, green, blue = ((c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
