// Invariants
//   I1. A pong is sent after the commit of every event that came before its ping (engine.md W3): the client then forgets
//       them. What could not be committed is not answered, and the client sends it again over another socket.
//   I2. An event that cannot be taken is refused alone, and said so here: its sender would send it for ever.

import { Event } from "../../schemas/event.ts";
import { checkedJson } from "../api/http/request-body.ts";
import { ApiError } from "../api/http/api-error.ts";
import { reportRefused } from "../events/report-refused.ts";
import { type RefusedEvent, takeInEvents } from "../events/take-in-events.ts";
import type { SocketParts } from "./doors.ts";
import type { Frame, Socket } from "./socket.ts";

const unexpectedCondition = 1011;

/** Takes in events for as long as the socket is open. */
export async function takeEventsFrom(socket: Socket, { store }: SocketParts): Promise<void> {
  socket.readPings();
  for (;;) {
    const frames = await socket.receiveAll();
    if (frames === undefined) return;
    const { events, refused } = readEvents(frames);
    try {
      reportRefused([...refused, ...(await takeInEvents(store, events))]);
    } catch (error) {
      socket.close(unexpectedCondition, "The events could not be stored; send them again.");
      throw error;
    }
    for (const frame of frames) if (frame.kind === "ping") socket.pong(frame.payload);
  }
}

function readEvents(frames: readonly Frame[]): { events: Event[]; refused: RefusedEvent[] } {
  const events: Event[] = [];
  const refused: RefusedEvent[] = [];
  for (const frame of frames) {
    if (frame.kind === "ping") continue;
    try {
      events.push(checkedJson(frame.text, Event()) as Event);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refused.push({
        id: "unknown",
        event: frame.text.slice(0, 100),
        reason: JSON.stringify(error.body).slice(0, 500),
      });
    }
  }
  return { events, refused };
}
