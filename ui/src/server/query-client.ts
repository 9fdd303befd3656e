import { QueryClient } from "@tanstack/react-query";
import { statusOf } from "./server-error.ts";

/** One store of answers for all pages. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1000,
      // A refusal stays one; a network that fails may come back.
      retry: (failures, error) => failures < 2 && (statusOf(error) ?? 503) >= 502,
      retryDelay: (failures) => 500 * 2 ** failures,
    },
  },
});
