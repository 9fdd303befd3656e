import "./lib/refuse-old-runtime.ts";

export { version } from "./lib/version.ts";
