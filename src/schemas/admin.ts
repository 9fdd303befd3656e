import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, stored, timestamp, uuid } from "./fields.ts";

export const CsrfToken = once(() =>
  named("CsrfToken", {
    ...stored(),
    token: z.string(),
    client: z.string(),
    expiration: timestamp(),
  }),
);
export type CsrfToken = z.infer<ReturnType<typeof CsrfToken>>;

export const ServerDefaultResultStorage = once(() =>
  named("ServerDefaultResultStorage", {
    default_result_storage_block_id: uuid().nullable(),
  }),
);
export type ServerDefaultResultStorage = z.infer<ReturnType<typeof ServerDefaultResultStorage>>;

export const ServerDefaultResultStorageUpdate = once(() =>
  named("ServerDefaultResultStorageUpdate", {
    default_result_storage_block_id: uuid(),
  }),
);
export type ServerDefaultResultStorageUpdate = z.infer<ReturnType<typeof ServerDefaultResultStorageUpdate>>;
