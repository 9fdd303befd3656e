export { HttpStatusError, isTransient, ServerUnreachable, statusError } from "../client/http-errors.ts";
