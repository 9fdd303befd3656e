import { Input, Skeleton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { parsedJson } from "../variables/parsed-json.ts";
import type { FieldProps } from "./field-props.ts";
import { messagesOf } from "./form-errors.ts";

const JsonEditor = lazy(() => import("../pieces/json-editor.tsx").then(({ JsonEditor }) => ({ default: JsonEditor })));

type JsonFieldProps = Pick<FieldProps, "name" | "schema" | "value" | "errors" | "isRequired" | "onChange">;

/** A value of any form, as JSON. */
export function JsonField({ name, schema, value, errors, isRequired, onChange }: JsonFieldProps) {
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const isBroken = text.trim() !== "" && parsedJson(text) === undefined;
  const label = schema.title ?? name;
  const change = (next: string): void => {
    setText(next);
    if (next.trim() === "") onChange(undefined);
    const parsed = parsedJson(next);
    if (parsed !== undefined) onChange(parsed.value);
  };
  return (
    <Input.Wrapper
      label={label}
      description={schema.description}
      error={isBroken ? "This is no JSON yet." : messagesOf(errors)}
      withAsterisk={isRequired}
      labelElement="div"
    >
      <Suspense fallback={<Skeleton height={90} />}>
        <JsonEditor label={label} text={text} onChange={change} />
      </Suspense>
    </Input.Wrapper>
  );
}
