import { dirname, resolve } from "node:path";
import type { Plugin } from "rolldown";

const reference = /new URL\(\s*"(\.[^"]+\.ts)",\s*import\.meta\.url,?\s*\)/g;

/**
 * A file that a thread or child process starts with is written as `new URL("./x-bootstrap.ts", import.meta.url)`,
 * which is right when the source runs. In the bundle it becomes an entry of its own, and the URL points at it.
 */
export function linkBootstraps(): Plugin {
  return {
    name: "link-bootstraps",
    transform(code, id) {
      if (id.includes("node_modules")) return null;
      return code.replaceAll(reference, (_match, path: string) => {
        const chunk = this.emitFile({ type: "chunk", id: resolve(dirname(id), path) });
        return `new URL(import.meta.ROLLUP_FILE_URL_${chunk})`;
      });
    },
  };
}
