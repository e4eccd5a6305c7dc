// Drawn on a field of 24, with lines of the colour of the text.
const DRAWN = {
  inbox: "M3 13l3-8h12l3 8v6H3zM3 13h5l1.5 3h5L16 13h5",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6" +
    "M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2 .8 3.2 2.7 3.5 5.5",
  bulk: "M4 10v4l3 .5L9 20h2.5l-1.5-5 9 4V5l-9 4.5zM21 10.5v3",
  leads: "M12 3l2.7 5.6 6.1.8-4.5 4.2 1.1 6.1L12 16.8l-5.4 2.9 1.1-6.1L3.2 9.4l6.1-.8z",
  link:
    "M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12.5 5.8" +
    "M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.1-1.1",
  box: "M12 3l8 4.3v9.4L12 21l-8-4.3V7.3zM4 7.3l8 4.4 8-4.4M12 11.7V21M8 5.2l8 4.3",
  gift: "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-3.5 0-5-1-5-2.5S9.5 2.5 12 7zM12 7c3.5 0 5-1 5-2.5S14.5 2.5 12 7z",
  bell: "M6 16V10.5a6 6 0 0 1 12 0V16l1.5 2h-15zM10 20.5h4",
  team: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21c.5-4.5 3.4-6.5 7.5-6.5s7 2 7.5 6.5",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21",
  filter: "M4 6h16M7 12h10M10 18h4",
  picture: "M4 5h16v14H4zM4 16l4.5-4.5L13 16l3-3 4 4M15.5 9.5h.01",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2",
  saved: "M6 3.5h12V21l-6-4.5L6 21z",
  bag: "M5 8h14l1 13H4zM8.5 8V6.5a3.5 3.5 0 0 1 7 0V8",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  back: "M14.5 5.5L8 12l6.5 6.5",
  next: "M9.5 5.5L16 12l-6.5 6.5",
  side: "M4 5h16v14H4zM14.5 5v14",
  send: "M4 12L20.5 4 16 20.5l-4-7zM12 13.5l3-3.5",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.5l4.5 4.5L19 7.5",
  out: "M14 4H5v16h9M10 12h11M17.5 8.5L21 12l-3.5 3.5",
  label: "M4 4h8.5l8 8-8 8.5-8.5-8zM8.5 8.5h.01",
  star: "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8z",
  archive: "M3.5 5h17v4h-17zM5 9v10.5h14V9M10 13h4",
  unread: "M3.5 6h11M3.5 6l8.5 7 4-3.3M3.5 6v12.5h17V12M19 8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.7 5.7l12.6 12.6",
  undo: "M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11H9",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8.5 8.5h7M8.5 12h4",
  play: "M7 4.5l12 7.5-12 7.5z",
  read: "M2.5 13l4 4L15 8.5M11.5 16l1 1L21.5 8.5",
  code: "M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5M13.5 4.5l-3 15",
  window: "M13.5 4H20v6.5M20 4l-9 9M17 13.5V20H4V7h6.5",
  swap: "M4 8.5h15M15.5 5L19 8.5 15.5 12M20 15.5H5M8.5 12L5 15.5 8.5 19",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  edit: "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
  down: "M12 5v13M6 12.5l6 6 6-6",
  flag: "M5.5 21V4M5.5 5h13l-3 4 3 4h-13",
} as const;

export type IconName = keyof typeof DRAWN;

/** A picture beside words, or in a button that has a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWN[name]} />
    </svg>
  );
}
