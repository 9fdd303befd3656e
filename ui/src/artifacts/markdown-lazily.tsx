import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";

const MarkdownText = lazy(() => import("./markdown-text.tsx").then(({ MarkdownText }) => ({ default: MarkdownText })));

/** Markdown, whose reader is loaded when there is some. */
export function MarkdownLazily({ text }: { text: string }) {
  return (
    <Suspense fallback={<Skeleton height={60} />}>
      <MarkdownText text={text} />
    </Suspense>
  );
}
