import type { z } from "zod";
import { parsed } from "./authenticate.ts";
import type { Socket } from "./socket.ts";

const protocolError = 1002;

/** The filter that the peer sends first; undefined when the socket was closed instead. */
export async function readFilter<S extends z.ZodType>(
  socket: Socket,
  schema: S,
): Promise<{ filter: z.output<S>; message: Record<string, unknown> } | undefined> {
  const text = await socket.receive();
  if (text === undefined) return undefined;
  const message = parsed(text) as Record<string, unknown> | null | undefined;
  if (message?.["type"] !== "filter") {
    socket.close(protocolError, "Expected 'filter' message");
    return undefined;
  }
  const filter = schema.safeParse(message["filter"] ?? {});
  if (filter.success) return { filter: filter.data, message };
  const { path, message: reason } = filter.error.issues[0]!;
  socket.close(protocolError, `Invalid filter: ${path.join(".")}: ${reason}`);
  return undefined;
}
