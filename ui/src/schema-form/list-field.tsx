import { ActionIcon, Button, Group, Input, Stack } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import type { ContainerProps } from "./field-props.ts";
import { errorsBelow, messagesOf } from "./form-errors.ts";
import { type JsonSchema, kindOf, resolved } from "./json-schema.ts";

/** The items of a list, each in a field of its own. */
export function ListField({ name, schema, root, value, errors, isRequired, onChange, Field }: ContainerProps) {
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  const item = resolved(schema.items as JsonSchema, root);
  const label = schema.title ?? name;
  return (
    <Input.Wrapper
      label={label}
      description={schema.description}
      error={messagesOf(errors)}
      withAsterisk={isRequired}
      labelElement="div"
    >
      <Stack gap={6} mt={4}>
        {items.map((one, at) => (
          <Group key={at} gap={6} align="flex-end" wrap="nowrap">
            <div style={{ flex: 1 }}>
              <Field
                name={`${label} ${at + 1}`}
                schema={item}
                root={root}
                value={one}
                errors={errorsBelow(errors, at)}
                isRequired
                onChange={(next) => onChange(items.with(at, next))}
              />
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              mb={4}
              aria-label={`Remove ${label} ${at + 1}`}
              onClick={() => onChange(items.toSpliced(at, 1))}
            >
              <Trash2 size={15} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          leftSection={<Plus size={14} />}
          onClick={() => onChange([...items, emptyItem(item)])}
        >
          Add to {label}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

function emptyItem(schema: JsonSchema): unknown {
  if (schema.default !== undefined) return schema.default;
  switch (kindOf(schema)) {
    case "group":
      return {};
    case "list":
      return [];
    case "switch":
      return false;
    case "number":
    case "integer":
      return schema.minimum ?? 0;
    default:
      return "";
  }
}
