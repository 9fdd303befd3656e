import { DatabaseSync } from "node:sqlite";
import { task } from "../../src/index.ts";
import type { Flight } from "./validate.ts";

export interface AirportDelays {
  airport: string;
  flights: number;
  late: string;
  meanDelayMinutes: number;
}

/** Loads flights and returns how many there are: those that several files hold count once. Safe to repeat. */
export const loadFlights = task({ name: "load-flights" }, (flights: Flight[], database: string): number => {
  using db = new DatabaseSync(database);
  db.exec(`
    drop table if exists flights;
    create table flights (date text, delay integer, distance integer, origin text, destination text,
      primary key (date, origin, destination, delay)) without rowid;
    begin;
  `);
  const insert = db.prepare("insert or ignore into flights values (?, ?, ?, ?, ?)");
  for (const { date, delay, distance, origin, destination } of flights) {
    insert.run(date, delay, distance, origin, destination);
  }
  db.exec("commit");
  return countFlights(db);
});

loadFlights.onRollback((transaction) => {
  using db = new DatabaseSync(transaction.get<string>("database"));
  db.exec("drop table if exists flights");
});

export const checkLoaded = task({ name: "check-loaded" }, (database: string, expected: number): void => {
  using db = new DatabaseSync(database);
  const count = countFlights(db);
  if (count !== expected || count === 0) throw new Error(`${count} flights are in ${database}, not ${expected}`);
});

export const delaysByAirport = task(
  { name: "delays-by-airport" },
  (database: string, airports: ReadonlyMap<string, string>, top: number): AirportDelays[] => {
    using db = new DatabaseSync(database);
    const rows = db.prepare(worstFirst).all(top) as { origin: string; flights: number; late: number; mean: number }[];
    return rows.map(({ origin, flights, late, mean }) => ({
      airport: `${airports.get(origin) ?? "?"} (${origin})`,
      flights,
      late: `${Math.round((100 * late) / flights)}%`,
      meanDelayMinutes: Math.round(mean * 10) / 10,
    }));
  },
);

const worstFirst = `
  select origin, count(*) as flights, sum(delay > 15) as late, avg(delay) as mean
  from flights group by origin having count(*) >= 100 order by mean desc limit ?`;

function countFlights(db: DatabaseSync): number {
  return Number(db.prepare("select count(*) as count from flights").get()?.["count"]);
}
