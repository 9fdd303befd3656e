export {
  HttpStatusError,
  isHttpStatusError,
  isTransient,
  ServerUnreachable,
  statusError,
} from "../client/http-errors.ts";
