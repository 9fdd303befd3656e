import type { JsonObject } from "../../lib/json.ts";
import { baseConfiguration, baseVariables } from "./base-variables.ts";

const texts = { type: "array", items: { type: "string" }, default: [] };

/** The base job template of work pools whose runs are containers of a Docker engine. */
export const dockerTemplate: JsonObject = {
  job_configuration: {
    ...baseConfiguration,
    image: "{{ image }}",
    image_pull_policy: "{{ image_pull_policy }}",
    registry_credentials: "{{ registry_credentials }}",
    networks: "{{ networks }}",
    network_mode: "{{ network_mode }}",
    auto_remove: "{{ auto_remove }}",
    volumes: "{{ volumes }}",
    stream_output: "{{ stream_output }}",
    mem_limit: "{{ mem_limit }}",
    memswap_limit: "{{ memswap_limit }}",
    privileged: "{{ privileged }}",
    working_dir: "{{ working_dir }}",
    container_create_kwargs: "{{ container_create_kwargs }}",
  },
  variables: {
    type: "object",
    properties: {
      ...baseVariables,
      image: { title: "Image", description: "The image that has the flow and its packages.", type: "string" },
      image_pull_policy: {
        title: "Image Pull Policy",
        description: "When the image is pulled; by default where it is missing, and always for the tag latest.",
        type: "string",
        enum: ["IfNotPresent", "Always", "Never"],
      },
      registry_credentials: {
        title: "Registry Credentials",
        description: "username, password and registry_url for a private registry: an object, or a block of them.",
        type: "object",
      },
      networks: { title: "Networks", description: "Networks that the container joins.", ...texts },
      network_mode: { title: "Network Mode", description: "bridge, host, none, or container:<id>.", type: "string" },
      auto_remove: {
        title: "Auto Remove",
        description: "Whether the container is removed when it has ended.",
        type: "boolean",
        default: false,
      },
      volumes: { title: "Volumes", description: "Mounts: local/path:/container/path[:ro].", ...texts },
      stream_output: {
        title: "Stream Output",
        description: "Whether what the container writes goes to the logs of the run.",
        type: "boolean",
        default: true,
      },
      mem_limit: { title: "Memory Limit", description: "Bytes, or a number with a unit: 512m, 2g.", type: "string" },
      memswap_limit: {
        title: "Memory and Swap Limit",
        description: "Memory and swap together; -1 for swap without a limit.",
        type: "string",
      },
      privileged: {
        title: "Privileged",
        description: "Whether the container has all rights on its host.",
        type: "boolean",
        default: false,
      },
      working_dir: { title: "Working Directory", description: "The folder inside of the container.", type: "string" },
      container_create_kwargs: {
        title: "Container Configuration",
        description: "Anything else of the engine's API for creating containers; it wins over the rest.",
        type: "object",
      },
    },
  },
};
