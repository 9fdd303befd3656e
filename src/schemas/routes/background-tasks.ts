import { BackgroundTaskCreate, BackgroundTaskCreated, TaskClaimAnswer, TaskClaimRequest } from "../background-task.ts";
import { route } from "../route.ts";

export const backgroundTaskRoutes = [
  route("POST /sluice/background_tasks", {
    summary: "Keeps a task for a task worker, or finds the one with this id.",
    body: BackgroundTaskCreate,
    answer: BackgroundTaskCreated,
    status: [201, 200],
  }),
  route("POST /sluice/background_tasks/claim", {
    summary: "Hands due tasks to a task worker, and tells which of its tasks are to end.",
    body: TaskClaimRequest,
    answer: TaskClaimAnswer,
  }),
  route("POST /sluice/background_tasks/{id:uuid}/cancel", {
    summary: "Ends a task that waits, and asks the worker of one that runs to end it.",
  }),
  route("POST /sluice/task_workers/{id:uuid}/leave", {
    summary: "Gives the tasks of a worker that stops to the others.",
  }),
] as const;
