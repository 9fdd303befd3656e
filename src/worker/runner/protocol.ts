// What a runner and the process of a run say to each other.

import type { CodePlace } from "./code-place.ts";
import type { HookName } from "./execute-flow-run.ts";
import type { OrphanedHooks } from "./run-hooks.ts";

export type ToRun =
  /** Load the code now: which run it is for comes later. */
  | { kind: "load"; place: CodePlace }
  | { kind: "execute"; flowRunId: string; token: string; place: CodePlace }
  | { kind: "hooks"; hooks: OrphanedHooks }
  | { kind: "cancel"; reason: string };

export type FromRun =
  | { kind: "up" }
  | { kind: "loaded" }
  /** Hooks of this kind are about to run here. */
  | { kind: "hooks"; name: HookName }
  | { kind: "ended"; isFinal: boolean; state: string }
  | { kind: "failed"; reason: string };
