import type { ComponentType } from "react";
import type { FormErrors } from "./form-errors.ts";
import type { JsonSchema } from "./json-schema.ts";

export interface FieldProps {
  name: string;
  /** Without references. */
  schema: JsonSchema;
  /** Where references lead. */
  root: JsonSchema;
  value: unknown;
  errors: FormErrors;
  isRequired: boolean;
  onChange: (value: unknown) => void;
}

/** What a field needs that has others inside: by what these are shown. Given, because they may be of its own kind. */
export interface ContainerProps extends FieldProps {
  Field: ComponentType<FieldProps>;
}
