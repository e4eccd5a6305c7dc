import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

const HERE = import.meta.dirname;
/** What the console is built from: its sources and the schema, as one hash. tests/house/test_console.py reckons it too. */
function fingerprint(): string {
  const own = readdirSync(HERE).filter((name) => /^[a-z].*\.(html|json|ts)$/.test(name) && name !== "documents.json");
  const inside = readdirSync(join(HERE, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__generated__"))
    .map((entry) => relative(HERE, join(entry.parentPath, entry.name)));
  const hash = createHash("sha256");
  for (const path of [...own, ...inside, "../../schema.graphql"].sort()) {
    hash.update(`${path}\0`).update(readFileSync(join(HERE, path))).update("\0");
  }
  return hash.digest("hex");
}

/** Beside what is built: of which sources it is, and the documents that the server is to trust. */
export function told(): Plugin {
  return {
    name: "parley-told",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "sources.sha256", source: `${fingerprint()}\n` });
      this.emitFile({ type: "asset", fileName: "documents.json", source: readFileSync(join(HERE, "documents.json")) });
    },
  };
}
