import { Stack } from "@mantine/core";
import { PageHeader } from "../pieces/page-header.tsx";
import { GlobalLimits } from "./global-limits.tsx";
import { TagLimits } from "./tag-limits.tsx";

/** What may run how often at once. */
export function ConcurrencyPage() {
  return (
    <Stack>
      <PageHeader title="Concurrency" />
      <GlobalLimits />
      <TagLimits />
    </Stack>
  );
}
