// [data-follow] keeps its end in view until the reader scrolls away; its [data-follow-jump] brings the end back.
const followed = new WeakSet();
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 24;

function follow(box) {
  if (followed.has(box)) return;
  followed.add(box);
  const jump = box.parentElement.querySelector("[data-follow-jump]");
  // Looked up each time: it comes with the first line and goes with the last.
  const pause = () => box.parentElement.querySelector("[data-follow-pause]");
  let held = true;
  const toEnd = () => { box.scrollTop = box.scrollHeight; };
  const show = () => {
    if (jump) jump.hidden = held;
    const button = pause();
    if (!button) return;
    button.setAttribute("aria-pressed", String(!held));
    button.textContent = held ? "Pause" : "Follow";
  };
  box.addEventListener("scroll", () => { held = atEnd(box); show(); }, { passive: true });
  jump?.addEventListener("click", () => { held = true; toEnd(); show(); });
  box.parentElement.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-follow-pause]")) return;
    held = !held;
    if (held) toEnd();
    show();
  });
  new MutationObserver(() => { if (held) toEnd(); }).observe(box, { childList: true, subtree: true, characterData: true });
  new ResizeObserver(() => { if (held) toEnd(); }).observe(box);
  toEnd();
  show();
}

export function startFollowing() {
  // [data-top]: where something else is to be read now, it is read from its top; who works in it stays where they are.
  new MutationObserver((changes) => {
    for (const { target } of changes) if (!target.contains(document.activeElement)) target.scrollTop = 0;
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-top"] });
  const all = () => document.querySelectorAll("[data-follow]").forEach(follow);
  all();
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
}
