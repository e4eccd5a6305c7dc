"""What a client asks Parley; bench.limit.answers gives the same shapes."""

INBOX = """query Inbox($first: Int!) {
  inbox(first: $first) {
    edges {
      cursor
      node {
        id unreadCount unread unreplied starred archived lastActivityAt
        counterpart { __typename id handle name avatarUrl }
        lastMessage { id sequence kind text preview sentAt sender { id } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""

THREAD = """query Thread($conversation: ID!, $last: Int!) {
  node(id: $conversation) {
    ... on Conversation {
      id
      messages(last: $last) {
        edges { cursor node { id sequence kind text clientMessageId sentAt recalledAt sender { id } } }
        pageInfo { hasPreviousPage startCursor }
      }
    }
  }
}"""

CARDS = """query Cards($conversation: ID!, $last: Int!) {
  node(id: $conversation) {
    ... on Conversation {
      id
      messages(last: $last) {
        edges {
          cursor
          node {
            id sequence kind preview text sentAt
            sender { id name }
            card {
              __typename
              ... on ProductListCard {
                name added productsAdded seenAt
                items {
                  title price { amount currency } commission added addedAt
                  product { id title imageUrl price { amount currency } state }
                }
              }
            }
          }
        }
        pageInfo { hasPreviousPage startCursor }
      }
    }
  }
}"""

SEND = """mutation Send($conversation: ID!, $clientMessageId: String!, $text: String!) {
  sendMessage(input: {conversationId: $conversation, clientMessageId: $clientMessageId, content: {text: $text}}) {
    ... on SendMessageSuccess { message { id sequence sentAt } }
    ... on Problem { code detail }
  }
}"""
