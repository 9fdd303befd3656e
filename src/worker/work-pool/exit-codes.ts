const explained: ReadonlyMap<number, string> = new Map([
  [1, "an error that nothing caught"],
  [125, "the container could not be started"],
  [126, "its command is there, and cannot be executed"],
  [127, "its command was not found: is the package installed there?"],
  [130, "it was interrupted (SIGINT)"],
  [134, "it aborted (SIGABRT)"],
  [137, "it was killed (SIGKILL), often because it had too little memory"],
  [139, "it crashed in native code (SIGSEGV)"],
  [143, "it was told to end (SIGTERM)"],
  [247, "it had too little memory"],
  [0xc000013a, "it was interrupted (Ctrl+C)"],
]);

/** What an exit code means, for the run's page. */
export function explainExit(exitCode: number | null, reason?: string): string {
  const why = reason ?? (exitCode === null ? undefined : explained.get(exitCode));
  const code = exitCode === null ? "ended" : `ended with exit code ${exitCode}`;
  return `Its infrastructure ${code}${why === undefined ? "" : `: ${why}`}.`;
}
