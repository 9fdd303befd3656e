import type { JsonObject } from "../../lib/json.ts";

/** The base job template of work pools whose runs are processes on the worker's machine. */
export const processTemplate: JsonObject = {
  job_configuration: {
    command: "{{ command }}",
    env: "{{ env }}",
    labels: "{{ labels }}",
    name: "{{ name }}",
    stream_output: "{{ stream_output }}",
    working_dir: "{{ working_dir }}",
  },
  variables: {
    type: "object",
    properties: {
      name: { title: "Name", description: "What the process is called.", type: "string" },
      env: {
        title: "Environment Variables",
        description: "Variables that the process gets.",
        type: "object",
        additionalProperties: { type: "string" },
      },
      labels: {
        title: "Labels",
        description: "What the process is marked with.",
        type: "object",
        additionalProperties: { type: "string" },
      },
      command: {
        title: "Command",
        description: "The command that runs the flow; left empty, the worker knows it.",
        type: "string",
      },
      stream_output: {
        title: "Stream Output",
        description: "Whether the worker shows what the process writes.",
        type: "boolean",
        default: true,
      },
      working_dir: {
        title: "Working Directory",
        description: "The folder in which the process starts; by default a temporary one.",
        type: "string",
        format: "path",
      },
    },
  },
};
