import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const ui = withSite(async () => {}, { authString: "admin:pässword" });

test("a server that asks for credentials lets nobody in without them, and says when they are wrong", async () => {
  await using opened = await ui.visit({ expectedStatuses: [401] });
  const { page } = opened;
  await opened.goto("/runs");
  await page.getByRole("heading", { name: "Sign in to Sluice" }).waitFor();
  await opened.check("sign-in");
  await page.getByLabel("Credentials").fill("admin:guess");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The server refuses these credentials.").waitFor();
  await page.getByLabel("Credentials").fill("admin:pässword");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
  await page.getByText("Nothing has run in the last 7 days").waitFor();
  expect(opened.problems).toEqual([]);
});
