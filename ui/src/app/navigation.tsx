import { ActionIcon, Group, Kbd, Text, UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { apiQuery } from "../server/query.ts";
import { ColorSchemeSwitch } from "./color-scheme-switch.tsx";
import classes from "./navigation.module.css";
import { pages } from "./pages.ts";
import { Wordmark } from "./wordmark.tsx";

export function Navigation({ onClose }: { onClose: () => void }) {
  const version = useQuery({ ...apiQuery("GET /admin/version"), staleTime: 60_000 });
  return (
    <nav aria-label="Pages" className={classes.navigation}>
      <Group justify="space-between" mb="sm" px={8} h={34} wrap="nowrap">
        <Wordmark />
        <ActionIcon hiddenFrom="sm" variant="subtle" color="gray" onClick={onClose} aria-label="Close navigation">
          <X size={18} />
        </ActionIcon>
      </Group>
      <UnstyledButton className={classes.search} onClick={spotlight.open}>
        <Search size={14} aria-hidden />
        <span>Search</span>
        <Kbd size="xs">Ctrl K</Kbd>
      </UnstyledButton>
      <ul className={classes.pages}>
        {pages.map(({ path, name, icon: Icon }) => (
          <li key={path}>
            <Link to={path} className={classes.page} activeProps={{ "data-active": true }}>
              <Icon size={16} aria-hidden />
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <Group justify="space-between" mt="auto" px={8} wrap="nowrap">
        <Text size="xs" c="dimmed" truncate>
          {version.isError ? "Server is away" : `API ${version.data ?? "…"}`}
        </Text>
        <ColorSchemeSwitch />
      </Group>
    </nav>
  );
}
