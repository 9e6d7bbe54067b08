// Rendered manifests against the schemas of Kubernetes: types and required fields.
// Unknown keys are not seen here; ManifestTest finds those.
import { readFileSync } from "node:fs";
import YAML from "yaml";

async function problemsOf(document) {
  if (document.errors.length > 0) return document.errors.map((error) => error.message);
  const object = document.toJS();
  const schemas = await import(`kubernetes-models/${object?.apiVersion}`).catch(() => ({}));
  const Kind = schemas[object?.kind];
  if (!Kind) return [`unknown kind ${object?.apiVersion} ${object?.kind}`];
  try {
    new Kind(object).validate();
    return [];
  } catch (error) {
    return [`${object.kind} ${object.metadata?.name}: ${error.message}`];
  }
}

let seen = 0;
let failed = false;
for (const file of process.argv.slice(2)) {
  for (const document of YAML.parseAllDocuments(readFileSync(file, "utf8"))) {
    seen += 1;
    for (const problem of await problemsOf(document)) {
      failed = true;
      console.error(`${file}: ${problem}`);
    }
  }
}
console.log(`${seen} manifests checked`);
// Nothing to check is a mistake of the caller, not a success.
process.exitCode = failed || seen === 0 ? 1 : 0;
