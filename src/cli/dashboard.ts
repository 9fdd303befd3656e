import type { Command } from "commander";

export function addDashboardCommands(program: Command): void {
  const group = program.command("dashboard").description("the UI of a server");
  group
    .command("open")
    .description("open the UI in the browser")
    .action(async () => {
      const { openDashboard } = await import("./dashboard/open-dashboard.ts");
      await openDashboard();
    });
}
