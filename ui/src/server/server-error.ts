interface Answered {
  status: number;
  body: string;
}

/** The status of the answer that an error is about; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return isAnswered(error) ? error.status : undefined;
}

/** The server's own reason, without the address that it came from. */
export function reasonOf(error: unknown): string {
  if (isAnswered(error)) return detailIn(error.body) ?? `The server answered ${error.status}.`;
  return error instanceof Error ? error.message : String(error);
}

/** What a person can do about it. */
export function remedyFor(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined) return "Check that the server runs: sluice server start";
  if (status === 404) return "It may have been deleted. Go back to the list to see what is there.";
  if (status === 422) return "A filter or a value has a form that the server does not accept. Change it and try again.";
  if (status === 503) return "The question took too long. Narrow the time span or the filters.";
  return "Try again. If it stays, the server's own output says more.";
}

function isAnswered(error: unknown): error is Answered {
  return typeof error === "object" && error !== null && "status" in error && "body" in error;
}

function detailIn(body: string): string | undefined {
  try {
    const answer = JSON.parse(body) as { detail?: unknown; exception_message?: string };
    if (typeof answer.detail === "string") return answer.detail;
    if (Array.isArray(answer.detail)) return answer.detail.map((issue: { msg?: string }) => issue.msg).join("; ");
    return answer.exception_message;
  } catch {
    return undefined;
  }
}
