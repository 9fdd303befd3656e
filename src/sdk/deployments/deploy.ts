import { ConfigurationError } from "../errors.ts";
import { shared } from "../global.ts";
import { host } from "../host.ts";
import type { DeployOptions } from "./deploy-options.ts";
import type { FlowDeployment } from "./deployment-options.ts";

/**
 * Creates or changes deployments whose runs the workers of a pool execute; gives their ids.
 *
 * @example
 * await deploy(crawl.toDeployment({ cron: "0 2 * * *" }), clean.toDeployment(), { workPool: "local" });
 * @throws {ConfigurationError} the pool is not there, a flow is in no file, or a module is being imported
 */
export async function deploy(...given: readonly (FlowDeployment | DeployOptions)[]): Promise<string[]> {
  const deployments = given.filter((one): one is FlowDeployment => "flow" in one);
  const [options = {}, ...more] = given.filter((one): one is DeployOptions => !("flow" in one));
  if (deployments.length === 0) throw new TypeError("deploy() takes deployments: deploy(crawl.toDeployment({ … })).");
  if (more.length > 0) throw new TypeError("deploy() takes its options once, as the last argument.");
  if (shared.loading !== undefined)
    throw new ConfigurationError("deploy() was called while its file was imported. Guard it: if (import.meta.main) …");
  const { deploy: deployHere } = host();
  if (deployHere === undefined) throw new ConfigurationError("Flows cannot be deployed from inside of this process.");
  return await deployHere(deployments, options);
}
