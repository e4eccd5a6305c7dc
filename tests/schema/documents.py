"""What the tests ask: every mutation with all that its result can hold, and the problem it answers with."""

from typing import Any

from tests.app.served import Asking
from tests.schema.conftest import Api

CONVERSATION = "conversation { id starred archived unread unreadCount counterpart { handle } canSend { allowed } }"
# Mutation: its input's type, its success type, what is read of that.
MUTATIONS = {
    "startConversation": ("StartConversationInput", "StartConversationSuccess", "conversation { id entryPoint }"),
    "markRead": ("MarkReadInput", "MarkReadSuccess", "conversations { id unread unreadCount readUpTo }"),
    "markUnread": ("ConversationInput", "ConversationSuccess", CONVERSATION),
    "starConversation": ("ConversationInput", "ConversationSuccess", CONVERSATION),
    "unstarConversation": ("ConversationInput", "ConversationSuccess", CONVERSATION),
    "archiveConversation": ("ConversationInput", "ConversationSuccess", CONVERSATION),
    "unarchiveConversation": ("ConversationInput", "ConversationSuccess", CONVERSATION),
    "assignConversation": ("AssignConversationInput", "ConversationSuccess", CONVERSATION),
    "sendMessage": (
        "SendMessageInput",
        "SendMessageSuccess",
        """message { id sequence text kind preview clientMessageId sender { handle } sentBy { handle }
            conversation { id lastMessage { sequence } } }""",
    ),
    "setTyping": ("TypingInput", "TypingSuccess", CONVERSATION),
    "blockAccount": ("BlockInput", "BlockSuccess", "account { id handle blockedByViewer }"),
    "unblockAccount": ("BlockInput", "BlockSuccess", "account { id handle blockedByViewer }"),
}


def document(name: str) -> str:
    """A mutation's document."""
    input_type, success, fields = MUTATIONS[name]
    return f"""
        mutation($input: {input_type}!) {{ {name}(input: $input) {{
            __typename ... on Problem {{ code detail retryAt }}
            ... on NotFound {{ field }} ... on InvalidInput {{ field }}
            ... on {success} {{ {fields} }} }} }}"""


async def mutate(api: Api, who: Asking, name: str, **given: Any) -> dict[str, Any]:
    """What a mutation answered; it never has a top-level error."""
    data, errors = await api(who, document(name), input=given)
    assert errors == []
    answer: dict[str, Any] = data[name]
    return answer


def sensible(name: str, conversation: str, account: str) -> dict[str, Any]:
    """An input of a mutation that would succeed for a seller of the cast."""
    of_its_own: dict[str, dict[str, Any]] = {
        "startConversation": {"accountId": account, "entryPoint": "FIND_CREATORS"},
        "markRead": {"conversationIds": [conversation]},
        "sendMessage": {"conversationId": conversation, "clientMessageId": "new", "content": {"text": "hi"}},
        "setTyping": {"conversationId": conversation, "typing": True},
        "blockAccount": {"accountId": account},
        "unblockAccount": {"accountId": account},
    }
    return of_its_own.get(name, {"conversationId": conversation})


def field_of(name: str) -> str:
    """The field of a mutation's input that names what it is about."""
    return {
        "startConversation": "accountId",
        "markRead": "conversationIds.0",
        "blockAccount": "accountId",
        "unblockAccount": "accountId",
    }.get(name, "conversationId")


def told(errors: list[dict[str, Any]]) -> dict[str, Any]:
    """The code and facts of the one error."""
    assert len(errors) == 1, errors
    facts: dict[str, Any] = errors[0]["extensions"]
    return facts
