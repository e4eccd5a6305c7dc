"""The numbers of the rules: their defaults, what a platform's own file lays over them, and its mistakes."""

from pathlib import Path

import pytest

from domain import policy
from domain.policy import PolicyError
from models.partnerships import AgreementKind


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
        "target_max_products": 100,
        "target_commission_min": 1,
        "target_commission_max": 80,
        "invite_max_creators": 50,
        "seller_messages_max": 5,
        "agency_messages_max": 5,
        "starter_pack_units": 1000,
        "tier_t0_weekly": 20,
        "tier_t1_weekly": 50,
        "tier_t2_weekly": 500,
        "tier_t0_followers": 20_000,
        "tier_t1_followers": 20_000,
        "tier_t2_gmv": 2000,
        "tier_t3_gmv": 50_000,
        "bulk_max_creators": 1000,
        "bulk_left_out_days_max": 366,
        "link_request_days": 7,
        "link_invitations_per_day": 100,
        "unlink_answer_days": 7,
        "unlink_requests_max": 2,
        "link_extension_days": 30,
        "link_change_days": 7,
        "sample_review_days": 7,
        "sample_shipping_days": 7,
        "sample_delivery_days": 30,
        "sample_content_days": 14,
        "sample_reminder_days": 3,
        "sample_confirmation_days": 7,
        "sample_again_days": 30,
        "sample_open_max_low": 5,
        "sample_open_max_middle": 20,
        "sample_open_max_high": 50,
        "sample_gmv_middle": 5000,
        "sample_gmv_high": 150_000,
        "level_gmv_silver": 1000,
        "level_gmv_gold": 5000,
        "level_gmv_platinum": 10_000,
        "level_gmv_ruby": 25_000,
        "level_gmv_emerald": 50_000,
        "level_gmv_sapphire": 100_000,
        "level_gmv_diamond": 250_000,
        "media_max_bytes": 10_485_760,
        "media_max_pixels": 50_000_000,
        "media_unsent_hours": 24,
        "media_url_minutes": 10,
        "media_thumbnail_pixels": 320,
        "recall_seconds": 120,
        "leads_enabled": True,
        "lead_level": "SILVER",
        "licence_days": 7,
        "licensed_live_days": 30,
        "lead_note_max_length": 2000,
        "member_invitation_hours": 120,
        "team_roles_max": 100,
        "report_evidence_days": 180,
        "ingest_max_records": 1000,
        "export_url_minutes": 10,
        "saved_replies_max": 500,
        "schedule_days_max": 90,
        "scheduled_messages_max": 1000,
        "mark_read_max_conversations": 20,
        "folder_count_cap": 1000,
        "search_query_max_length": 200,
        "search_count_cap": 100,
        "search_ranges_max": 100,
        "creator_labels_max": 20,
        "creator_notes_shown": 100,
        "statistics_stale_hours": 48,
        "feed_kept_days": 30,
        "webhooks_max": 10,
        "webhook_failing_hours": 24,
        "webhook_old_secret_hours": 24,
        "typing_seconds": 6,
        "rate_points_per_user": 120_000,
        "rate_points_per_address": 1_200_000,
    }


@pytest.mark.rule("LNK-2")
def test_the_agreements_are_the_platforms_own_in_one_market_or_in_all(tmp_path: Path) -> None:
    laid = policy.load(written(tmp_path, """
        [agreements.DATA_SHARING]
        version = "7"
        text = "Ours"
        [markets.DE.agreements.DATA_SHARING]
        version = "7 DE"
        text = "Unsere"
    """))  # fmt: skip

    assert {kind: one.version for kind, one in laid.agreements("US").items()} == {
        "DATA_SHARING": "7", "REVENUE_SHARING": "1",
    }  # fmt: skip
    assert laid.agreements("DE")[AgreementKind.DATA_SHARING].text == "Unsere"
    with pytest.raises(PolicyError, match=r"\[agreements\] DATA_SHARING.version"):
        policy.load(written(tmp_path, '[agreements.DATA_SHARING]\nversion = ""'))
    with pytest.raises(PolicyError, match="SOMETHING"):
        policy.load(written(tmp_path, '[agreements.SOMETHING]\nversion = "1"\ntext = "x"'))


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
