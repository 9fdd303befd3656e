import { runInContext } from "../context.ts";
import { Scope } from "../engine/calls/scope.ts";
import { FlowVisualizationError, isSluiceError } from "../errors.ts";
import type { FlowDefinition } from "../definitions/flow-definition.ts";
import { bindParameters, validateParameters } from "../parameters/bind.ts";
import { Drawing } from "./drawing.ts";

export interface FlowToDraw {
  definition: FlowDefinition;
  thisArg: unknown;
  args: readonly unknown[];
}

/**
 * Runs the body of a flow to see which calls it makes. Its tasks and child flows do not run, all other code does.
 *
 * @throws {FlowVisualizationError} the body threw, most often because it looked at the result of a task that did not run
 */
export async function drawFlow({ definition, thisArg, args }: FlowToDraw): Promise<Drawing> {
  const bound = await validateParameters(definition, bindParameters(definition, args));
  const drawing = new Drawing();
  try {
    await runInContext({ drawing, scope: new Scope("") }, async () => {
      const returned: unknown = await definition.fn.apply(thisArg, bound.args as never[]);
      await runThrough(returned);
    });
  } catch (error) {
    throw failure(definition, drawing, error);
  }
  return drawing;
}

/** A generator flow makes its calls while its values are asked for. */
async function runThrough(returned: unknown): Promise<void> {
  if (typeof returned !== "object" || returned === null) return;
  if (!(Symbol.asyncIterator in returned) && !("next" in returned)) return;
  for await (const _ of returned as AsyncIterable<unknown>);
}

function failure({ name }: FlowDefinition, { withoutValue }: Drawing, error: unknown): FlowVisualizationError {
  const said = isSluiceError(error) || error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const hint =
    withoutValue.size === 0
      ? ""
      : ` While a flow is drawn its tasks do not run: where the body looks at a result, give the task an example of it, task({ vizReturnValue: … }, …). Without one: ${[...withoutValue].join(", ")}.`;
  return new FlowVisualizationError(`The body of ${name} cannot be drawn; it threw ${said}.${hint}`, { cause: error });
}
