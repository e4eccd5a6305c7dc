import { createRoot } from "react-dom/client";
import { App } from "./App";
import { newer } from "./live/requests";
import "./ui/base.css";
import "./ui/small.css";
import "./ui/layout.css";
import "./ui/page.css";
import "./ui/above.css";

// A part that is not there any more is of another build than this one; one that cannot be had now is told as a fault.
addEventListener("vite:preloadError", () => {
  fetch(location.href, { method: "HEAD" }).then(
    ({ ok }) => ok && newer(),
    () => undefined,
  );
});

createRoot(document.getElementById("root") as HTMLElement).render(<App />);
