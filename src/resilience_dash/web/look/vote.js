// Follows the workshop on a phone. Without it everything works by “Look again” and by sending the form.
(() => {
  "use strict";
  const main = () => document.getElementById("main");
  const line = document.getElementById("line");
  if (!main().dataset.state || !window.EventSource || !window.fetch) return;

  let draft = null; // what is chosen and written here and not sent: of one round
  let unsent = null; // a form that was sent and did not arrive
  let tries = 0;
  let later, looking, again, source, reopening;

  // News is for the ear, since the page shows it; only what is wrong, or on its way, is shown in a line of its own.
  const say = (text, shown = false) => {
    line.classList.toggle("heard", !shown);
    if (line.textContent !== text) line.textContent = text;
  };
  const form = () => main().querySelector("form");

  function remember() {
    const said = new FormData(form());
    draft = { round: said.get("round"), choice: said.get("choice"), comment: said.get("comment") };
    const saved = document.getElementById("saved");
    if (saved) saved.textContent = saved.dataset.unsent;
  }

  function put(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const next = page.getElementById("main");
    if (!next || !next.dataset.state) { location.assign("/vote"); return; }
    const old = main();
    const was = document.activeElement;
    const mark = old.contains(was) && was !== old ? [was.id, was.name, was.value] : null;
    const moved = ["state", "round"].some((one) => old.dataset[one] !== next.dataset[one]);
    old.replaceWith(next);
    document.title = page.title;
    if (draft && form() && draft.round === next.dataset.round) {
      const chosen = [...form().elements].find((one) => one.name === "choice" && one.value === draft.choice);
      if (chosen) chosen.checked = true;
      form().elements.comment.value = draft.comment;
      remember();
    }
    if (mark) {
      const same = (one) => (mark[0] ? one.id === mark[0] : one.name === mark[1] && one.value === mark[2]);
      const found = [...next.querySelectorAll("input, textarea, button, a")].find(same);
      (found && !moved ? found : next).focus({ preventScroll: !moved });
    }
    if (moved) {
      window.scrollTo(0, 0);
      if (!unsent) say(next.dataset.says);
    }
  }

  async function look() {
    if (looking) { again = true; return; }
    looking = true;
    again = false;
    try {
      // Not everybody at the same moment.
      await new Promise((go) => setTimeout(go, Math.random() * 300));
      const answer = await fetch("/vote", { cache: "no-store" });
      if (answer.status >= 500) throw new Error("not now");
      put(await answer.text());
    } catch {
      setTimeout(look, 2000 + Math.random() * 2000);
    } finally {
      looking = false;
      if (again) look();
    }
  }

  async function send(body) {
    clearTimeout(later);
    unsent = body;
    let why = "no connection";
    try {
      const enough = new AbortController();
      const until = setTimeout(() => enough.abort(), 20000);
      const answer = await fetch("/vote", { method: "POST", body, headers: { "X-By-Script": "1" }, signal: enough.signal });
      const text = await answer.text();
      clearTimeout(until);
      if (answer.status >= 500) {
        why = "nothing can be saved just now";
        throw new Error(why);
      }
      if (unsent !== body) return;
      unsent = null;
      tries = 0;
      if (answer.status !== 422) draft = null;
      put(text);
      const told = main().querySelector(".summary p") || document.getElementById("saved");
      say(told ? told.textContent.replace(/\s+/g, " ").trim() : main().dataset.says);
      window.scrollTo(0, 0);
    } catch {
      if (unsent !== body) return;
      say(`Not saved yet: ${why}. Trying again…`, true);
      tries += 1;
      later = setTimeout(() => send(body), Math.min(1000 * 2 ** tries, 15000) * (0.5 + Math.random() / 2));
    }
  }

  function follow() {
    clearTimeout(reopening);
    if (source) source.close();
    source = new EventSource("/vote/events");
    source.onmessage = (news) => { if (news.data !== main().dataset.revision) look(); };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(reopening);
      reopening = setTimeout(() => { look(); follow(); }, 3000 + Math.random() * 2000);
    };
  }

  function back() {
    follow();
    if (unsent) send(unsent);
  }

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    say("Sending…", true);
    send(new URLSearchParams(new FormData(event.target)));
  });
  document.addEventListener("input", () => { if (form()) remember(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) back(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) back(); });
  window.addEventListener("online", back);
  follow();
})();
