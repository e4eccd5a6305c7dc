"""Who signs in, and what they may do for which account."""

from enum import IntFlag

from tortoise import fields
from tortoise.models import Model


class Permission(IntFlag):
    """What a role may hold. Stored as a sum of these numbers: they never change."""

    INSTANT_MESSAGING = 1
    BULK_MESSAGING = 2
    LEAD_MANAGEMENT = 4
    TEAM_MANAGEMENT = 8
    INTEGRATIONS = 16


ALL_PERMISSIONS = Permission(31)


class User(Model):
    """A person. Signs in with a password, or as (issuer, subject) of an OpenID Connect token."""

    id = fields.BigIntField(primary_key=True)
    handle = fields.CharField(max_length=40)
    name = fields.CharField(max_length=100)
    password_hash = fields.CharField(max_length=200, null=True)
    issuer = fields.CharField(max_length=300, null=True)
    subject = fields.CharField(max_length=200, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "users"


class Role(Model):
    """A named set of permissions of one account; the one owner role holds all."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    name = fields.CharField(max_length=60)
    permissions = fields.SmallIntField()
    is_owner = fields.BooleanField()

    class Meta:
        table = "roles"


class Membership(Model):
    """A user acts for an account, in one role of it."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    user_id = fields.BigIntField()
    role_id = fields.BigIntField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "memberships"


class MemberInvitation(Model):
    """A mail address asked to join an account in a role, by a link of which only a hash is kept."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    email = fields.CharField(max_length=254)
    role_id = fields.BigIntField()
    invited_by_id = fields.BigIntField()
    secret_hash = fields.BinaryField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    accepted_by_id = fields.BigIntField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "member_invitations"
