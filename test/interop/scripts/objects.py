"""Blocks, variables, artifacts and limits, as Python code uses them."""

import json
import time

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.blocks.core import Block
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.concurrency.sync import concurrency, rate_limit
from prefect.events import emit_event
from prefect.variables import Variable
from pydantic import SecretStr


class Login(Block):
    user: str
    password: SecretStr


class Warehouse(Block):
    schema_name: str = "public"
    login: Login


login = Login(user="ada", password="s3cr3t")
login.save("main")
Warehouse(login=Login.load("main")).save("lake")
Login(user="grace", password="n3w").save("main", overwrite=True)
lake = Warehouse.load("lake")
Secret(value={"token": "abc"}).save("key")

Variable.set("colour", {"r": 1.0, "n": 9007199254740993})
Variable.set("colour", "blue", tags=["paint"], overwrite=True)

with get_client(sync_client=True) as client:
    for name, limit, decay in (("database", 1, 0), ("api", 2, 50)):
        client._client.post("/v2/concurrency_limits/", json={"name": name, "limit": limit, "slot_decay_per_second": decay})
    client.create_concurrency_limit(tag="heavy", concurrency_limit=1)

running = []
most = []


@task(tags=["heavy"])
def heavy(n):
    running.append(n)
    most.append(len(running))
    time.sleep(0.1)
    running.remove(n)
    return n


@flow
def work():
    create_markdown_artifact("# Done", key="note")
    create_table_artifact([{"a": 1}], key="table")
    progress = create_progress_artifact(0.0, key="bar")
    update_progress_artifact(progress, 50.0)
    with concurrency("database", occupy=1):
        rate_limit("api")
    emit_event("paint.dried", resource={"prefect.resource.id": "paint.1"}, payload={"hours": 2.0})
    return heavy.map([1, 2]).result()


done = work()
print(
    json.dumps(
        {
            "user": lake.login.user,
            "password": lake.login.password.get_secret_value(),
            "secret": Secret.load("key").get(),
            "colour": Variable.get("colour"),
            "missing": Variable.get("none", default="nothing"),
            "done": done,
            "most": max(most),
        }
    )
)
