interface Light<T> {
  /** The real object, made when it is first asked for. */
  real(): T;
}

/**
 * Lets a light class stand in for one of the platform's whose objects are dear to make: whatever it does not answer by
 * itself is asked of the real object. Its objects pass `instanceof`; built-in functions that look inside do not take them.
 */
export function standIn<T extends object>(light: { prototype: Light<T> }, real: { prototype: T }): void {
  for (const name of Reflect.ownKeys(real.prototype)) {
    if (Object.hasOwn(light.prototype, name)) continue;
    const { get, value } = Object.getOwnPropertyDescriptor(real.prototype, name)!;
    Object.defineProperty(light.prototype, name, get === undefined ? { value: passedOn(value) } : { get: readOn(get) });
  }
  Object.setPrototypeOf(light.prototype, real.prototype);
}

function readOn<T>(get: (this: T) => unknown) {
  return function (this: Light<T>): unknown {
    return get.call(this.real());
  };
}

function passedOn<T>(value: unknown): unknown {
  if (typeof value !== "function") return value;
  return function (this: Light<T>, ...args: unknown[]): unknown {
    return Reflect.apply(value, this.real(), args);
  };
}
