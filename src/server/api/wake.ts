import { wakeStream } from "../wake/wake-stream.ts";
import { Answered } from "./http/answer.ts";
import { serve } from "./http/serve.ts";

export const servedWakes = [
  serve("POST /sluice/wake", async ({ body }, { store, ending }) => {
    const headers = { "cache-control": "no-store", "x-accel-buffering": "no" }; // proxies pass each line on at once
    return new Answered(await wakeStream(store, body.topics, ending), { headers });
  }),
];
