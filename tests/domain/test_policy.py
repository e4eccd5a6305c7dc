"""The numbers of the rules: their defaults, what a platform's own file lays over them, and its mistakes."""

from pathlib import Path

import pytest

from domain import policy
from domain.policy import PolicyError


def written(folder: Path, text: str) -> Path:
    """A platform's own file."""
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_are_those_of_the_rules() -> None:
    numbers = policy.load().defaults

    assert numbers.model_dump() == {
        "text_max_length": 2000,
        "client_message_id_max_length": 100,
        "conversations_per_page": 25,
        "conversations_per_page_max": 50,
        "messages_per_page": 25,
        "messages_per_page_max": 100,
        "items_per_page": 25,
        "items_per_page_max": 100,
        "card_max_products": 5,
        "product_list_max_products": 100,
        "campaign_max_products": 1000,
        "showcase_max_products": 2000,
        "media_max_bytes": 10 * 1024 * 1024,
        "media_max_pixels": 50_000_000,
        "media_unsent_hours": 24,
        "media_url_minutes": 10,
        "media_thumbnail_pixels": 320,
        "recall_seconds": 120,
        "mark_read_max_conversations": 20,
        "folder_count_cap": 1000,
        "statistics_stale_hours": 48,
        "feed_kept_days": 30,
        "typing_seconds": 6,
        "rate_points_per_user": 120_000,
        "rate_points_per_address": 1_200_000,
    }


def test_a_number_of_all_markets_holds_in_each(tmp_path: Path) -> None:
    laid = policy.load(written(tmp_path, "[numbers]\nfolder_count_cap = 7"))

    assert {laid.of(market).folder_count_cap for market in laid.markets} == {7}
    assert laid.defaults.folder_count_cap == 7
    assert laid.of("US").text_max_length == 2000


def test_a_number_of_one_market_holds_in_that_one_only(tmp_path: Path) -> None:
    laid = policy.load(written(tmp_path, "[markets.JP.numbers]\nfolder_count_cap = 7"))

    assert laid.of("JP").folder_count_cap == 7
    assert laid.of("US").folder_count_cap == 1000
    assert laid.market("JP").currency == "JPY"


def test_a_market_of_the_platforms_own_has_the_defaults(tmp_path: Path) -> None:
    laid = policy.load(written(tmp_path, '[markets.CU]\ntime_zone = "America/Havana"\ncurrency = "CUP"'))

    assert laid.market("CU").zone.key == "America/Havana"
    assert laid.of("CU") == policy.load().defaults


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("[numbers]\ntext_max_length = 0", ["[numbers] text_max_length: Input should be greater than 0"]),
        ("[numbers]\nfeed_kept_days = true", ["[numbers] feed_kept_days: Input should be a valid integer"]),
        ('[numbers]\nfeed_kept_days = "30"', ["[numbers] feed_kept_days: Input should be a valid integer"]),
        (
            "[numbers]\ntext_max_length = 2001",
            ["[numbers] text_max_length: Input should be less than or equal to 2000"],
        ),
        ("[markets.US.numbers]\nwrong = 1", ["[markets.US.numbers] wrong: Extra inputs are not permitted"]),
        ('[markets.XX]\ncurrency = "USD"', ["[markets.XX] time_zone: Field required"]),
        (
            '[markets.XX]\ntime_zone = "America"\ncurrency = "dollars"',
            [
                "[markets.XX] time_zone: Value error, 'America' is no time zone",
                "[markets.XX] currency: String should match pattern '^[A-Z]{3}$'",
            ],
        ),
        ("[number]\n[market]", ["[market] is no table of a policy", "[number] is no table of a policy"]),
        ("numbers = 3", ["numbers is no table: write [numbers] above its lines"]),
        ("markets = 3", ["markets is no table: write [markets] above its lines"]),
        (
            "[numbers]\nfeed_kept_days = 0\nwrong = 1\n[markets.JP.numbers]\ntyping_seconds = -1",
            [
                "[numbers] feed_kept_days: Input should be greater than 0",
                "[numbers] wrong: Extra inputs are not permitted",
                "[markets.JP.numbers] typing_seconds: Input should be greater than 0",
            ],
        ),
    ],
)
def test_every_mistake_is_named_once_where_it_was_made(tmp_path: Path, text: str, mistakes: list[str]) -> None:
    with pytest.raises(PolicyError) as refused:
        policy.load(written(tmp_path, text))

    assert str(refused.value).splitlines() == mistakes


def test_a_file_that_is_no_toml_is_refused_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, "[numbers")

    with pytest.raises(PolicyError, match=r"policy\.toml: Expected"):
        policy.load(path)


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"policy\.toml: .*No such file"):
        policy.load(tmp_path / "policy.toml")
