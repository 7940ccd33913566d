"""What fits on a screen: nothing beyond its edge, no words cut off, no target too small, no line too long."""

from contextlib import suppress

from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import ViewportSize

# Everything with words of its own that reaches beyond the window, unless it scrolls sideways in a box of its own.
BEYOND = """() => {
  const found = [];
  const main = document.querySelector("main");
  for (const box of [document.documentElement, main]) {
    if (box.scrollWidth > box.clientWidth + 1) {
      found.push(`${box.tagName.toLowerCase()} scrolls sideways: ${box.scrollWidth} in ${box.clientWidth} pixels`);
    }
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim();
    const holder = walker.currentNode.parentElement;
    if (!words || !holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (holder.closest("svg, script, style, noscript, [aria-hidden=true], #spoken")) continue;
    if (getComputedStyle(holder).clipPath === "inset(50%)") continue;  // there for those who hear the page alone
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    let scroller = holder;
    while (scroller && !(scroller !== main && /auto|scroll/.test(getComputedStyle(scroller).overflowX)
      && scroller.scrollWidth > scroller.clientWidth + 1)) scroller = scroller.parentElement;
    if (scroller) continue;
    if (box.right > innerWidth + 1 || box.left < -1) {
      found.push(`“${words.slice(0, 50)}” reaches from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
  }
  return [...new Set(found)].slice(0, 12);
}"""

# Boxes that hide part of the words in them: they cut off, and hold more than they show.
CUT_OFF = """() => {
  const found = [];
  for (const box of document.querySelectorAll("header *, main *, [role=dialog] *")) {
    const style = getComputedStyle(box);
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || !box.checkVisibility()) continue;
    if (box.closest("svg, [aria-hidden=true], details:not([open]) > :not(summary)")) continue;
    if (box.clientWidth < 4 || box.clientHeight < 4 || !box.innerText?.trim()) continue;
    const across = /hidden|clip/.test(style.overflowX) && box.scrollWidth > box.clientWidth + 2;
    const down = /hidden|clip/.test(style.overflowY) && box.scrollHeight > box.clientHeight + 2;
    if (across || down) {
      const words = box.innerText.replace(/\\s+/g, " ").trim().slice(0, 50);
      found.push(`“${words}” is cut off: ${box.scrollWidth}×${box.scrollHeight}`
        + ` in ${box.clientWidth}×${box.clientHeight}`);
    }
  }
  return [...new Set(found)].slice(0, 12);
}"""

# WCAG 2.5.8: 24 by 24 pixels, or that much room; a link in a sentence is excused.
SMALL = """(smallest) => {
  const found = [];
  const seen = "a[href], button, summary, [role=tab], [role=radio], [role=combobox], input:not([type=radio]"
    + ":not([type=checkbox]):not([type=file])), textarea, label:has(input)";
  const boxes = [];
  for (const target of document.querySelectorAll(`header :is(${seen}), main :is(${seen})`)) {
    if (!target.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const box = target.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (target.tagName === "A" && getComputedStyle(target).display === "inline") continue;
    boxes.push({ target, box });
  }
  for (const { target, box } of boxes) {
    if (box.width >= smallest && box.height >= smallest) continue;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const crowded = boxes.some((other) => other.target !== target && !other.target.contains(target)
      && !target.contains(other.target) && x + smallest / 2 > other.box.left && x - smallest / 2 < other.box.right
      && y + smallest / 2 > other.box.top && y - smallest / 2 < other.box.bottom);
    const name = (target.getAttribute("aria-label") || target.innerText || target.tagName).trim().slice(0, 40);
    found.push({ name, width: Math.round(box.width), height: Math.round(box.height), crowded });
  }
  return found;
}"""

# The answers: rows a thumb can hit.
ANSWERS = """() => [...document.querySelectorAll("main [role=radiogroup] label:has(input)")].map((label) => {
  const box = label.getBoundingClientRect();
  return { name: label.innerText.slice(0, 30), width: Math.round(box.width), height: Math.round(box.height) };
})"""

# How many of a paragraph's own characters, each as wide as they are on average, go into its width.
LONG_LINES = """(most) => {
  const found = [];
  for (const words of document.querySelectorAll("main p, main li")) {
    if (!words.checkVisibility() || words.closest("table, button, summary, label")) continue;
    const text = words.innerText.trim();
    if (text.length < 1.5 * most) continue;
    let drawn = 0, letters = 0;
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      for (const line of range.getClientRects()) drawn += line.width;
      letters += walker.currentNode.textContent.length;
    }
    const longest = Math.round(words.getBoundingClientRect().width / (drawn / letters));
    if (longest > most) found.push(`${longest} characters go into a line of “${text.slice(0, 60)}”`);
  }
  return found;
}"""

# The column the page stands in is as wide as its widest box, filled or not.
FREE_AT_THE_SIDES = """(main) => {
  let column = main.querySelector("h1");
  while (column.parentElement !== main && column.parentElement.clientWidth < main.clientWidth * 0.9) {
    column = column.parentElement;
  }
  const box = column.getBoundingClientRect();
  return { left: box.left, right: innerWidth - box.right };
}"""


def beyond(page: BrowserPage) -> list[str]:
    """What reaches beyond the window's sides."""
    found: list[str] = page.evaluate(BEYOND)
    return found


def resized(page: BrowserPage, to: ViewportSize) -> None:
    """Give the window another size, and charts a moment to follow."""
    page.set_viewport_size(to)
    with suppress(TookTooLong):  # what does not follow is found, and told, by `beyond`
        page.wait_for_function(
            "() => { const m = document.querySelector('main'); return m.scrollWidth <= m.clientWidth }", timeout=5_000
        )


def cut_off(page: BrowserPage) -> list[str]:
    """Words of which a part is hidden."""
    found: list[str] = page.evaluate(CUT_OFF)
    return found


def too_small(page: BrowserPage, smallest: int = 24) -> list[str]:
    """Targets under 24 by 24 pixels that also have not that much room around them."""
    return [
        f"“{found['name']}” is {found['width']}×{found['height']}"
        for found in page.evaluate(SMALL, smallest)
        if found["crowded"]
    ]


def small_answers(page: BrowserPage) -> list[str]:
    """Answers narrower than 44 or lower than 24 pixels."""
    return [
        f"“{row['name']}” is {row['width']}×{row['height']}"
        for row in page.evaluate(ANSWERS)
        if row["width"] < 44 or row["height"] < 24
    ]


def long_lines(page: BrowserPage, most: int) -> list[str]:
    """Paragraphs whose lines hold more characters than the eye follows."""
    found: list[str] = page.evaluate(LONG_LINES, most)
    return found
