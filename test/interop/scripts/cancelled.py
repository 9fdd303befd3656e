"""A served flow whose run is cancelled from outside, and its hook."""

import sys
import time
from pathlib import Path

from prefect import flow


def note(flow, run, state):
    Path(sys.argv[1]).write_text(f"{run.name} {state.type.value}")


@flow(on_cancellation=[note])
def sleeps():
    print("it sleeps", flush=True)
    time.sleep(120)


if __name__ == "__main__":
    sleeps.serve(name="long")
