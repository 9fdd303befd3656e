import type { JsonObject } from "../../lib/json.ts";

/** What every kind of work pool lets a deployment say about its jobs. Source: features W-005. */
export const baseVariables: JsonObject = {
  name: { title: "Name", description: "What the job is called.", type: "string" },
  env: {
    title: "Environment Variables",
    description: "Variables that the job gets.",
    type: "object",
    additionalProperties: { type: "string" },
  },
  labels: {
    title: "Labels",
    description: "What the job is marked with.",
    type: "object",
    additionalProperties: { type: "string" },
  },
  command: {
    title: "Command",
    description: "The command that runs the flow; left empty, the worker knows it.",
    type: "string",
  },
};

/** Where each of them goes. */
export const baseConfiguration: JsonObject = {
  command: "{{ command }}",
  env: "{{ env }}",
  labels: "{{ labels }}",
  name: "{{ name }}",
};
