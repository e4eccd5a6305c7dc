import { Suspense } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { t } from "../texts";
import { Page } from "../ui/Page";
import { Waiting } from "../ui/Waiting";
import { Closed } from "./Closed";
import "./leads.css";
import { Requests } from "./Requests";
import { Top } from "./Top";

/** For creators: the LIVE partners of their market, and whom they asked to collaborate. */
export default function Partners() {
  return (
    <Page title={t.pages.partners}>
      <Closed>
        <Tabs className="partners">
          <TabList className="partner-tabs" aria-label={t.pages.partners}>
            <Tab id="partners" className="tab">
              {t.leads.tabs.partners}
            </Tab>
            <Tab id="requests" className="tab">
              {t.leads.tabs.requests}
            </Tab>
          </TabList>
          <TabPanel id="partners" className="partner-panel">
            <Suspense fallback={<Waiting />}>
              <Top />
            </Suspense>
          </TabPanel>
          <TabPanel id="requests" className="partner-panel">
            <Suspense fallback={<Waiting />}>
              <Requests />
            </Suspense>
          </TabPanel>
        </Tabs>
      </Closed>
    </Page>
  );
}
