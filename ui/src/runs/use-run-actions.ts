import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { OrchestrationResult } from "../../../src/schemas/orchestration-result.ts";
import type { StateCreate } from "../../../src/schemas/run-state.ts";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";

type Verdict = Pick<OrchestrationResult, "status" | "details">;

const atOnce = 50;

/** Changes of flow runs; each says what came of it, and pages show it at once. */
export function useRunActions() {
  const queries = useQueryClient();
  const settled = {
    onSettled: () => queries.invalidateQueries(),
    onError: (error: unknown) => tellFailure(reasonOf(error)),
  };

  const propose = async (
    ids: string[],
    state: Pick<StateCreate, "type" | "name" | "message">,
    force = false,
  ): Promise<void> => {
    for (const some of inBatches(ids)) {
      const body = { flow_runs: { id: { any_: some } }, state, force, limit: atOnce };
      const { results } = await call("POST /flow_runs/bulk_set_state", { body });
      tellRefusals(results);
    }
  };

  return {
    cancel: useMutation({
      mutationFn: (ids: string[]) => propose(ids, { type: "CANCELLING", message: "Cancelled in the UI." }),
      ...settled,
    }),
    retry: useMutation({
      mutationFn: async (ids: string[]) => {
        const { deployed, local } = await byWhoRunsThem(ids);
        await propose(deployed, { type: "SCHEDULED", name: "AwaitingRetry", message: "Retried in the UI." });
        if (local.length > 0) tellCommands(local);
      },
      ...settled,
    }),
    pause: useMutation({
      mutationFn: (ids: string[]) => propose(ids, { type: "PAUSED", message: "Paused in the UI." }),
      ...settled,
    }),
    setState: useMutation({
      mutationFn: ({ id, ...state }: Pick<StateCreate, "type" | "message"> & { id: string }) =>
        propose([id], state, true),
      ...settled,
    }),
    remove: useMutation({
      mutationFn: async (ids: string[]) => {
        for (const some of inBatches(ids)) {
          await call("POST /flow_runs/bulk_delete", { body: { flow_runs: { id: { any_: some } }, limit: atOnce } });
        }
      },
      ...settled,
    }),
  };
}

/** Runs of deployments have a worker that goes on with them; others ran where somebody started them. */
async function byWhoRunsThem(ids: string[]): Promise<{ deployed: string[]; local: string[] }> {
  const batches = inBatches(ids).map((some) =>
    call("POST /flow_runs/filter", { body: { flow_runs: { id: { any_: some } }, limit: atOnce } }),
  );
  const runs = (await Promise.all(batches)).flat();
  const { deployed = [], local = [] } = Object.groupBy(runs, (run) =>
    run.deployment_id === null ? "local" : "deployed",
  );
  return { deployed: deployed.map(({ id }) => id), local: local.map(({ id }) => id) };
}

function tellCommands(ids: string[]): void {
  const commands = ids.map((id) => `sluice flow-run retry ${id}`);
  notifications.show({
    title: "Go on with these where their code is",
    message: `No deployment runs them, so that no worker can: ${commands.join("\n")}`,
    autoClose: false,
  });
}

function inBatches(ids: string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, at) => ids.slice(at * atOnce, (at + 1) * atOnce));
}

function tellRefusals(results: readonly Verdict[]): void {
  const refused = results.filter(({ status }) => status !== "ACCEPT");
  if (refused.length === 0) return;
  const reasons = [...new Set(refused.map(reasonIn))];
  tellFailure(
    `${refused.length === 1 ? "A run was" : `${refused.length} runs were`} not changed: ${reasons.join(" ")}`,
  );
}

function reasonIn({ details }: Verdict): string {
  return ("reason" in details ? details.reason : null) ?? "The rules do not allow it.";
}

function tellFailure(message: string): void {
  notifications.show({ color: "red", title: "Not done", message, autoClose: 8000 });
}
