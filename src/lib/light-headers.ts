import { standIn } from "./stand-in.ts";

/** `Headers` over a record with names in lower case; the platform's own are made when more than a look-up is asked for. */
export function lightHeaders(given: Readonly<Record<string, string>>): Headers {
  return new LightHeaders(given) as unknown as Headers;
}

class LightHeaders {
  readonly #given: Readonly<Record<string, string>>;
  #real: Headers | undefined;

  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given;
  }

  real(): Headers {
    return (this.#real ??= new Headers(this.#given));
  }

  get(name: string): string | null {
    return this.#real === undefined ? (this.#given[name.toLowerCase()] ?? null) : this.#real.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }
}
standIn(LightHeaders, () => Headers);
