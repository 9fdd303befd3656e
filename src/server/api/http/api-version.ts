import { badRequest } from "./api-error.ts";

/** The version of Prefect's API that this server speaks. */
export const apiVersion = "0.8.4";

/** The version of the Prefect package that this server answers like: clients compare its major with their own. */
export const prefectVersion = "3.8.8";

const oldest = "0.8.0";

/** Refuses a client whose API version this server does not speak; one that names none is welcome. */
export function checkApiVersion(headers: Headers): void {
  const asked = headers.get("x-prefect-api-version");
  if (asked === null || asked === "") return;
  if (!/^\d+\.\d+\.\d+$/.test(asked)) {
    throw badRequest(
      `Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${asked}`,
    );
  }
  if (isOlder(asked, oldest)) {
    throw badRequest(
      `The request specified API version ${asked} but this server requires version ${oldest} or higher.`,
    );
  }
}

/** Whether one `x.y.z` comes before another. */
export function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
