"""Writes what Prefect schedules, as golden vectors for src/server/schedules.

Run it in an environment with Prefect 3 on Python 3.13, where clock changes follow Prefect's own description (3.8.8
wrote those that are committed). Earlier Pythons count an hour that comes twice once, and move a skipped one back:

    python scripts/prefect-schedule-vectors.py > src/server/schedules/prefect-schedules.golden.json
"""

import asyncio
import json
import sys
from datetime import datetime, timezone

from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule

NEW_YORK, LONDON, LORD_HOWE, KOLKATA = "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"

# The clocks of New York go forward on 2026-03-08 and back on 2026-11-01, those of London on 2026-03-29 and
# 2026-10-25; Lord Howe's by half an hour, on 2026-04-05 (back) and 2026-10-04 (forward).
SPRING, AUTUMN = "2026-03-07T22:00:00+00:00", "2026-10-31T22:00:00+00:00"

CRON = [
    ("0 9 * * *", NEW_YORK, SPRING, 5),
    ("0 9 * * *", NEW_YORK, AUTUMN, 5),
    ("0 9 * * *", None, SPRING, 3),
    ("30 2 * * *", NEW_YORK, SPRING, 4),
    ("30 1 * * *", NEW_YORK, AUTUMN, 4),
    ("0 * * * *", NEW_YORK, SPRING, 14),
    ("0 * * * *", NEW_YORK, AUTUMN, 14),
    ("*/15 * * * *", NEW_YORK, "2026-11-01T04:50:00+00:00", 20),
    ("*/15 * * * *", NEW_YORK, "2026-11-01T05:20:00+00:00", 12),
    ("*/15 * * * *", NEW_YORK, "2026-11-01T06:20:00+00:00", 12),
    ("*/15 * * * *", NEW_YORK, "2026-03-08T06:20:00+00:00", 12),
    ("*/30 * * * *", LONDON, "2026-10-24T23:40:00+00:00", 10),
    ("*/30 * * * *", LONDON, "2026-03-29T00:10:00+00:00", 10),
    ("*/10 * * * *", LORD_HOWE, "2026-04-04T14:20:00+00:00", 20),
    ("*/10 * * * *", LORD_HOWE, "2026-10-03T15:00:00+00:00", 20),
    ("0 0 * * *", KOLKATA, SPRING, 3),
    ("15 6 * * 1-5", LONDON, SPRING, 8),
    ("0 0 1 * *", NEW_YORK, SPRING, 12),
    ("0 0 31 * *", None, SPRING, 6),
    ("0 0 29 2 *", None, SPRING, 2),
    ("0 12 13 * 5", None, SPRING, 8),
    ("0 0 * * 0", None, SPRING, 3),
    ("0 0 * * 7", None, SPRING, 3),
    ("0 0 * * sun,wed", None, SPRING, 4),
    ("0 0 1 jan-mar *", None, SPRING, 4),
    ("5/20 * * * *", None, SPRING, 5),
    ("10-30/7 8-9 * * *", None, SPRING, 8),
    ("0 0 l * *", None, SPRING, 4),
    ("0 0 * * 5#2", None, SPRING, 3),
    ("0 0 * * l5", None, SPRING, 3),
    ("* * * * * */20", None, SPRING, 5),
    ("@hourly", None, SPRING, 3),
    ("@daily", NEW_YORK, SPRING, 3),
    ("@weekly", None, SPRING, 2),
    ("@monthly", None, SPRING, 2),
    ("@yearly", None, SPRING, 2),
    ("* * * * *", None, "2026-03-07T22:00:30.500000+00:00", 3),
    ("* * * * *", None, "2026-03-07T22:00:00+00:00", 3),
]
CRON_BOTH_DAYS = [("0 12 13 * 5", None, SPRING, 3), ("0 0 1-7 * 1", NEW_YORK, SPRING, 3)]

INTERVAL = [
    (86400, "2026-03-01T14:00:00+00:00", NEW_YORK, SPRING, 4),
    (86400, "2026-10-20T13:00:00+00:00", NEW_YORK, AUTUMN, 4),
    (86400, "2026-10-20T05:30:00+00:00", NEW_YORK, AUTUMN, 4),
    (3600, "2026-03-01T14:00:00+00:00", NEW_YORK, SPRING, 12),
    (3600, "2026-10-20T13:00:00+00:00", NEW_YORK, AUTUMN, 12),
    (90000, "2026-03-01T14:00:00+00:00", NEW_YORK, SPRING, 5),
    (604800, "2026-02-01T14:00:00+00:00", LONDON, SPRING, 6),
    (172800, "2025-12-01T09:15:30.250000+00:00", LONDON, SPRING, 5),
    (900, "2026-01-01T00:00:07+00:00", None, SPRING, 4),
    (0.5, "2026-03-07T21:59:59.900000+00:00", None, SPRING, 4),
    (86400, "2027-01-01T14:00:00+00:00", NEW_YORK, "2026-11-10T00:00:00+00:00", 3),
    (3600, "2026-12-01T14:20:00+00:00", None, SPRING, 3),
    (1800, "2026-01-01T00:00:00+00:00", LORD_HOWE, "2026-04-04T14:20:00+00:00", 8),
    (86400, "2026-01-01T09:00:00+09:00", None, SPRING, 3),
]

RRULE = [
    ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0", NEW_YORK, SPRING, 4),
    ("FREQ=DAILY;BYHOUR=1;BYMINUTE=30;BYSECOND=0", NEW_YORK, AUTUMN, 4),
    ("FREQ=HOURLY", NEW_YORK, SPRING, 12),
    ("FREQ=HOURLY", NEW_YORK, AUTUMN, 12),
    ("FREQ=HOURLY", "UTC", SPRING, 3),
    ("DTSTART:20260101T093000\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", LONDON, SPRING, 12),
    ("DTSTART:20260101T093000\nFREQ=WEEKLY;INTERVAL=2", "UTC", SPRING, 4),
    ("DTSTART:20260101T000000\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=5", "UTC", SPRING, 10),
    ("DTSTART:20260101T000000\nRRULE:FREQ=DAILY;UNTIL=20260310T000000", NEW_YORK, SPRING, 10),
    ("DTSTART:20260101T000000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31", "UTC", SPRING, 5),
    ("DTSTART:20260101T120000\nRRULE:FREQ=DAILY\nEXDATE:20260308T120000,20260310T120000", "UTC", SPRING, 4),
    ("DTSTART:20260301T120000\nRRULE:FREQ=WEEKLY\nRDATE:20260309T060000", "UTC", SPRING, 4),
    ("DTSTART:20260301T120000\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY;BYDAY=SA,SU", "UTC", SPRING, 6),
    ("DTSTART:20260301T120000\nRRULE:FREQ=DAILY;INTERVAL=3\nRRULE:FREQ=WEEKLY;BYDAY=TU", "UTC", SPRING, 6),
    ("RDATE:20260401T000000,20260501T000000", "UTC", SPRING, 4),
    ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1", "UTC", SPRING, 2),
    ("FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR", "UTC", SPRING, 4),
    ("FREQ=MINUTELY;INTERVAL=45", "UTC", SPRING, 4),
]


def iso(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def vector(schedule: dict, start: str, n: int) -> dict:
    kinds = {"cron": CronSchedule, "interval": IntervalSchedule, "rrule": RRuleSchedule}
    kind = next(kinds[key] for key in kinds if key in schedule)
    begin = datetime.fromisoformat(start)
    dates = await kind(**schedule).get_dates(n=n, start=begin)
    # Around a clock change Prefect also answers times that are over.
    return {"schedule": schedule, "start": start, "dates": [iso(date) for date in dates if date >= begin]}


async def main() -> None:
    vectors = []
    for cron, zone, start, n in CRON:
        vectors.append(await vector({"cron": cron, "timezone": zone}, start, n))
    for cron, zone, start, n in CRON_BOTH_DAYS:
        vectors.append(await vector({"cron": cron, "timezone": zone, "day_or": False}, start, n))
    for interval, anchor, zone, start, n in INTERVAL:
        schedule = {"interval": interval, "anchor_date": anchor, "timezone": zone}
        vectors.append(await vector(schedule, start, n))
    for rrule, zone, start, n in RRULE:
        vectors.append(await vector({"rrule": rrule, "timezone": zone}, start, n))
    json.dump(vectors, sys.stdout, indent=1)
    print()


asyncio.run(main())
