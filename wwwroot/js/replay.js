// A replay's keys, wherever the focus is: arrows go an entry on or back, Home and End to the ends, the space bar plays and pauses. Its address follows it.
const fields = "input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable=true]";
const ownSpace = "button, a[href], summary, input[type=checkbox]";
const ownArrows = "[data-timeline], [role=log], [data-arrows]";

function move(slider, key) {
  if (key === "Home") slider.value = slider.min;
  else if (key === "End") slider.value = slider.max;
  else if (key === "ArrowRight") slider.stepUp();
  else slider.stepDown();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}

export function startReplay() {
  document.addEventListener("keydown", (event) => {
    const slider = document.querySelector("[data-replay-slider]");
    if (!slider || slider.disabled || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest?.(fields) || document.querySelector("dialog[open]")) return;
    if (event.key === " " && !event.target.closest?.(ownSpace)) {
      event.preventDefault();
      if (!event.repeat) document.querySelector("[data-replay-play]")?.click();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && event.target !== slider && !event.target.closest?.(ownArrows)) {
      event.preventDefault();
      move(slider, event.key);
    }
  });
  const follow = () => {
    const address = document.querySelector("[data-replay]")?.dataset.address;
    if (address && address !== location.pathname + location.search) history.replaceState(history.state, "", address);
  };
  new MutationObserver(follow).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-address"] });
}
