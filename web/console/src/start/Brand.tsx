import icon from "../icon.svg";

/** The name, with its mark. */
export function Brand() {
  return (
    <span className="brand">
      <img src={icon} alt="" width="32" height="32" /> Parley
    </span>
  );
}
