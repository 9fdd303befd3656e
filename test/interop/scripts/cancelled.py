"""A served flow whose run is cancelled from outside; its hook may run in the process of the run, or in that which serves it."""

import os
import time
from pathlib import Path

from prefect import flow


def note(flow, flow_run, state):
    Path(os.environ["NOTE"]).write_text(f"{flow_run.name} {state.type.value}")


@flow(on_cancellation=[note])
def sleeps():
    print("it sleeps", flush=True)
    time.sleep(120)


if __name__ == "__main__":
    sleeps.serve(name="long")
