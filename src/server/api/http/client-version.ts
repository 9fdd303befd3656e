/** The version of the Prefect package that a client names in its User-Agent: `prefect/3.4.11 (API 0.8.4)`. */
export function clientVersion(headers: Headers): string | undefined {
  return /^prefect\/(\d+\.\d+\.\d+\S*) \(API \S+\)/.exec(headers.get("user-agent") ?? "")?.[1];
}
