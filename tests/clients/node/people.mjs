// Who the programs of this folder speak for: TOKEN is maya's, OTHER is acme's.
export const url = process.argv[2];
export const socketUrl = url.replace(/^http/, "ws");
export const maya = { authorization: `Bearer ${process.env.TOKEN}` };
export const acme = { authorization: `Bearer ${process.env.OTHER}` };

const SEND = `mutation Send($conversation: ID!, $made: String!, $text: String!) {
  sendMessage(input: { conversationId: $conversation, clientMessageId: $made, content: { text: $text } }) { __typename }
}`;

// The plainest of clients: the data of a query or a mutation.
export async function ask(who, query, variables = {}) {
  const headers = { "Content-Type": "application/json", ...who };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

export const send = (who, conversation, text) => ask(who, SEND, { conversation, made: crypto.randomUUID(), text });

// fetch, and a list of how each request went.
export function noting(requests) {
  return async (address, options = {}) => {
    const response = await fetch(address, options);
    const [type] = response.headers.get("Content-Type").split(";");
    requests.push({ method: options.method ?? "GET", status: response.status, type });
    return response;
  };
}

export async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

export const report = (what) => console.log(JSON.stringify(what));
