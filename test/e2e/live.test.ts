import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const ui = withSite(async ({ client }) => {
  await client.call("POST /variables/", { body: { name: "region", value: "eu" } });
});
const guarded = withSite(async () => {}, { authString: "ada:lovelace" });

test("what somebody else makes, changes and deletes is seen at once where nothing is polled", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/variables");
  await page.getByRole("cell", { name: "region", exact: true }).waitFor();
  await ui.site.client.call("POST /variables/", { body: { name: "currency", value: "EUR" } });
  await page.getByRole("cell", { name: "currency", exact: true }).waitFor();
  await ui.site.client.call("PATCH /variables/name/{name}", { params: { name: "currency" }, body: { value: "SEK" } });
  await page.getByText("SEK").waitFor();
  await ui.site.client.call("DELETE /variables/name/{name}", { params: { name: "currency" } });
  await page.getByRole("cell", { name: "currency", exact: true }).waitFor({ state: "detached" });
  await opened.check("variables-live");
});

test("whoever has signed in is told of changes, too", async () => {
  await using opened = await guarded.visit({ expectedStatuses: [401] });
  const { page } = opened;
  await opened.goto("/variables");
  await page.getByLabel("Credentials").fill("ada:lovelace");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("There is no variable").waitFor();
  await guarded.site.client.call("POST /variables/", { body: { name: "region", value: "eu" } });
  await page.getByRole("cell", { name: "region", exact: true }).waitFor();
  expect(opened.problems).toEqual([]);
});

test("a paused run asks for its input by a form, the server checks it, and the run goes on with it", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  ui.site.startRun("publish");
  await opened.goto("/runs");
  const row = page.locator("article", { hasText: "publish" });
  await row.getByText("Paused").waitFor();
  await row.locator("[data-row-link]").click();
  await page.getByText("Why is it waiting?").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Is the text good?").waitFor();
  await dialog.getByRole("button", { name: "Resume" }).click();
  await dialog.getByText("The run does not take this input").waitFor();
  await opened.check("resume-refused");
  await dialog.getByLabel("copies").fill("3");
  await dialog.getByRole("switch", { name: "approved" }).check({ force: true });
  await dialog.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("log").getByText("Approved: true, copies: 3").waitFor();
  await page.locator("header").getByText("Completed").waitFor();
  await opened.check("flow-run-resumed");
});
