import {
  Boxes,
  CalendarClock,
  ChartNoAxesColumn,
  FileBox,
  Gauge,
  KeyRound,
  Layers,
  type LucideIcon,
  Radio,
  ScrollText,
  Settings,
  Variable,
  Workflow,
  Zap,
  ListVideo,
} from "lucide-react";

export interface Page {
  path: PagePath;
  name: string;
  icon: LucideIcon;
  /** `g` and this letter go there. */
  letter: string;
}

export type PagePath = (typeof paths)[number];

const paths = [
  "/dashboard",
  "/runs",
  "/flows",
  "/deployments",
  "/work-pools",
  "/blocks",
  "/variables",
  "/automations",
  "/events",
  "/artifacts",
  "/concurrency-limits",
  "/api-keys",
  "/audit-log",
  "/settings",
] as const;

/** What the navigation and the command palette list, in order. */
export const pages: readonly Page[] = [
  { path: "/dashboard", name: "Dashboard", icon: ChartNoAxesColumn, letter: "h" },
  { path: "/runs", name: "Runs", icon: ListVideo, letter: "r" },
  { path: "/flows", name: "Flows", icon: Workflow, letter: "f" },
  { path: "/deployments", name: "Deployments", icon: CalendarClock, letter: "d" },
  { path: "/work-pools", name: "Work pools", icon: Layers, letter: "w" },
  { path: "/blocks", name: "Blocks", icon: Boxes, letter: "b" },
  { path: "/variables", name: "Variables", icon: Variable, letter: "v" },
  { path: "/automations", name: "Automations", icon: Zap, letter: "u" },
  { path: "/events", name: "Events", icon: Radio, letter: "e" },
  { path: "/artifacts", name: "Artifacts", icon: FileBox, letter: "a" },
  { path: "/concurrency-limits", name: "Concurrency", icon: Gauge, letter: "c" },
  { path: "/api-keys", name: "API keys", icon: KeyRound, letter: "i" },
  { path: "/audit-log", name: "Audit log", icon: ScrollText, letter: "l" },
  { path: "/settings", name: "Settings", icon: Settings, letter: "s" },
];
