import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Search } from "lucide-react";

export interface SearchBoxProps {
  label: string;
  value: string | undefined;
  onChange: (text: string) => void;
}

/** The field that `/` goes to. */
export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  const find = useDebouncedCallback(onChange, 250);
  return (
    <TextInput
      data-search
      aria-label={label}
      placeholder={`${label}…  ( / )`}
      leftSection={<Search size={14} />}
      defaultValue={value ?? ""}
      onChange={(event) => find(event.currentTarget.value)}
    />
  );
}
