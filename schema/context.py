"""What a resolver may ask of its operation: the viewer, and the loaders of rare branches."""

from dataclasses import dataclass, replace
from typing import Any

from strawberry.types import Info as StrawberryInfo

from domain.errors import Unauthenticated
from domain.rules import access
from domain.viewer import Viewer
from schema.loaders import Loaders


@dataclass(slots=True)
class Context:
    """One operation's. `asked` is who is asking; where that was refused, `refusal` says why."""

    request_id: str
    asked: Viewer | None = None
    refusal: Exception | None = None
    made_loaders: Loaders | None = None

    @property
    def viewer(self) -> Viewer:
        """Who is asking. Raises what stands against it: Unauthenticated, or Forbidden for an account of others."""
        if self.asked is None:
            raise self.refusal or Unauthenticated()
        return self.asked

    @property
    def messenger(self) -> Viewer:
        """Who is asking, and may use the inbox: asked before anything of the input is looked at (REF-2)."""
        access.messaging(self.viewer)
        return self.viewer

    @property
    def loaders(self) -> Loaders:
        """This operation's batches."""
        if self.made_loaders is None:
            self.made_loaders = Loaders(self.viewer)
        return self.made_loaders

    def now_of(self, viewer: Viewer) -> "Context":
        """The same operation, of a viewer who was asked again."""
        return replace(self, asked=viewer, made_loaders=None)


Info = StrawberryInfo[Context, Any]
