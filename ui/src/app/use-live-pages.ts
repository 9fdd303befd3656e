import { useQueryClient } from "@tanstack/react-query";
import { isTouched } from "../server/live/touched-by.ts";
import { useFeed } from "../server/live/use-feed.ts";

// Changes of task runs come by the thousand; what shows them asks for what has changed since it asked last.
const filter = { event: { exclude_prefix: ["prefect.task-run."] } };

/** Asks again for what is on the page as soon as the server tells of something that may have changed it. */
export function useLivePages(): void {
  const queries = useQueryClient();
  useFeed({
    path: "/events/out",
    filter,
    onHints: async (messages) => {
      const isNew = messages.some(({ type }) => type === "connected");
      const events = messages.flatMap(({ event }) => (event === undefined ? [] : [event.event]));
      const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => isNew || isTouched(queryKey, events);
      await queries.refetchQueries({ type: "active", predicate });
    },
  });
}
