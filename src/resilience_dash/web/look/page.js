// What a single-page program owes people who do not see it change: after each step the focus goes to the new heading,
// and every quiet “Saved 14:03” is spoken from one live region. Nothing else happens here.

const spoken = document.createElement("div");
spoken.id = "spoken";
spoken.setAttribute("role", "status");
spoken.setAttribute("aria-live", "polite");
document.body.append(spoken);

let heading = null; // the text of the heading that is on the page, null before the first
let address = null;
const said = new Map(); // the newest words of each status line

function speak(words) {
  spoken.textContent = "";
  // A live region only speaks when it changes after it was empty.
  setTimeout(() => { spoken.textContent = words; }, 60);
}

function followHeading() {
  const found = document.querySelector("main h1");
  if (!found) return;
  const here = location.pathname + "|" + found.textContent;
  if (heading !== null && here !== heading) {
    said.clear();
    const target = statement() || found;
    target.tabIndex = -1;
    target.focus({ preventScroll: target === found });
    if (target === found) found.scrollIntoView({ block: "end" });
    else target.scrollIntoView({ block: "start" });
  }
  if (heading === null && statement()) {
    const target = statement();
    target.tabIndex = -1;
    target.focus();
  }
  heading = here;
}

// The heading of the statement that the address names, when somebody comes back to change one answer.
function statement() {
  const named = new URLSearchParams(location.search).get("statement");
  if (!named || !/^[a-z0-9_.-]+$/i.test(named)) return null;
  return document.querySelector(`.st-key-card-${CSS.escape(named.replaceAll(".", "-"))} h2`);
}

function speakStatus() {
  for (const line of document.querySelectorAll("[class*='st-key-status-']")) {
    const key = [...line.classList].find((name) => name.startsWith("st-key-status-"));
    const words = line.textContent.replace(/^\s*check\s*/, "").trim();
    const before = said.get(key);
    said.set(key, words);
    if (words && before !== words && (before !== undefined || document.activeElement !== document.body) && settled) speak(words);
  }
}

let settled = false;
let waiting = 0;
new MutationObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { followHeading(); speakStatus(); settled = true; }, 120);
}).observe(document.body, { childList: true, subtree: true, characterData: true });
