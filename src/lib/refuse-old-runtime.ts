// Imported for its effect, first, by what users import: on a runtime that cannot run Sluice the line that says so is all
// that is printed, instead of the stack of whatever is missing there.
import { runtimeRefusal } from "./runtime-refusal.ts";

const refusal = runtimeRefusal(process.versions);
if (refusal !== null) {
  console.error(refusal);
  process.exit(1);
}
