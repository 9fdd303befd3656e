import { hash, timingSafeEqual } from "node:crypto";
import { isBelow } from "./with-ui.ts";

type Fetch = (request: Request) => Promise<Response>;

export interface CredentialOptions {
  /** `user:password` */
  authString: string;
  apiBasePath: string;
}

/** Probes of load balancers, which have no credentials. Source: http-api §2. */
const open = ["/health", "/ready"];

/** Lets nobody at the API without the credentials. The UI's files stay open: it asks its user for them. */
export function requireCredentials(fetch: Fetch, { authString, apiBasePath }: CredentialOptions): Fetch {
  const expected = digest(`Basic ${Buffer.from(authString).toString("base64")}`);
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isOpen = !isBelow(pathname, apiBasePath) || open.includes(pathname.slice(apiBasePath.length));
    if (isOpen || timingSafeEqual(digest(request.headers.get("authorization") ?? ""), expected))
      return await fetch(request);
    return Response.json({ exception_message: "Unauthorized" }, { status: 401, headers: challengeFor(request) });
  };
}

/** A challenge makes a browser ask by a dialog of its own, also when it is the UI that asked: that has its own page. */
function challengeFor({ headers }: Request): Record<string, string> {
  const isOfPage = ["cors", "same-origin", "no-cors"].includes(headers.get("sec-fetch-mode") ?? "");
  return isOfPage ? {} : { "WWW-Authenticate": "Basic" };
}

/** Of equal length whatever was sent, so that comparing tells nothing. */
function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
