const key = "sluice-credentials";

/** `user:password`, as the person typed it; kept for this browser session only. */
export function keepCredentials(text: string): void {
  sessionStorage.setItem(key, text);
}

export function hasCredentials(): boolean {
  return sessionStorage.getItem(key) !== null;
}

export function forgetCredentials(): void {
  sessionStorage.removeItem(key);
}

export function authorizationHeader(): Record<string, string> {
  const text = sessionStorage.getItem(key);
  if (text === null) return {};
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return { authorization: `Basic ${btoa(bytes)}` };
}
