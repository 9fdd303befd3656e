import { z } from "zod";
import { once } from "../../lib/once.ts";
import { criterion, filter, idIn, textIn, textInOrLike, textLike } from "./criterion.ts";

export const BlockTypeFilter = once(() => filter("BlockTypeFilter", { name: textLike(), slug: textIn() }));
export type BlockTypeFilter = z.infer<ReturnType<typeof BlockTypeFilter>>;

export const BlockSchemaFilter = once(() =>
  filter("BlockSchemaFilter", {
    block_type_id: idIn(),
    block_capabilities: criterion({ all_: z.array(z.string()) }),
    id: idIn(),
    version: textIn(),
  }),
);
export type BlockSchemaFilter = z.infer<ReturnType<typeof BlockSchemaFilter>>;

/** Without a word about `is_anonymous`, anonymous documents are left out. */
export const BlockDocumentFilter = once(() =>
  filter("BlockDocumentFilter", {
    id: idIn(),
    is_anonymous: criterion({ eq_: z.boolean() }),
    block_type_id: idIn(),
    name: textInOrLike(),
  }),
);
export type BlockDocumentFilter = z.infer<ReturnType<typeof BlockDocumentFilter>>;
