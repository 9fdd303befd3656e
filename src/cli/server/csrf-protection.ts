/** Whether requests that change something have to carry a token: for a UI that is served from elsewhere. Default: no. */
export function csrfProtection(env: NodeJS.ProcessEnv = process.env): boolean {
  const name = "SERVER_CSRF_PROTECTION_ENABLED";
  const said = env[`SLUICE_${name}`] ?? env[`PREFECT_${name}`] ?? "";
  return ["1", "true", "yes", "on"].includes(said.toLowerCase());
}
