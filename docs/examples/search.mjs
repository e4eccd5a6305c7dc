// Search with highlighting, and a jump to what was found. TOKEN=… WORDS=… node docs/examples/search.mjs
const url = process.argv[2] ?? "http://127.0.0.1:8000/graphql";
const words = process.env.WORDS ?? "kettle";

async function ask(query, variables = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${process.env.TOKEN}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data;
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt()};`);

// The ranges count as JavaScript does, and point into the text as it was written: cut there, then escape.
function marked({ text, ranges }) {
  let html = "";
  let last = 0;
  for (const { start, end } of ranges) {
    html += `${escaped(text.slice(last, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    last = end;
  }
  return html + escaped(text.slice(last));
}

// Each module is read only because it is asked for here; ask for one alone to page it on, with after: endCursor.
const { search } = await ask(
  `query Search($words: String!) {
    search(query: $words) {
      accounts(first: 3) { ...Counted nodes { text ranges { start end } conversation { counterpart { name } } } }
      messages(first: 3) { ...Hits }
      products(first: 3) { ...Hits }
      samples(first: 3) { ...Hits }
    }
  }
  fragment Counted on AccountHitConnection { count { value exact } }
  fragment Hits on MessageHitConnection {
    count { value exact }
    nodes {
      text ranges { start end } more { value exact }
      message { id } conversation { id counterpart { name } }
    }
  }`,
  { words },
);

const number = ({ value, exact }) => `${value}${exact ? "" : "+"}`;
for (const [module, { count, nodes }] of Object.entries(search)) {
  console.log(`${module}: ${number(count)}`);
  for (const hit of nodes) {
    const more = hit.more?.value ? ` (${number(hit.more)} more)` : "";
    console.log(`  ${hit.conversation.counterpart.name}: ${marked(hit).replace(/\s+/g, " ")}${more}`);
  }
}

// The jump: the page of the conversation that has the message in its middle.
const hit = search.messages.nodes[0];
if (hit) {
  const { node } = await ask(
    `query Jump($conversation: ID!, $message: ID!) {
      node(id: $conversation) {
        ... on Conversation { messages(first: 5, around: $message) { nodes { id sequence sender { name } preview } } }
      }
    }`,
    { conversation: hit.conversation.id, message: hit.message.id },
  );
  console.log(`Around the first, with ${hit.conversation.counterpart.name}:`);
  for (const { id, sequence, sender, preview } of node.messages.nodes) {
    console.log(`${id === hit.message.id ? ">" : " "} ${sequence} ${sender?.name ?? "Parley"}: ${preview}`);
  }
}
