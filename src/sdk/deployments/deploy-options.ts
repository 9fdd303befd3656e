import type { DeploymentOptions } from "./deployment-options.ts";

/** Where the runs of deployments are executed. */
export interface DeployOptions {
  /** The pool whose workers execute the runs. */
  workPool?: string | undefined;
  /** Default: the pool's own. */
  workQueue?: string | undefined;
  /** The container image that has the code. */
  image?: string | undefined;
  /** Build the image first. Default false: it is there already. */
  build?: boolean | undefined;
  /** Push the image after it was built. Default false. */
  push?: boolean | undefined;
  /** Say nothing of what will keep runs waiting. Default false. */
  ignoreWarnings?: boolean | undefined;
  /** Say what to do next. Default true. */
  printNextSteps?: boolean | undefined;
}

export type FlowDeployOptions = DeploymentOptions & DeployOptions;
