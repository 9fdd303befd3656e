import { Fieldset, Stack, Text } from "@mantine/core";
import type { ContainerProps } from "./field-props.ts";
import { errorsBelow, messagesOf } from "./form-errors.ts";
import { propertiesOf, resolved } from "./json-schema.ts";

/** The fields of an object, in a frame. */
export function GroupField({ name, schema, root, value, errors, onChange, Field }: ContainerProps) {
  const values = isObject(value) ? value : {};
  const own = messagesOf(errors);
  return (
    <Fieldset legend={schema.title ?? name}>
      <Stack gap="sm">
        {propertiesOf(schema).map(([property, given]) => (
          <Field
            key={property}
            name={property}
            schema={resolved(given, root)}
            root={root}
            value={values[property]}
            errors={errorsBelow(errors, property)}
            isRequired={schema.required?.includes(property) ?? false}
            onChange={(next) => onChange(changed(values, property, next))}
          />
        ))}
        {own && (
          <Text size="xs" c="var(--state-failed)">
            {own}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}

/** With another value; undefined takes the property away. */
export function changed(values: Record<string, unknown>, property: string, value: unknown): Record<string, unknown> {
  const { [property]: _, ...others } = values;
  return value === undefined ? others : { ...values, [property]: value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
