import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./ui/base.css";
import "./ui/layout.css";

createRoot(document.getElementById("root") as HTMLElement).render(<App />);
