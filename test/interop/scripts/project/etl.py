from prefect import flow, get_run_logger, task


@task
def double(n: int) -> int:
    return 2 * n


@flow(log_prints=True)
def etl(n: int = 1):
    get_run_logger().info("doubling %s", n)
    print("got", double(n))
    return n
