export const side = {
  label: "Details",
};
