"""Flows with tasks of all kinds; the last line says what came of them."""

import json

from prefect import flow, get_run_logger, task
from prefect.cache_policies import INPUTS
from prefect.runtime import flow_run


@task(tags=["sums"])
def add(a, b):
    get_run_logger().info("adding %s and %s", a, b)
    return a + b


tries = []


@task(retries=2, retry_delay_seconds=0)
def flaky():
    tries.append(1)
    if len(tries) < 3:
        raise ValueError("not yet")
    return "at last"


calls = []


@task(cache_policy=INPUTS, persist_result=True)
def cached(value):
    calls.append(value)
    return value * 10


@task
def failing():
    raise RuntimeError("broken on purpose")


@flow
def child(n: int):
    return add(n, n)


@flow(persist_result=True)
def parent(n: int = 3):
    mapped = add.map(range(n), 100).result()
    states = [cached(5), cached(5)]
    failed = failing(return_state=True)
    return {
        "id": str(flow_run.id),
        "sum": add(1, 2),
        "mapped": mapped,
        "flaky": flaky(),
        "cached": states,
        "calls": len(calls),
        "child": child(7),
        "failed": failed.type.value,
    }


retried = []


@flow(retries=1, retry_delay_seconds=0)
def recovers():
    value = add(20, 22)
    retried.append(1)
    if len(retried) == 1:
        raise ValueError("first time")
    return {"id": str(flow_run.id), "value": value}


@flow
def fails():
    failing()


result = parent()
recovered = recovers()
state = fails(return_state=True)
print(json.dumps({**result, "recovered": recovered, "fails": state.type.value, "message": state.message}))
