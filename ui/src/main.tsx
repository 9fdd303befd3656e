import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./app/app.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { connect } from "./server/api.ts";

await connect();
createRoot(document.getElementById("root")!).render(<App />);
