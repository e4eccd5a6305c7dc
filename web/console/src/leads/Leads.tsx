import { Suspense, useDeferredValue, useState } from "react";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Empty, Page } from "../ui/Page";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { Closed } from "./Closed";
import { ALL } from "./filter";
import { Filters } from "./Filters";
import "./leads.css";
import { Pool } from "./Pool";
import { Statuses } from "./Statuses";

/** A LIVE partner's pool: who asked to collaborate or was marked, looked for and looked after. */
export default function Leads() {
  const { account } = useViewer();
  const [looked, setLooked] = useState(ALL);
  const shown = useDeferredValue(looked);
  // Heard here, as what is below hears nothing while it is loaded for the first time.
  const news = useNews(["LeadChanged"]);
  if (!account.livePartner) {
    return (
      <Page title={t.pages.leads}>
        <Empty icon="leads" words={t.leads.closed}>
          <p>{t.leads.onlyPartners}</p>
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={t.pages.leads}>
      <Closed>
        <div className="leads">
          <Filters looked={looked} onChange={setLooked} />
          <section className="pool" aria-label={t.pages.leads} aria-busy={shown !== looked}>
            <Suspense fallback={<Waiting />}>
              <Statuses news={news} looked={shown} onChange={(statuses) => setLooked({ ...looked, statuses })} />
              <Pool key={JSON.stringify(shown)} looked={shown} news={news} />
            </Suspense>
          </section>
        </div>
      </Closed>
    </Page>
  );
}
