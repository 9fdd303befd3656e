"""A flow that waits for input from another thread, and one whose tasks run in the background."""

import json
import sys
import threading
import time

from prefect import flow, pause_flow_run, task
from prefect.client.orchestration import get_client
from prefect.flow_runs import resume_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run


class Answer(RunInput):
    name: str
    count: int = 1


def answer(run_id):
    with get_client(sync_client=True) as client:
        for _ in range(1000):
            state = client.read_flow_run(run_id).state
            # Paused comes first and the input's schema a moment later: an answer before that is refused.
            if state.is_paused():
                answered = client.resume_flow_run(run_id, run_input={"name": "Ada", "count": 3})
                if answered.status.value == "ACCEPT":
                    return
            time.sleep(0.1)


@flow
def asks():
    threading.Thread(target=answer, args=(flow_run.id,), daemon=True).start()
    given = pause_flow_run(wait_for_input=Answer, timeout=60, poll_interval=1)
    return {"id": str(flow_run.id), "name": given.name, "count": given.count}


print(json.dumps(asks()))
