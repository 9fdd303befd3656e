import { mkdir } from "node:fs/promises";
import { basename } from "node:path";
import { runProgram } from "./run-program.ts";
import { SourceError } from "./source-error.ts";
import { within } from "./within.ts";

export interface GitClone {
  repository: string;
  /** A branch or a tag. */
  branch?: string | undefined;
  commit?: string | undefined;
  accessToken?: string | undefined;
  includeSubmodules?: boolean | undefined;
  /** Only these folders. */
  directories?: readonly string[] | undefined;
  /** Name of the folder. Default: the repository's. */
  folder?: string | undefined;
}

/**
 * Fetches one state of a repository into a new folder below `into`, without its history; returns the folder.
 *
 * @throws {SourceError} Git refuses, by its own words and without the token
 */
export async function gitClone(into: string, clone: GitClone): Promise<string> {
  const { repository, branch, commit, directories, includeSubmodules } = clone;
  for (const text of [repository, branch, commit]) if (text?.startsWith("-")) throw optionRefused(text);
  const folder = within(into, clone.folder ?? nameOf(repository));
  await mkdir(folder);
  const git = (...args: string[]) => runGit(folder, args, clone);
  await git("init", "--quiet");
  await git("remote", "add", "origin", repository);
  if (directories !== undefined) await git("sparse-checkout", "set", "--no-cone", "--", ...directories);
  await git(
    "fetch",
    "--quiet",
    "--depth",
    "1",
    ...(directories ? ["--filter=blob:none"] : []),
    "origin",
    commit ?? branch ?? "HEAD",
  );
  await git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  if (includeSubmodules === true) await git("submodule", "update", "--quiet", "--init", "--recursive", "--depth", "1");
  return folder;
}

function runGit(cwd: string, args: readonly string[], { accessToken: token, repository }: GitClone) {
  // By the environment: a token in an address would stand in .git/config and in the list of processes.
  const basic = token === undefined ? undefined : Buffer.from(`x-access-token:${token}`).toString("base64");
  const auth =
    basic === undefined
      ? {}
      : {
          GIT_CONFIG_COUNT: "1",
          GIT_CONFIG_KEY_0: `http.${hostOf(repository)}.extraHeader`,
          GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
        };
  const env = { GIT_TERMINAL_PROMPT: "0", ...auth };
  const secrets = [token, basic].filter((one) => one !== undefined);
  return runProgram(["git", ...args], { cwd, env, secrets });
}

/** Where the token belongs: a submodule or a redirect of another host does not get it. */
function hostOf(repository: string): string {
  const url = URL.parse(repository);
  return url !== null && /^https?:$/.test(url.protocol) ? `${url.origin}/` : repository;
}

function nameOf(repository: string): string {
  return basename(repository.replace(/[?#].*$/, "").replace(/\/+$/, "")).replace(/\.git$/, "") || "repository";
}

function optionRefused(text: string): SourceError {
  return new SourceError(`"${text}" is no repository, branch or commit: Git would take it for an option.`);
}
