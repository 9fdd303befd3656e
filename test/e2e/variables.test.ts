import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const ui = withSite(async () => {});

test("an empty server says how to make the first of everything", async () => {
  await using opened = await ui.visit();
  for (const [path, text] of [
    ["/runs", "Nothing has run in the last 7 days"],
    ["/flows", "No flow has run yet"],
    ["/artifacts", "No flow has left an artifact under a key"],
    ["/variables", "There is no variable yet"],
  ] as const) {
    await opened.goto(path);
    await opened.page.getByText(text).waitFor();
    await opened.page.getByRole("button", { name: "Copy the command" }).waitFor();
    await opened.check(`empty${path.replace("/", "-")}`);
  }
});

test("a variable is made, changed and deleted; what is no JSON is refused while it is typed", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/variables");
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("limits");
  const editor = page.getByRole("textbox", { name: "Value" });
  await editor.fill('{"requests": ');
  await page.getByText("This is no JSON yet.").waitFor();
  await editor.fill('{"requests": 100}');
  await opened.check("variable-dialog");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText('{"requests":100}').waitFor();
  await page.getByRole("button", { name: "Edit limits" }).click();
  await editor.fill("[1, 2]");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("[1,2]").waitFor();
  expect(await ui.site.client.call("GET /variables/name/{name}", { params: { name: "limits" } })).toMatchObject({
    value: [1, 2],
  });
  await page.getByRole("button", { name: "Delete limits" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("There is no variable yet").waitFor();
  expect(opened.problems).toEqual([]);
});
