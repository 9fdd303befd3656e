import { Progress, Text } from "@mantine/core";
import type { Artifact } from "../../../src/schemas/artifact.ts";
import { JsonText } from "../pieces/json-text.tsx";
import { MarkdownText } from "./markdown-text.tsx";
import { TableContent } from "./table-content.tsx";
import { rowsOf } from "./table-rows.ts";
import { isSafeAddress } from "./safe-address.ts";

/** An artifact as its type says; what has another form than its type is shown as it is. */
export function ArtifactContent({
  artifact: { type, data, key },
}: {
  artifact: Pick<Artifact, "type" | "data" | "key">;
}) {
  if (type === "markdown" && typeof data === "string") return <MarkdownText text={data} />;
  if (type === "progress" && typeof data === "number")
    return <ProgressContent percent={data} label={key ?? "Progress"} />;
  if (type === "image" && typeof data === "string" && isSafeAddress(data))
    return <img src={data} alt={key ?? "Artifact"} style={{ maxWidth: "100%" }} />;
  const rows = type === "table" ? rowsOf(data) : undefined;
  if (rows) return <TableContent rows={rows} label={key ?? "Table"} />;
  return <JsonText value={data} label={key ?? "Artifact"} />;
}

function ProgressContent({ percent, label }: { percent: number; label: string }) {
  return (
    <>
      <Progress value={Math.min(100, Math.max(0, percent))} size="lg" aria-label={label} />
      <Text size="sm" mt={4}>
        {Math.round(percent * 10) / 10} %
      </Text>
    </>
  );
}
