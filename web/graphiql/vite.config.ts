import { defineConfig } from "vite";

// Built into the repository, so that a clone without Node still shows the page; app/graphiql.py serves it.
export default defineConfig({
  base: "/graphiql/",
  logLevel: "warn",
  resolve: {
    alias: [
      // Of the editor and of the formatter, only what the page needs.
      { find: /^\.\/editor\.all\.js$/, replacement: "/src/editor.ts" },
      { find: /^prettier\/(plugins\/estree|parser-babel)$/, replacement: "/src/json.ts" },
      { find: "prettier/parser-graphql", replacement: "prettier/plugins/graphql" },
    ],
  },
  build: {
    outDir: "../../app/static/graphiql",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's policy takes nothing inline
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 3000, // the editor is one piece
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      checks: { moduleLevelDirective: false }, // "use client" says nothing here
    },
  },
  worker: { format: "es" },
});
