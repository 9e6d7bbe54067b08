// The checks of the manifests find what they are for: each fault is planted in what an overlay renders to. RENDERED is the
// folder of what is rendered, CRDS_FOLDER that of the CRDs, or empty.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import YAML from "yaml";
import { policyFaults } from "./manifest-policies.mjs";
import { readCrds, schemaProblems } from "./manifest-schemas.mjs";

const { RENDERED, CRDS_FOLDER } = process.env;
const read = (name) =>
  YAML.parseAllDocuments(readFileSync(join(RENDERED, `overlays-${name}.yaml`), "utf8")).map((document) => document.toJS());
const find = (objects, kind, name) =>
  objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
const pod = (objects) => find(objects, "Deployment").spec.template.spec;
const container = (objects) => pod(objects).containers[0];
const remove = (objects, kind, name) => objects.splice(objects.indexOf(find(objects, kind, name)), 1);

const CNPG = "example-cloudnative-pg";
const MANAGED = "example-managed-database";

/** What is planted, where, and what the check says of it. */
const POLICIES = [
  [CNPG, /hostNetwork is on/, (all) => (pod(all).hostNetwork = true)],
  [CNPG, /kind that is not allowed: hostPath/, (all) => pod(all).volumes.push({ name: "x", hostPath: { path: "/" } })],
  [CNPG, /may gain privileges/, (all) => delete container(all).securityContext.allowPrivilegeEscalation],
  [CNPG, /keeps capabilities/, (all) => (container(all).securityContext.capabilities.drop = ["NET_RAW"])],
  [CNPG, /may run as root/, (all) => (container(all).securityContext.runAsNonRoot = false)],
  [CNPG, /no seccomp profile/, (all) => delete pod(all).securityContext.seccompProfile],
  [CNPG, /port of the host/, (all) => (container(all).ports[0].hostPort = 80)],
  [CNPG, /container second: may write to its root/, (all) => (pod(all).initContainers = [{ name: "second", image: "x:1" }])],
  [CNPG, /mounts a token/, (all) => delete pod(all).automountServiceAccountToken],
  [CNPG, /mounts a token/, (all) => delete find(all, "ServiceAccount").automountServiceAccountToken],
  [CNPG, /has no limit of memory/, (all) => delete container(all).resources.limits.memory],
  [CNPG, /requests less memory than its limit/, (all) => (container(all).resources.requests.memory = "1Mi")],
  [CNPG, /image without a digest/, (all) => (container(all).image = "clinic-content:0.1.0")],
  [CNPG, /image without a version/, (all) => (container(all).image = "clinic-content:latest")],
  [CNPG, /PASSWORD is in the manifest/, (all) => container(all).env.push({ name: "QUARKUS_DATASOURCE_PASSWORD", value: "x" })],
  [CNPG, /JDBC_URL is in the manifest/, (all) => (container(all).env[0] = { name: "QUARKUS_DATASOURCE_JDBC_URL", value: "x?password=y" })],
  [CNPG, /no startupProbe/, (all) => delete container(all).startupProbe],
  [CNPG, /restarted for what/, (all) => (container(all).livenessProbe.httpGet.path = "/q/health/ready")],
  [CNPG, /given up while a replica is still starting/, (all) => (find(all, "Deployment").spec.progressDeadlineSeconds = 600)],
  [CNPG, /selector is/, (all) => (find(all, "Deployment").spec.selector.matchLabels.version = "1")],
  [CNPG, /before another is ready/, (all) => (find(all, "Deployment").spec.strategy.rollingUpdate.maxUnavailable = 1)],
  [CNPG, /no PodDisruptionBudget/, (all) => remove(all, "PodDisruptionBudget")],
  [CNPG, /old pods count/, (all) => delete pod(all).topologySpreadConstraints[0].matchLabelKeys],
  [CNPG, /a secret is in the repository/, (all) => all.push({ apiVersion: "v1", kind: "Secret", metadata: { name: "x" } })],
  [CNPG, /nothing makes the secret elsewhere/, (all) => (container(all).env[1].valueFrom.secretKeyRef.name = "elsewhere")],
  [CNPG, /nothing makes the secret clinic-content-db-app/, (all) => remove(all, "Cluster")],
  [CNPG, /no ConfigMap/, (all) => remove(all, "ConfigMap")],
  [CNPG, /INSTALLATION_NAME is not set/, (all) => delete find(all, "ConfigMap").data.CLINIC_INSTALLATION_NAME],
  [MANAGED, /INSTALLATION_NAME is not set/, (all) => delete find(all, "ConfigMap").data.CLINIC_INSTALLATION_NAME],
  [CNPG, /no label app.kubernetes.io\/version/, (all) => delete find(all, "Service").metadata.labels["app.kubernetes.io/version"]],
  [CNPG, /in several namespaces/, (all) => (find(all, "Service").metadata.namespace = "other")],
  [CNPG, /is there twice/, (all) => all.push(structuredClone(find(all, "Service")))],
  [CNPG, /no NetworkPolicy closes Egress/, (all) => remove(all, "NetworkPolicy", "clinic-content")],
  [CNPG, /leads to 2 workloads/, (all) => all.push({ ...structuredClone(find(all, "Deployment")), kind: "Job" })],
  [CNPG, /has no port metrics/, (all) => (find(all, "PodMonitor", "clinic-content").spec.podMetricsEndpoints[0].port = "metrics")],
  [CNPG, /takes back what the autoscaler/, (all) => (find(all, "Deployment").spec.replicas = 3)],
  [CNPG, /may leave one replica/, (all) => (find(all, "HorizontalPodAutoscaler").spec.minReplicas = 1)],
  [CNPG, /no TLS for/, (all) => delete find(all, "Ingress").spec.tls],
  [CNPG, /TRUSTED_PROXIES is not set/, (all) => delete find(all, "ConfigMap").data.CLINIC_LIMITS_TRUSTED_PROXIES],
  [CNPG, /may lose what was acknowledged/, (all) => (find(all, "Cluster").spec.postgresql.synchronous.dataDurability = "preferred")],
  [CNPG, /stops writes, or loses them/, (all) => (find(all, "Cluster").spec.instances = 2)],
  [CNPG, /is not backed up/, (all) => remove(all, "ScheduledBackup")],
  [CNPG, /does not archive its log/, (all) => delete find(all, "Cluster").spec.plugins],
  [CNPG, /needs 139 connections of 100/, (all) => (find(all, "Cluster").spec.postgresql.parameters.max_connections = "100")],
  [CNPG, /a standby needs 190 connections of 180/, (all) => (find(all, "Cluster").spec.postgresql.parameters.max_connections = "180")],
  [CNPG, /ends long reads on a standby/, (all) => delete find(all, "Cluster").spec.postgresql.parameters.hot_standby_feedback],
  [CNPG, /needs 199 connections of 150/, (all) => {
    remove(all, "Pooler");
    find(all, "Cluster").spec.postgresql.parameters.max_connections = "150";
  }],
  [MANAGED, /answers without TLS/, (all) => (find(all, "HTTPRoute", "clinic-content").spec.parentRefs[0].sectionName = "http")],
  [MANAGED, /hosts that its gateway does not have/, (all) => (find(all, "Gateway").spec.listeners[0].hostname = "other.example")],
  [MANAGED, /service or port that is not here/, (all) => (find(all, "HTTPRoute").spec.rules[0].backendRefs[0].port = 8080)],
];

for (const [overlay, message, plant] of POLICIES) {
  test(`a policy finds: ${message.source}`, () => {
    const objects = read(overlay);
    assert.deepEqual(policyFaults(objects, { overlay: true, digest: true }), []);
    plant(objects);
    assert.match(policyFaults(objects, { overlay: true, digest: true }).join("\n"), message);
  });
}

const SCHEMAS = [
  ["Deployment", /readyness is not in the schema/, (it) => (it.spec.template.spec.containers[0].readyness = {})],
  ["Deployment", /secretKeyReff is not in the schema/, (it) => (it.spec.template.spec.containers[0].env[1].valueFrom.secretKeyReff = {})],
  ["Deployment", /maxSkew must be integer/, (it) => (it.spec.template.spec.topologySpreadConstraints[0].maxSkew = "1")],
  ["Service", /lables is not in the schema/, (it) => (it.metadata.lables = {})],
  ["Service", /unknown kind v2 Service/, (it) => (it.apiVersion = "v2")],
  ["HorizontalPodAutoscaler", /maxReplicas/, (it) => delete it.spec.maxReplicas],
  ["PodMonitor", /intervall/, (it) => (it.spec.podMetricsEndpoints[0].intervall = "15s")],
  ["Cluster", /synchron\b/, (it) => (it.spec.postgresql.synchron = {})],
  ["Cluster", /dataDurability must be equal/, (it) => (it.spec.postgresql.synchronous.dataDurability = "always")],
  ["Pooler", /clusters/, (it) => (it.spec.clusters = {})],
  ["ScheduledBackup", /required property 'schedule'/, (it) => delete it.spec.schedule],
];

const crds = CRDS_FOLDER ? readCrds(CRDS_FOLDER) : new Map();
for (const [kind, message, plant] of SCHEMAS) {
  test(`the schema of ${kind} finds: ${message.source}`, async (context) => {
    const object = find(read(CNPG), kind);
    const problems = await schemaProblems(object, crds);
    if (problems === null) {
      context.skip("no folder of CRDs here");
      return;
    }
    assert.deepEqual(problems, []);
    plant(object);
    assert.match((await schemaProblems(object, crds)).join("\n"), message);
  });
}
