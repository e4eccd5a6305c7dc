import "./nonce"; // before anything makes a style
import "./workers";

import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { createLocalStorage } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { Bar } from "./Bar";
import { fetcher, look, type Place } from "./endpoint";
import { demoPeople, whoIsAsking } from "./identity";
import { firstTabs } from "./tabs";

import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "@graphiql/plugin-explorer/style.css";
import "./style.css";

const people = await demoPeople();
const identity = whoIsAsking(people);
// The two who have a conversation in the demo.
const other = identity.handle === "maya" ? "acme" : "maya";
let place: Place | null = null;
let refused: string | null = null;
if (identity.token !== null) {
  try {
    place = await look(identity, other);
  } catch (error) {
    refused = (error as Error).message;
  }
}

createRoot(document.getElementById("root")!).render(
  <>
    <Bar
      people={people}
      identity={identity}
      name={place?.name ?? null}
      other={people.length > 0 ? other : null}
      refused={refused}
    />
    <main>
      <GraphiQL
        fetcher={fetcher(identity)}
        // Each has tabs and a history of their own, also in two windows side by side.
        storage={createLocalStorage({ namespace: `parley:${place?.handle ?? "nobody"}` })}
        defaultTabs={firstTabs(place?.conversationId ?? null)}
        defaultEditorToolsVisibility="variables"
        isHeadersEditorEnabled={false} // the bar sets them, for sockets too
        showPersistHeadersSettings={false}
        plugins={[HISTORY_PLUGIN, explorerPlugin()]}
      >
        <GraphiQL.Logo>{null}</GraphiQL.Logo>
      </GraphiQL>
    </main>
  </>,
);
