// Drives Chromium over its DevTools protocol: node browser.mjs HOUSE DEVTOOLS_PORT_FILE
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const [house, portFile] = process.argv.slice(2);

async function eventually(attempt) {
  for (let turn = 0; ; turn++) {
    try {
      return await attempt();
    } catch (error) {
      if (turn === 100) throw error;
      await sleep(100);
    }
  }
}

/** A page of the browser, as a function that sends commands. */
async function openPage() {
  const port = await eventually(() => readFileSync(portFile, "utf8").split("\n")[0]);
  const [page] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()).filter((it) => it.type === "page");
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const waiting = new Map();
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  });
  let number = 0;
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++number, { resolve, reject });
      socket.send(JSON.stringify({ id: number, method, params }));
    });
}

const send = await openPage();

/** Runs a function in the page and answers what it answers. */
async function inPage(run, ...values) {
  const expression = `(${run})(...${JSON.stringify(values)})`;
  const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

function check(what, holds, seen) {
  if (!holds) {
    console.error(`FAILED: ${what}: ${JSON.stringify(seen)}`);
    process.exit(1);
  }
  console.log(`ok  ${what}`);
}

// The house's own pages may fetch nothing yet; what is tested is the API.
await send("Page.enable");
await send("Page.setBypassCSP", { enabled: true });
await eventually(() => fetch(`${house}/healthz`));
await send("Page.navigate", { url: `${house}/healthz` });
await eventually(() => inPage(() => { if (location.hostname !== "localhost") throw new Error("not there yet"); }));
await send("WebAuthn.enable");
const { authenticatorId } = await send("WebAuthn.addVirtualAuthenticator", {
  options: {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true,
  },
});

await inPage(() => {
  window.api = async (method, path, body) => {
    const options = { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) };
    const answer = await fetch(`/api/v1/${path}`, options);
    const text = await answer.text();
    return { status: answer.status, json: text ? JSON.parse(text) : null };
  };
  window.signIn = async () => {
    const begun = await api("POST", "session/passkey");
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.json.options.publicKey);
    const credential = await navigator.credentials.get({ publicKey });
    const body = { token: begun.json.token, answer: credential.toJSON() };
    return { first: await api("PUT", "session/passkey", body), again: await api("PUT", "session/passkey", body) };
  };
});

const entered = await inPage(() => api("POST", "session", { name: "ann", password: "correct horse battery" }));
check("signed in with the password", entered.status === 200, entered);
const added = await inPage(async () => {
  const begun = await api("POST", "passkeys");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.json.options.publicKey);
  const credential = await navigator.credentials.create({ publicKey });
  return api("PUT", "passkeys", { token: begun.json.token, label: "Chromium", answer: credential.toJSON() });
});
check("a passkey was added", added.status === 204, added);
const { credentials } = await send("WebAuthn.getCredentials", { authenticatorId });
check("the browser keeps it for localhost", credentials.length === 1 && credentials[0].rpId === "localhost", credentials);
const left = await inPage(() => api("DELETE", "session"));
check("signed out", left.status === 204, left);
const outside = await inPage(() => api("GET", "me"));
check("nobody is signed in", outside.status === 401, outside);
const { first, again } = await inPage(() => signIn());
check("signed in with the passkey alone", first.status === 200 && first.json.name === "ann", first);
check("the same answer opens nothing twice", again.status >= 400 && again.status < 500, again);
const inside = await inPage(() => api("GET", "me"));
check("it is ann's session", inside.status === 200 && inside.json.name === "ann", inside);
const [kept] = (await inPage(() => api("GET", "passkeys"))).json;
check("it is listed and was used", kept.label === "Chromium" && kept.used_ms > 0, kept);
const removed = await inPage((id) => api("DELETE", `passkeys/${id}`), kept.id);
check("it was removed", removed.status === 204, removed);
await inPage(() => api("DELETE", "session"));
const refused = await inPage(() => signIn());
check("a removed passkey opens nothing", refused.first.status === 401, refused.first);
process.exit(0);
