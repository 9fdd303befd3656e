"""Serves a flow every few seconds, until it is stopped."""

from project.etl import etl

if __name__ == "__main__":
    etl.serve(name="served", interval=4, parameters={"n": 21}, limit=2, pause_on_shutdown=True)
