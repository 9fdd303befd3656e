export { randomName } from "../../lib/random-name.ts";
