import type { ComponentType, LazyExoticComponent } from "react";
import type { IconName } from "./ui/Icon";
import { keen } from "./ui/keen";
import type { Viewer } from "./viewer";

type Kind = Viewer["account"]["kind"];
type Permission = Viewer["permissions"][number];

export interface Place {
  name:
    | "creators"
    | "collaborations"
    | "bulk"
    | "leads"
    | "partners"
    | "partnerships"
    | "samples"
    | "notifications"
    | "team";
  icon: IconName;
  kinds: readonly Kind[];
  needs: readonly Permission[];
  page: LazyExoticComponent<ComponentType>;
}

const ALL = ["CREATOR", "SELLER", "AGENCY"] as const;
const PARTNERS = ["SELLER", "AGENCY"] as const;

/** The pages beside the inbox, each at the path of its name: loaded when they are opened. */
const PLACES: readonly Place[] = [
  {
    name: "creators",
    icon: "people",
    kinds: PARTNERS,
    needs: ["INSTANT_MESSAGING"],
    page: keen(() => import("./creators/Creators")),
  },
  {
    name: "collaborations",
    icon: "bag",
    kinds: ALL,
    needs: ["INSTANT_MESSAGING"],
    page: keen(() => import("./collaborations/Collaborations")),
  },
  {
    name: "bulk",
    icon: "bulk",
    kinds: PARTNERS,
    needs: ["INSTANT_MESSAGING", "BULK_MESSAGING"],
    page: keen(() => import("./bulk/Bulk")),
  },
  {
    name: "leads",
    icon: "leads",
    kinds: PARTNERS,
    needs: ["LEAD_MANAGEMENT"],
    page: keen(() => import("./leads/Leads")),
  },
  {
    name: "partners",
    icon: "play",
    kinds: ["CREATOR"],
    needs: ["INSTANT_MESSAGING"],
    page: keen(() => import("./leads/Partners")),
  },
  {
    name: "partnerships",
    icon: "link",
    kinds: ["CREATOR", "AGENCY"],
    needs: ["INSTANT_MESSAGING"],
    page: keen(() => import("./partnerships/Partnerships")),
  },
  {
    name: "samples",
    icon: "box",
    kinds: ["CREATOR", "SELLER"],
    needs: ["INSTANT_MESSAGING"],
    page: keen(() => import("./samples/Samples")),
  },
  {
    name: "notifications",
    icon: "bell",
    kinds: ALL,
    needs: ["INSTANT_MESSAGING"],
    page: keen(() => import("./notifications/Notifications")),
  },
  { name: "team", icon: "team", kinds: ALL, needs: ["TEAM_MANAGEMENT"], page: keen(() => import("./team/Team")) },
];

/** Which of them there are for somebody. */
export const placesOf = ({ account, permissions }: Viewer): readonly Place[] =>
  PLACES.filter(({ kinds, needs }) => kinds.includes(account.kind) && needs.every((one) => permissions.includes(one)));

/** Whether there is an inbox for somebody, and events of it. */
export const hasInbox = ({ permissions }: Viewer): boolean => permissions.includes("INSTANT_MESSAGING");
