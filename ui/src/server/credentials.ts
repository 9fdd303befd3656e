const key = "sluice-credentials";

/** `user:password`, as the person typed it; kept for this browser session only. */
export function keepCredentials(text: string): void {
  sessionStorage.setItem(key, text);
}

export function credentials(): string | undefined {
  return sessionStorage.getItem(key) ?? undefined;
}

export function hasCredentials(): boolean {
  return credentials() !== undefined;
}

export function forgetCredentials(): void {
  sessionStorage.removeItem(key);
}

export function authorizationHeader(): Record<string, string> {
  const text = credentials();
  if (text === undefined) return {};
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return { authorization: `Basic ${btoa(bytes)}` };
}
