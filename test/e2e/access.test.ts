import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const ui = withSite(async () => {});

test("the first key is an administrator's and signs this browser in; the log tells of the next, and one is deleted", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/api-keys");
  await page.getByText("There is no key yet").waitFor();
  await opened.check("api-keys-empty");
  await create("ada");
  await page.getByRole("cell", { name: "ada", exact: true }).waitFor();
  await create("guest", async () => {
    await page.getByRole("combobox", { name: "Ends" }).click();
    await page.getByRole("option", { name: "In 30 days" }).click();
  });
  await page.getByRole("button", { name: "Delete guest" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Delete guest" }).waitFor({ state: "detached" });
  await opened.check("api-keys");
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByText(/DELETE .*\/sluice\/api_keys\//).waitFor();
  expect(await page.getByRole("cell", { name: "ada", exact: true }).count()).toBeGreaterThan(0);
  await opened.check("audit-log");

  async function create(name: string, choose: () => Promise<void> = async () => {}): Promise<void> {
    await page.getByRole("button", { name: "Create a key" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await choose();
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByRole("button", { name: "Copy the key" }).waitFor();
    await opened.check(`api-key-${name}`);
    await page.getByRole("button", { name: "Done" }).click();
  }
});
