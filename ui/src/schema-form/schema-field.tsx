import { NumberInput, PasswordInput, Select, Switch, Text, TextInput } from "@mantine/core";
import type { FieldProps } from "./field-props.ts";
import { messagesOf } from "./form-errors.ts";
import { GroupField } from "./group-field.tsx";
import { JsonField } from "./json-field.tsx";
import { type JsonSchema, kindOf } from "./json-schema.ts";
import { ListField } from "./list-field.tsx";

/** A field for a value of a schema, by the kind of the value. */
export function SchemaField(field: FieldProps) {
  const { name, schema, value, isRequired, onChange } = field;
  const error = messagesOf(field.errors);
  const common = {
    label: schema.title ?? name,
    description: schema.description,
    error,
    withAsterisk: isRequired,
    ...placeholderOf(schema),
  };
  const text = typeof value === "string" ? value : "";
  const change = (event: { currentTarget: { value: string } }) =>
    onChange(event.currentTarget.value === "" && !isRequired ? undefined : event.currentTarget.value);
  switch (kindOf(schema)) {
    case "choice":
      return <Choice field={field} common={common} />;
    case "text":
      return <TextInput {...common} value={text} onChange={change} />;
    case "secret":
      return <PasswordInput {...common} value={text} onChange={change} autoComplete="off" />;
    case "date":
      return <TextInput {...common} type="date" value={text} onChange={change} />;
    case "time":
      return (
        <TextInput
          {...common}
          type="datetime-local"
          step={1}
          value={localTime(text)}
          onChange={(event) => onChange(isoTime(event.currentTarget.value))}
        />
      );
    case "number":
    case "integer":
      return (
        <NumberInput
          {...common}
          value={typeof value === "number" ? value : ""}
          onChange={(next) => onChange(typeof next === "number" ? next : undefined)}
          allowDecimal={kindOf(schema) === "number"}
          {...(schema.minimum !== undefined && { min: schema.minimum })}
          {...(schema.maximum !== undefined && { max: schema.maximum })}
        />
      );
    case "switch":
      return (
        <div>
          <Switch
            label={common.label}
            description={common.description}
            checked={value === true}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          {error && (
            <Text size="xs" c="var(--state-failed)">
              {error}
            </Text>
          )}
        </div>
      );
    case "group":
      return <GroupField {...field} Field={SchemaField} />;
    case "list":
      return <ListField {...field} Field={SchemaField} />;
    case "json":
      return <JsonField {...field} />;
  }
}

function Choice({ field: { schema, value, isRequired, onChange }, common }: { field: FieldProps; common: object }) {
  const choices = schema.enum!.map((choice) => ({ value: JSON.stringify(choice), label: String(choice) }));
  const chosen = value === undefined ? null : JSON.stringify(value);
  return (
    <Select
      {...common}
      data={choices}
      value={chosen}
      clearable={!isRequired}
      onChange={(text) => onChange(text === null ? undefined : JSON.parse(text))}
    />
  );
}

/** What it is when nothing is typed in. */
function placeholderOf({ default: value }: JsonSchema): { placeholder?: string } {
  return value === undefined || value === null || typeof value === "object"
    ? {}
    : { placeholder: JSON.stringify(value) };
}

/** As the browser's field wants it: the reader's own time, without an offset. */
function localTime(iso: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return "";
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function isoTime(local: string): string | undefined {
  return local === "" ? undefined : new Date(local).toISOString();
}
