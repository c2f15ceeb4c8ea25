// The public interface, as a program in TypeScript meets it: what must compile, and what must not. Nothing here is run.

import {
  activeCycles,
  type Catalog,
  Client,
  diff,
  init,
  isMilestreakError,
  type MilestreakError,
  parse,
  parseCatalog,
  progress,
  type Snapshot,
  streaks,
  summary,
  type Auth,
  type CycleProgress,
  type Event,
  type FailureCode,
  type StreakSummary,
  type Summary,
  type Update,
} from "milestreak";
import * as slim from "milestreak/slim";
import { indexedDbStore, type SnapshotStore } from "milestreak/store";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only for the very type. */
declare function is<Wanted>(): <Given>(value: Given, ...same: Same<Given, Wanted> extends true ? [] : [never]) => void;

// Starting: the entry knows where the module is, the slim one must be told.
is<Promise<void>>()(init());
await init({ url: new URL("https://cdn.example/milestreak.wasm") });
await init({ response: fetch("/milestreak.wasm") });
await slim.init({ bytes: new Uint8Array(8) });
await slim.init({ module: new WebAssembly.Module(new Uint8Array(8)) });
// @ts-expect-error: nothing says where it is
await slim.init();
// @ts-expect-error: a typing mistake
await init({ ulr: "/milestreak.wasm" });

// Reading, in every form a response is at hand.
const snapshot = parse("{}", { receivedAt: new Date(), allCycles: true, maxBytes: 1_000 });
is<Snapshot>()(snapshot);
parse(new ArrayBuffer(8));
parse(new Uint8Array(8));
parse({ data: {} });
// @ts-expect-error: a number is no response
parse(7);
// @ts-expect-error: a time is a Date or a number
parse("{}", { receivedAt: "today" });
// @ts-expect-error: snapshots are made by parse() and by clients
snapshot.userId = 7;

// Asking.
const now = Date.now();
is<CycleProgress[]>()(snapshot.progress({ now, timeZone: "Asia/Kolkata", activeOnly: true }));
is<CycleProgress[]>()(snapshot.activeCycles({ now: new Date() }));
is<StreakSummary[]>()(snapshot.streaks({ atRiskWithinMs: 3_600_000 }));
is<Summary>()(snapshot.summary());
is<number | null>()(snapshot.nextChange());
is<number | null>()(snapshot.averageAchieved("Coffee"));
is<boolean | null>()(snapshot.isStreakAchieved(7));
is<Event[]>()(diff(snapshot, snapshot, { now }));
is<CycleProgress[]>()(progress("{}", { activeOnly: true }));
is<CycleProgress[]>()(activeCycles(snapshot));
is<StreakSummary[]>()(streaks(new Uint8Array(8)));
is<Summary>()(summary({ data: {} }));
// @ts-expect-error: activeCycles() is of those that run already
snapshot.activeCycles({ activeOnly: true });
// @ts-expect-error: two snapshots, not two responses
diff("{}", "{}");

// What is absent is null and never undefined, and nobody reads it by accident.
const cycle = snapshot.progress()[0]!;
is<number | null>()(cycle.displayPercent);
is<number | null>()(cycle.achieved);
is<"upcoming" | "active" | "ended">()(cycle.phase);
is<"flag" | "window" | "sequence" | "activity" | "none">()(cycle.phaseBy);
is<"fixed-calendar" | "cyclic" | "period-agnostic" | "unknown">()(cycle.evaluation);
is<
  | "unenrolled"
  | "achieved"
  | "cap-reached"
  | "within-cap"
  | "upcoming"
  | "not-enrolled"
  | "ended"
  | "missed"
  | "in-progress"
  | "not-started"
>()(cycle.status);
// @ts-expect-error: null is no number
cycle.displayPercent + 1;
// @ts-expect-error: no such status
if (cycle.status === "done") is<never>()(cycle);
const level = snapshot.streaks()[0]!.nextLevel;
is<boolean | null | undefined>()(level?.reachable);

// Events, told apart by their type.
for (const event of diff(snapshot, snapshot)) {
  switch (event.type) {
    case "progressed":
      is<number | null>()(event.from);
      break;
    // @ts-expect-error: no such event
    case "finished":
      break;
  }
}

// The catalogue.
const catalog = parseCatalog("{}");
is<Catalog>()(catalog);
is<Snapshot>()(snapshot.withCatalog(catalog));
// @ts-expect-error: a list is parsed first
snapshot.withCatalog("{}");

// The client.
const auth: Auth = { type: "oauth", token: async ({ refresh }) => (refresh ? "new" : "kept"), orgId: "50363" };
const store: SnapshotStore = indexedDbStore("shop");
const client = new Client({
  baseUrl: "https://shop.example",
  auth,
  dataScope: "SELF",
  dataScopeOrgs: [1, "2"],
  retry: { attempts: 1 },
  cache: { store },
});
is<Promise<Snapshot>>()(client.targetGroups("me", { response: fetch("/loyalty") }));
// @ts-expect-error: a watch asks more than once
client.watch("me", { response: fetch("/loyalty") });
is<Promise<Snapshot>>()(client.targetGroups("me", { includeInactive: true, signal: new AbortController().signal }));
is<Promise<void>>()(client.signOut());
// @ts-expect-error: baseUrl is needed
new Client({ auth });
// @ts-expect-error: no such scope
new Client({ baseUrl: "", dataScope: "MINE" });
// @ts-expect-error: basic credentials have a password
const half: Auth = { type: "basic", username: "till" };
// @ts-expect-error: whose it is
await client.targetGroups();

async function watch(): Promise<void> {
  for await (const update of client.watch(7, { timeZone: "Asia/Kolkata" })) {
    is<Update>()(update);
    is<MilestreakError | null>()(update.error);
    update.snapshot?.free();
  }
}

// Errors.
try {
  await watch();
} catch (error) {
  if (isMilestreakError(error)) {
    is<FailureCode>()(error.code);
    is<number | null>()(error.retryAfterMs);
    // @ts-expect-error: no such code
    if (error.code === "not-json") throw error;
  }
}

// Freed at the end of the block.
{
  using one = parse("{}");
  is<Snapshot>()(one);
}

// Both entries are one package: what one makes the other takes.
is<slim.Snapshot>()(snapshot);
slim.diff(snapshot, slim.parse("{}"));

export { half };
