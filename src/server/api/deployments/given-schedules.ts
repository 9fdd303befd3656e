import type { JsonObject } from "../../../lib/json.ts";
import type { DeploymentScheduleUpdate } from "../../../schemas/schedule.ts";
import type { GivenSchedule } from "../../deployments/change-schedules.ts";
import { scheduleFault } from "../../schedules/scheduled-times.ts";
import { jsonText } from "../http/json-text.ts";
import { invalidRequest } from "../http/validation-error.ts";

const mostScheduledRuns = 50;

/** Schedules as they were sent, after those that cannot be kept are refused. `place` is where they were in the body. */
export function givenSchedules(sent: readonly DeploymentScheduleUpdate[], place: readonly string[]): GivenSchedule[] {
  return sent.map((one, at) => givenSchedule(one, [...place, at]));
}

export function givenSchedule(sent: DeploymentScheduleUpdate, place: readonly (string | number)[]): GivenSchedule {
  const { schedule, active, max_scheduled_runs: most, parameters, slug, replaces } = sent;
  if (schedule) {
    const fault = scheduleFault(schedule);
    if (fault !== undefined) throw refusal([...place, "schedule", fault.field], fault.message);
  }
  if (typeof most === "number" && most > mostScheduledRuns) {
    throw refusal([...place, "max_scheduled_runs"], `max_scheduled_runs is at most ${mostScheduledRuns}`);
  }
  return {
    schedule: schedule ?? undefined,
    active: active ?? undefined,
    max_scheduled_runs: most,
    parameters: parameters === undefined ? undefined : jsonText(parameters),
    slug,
    replaces,
  };
}

export function refusal(place: readonly (string | number)[], message: string) {
  const detail: JsonObject = {
    type: "value_error",
    loc: ["body", ...place],
    msg: `Value error, ${message}`,
    input: null,
  };
  return invalidRequest([detail], null);
}
