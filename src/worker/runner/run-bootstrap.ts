// The process of one flow run, started by a runner. It lives on when the runner ends: its run is reported by itself.

import { cancelLiveRuns, prepareForRuns } from "../../sdk/engine/liveness/live-runs.ts";
import { connect, disconnect } from "../../sdk/engine/reporting/process.ts";
import { loadFlow } from "./code-place.ts";
import { executeFlowRun } from "./execute-flow-run.ts";
import type { FromRun, ToRun } from "./protocol.ts";
import { runOrphanedHooks } from "./run-hooks.ts";

let isBusy = false;
// Whoever reads the output may have been killed: that is no reason for the run to end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

function tell(message: FromRun): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {}); // the runner may be gone
}

process.on("message", (message: ToRun) => {
  switch (message.kind) {
    case "load":
      return void loadFlow(message.place)
        .then(async () => prepareForRuns((await connect()).api))
        .catch(() => {}); // told again, and to the run, when there is one
    case "execute":
      return void endWith(execute(message));
    case "hooks":
      return void endWith(runOrphanedHooks(message.hooks).then(() => 0));
    case "cancel":
      process.on("SIGTERM", () => {}); // a signal that follows is no crash: the run ends as it was told
      return cancelLiveRuns(message.reason);
  }
});

process.on("disconnect", () => {
  if (!isBusy) process.exit(0);
});
async function execute({ flowRunId, token, place }: Extract<ToRun, { kind: "execute" }>): Promise<number> {
  const onHooks = (name: "onCancellation" | "onCrashed") => tell({ kind: "hooks", name });
  const state = await executeFlowRun({ flowRunId, token, place, onHooks, onLoaded: () => tell({ kind: "loaded" }) });
  tell({ kind: "ended", isFinal: state.isFinal(), state: state.name });
  return state.isCompleted() ? 0 : 1;
}

async function endWith(work: Promise<number>): Promise<void> {
  isBusy = true;
  let code = 1;
  try {
    code = await work;
  } catch (error) {
    console.error(error);
    tell({ kind: "failed", reason: String(error) });
  }
  await disconnect().catch(() => {});
  process.disconnect?.();
  process.exit(code);
}

tell({ kind: "up" });
