import { serve } from "./http/serve.ts";

/** What the UI needs to start; it lies outside of the API's base path. */
export const servedUiSettings = [
  serve("GET /ui-settings", async ({ url }, { settings }) => ({
    api_url: new URL(settings.apiBasePath, url).href,
    csrf_enabled: false,
    auth: settings.asksForCredentials ? "BASIC" : null,
    flags: [],
    default_ui: "v2",
    available_uis: ["v2"],
    v1_base_url: null,
    v2_base_url: "/",
  })),
];
