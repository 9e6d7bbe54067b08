// Kubernetes objects held strictly against their schemas: types, required fields, and no field that the schema does not have.
// Kubernetes' own kinds have theirs in npm. Those of custom resources are the CRDs' own where a folder has them, else npm's.
// Rules that a CRD has as CEL expressions (x-kubernetes-validations) are not evaluated.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import YAML from "yaml";

/** Groups whose schemas are published as CRDs only: without the folder their objects are not checked. */
const CRDS_ONLY = ["postgresql.cnpg.io", "external-secrets.io"];

const PACKAGES = {
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

/**
 * What is wrong with an object, or null if there is no schema to say.
 *
 * @param {object} object
 * @param {Map<string, object>} crds schemas by apiVersion and kind, see readCrds
 */
export async function schemaProblems(object, crds = new Map()) {
  const { apiVersion = "", kind = "" } = object ?? {};
  const crd = crds.get(`${apiVersion} ${kind}`);
  if (crd) return crdProblems(object, crd);
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  if (CRDS_ONLY.includes(group) && crds.size === 0) return null;
  const models = await import(`${PACKAGES[group] ?? "kubernetes-models"}/${apiVersion}`).catch(() => ({}));
  if (!models[kind]) return [`unknown kind ${apiVersion} ${kind}`];
  return modelProblems(models[kind], object);
}

/** Reads all CRDs of a folder. */
export function readCrds(folder) {
  const schemas = new Map();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
    for (const document of YAML.parseAllDocuments(readFileSync(join(folder, name), "utf8"))) {
      const crd = document.toJS();
      if (crd?.kind !== "CustomResourceDefinition") continue;
      for (const version of crd.spec.versions.filter((version) => version.served)) {
        schemas.set(`${crd.spec.group}/${version.name} ${crd.spec.names.kind}`, version.schema.openAPIV3Schema);
      }
    }
  }
  return schemas;
}

/** Patterns of CRDs are Go's, which has flags inside. */
function goRegExp(pattern) {
  return new RegExp(pattern.replace("(?i)", ""), pattern.includes("(?i)") ? "i" : "");
}
goRegExp.code = "goRegExp";

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, code: { regExp: goRegExp } });
const compiled = new Map();

function crdProblems(object, schema) {
  if (!compiled.has(schema)) compiled.set(schema, ajv.compile(closed(schema, true)));
  const validate = compiled.get(schema);
  if (validate(object)) return [];
  return validate.errors.map((error) =>
    `${error.instancePath || "/"} ${error.message}${error.params.additionalProperty ? ` (${error.params.additionalProperty})` : ""}`);
}

/** A CRD's schema as the API server applies it with strict field validation: what it does not name is refused. */
function closed(schema, root = false) {
  if (Array.isArray(schema)) return schema.map((each) => closed(each));
  if (schema === null || typeof schema !== "object") return schema;
  const result = { ...schema };
  if (schema.properties) {
    result.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, value]) => [name, closed(value)]));
    const open = root || schema.additionalProperties !== undefined || schema["x-kubernetes-preserve-unknown-fields"];
    if (!open || root) result.additionalProperties = false;
  }
  if (schema.items) result.items = closed(schema.items);
  if (typeof schema.additionalProperties === "object") result.additionalProperties = closed(schema.additionalProperties);
  // Kubernetes' own type; every object has it, and the schema says no more than "object".
  if (root) result.properties.metadata = { type: "object" };
  // What a quantity may look like is the same for all; the rest of anyOf, allOf and oneOf repeats parts of what is above.
  if (schema.nullable && schema.type) result.type = [schema.type, "null"];
  return result;
}

/**
 * The compiled models of npm do not refuse unknown fields, but they look at every field that they know, and at all of an
 * object that may have any name (labels, data). So what they never looked at is unknown.
 */
function modelProblems(Kind, object) {
  const read = new Map();
  const problems = [];
  try {
    Kind.prototype.validate.call(watched(object, read));
  } catch (error) {
    problems.push(error.message);
  }
  collectUnread(object, "", read, problems);
  return problems;
}

function watched(value, read) {
  if (value === null || typeof value !== "object") return value;
  if (!read.has(value)) read.set(value, { keys: new Set(), all: false });
  const seen = read.get(value);
  return new Proxy(value, {
    get(target, key) {
      seen.keys.add(key);
      return watched(target[key], read);
    },
    has(target, key) {
      seen.keys.add(key);
      return key in target;
    },
    ownKeys(target) {
      seen.all = true;
      return Reflect.ownKeys(target);
    },
  });
}

function collectUnread(value, path, read, problems) {
  if (value === null || typeof value !== "object") return;
  const seen = read.get(value);
  for (const [key, each] of Object.entries(value)) {
    if (seen && !seen.all && !seen.keys.has(key)) problems.push(`${path}/${key} is not in the schema`);
    else collectUnread(each, `${path}/${key}`, read, problems);
  }
}
