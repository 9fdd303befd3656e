import { Button, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { forgetCredentials, hasCredentials, keepCredentials } from "../server/credentials.ts";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { statusOf } from "../server/server-error.ts";
import classes from "./sign-in.module.css";

/** Shows its children to those whom the server lets in. */
export function SignIn({ children }: { children: ReactNode }) {
  const version = useQuery({ ...apiQuery("GET /admin/version"), staleTime: 60_000 });
  if (statusOf(version.error) === 401) return <SignInForm />;
  return children;
}

function SignInForm() {
  const [text, setText] = useState("");
  const [wasRefused, setWasRefused] = useState(hasCredentials);
  const queries = useQueryClient();

  async function signIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    keepCredentials(text);
    if (await isLetIn()) {
      await queries.resetQueries();
      return;
    }
    forgetCredentials();
    setWasRefused(true);
  }

  return (
    <main className={classes.page}>
      <Paper component="form" withBorder p="xl" w={380} maw="100%" onSubmit={(event) => void signIn(event)}>
        <Stack>
          <Title order={1}>Sign in to Sluice</Title>
          <Text size="sm" c="dimmed">
            This server asks for credentials: the text of <code>SLUICE_SERVER_API_AUTH_STRING</code> with which it was
            started.
          </Text>
          <PasswordInput
            label="Credentials"
            placeholder="user:password"
            autoFocus
            required
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={wasRefused ? "The server refuses these credentials." : undefined}
          />
          <Button type="submit">Sign in</Button>
        </Stack>
      </Paper>
    </main>
  );
}

/** Whether the server takes what is kept; one that does not answer is told by the pages. */
async function isLetIn(): Promise<boolean> {
  try {
    await call("GET /admin/version");
    return true;
  } catch (error) {
    return statusOf(error) !== 401;
  }
}
