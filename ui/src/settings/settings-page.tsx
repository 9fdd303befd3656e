import { SegmentedControl, Skeleton, Stack, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { stateTypes } from "../../../src/schemas/state.ts";
import { Facts } from "../pieces/facts.tsx";
import { Failure } from "../pieces/failure.tsx";
import { JsonText } from "../pieces/json-text.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Panel } from "../pieces/panel.tsx";
import { apiQuery } from "../server/query.ts";
import { StateBadge } from "../states/state-badge.tsx";
import { Shortcuts } from "./shortcuts.tsx";

/** How the UI looks, its keys, and the settings of the server. */
export function SettingsPage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const version = useQuery(apiQuery("GET /admin/version"));
  const settings = useQuery(apiQuery("GET /admin/settings"));
  return (
    <>
      <PageHeader title="Settings" />
      <Stack>
        <Panel title="Appearance">
          <SegmentedControl
            aria-label="Colours"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as "light")}
            data={[
              { value: "auto", label: "As the system" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
          <p>
            Each state has a shape and a colour of its own; the colours can be told apart by people who see red and
            green alike.
          </p>
          <div style={{ display: "flex", flexWrap: "wrap", gap: 6 }}>
            {stateTypes.map((type) => (
              <StateBadge key={type} type={type} />
            ))}
          </div>
        </Panel>
        <Shortcuts />
        <Panel title="Server">
          <Facts
            facts={[
              ["API version", version.data],
              [
                "API",
                <a key="api" href="/api/openapi.json">
                  /api/openapi.json
                </a>,
              ],
            ]}
          />
        </Panel>
        <Panel title="Settings in force">
          {settings.error && <Failure error={settings.error} onRetry={() => void settings.refetch()} />}
          {settings.isPending && <Skeleton height={120} />}
          {settings.data && <JsonText value={settings.data} label="Settings" />}
        </Panel>
      </Stack>
    </>
  );
}
