import { expect, describe, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";

describe.each(databases)("events about objects on $name", (database) => {
  test.skipIf(database.skip)(
    "what people make, change and delete is told of, by name and without its content",
    async () => {
      await using api = await openTestApi(database);
      const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
      await api.call("POST /flows/", { body: { name: "crawl" } }); // it is there: nothing to tell
      await api.call("PATCH /flows/{id:uuid}", { params: flow, body: { tags: ["a"] } });
      await api.call("DELETE /flows/{id:uuid}", { params: flow });
      const variable = await api.call("POST /variables/", { body: { name: "colour", value: "red" } });
      await api.call("PATCH /variables/{id:uuid}", { params: variable, body: { value: "blue" } });
      await api.call("DELETE /variables/{id:uuid}", { params: variable });
      await api.call("POST /concurrency_limits/", { body: { tag: "heavy", concurrency_limit: 1 } });
      await api.call("DELETE /concurrency_limits/tag/{tag}", { params: { tag: "heavy" } });
      await api.call("POST /artifacts/", { body: { key: "report", type: "markdown", data: "# 1" } });
      await api.call("POST /artifacts/", { body: { key: "report", type: "markdown", data: "# 2" } });
      await api.call("POST /artifacts/", { body: { type: "markdown", data: "without a key" } });

      const { events } = await api.call("POST /events/filter", { body: { filter: { order: "ASC" } } });
      expect(events.map(({ event, resource }) => `${event} ${resource["prefect.resource.name"]}`).toSorted()).toEqual(
        [
          "prefect.flow.created crawl",
          "prefect.flow.updated crawl",
          "prefect.flow.deleted crawl",
          "prefect.variable.created colour",
          "prefect.variable.updated colour",
          "prefect.variable.deleted colour",
          "prefect.concurrency-limit.created tag:heavy",
          "prefect.concurrency-limit.deleted tag:heavy",
          "prefect.artifact-collection.created report",
          "prefect.artifact-collection.updated report",
        ].toSorted(),
      );
      expect(JSON.stringify(events)).not.toContain("blue");
    },
  );
});
