/** Reads everything that a page on a treatment needs, with types that come from the contract. */
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

type Schemas = components["schemas"];
type Treatment = Schemas["Treatment"];

const baseUrl = process.argv[2] ?? "http://localhost:8080";
const client = createClient<paths>({ baseUrl });

/** A problem (RFC 9457) as an exception: switch on its type. */
class ProblemError extends Error {
  constructor(readonly problem: Schemas["Problem"]) {
    super(`${problem.title}: ${problem.detail}`);
  }
}

function must<T>(answer: { data?: T; error?: Schemas["Problem"] }): T {
  if (answer.data === undefined) {
    throw answer.error ? new ProblemError(answer.error) : new Error("an answer without a body");
  }
  return answer.data;
}

/** A relation's member is a link, or with `include` the entity. */
function isLink(target: object): target is Schemas["Link"] {
  return "href" in target;
}

/** All pages of a list: they describe one release, whatever is published meanwhile. */
async function* treatments(): AsyncGenerator<Treatment> {
  let cursor: string | undefined;
  do {
    const page = must(
      await client.GET("/v1/treatments", {
        params: { query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } },
      }),
    );
    yield* page.items;
    cursor = page.next === undefined ? undefined : (new URL(page.next, baseUrl).searchParams.get("cursor") ?? undefined);
  } while (cursor !== undefined);
}

function check(condition: boolean, expectation: string): void {
  if (!condition) {
    throw new Error(`not so: ${expectation}`);
  }
  console.log(`ok: ${expectation}`);
}

const service = must(await client.GET("/v1"));
console.log(`release ${service.release.number} of ${service.release.publishedAt}`);

const all: Treatment[] = [];
for await (const treatment of treatments()) {
  all.push(treatment);
}
check(new Set(all.map((each) => each.id)).size === all.length, "paging gives every treatment once");

const investigational = all.filter((each) => each.evidenceStage === "INVESTIGATIONAL");
check(investigational.length > 0, "there is an investigational treatment");
check(investigational.every((each) => each.caveats.length > 0), "what is investigational has its caveats");

const slug = investigational[0]!.slug;
const answer = await client.GET("/v1/treatments/{slug}", {
  params: { path: { slug }, query: { include: ["mscSources", "references"] } },
});
const treatment = must(answer);
const sources = (treatment.mscSources ?? []).filter((each) => !isLink(each));
check(sources.length > 0, "include embeds the sources");
console.log(`${treatment.name}: ${treatment.caveats.map((each) => each.title).join("; ")}`);

const tag = answer.response.headers.get("etag");
const again = await fetch(`${baseUrl}/v1/treatments/${slug}?include=mscSources,references`, {
  headers: { "If-None-Match": tag ?? "" },
});
check(again.status === 304, "what is known already is not sent again");

const wrong = await client.GET("/v1/treatments/{slug}", { params: { path: { slug: "no-such-treatment" } } });
check(wrong.error?.type === "/problems/not-found", "an unknown slug is a problem of the type not-found");
