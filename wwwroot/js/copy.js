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

export function startCopy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = button.closest("[data-copy-scope]")?.querySelector("[data-copy-source]");
    if (!source) return;
    const label = button.querySelector("[data-copy-label]") ?? button;
    try {
      await put(source.textContent);
      button.dataset.copied = "";
      label.dataset.say = "Copied";
    } catch {
      label.dataset.say = "Select and copy by hand";
    }
    setTimeout(() => { delete button.dataset.copied; delete label.dataset.say; }, 1600);
  });
}
