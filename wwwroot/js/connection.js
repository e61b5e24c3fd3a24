// A lost connection is said at once, the page stays readable, and it comes back by itself, for ever.
import { serverNow } from "./clocks.js";

const root = document.documentElement;
const waits = [0, 500, 1000, 2000, 3000, 5000];
let trying = null;

const banner = () => document.getElementById("connection");

function lost() {
  if (root.dataset.connection === "lost") return;
  root.dataset.connection = "lost";
  const at = new Date(serverNow()).toISOString().slice(11, 19);
  const text = banner()?.querySelector("[data-connection-text]");
  if (text) text.textContent = `Connection lost: you see the state of ${at} UTC; catching up by itself.`;
  if (banner()) banner().hidden = false;
}

function found() {
  delete root.dataset.connection;
  if (banner()) banner().hidden = true;
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
  for (let n = 0; !signal.aborted; n++) {
    await wait(waits[Math.min(n, waits.length - 1)], signal);
    if (signal.aborted) return;
    try {
      if (await Blazor.reconnect()) return;
    } catch {
      continue;
    }
    // The server is there and no longer knows this circuit: a fresh page is the way to catch up.
    if (await answers()) {
      remember();
      location.reload();
      return;
    }
  }
}

// A reload comes back to the same place, with what was being typed.
function remember() {
  const drafts = {};
  for (const field of document.querySelectorAll("[data-draft]")) if (field.value) drafts[field.dataset.draft] = field.value;
  try { sessionStorage.setItem("place", JSON.stringify({ path: location.pathname, top: scrollY, drafts })); } catch { /* nothing to keep it in */ }
}

function restore() {
  let place = null;
  try { place = JSON.parse(sessionStorage.getItem("place") ?? "null"); sessionStorage.removeItem("place"); } catch { return; }
  if (place?.path !== location.pathname) return;
  scrollTo(0, place.top);
  const fill = () => {
    for (const field of document.querySelectorAll("[data-draft]")) {
      const text = place.drafts[field.dataset.draft];
      if (!text || field.value) continue;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  setTimeout(fill, 600);
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

export function startConnection() {
  for (const kind of ["click", "submit"]) document.addEventListener(kind, refuse, true);
  addEventListener("offline", lost);
  addEventListener("online", () => { if (!trying) found(); });
  restore();
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
