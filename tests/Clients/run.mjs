// Starts simulated Azure as a process of its own, points the unmodified clients at it by the variables that it prints, and runs the
// tests. node run.mjs [path of OpsFunctions.Local.dll]. Ends the simulator by its id, whatever happens.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const app = resolve(process.argv[2] ?? join(here, "../../local/bin/Debug/net10.0/OpsFunctions.Local.dll"));
const folder = mkdtempSync(join(tmpdir(), "clients-"));
const certificate = join(folder, "ca.pem");
const files = readdirSync(here).filter(name => name.endsWith(".test.mjs")).sort().map(name => join(here, name));
const startWithinMs = 60_000;

const simulator = spawn("dotnet", [
  app, "simulator", "--port", "0", "--proxy-port", "0", "--certificate", certificate, "--fleet", "60", "--seed", "1",
  "--clock", "2026-01-05T12:00:00Z", "--allow-all",
], { stdio: ["ignore", "pipe", "inherit"] });

let code = 1;
try {
  const variables = await started(simulator);
  // Who trusts a certificate must know it before the process starts.
  const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files], {
    stdio: "inherit",
    env: { ...process.env, ...variables, NODE_EXTRA_CA_CERTS: certificate, AZURE_LOG_LEVEL: "" },
  });
  code = await new Promise(done => tests.on("exit", done));
} finally {
  simulator.kill("SIGINT");
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code ?? 1);

/** The variables that the simulator prints, once it answers. */
function started(child) {
  return new Promise((done, fail) => {
    let text = "";
    const late = setTimeout(() => fail(new Error(`no simulator within ${startWithinMs} ms:\n${text}`)), startWithinMs);
    child.on("exit", status => fail(new Error(`the simulator ended with ${status}:\n${text}`)));
    child.stdout.on("data", data => {
      text += data;
      if (!text.includes("Ctrl+C stops it."))
        return;
      clearTimeout(late);
      done(Object.fromEntries([...text.matchAll(/^ {2}([A-Z_]+)=(\S+)/gm)].map(match => [match[1], match[2]])));
    });
  });
}
