// Formats variables, in place of two parts of Prettier that are made for JavaScript and weigh as much as React
// (vite.config.ts). It has their shape: parsers make a tree, here a leaf, which printers print.
import { applyEdits, format } from "jsonc-parser";

interface Leaf {
  text: string;
}

export const parsers = {
  jsonc: {
    astFormat: "leaf",
    parse: (text: string): Leaf => {
      const spaces = { insertSpaces: true, tabSize: 2, keepLines: false };
      return { text: applyEdits(text, format(text, undefined, spaces)) };
    },
    locStart: () => 0,
    locEnd: ({ text }: Leaf) => text.length,
  },
};

export const printers = {
  leaf: { print: ({ node }: { node: Leaf }) => node.text },
};
