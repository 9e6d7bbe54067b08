// Usage: check-manifests.mjs CRDS|- FILE…   Each file is what one folder renders to, and is named for it: base.yaml,
// overlays-production.yaml.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import YAML from "yaml";
import { policyFaults } from "./manifest-policies.mjs";
import { readCrds, schemaProblems } from "./manifest-schemas.mjs";

const [folder, ...files] = process.argv.slice(2);
const crds = folder === "-" ? new Map() : readCrds(folder);
const unchecked = new Set();
let seen = 0;
const faults = [];
for (const file of files) {
  const name = basename(file, ".yaml");
  const documents = YAML.parseAllDocuments(readFileSync(file, "utf8"));
  for (const error of documents.flatMap((document) => document.errors)) faults.push(`${name}: ${error.message}`);
  const objects = documents.map((document) => document.toJS());
  for (const object of objects) {
    seen += 1;
    const problems = await schemaProblems(object, crds);
    if (problems === null) unchecked.add(object.kind);
    else faults.push(...problems.map((problem) => `${name}: ${object?.kind} ${object?.metadata?.name}: ${problem}`));
  }
  const expected = { overlay: name !== "base", digest: !["base", "overlays-staging"].includes(name) };
  faults.push(...policyFaults(objects, expected).map((fault) => `${name}: ${fault}`));
}
for (const fault of faults) console.error(fault);
if (unchecked.size > 0) console.error(`No folder of CRDs here: not held against a schema were ${[...unchecked].sort().join(", ")}`);
console.log(`${seen} manifests checked`);
// Nothing to check is a mistake of the caller, not a success.
process.exitCode = faults.length > 0 || seen === 0 ? 1 : 0;
