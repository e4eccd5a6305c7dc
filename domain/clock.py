"""The only place time comes from, and the calendars of markets."""

from datetime import UTC, datetime, timedelta, tzinfo


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def week_start(moment: datetime, zone: tzinfo) -> datetime:
    """The first instant of the Sunday that began the market's week (ACC-10), in UTC."""
    local = moment.astimezone(zone)
    sunday = local.date() - timedelta(days=(local.weekday() + 1) % 7)
    return _first_instant(sunday.year, sunday.month, sunday.day, zone)


def next_week_start(moment: datetime, zone: tzinfo) -> datetime:
    """When the market's next week begins, in UTC."""
    # Eight days on from a week's start is inside the next week, whatever the clocks did.
    return week_start(week_start(moment, zone) + timedelta(days=8), zone)


def month_start(moment: datetime, zone: tzinfo) -> datetime:
    """The first instant of the market's calendar month, in UTC."""
    local = moment.astimezone(zone)
    return _first_instant(local.year, local.month, 1, zone)


def day_of_month(moment: datetime, zone: tzinfo, day: int) -> datetime:
    """The first instant of the day of the month that the market's calendar came to last, in UTC."""
    months = (_day_of(moment, zone, day, ago) for ago in (0, -1))
    return next(begins for begins in months if begins <= moment)


def next_day_of_month(moment: datetime, zone: tzinfo, day: int) -> datetime:
    """When the market's calendar next comes to the day of the month, in UTC: after the moment, never at it."""
    months = (_day_of(moment, zone, day, ahead) for ahead in (0, 1))
    return next(begins for begins in months if begins > moment)


def _day_of(moment: datetime, zone: tzinfo, day: int, months: int) -> datetime:
    """The first instant of a day of the month that is some months after the moment's."""
    local = moment.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    return _first_instant(year, month + 1, day, zone)


def day_start(moment: datetime, zone: tzinfo) -> datetime:
    """The first instant of the market's calendar day, in UTC."""
    local = moment.astimezone(zone)
    return _first_instant(local.year, local.month, local.day, zone)


def _first_instant(year: int, month: int, day: int, zone: tzinfo) -> datetime:
    """The first instant at which the zone's calendar shows this day: midnight, or what follows where clocks skip it."""
    start = datetime(year, month, day, tzinfo=zone)
    moment = start.astimezone(UTC)
    # A midnight that does not exist is read with the offset before the gap: the day's first instant is the gap's end.
    if moment.astimezone(zone).replace(tzinfo=None) != start.replace(tzinfo=None):
        moment = datetime(year, month, day, tzinfo=zone, fold=1).astimezone(UTC)
        while moment.astimezone(zone).date() != start.date():
            moment += timedelta(minutes=1)
        while (moment - timedelta(minutes=1)).astimezone(zone).date() == start.date():
            moment -= timedelta(minutes=1)
    return moment
