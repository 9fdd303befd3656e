import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./app/app.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { connect } from "./server/api.ts";

await connect().catch(() => undefined); // a server that is away shows in each page's own place
createRoot(document.getElementById("root")!).render(<App />);
