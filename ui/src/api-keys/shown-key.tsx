import { Button, Code, CopyButton, Stack, Text } from "@mantine/core";

/** A key that is told this once. */
export function ShownKey({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  return (
    <Stack gap="sm">
      <Text size="sm">Copy it now: the server keeps only its digest and cannot show it again.</Text>
      <Code block>{apiKey}</Code>
      <CopyButton value={apiKey}>
        {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy the key"}</Button>}
      </CopyButton>
      <Button variant="default" onClick={onClose}>
        Done
      </Button>
    </Stack>
  );
}
