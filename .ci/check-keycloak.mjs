// Usage: check-keycloak.mjs KEYCLOAK PASSWORD SERVICE   Makes people and clients in the realm "clinic", gets tokens as they
// would, and sees what the service makes of them.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

const [keycloak, adminPassword, service] = process.argv.slice(2);
const password = randomBytes(12).toString("hex");

async function token(realm, form) {
  const response = await fetch(`${keycloak}/realms/${realm}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  return body;
}

async function admin(method, path, body) {
  // Keycloak's own tokens last a minute.
  const { access_token } = await token("master", {
    grant_type: "password", client_id: "admin-cli", username: "admin", password: adminPassword,
  });
  const response = await fetch(`${keycloak}/admin/realms/clinic${path}`, {
    method,
    headers: { Authorization: `Bearer ${access_token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

async function person(username, firstName, lastName, roles) {
  await admin("POST", "/users", {
    username, firstName, lastName, email: `${username}@clinic.example`, emailVerified: true, enabled: true,
    credentials: [{ type: "password", value: password, temporary: false }],
  });
  const [{ id }] = await admin("GET", `/users?exact=true&username=${username}`);
  const known = await Promise.all(roles.map((role) => admin("GET", `/roles/${role}`)));
  await admin("POST", `/users/${id}/role-mappings/realm`, known);
}

// As the realm's own client, but for a script: without a browser. The tokens of the other one are for no service.
const [{ protocolMappers }] = await admin("GET", "/clients?clientId=clinic-content-ui");
const script = { publicClient: true, standardFlowEnabled: false, directAccessGrantsEnabled: true };
const mappers = protocolMappers.map(({ id, ...mapper }) => mapper);
await admin("POST", "/clients", { ...script, clientId: "script", protocolMappers: mappers });
await admin("POST", "/clients", { ...script, clientId: "elsewhere" });
await person("ada", "Ada", "Editor", ["editor"]);
await person("ben", "Ben", "Reviewer", ["reviewer"]);

const signIn = (username, clientId = "script") =>
  token("clinic", { grant_type: "password", client_id: clientId, username, password, scope: "openid" });

async function ask(method, path, bearer, body, headers = {}) {
  const response = await fetch(`${service}/v1${path}`, {
    method,
    headers: { ...(bearer && { Authorization: `Bearer ${bearer}` }), ...(body && { "Content-Type": "application/json" }), ...headers },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, tag: response.headers.get("ETag"), body: await response.json() };
}
const is = (answer, status) => assert.equal(answer.status, status, JSON.stringify(answer.body));

const draft = "/drafts/conditions/osteoarthritis";
const ada = await signIn("ada");
const ben = await signIn("ben");

// Who has the role may, under the name that people know them by.
const before = await ask("GET", draft, ada.access_token);
is(before, 200);
const edited = await ask("PATCH", draft, ada.access_token, { aliases: ["Worn cartilage"] },
  { "If-Match": before.tag, "Content-Type": "application/merge-patch+json" });
is(edited, 200);
assert.equal(edited.body.draft.changedBy, "Ada Editor");

// Who has another role may not, and is told which scope is missing.
const refused = await ask("PATCH", draft, ben.access_token, { aliases: [] },
  { "If-Match": edited.tag, "Content-Type": "application/merge-patch+json" });
is(refused, 403);
assert.match(JSON.stringify(refused.body), /drafts:write/);
is(await ask("POST", "/releases", ada.access_token, { message: "Not an editor's" }), 403);

// What is no access token for this service is nobody's.
const parts = ada.access_token.split(".");
const other = parts[2].startsWith("A") ? "B" : "A";
is(await ask("GET", draft, [parts[0], parts[1], other + parts[2].slice(1)].join(".")), 401);
is(await ask("GET", draft, ada.id_token), 401);
is(await ask("GET", draft, ada.refresh_token), 401);
is(await ask("GET", draft, (await signIn("ada", "elsewhere")).access_token), 401);

// The realm signs with another key from now on: its tokens are taken without a restart, those from before as well.
const [{ id: realm }] = [await admin("GET", "")];
await admin("POST", "/components", {
  name: "rotated", providerId: "rsa-generated", providerType: "org.keycloak.keys.KeyProvider", parentId: realm,
  config: { priority: ["1000"], keySize: ["2048"], algorithm: ["RS256"], active: ["true"], enabled: ["true"] },
});
const rotated = await signIn("ada");
const kid = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[0], "base64url")).kid;
assert.notEqual(kid(rotated.access_token), kid(ada.access_token));
// An unknown key makes the service look for new ones, but not more often than every CLINIC_OIDC_KEYS_MIN_AGE.
let taken;
for (const deadline = Date.now() + 30_000; Date.now() < deadline && taken?.status !== 200; ) {
  taken = await ask("GET", draft, rotated.access_token);
}
is(taken, 200);
is(await ask("GET", draft, ada.access_token), 200);

console.log("Keycloak's tokens are taken as documented, and no others");
