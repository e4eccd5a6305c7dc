export const collaborations = {};
