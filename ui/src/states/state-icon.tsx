import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleSlash,
  CircleX,
  Clock,
  type LucideIcon,
  Zap,
} from "lucide-react";
import type { StateType } from "../../../src/schemas/state.ts";

const icons: Record<StateType, LucideIcon> = {
  COMPLETED: CircleCheck,
  RUNNING: CirclePlay,
  FAILED: CircleX,
  CRASHED: Zap,
  SCHEDULED: Clock,
  PENDING: CircleDashed,
  PAUSED: CirclePause,
  CANCELLED: Ban,
  CANCELLING: CircleSlash,
};

export function StateIcon({ type, size = 14 }: { type: StateType | null; size?: number }) {
  const Icon = icons[type ?? "PENDING"];
  return <Icon size={size} aria-hidden strokeWidth={2.25} />;
}
