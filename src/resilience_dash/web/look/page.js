// What a single-page program owes people who do not see it change: after each step the focus goes to the new heading,
// and every quiet “Saved 14:03” is spoken from one live region. And what was typed is not lost on the way out.

const spoken = document.createElement("div");
spoken.id = "spoken";
spoken.setAttribute("role", "status");
spoken.setAttribute("aria-live", "polite");
document.body.append(spoken);

const DONE = "st-key-status-done"; // the line that says what the last step did
const said = new Map(); // the newest words of each status line
let here = null; // the heading that is on the page, null before the first
let path = ""; // the page it is on
let awaited = null; // the heading that shall have the focus: "h1", a statement's selector, or null once it has it
let acted = false; // whether the person has done anything since the last step

for (const doing of ["pointerdown", "keydown", "change"]) {
  document.addEventListener(doing, () => {
    if (!acted) speakStatus(); // what stands there by now was brought by the page, however late it is looked at
    acted = true;
  }, { capture: true, passive: true });
}

// The statement that the address names, when somebody comes back to change one answer.
function statement() {
  const named = new URLSearchParams(location.search).get("statement");
  if (!named || !/^[a-z0-9_.-]+$/i.test(named)) return null;
  return `.st-key-card-${CSS.escape(named.replaceAll(".", "-"))} h2`;
}

function followHeading() {
  const title = document.querySelector("main h1");
  if (!title) return;
  if (title.textContent !== here) {
    // Where somebody else leads on, whoever is writing on the same page goes on writing.
    const stays = here === null || (path === location.pathname && writing());
    awaited = statement() || (stays ? null : "h1");
    path = location.pathname;
    makeRoom();
    here = title.textContent;
    acted = false;
    said.clear();
    // A statement's card may come later than the page's heading, and an unknown one never does.
    if (awaited && !document.querySelector(`main ${awaited}`)) focus(title);
  }
  const target = awaited && document.querySelector(`main ${awaited}`);
  if (!target) return;
  awaited = null;
  if (!acted || document.activeElement === document.body) focus(target);
}

const writing = () => document.activeElement?.matches("main :is(textarea, input[type=text], [role=spinbutton])");

// On a phone the menu lies over the page: once it has led somewhere it makes room, and a reload does not bring it back.
function makeRoom() {
  if (matchMedia("(max-width: 768px)").matches) document.querySelector("button[aria-label='Collapse sidebar']")?.click();
}

function focus(target) {
  if (!target) return; // the page is being changed
  if (!target.matches("button")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: target.matches("h1") ? "end" : "start" });
}

// Where the focus was: a control that has done its work may be taken off the page, and the focus must not fall with it.
let had = null;
let around = null; // the card that control stood in, or the button that opened its box
let box = null; // the box that lies open over the page
document.addEventListener("focusin", ({ target }) => {
  had = target;
  around = target.closest("[class*='st-key-card-']") || (target.closest("[role=dialog]") ? around : null);
  if (target.getAttribute("aria-haspopup") === "dialog") around = target;
});

function catchFocus() {
  const menu = document.querySelector("[aria-label='Sidebar']");
  const open = menu && menu.dataset.collapsed !== "true";
  if (!had || document.activeElement !== document.body) return;
  // A phone's menu takes the button away that opened it, and the one that closed it.
  const way = open && had.matches("[aria-label='Menu']") ? menu.querySelector("nav a")
    : !open && had.matches("[aria-label='Collapse sidebar']") ? document.querySelector("header [aria-label='Menu']") : null;
  if (!way && had.isConnected) return;
  had = null;
  if (way) return way.focus();
  const near = around?.isConnected ? around.querySelector("h2, h3") || around : null;
  focus(near || document.querySelector("main h1"));
}

// What a form still needs is listed above it, out of sight of who pressed its button below: each new list is gone to.
let listed = null;
function goToProblems() {
  const list = document.querySelector("main [class*='st-key-problems-']");
  const name = list && [...list.classList].find((each) => each.startsWith("st-key-problems-"));
  if (name && name !== listed) focus(list);
  listed = name;
}

// A box that opens over the page stands at the end of the document, a whole page of Tabs away: the focus is brought in.
function enterBox() {
  const found = document.querySelector("body > * [role=dialog]");
  if (found && found !== box && document.activeElement.getAttribute("aria-haspopup") === "dialog") {
    found.tabIndex = -1;
    found.focus();
  }
  box = found;
}

function speakStatus() {
  for (const line of document.querySelectorAll("[class*='st-key-status-']")) {
    const key = [...line.classList].find((name) => name.startsWith("st-key-status-"));
    const words = [...line.querySelectorAll("p")].map(written).join(" ").trim();
    if (!words || said.get(key) === words) continue;
    said.set(key, words);
    // What a page brings with it is there to be read; what the person just did is spoken.
    if (acted || key === DONE) speak(words);
  }
}

// The words of a line without its picture, whose name would otherwise be read as a word.
function written(line) {
  const copy = line.cloneNode(true);
  for (const picture of copy.querySelectorAll("[role=img]")) picture.remove();
  return copy.textContent.trim();
}

function speak(words) {
  spoken.textContent = "";
  // A live region only speaks when it changes after it was empty.
  setTimeout(() => { spoken.textContent = words; }, 60);
}

// On a phone the menu's parts stand between a list and its items, which then belong to none; and its button is named after
// a part of the window, not after what is seen on it.
function mendMenu() {
  document.querySelector("header button[aria-label='Expand sidebar']")?.setAttribute("aria-label", "Menu");
  for (const part of document.querySelectorAll("nav ul > div:not([role])")) {
    part.setAttribute("role", "list");
    part.parentElement.setAttribute("role", "none");
  }
}

// What is typed is not lost on the way out. A box sends its text when it is left; a menu link that is tapped in the same
// moment would take the page away before the text has gone, so the link waits for it. And while something on the page is
// not saved, or a box is still being written in, the person is asked first.
let begun = ""; // what stood in the box when it was entered, or was last sent
let left = 0; // when a box was left with something new in it
const writtenIn = (box) => box?.matches?.("textarea, input[type=text]") && box.value !== begun;
const unsaved = () => document.querySelector("[class*='st-key-unsaved-']");
document.addEventListener("focusin", ({ target }) => { begun = target.value ?? ""; });
document.addEventListener("focusout", ({ target }) => { if (writtenIn(target)) left = performance.now(); });
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Enter" && writtenIn(target)) setTimeout(() => { begun = target.value; });
});
addEventListener("beforeunload", (event) => {
  if (unsaved() || writtenIn(document.activeElement)) event.preventDefault();
});

// The plain pages with which a stay begins and ends open in this tab: what was shown must not stay open behind them.
document.addEventListener("click", ({ target }) => {
  const plain = target.closest?.("a[href$='/sign-in'], a[href$='/sign-out']");
  if (plain) plain.target = "_self";
}, { capture: true });

document.addEventListener("click", (event) => {
  const way = event.target.closest?.("a[href]:not([target=_blank], [download], [href*='/files/']), header button");
  if (!way || way.getAttribute("aria-haspopup") || way.getAttribute("aria-label")?.endsWith("sidebar")) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) {
    event.stopImmediatePropagation(); // another tab or window was asked for, and Streamlit would take this one there
    return;
  }
  const soon = performance.now() - left < 80;
  if (!soon && !(unsaved() && !confirm("Something on this page is not saved yet. Leave it, and lose that?"))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (soon) setTimeout(() => way.click(), 250);
}, { capture: true });

// The menu's links name a page and not what it is about, which another tab would not know. They are told just before
// somebody opens one there.
function sayWhat({ target }) {
  const link = target.closest?.("a[href]");
  if (!link || link.search || !/^\/(tasks|agree|workshop|check|results)$/.test(link.pathname)) return;
  const here = new URLSearchParams(location.search);
  const about = ["assessment", "as"].filter((name) => here.has(name)).map((name) => [name, here.get(name)]);
  if (here.has("assessment")) link.search = new URLSearchParams(about);
}
for (const near of ["pointerover", "focusin"]) document.addEventListener(near, sayWhat, { passive: true });

// A table that is wider than the screen scrolls in its box, which the keyboard must reach too.
function reachTables() {
  for (const box of document.querySelectorAll("main div:has(> table), main table")) {
    if (box.scrollWidth <= box.clientWidth) box.removeAttribute("tabindex");
    else if (/auto|scroll/.test(getComputedStyle(box).overflowX)) box.tabIndex = 0;
    const table = box.querySelector(":scope > table[aria-label]");
    if (table && box.tabIndex === 0) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", table.getAttribute("aria-label"));
    }
  }
}
addEventListener("resize", reachTables);

// A box that opens slides by script, whatever the person's settings say: for those who want less motion it is open at once.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
document.addEventListener("click", () => {
  if (calm.matches) requestAnimationFrame(() => document.getAnimations().forEach((moving) => {
    if (moving.effect?.getTiming().iterations !== Infinity) moving.finish();
  }));
});

// A new heading begins a step at once; the rest waits until the page has come to rest.
let waiting = 0;
new MutationObserver((changes) => {
  if (changes.every((change) => spoken.contains(change.target))) return;
  followHeading();
  mendMenu();
  reachTables();
  clearTimeout(waiting);
  waiting = setTimeout(() => { enterBox(); catchFocus(); goToProblems(); speakStatus(); }, 120);
}).observe(document.body, {
  childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["class"],
});
