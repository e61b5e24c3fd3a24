// The editor of the post-mortem. What is typed stays in this browser until the console says that it has it, so that neither a lost connection nor a
// closed page takes a word.
const pause = 600;
const again = 2_000;

const kept = (key) => { try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; } };
const keep = (key, value) => { try { if (value) localStorage.setItem(key, JSON.stringify(value)); else localStorage.removeItem(key); } catch { /* nothing to keep it in */ } };
const bytes = (text) => new TextEncoder().encode(text);

/** Whether an earlier page had left words that the console does not have. */
export const left = (key) => kept(key) !== null;

/** Begins with text on a revision; page is told of every pause in typing. What an earlier page had left goes first. */
export function edit(area, page, key, text, base, most) {
  const before = kept(key);
  area.value = before?.text ?? text;
  let revision = before?.base ?? base;
  let good = area.value;
  let timer = 0;

  async function send() {
    clearTimeout(timer);
    const sent = area.value;
    let done = false;
    try {
      done = await page.invokeMethodAsync("ChangedAsync", DotNet.createJSStreamReference(bytes(sent)));
    } catch { /* the connection is lost: it is tried again */ }
    if (!area.isConnected) return;
    if (done && area.value === sent) return keep(key, null);
    clearTimeout(timer);
    timer = setTimeout(send, done ? pause : again);
  }

  function typed() {
    if (area.value.length > most) return refuse(area.value.length);
    good = area.value;
    keep(key, { text: good, base: revision });
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  function refuse(length) {
    area.value = good;
    page.invokeMethodAsync("TooLongAsync", length).catch(() => { });
  }

  function pasted(event) {
    const more = (event.clipboardData ?? event.dataTransfer)?.getData("text/plain").length ?? 0;
    const length = area.value.length - (area.selectionEnd - area.selectionStart) + more;
    if (length <= most) return;
    event.preventDefault();
    refuse(length);
  }

  // The preview stands about where the text does.
  const shown = area.closest(".editor-panes")?.querySelector(".md-preview");
  area.addEventListener("scroll", () => {
    const room = area.scrollHeight - area.clientHeight;
    if (shown && room > 0) shown.scrollTop = (shown.scrollHeight - shown.clientHeight) * area.scrollTop / room;
  }, { passive: true });
  // At the window: a lost connection holds events back further down (connection.js).
  const listen = (event) => { if (event.target === area) typed(); };
  addEventListener("input", listen, true);
  area.addEventListener("paste", pasted);
  area.addEventListener("drop", pasted);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    page.invokeMethodAsync("SaveAsync").catch(() => { });
  });
  if (before) timer = setTimeout(send, pause);
  return {
    base: () => revision,
    read: () => bytes(area.value),
    write(text, base) {
      area.value = good = text;
      revision = base;
      area.focus();
      typed();
    },
    /** What was typed is saved, or thrown away: nothing is kept of it here. */
    end() {
      clearTimeout(timer);
      removeEventListener("input", listen, true);
      keep(key, null);
    },
    /** The page is left: what the console does not have stays here. */
    leave() {
      clearTimeout(timer);
      removeEventListener("input", listen, true);
    },
  };
}
