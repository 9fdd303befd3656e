import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { flowRunSearch } from "../flow-run/flow-run-search.ts";
import { deploymentSearch } from "../deployments/deployment-search.ts";
import { eventsSearch } from "../events/events-search.ts";
import { runsSearch } from "../runs/runs-search.ts";
import { dashboardSearch } from "../dashboard/dashboard-search.ts";
import { listSearch } from "../pieces/list-search.ts";
import { PageFailure } from "../pieces/page-failure.tsx";
import { NotFound } from "./not-found.tsx";
import { Shell } from "./shell.tsx";

// Each page is a chunk of its own, loaded when it is first visited or pointed at.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/dashboard" });
  },
});

const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/dashboard",
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import("../dashboard/dashboard-page.tsx"), "DashboardPage"),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: "/runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("../runs/runs-page.tsx"), "RunsPage"),
});

const flowRun = createRoute({
  getParentRoute: () => root,
  path: "/runs/flow-run/$id",
  validateSearch: flowRunSearch,
  component: lazyRouteComponent(() => import("../flow-run/flow-run-page.tsx"), "FlowRunPage"),
});

const taskRun = createRoute({
  getParentRoute: () => root,
  path: "/runs/task-run/$id",
  validateSearch: flowRunSearch,
  component: lazyRouteComponent(() => import("../task-run/task-run-page.tsx"), "TaskRunPage"),
});

const flows = createRoute({
  getParentRoute: () => root,
  path: "/flows",
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../flows/flows-page.tsx"), "FlowsPage"),
});

const flow = createRoute({
  getParentRoute: () => root,
  path: "/flows/flow/$id",
  component: lazyRouteComponent(() => import("../flows/flow-page.tsx"), "FlowPage"),
});

const artifacts = createRoute({
  getParentRoute: () => root,
  path: "/artifacts",
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../artifacts/artifacts-page.tsx"), "ArtifactsPage"),
});

const artifactKey = createRoute({
  getParentRoute: () => root,
  path: "/artifacts/key/$key",
  component: lazyRouteComponent(() => import("../artifacts/artifact-key-page.tsx"), "ArtifactKeyPage"),
});

const artifact = createRoute({
  getParentRoute: () => root,
  path: "/artifacts/artifact/$id",
  component: lazyRouteComponent(() => import("../artifacts/artifact-page.tsx"), "ArtifactPage"),
});

const variables = createRoute({
  getParentRoute: () => root,
  path: "/variables",
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../variables/variables-page.tsx"), "VariablesPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings/settings-page.tsx"), "SettingsPage"),
});

const deployments = createRoute({
  getParentRoute: () => root,
  path: "/deployments",
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../deployments/deployments-page.tsx"), "DeploymentsPage"),
});

const deployment = createRoute({
  getParentRoute: () => root,
  path: "/deployments/deployment/$id",
  validateSearch: deploymentSearch,
  component: lazyRouteComponent(() => import("../deployments/deployment-page.tsx"), "DeploymentPage"),
});

const runDeployment = createRoute({
  getParentRoute: () => root,
  path: "/deployments/deployment/$id/run",
  component: lazyRouteComponent(() => import("../deployments/run-page.tsx"), "RunPage"),
});

const workPools = createRoute({
  getParentRoute: () => root,
  path: "/work-pools",
  component: lazyRouteComponent(() => import("../work-pools/work-pools-page.tsx"), "WorkPoolsPage"),
});

const workPool = createRoute({
  getParentRoute: () => root,
  path: "/work-pools/work-pool/$name",
  component: lazyRouteComponent(() => import("../work-pools/work-pool-page.tsx"), "WorkPoolPage"),
});

const concurrency = createRoute({
  getParentRoute: () => root,
  path: "/concurrency-limits",
  component: lazyRouteComponent(() => import("../concurrency/concurrency-page.tsx"), "ConcurrencyPage"),
});

const apiKeys = createRoute({
  getParentRoute: () => root,
  path: "/api-keys",
  component: lazyRouteComponent(() => import("../api-keys/api-keys-page.tsx"), "ApiKeysPage"),
});

const auditLog = createRoute({
  getParentRoute: () => root,
  path: "/audit-log",
  component: lazyRouteComponent(() => import("../audit/audit-page.tsx"), "AuditPage"),
});

const blocks = createRoute({
  getParentRoute: () => root,
  path: "/blocks",
  component: lazyRouteComponent(() => import("../blocks/blocks-page.tsx"), "BlocksPage"),
});

const newBlock = createRoute({
  getParentRoute: () => root,
  path: "/blocks/new/$slug",
  component: lazyRouteComponent(() => import("../blocks/new-block-page.tsx"), "NewBlockPage"),
});

const block = createRoute({
  getParentRoute: () => root,
  path: "/blocks/block/$id",
  component: lazyRouteComponent(() => import("../blocks/block-page.tsx"), "BlockPage"),
});

const automations = createRoute({
  getParentRoute: () => root,
  path: "/automations",
  component: lazyRouteComponent(() => import("../automations/automations-page.tsx"), "AutomationsPage"),
});

const events = createRoute({
  getParentRoute: () => root,
  path: "/events",
  validateSearch: eventsSearch,
  component: lazyRouteComponent(() => import("../events/events-page.tsx"), "EventsPage"),
});

const routeTree = root.addChildren([
  home,
  dashboard,
  runs,
  flowRun,
  taskRun,
  flows,
  flow,
  artifacts,
  artifactKey,
  artifact,
  variables,
  settings,
  deployments,
  deployment,
  runDeployment,
  workPools,
  workPool,
  concurrency,
  apiKeys,
  auditLog,
  blocks,
  newBlock,
  block,
  automations,
  events,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultErrorComponent: PageFailure,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
