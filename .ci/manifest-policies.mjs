// What every rendered set of manifests must hold beyond its schemas: the restricted profile of the pod security standards,
// and the rules of this project. Each rule says what is wrong; an empty list means that all hold.

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];
const CLUSTER_SCOPED = ["Namespace", "ClusterRole", "ClusterRoleBinding", "PriorityClass"];
const VOLUMES = ["name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
const LABELS = ["name", "component", "part-of", "managed-by"];
const LABELS_OF_AN_OVERLAY = [...LABELS, "instance", "version"];
/** Made by hand as k8s/README.md says, where nothing in the set makes them. */
const SECRETS_BY_HAND = /^clinic-content-(database|access|registry|migration)$/;

/**
 * @param {object[]} objects all that one folder renders to
 * @param {{overlay: boolean, digest: boolean}} expected whether it is an overlay, and whether its images need a digest
 * @returns {string[]} faults
 */
export function policyFaults(objects, { overlay, digest }) {
  const faults = [];
  const say = (object, fault) => faults.push(`${object.kind} ${object.metadata?.name}: ${fault}`);
  const of = (kind) => objects.filter((object) => object.kind === kind);
  const workloads = objects.filter((object) => WORKLOADS.includes(object.kind));

  everyObject(objects, overlay, say);
  for (const workload of workloads) {
    const template = podTemplate(workload);
    restrictedProfile(workload, template.spec, say);
    containers(workload, template.spec, { digest, service: workload.kind === "Deployment" }, say);
    references(workload, template.spec, objects, say);
    const policies = of("NetworkPolicy").filter((policy) => selects(policy.spec.podSelector, template));
    for (const type of ["Ingress", "Egress"]) {
      if (!policies.some((policy) => policy.spec.policyTypes?.includes(type))) say(workload, `no NetworkPolicy closes ${type}`);
    }
  }
  for (const deployment of of("Deployment")) deploymentRules(deployment, of, say);
  if (overlay) names(of, say);
  selectors(objects, workloads, say);
  autoscaling(of, say);
  entrances(objects, of, say);
  database(objects, of, say);
  return faults;
}

function everyObject(objects, overlay, say) {
  const seen = new Set();
  const namespaces = new Set();
  for (const object of objects) {
    const id = `${object.apiVersion} ${object.kind} ${object.metadata?.name}`;
    if (seen.has(id)) say(object, "is there twice");
    seen.add(id);
    if (object.kind === "Secret") say(object, "a secret is in the repository");
    for (const label of overlay ? LABELS_OF_AN_OVERLAY : LABELS) {
      if (!object.metadata?.labels?.[`app.kubernetes.io/${label}`]) say(object, `no label app.kubernetes.io/${label}`);
    }
    if (!CLUSTER_SCOPED.includes(object.kind)) namespaces.add(object.metadata?.namespace);
    if (overlay && !object.metadata?.namespace) say(object, "no namespace");
  }
  if (namespaces.size > 1) say(objects[0], `and others are in several namespaces: ${[...namespaces]}`);
}

function podTemplate(workload) {
  return workload.kind === "CronJob" ? workload.spec.jobTemplate.spec.template : workload.spec.template;
}

function allContainers(pod) {
  return [...(pod.initContainers ?? []), ...(pod.containers ?? []), ...(pod.ephemeralContainers ?? [])];
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/, with all of "baseline" that "restricted" includes. */
function restrictedProfile(workload, pod, say) {
  for (const host of ["hostNetwork", "hostPID", "hostIPC"]) if (pod[host]) say(workload, `${host} is on`);
  for (const volume of pod.volumes ?? []) {
    const kinds = Object.keys(volume).filter((key) => !VOLUMES.includes(key));
    if (kinds.length > 0) say(workload, `volume ${volume.name} is of a kind that is not allowed: ${kinds}`);
  }
  const settings = pod.securityContext ?? {};
  if ((settings.sysctls ?? []).length > 0) say(workload, "sets sysctls");
  for (const container of allContainers(pod)) {
    const own = container.securityContext ?? {};
    const wrong = (fault) => say(workload, `container ${container.name}: ${fault}`);
    if (own.privileged) wrong("is privileged");
    if (own.allowPrivilegeEscalation !== false) wrong("may gain privileges");
    if (!own.capabilities?.drop?.includes("ALL")) wrong("keeps capabilities");
    if ((own.capabilities?.add ?? []).some((each) => each !== "NET_BIND_SERVICE")) wrong("adds capabilities");
    if ((own.runAsNonRoot ?? settings.runAsNonRoot) !== true) wrong("may run as root");
    if ((own.runAsUser ?? settings.runAsUser) === 0) wrong("runs as root");
    const seccomp = (own.seccompProfile ?? settings.seccompProfile)?.type;
    if (!["RuntimeDefault", "Localhost"].includes(seccomp)) wrong("has no seccomp profile");
    if (![undefined, "Default"].includes(own.procMount)) wrong("changes /proc");
    for (const options of [own.seLinuxOptions, settings.seLinuxOptions]) {
      if (options?.user || options?.role) wrong("sets SELinux users or roles");
    }
    if ((own.appArmorProfile ?? settings.appArmorProfile)?.type === "Unconfined") wrong("is not confined by AppArmor");
    if ((container.ports ?? []).some((port) => port.hostPort)) wrong("has a port of the host");
    if (own.windowsOptions?.hostProcess || settings.windowsOptions?.hostProcess) wrong("is a process of the host");
  }
}

function containers(workload, pod, { digest, service }, say) {
  if (pod.automountServiceAccountToken !== false) say(workload, "mounts a token of the Kubernetes API");
  // Service links would be variables such as CLINIC_CONTENT_PORT, which read as configuration.
  if (pod.enableServiceLinks !== false) say(workload, "gets service links");
  for (const volume of pod.volumes ?? []) {
    if (volume.emptyDir && !volume.emptyDir.sizeLimit) say(workload, `volume ${volume.name} has no limit`);
  }
  for (const container of allContainers(pod)) {
    const wrong = (fault) => say(workload, `container ${container.name}: ${fault}`);
    const { requests = {}, limits = {} } = container.resources ?? {};
    for (const resource of ["cpu", "memory"]) {
      if (!requests[resource]) wrong(`requests no ${resource}`);
      if (!limits[resource]) wrong(`has no limit of ${resource}`);
    }
    // Memory that is only promised is taken back by a kill.
    if (requests.memory !== limits.memory) wrong("requests less memory than its limit");
    if (container.securityContext?.readOnlyRootFilesystem !== true) wrong("may write to its root");
    if (digest && !/@sha256:[0-9a-f]{64}$/.test(container.image)) wrong(`image without a digest: ${container.image}`);
    if (!/(:[0-9][0-9A-Za-z.-]*|@sha256:[0-9a-f]{64})$/.test(container.image)) wrong(`image without a version: ${container.image}`);
    for (const { name, value } of container.env ?? []) {
      const secret = /PASSWORD|SECRET|_TOKEN$|_KEY$/.test(name) || /password=|\/\/[^/]*:[^/]*@/.test(value ?? "");
      if (secret && value !== undefined) wrong(`${name} is in the manifest and not in a secret`);
    }
    if (!service) continue;
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) if (!container[probe]) wrong(`no ${probe}`);
    if (container.livenessProbe?.httpGet?.path === container.readinessProbe?.httpGet?.path) {
      wrong("is restarted for what should only take it out of service");
    }
  }
}

/** A store knows by the name whose it is: without one, a copy of it sends webhooks and releases as the original does. */
function names(of, say) {
  for (const deployment of of("Deployment")) {
    for (const container of deployment.spec.template.spec.containers) {
      const maps = (container.envFrom ?? []).flatMap(({ configMapRef }) => configMapRef?.name ?? []);
      const named = of("ConfigMap").some((map) => maps.includes(map.metadata.name) && map.data?.CLINIC_INSTALLATION_NAME);
      if (!named) say(deployment, `container ${container.name}: CLINIC_INSTALLATION_NAME is not set`);
    }
  }
}

/** What a pod names exists, or is one of the secrets that are made by hand. */
function references(workload, pod, objects, say) {
  const has = (kind, name) => objects.some((object) => object.kind === kind && object.metadata.name === name);
  if (!has("ServiceAccount", pod.serviceAccountName)) say(workload, `no ServiceAccount ${pod.serviceAccountName}`);
  const account = objects.find((object) => object.kind === "ServiceAccount" && object.metadata.name === pod.serviceAccountName);
  if (account && account.automountServiceAccountToken !== false) say(account, "mounts a token of the Kubernetes API");
  const secret = (name) => {
    const made =
      SECRETS_BY_HAND.test(name) ||
      objects.some((object) => object.kind === "ExternalSecret" && object.spec.target.name === name) ||
      objects.some((object) => object.kind === "Cluster" && [`${object.metadata.name}-app`, `${object.metadata.name}-ca`].includes(name));
    if (!made) say(workload, `nothing makes the secret ${name}`);
  };
  const configMap = (name) => has("ConfigMap", name) || say(workload, `no ConfigMap ${name}`);
  for (const container of allContainers(pod)) {
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      if (configMapRef) configMap(configMapRef.name);
      if (secretRef) secret(secretRef.name);
    }
    for (const { valueFrom } of container.env ?? []) {
      if (valueFrom?.configMapKeyRef) configMap(valueFrom.configMapKeyRef.name);
      if (valueFrom?.secretKeyRef) secret(valueFrom.secretKeyRef.name);
    }
  }
  for (const volume of pod.volumes ?? []) {
    if (volume.configMap) configMap(volume.configMap.name);
    if (volume.secret) secret(volume.secret.secretName);
  }
  for (const { name } of [...(pod.imagePullSecrets ?? []), ...(account?.imagePullSecrets ?? [])]) secret(name);
}

function deploymentRules(deployment, of, say) {
  const { spec } = deployment;
  const pod = spec.template.spec;
  // A Deployment's selector can never be changed: another one is another Deployment.
  const selector = JSON.stringify(spec.selector.matchLabels);
  if (selector !== `{"app.kubernetes.io/name":"${deployment.metadata.name}"}`) say(deployment, `selector is ${selector}`);
  if (spec.strategy?.rollingUpdate?.maxUnavailable !== 0) say(deployment, "takes a replica away before another is ready");
  const budget = of("PodDisruptionBudget").find((each) => selects(each.spec.selector, spec.template));
  if (!budget) say(deployment, "no PodDisruptionBudget");
  // minAvailable would block every drain of a single replica's node.
  else if (budget.spec.maxUnavailable !== 1) say(budget, "a drain is blocked, or takes several at once");
  const starting = (probe) => (probe?.periodSeconds ?? 10) * (probe?.failureThreshold ?? 3);
  for (const container of pod.containers) {
    if (starting(container.startupProbe) >= (spec.progressDeadlineSeconds ?? 600)) {
      say(deployment, "a roll-out is given up while a replica is still starting");
    }
  }
  const spread = pod.topologySpreadConstraints ?? [];
  for (const key of ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]) {
    const constraint = spread.find((each) => each.topologyKey === key);
    if (!constraint) say(deployment, `is not spread over ${key}`);
    else if (!constraint.matchLabelKeys?.includes("pod-template-hash")) say(deployment, `old pods count for ${key}`);
    else if (!selects(constraint.labelSelector, spec.template)) say(deployment, `others are spread over ${key}`);
  }
}

function selects(selector, template) {
  const labels = template.metadata?.labels ?? {};
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

/** A service leads to exactly one workload and a port that it has; a monitor finds the port that it asks. */
function selectors(objects, workloads, say) {
  for (const object of objects) {
    if (object.kind === "Service") {
      const found = workloads.filter((each) => selects({ matchLabels: object.spec.selector }, podTemplate(each)));
      if (found.length !== 1) say(object, `leads to ${found.length} workloads`);
      else namedPorts(object, found[0], object.spec.ports.map((port) => port.targetPort), say);
    }
    if (object.kind === "PodMonitor" && !Object.keys(object.spec.selector.matchLabels).some((key) => key.startsWith("cnpg.io/"))) {
      const found = workloads.filter((each) => selects(object.spec.selector, podTemplate(each)));
      if (found.length !== 1) say(object, `watches ${found.length} workloads`);
      else namedPorts(object, found[0], object.spec.podMetricsEndpoints.map((endpoint) => endpoint.port), say);
    }
  }
}

function namedPorts(object, workload, ports, say) {
  const declared = podTemplate(workload).spec.containers.flatMap((container) => container.ports ?? []).map((port) => port.name);
  for (const port of ports) if (!declared.includes(port)) say(object, `${workload.kind} ${workload.metadata.name} has no port ${port}`);
}

function autoscaling(of, say) {
  for (const scaler of of("HorizontalPodAutoscaler")) {
    const target = of(scaler.spec.scaleTargetRef.kind).find((each) => each.metadata.name === scaler.spec.scaleTargetRef.name);
    if (!target) say(scaler, "its target is not here");
    else if (target.spec.replicas !== undefined) say(target, "sets replicas, and each apply takes back what the autoscaler decided");
    if ((scaler.spec.minReplicas ?? 1) < 2) say(scaler, "may leave one replica");
  }
}

/** Whoever comes from outside comes by TLS, and is told apart. */
function entrances(objects, of, say) {
  const routes = of("HTTPRoute");
  const services = (name) => of("Service").find((service) => service.metadata.name === name);
  for (const ingress of of("Ingress")) {
    const covered = (ingress.spec.tls ?? []).flatMap((tls) => tls.hosts);
    for (const rule of ingress.spec.rules ?? []) {
      if (!covered.includes(rule.host)) say(ingress, `no TLS for ${rule.host}`);
      for (const path of rule.http.paths) {
        const { name, port } = path.backend.service;
        if (!services(name)?.spec.ports.some((each) => each.name === port.name || each.port === port.number)) {
          say(ingress, `leads to a service or port that is not here: ${name}`);
        }
      }
    }
  }
  for (const route of routes) {
    for (const parent of route.spec.parentRefs ?? []) {
      const gateway = of("Gateway").find((each) => each.metadata.name === parent.name);
      const listener = gateway?.spec.listeners.find((each) => each.name === parent.sectionName);
      if (gateway && !listener) say(route, `no listener ${parent.sectionName}`);
      if (gateway && !route.spec.hostnames?.every((host) => host === listener?.hostname)) say(route, "hosts that its gateway does not have");
      const redirects = route.spec.rules.every((rule) => rule.filters?.some((filter) => filter.requestRedirect?.scheme === "https"));
      if (listener && listener.protocol !== "HTTPS" && !redirects) say(route, "answers without TLS");
    }
    for (const backend of route.spec.rules.flatMap((rule) => rule.backendRefs ?? [])) {
      if (!services(backend.name)?.spec.ports.some((each) => each.port === backend.port)) {
        say(route, `leads to a service or port that is not here: ${backend.name}`);
      }
    }
  }
  const configured = of("ConfigMap").some((map) => map.data?.CLINIC_LIMITS_TRUSTED_PROXIES);
  for (const entrance of [...of("Ingress"), ...routes]) {
    if (!configured) say(entrance, "CLINIC_LIMITS_TRUSTED_PROXIES is not set: all clients would be one");
  }
}

/** A database that keeps what it acknowledged, is backed up, and has connections for everybody. */
function database(objects, of, say) {
  const clusters = of("Cluster").filter((each) => each.apiVersion.startsWith("postgresql.cnpg.io/"));
  const cluster = (reference) => clusters.find((each) => each.metadata.name === reference.name);
  for (const pooler of of("Pooler")) if (!cluster(pooler.spec.cluster)) say(pooler, "its cluster is not here");
  for (const backup of of("ScheduledBackup")) {
    const source = cluster(backup.spec.cluster);
    if (!source) say(backup, "its cluster is not here");
    else if (!source.spec.plugins?.some((plugin) => plugin.name === backup.spec.pluginConfiguration?.name && plugin.isWALArchiver)) {
      say(backup, "its cluster does not archive its log the same way");
    }
  }
  for (const each of clusters) {
    const { synchronous, parameters } = each.spec.postgresql;
    if (each.spec.instances < 3) say(each, "a node that is away stops writes, or loses them");
    if (!(synchronous?.number >= 1) || synchronous.dataDurability !== "required") say(each, "may lose what was acknowledged");
    if (!of("ScheduledBackup").some((backup) => cluster(backup.spec.cluster) === each)) say(each, "is not backed up");
    for (const resource of ["cpu", "memory"]) if (!each.spec.resources?.limits?.[resource]) say(each, `has no limit of ${resource}`);
    // One replica more while rolling, each with a connection that listens beside its pool; ten for operator and people.
    const pool = Number(of("ConfigMap").map((map) => map.data?.QUARKUS_DATASOURCE_JDBC_MAX_SIZE).find(Boolean));
    const scaler = of("HorizontalPodAutoscaler")[0];
    const replicas = (scaler?.spec.maxReplicas ?? of("Deployment")[0].spec.replicas) + 1;
    const pooler = of("Pooler").find((one) => cluster(one.spec.cluster) === each);
    const pooled = pooler ? pooler.spec.instances * Number(pooler.spec.pgbouncer.parameters.default_pool_size) : replicas * pool;
    const needed = pooled + replicas + 10;
    if (needed > Number(parameters.max_connections)) say(each, `needs ${needed} connections of ${parameters.max_connections}`);
    // All replicas' readers may come to the one standby that is left.
    const set = of("Deployment").flatMap((deployment) => deployment.spec.template.spec.containers).flatMap((one) => one.env ?? []);
    if (set.some(({ name }) => name === "CLINIC_READER_URL")) {
      const readers = replicas * Number(of("ConfigMap").map((map) => map.data?.CLINIC_READER_MAX_SIZE).find(Boolean) ?? 20) + 10;
      if (readers > Number(parameters.max_connections)) say(each, `a standby needs ${readers} connections of ${parameters.max_connections}`);
      if (parameters.hot_standby_feedback !== "on") say(each, "ends long reads on a standby: hot_standby_feedback is not on");
    }
    if (pooler && replicas * pool > Number(pooler.spec.pgbouncer.parameters.max_client_conn)) say(pooler, "refuses replicas");
  }
}
