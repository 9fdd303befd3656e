// Small named values that flows share: configuration that changes without a deployment.

import { flow, isSluiceError, variables } from "../../src/index.ts";

await variables.set("region", { name: "eu-north", hosts: ["a", "b"] }, { tags: ["deploy"] });

const deploy = flow("deploy", async () => {
  const region = await variables.get<{ name: string; hosts: string[] }>("region");
  return `${region?.hosts.length} hosts in ${region?.name}, ${await variables.get("canary", "no canary")}`;
});
console.log(await deploy());

// Nothing is overwritten by accident.
await variables.set("region", "us-east").catch((error) => console.log(isSluiceError(error) && error.message));
await variables.set("region", "us-east", { overwrite: true });
console.log(await variables.get("region"));
console.log(await variables.unset("region"), await variables.unset("region"), await variables.get("region"));

// Prints:
//   2 hosts in eu-north, no canary
//   A variable with the name "region" exists already: pass { overwrite: true } to replace its value.
//   us-east
//   true false undefined
