// A lost connection is said at once, the page stays readable, and it comes back by itself, for ever.
import { serverNow } from "./clocks.js";
import { live, whenLive, whenThere } from "./there.js";

const root = document.documentElement;
const waits = [0, 500, 1000, 2000, 3000, 5000];
const beat = 1000;
let trying = null;
let typed = new Set();

const banner = () => document.getElementById("connection");

function lost() {
  if (root.dataset.connection === "lost") return;
  root.dataset.connection = "lost";
  const at = new Date(serverNow()).toISOString().slice(11, 19);
  const text = banner()?.querySelector("[data-connection-text]");
  if (text) text.textContent = `Connection lost: you see the state of ${at} UTC, and nothing can be pressed until it is back. Catching up by itself.`;
  if (banner()) banner().hidden = false;
}

function found() {
  if (root.dataset.connection !== "lost") return;
  delete root.dataset.connection;
  if (banner()) banner().hidden = true;
  // What was typed meanwhile reaches the server now.
  for (const field of typed) if (field.isConnected) tellAgain(field);
  typed = new Set();
}

function tellAgain(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// A cut cable closes nothing: the socket alone would notice it after many seconds. How long an answer may take follows from how long they take.
const taken = [];
const patience = () => Math.min(2000, Math.max(900, 3 * [...taken].sort((a, b) => a - b)[taken.length >> 1] || 0));

// What comes on the circuit is a sign of life too: a server that is too busy to answer the beat in time may well say something there.
let heard = 0;
class ListenedSocket extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", () => { heard = performance.now(); });
  }
}

async function answered(within) {
  const began = performance.now();
  let answer = false;
  try {
    answer = (await fetch("/healthz/live", { cache: "no-store", signal: AbortSignal.timeout(within) })).ok;
    taken.push(performance.now() - began);
    if (taken.length > 9) taken.shift();
  } catch {
    // Late, or away.
  }
  return answer || heard > began;
}

// Asked a second time, with more patience, before it is said: one answer that is late, of a console or a browser under load, is no loss.
const there = async () => await answered(patience()) || await answered(2 * patience());

async function watchOver() {
  for (;;) {
    const seen = document.visibilityState === "visible";
    // Nobody looks: nothing to say, and a phone's battery to spare. Looking again asks at once.
    if (seen) {
      const isThere = await there();
      // A page that was asleep while it waited knows nothing.
      if (document.visibilityState === "visible") {
        if (!isThere) lost();
        else if (!trying) found();
      }
    }
    await new Promise((resolve) => {
      const done = () => { clearTimeout(timer); document.removeEventListener("visibilitychange", done); removeEventListener("pageshow", done); resolve(); };
      const timer = setTimeout(done, seen ? beat : 60_000);
      document.addEventListener("visibilitychange", done);
      addEventListener("pageshow", done);
    });
  }
}

function wait(ms, signal) {
  return new Promise((resolve) => {
    const done = () => { clearTimeout(timer); removeEventListener("online", done); document.removeEventListener("visibilitychange", done); resolve(); };
    const timer = setTimeout(done, ms);
    // The network is back, or somebody looks again: no need to wait for the rest.
    addEventListener("online", done);
    document.addEventListener("visibilitychange", done);
    signal.addEventListener("abort", done);
  });
}

async function answers() {
  try {
    const response = await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" });
    return response.status < 500;
  } catch {
    return false;
  }
}

async function comeBack(signal) {
  let closed = 0;
  for (let n = 0; !signal.aborted; n++) {
    await wait(waits[Math.min(n, waits.length - 1)], signal);
    if (signal.aborted) return;
    let refused = false;
    try {
      if (await Blazor.reconnect()) return;
      refused = true;
    } catch {
      // Away, or it no longer knows who we are.
    }
    if (!(await answers())) { closed = 0; continue; }
    // The server is there and no longer knows this circuit: a fresh page is the way to catch up. One that shuts the door on a circuit twice while
    // it answers otherwise wants a sign-in first, which the fresh page leads to and comes back from.
    if (refused || ++closed > 1) {
      pointToTimeline();
      location.reload();
      return;
    }
  }
}

// A reload, or a sign-in on the way, comes back to the same place with what was being typed.
const draftFields = () => [...document.querySelectorAll("[data-draft]")];
let drafts = {};

function remember() {
  for (const field of draftFields()) {
    if (field.value) drafts[field.dataset.draft] = field.value;
    else if (live()) delete drafts[field.dataset.draft];
  }
  try { sessionStorage.setItem("place", JSON.stringify({ path: location.pathname, top: scrollY, drafts })); } catch { /* nothing to keep it in */ }
}

// Whoever reads far down in the timeline is led there again.
function pointToTimeline() {
  const box = document.querySelector("[data-timeline]");
  if (!box || box.scrollTop <= 24) return;
  const top = box.getBoundingClientRect().top;
  const line = [...box.querySelectorAll("[data-version]")].find((l) => l.getBoundingClientRect().bottom > top);
  if (line) history.replaceState(history.state, "", `${location.pathname}${location.search}#${line.id}`);
}

function restore() {
  let place = null;
  try { place = JSON.parse(sessionStorage.getItem("place") ?? "null"); sessionStorage.removeItem("place"); } catch { /* nothing was kept */ }
  if (place?.path === location.pathname) {
    scrollTo(0, place.top);
    drafts = place.drafts;
  }
  // The page is drawn anew when its circuit listens, and filled a moment later: what was put in before would go.
  whenLive(() => {
    for (const [name, text] of Object.entries(drafts)) {
      whenThere(`[data-draft="${CSS.escape(name)}"]`, (field) => {
        if (field.value) return;
        field.value = text;
        tellAgain(field);
      });
    }
  });
}

function startRemembering() {
  restore();
  // Typed before this script was there.
  for (const field of draftFields()) if (field.value) drafts[field.dataset.draft] = field.value;
  // What is typed is kept at once: a session that ends takes the field off the page before the page goes.
  document.addEventListener("input", (event) => { if (event.target.matches?.("[data-draft]")) remember(); });
  document.addEventListener("submit", () => { drafts = {}; try { sessionStorage.removeItem("place"); } catch { /* it was never kept */ } });
  addEventListener("pagehide", () => { if (draftFields().length > 0) remember(); });
  // The sign-in page of another tab says that nobody is signed in any more (signed-out.js); whoever is there comes back after signing in.
  addEventListener("storage", (event) => { if (event.key === "signed-out") location.reload(); });
}

// While it is lost nothing can be done here: say so instead of swallowing the click.
function refuse(event) {
  if (root.dataset.connection !== "lost") return;
  if (!event.target.closest?.("main button, main form, main summary, [data-live]") || event.target.closest("[data-offline]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const element = banner();
  element?.classList.remove("flash");
  void element?.offsetWidth;
  element?.classList.add("flash");
}

function keep(event) {
  if (root.dataset.connection !== "lost" || !event.target.matches?.("input, textarea, select")) return;
  event.stopImmediatePropagation();
  typed.add(event.target);
}

export function startConnection() {
  for (const kind of ["input", "change"]) document.addEventListener(kind, keep, true);
  for (const kind of ["click", "submit"]) document.addEventListener(kind, refuse, true);
  addEventListener("offline", lost);
  startRemembering();
  window.WebSocket = ListenedSocket;
  // Only pages that live on a circuit have one to lose.
  if ([...document.body.childNodes].some((n) => n.nodeType === Node.COMMENT_NODE && n.data.startsWith("Blazor:"))) watchOver();
  return Blazor.start({
    circuit: {
      configureSignalR: (builder) => builder.withServerTimeout(12_000).withKeepAliveInterval(4_000),
      reconnectionHandler: {
        onConnectionDown: () => {
          lost();
          trying?.abort();
          trying = new AbortController();
          comeBack(trying.signal);
        },
        onConnectionUp: () => {
          trying?.abort();
          trying = null;
          found();
        },
      },
    },
  });
}
