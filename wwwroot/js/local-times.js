// Times are shown in UTC; on hover or focus they say the viewer's own as well.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const here = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

function say(event) {
  const time = event.target.closest?.("time[datetime]");
  if (!time || time.title) return;
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) return;
  time.title = `${at.toISOString().replace("T", " ").slice(0, 19)} UTC\n${here.format(at)} here (${zone})`;
}

export function startLocalTimes() {
  document.addEventListener("pointerover", say, { passive: true });
  document.addEventListener("focusin", say);
}
