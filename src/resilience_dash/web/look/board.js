// Keeps an open wall true: a line of the stream says that something moved, and the page is asked for again.
"use strict";

(() => {
  const said = document.getElementById("said");
  const lost = document.getElementById("lost");
  const TIME_UP = "Time is up. The round is still open.";
  const SLOW = 700; // milliseconds: of sentences that come quickly the last is enough to hear
  let shown = document.getElementById("board");
  let ends = null;
  let asking = false;
  let again = false;
  let busy = false;
  let saying;

  function say(sentence) {
    clearTimeout(saying);
    saying = setTimeout(() => {
      if (said.textContent !== sentence) said.textContent = sentence;
    }, SLOW);
  }

  function settle() {
    ends = shown.dataset.left === undefined ? null : performance.now() + 1000 * Number(shown.dataset.left);
    tick();
  }

  // The timer is soft: at its end it says so, and nothing closes. It runs by this machine's own steps, not its clock.
  function tick() {
    const timer = document.getElementById("timer");
    if (ends === null || !timer) return;
    const left = Math.ceil((ends - performance.now()) / 1000);
    const words = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left` : TIME_UP;
    if (timer.textContent === words) return;
    timer.textContent = words;
    if (left <= 0 && left > -3) say(TIME_UP);
  }

  function take(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.getElementById("board");
    if (!fresh) {
      location.reload(); // signed out, or the wall is gone: the page that says so
      return;
    }
    const focus = document.activeElement && document.activeElement.id;
    const news = fresh.dataset.said !== shown.dataset.said;
    const html = document.documentElement;
    html.dataset.look = page.documentElement.dataset.look;
    const scheme = 'meta[name="color-scheme"]';
    document.querySelector(scheme).content = page.querySelector(scheme).content;
    document.title = page.title;
    const open = document.getElementById("looks").open;
    shown.replaceWith(fresh);
    document.getElementById("looks").open = open;
    shown = fresh;
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus({ preventScroll: true });
    settle();
    if (news) say(fresh.dataset.said);
  }

  async function refresh() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      do {
        again = false;
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (busy) continue;
        if (answer.status >= 500) throw new Error("not just now");
        take(await answer.text());
        lost.textContent = "";
      } while (again);
    } catch {
      lost.textContent = "The connection is lost. Trying again…";
      setTimeout(refresh, 2000);
    } finally {
      asking = false;
    }
  }

  const stream = new EventSource(document.body.dataset.events);
  stream.onmessage = refresh;
  stream.onerror = () => {
    lost.textContent = "The connection is lost. Trying again…";
    // A server that answered otherwise than with a stream is asked again too.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000);
  };

  async function press(form) {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "text/html" },
      });
      if (answer.redirected) history.replaceState(null, "", answer.url);
      take(await answer.text());
      const problem = document.querySelector(".problem");
      if (problem) say(problem.textContent);
    } catch {
      lost.textContent = "The connection is lost, so nothing was changed here. Try again in a moment.";
    } finally {
      busy = false;
    }
  }

  async function go(address) {
    history.pushState(null, "", address);
    await refresh();
  }

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    press(event.target);
  });
  document.addEventListener("click", (event) => {
    const way = event.target.closest(".row a");
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(way.href);
  });
  window.addEventListener("popstate", refresh);

  // One key each, for whoever may press the button: only buttons that stand on the page have a key.
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.target.closest && event.target.closest("input, textarea, select, [contenteditable]")) return;
    const name = event.key === " " ? "Space" : event.key;
    if (name === "Space" && event.target.closest("button, a, summary")) return; // the button that has the focus
    if (name !== "Space" && event.target.closest(".wide") && event.target.closest(".wide").scrollWidth > event.target.closest(".wide").clientWidth) return;
    const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === name);
    if (!found) return;
    event.preventDefault();
    if (found.form) press(found.form);
    else go(found.href);
  });

  setInterval(tick, 250);
  settle();
  say(shown.dataset.said);
})();
