/** What a standard (TC39) method decorator is told of its method. */
export interface MethodContext {
  kind: string;
  name: string | symbol;
  static?: boolean;
  addInitializer(initialize: (this: object) => void): void;
}
