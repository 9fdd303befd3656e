import { lightHeaders } from "./light-headers.ts";
import { standIn } from "./stand-in.ts";

export interface TextResponseInit {
  status: number;
  /** With names in lower case. */
  headers: Record<string, string>;
}

/** An answer of text for a caller in the same process: a `Response` that holds its text and makes no stream of it. */
export function textResponse(text: string, init: TextResponseInit): Response {
  return new TextResponse(text, init) as unknown as Response;
}

class TextResponse {
  readonly status: number;
  readonly #text: string;
  readonly #given: Record<string, string>;
  #headers: Headers | undefined;
  #real: Response | undefined;

  constructor(text: string, { status, headers }: TextResponseInit) {
    this.#text = text;
    this.status = status;
    this.#given = headers;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get headers(): Headers {
    return this.#real?.headers ?? (this.#headers ??= lightHeaders(this.#given));
  }

  real(): Response {
    return (this.#real ??= new Response(this.#text, { status: this.status, headers: [...this.headers] }));
  }

  async text(): Promise<string> {
    return this.#real === undefined ? this.#text : await this.#real.text();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}
standIn(TextResponse, () => Response);
