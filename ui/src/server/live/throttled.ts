/** Acts at once, and again after a pause where it was called meanwhile; never twice at the same time. */
export function throttled(act: () => Promise<unknown>, pauseMs: number): () => void {
  let isBusy = false;
  let isAsked = false;

  async function work(): Promise<void> {
    isBusy = true;
    while (isAsked) {
      isAsked = false;
      await act().catch(() => undefined); // what it asked says by itself that it failed
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    isBusy = false;
  }

  return () => {
    isAsked = true;
    if (!isBusy) void work();
  };
}
