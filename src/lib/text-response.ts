import { once } from "./once.ts";
import { standIn } from "./stand-in.ts";

const headers = { "content-type": "application/json" };

/** An answer of JSON text for a caller in the same process: a `Response` that holds its text and makes no stream of it. */
export function jsonAnswer(text: string, status: number): Response {
  return new (lightResponse())(text, status) as unknown as Response;
}

const lightResponse = once(() => {
  standIn(TextResponse, Response);
  return TextResponse;
});

class TextResponse {
  readonly status: number;
  readonly #text: string;
  #real: Response | undefined;

  constructor(text: string, status: number) {
    this.#text = text;
    this.status = status;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  real(): Response {
    return (this.#real ??= new Response(this.#text, { status: this.status, headers }));
  }

  async text(): Promise<string> {
    return this.#real === undefined ? this.#text : await this.#real.text();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}
