"""The levels of creators, as they were set month by month."""

from tortoise import fields
from tortoise.models import Model


class LevelRefresh(Model):
    """A market's next refresh; while it is under way, the last creator that it has reached."""

    id = fields.BigIntField(primary_key=True)
    market = fields.CharField(max_length=8)
    refreshes_at = fields.DatetimeField()
    reached_id = fields.BigIntField()

    class Meta:
        table = "level_refreshes"


class CreatorLevelSet(Model):
    """A level that was set. Keyed by creator and set_at."""

    creator_id = fields.BigIntField(primary_key=True, generated=False)
    set_at = fields.DatetimeField()
    level = fields.CharField(max_length=10)

    class Meta:
        table = "creator_levels"
