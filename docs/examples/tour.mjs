// From an agency's product list to a creator's "Added". AGENCY=… CREATOR=… node docs/examples/tour.mjs
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const url = process.argv[2] ?? "http://127.0.0.1:8000/graphql";
const agency = `Bearer ${process.env.AGENCY}`;
const creator = `Bearer ${process.env.CREATOR}`;

async function ask(Authorization, query, variables = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data;
}

// A mutation answers with what it did, or with a Problem.
async function act(Authorization, name, type, success, input) {
  const document = `mutation Act($input: ${type}!) {
    ${name}(input: $input) { ... on Problem { code detail } ${success} }
  }`;
  const { [name]: result } = await ask(Authorization, document, { input });
  if (result.detail) throw new Error(`${result.code}: ${result.detail}`);
  return result;
}

// The agency looks at what it may offer, and listens from here on: nothing that follows is missed.
const { viewer, campaigns, account } = await ask(agency, `{
  viewer { position }
  campaigns { nodes { id title endsAt products { id title } } }
  account(handle: "maya") { name conversation { id } }
}`);
const client = createClient({
  url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, connectionParams: { authorization: agency },
});
const additions = client.iterate({
  query: `subscription Additions($after: Position) {
    showcaseAdded(after: $after) { creator { name } products { title } cardMessage { id } }
  }`,
  variables: { after: viewer.position },
});

// It makes a list of two products of a campaign that runs, and sends it.
const campaign = campaigns.nodes.find(({ endsAt }) => new Date(endsAt) > new Date());
const { productList } = await act(
  agency, "createProductList", "ProductListInput", "... on ProductListSuccess { productList { id } }",
  {
    name: "Two for small rooms",
    campaignId: campaign.id,
    productIds: campaign.products.slice(-2).map(({ id }) => id),
    clientMutationId: crypto.randomUUID(), // sent again with the same, it makes no second list
  },
);
const { message } = await act(
  agency, "sendMessage", "SendMessageInput", "... on SendMessageSuccess { message { id preview } }",
  {
    conversationId: account.conversation.id,
    clientMessageId: crypto.randomUUID(),
    content: { productListId: productList.id },
  },
);
console.log(`Sent to ${account.name} from ${campaign.title}: ${message.preview}`);

// The creator finds it at the end of the thread.
async function readCard() {
  const { node } = await ask(creator, `query Thread($id: ID!) {
    node(id: $id) { ... on Conversation { messages(last: 1) { nodes { id sender { name } card {
      ... on ProductListCard {
        name added items { title price { amount currency } commission added product { id } }
      }
    } } } } }
  }`, { id: account.conversation.id });
  return node.messages.nodes[0];
}
const found = await readCard();
console.log(`${found.sender.name} offers "${found.card.name}":`);
for (const { title, price, commission } of found.card.items) {
  console.log(`  ${title}, ${price.amount} ${price.currency}, ${commission} %`);
}

// Whoever takes this tour again has them in the showcase already: out with them, so that there is something to add.
const there = found.card.items.filter(({ added }) => added).map(({ product }) => product.id);
await act(
  creator, "removeFromShowcase", "RemoveFromShowcaseInput",
  "... on RemoveFromShowcaseSuccess { removedProductIds }", { productIds: there },
);
const { outcomes } = await act(
  creator, "addToShowcase", "AddToShowcaseInput",
  "... on AddToShowcaseSuccess { outcomes { status product { title } problem { detail } } }", { messageId: found.id },
);
for (const { status, product, problem } of outcomes) {
  console.log(`  ${product.title}: ${problem?.detail ?? status}`);
}
console.log(`The card says added: ${(await readCard()).card.added}`);

// The agency has heard of it, and from which card they came.
for await (const { data, errors } of additions) {
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  const { creator: who, products, cardMessage } = data.showcaseAdded;
  if (cardMessage?.id !== message.id) continue;
  console.log(`${who.name} added ${products.map(({ title }) => title).join(" and ")}`);
  break;
}
client.dispose();
