import type { Command } from "commander";
import type { ApiRequestOptions } from "./api-request/send-request.ts";
import { collect } from "./options.ts";

export function addApiCommand(program: Command): void {
  program
    .command("api")
    .description("send a request to the API and print the answer; the exit code is 4 for 4xx and 5 for 5xx")
    .argument("<method>", "GET, POST, PUT, PATCH or DELETE")
    .argument("<path>", "below /api: /flow_runs/filter")
    .option("-d, --data <json>", "the body: JSON, @file, or - for stdin; a POST without one sends {}")
    .option("-H, --header <header>", '"Name: value"; may be repeated', collect)
    .option("--root", "the path begins at the server's root, not below /api")
    .option("-v, --verbose", "print the request and the answer's headers, on stderr")
    .action(async (method: string, path: string, options: ApiRequestOptions) => {
      const { sendRequest } = await import("./api-request/send-request.ts");
      await sendRequest({ method, path, ...options });
    });
}
