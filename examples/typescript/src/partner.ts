/** A partner that keeps a copy: it follows the changes, proves that nothing is missing or wrong, and repairs it. */
import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { components } from "./contract.js";

type Schemas = components["schemas"];
type Page = Schemas["ChangesPage"];
type Digest = Schemas["Digest"];
type Key = string;

/** By `type/id`: slugs change, and may become another entity's. */
const key = (entity: { type: string; id: string }): Key => `${entity.type}/${entity.id}`;

/** What is saved, together or not at all: whoever crashes goes on from there. */
interface Copy {
  entities: Record<Key, Schemas["SyncedEntity"]>;
  /** What to ask with next; none: for a whole copy. */
  token?: string;
  /** The release that it was complete to last. */
  release: number;
  /** Whether no pass is under way: otherwise it is between two releases. */
  complete: boolean;
  /** What the whole copy that is under way has brought: what else there is goes at its end. */
  brought?: Key[];
}

/** A problem (RFC 9457) as an exception: switch on its type. */
class ProblemError extends Error {
  constructor(readonly problem: Schemas["Problem"]) {
    super(`${problem.title}: ${problem.detail}`);
  }
}

const ATTEMPTS = 10;
const [baseUrl = "http://localhost:8080", apiKey = "", file = "copy.json"] = process.argv.slice(2);

/** Asks again while there is no answer, or one that asks for patience. */
async function get<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let seconds = 1;
    try {
      const answer = await fetch(baseUrl + path, { headers: { Authorization: `Bearer ${apiKey}`, ...headers } });
      const body: unknown = await answer.json();
      if (answer.ok) {
        return body as T;
      }
      const error = new ProblemError(body as Schemas["Problem"]);
      if ((answer.status !== 429 && answer.status < 500) || attempt === ATTEMPTS) {
        throw error;
      }
      seconds = Number(answer.headers.get("Retry-After") ?? 1);
    } catch (error) {
      if (error instanceof ProblemError || attempt === ATTEMPTS) {
        throw error;
      }
    }
    await pause(seconds * 1000);
  }
}

function apply(copy: Copy, page: Page): void {
  for (const change of page.changes) {
    if (change.op === "upsert" && change.body) {
      copy.entities[key(change)] = change.body;
    } else {
      delete copy.entities[key(change)];
    }
    copy.brought?.push(key(change));
  }
  copy.token = page.next;
  copy.complete = !page.more;
  if (copy.complete) {
    if (copy.brought) {
      const brought = new Set(copy.brought);
      copy.entities = Object.fromEntries(Object.entries(copy.entities).filter(([each]) => brought.has(each)));
      delete copy.brought;
    }
    copy.release = page.release;
  }
}

async function save(copy: Copy): Promise<void> {
  await writeFile(`${file}.next`, JSON.stringify(copy), { flush: true });
  await rename(`${file}.next`, file);
}

async function saved(): Promise<Copy> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Copy;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return { entities: {}, release: 0, complete: false, brought: [] };
    }
    throw error;
  }
}

/** Until the copy is complete to the release that was the newest when the last pass began. */
async function follow(copy: Copy, atLeast = 0): Promise<void> {
  do {
    try {
      const token = copy.token === undefined ? "" : `&token=${copy.token}`;
      apply(copy, await get<Page>(`/v1/changes?limit=1000${token}`, { "Content-Release-Min": `${atLeast}` }));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.type !== "/problems/sync-restart") {
        throw error;
      }
      // The service has another history now, as of a restored backup. What there is stays until a whole copy is there.
      delete copy.token;
      copy.complete = false;
      copy.brought = [];
    }
    await save(copy);
  } while (!copy.complete);
}

/** Canonical JSON (RFC 8785). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

const sha256 = (content: string | Buffer): Buffer => createHash("sha256").update(content).digest();
const bucket = (entity: Key): number => sha256(entity)[0]!;

/** From the entities alone: each is hashed again, whatever the service said of it. */
function digest(copy: Copy): Digest {
  const lines: string[][] = Array.from({ length: 256 }, () => []);
  for (const [entity, body] of Object.entries(copy.entities)) {
    lines[bucket(entity)]!.push(`${entity}/${sha256(canonical(body)).toString("hex")}\n`);
  }
  const buckets = lines.map((each) => sha256(each.sort().join("")));
  return {
    release: copy.release,
    digest: sha256(Buffer.concat(buckets)).toString("hex"),
    buckets: buckets.map((each) => each.toString("hex")),
  };
}

/** The buckets in which the copy is not what is published at its release. */
async function differing(copy: Copy): Promise<number[]> {
  const [mine, theirs] = [digest(copy), await get<Digest>(`/v1/digest?release=${copy.release}`)];
  return [...mine.buckets.keys()].filter((each) => mine.buckets[each] !== theirs.buckets[each]);
}

/** Replaces a bucket; tells of which release it is. */
async function repair(copy: Copy, which: number): Promise<number> {
  const entities = Object.entries(copy.entities).filter(([entity]) => bucket(entity) !== which);
  let query = `bucket=${which.toString(16).padStart(2, "0")}`;
  let page: Page;
  do {
    page = await get<Page>(`/v1/changes?${query}`);
    for (const each of page.changes) {
      if (each.body) {
        entities.push([key(each), each.body]);
      }
    }
    query = `token=${page.next}`;
  } while (page.more);
  copy.entities = Object.fromEntries(entities);
  return page.release;
}

const copy = await saved();
await follow(copy);
const wrong = await differing(copy);
if (wrong.length > 0) {
  let newest = copy.release;
  for (const each of wrong) {
    newest = Math.max(newest, await repair(copy, each));
  }
  // A bucket may be newer than the rest: only from its release on the copy is again that of one release.
  await follow(copy, newest);
  if ((await differing(copy)).length > 0) {
    throw new Error("the copy still differs after its repair");
  }
}
console.log(
  `${Object.keys(copy.entities).length} entities of release ${copy.release}, ` +
    `${wrong.length} buckets repaired, proved by ${digest(copy).digest}`,
);
