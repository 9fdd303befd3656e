import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queryClient } from "../server/query-client.ts";
import { router } from "./router.tsx";
import { SignIn } from "./sign-in.tsx";
import { cssVariables, theme } from "./theme.ts";

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <SignIn>
          <RouterProvider router={router} />
        </SignIn>
      </QueryClientProvider>
    </MantineProvider>
  );
}
