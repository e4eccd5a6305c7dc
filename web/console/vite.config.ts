import license from "rollup-plugin-license";
import { defineConfig, type Plugin } from "vite";
import relay from "vite-plugin-relay-lite";
import { told } from "./sources";

// Built into the repository, so that a clone without Node still shows the page; app/console.py serves it.
export default defineConfig({
  base: "/console/",
  logLevel: "warn",
  plugins: [
    relay({ codegen: false }),
    told(),
    license({ thirdParty: { output: "../../app/static/console/licenses.txt" } }) as Plugin,
  ],
  // The hooks without the containers that were before them.
  resolve: { alias: [{ find: /^react-relay$/, replacement: "react-relay/hooks" }] },
  build: {
    outDir: "../../app/static/console",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's policy takes nothing inline
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: {
      output: { experimentalMinChunkSize: 12_000 }, // fewer files: each is a request
      onwarn(warning, warn) {
        // "use client" and notes on purity, in packages: they say nothing here
        if (!["MODULE_LEVEL_DIRECTIVE", "INVALID_ANNOTATION"].includes(warning.code ?? "")) warn(warning);
      },
    },
    chunkSizeWarningLimit: 800, // what goes over the line is held by a test
  },
});
