// Methods of a class as tasks and flows, by standard decorators. Node does not run them by itself:
//
//   npx sluice run examples/decorators.ts

import { asTask, flow, task } from "../src/index.ts";

class Warehouse {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  @task({ retries: 2 })
  async load(table: string): Promise<string> {
    return `${table} of ${this.name}`;
  }

  @flow({ name: "nightly" })
  async nightly(tables: string[]): Promise<string[]> {
    return await asTask(this.load).map(tables).results();
  }
}

console.log(await new Warehouse("berlin").nightly(["users", "orders"]));
