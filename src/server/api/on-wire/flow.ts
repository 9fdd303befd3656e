import type { Flow } from "../../../schemas/flow.ts";
import type { FlowTable } from "../../db/tables.ts";
import { storedOnWire } from "./time.ts";

export function flowOnWire(flow: FlowTable): Flow {
  return { ...storedOnWire(flow), name: flow.name, tags: flow.tags, labels: flow.labels };
}
