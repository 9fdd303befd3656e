"""Tasks that run in another process: `serve` is the worker, otherwise the caller."""

import json
import sys

from prefect import task
from prefect.task_worker import serve


@task
def double(n: int):
    return 2 * n


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve(double)
    else:
        futures = [double.delay(n) for n in range(3)]
        for future in futures:
            future.wait(timeout=40)
        print(json.dumps({"ids": [str(future.task_run_id) for future in futures], "results": [f.result() for f in futures]}))
