// The same words as DurationText in the console: 03:41, 1:02:03, 2 d 03:04.
const two = (n) => String(n).padStart(2, "0");

export function clockText(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const days = Math.floor(s / 86400), hours = Math.floor((s % 86400) / 3600), minutes = Math.floor((s % 3600) / 60);
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${two(minutes)}:${two(s % 60)}`;
}

export function agoText(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  return s < 86400 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
}

export function leftText(seconds) {
  return seconds > -1 ? clockText(Math.ceil(Math.max(0, seconds))) : `late ${clockText(-seconds)}`;
}

export function heldText(seconds) {
  return seconds > 0 ? `held ${clockText(Math.ceil(seconds))}` : "free";
}
