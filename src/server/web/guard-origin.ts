type Fetch = (request: Request) => Promise<Response>;

export interface OriginOptions {
  /** Whether only this machine reaches the server: then a foreign name for it is a page's trick (DNS rebinding). */
  isLoopback: boolean;
  /** Names by which others reach the server, beside its own; empty for any where it is not on loopback. */
  allowedHosts: readonly string[];
  /** Pages of other origins that may use the API; `*` for all. */
  allowedOrigins: readonly string[];
}

/** Lets web pages of other origins do nothing, unless they are allowed to; programs send no origin. */
export function guardOrigin(fetch: Fetch, options: OriginOptions): Fetch {
  return async (request) => {
    const url = new URL(request.url);
    if (!isKnownHost(url.hostname, options)) return refuse(`No server is known here as ${url.hostname}. ${hostRemedy}`);
    const origin = request.headers.get("origin");
    if (origin === null || URL.parse(origin)?.host === url.host) return await fetch(request);
    if (!isAllowed(origin, options)) return refuse(`Pages of ${origin} may not use this server. ${originRemedy}`);
    if (request.method === "OPTIONS") return preflight(request, origin);
    return readable(await fetch(request), origin);
  };
}

/** Whether a server may be asked by this name. */
export function isKnownHost(
  hostname: string,
  { isLoopback, allowedHosts }: Omit<OriginOptions, "allowedOrigins">,
): boolean {
  const isOwn = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  const isAny = allowedHosts.includes("*") || (!isLoopback && allowedHosts.length === 0);
  return isOwn || isAny || allowedHosts.includes(hostname);
}

const hostRemedy = "SLUICE_SERVER_API_ALLOWED_HOSTS names the hosts that are.";
const originRemedy = "SLUICE_SERVER_API_CORS_ALLOWED_ORIGINS names the origins that may.";

function isAllowed(origin: string, { allowedOrigins }: OriginOptions): boolean {
  return allowedOrigins.includes("*") || allowedOrigins.includes(origin);
}

function refuse(detail: string): Response {
  return Response.json({ detail }, { status: 403 });
}

function preflight(request: Request, origin: string): Response {
  const headers = {
    ...corsHeaders(origin),
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": request.headers.get("access-control-request-headers") ?? "*",
    "Access-Control-Max-Age": "600",
  };
  return new Response(null, { status: 204, headers });
}

function readable(answer: Response, origin: string): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(corsHeaders(origin))) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}

/** Without credentials: cookies are not what anybody is known by here. */
function corsHeaders(origin: string): Record<string, string> {
  return { "Access-Control-Allow-Origin": origin, Vary: "Origin" };
}
