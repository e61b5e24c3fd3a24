// Says in the system's own way what the page was told for its reader (MyWork/Notices.razor), once they have allowed it by a press. Never asks by itself.
const key = "notify";
const told = new Set();

const wanted = () => {
  try { return localStorage.getItem(key) === "on"; } catch { return false; }
};
const want = (on) => {
  try { localStorage.setItem(key, on ? "on" : "off"); } catch { /* private window: the browser's own answer still holds */ }
};

function show() {
  for (const box of document.querySelectorAll("[data-notify-settings]")) {
    box.hidden = !("Notification" in window);
    if (box.hidden) continue;
    const on = Notification.permission === "granted" && wanted();
    const button = box.querySelector("[data-notify-ask]");
    const state = box.querySelector("[data-notify-state]");
    const label = on ? "Stop notifications" : "Allow notifications";
    const says = on ? "This browser tells you."
      : Notification.permission === "denied" ? "This browser refuses them for this address: allow them in its settings." : "";
    // Only what differs: this runs whenever the page changes, and would set itself off.
    if (button.textContent !== label) button.textContent = label;
    if (state.textContent !== says) state.textContent = says;
    button.disabled = Notification.permission === "denied";
  }
}

function tell(link) {
  const id = link.dataset.notice;
  if (told.has(id)) return;
  told.add(id);
  if (!("Notification" in window) || Notification.permission !== "granted" || !wanted()) return;
  // The same key in several tabs is one notice.
  const notice = new Notification(link.dataset.title, { body: link.textContent, tag: id, icon: "/img/icon-192.png" });
  const href = link.href;
  notice.onclick = () => {
    focus();
    location.href = href;
    notice.close();
  };
}

export function startNotifying() {
  document.addEventListener("click", async (event) => {
    if (!event.target.closest?.("[data-notify-ask]")) return;
    if (Notification.permission === "granted" && wanted()) want(false);
    else want((await Notification.requestPermission()) === "granted");
    show();
  });
  const look = () => {
    show();
    for (const link of document.querySelectorAll("[data-notice]")) tell(link);
  };
  let due = 0;
  new MutationObserver(() => { due ||= setTimeout(() => { due = 0; look(); }, 200); }).observe(document.body, { childList: true, subtree: true });
  look();
}
