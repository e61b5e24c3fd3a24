// <button data-copy> copies the text of the nearest [data-copy-source] beside it.
async function put(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  // Plain http on another host has no clipboard API: the old way still works there.
  const area = Object.assign(document.createElement("textarea"), { value: text });
  area.style.cssText = "position:fixed;opacity:0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("copy refused");
}

// What a button says for a moment is seen; this is how it is heard.
function hear(text) {
  let place = document.getElementById("copy-said");
  if (!place) {
    place = Object.assign(document.createElement("div"), { id: "copy-said", className: "sr" });
    place.setAttribute("aria-live", "polite");
    document.body.append(place);
  }
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

export function startCopy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = button.closest("[data-copy-scope]")?.querySelector("[data-copy-source]");
    if (!source) return;
    const label = button.querySelector("[data-copy-label]") ?? button;
    let shown = 1600;
    try {
      await put(source.textContent);
      button.dataset.copied = "";
      label.dataset.say = "Copied";
    } catch {
      // All that is left to do is to press the keys.
      getSelection()?.selectAllChildren(source);
      source.focus();
      label.dataset.say = "Selected: copy by hand";
      shown = 6000;
    }
    hear(label.dataset.say);
    setTimeout(() => { delete button.dataset.copied; delete label.dataset.say; }, shown);
  });
}
