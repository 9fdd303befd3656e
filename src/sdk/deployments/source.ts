import { Secret } from "../../lib/secret.ts";
import type { JsonObject } from "../../lib/json.ts";

/** Code in a Git repository. */
export interface GitSource {
  git: string;
  branch?: string | undefined;
  tag?: string | undefined;
  commit?: string | undefined;
  /**
   * For a private repository. What runs have to know it by themselves: name a variable of the environment
   * (`"{{ $GIT_TOKEN }}"`) or a block (`"{{ prefect.blocks.secret.github }}"`); a token in clear is refused.
   */
  accessToken?: string | undefined;
  includeSubmodules?: boolean | undefined;
  /** Only these folders of it. */
  directories?: readonly string[] | undefined;
}

/** A package of an npm registry: `{ npm: "@acme/flows@1.4" }`. */
export interface NpmSource {
  npm: string;
}

/** Where the code of a deployment is: a folder of the machines that run it, the URL of a repository, or more of it. */
export type Source = string | GitSource | NpmSource;

/**
 * The pull steps that bring code to where it runs.
 *
 * @throws {TypeError} the source says too little, too much, or a secret
 */
export function pullStepsOf(source: Source): JsonObject[] {
  if (typeof source === "string")
    return isRepository(source)
      ? [gitStep({ git: source })]
      : [{ [step("set_working_directory")]: { directory: source } }];
  if ("npm" in source) return [{ "sluice.steps.npm_package": { package: source.npm } }];
  return [gitStep(source)];
}

function isRepository(text: string): boolean {
  return /^(https?|ssh|git|file):\/\/|^git@/.test(text);
}

function gitStep({ git, branch, tag, commit, ...more }: GitSource): JsonObject {
  if ([branch, tag, commit].filter((one) => one !== undefined).length > 1)
    throw new TypeError("A Git source has one of branch, tag and commit.");
  const { accessToken, includeSubmodules, directories } = more;
  const refuse =
    "would be stored in clear: give a reference, as {{ $GIT_TOKEN }} or {{ prefect.blocks.secret.github }}.";
  if (accessToken !== undefined && ((accessToken as unknown) instanceof Secret || !/^\{\{.+\}\}$/s.test(accessToken)))
    throw new TypeError(`The access token ${refuse}`);
  if (/^https?:\/\/[^/@]*@/.test(git)) throw new TypeError(`The password in the repository's URL ${refuse}`);
  return {
    [step("git_clone")]: {
      repository: git,
      ...((branch ?? tag) === undefined ? {} : { branch: (branch ?? tag)! }),
      ...(commit === undefined ? {} : { commit_sha: commit }),
      ...(accessToken === undefined ? {} : { access_token: accessToken }),
      ...(includeSubmodules === true ? { include_submodules: true } : {}),
      ...(directories === undefined ? {} : { directories: [...directories] }),
    },
  };
}

/** Under Prefect's names, so that its workers know them, too. */
function step(name: string): string {
  return `prefect.deployments.steps.${name}`;
}
