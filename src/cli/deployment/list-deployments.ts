import type { DeploymentResponse } from "../../schemas/deployment.ts";
import { openApi } from "../api.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { fullNames } from "./find-deployment.ts";
import { scheduleText } from "./schedule-text.ts";

export async function listDeployments(options: ListOptions & { flowName?: string[] }): Promise<void> {
  await using api = await openApi();
  const flows = options.flowName && { flows: { name: { any_: options.flowName } } };
  const deployments = await inPages(options.limit, (page) =>
    api.client.call("POST /deployments/filter", { body: { sort: "NAME_ASC", ...flows, ...page } }),
  );
  const names = await fullNames(api, deployments);
  const columns: Column<DeploymentResponse>[] = [
    { head: "Name", text: ({ id }) => names.get(id)!, paint: paint.cyan },
    { head: "ID", text: ({ id }) => id },
    { head: "Status", text: statusText },
    { head: "Schedules", text: ({ schedules }) => schedules.map(scheduleText).join("; ") || "-" },
    { head: "Work pool", text: ({ work_pool_name }) => work_pool_name ?? "-" },
  ];
  printList(deployments, { ...options, columns, empty: `No deployments in ${api.where}.` });
}

export function statusText({ paused, status }: DeploymentResponse): string {
  if (paused) return "paused";
  return status === "READY" ? "ready" : "not ready";
}
