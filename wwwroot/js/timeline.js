// [data-timeline] is a list, newest first, of which the server draws a part. Told are only changes of where the reader stands: away from the
// newest, or soon at an end of what is there (data-older, data-newer: there is more). What is read holds its place while lines come and go.
const near = 900;
const known = new WeakMap();

function anchorOf(box) {
  if (box.scrollTop < 8) return null;
  const top = box.getBoundingClientRect().top;
  for (const line of box.querySelectorAll("[data-version]")) {
    const offset = line.getBoundingClientRect().bottom - top;
    if (offset > 0) return { line, offset };
  }
  return null;
}

function attach(box) {
  const place = { away: false, asked: "", anchor: null, marked: null };
  known.set(box, place);

  const tell = () => {
    const away = box.scrollTop > 24;
    const older = "older" in box.dataset && box.scrollHeight - box.scrollTop - box.clientHeight < near;
    const newer = "newer" in box.dataset && !older && box.scrollTop < near;
    // The same question is asked again only once something has changed.
    const first = box.querySelector("[data-version]")?.dataset.version;
    const asked = older || newer ? `${older} ${box.childElementCount} ${first} ${box.lastElementChild?.textContent}` : "";
    if (away === place.away && (asked === place.asked || !asked)) { place.asked = asked; return; }
    Object.assign(place, { away, asked });
    box.dispatchEvent(new CustomEvent("timelinescroll", { bubbles: true, detail: { away, older, newer } }));
  };

  const hold = () => {
    const marked = box.querySelector("[aria-current=true]");
    if (marked && place.marked !== marked.id) {
      place.marked = marked.id;
      marked.scrollIntoView({ block: "center" });
    } else if (place.anchor?.line.isConnected && box.scrollTop > 0) {
      // Browsers that anchor by themselves have done it already: then nothing is left to move.
      const moved = place.anchor.line.getBoundingClientRect().bottom - box.getBoundingClientRect().top - place.anchor.offset;
      if (Math.abs(moved) > 1) box.scrollTop += moved;
    }
    if (!marked) place.marked = null;
    place.anchor = anchorOf(box);
    tell();
  };

  let wanted = false;
  box.addEventListener("scroll", () => {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => { wanted = false; place.anchor = anchorOf(box); tell(); });
  }, { passive: true });
  // The lines' times are links, out of the order of tabs: the arrows walk over them.
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target !== box && !event.target.matches(".when")) return;
    const times = [...box.querySelectorAll(".when")];
    const next = times[event.target === box ? (step > 0 ? 0 : -1) : times.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
  new MutationObserver(hold).observe(box, { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ["aria-current", "data-older", "data-newer"] });
  hold();
}

export function startTimelines() {
  Blazor.registerCustomEventType("timelinescroll", { createEventArgs: (event) => event.detail });
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-timeline-top]")?.parentElement.querySelector("[data-timeline]");
    if (!box) return;
    const place = known.get(box);
    if (place) place.anchor = null;
    box.scrollTop = 0;
    box.focus({ preventScroll: true });
  });
  const all = () => { for (const box of document.querySelectorAll("[data-timeline]")) if (!known.has(box)) attach(box); };
  all();
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
}
