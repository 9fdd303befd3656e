import { isForPeople } from "./paint.ts";

const units: readonly (readonly [string, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** `3 minutes ago`, `in 2 hours`. */
export function relativeTime(time: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000;
  const size = Math.abs(seconds);
  const [unit, length] = units.find(([, length]) => size >= length) ?? ["second", 1];
  const count = Math.floor(size / length);
  if (count === 0) return "now";
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

/** In a list: relative for people, absolute in a pipe; `-` where there is none. */
export function timeInList(time: string | null | undefined): string {
  if (time == null) return "-";
  return isForPeople ? relativeTime(time) : time;
}

/** Beside its label there is room for both. */
export function fullTime(time: string | null | undefined): string | null {
  return time == null ? null : `${time} (${relativeTime(time)})`;
}

/** `1 m 02 s`, `0.123 s`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 1 ? 3 : 2)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const rest = String(whole % 60).padStart(2, "0");
  return hours === 0 ? `${minutes} m ${rest} s` : `${hours} h ${String(minutes).padStart(2, "0")} m ${rest} s`;
}
