"""Pairs, the conversations they have, and each side's own view of them."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class EntryPoint(StrEnum):
    """From where a conversation was first started."""

    INBOX = "INBOX"
    FIND_CREATORS = "FIND_CREATORS"
    CREATOR_PROFILE = "CREATOR_PROFILE"
    TARGET_COLLABORATION = "TARGET_COLLABORATION"
    SAMPLE_REQUEST = "SAMPLE_REQUEST"
    NAVIGATION_BAR = "NAVIGATION_BAR"
    MANAGE_PARTNERSHIPS = "MANAGE_PARTNERSHIPS"
    CAMPAIGN_DETAILS = "CAMPAIGN_DETAILS"
    CAMPAIGN_PRODUCT_SHARING = "CAMPAIGN_PRODUCT_SHARING"
    NOTIFICATIONS = "NOTIFICATIONS"
    PRODUCT_PAGE = "PRODUCT_PAGE"
    CONNECTION_INVITES = "CONNECTION_INVITES"
    SAMPLE_APPLICATIONS = "SAMPLE_APPLICATIONS"
    STORE_PAGE = "STORE_PAGE"
    PARTNER_LIST = "PARTNER_LIST"


class Pair(Model):
    """A creator and a partner (seller or agency): the row that everything between the two locks first.

    It exists before a conversation does, so that a block has a row to stand on, and carries the last sequence number.
    For outreach it knows whether they are `connected` (OUT-4), until when they are linked, how many messages of the
    partner's are `awaiting` a response (an agency's since `awaiting_month` began), and the last week in which contact
    cost a unit.
    """

    id = fields.BigIntField(primary_key=True)
    creator_id = fields.BigIntField()
    partner_id = fields.BigIntField()
    last_sequence = fields.IntField()
    creator_blocked_at = fields.DatetimeField(null=True)
    partner_blocked_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    connected = fields.BooleanField()
    linked_until = fields.DatetimeField(null=True)
    awaiting = fields.IntField()
    awaiting_month = fields.DatetimeField(null=True)
    contacted_week = fields.DatetimeField(null=True)

    class Meta:
        table = "pairs"


class Conversation(Model):
    """A pair that has been started. Its id is the pair's id."""

    id = fields.BigIntField(primary_key=True, generated=False)
    started_by_id = fields.BigIntField()
    entry_point = fields.CharField(max_length=30)
    created_at = fields.DatetimeField()
    external_id = fields.CharField(max_length=100, null=True)

    class Meta:
        table = "conversations"


class Side(Model):
    """One account's view of a conversation, shared by its members. Keyed by account and conversation.

    It knows what was said last and what its counterpart is, so that a page of an inbox need not look for them; names
    and figures of the counterpart are not copied.
    """

    account_id = fields.BigIntField(primary_key=True, generated=False)
    conversation_id = fields.BigIntField()
    counterpart_id = fields.BigIntField()
    visible = fields.BooleanField()
    last_activity_at = fields.DatetimeField()
    unread = fields.BooleanField()
    unread_count = fields.IntField()
    unreplied = fields.BooleanField()
    starred = fields.BooleanField()
    archived = fields.BooleanField()
    has_written = fields.BooleanField()
    was_written_to = fields.BooleanField()
    read_up_to = fields.IntField()
    read_by_counterpart_up_to = fields.IntField()
    assignee_id = fields.BigIntField(null=True)
    counterpart_kind = fields.CharField(max_length=10)
    has_invitation = fields.BooleanField()
    last_sequence = fields.IntField()
    last_sender_id = fields.BigIntField(null=True)
    last_kind = fields.CharField(max_length=20, null=True)
    last_text = fields.CharField(max_length=2000, null=True)
    last_sent_at = fields.DatetimeField(null=True)
    last_recalled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sides"


# The columns of numbers in folder_counts.
FOLDERS = ("messages", "unread", "unreplied", "starred", "archived", "new_connections")


class FolderCount(Model):
    """What each change of a side added to its account's folders: their sum is what the folders hold (INB-3).

    Written by the database itself with the change; due work sums rows up.
    """

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    counterpart_kind = fields.CharField(max_length=10)
    messages = fields.IntField()
    unread = fields.IntField()
    unreplied = fields.IntField()
    starred = fields.IntField()
    archived = fields.IntField()
    new_connections = fields.IntField()
    summed = fields.BooleanField()

    class Meta:
        table = "folder_counts"
