import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { errorsBelow, type FormErrors, messagesOf } from "./form-errors.ts";
import { changed } from "./group-field.tsx";
import { JsonField } from "./json-field.tsx";
import { type JsonSchema, propertiesOf, resolved } from "./json-schema.ts";
import { SchemaField } from "./schema-field.tsx";

export interface SchemaFormProps {
  schema: JsonSchema;
  values: Record<string, unknown>;
  errors: FormErrors;
  label: string;
  onChange: (values: Record<string, unknown>) => void;
}

/** A form made from a JSON Schema, or the same values as JSON. */
export function SchemaForm({ schema, values, errors, label, onChange }: SchemaFormProps) {
  const [mode, setMode] = useState<"form" | "json">("form");
  const properties = propertiesOf(schema);
  const own = messagesOf(errors);
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        w="fit-content"
        aria-label={`How to type in ${label.toLowerCase()}`}
        value={mode}
        onChange={(value) => setMode(value as typeof mode)}
        data={[
          { value: "form", label: "Form" },
          { value: "json", label: "JSON" },
        ]}
      />
      {mode === "json" && (
        <JsonField
          name={label}
          schema={{}}
          value={values}
          errors={[]}
          isRequired={false}
          onChange={(value) => onChange((value ?? {}) as typeof values)}
        />
      )}
      {mode === "form" && properties.length === 0 && (
        <Text size="sm" c="dimmed">
          There is nothing to choose.
        </Text>
      )}
      {mode === "form" &&
        properties.map(([name, given]) => (
          <SchemaField
            key={name}
            name={name}
            schema={resolved(given, schema)}
            root={schema}
            value={values[name]}
            errors={errorsBelow(errors, name)}
            isRequired={schema.required?.includes(name) ?? false}
            onChange={(value) => onChange(changed(values, name, value))}
          />
        ))}
      {own && (
        <Text size="sm" c="var(--state-failed)" role="alert">
          {own}
        </Text>
      )}
    </Stack>
  );
}
