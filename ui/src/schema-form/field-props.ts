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
