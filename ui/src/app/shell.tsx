import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { CommandPalette } from "./command-palette.tsx";
import { Navigation } from "./navigation.tsx";
import classes from "./shell.module.css";
import { useShortcuts } from "./shortcuts.ts";
import { useLivePages } from "./use-live-pages.ts";
import { Wordmark } from "./wordmark.tsx";

/** What is around every page. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(close, [path, close]);
  useShortcuts();
  useLivePages();
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <a className={classes.skip} href="#page">
        Skip to the page
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Group h="100%" px="sm" justify="space-between">
          <Wordmark />
          <Burger opened={isOpen} onClick={toggle} size="sm" aria-label="Navigation" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navigation}>
        <Navigation onClose={close} />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
      <CommandPalette />
    </AppShell>
  );
}
