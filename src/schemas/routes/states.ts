import { z } from "zod";
import { once } from "../../lib/once.ts";
import { uuid } from "../fields.ts";
import { route } from "../route.ts";
import { State } from "../run-state.ts";

const states = once(() => z.array(State()));

export const stateRoutes = [
  route("GET /flow_run_states/{id:uuid}", { summary: "One state of a flow run.", answer: State }),
  route("GET /flow_run_states/", {
    summary: "The states that a flow run has had, in order.",
    query: once(() => z.object({ flow_run_id: uuid() })),
    answer: states,
  }),
  route("GET /task_run_states/{id:uuid}", { summary: "One state of a task run.", answer: State }),
  route("GET /task_run_states/", {
    summary: "The states that a task run has had, in order.",
    query: once(() => z.object({ task_run_id: uuid() })),
    answer: states,
  }),
] as const;
