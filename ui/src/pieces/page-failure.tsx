import { Failure } from "./failure.tsx";

/** In place of a page that failed. */
export function PageFailure({ error, reset }: { error: unknown; reset: () => void }) {
  return <Failure error={error} onRetry={reset} />;
}
