interface Light<T> {
  /** The real object, made when it is first asked for. */
  real(): T;
}

/**
 * Lets a light class stand in for one of the platform's whose objects are dear to make, and whose module is dear to load:
 * whatever it does not answer by itself is asked of the real object. Its objects pass `instanceof`; built-in functions
 * that look inside do not take them.
 */
export function standIn<T extends object>(light: { prototype: Light<T> }, realClass: () => { prototype: T }): void {
  const beyond = new Proxy(Object.create(null) as object, {
    get: (_, name, receiver: Light<T>) => (name === "then" ? undefined : propertyOf(receiver.real(), name)), // no promise
    getPrototypeOf: () => realClass().prototype,
  });
  Object.setPrototypeOf(light.prototype, beyond);
}

function propertyOf(real: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(real, name);
  return typeof value === "function" ? value.bind(real) : value;
}
