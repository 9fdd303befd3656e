export interface TemplateError {
  line: number;
  message: string;
  source: string;
}

/** What is wrong with a template; undefined when nothing is. */
export async function checkTemplate(source: string): Promise<TemplateError | undefined> {
  const { Environment } = await import("minijinja-js"); // WebAssembly that most servers never need
  const environment = new Environment();
  environment.debug = true;
  try {
    environment.addTemplate("template", source);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { line: Number(/\(in \S*?:(\d+)\)/.exec(message)?.[1] ?? 1), message: message.split("\n")[0]!, source };
  } finally {
    environment.free();
  }
}
