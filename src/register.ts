// node --import sluice/register flow.ts
import { installTypeScriptLoader, LoaderMissing } from "./lib/typescript-loader/install-loader.ts";

try {
  installTypeScriptLoader();
} catch (error) {
  if (!(error instanceof LoaderMissing)) throw error;
  console.error(error.message); // Node would print the stack of this file above the two lines that matter
  process.exit(1);
}
