"""Contrast that axe does not look at: faint text that is drawn with opacity, and the edges of what one can use.

Colours are taken from the finished page: an element's own, laid over everything beneath it.
"""

from playwright.sync_api import Page as BrowserPage

TEXT, EDGE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11

COLOURS = """
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
function parsed(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}
function over(front, back) {
  const a = front[3];
  return [0, 1, 2].map((i) => front[i] * a + back[i] * (1 - a)).concat(1);
}
function opacity(e) {
  let all = 1;
  for (; e; e = e.parentElement) all *= parseFloat(getComputedStyle(e).opacity);
  return all;
}
function ground(e) {
  const layers = [];
  for (; e; e = e.parentElement) layers.push(parsed(getComputedStyle(e).backgroundColor));
  const page = parsed(getComputedStyle(document.body).backgroundColor);
  return layers.reverse().reduce((back, front) => over(front, back), page);
}
function luminance(c) {
  const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function ratio(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
function seen(colour, e, back) {
  const c = parsed(colour);
  return over([c[0], c[1], c[2], c[3] * opacity(e)], back);
}
"""

FAINT_TEXT = (
    "(least) => {"
    + COLOURS
    + """
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim();
    const e = walker.currentNode.parentElement;
    if (!words || !e.checkVisibility({ visibilityProperty: true }) || opacity(e) === 0) continue;
    // A chart draws its numbers twice, once as their own rim; its colours are tested where it is made.
    if (e.closest("script, style, noscript, #spoken, [aria-disabled=true], [disabled], svg")) continue;
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const back = ground(e);
    const has = ratio(seen(getComputedStyle(e).color, e, back), back);
    if (has < least) found.set(words.slice(0, 40), has.toFixed(2));
  }
  for (const box of document.querySelectorAll("input[placeholder], textarea[placeholder]")) {
    if (!box.placeholder || box.value || !box.checkVisibility()) continue;
    const back = ground(box);
    const style = getComputedStyle(box, "::placeholder");
    const c = parsed(style.color);
    const has = ratio(over([c[0], c[1], c[2], c[3] * parseFloat(style.opacity) * opacity(box)], back), back);
    if (has < least) found.set(`the hint “${box.placeholder}”`, has.toFixed(2));
  }
  return [...found].map(([words, ratio]) => `“${words}” has ${ratio}:1`);
}"""
)

FAINT_EDGES = (
    "(least) => {"
    + COLOURS
    + """
  const found = new Map();
  // The edge of a control: its own border, or that of the nearest box around it; else its ground against the page.
  function edge(e) {
    for (let box = e, up = 0; box && up < 3; box = box.parentElement, up += 1) {
      const style = getComputedStyle(box);
      if (parseFloat(style.borderTopWidth) > 0 && parsed(style.borderTopColor)[3] > 0) {
        const back = ground(box.parentElement);
        return Math.max(ratio(seen(style.borderTopColor, box, back), back), ratio(ground(box), back));
      }
      const back = ground(box.parentElement || box);
      if (ratio(ground(box), back) >= least) return ratio(ground(box), back);
    }
    return 1;
  }
  const controls = "button:not([role]), input:not([type=radio]):not([type=checkbox]):not([type=file]), textarea,"
    + " summary, [role=combobox]";
  for (const e of document.querySelectorAll(`main :is(${controls})`)) {
    if (!e.checkVisibility() || opacity(e) === 0) continue;
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (e.closest("[role=group]") && e.tagName === "BUTTON") continue; // the arrow within a list's box
    const name = (e.getAttribute("aria-label") || e.innerText || e.tagName).replace(/\\s+/g, " ").slice(0, 40);
    // A button that is a picture alone is known by the picture.
    const picture = !e.innerText.trim() && e.querySelector("svg");
    const drawn = picture ? ratio(seen(getComputedStyle(picture).color, picture, ground(e)), ground(e)) : 1;
    const has = Math.max(edge(e), drawn);
    if (has < least) found.set(`the edge of “${name}”`, has.toFixed(2));
  }
  // A radio's circle and a checkbox's square are the first round or small box with an edge in their label.
  for (const label of document.querySelectorAll("main label:has(input:is([type=radio], [type=checkbox]))")) {
    if (!label.checkVisibility()) continue;
    let best = 0;
    for (const e of label.querySelectorAll("div, span, input")) {
      const box = e.getBoundingClientRect();
      const own = e.tagName === "INPUT"; // on plain pages the input is drawn by itself, as large as a finger
      if (own && (getComputedStyle(e).appearance !== "none" || opacity(e) === 0)) continue;
      if (box.width < 8 || box.width > (own ? 48 : 30) || Math.abs(box.width - box.height) > 2) continue;
      const back = ground(e.parentElement);
      const style = getComputedStyle(e);
      if (parseFloat(style.borderTopWidth) > 0) best = Math.max(best, ratio(seen(style.borderTopColor, e, back), back));
      if (style.boxShadow !== "none") {
        const colour = style.boxShadow.match(/(rgba?\\([^)]*\\)|color\\([^)]*\\)|#\\w+)/);
        if (colour) best = Math.max(best, ratio(seen(colour[0], e, back), back));
      }
      best = Math.max(best, ratio(ground(e), back));
    }
    if (best < least) found.set(`the mark of “${label.innerText.slice(0, 30)}”`, best.toFixed(2));
  }
  return [...found].map(([what, ratio]) => `${what} has ${ratio}:1`);
}"""
)


def faint_text(page: BrowserPage) -> list[str]:
    found: list[str] = page.evaluate(FAINT_TEXT, TEXT)
    return found


def faint_edges(page: BrowserPage) -> list[str]:
    found: list[str] = page.evaluate(FAINT_EDGES, EDGE)
    return found
