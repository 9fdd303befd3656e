import { Radio, Select, Stack } from "@mantine/core";
import type { RetriedCall, RetryMode } from "../../../../src/schemas/retry.ts";
import type { RetryScope } from "./retry-scope.ts";

export interface RetryScopeFieldProps {
  scope: RetryScope;
  /** The calls that a retry may begin with. */
  calls: readonly RetriedCall[];
  onChange: (scope: RetryScope) => void;
}

const mostOptions = 50;

const choices: readonly (readonly [RetryMode, string, string])[] = [
  ["failed", "What failed", "Calls that completed give their stored results."],
  ["run", "The whole run", "Nothing is reused: every call runs again."],
  ["from-task", "From a task on", "One task run, and every call that was made after it."],
];

/** Asks how much of the run is to run again. */
export function RetryScopeField({ scope, calls, onChange }: RetryScopeFieldProps) {
  return (
    <Stack gap="sm">
      <Radio.Group
        label="What is to run again?"
        value={scope.mode}
        onChange={(mode) => onChange({ ...scope, mode: mode as RetryMode })}
      >
        <Stack gap={8} mt={6}>
          {choices.map(([mode, label, description]) => (
            <Radio
              key={mode}
              value={mode}
              label={label}
              description={description}
              disabled={mode === "from-task" && calls.length === 0}
            />
          ))}
        </Stack>
      </Radio.Group>
      {scope.mode === "from-task" && (
        <Select
          label="It begins with"
          placeholder="Choose a task run"
          searchable
          limit={mostOptions}
          data={calls.map(({ task_run_id: value, name: label }) => ({ value, label }))}
          value={scope.from}
          onChange={(from) => onChange({ ...scope, from })}
        />
      )}
    </Stack>
  );
}
