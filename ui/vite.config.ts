import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// In development the API is that of a server on its usual port: `sluice server start` beside `npm run dev -w ui`.
const server = process.env["SLUICE_UI_SERVER"] ?? "http://127.0.0.1:4200";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../dist/ui",
    emptyOutDir: true,
    target: "baseline-widely-available",
    license: { fileName: "THIRD-PARTY-LICENSES.md" },
    reportCompressedSize: false,
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: server, ws: true }, "/ui-settings": server } },
});
