import { Stopper } from "./stopper.ts";

const longestTimer = 2 ** 31 - 1;

/** Sleeps; throws the reason of a stop that comes first. */
export async function sleepUnlessStopped(millis: number, stopper: Stopper): Promise<void> {
  for (let left = millis; left > 0; left -= longestTimer) await sleepOnce(Math.min(left, longestTimer), stopper);
}

function sleepOnce(millis: number, stopper: Stopper): Promise<void> {
  return new Promise((resolve, reject) => {
    let forget = (): void => {};
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, millis);
    forget = stopper.onStop((reason) => {
      clearTimeout(timer);
      reject(reason);
    });
  });
}

/** Sleeps until a hint comes, or for a time; throws the reason of a stop that comes first. */
export async function sleepUntilNews(news: Promise<unknown>, millis: number, stopper: Stopper): Promise<void> {
  const patience = new Stopper();
  const forget = stopper.onStop((reason) => patience.stop(reason));
  try {
    await Promise.race([news, sleepUnlessStopped(millis, patience)]);
  } finally {
    forget();
    patience.stop(new Error("the news came first"));
  }
}
