"""What a resolver may ask of its operation: the viewer, and the loaders of rare branches."""

from dataclasses import dataclass, replace
from typing import Any

from strawberry.types import Info as StrawberryInfo

from domain.errors import Forbidden, Unauthenticated
from domain.rules import access
from domain.viewer import Asking, Newcomer, Service, Staff, Viewer
from schema.loaders import Loaders, StaffLoaders, WebhookLoaders


@dataclass(slots=True)
class Context:
    """One operation's. `asked` is who is asking; where that was refused, `refusal` says why.

    `newcomer` is whom the token belongs to, where that is no member of the account asked for.
    """

    request_id: str
    asked: Asking | None = None
    refusal: Exception | None = None
    newcomer: Newcomer | None = None
    refused: str | None = None  # the code of a refusal that a result tells as data: for who counts them
    made_loaders: Loaders | None = None
    made_staff_loaders: StaffLoaders | None = None
    made_webhook_loaders: WebhookLoaders | None = None

    @property
    def viewer(self) -> Viewer:
        """Who is asking. Raises what stands against it: Unauthenticated, or Forbidden for an account of others."""
        asked = self.asked
        if isinstance(asked, Viewer):
            return asked
        if asked is None:
            raise self.refusal or Unauthenticated()
        raise Forbidden("This is for members of accounts: your token is the platform's.")

    @property
    def person(self) -> Viewer | Newcomer:
        """Whoever is signed in, whether or not they act for an account: good for joining one (ACC-4)."""
        return self.viewer if self.newcomer is None else self.newcomer

    @property
    def staff(self) -> Staff:
        """One of the marketplace's staff. Raises Forbidden for everybody else."""
        if isinstance(self.asked, Staff):
            return self.asked
        raise self._unwelcome("This is for the marketplace's staff.")

    @property
    def service(self) -> Service:
        """A service of the marketplace. Raises Forbidden for everybody else."""
        if isinstance(self.asked, Service):
            return self.asked
        raise self._unwelcome("This is for the marketplace's services.")

    @property
    def platform(self) -> Staff | Service:
        """Staff, or a service. Raises Forbidden for everybody else."""
        if isinstance(self.asked, Staff | Service):
            return self.asked
        raise self._unwelcome("This is for the marketplace's staff and services.")

    def _unwelcome(self, sentence: str) -> Exception:
        if self.asked is None:
            return self.refusal or Unauthenticated()
        return Forbidden(sentence)

    @property
    def messenger(self) -> Viewer:
        """Who is asking, and may use the inbox: asked before anything of the input is looked at (REF-2)."""
        access.messaging(self.viewer)
        return self.viewer

    @property
    def manager(self) -> Viewer:
        """Likewise, and may manage the account's team."""
        access.team(self.viewer)
        return self.viewer

    @property
    def integrator(self) -> Asking:
        """Who is asking, and may manage webhooks: a member its account's, the marketplace the platform's."""
        if isinstance(self.asked, Staff | Service):
            return self.asked
        access.integrations(self.viewer)
        return self.viewer

    @property
    def webhook_loaders(self) -> WebhookLoaders:
        """This operation's batches of endpoints and deliveries, whoever is asking."""
        if self.made_webhook_loaders is None:
            self.made_webhook_loaders = WebhookLoaders(self.asked or self.viewer)
        return self.made_webhook_loaders

    @property
    def loaders(self) -> Loaders:
        """This operation's batches."""
        if self.made_loaders is None:
            self.made_loaders = Loaders(self.viewer)
        return self.made_loaders

    @property
    def staff_loaders(self) -> StaffLoaders:
        """The same, of the marketplace's staff."""
        if self.made_staff_loaders is None:
            self.made_staff_loaders = StaffLoaders(self.staff)
        return self.made_staff_loaders

    def now_of(self, viewer: Viewer) -> "Context":
        """The same operation, of a viewer who was asked again."""
        return replace(self, asked=viewer, made_loaders=None, made_webhook_loaders=None)


Info = StrawberryInfo[Context, Any]
