import { once } from "../../../lib/once.ts";
import { routes } from "../../../schemas/routes/index.ts";
import { ApiError } from "./api-error.ts";
import { errorResponse } from "./answer.ts";

interface Place {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

const places = once((): Place[] => {
  const byPath = Map.groupBy(routes, (route) => route.path);
  return [...byPath].map(([path, there]) => ({
    pattern: patternOf(path),
    methods: there.map((route) => route.method),
  }));
});

/** What to say to a request for a path that exists with another method, or with or without a closing slash. */
export function misdirected(request: Request, basePath: string): Response | undefined {
  const url = new URL(request.url);
  if (!url.pathname.startsWith(`${basePath}/`)) return undefined;
  const path = url.pathname.slice(basePath.length);
  const methods = methodsAt(path);
  if (methods.length > 0) return wrongMethod(methods);
  const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
  if (methodsAt(other).length === 0) return undefined;
  return new Response(null, { status: 307, headers: { Location: `${basePath}${other}${url.search}` } });
}

function wrongMethod(methods: readonly string[]): Response {
  return errorResponse(new ApiError(405, { detail: "Method Not Allowed" }, { Allow: methods.join(", ") }));
}

function methodsAt(path: string): string[] {
  return places().flatMap(({ pattern, methods }) =>
    pattern.test(path) ? methods.filter((method) => method !== "WS") : [],
  );
}

function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(".", "\\.")
    .replaceAll(/\{\w+:uuid\}/g, "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
    .replaceAll(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${source}$`);
}
