import type { StateType } from "../../schemas/state.ts";
import { paint } from "./paint.ts";

const colours: Record<StateType, (text: string) => string> = {
  SCHEDULED: paint.yellow,
  PENDING: paint.blue,
  RUNNING: paint.cyan,
  COMPLETED: paint.green,
  FAILED: paint.red,
  CRASHED: paint.magenta,
  CANCELLED: paint.gray,
  CANCELLING: paint.gray,
  PAUSED: paint.yellow,
};

/** A state's name (or another text) in the colour of its type. */
export function paintState(type: StateType | null, text: string): string {
  return type === null ? text : colours[type](text);
}
