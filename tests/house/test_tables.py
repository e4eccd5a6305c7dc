"""The models say what the tables are: names, what may be null, how long it may be."""

import re
from typing import Any

import pytest
from tortoise import fields
from tortoise.fields.base import Field
from tortoise.models import Model

from domain.house import House
from models import (
    accounts,
    audit,
    bulk,
    cards,
    catalog,
    collaborations,
    conversations,
    due,
    erasures,
    feed,
    invitations,
    leads,
    levels,
    media,
    messages,
    mutations,
    notes,
    notifications,
    outreach,
    partnerships,
    replies,
    reports,
    samples,
    scheduled,
    search,
    teams,
    webhooks,
)
from models.sql import statement

MODELS: list[type[Model]] = [
    found
    for module in (
        accounts,
        teams,
        conversations,
        messages,
        feed,
        catalog,
        cards,
        collaborations,
        mutations,
        invitations,
        partnerships,
        samples,
        media,
        notifications,
        due,
        outreach,
        replies,
        scheduled,
        bulk,
        notes,
        levels,
        leads,
        reports,
        audit,
        erasures,
        search,
        webhooks,
    )
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Model) and found is not Model and not found._meta.abstract
]
TYPES: dict[type[Field[Any]], set[str]] = {
    fields.BigIntField: {"bigint", "integer"},
    fields.IntField: {"integer"},
    fields.SmallIntField: {"smallint"},
    fields.CharField: {"varchar", "character varying"},
    fields.TextField: {"text", "varchar", "character varying"},
    fields.BooleanField: {"boolean"},
    fields.DatetimeField: {"timestamptz", "timestamp with time zone"},
    fields.BinaryField: {"blob", "bytea"},
}
POSTGRES = """
    SELECT column_name, data_type, is_nullable = 'YES', character_maximum_length
    FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public'"""
SQLITE = 'SELECT name, lower(type), NOT "notnull" AND NOT pk FROM pragma_table_info($1)'


async def columns(house: House, table: str) -> dict[str, tuple[str, bool, int | None]]:
    """A real table's columns: type, whether null is taken, length."""
    found = await house.database.fetch(statement(postgres=POSTGRES, sqlite=SQLITE), table)
    if house.database.dialect == "postgres":
        return {row[0]: (row[1], row[2], row[3]) for row in found}
    lengths = [(row, re.fullmatch(r"(\w+)\((\d+)\)", row[1])) for row in found]
    return {
        row[0]: (long[1], bool(row[2]), int(long[2])) if long else (row[1], bool(row[2]), None) for row, long in lengths
    }


async def test_the_models_are_the_tables(house: House) -> None:
    for model in MODELS:
        table = model._meta.db_table
        real = await columns(house, table)
        if issubclass(model, search.Searched):
            real.pop("id", None)  # on SQLite: what its index of words points to
        said = model._meta.fields_map
        assert {*said} == {*real}, table
        for name, field in said.items():
            kind, null, length = real[name]
            assert kind in TYPES[type(field)], (table, name)
            assert null == field.null, (table, name)
            if isinstance(field, fields.CharField):
                assert length == field.max_length, (table, name)


async def test_every_table_has_a_model(house: House) -> None:
    tables = await house.database.fetch(
        statement(
            postgres="""
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition""",
            sqlite="""
            SELECT name FROM sqlite_master
            WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%!_words%' ESCAPE '!'""",
        )
    )

    assert {row[0] for row in tables} - {"tortoise_migrations"} == {model._meta.db_table for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_answers_about_itself_and_changes_nothing(model: type[Model]) -> None:
    own = {name for name, value in vars(model).items() if callable(value) and not name.startswith("_")}

    assert own - {"Meta"} == set()
