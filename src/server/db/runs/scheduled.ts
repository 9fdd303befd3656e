import { sql } from "kysely";

/** Written into the query itself: a parameter cannot say that an index on scheduled runs alone is enough. */
export const scheduled = sql.lit<"SCHEDULED">("SCHEDULED");
